"""Somebody asks about the review in Slack and leaves a proposal, over signed HTTP, with everything real but Slack."""

import re
from collections.abc import Callable

from slack_api.people import Person
from slack_api.server import SlackApi

from bot.app import Soundings

pytest_plugins = ["slack_api.fixtures", "slack_api.real"]
People = Callable[..., Person]
IDEA = "I think every new care home manager should get a coach for their first year in the job"
RECEIPT = re.compile(r"\b(?:[346789BCDFGHJKMNPQRTVWXY]{4}-){3}[346789BCDFGHJKMNPQRTVWXY]{4}\b")


def submits(ann: Person, words: str = IDEA) -> str:
    """Proposes and submits; gives the receipt."""
    ann.says(words)
    ann.waits_for(lambda seen: any("Submit" in one.shown for one in seen))
    ann.presses("Submit")
    seen = ann.waits_for(lambda seen: any(RECEIPT.search(one.shown) or "Send mine too" in one.shown for one in seen))
    if not any(RECEIPT.search(one.shown) for one in seen):
        ann.presses("Send mine too")
        seen = ann.waits_for(lambda seen: any(RECEIPT.search(one.shown) for one in seen))
    return next(found[0] for one in seen if (found := RECEIPT.search(one.shown)))


def test_a_question_is_answered_with_its_passage(staff: People, slack: SlackApi):
    ann = staff()
    reply = ann.asks("who is leading the review?")
    assert "*[1]*" in reply.shown
    assert "leads" in reply.text  # what a notification or a screen reader says
    ann.presses("Show the passage", reply)
    ann.waits_for(lambda _: bool(slack.views))
    assert "Messenger" in str(slack.views[-1]["blocks"])


def test_a_passage_is_shown_no_more_once_its_document_is_removed_and_says_when_it_was_replaced(
    staff: People, slack: SlackApi, soundings: Soundings
):
    ann, library = staff(), soundings.library
    library.add_text("# Biscuits\n\nThe biscuits are kept in the blue tin. Secret.", document="tin", by="test")
    reply = ann.asks("where are the biscuits kept?")
    library.add_text("# Biscuits\n\nThe biscuits are kept in the red box.", document="tin", by="test")
    ann.presses("Show the passage", reply)
    ann.waits_for(lambda _: len(slack.views) == 1)
    replaced = str(slack.views[0]["blocks"])
    assert "blue tin" in replaced
    assert "Answers come from version 2, which replaced it" in replaced
    library.remove("tin", by="test")
    ann.presses("Show the passage", reply)
    ann.waits_for(lambda _: len(slack.views) == 2)
    removed = str(slack.views[1]["blocks"])
    assert "Nothing is answered from that document now" in removed
    assert "biscuits" not in removed.lower()


def test_an_address_in_a_question_is_not_repeated_under_another_name(staff: People):
    ann = staff()
    ann.says("who leads the review? Is [this NHS form](https://evil.example/x) the place to write to?")
    seen = ann.waits_for(lambda seen: len(seen) >= 2)
    [repeated] = [one.shown for one in seen if "this NHS form" in one.shown]
    assert "*Is [this NHS form] (https://evil.example/x) the place to write to?*" in repeated


def test_what_the_documents_do_not_say_is_said_to_be_so(staff: People):
    reply = staff().asks("what is the capital of France?")
    assert "leadershipreview@dhsc.gov.uk" in reply.shown


def test_a_proposal_with_a_question_in_between_gets_a_receipt(staff: People, soundings: Soundings):
    ann = staff()
    ann.says(IDEA)
    ann.waits_for(lambda seen: any("coach" in one.shown and "Submit" in one.shown for one in seen))
    before = len(ann.sees())
    ann.asks("who is leading the review?")
    ann.waits_for(lambda seen: any("[1]" in one.text for one in seen[before:]))
    ann.says("submit")
    seen = ann.waits_for(lambda seen: any(RECEIPT.search(one.shown) for one in seen))
    receipt = next(found[0] for one in seen if (found := RECEIPT.search(one.shown)))
    kept = soundings.proposals.by_receipt(receipt)
    assert kept is not None
    assert "coach" in kept.draft.proposal
    ann.says(f"withdraw {receipt}")
    ann.waits_for(lambda seen: "ithdr" in seen[-1].shown)


def test_choices_can_be_pressed(staff: People, soundings: Soundings):
    receipt = submits(staff())
    assert soundings.proposals.by_receipt(receipt).status == "received"


def test_another_person_sees_nothing_of_it(staff: People):
    ann, ben = staff("U1"), staff("U2")
    ann.says(IDEA)
    ann.waits_for(lambda seen: any("Submit" in one.shown for one in seen))
    reply = ben.asks("submit")
    assert "coach" not in reply.shown
    assert all("coach" not in one.shown for one in ben.sees())


def test_feedback_helpful(staff: People):
    ann = staff()
    ann.asks("who is leading the review?")
    ann.presses("Helpful")
    assert "hank" in ann.waits_for_reply(2).shown


def test_feedback_not_helpful_asks_why_in_a_modal_and_then_shows_what_comes_next(staff: People, slack: SlackApi):
    ann = staff()
    ann.asks("who is leading the review?")
    ann.presses("Not helpful")
    ann.waits_for(lambda _: bool(slack.views))
    ann.submits(slack.views[-1], reason="I wanted their phone number")
    ann.waits_for_reply(3)
    _, after, thanks = (one.shown for one in ann.sees())
    assert "passages that come next" in after
    assert "hank" in thanks


def test_the_form_takes_a_proposal_and_its_errors_are_inline(staff: People, slack: SlackApi, soundings: Soundings):
    ann = staff()
    ann.uses_shortcut("make_proposal")
    ann.waits_for(lambda _: bool(slack.views))
    answer = ann.submits(slack.views[-1], proposal="too short")
    assert answer["response_action"] == "errors"
    assert "15" in answer["errors"]["proposal"]
    ann.submits(
        slack.views[-1], proposal=IDEA, setting="adult social care", level="first-line manager", consent=["quote"]
    )
    ann.waits_for(
        lambda seen: any("Adult social care" in one.shown or "adult social care" in one.shown for one in seen)
    )
    ann.presses("Submit")
    seen = ann.waits_for(lambda seen: any(RECEIPT.search(one.shown) for one in seen))
    receipt = next(found[0] for one in seen if (found := RECEIPT.search(one.shown)))
    kept = soundings.proposals.by_receipt(receipt).draft
    assert (kept.setting, kept.level, kept.quote) == ("adult social care", "first-line manager", True)


def test_the_form_sent_twice_makes_one_draft(staff: People, slack: SlackApi):
    ann = staff()
    ann.uses_shortcut("make_proposal")
    ann.waits_for(lambda _: bool(slack.views))
    for _ in range(2):
        ann.submits(slack.views[-1], proposal=IDEA, setting="primary care", level="every level")
    ann.waits_for(lambda seen: any("Submit" in one.shown for one in seen))
    assert sum("Submit" in one.shown for one in ann.sees()) == 1


def test_turn_this_into_a_proposal_on_ones_own_message_opens_the_form(staff: People, slack: SlackApi):
    ann = staff()
    ann.uses_message_shortcut("turn_into_proposal", f"{IDEA} &amp; more", author="U1")
    ann.waits_for(lambda _: bool(slack.views))
    words = next(block for block in slack.views[-1]["blocks"] if block.get("block_id") == "proposal")
    assert words["element"]["initial_value"] == f"{IDEA} & more"


def test_turn_this_into_a_proposal_asks_its_author_first(staff: People):
    ann, ben = staff("U1"), staff("U2")
    ann.uses_message_shortcut("turn_into_proposal", IDEA, author="U2")
    assert "asked its author" in ann.waits_for_reply().shown
    ben.waits_for(lambda seen: any("coach" in one.shown for one in seen))
    ben.presses("Yes, show me first")
    ben.waits_for(lambda seen: any("Submit" in one.shown for one in seen))
    assert all("coach" not in one.shown for one in ann.sees())


def test_the_home_tab_says_what_this_is_and_offers_the_form(staff: People, slack: SlackApi):
    ann = staff()
    ann.opens_home()
    ann.waits_for(lambda _: "U1" in slack.homes)
    assert "reviewers" not in str(slack.homes["U1"])
    ann.presses_at_home("Make a proposal")
    ann.waits_for(lambda _: bool(slack.views))
    ann.presses_at_home("My proposals")
    ann.waits_for_reply()
    ann.presses_at_home("Who can see what I write?")
    ann.waits_for_reply(3)


def test_my_proposals_are_opened_changed_and_withdrawn_by_buttons(staff: People, slack: SlackApi, soundings: Soundings):
    ann = staff()
    receipt = submits(ann)
    reference = soundings.proposals.by_receipt(receipt).reference

    def presses(label: str) -> str:
        before = len(ann.sees())
        ann.presses(label)
        return ann.waits_for_reply(before + 1).shown

    ann.opens_home()
    ann.waits_for(lambda _: "U1" in slack.homes)
    before = len(ann.sees())
    ann.presses_at_home("My proposals")
    assert reference in ann.waits_for_reply(before + 1).shown
    assert "received" in presses(reference)
    presses("Change it")
    ann.says("change setting to primary care")
    ann.waits_for(lambda seen: any("primary care" in one.shown and "Submit" in one.shown for one in seen))
    presses("Submit")
    ann.waits_for(lambda _: soundings.proposals.get(reference).version == 2)
    assert soundings.proposals.get(reference).draft.setting == "primary care"
    ann.asks("my proposals")
    presses(reference)
    presses("Withdraw it")
    presses("Withdraw it")
    ann.waits_for(lambda _: soundings.proposals.by_person("slack:T1/U1") == [])


def test_a_button_on_a_card_of_a_year_ago_does_nothing_and_says_so(staff: People, soundings: Soundings):
    ann = staff()
    ann.says(IDEA)
    card = ann.waits_for(lambda seen: any("Submit" in one.shown for one in seen))[-1]
    pressed = ann.press("Submit", card)
    soundings.conversations.forget("slack:T1/U1", "slack")  # as drafts nobody touched are, after thirty days
    before = len(ann.sees())
    ann.door.interaction(pressed)
    assert "no draft" in ann.waits_for_reply(before + 1).shown
    assert soundings.proposals.by_person("slack:T1/U1") == []


def test_what_happened_to_it_can_be_asked(staff: People):
    ann = staff()
    receipt = submits(ann)
    reply = ann.asks(f"what happened to {receipt}?")
    assert "received" in reply.shown
