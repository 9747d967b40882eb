"""Given Slack delivers late, twice, or is down itself: every message is worked once and ends in something visible."""

import contextlib
import json
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import pytest
from slack_api.people import HttpDoor, Person, event_body, signed
from slack_api.running import Scripted, TestParts, serving, settings_for
from slack_api.server import SlackApi
from sqlalchemy import text

from bot.channels.slack.working import Pace
from bot.conversation.messages import Choice, Reply
from knowledge.database import Database
from knowledge.privacy import Keys

pytest_plugins = ["slack_api.fixtures"]
People = Callable[..., Person]


def settled(seen: Callable[[], int], seconds: float = 1.0) -> int:
    """The count once it has stopped changing."""
    last, since = seen(), time.monotonic()
    while time.monotonic() - since < seconds:
        if seen() != last:
            last, since = seen(), time.monotonic()
        time.sleep(0.02)
    return last


def test_a_direct_message_gets_one_reply(people: People):
    ann = people("U1")
    assert ann.asks("hello").text == "You said: hello"


def test_the_same_event_ten_times_in_parallel_across_two_servers_gets_one_reply(
    slack: SlackApi, database: Database, keys: Keys, scripted: Scripted
):
    parts = TestParts(settings_for(slack), database, keys, scripted)
    with serving(parts) as one, serving(parts) as two:
        ann = Person(slack, None)
        event = event_body(ann._message(ann.dm, "hello", None, channel_type="im"))
        body = json.dumps(event).encode()

        def deliver(url: str) -> int:
            headers = {"content-type": "application/json", **signed(body)}
            return httpx.post(f"{url}/slack/events", content=body, headers=headers, timeout=30).status_code

        with ThreadPoolExecutor(10) as pool:
            assert set(pool.map(deliver, [one, two] * 5)) == {200}
        ann.waits_for_reply()
        assert settled(lambda: len(ann.sees())) == 1
    assert len(scripted.heard) == 1


def test_a_mention_and_its_twin_get_one_reply_in_the_thread(people: People, slack: SlackApi):
    ann = people("U1")
    thread = ann.mentions("hello")
    reply = ann.waits_for_reply(channel="C1")
    assert (reply.text, reply.thread) == ("You said: hello", thread)
    assert settled(lambda: len(ann.sees("C1"))) == 1


def test_messages_of_one_person_are_answered_in_order(people: People, scripted: Scripted):
    def slow_first(incoming):
        time.sleep(0.3 if incoming.text == "0" else 0)
        return [Reply(kind="message", text=incoming.text)]

    scripted.reply = slow_first
    ann = people("U1")
    for number in range(6):
        ann.says(str(number))
    ann.waits_for(lambda seen: len(seen) == 6)
    assert [message.text for message in ann.sees()] == ["0", "1", "2", "3", "4", "5"]


@pytest.mark.parametrize("kind", ["500", "drop", "hang", "internal_error"])
def test_an_outage_of_slack_queues_replies_and_sends_them_later_once(people: People, slack: SlackApi, kind: str):
    slack.trouble("chat.postMessage", kind, times=3, seconds=0.1)
    ann = people("U1")
    for words in ("one", "two"):
        ann.says(words)
    ann.waits_for(lambda seen: len(seen) == 2)
    assert settled(lambda: len(ann.sees())) == 2
    assert [message.text for message in ann.sees()] == ["You said: one", "You said: two"]


def test_a_message_slack_took_without_saying_so_is_not_sent_twice(people: People, slack: SlackApi):
    slack.trouble("chat.postMessage", "accept then hang", seconds=2)
    ann = people("U1")
    ann.says("hello")
    ann.waits_for_reply()
    end = time.monotonic() + 25
    while not any(name == "conversations.history" for name, _ in slack.calls):
        assert time.monotonic() < end, "the uncertain message was not looked for"
        time.sleep(0.05)
    assert settled(lambda: len(ann.sees())) == 1


def test_a_rate_limit_is_obeyed(people: People, slack: SlackApi):
    slack.trouble("chat.postMessage", "429", seconds=2)
    ann = people("U1")
    started = time.monotonic()
    ann.asks("hello")
    assert time.monotonic() - started >= 2
    assert [name for name, _ in slack.calls].count("chat.postMessage") == 1  # the refused one never reached it


def test_a_failed_answer_becomes_a_visible_apology(people: People, scripted: Scripted):

    def fails(_incoming):
        raise RuntimeError("broken")

    scripted.reply = fails
    ann = people("U1")
    assert "something went wrong" in ann.asks("hello").text


def test_a_server_that_stops_half_way_is_taken_over_by_the_next(
    slack: SlackApi, database: Database, keys: Keys, scripted: Scripted
):
    parts = TestParts(settings_for(slack), database, keys, scripted)
    slack.trouble("chat.postMessage", "500", times=1)
    with serving(parts, Pace(poll=30)) as url:  # it pauses for a minute after the failure, then stops
        with contextlib.closing(HttpDoor(url)) as door:
            ann = Person(slack, door)
            ann.says("hello")
        end = time.monotonic() + 20
        while slack.troubled < 1:
            assert time.monotonic() < end
            time.sleep(0.01)
        time.sleep(0.3)
    assert ann.sees() == []
    with database.write() as session:
        session.execute(text("UPDATE deliveries SET due = accepted WHERE due IS NOT NULL"))
    with serving(parts):
        assert ann.waits_for_reply().text == "You said: hello"
    assert len(scripted.heard) == 1  # what to say was decided once and kept


def test_what_was_said_is_sealed_while_it_waits_and_wiped_when_done(
    people: People, sqlite_database: Database, slack: SlackApi
):
    slack.trouble("chat.postMessage", "500", times=2)
    ann = people("U1")
    ann.says("a very particular sentence")

    def kept() -> bytes:
        path = sqlite_database.url.removeprefix("sqlite:///")
        return b"".join(Path(path + end).read_bytes() for end in ("", "-wal"))

    assert b"particular sentence" not in kept()
    ann.waits_for_reply()
    assert b"particular sentence" not in kept()


def test_a_choice_is_pressed_once_and_its_buttons_go(people: People, scripted: Scripted):
    def asks_then_thanks(incoming):
        if incoming.action:
            return [Reply(kind="message", text=f"{incoming.action.id} {incoming.action.value}")]
        return [
            Reply(
                kind="ask", text="Which?", choices=(Choice(id="setting", label="Primary care", value="primary care"),)
            )
        ]

    scripted.reply = asks_then_thanks
    ann = people("U1")
    card = ann.asks("hello")
    ann.presses("Primary care")
    assert ann.waits_for_reply(2).text == "setting primary care"
    assert "You chose *Primary care*" in card.shown
    assert not any(block["type"] == "actions" for block in card.blocks)


def test_what_was_finished_long_ago_is_forgotten_at_the_next_start(
    slack: SlackApi, sqlite_database: Database, keys: Keys, scripted: Scripted
):
    def rows() -> int:
        with sqlite_database.read() as session:
            return int(session.scalar(text("SELECT count(*) FROM deliveries")))

    parts = TestParts(settings_for(slack), sqlite_database, keys, scripted)
    with serving(parts) as url, contextlib.closing(HttpDoor(url)) as door:
        Person(slack, door).asks("hello")
    assert rows() == 1
    with sqlite_database.write() as session:
        session.execute(text("UPDATE deliveries SET accepted = '2020-01-01 00:00:00.000000'"))
    with serving(parts):
        Person(slack, None).waits_for(lambda _: rows() == 0)
