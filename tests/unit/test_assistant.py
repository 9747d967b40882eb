"""Whole turns of the conversation, over strict rooms in memory."""

import json
import threading
from dataclasses import dataclass

import pytest
from conversing.memory import NOW, World, kinds, one, words

from bot.conversation.answering import answer
from bot.conversation.assistant import PROFILE
from bot.conversation.cards import build_found, build_mine, build_sent
from bot.conversation.drafting import change
from bot.conversation.messages import Incoming
from bot.conversation.state import State, Waiting
from knowledge.effects import (
    ForgetQuestion,
    RecordFeedback,
    RecordQuestion,
    ReviseProposal,
    SubmitProposal,
    TellContributor,
    WithdrawProposal,
)
from knowledge.privacy import new_receipt, tidy_receipt
from knowledge.proposals.model import Draft, Found, Proposal, Similar, Understanding
from knowledge.redaction import redact
from retrieval import questions
from retrieval.errors import Unavailable

COACH = "I think every new care home manager should get a coach for the first year"
PAPER = "One set of paperwork for every transfer between hospital and home"
ELSEWHERE = "People should be given time to lead"


@pytest.fixture
def world():
    return World()


@pytest.fixture
def person(world):
    return world.person()


# Answers


def test_two_questions_in_one_message_get_two_answers_each_with_its_quote(person):
    replies = person.says("who is leading the review, and is social care really part of it?")
    assert kinds(replies) == ["answer", "answer"]
    assert "Messenger" in replies[0].text
    assert replies[1].citations[0].quote in replies[1].text
    assert replies[0].status == "answered"


def test_of_more_than_four_questions_the_first_four_are_answered_and_the_rest_are_asked_for(world, person):
    five = "who leads it? when does it report? is it anonymous? is social care in it? how many biscuits are left?"
    replies = person.says(five)
    assert kinds(replies) == ["answer"] * 4 + ["message"]
    assert "ask the others again" in replies[-1].text
    assert len(world.effects) == 4
    together = answer(world.documents, five)
    assert together.status == "answered"
    assert together.reply.text.endswith(replies[-1].text)
    assert "biscuits" not in together.reply.text


@pytest.mark.parametrize("after", ["", " Thank you for reading this. " + "It has been a long shift. " * 30])
def test_of_a_long_message_what_it_asks_at_its_end_is_kept(world, person, after):
    world.documents.split = questions.split
    before = "I have been on nights for twenty years and nobody ever tells us anything " * 20
    person.presses("ask", f"{before}so how many biscuits are left in the tin?{after}")
    [effect] = world.effects
    assert effect.question.endswith("how many biscuits are left in the tin?")
    assert len(effect.question) <= 500
    assert len(world.documents.asked[-1]) <= 500
    person.says("not helpful")
    assert world.effects[-1].question.endswith("how many biscuits are left in the tin?")


def test_a_related_answer_does_not_pretend(person):
    reply = one(person.says("what about pay?"), "answer")
    assert reply.status == "related"
    assert reply.text.startswith("The documents don’t answer that directly.")


def test_what_is_not_covered_is_said_with_where_to_ask(person):
    reply = one(person.says("what is the capital of France?"), "answer")
    assert reply.status == "not_covered"
    assert "leadershipreview@dhsc.gov.uk" in reply.text
    assert reply.citations == ()


def test_who_was_heard_as_asking_can_say_it_is_a_proposal(world, person):
    one(person.says("how much are ward managers of two wards paid compared to those of one?"), "answer")
    card = one(person.says("no, it's a proposal"), "confirm")
    assert card.fields["proposal"] == "how much are ward managers of two wards paid compared to those of one?"


def test_what_was_no_question_is_not_kept_among_the_questions(world, person):
    asked = "how much are ward managers of two wards paid compared to those of one?"
    person.says(asked)
    person.presses("as_proposal", asked)
    assert [type(effect) for effect in world.effects] == [RecordQuestion, ForgetQuestion]
    assert world.effects[0].question == world.effects[1].question


def test_only_the_message_just_answered_becomes_the_proposal(person):
    person.says("who is leading the review?")
    person.says("thanks")
    assert "in your own words" in words(person.says("it's a proposal"))


def test_questions_are_remembered_without_who_asked(world, person):
    person.says("is this anonymous?")
    assert world.effects == [RecordQuestion(question="is this anonymous?", status="answered", channel="web")]


@pytest.mark.parametrize("said", ["how many biscuits are left?", COACH, "thanks all", "withdraw"])
def test_of_what_was_overheard_and_is_no_question_to_us_nothing_is_kept(world, person, said):
    assert person.says(said, overheard=True, event="1") == []
    assert world.effects == []
    assert person.says("submit", overheard=True) == []
    assert "nothing" in words(person.says("submit")).lower()
    assert world.conversations.replies_to("1") is None


def test_a_question_that_was_overheard_and_can_be_answered_is(world, person):
    assert one(person.says("is this anonymous?", overheard=True), "answer").status == "answered"
    assert world.effects == [RecordQuestion(question="is this anonymous?", status="answered", channel="web")]


def test_what_was_overheard_with_a_question_begins_no_draft(world, person):
    heard = f"{COACH}. Is this anonymous?"
    assert kinds(person.says(heard, overheard=True)) == ["answer"]
    assert "nothing" in words(person.says("submit")).lower()
    assert one(person.says(heard), "confirm")


def test_an_answer_can_be_called_helpful(world, person):
    person.says("is this anonymous?")
    assert "Thank you" in words(person.says("Helpful"))
    assert world.effects[-1] == RecordFeedback(question="is this anonymous?", helpful=True, channel="web")


@pytest.mark.parametrize("judged", ["helpful", "not_helpful"])
@pytest.mark.parametrize("question", ["is this anonymous?", ""])
def test_judging_an_answer_brings_up_no_waiting_draft(world, person, judged, question):
    person.says(COACH)
    replies = person.presses(judged, {"question": question, "reason": "too long"})
    assert len(replies) == 1
    assert "submit" not in [choice.id for choice in replies[0].choices]
    one(person.says("submit"), "receipt")


def test_an_unhelpful_answer_is_asked_why_and_any_words_are_a_reason(world, person):
    person.says("is this anonymous?")
    asked = one(person.presses("not_helpful", "is this anonymous?"), "ask")
    assert {"reason", "skip"} == {choice.id for choice in asked.choices}
    person.says("it talked about something else")
    given = [effect for effect in world.effects if isinstance(effect, RecordFeedback)]
    assert [(effect.reason, effect.follows) for effect in given] == [
        ("", False),
        ("it talked about something else", True),
    ]


def test_after_an_unhelpful_answer_the_next_passages_are_shown_at_once_and_do_not_pretend(world, person):
    person.says("who is leading the review?")
    further, why = person.says("not helpful")
    assert (further.kind, further.status, why.kind) == ("answer", "related", "ask")
    assert "The members of the review team are not known." in further.text
    assert "may not answer it either" in further.text
    assert [citation.title for citation in further.citations] == ["Who is on the review team"]


def test_the_next_passages_are_shown_with_a_reason_that_came_along_too_but_only_once(world, person):
    with_reason = person.presses("not_helpful", {"question": "who leads?", "reason": "too long"})
    assert kinds(with_reason) == ["answer", "message"]
    person.says("who is leading the review?")
    person.says("not helpful")
    assert "answer" not in kinds(person.says("not helpful"))


def test_where_nothing_comes_next_the_reason_alone_is_asked_for(world, person):
    person.says("is this anonymous?")
    assert kinds(person.says("not helpful")) == ["ask"]


def test_the_reason_may_come_with_the_press(world, person):
    person.presses("not_helpful", {"question": "who leads?", "reason": "too long"})
    assert world.effects == [RecordFeedback(question="who leads?", helpful=False, reason="too long", channel="web")]


def test_a_reason_that_was_asked_for_elsewhere_and_not_given_is_not_asked_for_again(world, person):
    assert kinds(person.presses("not_helpful", {"question": "is it anonymous?", "reason": ""})) == ["message"]
    assert world.effects == [RecordFeedback(question="is it anonymous?", helpful=False, channel="web")]
    assert kinds(person.says(COACH)) == ["confirm"]


def test_a_follow_up_is_understood_from_the_question_before(world, person):
    world.documents.follow = lambda question, previous: world.documents.find(f"{question} ({previous})")
    person.says("who is leading the review?")
    person.says("and since when?")
    assert world.documents.asked[-1] == "and since when? (who is leading the review?)"


def test_a_follow_up_in_the_same_message_is_understood_from_the_question_beside_it(world, person):
    world.documents.follow = lambda question, previous: world.documents.find(f"{question} ({previous})")
    person.says("when does it report?")
    person.says("who is leading the review? And since when?")
    assert world.documents.asked[-1] == "And since when? (who is leading the review?)"


# Proposing


def test_one_message_and_one_confirmation_are_enough(world, person):
    card = one(person.says(COACH), "confirm")
    assert card.fields["proposal"] == COACH
    assert card.fields["setting"] == "adult social care"
    assert {"submit", "change", "cancel"} <= {choice.id for choice in card.choices}
    assert card.private
    receipt = one(person.says("submit"), "receipt")
    assert tidy_receipt(receipt.receipt) == receipt.receipt
    assert receipt.receipt not in receipt.text
    assert world.proposals.kept["P-1042"].draft.proposal == COACH


def test_the_card_asks_at_most_two_questions_and_all_can_be_skipped(person):
    replies = person.says(ELSEWHERE)
    assert kinds(replies) == ["confirm", "ask", "ask"]
    assert kinds(person.says("skip")) == ["confirm"]
    assert kinds(person.says("submit")) == ["receipt"]


def test_the_questions_on_the_card_can_be_answered_in_a_word(person):
    person.says(ELSEWHERE)
    card = one(person.says("hospital"), "confirm")
    assert card.fields["setting"] == "secondary care"
    card = one(person.says("Every level"), "confirm")
    assert card.fields["level"] == "every level"


def test_a_setting_told_once_is_remembered_elsewhere_and_can_be_forgotten(world, person):
    person.says(ELSEWHERE)
    person.presses("setting", "ambulance")
    person.says("submit")
    other = world.person(conversation="another")
    assert (
        one(other.says(PAPER.replace("hospital and home", "one shift and the next")), "confirm").fields["setting"]
        == "ambulance"
    )
    other.says("cancel")
    other.says("forget me")
    assert one(person.says(ELSEWHERE + " and learn"), "confirm").fields["setting"] == "not said"


def test_a_question_in_between_is_answered_and_the_draft_still_waits(person):
    person.says(COACH)
    replies = person.says("actually, is this anonymous?")
    assert kinds(replies) == ["answer", "message"]
    assert "still waiting" in replies[1].text
    assert {"submit", "change", "cancel"} == {choice.id for choice in replies[1].choices}
    assert kinds(person.says("submit")) == ["receipt"]


def test_a_yes_after_an_interruption_does_not_send(world, person):
    person.says(COACH)
    person.says("is this anonymous?")
    assert "confirm" in kinds(person.says("ok"))
    assert not world.proposals.kept
    assert kinds(person.says("yes")) == ["receipt"]


def test_corrections_in_words(person):
    person.says(COACH)
    assert one(person.says("no, it's for hospitals"), "confirm").fields["setting"] == "secondary care"
    assert one(person.says("level is everyone"), "confirm").fields["level"] == "every level"
    assert one(person.says("change the title to Coaches"), "confirm").fields["title"] == "Coaches"
    longer = one(person.says("add that it needs protected time"), "confirm").fields
    assert longer["proposal"] == f"{COACH}. It needs protected time"
    assert (longer["setting"], longer["level"], longer["title"]) == ("secondary care", "every level", "Coaches")
    assert "mentor" in one(person.says("replace coach with mentor"), "confirm").fields["proposal"]


def test_a_bare_value_on_the_card_is_a_correction_and_elsewhere_a_question(person):
    person.says(COACH)
    assert one(person.says("hospital"), "confirm").fields["setting"] == "secondary care"
    person.says("is this anonymous?")
    assert "answer" in kinds(person.says("hospital"))


def test_change_asks_what_and_then_for_the_new_words(person):
    person.says(COACH)
    asked = one(person.says("change"), "ask")
    assert "Title" in {choice.label for choice in asked.choices}
    person.says("title")
    assert one(person.says("Coaches for new managers"), "confirm").fields["title"] == "Coaches for new managers"
    person.presses("change", "setting")
    assert one(person.says("GP surgery"), "confirm").fields["setting"] == "primary care"


def test_an_unknown_value_is_told_the_known_ones_and_changes_nothing(person):
    person.says(COACH)
    refused = one(person.says("change setting to the moon"), "error")
    assert "secondary care" in refused.text
    assert any(choice.value == "secondary care" for choice in refused.choices)


def test_a_form_sends_all_fields_at_once(world, person):
    given = {"proposal": ELSEWHERE, "setting": "ambulance", "level": "front line", "themes": ["other"], "contact": True}
    card = one(person.presses("propose", given), "confirm")
    assert card.fields["themes"] == ["other"]
    assert card.fields["contact"] is True
    person.presses("submit", {"level": "every level", "quote": "true"})
    kept = world.proposals.kept["P-1042"].draft
    assert (kept.setting, kept.level, kept.quote, kept.contact) == ("ambulance", "every level", True, True)


def test_a_form_with_an_unknown_value_says_so_and_sends_nothing(world, person):
    person.says(COACH)
    replies = person.presses("submit", {"setting": "the moon"})
    assert "the moon" in words(replies)
    assert "receipt" not in kinds(replies)
    assert not world.proposals.kept


def test_short_words_are_kept_and_continued(person):
    assert "a little more" in words(person.says("more pay"))
    card = one(person.says("for ward managers who take on a second ward"), "confirm")
    assert card.fields["proposal"] == "more pay for ward managers who take on a second ward"


def test_too_long_a_proposal_is_kept_to_be_shortened(person):
    long = "Every manager needs time to lead. " * 80
    asked = one(person.says(long), "ask")
    assert "2,000" in asked.text
    assert "still waiting" in words(person.says("is this anonymous?"))
    assert kinds(person.says("submit")) == ["ask"]
    card = one(person.presses("shorten"), "confirm")
    assert len(card.fields["proposal"]) <= 2_000
    assert card.fields["proposal"].endswith("lead.")


def test_too_long_a_proposal_can_be_written_anew(person):
    person.says("Every manager needs time to lead. " * 80)
    assert (
        one(person.says("Every manager needs one day a week to lead"), "confirm").fields["proposal"].endswith("to lead")
    )


def test_a_question_and_a_proposal_in_one_message_are_both_served(person):
    replies = person.says("Is this anonymous? I think directors should work a shift")
    assert "answer" in kinds(replies)
    assert one(replies, "confirm").fields["proposal"] == "I think directors should work a shift"


def test_a_question_that_only_leads_up_to_a_proposal_stays_in_it(person):
    text = "How do people cope on nights with no manager around? Put a manager on every night shift"
    replies = person.says(text)
    assert one(replies, "confirm").fields["proposal"] == text
    assert "answer" not in kinds(replies)


def test_new_words_beside_a_draft_are_asked_about_and_lost_by_nothing(world, person):
    person.says(COACH)
    assert {"add", "second", "replace"} == {choice.id for choice in one(person.says(PAPER), "ask").choices}
    assert "besides" in words(person.says("is this anonymous?"))
    assert one(person.says("a second proposal"), "confirm").fields["proposal"] == PAPER
    replies = person.says("submit")
    assert kinds(replies)[0] == "receipt"
    assert one(replies, "confirm").fields["proposal"] == COACH


def test_words_beside_a_draft_come_up_again_after_it_is_sent(person):
    person.says(COACH)
    person.says(PAPER)
    replies = person.says("submit")
    assert one(replies, "confirm").fields["proposal"] == PAPER


def test_two_marked_proposals_are_offered_to_be_split(person):
    replies = person.says(f"{COACH}. Another idea: boards should publish what staff told them.")
    assert any({"split", "together"} == {choice.id for choice in reply.choices} for reply in replies)
    assert one(person.says("split it"), "confirm").fields["proposal"].startswith("I think every new care home")
    second = one(person.says("submit"), "confirm")
    assert second.fields["proposal"].startswith("Boards should publish")


def test_cancel_drops_the_draft_and_a_vague_word_asks_first(world, person):
    person.says(COACH)
    assert kinds(person.says("never mind")) == ["ask"]
    assert kinds(person.says("keep it"))[-1] == "confirm" or "confirm" in kinds(person.says("keep it"))
    person.says("cancel")
    assert kinds(person.says("submit")) == ["error"]
    assert not world.proposals.kept


def test_a_button_of_an_earlier_draft_sends_nothing(world, person):
    old = one(person.says(COACH), "confirm").choices[0]
    person.says("cancel")
    person.says(PAPER)
    replies = person.presses(old.id, old.value)
    assert "earlier draft" in words(replies)
    assert not world.proposals.kept


@pytest.mark.parametrize("pressed", [0, 2])
def test_a_button_from_before_the_conversation_was_forgotten_does_nothing_to_todays_draft(world, person, pressed):
    old = one(person.says(COACH), "confirm").choices[pressed]
    world.conversations.kept.clear()
    person.says(PAPER)
    assert "earlier draft" in words(person.presses(old.id, old.value))
    assert "earlier draft" in words(person.presses(old.id, "draft-1"))
    assert not world.proposals.kept
    assert kinds(person.says("submit")) == ["receipt"]


def test_submitting_twice_sends_once(world, person):
    choice = one(person.says(COACH), "confirm").choices[0]
    assert kinds(person.presses(choice.id, choice.value)) == ["receipt"]
    again = one(person.presses(choice.id, choice.value), "error")
    assert "P-1042" in again.text
    assert len(world.proposals.kept) == 1


def test_consent_is_changed_by_typing_and_the_address_is_kept_only_then(world, person):
    person.says(COACH)
    person.says("you may quote me")
    person.says("contact me")
    person.says("submit", reply_to="web:somewhere")
    effect = next(effect for effect in world.effects if isinstance(effect, SubmitProposal))
    assert (effect.draft.quote, effect.draft.contact, effect.reply_to) == (True, True, "web:somewhere")
    person.says(PAPER)
    person.says("submit", reply_to="web:somewhere")
    assert [effect.reply_to for effect in world.effects if isinstance(effect, SubmitProposal)][-1] == ""


def test_what_is_outside_the_scope_is_said_kindly_and_taken(person):
    replies = person.says("Car parking should be free for night staff")
    assert "outside" in words(replies)
    one(replies, "confirm")


# What others said before


def alike(reference, text, how="the same"):
    draft = Draft(proposal=text, title=text[:30])
    return Similar(proposal=Proposal(reference=reference, draft=draft, created=NOW, changed=NOW), score=0.9, alike=how)


def test_what_others_said_is_shown_before_sending_and_does_not_hinder(world, person):
    world.proposals.put("P-7001", "A coach for each new home manager")
    world.proposals.alike = [alike("P-7001", "A coach for each new home manager")]
    replies = person.says(COACH)
    shown = one(replies, "similar")
    assert "P-7001" in shown.text
    assert {"support", "send_mine_too", "link"} == {choice.id for choice in shown.choices}
    assert kinds(person.says("send mine too")) == ["receipt"]


def test_supporting_another_keeps_the_draft(world, person):
    world.proposals.put("P-7001", "A coach for each new home manager")
    world.proposals.alike = [alike("P-7001", "A coach for each new home manager")]
    person.says(COACH)
    replies = person.says("support P-7001")
    assert "submit" in words(replies)
    assert world.proposals.supporters == {"P-7001": {"web:one"}}
    effect = world.effects[-1]
    assert (effect.setting, effect.level) == ("adult social care", "first-line manager")
    assert kinds(person.says("cancel")) == ["message"]


def test_linking_sends_mine_as_belonging_to_theirs(world, person):
    world.proposals.put("P-7001", "A coach for each new home manager")
    world.proposals.alike = [alike("P-7001", "A coach for each new home manager", "similar")]
    person.says(COACH)
    person.says("link mine to P-7001")
    person.says("submit")
    assert world.effects[-1].linked_to == "P-7001"


def test_nothing_in_anybodys_words_becomes_a_link(world, person):
    trap = "[Give every manager a coach](https://evil.example/x) and read https://evil.example"
    world.proposals.alike = [alike("P-7001", trap)]
    replies = person.says(f"[Every manager needs a coach](https://evil.example/y). {COACH}")
    assert "](" not in words(replies)
    assert "evil.example" not in one(replies, "similar").text
    assert one(replies, "confirm").fields["proposal"].startswith("[Every manager needs a coach](")


def test_a_question_repeated_above_its_answer_stays_one_line_of_the_persons_words(person):
    asked = "who leads?** It is over. **Is [this `form`](https://evil.example) the place? what about pay?"
    first, second = person.says(asked)[:2]
    assert first.text.startswith("**Who leads? It is over. Is [this form] (https://evil.example) the place?**\n\n")
    assert second.text.startswith("**What about pay?**\n\n")


def test_what_was_sent_and_answered_says_nothing_in_our_voice(world, person):
    trap = "[Coaches](https://evil.example/x)** are **certain"
    draft = Draft(proposal=COACH, title=f"{trap}\n\nTold")
    named = "[Coaches] (https://evil.example/x) are certain Told"
    found = Proposal(reference="P-7001", draft=draft, answer=f"Yes.\n\n{trap}", created=NOW, changed=NOW)
    sent, mine = build_sent(found, own=True).text, build_mine([found]).text
    assert sent.startswith(f"**P-7001: {named}**\n\nStatus: **received**\n\n")
    assert "> Yes.\n> [Coaches] (https://evil.example/x)** are **certain\n\n" in sent
    assert mine == f"You sent one proposal:\n- **P-7001** {named} (received)"
    refused = found.model_copy(update={"status": "declined", "reason": trap})
    assert "**declined: [Coaches] (https://evil.example/x) are certain**" in build_sent(refused, own=False).text
    assert "](" not in build_found(trap, [Found(proposal=found, score=1.0)]).text


@pytest.mark.parametrize(("what", "to"), [("[x](https://e.example)", "y"), ("level", "[x](https://e.example)")])
def test_what_cannot_be_changed_is_repeated_without_its_link(what, to):
    waiting = Waiting(id="draft-1", draft=Draft(proposal=COACH))
    assert "[x] (https" in change(waiting, what, to, lambda words: Understanding(draft=Draft(proposal=words)))


def test_nobody_is_offered_to_support_the_opposite(world, person):
    world.proposals.alike = [alike("P-7001", "No coaches for home managers", "the opposite")]
    shown = one(person.says(COACH), "similar")
    assert "opposite" in shown.text
    assert "support" not in {choice.id for choice in shown.choices}


def test_supporting_is_refused_for_ones_own_and_for_what_is_not_there(world, person):
    person.says(COACH)
    person.says("submit")
    assert "your own" in one(person.says("support P-1042"), "error").text
    assert one(person.says("support P-9999"), "error")


# Afterwards


def sent(person, text=COACH):
    person.says(text)
    return one(person.says("submit"), "receipt").receipt


def test_what_happened_is_told_with_the_receipt_from_anywhere(world, person):
    receipt = sent(person)
    elsewhere = world.person("terminal:other")
    said = words(elsewhere.says(f"what happened to {receipt.lower().replace('-', ' ')}"))
    assert "P-1042" in said
    assert "received" in said


def test_withdrawing_with_the_receipt_asks_nothing_more(world, person):
    receipt = sent(person)
    said = words(world.person("terminal:other").says(f"withdraw {receipt}"))
    assert "erased" in said
    assert isinstance(world.effects[-1], WithdrawProposal)
    assert "withdrawn before" in words(person.says(f"withdraw {receipt}"))


def test_withdrawing_by_button_asks_once(world, person):
    sent(person)
    shown = one(person.says("my proposals"), "message")
    opened = one(person.presses(shown.choices[0].id, shown.choices[0].value), "message")
    button = next(choice for choice in opened.choices if choice.id == "withdraw")
    assert kinds(person.presses(button.id, button.value)) == ["ask"]
    assert kinds(person.says("keep it")) == ["message"]
    person.presses(button.id, button.value)
    assert "is withdrawn" in words(person.says("yes"))
    assert world.proposals.get("P-1042") is None


def test_a_receipt_that_does_not_exist_is_told_so(person):
    assert "no proposal with that receipt" in one(person.says(f"withdraw {new_receipt()}"), "error").text
    assert "four groups of four" in one(person.says("withdraw 1234-ABCD"), "error").text


def test_changing_what_was_sent_makes_a_version(world, person):
    receipt = sent(person)
    person.says(f"change {receipt}")
    card = one(person.says("level is everyone"), "confirm")
    assert "P-1042" in card.text
    assert "version 2" in words(person.says("submit"))
    assert isinstance(world.effects[-1], ReviseProposal)
    assert world.proposals.kept["P-1042"].draft.level == "every level"
    assert len(world.proposals.kept) == 1


def test_new_words_may_come_with_the_receipt(world, person):
    receipt = sent(person)
    elsewhere = world.person("terminal:other")
    card = one(elsewhere.says(f"change {receipt} to: every new ward manager should get a mentor"), "confirm")
    assert card.fields["proposal"] == "every new ward manager should get a mentor"
    assert "version 2" in words(elsewhere.says("submit"))
    assert world.proposals.kept["P-1042"].draft.proposal == "every new ward manager should get a mentor"
    assert len(world.proposals.kept) == 1


def test_second_thoughts_right_after_sending(world, person):
    sent(person)
    assert one(person.says("change setting to hospital"), "confirm").fields["setting"] == "secondary care"
    person.says("submit")
    assert world.proposals.kept["P-1042"].version == 2


def test_somebody_elses_proposal_is_not_shown_changed_or_withdrawn(world, person):
    sent(person)
    other = world.person("web:two")
    for attempt in ("what happened to P-1042", "change P-1042", "withdraw P-1042"):
        replies = other.says(attempt)
        assert kinds(replies) == ["error"]
        assert "coach" not in words(replies)
    assert kinds(other.presses("withdraw_yes", "P-1042")) == ["error"]
    assert world.proposals.get("P-1042") is not None


def test_searching_is_for_reviewers_and_discloses_nothing_to_others(world, person):
    sent(person, "coach every new manager of a care home")
    refused = person.says("search coach")
    assert kinds(refused) == ["message"]
    assert "P-1042" not in words(refused)
    reviewer = world.person("web:reviewer", roles=frozenset({"reviewer"}))
    assert "P-1042" in words(reviewer.says("search coach"))
    assert "web:one" not in json.dumps([reply.model_dump(mode="json") for reply in reviewer.says("search coach")])


# Remarks


@pytest.mark.parametrize(
    "text", ["hello", "thanks", "help", "dunno", "asdfghjkl", "you are useless", "😀", "кто руководит"]
)
def test_every_remark_gets_a_kind_word_and_files_nothing(world, person, text):
    replies = person.says(text)
    assert kinds(replies) == ["message"]
    assert not world.effects


def test_a_concern_is_met_with_where_to_take_it_and_not_filed(world, person):
    replies = person.says("a patient died last night because there was nobody on the ward")
    assert "Freedom to Speak Up" in words(replies)
    assert replies[0].private
    assert not world.effects
    assert "confirm" in kinds(person.says("file it as a proposal"))


def test_a_yes_to_a_concern_is_asked_about_before_anything_is_drafted(person):
    person.says("my manager is bullying me")
    assert kinds(person.says("yes")) == ["message"]
    assert "confirm" in kinds(person.says("file it as a proposal"))


def test_a_concern_is_forgotten_once_something_else_is_spoken_of(world, person):
    person.says("my manager is bullying me")
    person.says("who is leading the review?")
    assert "bullying" not in json.dumps(list(world.conversations.kept.values()))


def test_despair_is_met_with_who_can_help_now(world, person):
    said = words(person.says("i don't want to live anymore"))
    assert "999" in said
    assert "116 123" in said
    assert "live anymore" not in json.dumps(list(world.conversations.kept.values()))


def test_a_complaint_can_be_sent_as_it_is(person):
    person.says("nobody ever listens to the night staff on our ward")
    assert one(person.says("send it as it is"), "confirm").fields["proposal"].startswith("nobody ever listens")


def test_unclear_words_are_asked_about(person):
    choices = {choice.id for choice in one(person.says("the band structure thing"), "ask").choices}
    assert choices == {"as_question", "as_proposal"}
    assert kinds(person.says("It’s a question")) == ["answer"]


# Places where others read along


def test_among_others_drafts_and_receipts_are_for_this_person_only(world):
    person = world.person(private=False, channel="slack")
    assert all(reply.private for reply in person.says(COACH))
    assert all(reply.private for reply in person.says("submit"))
    assert all(reply.private for reply in person.says("my proposals"))
    assert not any(reply.private for reply in person.says("who is leading the review?"))
    assert all(reply.private for reply in person.says("will my manager see this?"))


def test_a_follow_up_to_what_others_should_not_read_is_for_this_person_only_too(world):
    world.documents.follow = lambda question, previous: world.documents.find(f"HR: {previous}")
    person = world.person(private=False, channel="slack")
    assert all(reply.private for reply in person.says("will my manager see this?"))
    assert all(reply.private for reply in person.says("and what about HR?"))


@pytest.mark.parametrize("typed", ["support P-1042", "submit", "what happened to P-1001", "change title to x", "keep"])
def test_among_others_nothing_tells_who_sent_what(world, typed):
    person = world.person(private=False, channel="slack")
    world.proposals.put("P-1001", PAPER)
    person.says(COACH)
    person.says("submit")
    assert all(reply.private for reply in person.says(typed))


@pytest.mark.parametrize("typed", ["support P-1001", "submit", "cancel", "skip", "my proposals", "withdraw", "keep"])
def test_among_others_nothing_tells_who_sent_nothing(world, typed):
    person = world.person(private=False, channel="slack")
    world.proposals.put("P-1001", PAPER)
    assert all(reply.private for reply in person.says(typed))


@pytest.mark.parametrize("failure", [Unavailable("The model is not there. Run `make install`."), RuntimeError("a bug")])
def test_among_others_it_is_said_openly_that_we_cannot_answer(world, failure):
    def gone(question, *, as_of=None):
        raise failure

    world.documents.find = gone
    assert not any(reply.private for reply in world.person(private=False).says("who leads?"))


def test_among_others_what_tells_of_no_proposal_is_said_openly(world):
    person = world.person(private=False)
    unread = [*person.says("x" * 100_000), *person.says(" "), *person.presses("no such button")]
    world.conversations.lose = 100
    busy = person.says("who is leading the review?")
    assert [reply.private for reply in (*unread, *busy)] == [False] * 4


def test_among_others_why_a_change_to_a_proposal_was_refused_is_for_this_person_only(world):
    person = world.person(private=False, channel="slack")
    world.proposals.put("P-1001", PAPER, person.name)
    world.proposals.by_person = lambda _person: []  # it became theirs in the moment before it is kept
    [refused] = person.says("support P-1001")
    assert "your own proposal" in refused.text
    assert refused.private


# Bad input


@pytest.mark.parametrize("text", ["", "   ", "\x00", "x" * 100_000])
def test_nothing_to_read_gets_one_clear_sentence(world, person, text):
    person.says(COACH)
    assert kinds(person.says(text))[0] == "error"
    assert kinds(person.says("submit")) == ["receipt"]


@pytest.mark.parametrize("press", ["ask", "not_helpful", "as_question"])
def test_what_no_eye_can_see_counts_as_nothing_on_a_button_too(world, person, press):
    person.presses(press, "\x00")
    person.presses(press, {"question": "\x00", "reason": "\x07"})
    assert world.effects == []
    person.presses("ask", "who is leading\x00 the\x1b review?")
    assert world.effects == [RecordQuestion(question="who is leading the review?", status="answered", channel="web")]


@pytest.mark.parametrize("value", [None, "x", 7, {"a": ["b"]}, ["submit"], True])
def test_an_unknown_button_does_nothing(world, person, value):
    person.says(COACH)
    assert kinds(person.presses("launch", value))[0] == "error"
    assert not world.proposals.kept


def test_a_personal_detail_is_hidden_before_anything_is_kept(world):
    class Masked:
        text, found = COACH + " call [phone number]", ("a phone number",)

    world = World(redact=lambda text: Masked() if "07700" in text else type("Same", (), {"text": text, "found": ()})())
    person = world.person()
    replies = person.says(COACH + " call 07700 900123")
    assert "I’ve hidden a phone number" in replies[0].text
    assert "07700" not in json.dumps(list(world.conversations.kept.values()))
    assert "07700" not in words(replies)


# Turns kept together


def test_the_same_event_gets_the_same_replies_and_works_once(world):
    world = World(make_receipt=lambda incoming: "RHB7-4KQX-9TDM-3VWC")
    person = world.person()
    person.says(COACH)
    first = person.says("submit", event="event-1")
    assert person.says("submit", event="event-1") == first
    assert len(world.proposals.kept) == 1


def test_without_a_receipt_to_make_again_the_repeated_event_says_so(world, person):
    person.says(COACH)
    person.says("submit", event="event-1")
    again = one(person.says("submit", event="event-1"), "receipt")
    assert again.receipt is None
    assert "shown once" in again.text


def test_a_lost_race_is_decided_again(world, person):
    person.says(COACH)
    world.conversations.lose = 2
    assert kinds(person.says("submit")) == ["receipt"]
    assert len(world.proposals.kept) == 1


def test_losing_for_ever_is_an_apology(world, person):
    world.conversations.lose = 99
    assert kinds(person.says("is this anonymous?")) == ["error"]


def test_many_submits_at_once_send_once(world, person):
    person.says(COACH)
    results = []
    threads = [threading.Thread(target=lambda: results.append(kinds(person.says("submit")))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert results.count(["receipt"]) == 1
    assert len(world.proposals.kept) == 1


def test_what_is_not_there_is_an_error_with_its_message(world, person):
    def gone(question, *, as_of=None):
        raise Unavailable("The model is not there. Run `make install`.")

    world.documents.find = gone
    assert one(person.says("who leads?"), "error").text == "The model is not there. Run `make install`."


def test_anything_else_is_an_apology_and_logs_no_words(world, person, caplog):
    def broken(question, *, as_of=None):
        raise ZeroDivisionError

    world.documents.find = broken
    reply = one(person.says("who leads the secret thing?"), "error")
    assert "try again" in reply.text
    assert "secret thing" not in caplog.text


def test_no_receipt_is_ever_in_the_state(world, person):
    receipt = sent(person)
    person.says(f"what happened to {receipt}")
    person.says(f"change {receipt}")
    assert receipt not in json.dumps(list(world.conversations.kept.values()))


RECEIPT = "KMJD-KQ83-RRDJ-9TC7"
JANE = "Jane Smith 07700 900123"


@pytest.mark.parametrize(
    "said",
    [
        f"change {RECEIPT} to: every new ward manager should get a coach and {JANE} should run it",
        f"{COACH}, see kmjd kq83 – rrdj 9tc7, and {JANE} should run it",
        f"When will I hear about my proposal {RECEIPT}, and can you ask {JANE}?",
        f"My receipt is {RECEIPT} and I am so fed up with {JANE}",
        f"withdraw {RECEIPT} {JANE}",
    ],
)
def test_a_receipt_leaves_nothing_beside_it_unmasked_and_is_not_kept_itself(said):
    world = World(redact=redact)
    replies = world.person().says(said, event="1")
    kept = f"{world.conversations.kept} {world.conversations.events} {world.effects} {world.documents.asked}"
    for secret in ("Jane", "07700", "KQ83"):
        assert secret not in f"{kept} {words(replies)}".upper().replace("JANE", "Jane")


def test_a_receipt_in_a_form_or_on_a_button_is_not_kept(world, person):
    person.presses("propose", {"proposal": f"{COACH} {RECEIPT}", "outcome": f"as in {RECEIPT}"})
    assert "[receipt]" in one(person.presses("add", f"It belongs to {RECEIPT}"), "confirm").text
    person.presses("not_helpful", {"question": f"where is {RECEIPT}?", "reason": f"it says nothing of {RECEIPT}"})
    person.says("submit")
    assert "KQ83" not in f"{world.conversations.kept} {world.effects}"


def test_a_state_of_an_older_shape_loses_only_what_cannot_be_read(world, person):
    person.says(COACH)
    key = ("web:one", "default")
    state, version = world.conversations.kept[key]
    old = {**json.loads(state), "asking": "something of last year", "offered": "?", "new": 1}
    world.conversations.kept[key] = json.dumps(old), version
    assert kinds(person.says("submit")) == ["receipt"]


def test_the_profile_is_kept_apart(world, person):
    person.says("I work in a care home")
    assert json.loads(world.conversations.kept["web:one", PROFILE][0]) == {
        "setting": "adult social care",
        "level": "not said",
    }
    assert "profile" not in world.conversations.load("web:one", "default")[0]


def test_another_person_sees_nothing_of_a_conversation(world, person):
    person.says(COACH)
    other = world.person("web:two")
    assert "coach" not in words(other.says("submit"))
    assert State.read(world.conversations.load("web:two", "default")[0]).waiting is None


def test_an_incoming_is_only_what_it_says():
    assert Incoming(person="a", conversation="b").private


# You said, we did


@dataclass(frozen=True)
class Answered:
    id: int
    reference: str
    text: str


def test_news_has_no_link_under_another_name():
    news = [Answered(7, "P-1042", "The review team has answered: see [our plan](mailto:x@evil.example).")]
    first, *_ = World(news=lambda _person: news).person().says("hello")
    assert first.text.endswith("see [our plan] (mailto:x@evil.example).")


def test_news_of_a_proposal_comes_first_when_its_contributor_comes_by():
    waiting = [Answered(7, "P-1042", "You proposed “Coaches” (P-1042). The review team has answered: Yes.")]
    world = World(news=lambda person: waiting if person == "web:one" else [])
    first, *_ = world.person().says("who leads the review?")
    assert "The review team has answered: Yes." in first.text
    assert first.private
    assert TellContributor(notice=7) in world.effects
    assert "answered: Yes." not in words(world.person("web:two").says("who leads the review?"))


def test_who_asks_what_happened_hears_it_once():
    told = []
    world = World(news=lambda person: told)
    person = world.person()
    person.says(COACH)
    receipt = one(person.says("submit"), "receipt").receipt
    told.append(Answered(7, "P-1042", "You proposed it (P-1042). News."))
    replies = person.says(f"what happened to {receipt}")
    assert "News." not in words(replies)
    assert TellContributor(notice=7) in world.effects


def test_other_words_for_something_sent_get_a_title_of_their_own(person):
    person.says(COACH)
    person.says("submit")
    card = one(person.says("change it to say every ward should choose its own lead"), "confirm")
    assert card.fields["proposal"] == "every ward should choose its own lead"
    assert card.fields["title"] == "every ward should choose its own lead"


def test_what_was_remembered_can_be_forgotten_in_many_words(person):
    person.says("I work in a care home")
    assert "no longer remember" in words(person.says("forget what you know about me"))


def test_the_last_change_of_a_draft_can_be_taken_back_once(person):
    person.says(COACH)
    person.says("add that it needs cover")
    replies = person.says("no wait, remove that")
    assert one(replies, "confirm").fields["proposal"] == COACH
    assert "Taken back" in words(replies)
    assert "no change to take back" in words(person.says("undo"))


def test_nothing_of_a_draft_is_left_to_undo_once_it_is_sent(world, person):
    person.says(COACH)
    person.says("level is everyone")
    person.says("submit")
    state, _ = world.conversations.load("web:one", "default")
    assert COACH not in json.dumps(state)


def test_what_may_be_out_of_scope_is_said_once(person):
    assert "outside what the review" in words(person.says("hospital parking should be free for staff"))
    assert "outside what the review" not in words(person.says("level is everyone"))


# What was heard wrongly


def _always(act):
    return lambda _text: {"ask": 0.0, "propose": 0.0, "other": 0.0, act: 1.0}


@pytest.mark.parametrize("back", ["pressed", "It’s a proposal", "it's a proposal"])
@pytest.mark.parametrize(
    "words", ["stop the report being buried", "scrap the bonus and change the pay", "ban memos altogether"]
)
@pytest.mark.parametrize("drafting", [False, True], ids=["at first", "while a draft waits"])
def test_a_proposal_heard_as_a_question_is_got_back_in_one_turn_with_all_its_words(words, back, drafting):
    world = World(read_act=_always("ask"))
    person = world.person()
    if drafting:
        person.presses("propose", {"proposal": COACH})
    answer = [reply for reply in person.says(words) if reply.kind == "answer"][-1]
    choice = next(choice for choice in answer.choices if choice.id == "as_proposal")
    replies = person.presses(choice.id, choice.value) if back == "pressed" else person.says(back)
    if drafting:
        replies = person.presses("second")
    assert words in one(replies, "confirm").text
    assert not [effect for effect in world.effects if isinstance(effect, SubmitProposal)]


def test_a_proposal_heard_as_a_question_is_got_back_though_a_complaint_was_kept_before():
    person = World(read_act=lambda text: _always("other" if "listens" in text else "ask")(text)).person()
    person.says("nobody ever listens to us")
    person.says("stop the report being buried")
    assert "stop the report being buried" in one(person.says("it's a proposal"), "confirm").text


def test_a_question_heard_as_a_proposal_is_answered_in_one_turn():
    person = World(read_act=_always("propose")).person()
    card = one(person.says("who decides on all of this in the end"), "confirm")
    choice = next(choice for choice in card.choices if choice.id == "as_question")
    assert one(person.presses(choice.id, choice.value), "answer").status == "not_covered"


def test_a_proposal_that_seems_to_be_neither_is_a_card_that_can_be_sent():
    world = World(read_act=_always("other"))
    person = world.person()
    assert "four sets" in one(person.says("stop asking us for four sets of paperwork"), "confirm").text
    person.says("submit")
    assert [effect for effect in world.effects if isinstance(effect, SubmitProposal)]
