"""Each event is accepted once, leased by one worker, resumed where a dead worker stopped, and wiped when done."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

from sqlalchemy import text

from knowledge.database import Database
from knowledge.deliveries import KEPT, LEASE, Deliveries
from knowledge.privacy import Keys


class Clock:
    def __init__(self):
        self.time = datetime(2026, 1, 5, 9, tzinfo=UTC)

    def __call__(self):
        return self.time

    def passes(self, duration: timedelta):
        self.time += duration


def test_of_five_parallel_copies_one_is_accepted(database: Database, keys: Keys):
    workers = [Deliveries(database, keys, "teams", f"w{number}", lambda: datetime.now(UTC)) for number in range(5)]
    with ThreadPoolExecutor(5) as pool:
        accepted = list(pool.map(lambda worker: worker.accept("e1", {"text": "hello"}), workers))
    assert sorted(accepted) == [False] * 4 + [True]


def test_a_dead_workers_event_is_resumed_after_the_last_message_sent(database: Database, keys: Keys):
    clock = Clock()
    first, second = (Deliveries(database, keys, "teams", name, clock) for name in ("one", "two"))
    first.accept("e1", {"text": "hello"})
    key = first.held("e1").key
    first.plan(key, [{"text": "a"}, {"text": "b"}])
    first.sent(key, 1)
    assert second.take() == []  # the lease still holds
    clock.passes(LEASE)
    (resumed,) = second.take()
    assert (resumed.plan, resumed.sent, resumed.attempts) == ([{"text": "a"}, {"text": "b"}], 1, 2)
    assert not first.sent(key, 2)  # the first worker learns that it lost the event
    assert second.sent(key, 2)


def test_two_workers_never_take_the_same_event(database: Database, keys: Keys):
    clock = Clock()
    Deliveries(database, keys, "teams", "dead", clock).accept("e1", {})
    clock.passes(LEASE)
    workers = [Deliveries(database, keys, "teams", f"w{number}", clock) for number in range(4)]
    with ThreadPoolExecutor(4) as pool:
        taken = list(pool.map(lambda worker: len(worker.take()), workers))
    assert sum(taken) == 1


def test_a_paused_event_comes_back_when_its_pause_ends(database: Database, keys: Keys):
    clock = Clock()
    worker = Deliveries(database, keys, "teams", "one", clock)
    worker.accept("e1", {})
    worker.pause(worker.held("e1").key, 60)
    assert worker.take() == []
    clock.passes(timedelta(seconds=60))
    assert len(worker.take()) == 1


def test_nothing_said_is_readable_in_the_table_and_nothing_is_left_when_done(database: Database, keys: Keys):
    clock = Clock()
    worker = Deliveries(database, keys, "teams", "one", clock)
    worker.accept("19:secret-conversation/1", {"text": "my manager bullies us"})
    key = worker.held("19:secret-conversation/1").key
    worker.plan(key, [{"text": "thank you for telling us"}])
    assert "bullies" not in everything(database)
    assert "secret-conversation" not in everything(database)
    worker.finish(key)
    assert worker.waiting() == 0
    assert not worker.accept("19:secret-conversation/1", {"text": "again"})
    clock.passes(KEPT + timedelta(seconds=1))
    assert worker.forget_old() == 1


def test_channels_do_not_take_each_others_events(database: Database, keys: Keys):
    clock = Clock()
    Deliveries(database, keys, "slack", "one", clock).accept("e1", {})
    clock.passes(LEASE)
    other = Deliveries(database, keys, "teams", "two", clock)
    assert other.take() == []
    assert other.accept("e1", {})


def everything(database: Database) -> str:
    with database.read() as session:
        return str(session.execute(text("SELECT * FROM deliveries")).all())
