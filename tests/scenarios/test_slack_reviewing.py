"""Reviewers consider, answer, decline and group proposals without leaving Slack; contributors hear of it, once."""

import time
from collections.abc import Callable
from datetime import UTC, datetime
from datetime import time as clock

import pytest
from slack_api.people import Person
from slack_api.server import Message, SlackApi

from bot.app import Soundings
from knowledge.effects import ReviseProposal
from knowledge.proposals.model import Draft
from knowledge.proposals.notices import Hours, Notices

pytest_plugins = ["slack_api.fixtures", "slack_api.real"]
People = Callable[..., Person]
WORDS = "We will fund a coach for <every> new manager from April."


@pytest.fixture
def at_all_hours(soundings: Soundings) -> None:
    _tell_within(soundings, Hours(clock.min, clock.max, weekends=True))


@pytest.fixture
def at_no_hour(soundings: Soundings) -> None:
    _tell_within(soundings, Hours(clock.min, clock.min))


def _tell_within(soundings: Soundings, hours: Hours) -> None:
    """Before the channel is there: it takes the notices once, as it starts."""
    soundings.__dict__["notices"] = Notices(soundings.database, soundings.keys, lambda: datetime.now(UTC), hours)


def opens(rita: Person, reference: str) -> Message:
    """Opens a proposal by its reference."""
    before = len(rita.sees())
    rita.commands(f"open {reference}")
    return rita.waits_for_reply(before + 1)


def fills_in(rita: Person, slack: SlackApi, **values: object) -> dict[str, object]:
    """Fills in the newest form and sends it; gives what came back."""
    return rita.submits(slack.views[-1], **values)


def form_opened_by(rita: Person, slack: SlackApi, press: Callable[[], object]) -> None:
    before = len(slack.views)
    press()
    rita.waits_for(lambda _: len(slack.views) > before)


def test_a_proposal_is_considered_and_answered_in_a_form(
    staff: People, slack: SlackApi, soundings: Soundings, proposals: list[str]
):
    rita = staff("UREVIEWER")
    assert "https://soundings.example/desk/proposals/" in str(opens(rita, proposals[0]).blocks)
    rita.presses("Say it is considered")
    assert "under consideration" in rita.waits_for_reply(2).shown
    form_opened_by(rita, slack, lambda: rita.presses("Answer"))
    assert fills_in(rita, slack, words="  ")["response_action"] == "errors"
    fills_in(rita, slack, words=WORDS)
    assert "is answered" in rita.waits_for_reply(3).shown
    found = soundings.proposals.get(proposals[0])
    assert (found.status, found.answer) == ("answered", WORDS)
    assert "fund a coach" in opens(rita, proposals[0]).shown


def test_an_answer_to_words_that_were_changed_meanwhile_is_given_back(
    staff: People, slack: SlackApi, soundings: Soundings, proposals: list[str]
):
    rita = staff("UREVIEWER")
    form_opened_by(rita, slack, lambda: rita.commands(f"answer {proposals[0]}"))
    draft = Draft(proposal="Every new manager should get two coaches", title="Two coaches")
    changed = [ReviseProposal(reference=proposals[0], draft=draft)]
    assert soundings.conversations.commit("slack:T1/U9", "their own", 0, {}, changed)
    fills_in(rita, slack, words=WORDS)
    told = rita.waits_for_reply()
    assert "It was changed meanwhile" in told.shown
    assert "fund a coach" in told.shown
    assert soundings.proposals.get(proposals[0]).answer == ""
    form_opened_by(rita, slack, lambda: rita.presses("Read it again"))
    assert "two coaches" in str(slack.views[-1])
    fills_in(rita, slack)  # the words written before stand in it
    assert "is answered" in rita.waits_for_reply(2).shown
    assert soundings.proposals.get(proposals[0]).answer == WORDS


def test_a_form_sent_twice_answers_once(staff: People, slack: SlackApi, proposals: list[str]):
    rita = staff("UREVIEWER")
    form_opened_by(rita, slack, lambda: rita.commands(f"answer {proposals[0]} {WORDS}"))
    for _ in range(2):
        fills_in(rita, slack)  # the words typed with the command stand in it
    rita.waits_for_reply()
    opens(rita, proposals[1])
    assert sum("is answered" in one.shown for one in rita.sees()) == 1


def test_a_proposal_is_declined_with_its_reason(staff: People, slack: SlackApi, soundings: Soundings, proposals):
    rita = staff("UREVIEWER")
    opens(rita, proposals[0])
    form_opened_by(rita, slack, lambda: rita.presses("Decline"))
    fills_in(rita, slack, words="It is done already.")
    assert "is declined" in rita.waits_for_reply(2).shown
    assert soundings.proposals.get(proposals[0]).reason == "It is done already."


def test_proposals_are_grouped_answered_together_and_taken_apart(
    staff: People, slack: SlackApi, soundings: Soundings, proposals: list[str]
):
    rita = staff("UREVIEWER")
    opens(rita, proposals[0])
    form_opened_by(rita, slack, lambda: rita.presses("Group"))
    assert "title" in fills_in(rita, slack, others=proposals[1])["errors"]
    fills_in(rita, slack, title="Coaching for new managers", others=proposals[1])
    assert "Coaching for new managers" in rita.waits_for_reply(2).shown
    (group,) = soundings.reviews.groups()
    assert [one.reference for one in group.proposals] == proposals[:2]
    rita.commands(f"group {proposals[2]} into {group.id}")
    assert proposals[2] in rita.waits_for_reply(3).shown
    rita.commands(f"ungroup {proposals[1]}")
    assert "taken out" in rita.waits_for_reply(4).shown
    rita.commands(f"groups {group.id}")
    rita.waits_for_reply(5)
    form_opened_by(rita, slack, lambda: rita.presses("Answer them all"))
    fills_in(rita, slack, words=WORDS)
    assert "All 2 proposals" in rita.waits_for_reply(6).shown
    assert [soundings.proposals.get(one).status for one in proposals[:3]] == ["answered", "received", "answered"]


def test_a_group_made_by_typing(staff: People, soundings: Soundings, proposals: list[str]):
    rita = staff("UREVIEWER")
    rita.commands(f"group {proposals[0]} {proposals[1]} called Coaching")
    rita.waits_for_reply()
    rita.commands("groups")
    assert "Coaching (2 proposals)" in rita.waits_for_reply(2).shown
    rita.commands("group")
    assert "Say which" in rita.waits_for_reply(3).shown


def test_a_form_slack_does_not_open_is_said_so(staff: People, slack: SlackApi, proposals: list[str]):
    rita = staff("UREVIEWER")
    opens(rita, proposals[0])
    slack.trouble("views.open", "expired_trigger_id")
    rita.presses("Answer")
    assert "did not open in time" in rita.waits_for_reply(2).shown


@pytest.mark.parametrize("verb", ["consider", "answer", "decline", "group", "ungroup", "groups", "search"])
def test_nobody_else_can_do_it_or_learns_anything(
    staff: People, slack: SlackApi, soundings: Soundings, proposals: list[str], verb: str
):
    soundings.reviews.group("A secret title", proposals[:1], by="test")
    before = soundings.proposals.get(proposals[0])
    for user in ("U1", "UADMIN"):
        ann = staff(user)
        ann.commands(f"{verb} {proposals[0]} words")
        card = ann.waits_for_reply()
        ann.press_action({"type": "button", "action_id": f"tool:{verb}:x", "value": f'"{proposals[0]}"'}, card)
        ann.waits_for_reply(2)
        assert all("for the review team" in one.shown for one in ann.sees())
        assert not any(secret in one.shown for one in ann.sees() for secret in ("secret", "oach"))
    assert slack.views == []
    assert soundings.proposals.get(proposals[0]) == before


def test_a_form_of_somebody_who_is_a_reviewer_no_more_changes_nothing(
    staff: People, slack: SlackApi, soundings: Soundings, proposals: list[str]
):
    rita, ann = staff("UREVIEWER"), staff("U1")
    opens(rita, proposals[0])
    form_opened_by(rita, slack, lambda: rita.presses("Answer"))
    fills_in(ann, slack, words=WORDS)
    assert "for the review team" in ann.waits_for_reply().shown
    assert soundings.proposals.get(proposals[0]).status == "received"


def sends_wishing_to_hear(ann: Person, soundings: Soundings) -> str:
    """Sends a proposal with the wish to be told; gives its reference."""
    ann.says("I think every new care home manager should get a coach for their first year in the job")
    ann.waits_for(lambda seen: any("Submit" in one.shown for one in seen))
    before = len(ann.sees())
    ann.says("you may contact me")
    ann.waits_for_reply(before + 1)
    ann.says("submit")
    ann.waits_for(lambda seen: any("Your receipt" in one.text for one in seen))
    (sent,) = soundings.proposals.by_person("slack:T1/U1")
    return str(sent.reference)


@pytest.mark.usefixtures("at_all_hours")
def test_who_wished_to_hear_is_told_once_in_their_direct_messages(soundings: Soundings, staff: People, slack: SlackApi):
    ann = staff("U1")
    reference = sends_wishing_to_hear(ann, soundings)
    slack.trouble("chat.postMessage", "500", times=2)
    soundings.reviews.answer(reference, WORDS, by="test")
    news = ann.waits_for(lambda seen: any("has answered" in one.text for one in seen))[-1]
    assert (news.channel, news.to) == (ann.dm, None)
    assert "&lt;every&gt;" in news.text
    time.sleep(2.5)  # two more rounds of looking for news
    assert sum("has answered" in one.text for one in ann.sees()) == 1
    assert soundings.notices.take(["slack"]) == []


@pytest.mark.usefixtures("at_no_hour")
def test_nobody_is_told_outside_the_hours(soundings: Soundings, staff: People):
    ann = staff("U1")
    reference = sends_wishing_to_hear(ann, soundings)
    soundings.reviews.answer(reference, WORDS, by="test")
    time.sleep(2.5)
    assert not any("has answered" in one.text for one in ann.sees())
    assert "fund a coach" in ann.asks(f"what happened to {reference}").shown
