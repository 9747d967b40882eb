"""Each activity is answered once and visibly: over redelivery, processes, restarts, outages and failures of our own."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import httpx
import pytest
from sqlalchemy import select
from teams_platform.bot import Bot, Scripted, parts_with, teams_settings
from teams_platform.people import Person

from bot.channels.teams.sender import _wait
from bot.channels.teams.writing import announce
from bot.conversation.messages import Reply
from knowledge.deliveries import Deliveries, DeliveryRow

pytest_plugins = ["teams_platform.fixtures"]


def test_the_same_activity_five_times_in_parallel_over_two_processes_gets_one_reply(microsoft, database, keys, core):
    def run() -> Bot:
        return Bot(parts_with(database, keys, teams_settings(microsoft), core))

    with run() as one, run() as two, httpx.Client(timeout=30) as client:
        activity = Person(microsoft, client).activity(text="hello")
        token = {"Authorization": f"Bearer {microsoft.signer.token(microsoft.service_url)}"}
        with ThreadPoolExecutor(5) as pool:
            urls = [f"{bot.url}/api/messages" for bot in (one, two, one, two, one)]
            answers = list(pool.map(lambda url: client.post(url, json=activity, headers=token).status_code, urls))
        microsoft.wait_for(1)
        time.sleep(0.5)
    assert answers == [200] * 5
    assert len(core.asked) == 1
    assert len(microsoft.messages()) == 1


def test_it_is_acknowledged_at_once_however_long_the_work_takes(microsoft, person, core):
    free = threading.Event()
    core.reply = lambda incoming: [Reply(kind="message", text=f"worked {free.wait(20)}")]
    began = time.monotonic()
    assert person().says("hello").status_code == 200
    assert time.monotonic() - began < 2
    assert microsoft.messages() == []
    free.set()
    assert microsoft.wait_for(1)[0].text == "worked True"


def test_a_failure_of_ours_becomes_a_visible_apology(microsoft, person, core):
    def fails(_incoming):
        raise RuntimeError("a bug with a secret in it")

    core.reply = fails
    person().says("hello")
    (reply,) = microsoft.wait_for(1)
    assert "Sorry" in reply.text
    assert "secret" not in reply.words


def test_an_outage_of_teams_queues_the_reply_which_is_not_worked_again(microsoft, person, core):
    microsoft.fail(503, times=4, Retry_After="0.2")
    person().says("hello")
    assert microsoft.wait_for(1)[0].text == "You said: hello"
    assert len(core.asked) == 1


def test_throttling_is_obeyed(microsoft, person):
    microsoft.no_streams = True
    microsoft.fail(429, times=2, Retry_After="1.5")
    began = time.monotonic()
    person("bob", conversation=group("g")).says("hello", entities=mention())
    microsoft.wait_for(1)
    assert time.monotonic() - began >= 1.5


@pytest.mark.parametrize(
    ("said", "seconds"),
    [("7", 7), ("0.5", 0.5), ("99999", 600), ("", 5), ("soon", 5), ("Sun, 06 Nov 1994 08:49:37 GMT", 0)],
)
def test_how_long_to_wait_is_read_in_both_forms(said, seconds):
    assert _wait(httpx.Response(429, headers={"Retry-After": said})) == seconds


def test_a_new_process_sends_what_a_dead_one_had_decided(microsoft, sqlite_database, keys, core):
    clock = Clock()
    dead = Deliveries(sqlite_database, keys, "teams", "dead", clock)
    with httpx.Client() as client:
        activity = Person(microsoft, client).activity(text="hello")
    from bot.channels.teams import activities

    read = activities.read(activity)
    dead.accept(read.event, read.model_dump(mode="json"))
    replies = [Reply(kind="message", text=text).model_dump(mode="json") for text in ("first", "second")]
    dead.plan(dead.key(read.event), [{"reply": reply} for reply in replies])
    dead.sent(dead.key(read.event), 1)
    clock.back = 0
    bot = Bot(parts_with(sqlite_database, keys, teams_settings(microsoft), core))
    assert [sent.text for sent in microsoft.wait_for(1)] == ["second"]
    bot.stop()
    assert core.asked == []


def test_one_persons_messages_are_worked_in_order(microsoft, person, core):
    ann = person()
    for number in range(8):
        ann.says(f"message {number}")
    microsoft.wait_for(8)
    assert [incoming.text for incoming in core.asked] == [f"message {number}" for number in range(8)]


def test_where_streaming_is_not_allowed_the_answer_is_a_plain_message(microsoft, person):
    microsoft.no_streams = True
    person().says("hello")
    (reply,) = microsoft.wait_for(1)
    assert reply.text == "You said: hello"
    assert not reply.activity.get("entities")


def test_in_a_personal_chat_work_is_shown_and_the_answer_takes_its_place(microsoft, person):
    person().says("hello")
    microsoft.wait_for(1)
    looking, answer = microsoft.sent
    assert (looking.activity["type"], looking.text) == ("typing", "Looking in the documents…")
    (stream,) = [entity for entity in answer.activity["entities"] if entity["type"] == "streaminfo"]
    assert (stream["streamType"], stream["streamId"]) == ("final", answer.activity["id"])


def test_a_chat_the_bot_was_removed_from_is_not_tried_for_ever(microsoft, person, sqlite_database, keys):
    microsoft.fail(404, times=50)
    person().says("hello")
    deliveries = Deliveries(sqlite_database, keys, "teams", "looking", Clock())
    for _ in range(100):
        if deliveries.waiting() == 0:
            break
        time.sleep(0.05)
    assert deliveries.waiting() == 0
    assert microsoft.messages() == []


def test_a_full_database_is_not_a_500(microsoft, keys, tmp_path):
    from knowledge.database import Database

    broken = Database(f"sqlite:///{tmp_path / 'without-tables.db'}")
    bot = Bot(parts_with(broken, keys, teams_settings(microsoft), Scripted()))
    with httpx.Client(base_url=bot.url, timeout=30) as client:
        assert Person(microsoft, client).says("hello").status_code == 503
    bot.stop()


def test_what_was_done_long_ago_is_forgotten(microsoft, sqlite_database, keys, core):
    old = datetime.now(UTC) - timedelta(days=8)
    before = Deliveries(sqlite_database, keys, "teams", "a process of last week", lambda: old)
    assert before.accept("an old event", {})
    before.finish(before.key("an old event"))
    with Bot(parts_with(sqlite_database, keys, teams_settings(microsoft), core)):
        for _ in range(100):
            time.sleep(0.1)
            with sqlite_database.read() as session:
                if not session.scalars(select(DeliveryRow)).all():
                    return
    pytest.fail("still there")


def test_we_write_first_once_into_the_chat_where_the_person_last_wrote(microsoft, person, sqlite_database, keys):
    ann = person()
    ann.says("hello")
    microsoft.wait_for(1)
    desk = Deliveries(sqlite_database, keys, "teams", "the desk", Clock())
    name = f"teams:{ann.tenant}/object-ann"
    news = Reply(kind="message", text="You said, we did.")
    assert announce(desk, name, "P-1001 answered", news)
    assert not announce(desk, name, "P-1001 answered", news)
    microsoft.fail(503, times=1, Retry_After="0.2")
    assert [sent.text for sent in microsoft.wait_for(2, ann.chat)[1:]] == ["You said, we did."]
    assert announce(desk, "teams:another-tenant/object-ann", "P-1001 answered", news)
    time.sleep(1)
    assert len(microsoft.messages()) == 2


class Clock:
    """An hour slow, so that leases given by it have ended."""

    back = 3600

    def __call__(self):
        from datetime import UTC, datetime, timedelta

        return datetime.now(UTC) - timedelta(seconds=self.back)


def group(name: str) -> dict:
    from teams_platform.tokens import TENANT

    return {"id": f"19:{name}@thread.v2", "conversationType": "groupChat", "tenantId": TENANT, "isGroup": True}


def mention() -> list[dict]:
    from teams_platform.tokens import BOT_ID

    return [{"type": "mention", "text": "<at>Soundings</at>", "mentioned": {"id": f"28:{BOT_ID}"}}]
