"""Over Socket Mode too, with everything real but Slack: a question, a proposal, the home tab, reviewers and admins."""

import re
from collections.abc import Callable, Iterator

import pytest
from slack_api.people import Person, SocketDoor
from slack_api.running import connected
from slack_api.server import SlackApi

from bot.app import Soundings
from knowledge.privacy import RECEIPT_LETTERS

pytest_plugins = ["slack_api.fixtures", "slack_api.real"]
IDEA = "I think every new care home manager should get a coach for their first year in the job"
RECEIPT = re.compile(rf"\b(?:[{RECEIPT_LETTERS}]{{4}}-){{3}}[{RECEIPT_LETTERS}]{{4}}\b")


@pytest.fixture
def people(slack: SlackApi, soundings: Soundings) -> Iterator[Callable[..., Person]]:
    with connected(soundings):
        yield lambda user="U1", **more: Person(slack, SocketDoor(slack), user, **more)


def test_a_question_a_proposal_and_what_happened_to_it(people: Callable[..., Person], soundings: Soundings):
    ann, rita = people("U1"), people("UREVIEWER")
    assert "*[1]*" in ann.asks("who is leading the review?").shown
    ann.asks(IDEA)
    ann.presses("Submit")
    seen = ann.waits_for(lambda seen: any(RECEIPT.search(one.shown) for one in seen))
    receipt = next(found[0] for one in seen if (found := RECEIPT.search(one.shown)))
    reference = soundings.proposals.by_receipt(receipt).reference
    rita.commands(f"open {reference}")
    rita.waits_for_reply()
    rita.presses("Say it is considered")
    rita.waits_for_reply(2)
    assert "under consideration" in ann.asks(f"what happened to {receipt}").shown
    assert "ithdr" in ann.asks(f"withdraw {receipt}").shown


def test_a_thread_in_a_channel_with_a_follow_up(people: Callable[..., Person]):
    ann = people()
    thread = ann.mentions("when does it report?")
    ann.waits_for_reply(channel="C1")
    ann.writes("and who leads it?", thread=thread)
    assert "Messenger" in ann.waits_for_reply(2, "C1").shown


def test_the_home_tab_a_message_shortcut_and_the_stop_button(people: Callable[..., Person], slack: SlackApi):
    ann = people()
    ann.opens_home()
    ann.waits_for(lambda _: "U1" in slack.homes)
    ann.presses_at_home("My proposals")
    ann.waits_for_reply()
    ann.uses_message_shortcut("turn_into_proposal", IDEA, author="U1")
    ann.waits_for(lambda _: bool(slack.views))
    ann.submits(slack.views[-1], proposal=IDEA)
    assert "Submit" in ann.waits_for_reply(2).shown
    ann.stops(thread="1.000001")
    assert "Stopped" in ann.waits_for_reply(3).text


def test_a_reviewer_answers_in_a_form_and_an_admin_adds_a_document(
    people: Callable[..., Person], slack: SlackApi, soundings: Soundings, proposals: list[str]
):
    rita, alan = people("UREVIEWER"), people("UADMIN")
    rita.commands(f"answer {proposals[0]}")
    rita.waits_for(lambda _: bool(slack.views))
    assert rita.submits(slack.views[-1], words=" ")["response_action"] == "errors"
    rita.submits(slack.views[-1], words="We will.")
    rita.waits_for_reply()
    assert soundings.proposals.get(proposals[0]).answer == "We will."
    letter = b"# A letter\n\nThe review was announced on 2 October 2021.\n\nIt is led by a retired general.\n"
    alan.says("", subtype="file_share", files=[slack.add_file("letter.md", letter, "text/markdown")])
    alan.waits_for_reply()
    alan.presses("Add it")
    alan.waits_for_reply(2)
    assert any("letter" in one.document for one in soundings.library.list())
