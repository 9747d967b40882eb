"""In channels: a mention is answered in its thread, follow-ups with care, and nothing private where others read."""

import threading
import time
from collections.abc import Callable

import pytest
from slack_api.people import Person
from slack_api.running import Scripted
from slack_api.server import SlackApi

from bot.conversation.messages import Choice, Incoming, Reply
from knowledge.findings import Citation

pytest_plugins = ["slack_api.fixtures"]
People = Callable[..., Person]
QUOTE = Citation(document="d", title="Terms", quote="It reports in 2022.", start=0, end=19, url="https://x.example/d")


def answer(incoming: Incoming) -> list[Reply]:
    judged = (
        Choice(id="helpful", label="Helpful", value="q"),
        Choice(id="not_helpful", label="Not helpful", value="q"),
    )
    text = f"> {QUOTE.quote}"
    return [Reply(kind="answer", text=text, citations=(QUOTE,), status="answered", choices=judged)]


def draft(incoming: Incoming) -> list[Reply]:
    choices = (Choice(id="submit", label="Submit", value="draft-1"),)
    fields = {"proposal": incoming.text, "setting": "not said"}
    return [Reply(kind="confirm", text=f"> {incoming.text}", fields=fields, choices=choices, private=True)]


def quiet(person: Person, channel: str = "C1", seconds: float = 0.6) -> bool:
    before = len(person.sees(channel))
    time.sleep(seconds)
    return len(person.sees(channel)) == before


def test_a_mention_is_answered_in_its_thread_for_all_to_read(people: People, scripted: Scripted):
    scripted.reply = answer
    ann, ben = people("U1"), people("U2")
    thread = ann.mentions("when does it report?")
    reply = ben.waits_for_reply(channel="C1")
    assert reply.thread == thread
    assert "It reports in 2022." in reply.shown
    assert (scripted.heard[0].text, scripted.heard[0].private) == ("when does it report?", False)


def test_a_draft_begun_by_a_mention_moves_to_direct_messages_and_says_so(people: People, scripted: Scripted):
    scripted.reply = draft
    ann, ben = people("U1"), people("U2")
    thread = ann.mentions("every manager should get a coach")
    card = ann.waits_for_reply()
    assert "coach" in card.shown
    note = ann.waits_for_reply(channel="C1")
    assert "direct message" in note.shown
    assert (note.to, note.thread) == ("U1", thread)
    assert ben.sees("C1") == []


@pytest.mark.parametrize("kind", ["confirm", "ask", "similar", "receipt"])
def test_nothing_of_a_proposal_is_shown_in_a_channel_even_if_not_marked(people: People, scripted: Scripted, kind: str):
    scripted.reply = lambda _: [Reply(kind=kind, text="secret words", receipt="3467-89BC-DFGH-JKMN")]
    ann, ben = people("U1"), people("U2")
    ann.mentions("x")
    assert "secret words" in ann.waits_for_reply().shown
    ann.waits_for_reply(channel="C1")
    assert ben.sees("C1") == []


def test_a_follow_up_of_who_called_us_is_answered_without_another_mention(people: People, scripted: Scripted):
    scripted.reply = answer
    ann = people("U1")
    thread = ann.mentions("when does it report?")
    ann.waits_for_reply(channel="C1")
    ann.writes("and who leads it?", thread=thread)
    assert ann.waits_for_reply(2, "C1").thread == thread


@pytest.mark.parametrize(
    "text", ["thanks, that helps", "<@U7> what do you think?", "I think managers need coaching", ""]
)
def test_silent_when_in_doubt(people: People, scripted: Scripted, text: str):
    scripted.reply = answer
    ann = people("U1")
    thread = ann.mentions("when does it report?")
    ann.waits_for_reply(channel="C1")
    ann.writes(text, thread=thread)
    assert quiet(ann)


def test_a_follow_up_that_is_no_question_to_us_after_all_gets_no_reply(people: People, scripted: Scripted):
    scripted.reply = answer
    ann = people("U1")
    thread = ann.mentions("when does it report?")
    ann.waits_for_reply(channel="C1")
    scripted.reply = lambda _: [Reply(kind="answer", text="Not covered.", status="not_covered")]
    ann.writes("shall we have lunch?", thread=thread)
    assert quiet(ann)
    assert [one.overheard for one in scripted.heard] == [False, True]


def test_others_in_the_thread_and_other_threads_are_left_alone(people: People, scripted: Scripted):
    scripted.reply = answer
    ann, ben = people("U1"), people("U2")
    thread = ann.mentions("when does it report?")
    ann.waits_for_reply(channel="C1")
    ben.writes("what is this?", thread=thread)
    ann.writes("what is this?", thread="1.000001")
    ann.writes("what is this?")
    assert quiet(ann)


def test_a_press_in_a_channel_is_answered_to_who_pressed_only(people: People, scripted: Scripted):
    scripted.reply = answer
    ann, ben = people("U1"), people("U2")
    ann.mentions("when does it report?")
    reply = ben.waits_for_reply(channel="C1")
    scripted.reply = lambda _: [Reply(kind="message", text="Thank you!")]
    ben.presses("Helpful", reply)
    thanks = ben.waits_for_reply(2, "C1")
    assert (thanks.text, thanks.to) == ("Thank you!", "U2")
    assert len(ann.sees("C1")) == 1


def test_an_answer_in_a_thread_is_streamed_with_status_and_sources(people: People, scripted: Scripted, slack: SlackApi):
    scripted.reply = answer
    ann = people("U1")
    ann.says("when does it report?", thread="1.000001")
    reply = ann.waits_for(lambda seen: bool(seen) and not seen[-1].streaming and bool(seen[-1].blocks))[-1]
    assert "It reports in 2022." in reply.text
    assert "Terms" in reply.shown
    assert reply.edits == 0
    assert slack.statuses[0]["thread_ts"] == "1.000001"


def test_where_streams_are_not_allowed_a_plain_message_comes(people: People, scripted: Scripted, slack: SlackApi):
    scripted.reply, slack.streaming = answer, False
    ann = people("U1")
    ann.says("when does it report?", thread="1.000001")
    reply = ann.waits_for_reply()
    assert "It reports in 2022." in reply.shown
    ann.says("and then?", thread="1.000001")
    ann.waits_for_reply(2)
    assert [name for name, _ in slack.calls].count("chat.startStream") == 1  # not tried again at once


def test_where_there_is_no_such_thing_as_a_stream_a_plain_message_comes(
    people: People, scripted: Scripted, slack: SlackApi
):
    scripted.reply = answer
    slack.trouble("chat.startStream", "404")
    ann = people("U1")
    ann.says("when does it report?", thread="1.000001")
    assert "It reports in 2022." in ann.waits_for_reply().shown


@pytest.mark.parametrize("step", ["chat.appendStream", "chat.stopStream"])
def test_an_expired_stream_ends_as_our_full_copy(people: People, scripted: Scripted, slack: SlackApi, step: str):
    scripted.reply = answer
    slack.trouble(step, "message_not_in_streaming_state")
    ann = people("U1")
    ann.says("when does it report?", thread="1.000001")
    reply = ann.waits_for(lambda seen: bool(seen) and seen[-1].edits == 1)[-1]
    assert "It reports in 2022." in reply.shown
    assert len(ann.sees()) == 1


def test_prompts_are_offered_when_the_messages_are_opened(people: People, slack: SlackApi):
    ann = people("U1")
    ann.opens_home(tab="messages")
    ann.waits_for(lambda _: bool(slack.prompts))
    assert slack.prompts[0]["channel_id"] == ann.dm


def test_a_feedback_reason_reaches_the_core_also_when_the_form_is_closed(
    people: People, scripted: Scripted, slack: SlackApi
):
    scripted.reply = answer
    ann = people("U1")
    ann.asks("when does it report?")
    ann.presses("Not helpful")
    ann.waits_for(lambda _: bool(slack.views))
    ann.submits(slack.views[-1], kind="view_closed")
    ann.waits_for(lambda _: any(one.action for one in scripted.heard))
    assert scripted.heard[-1].action.id == "not_helpful"
    assert scripted.heard[-1].action.value["reason"] == ""


def test_a_thread_has_a_title_and_is_shown_as_at_work_until_the_reply(
    people: People, scripted: Scripted, slack: SlackApi
):
    scripted.reply = answer
    ann = people("U1")
    ann.says("when does it report? my code is 3467-89BC-DFGH-JKMN", thread="1.000001")
    ann.waits_for(lambda _: len(slack.sessions) == 2)
    assert [one["status"] for one in slack.sessions] == ["processing", "active"]
    assert slack.sessions[0]["title"].startswith("when does it report?")
    assert "3467" not in slack.sessions[0]["title"]


def test_stop_leaves_what_is_streamed_as_it_is_and_what_waits_unanswered(
    people: People, scripted: Scripted, slack: SlackApi
):
    begun, go_on = threading.Event(), threading.Event()

    def slow(incoming: Incoming) -> list[Reply]:
        begun.set()
        go_on.wait(30)
        return answer(incoming)

    scripted.reply = slow
    ann = people("U1")
    for words in ("first?", "second?", "third?"):
        ann.says(words, thread="1.000001")
    assert begun.wait(30)
    slack.trouble("chat.appendStream", "message_not_in_streaming_state")  # as Slack does when it has stopped it
    ann.stops(thread="1.000001")
    ann.waits_for(lambda seen: any("Stopped" in one.text for one in seen))
    go_on.set()
    scripted.reply = answer
    ann.says("and something new?")
    ann.waits_for(lambda _: len(scripted.heard) > 1)
    ann.waits_for_reply(3)
    assert [one.text for one in scripted.heard] == ["first?", "and something new?"]
