"""Conversations are kept with their effects, all or nothing, on both databases."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from threading import Barrier, Thread

import pytest
from sqlalchemy import select, text, update

from knowledge.audit import AuditRow, note
from knowledge.conversations import ConversationRow, ConversationStore, TurnRow
from knowledge.database import Database
from knowledge.effects import RecordQuestion, WithdrawProposal
from knowledge.privacy import Keys, new_receipt
from knowledge.tokens import Tokens
from retrieval.errors import NotFound

PERSON, NAME = "web:somebody", "default"
ASKED = RecordQuestion(question="who leads it?", status="answered", channel="web")


class Clock:
    """A clock that moves when told."""

    def __init__(self) -> None:
        self.now = datetime(2021, 12, 1, 9, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def store(database: Database, keys: Keys, clock: Clock) -> ConversationStore:
    def asked(effect):
        return lambda session: note(session, clock(), "test", "asked", effect.question)

    def withdrawn(effect):
        def fail(session):
            raise RuntimeError("cannot be applied")

        return fail

    return ConversationStore(database, keys, {RecordQuestion: asked, WithdrawProposal: withdrawn}, clock)


def audit(database: Database) -> list[str]:
    with database.read() as session:
        return list(session.scalars(select(AuditRow.subject)))


def test_a_new_conversation_is_empty(store):
    assert store.load(PERSON, NAME) == ({}, 0)


def test_state_and_effects_are_kept_together(store, database):
    assert store.commit(PERSON, NAME, 0, {"draft": "x"}, [ASKED])
    assert store.load(PERSON, NAME) == ({"draft": "x"}, 1)
    assert audit(database) == ["who leads it?"]


def test_a_failing_effect_keeps_nothing(store, database):
    with pytest.raises(RuntimeError):
        store.commit(PERSON, NAME, 0, {"draft": "x"}, [ASKED, WithdrawProposal(reference="P-1")], event="e1")
    assert store.load(PERSON, NAME) == ({}, 0)
    assert store.replies_to("e1") is None
    assert audit(database) == []


@pytest.mark.parametrize("version", [0, 1])
def test_whoever_decided_on_an_old_state_must_decide_again(store, database, version):
    store.commit(PERSON, NAME, 0, {"n": 1}, [])
    store.commit(PERSON, NAME, 1, {"n": 2}, [])
    assert not store.commit(PERSON, NAME, version, {"n": 99}, [ASKED])
    assert store.load(PERSON, NAME) == ({"n": 2}, 2)
    assert audit(database) == []


def test_the_same_event_is_worked_once_whoever_comes_first(store, database):
    barrier, won = Barrier(6), []

    def work(number: int) -> None:
        barrier.wait()
        won.append(store.commit(PERSON, f"thread {number}", 0, {}, [ASKED], event="e1", replies=[{"text": "hello"}]))

    threads = [Thread(target=work, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(won) == [False] * 5 + [True]
    assert audit(database) == ["who leads it?"]
    assert store.replies_to("e1") == [{"text": "hello", "receipt": None}]


def test_of_two_turns_that_wait_for_each_other_one_is_kept_and_one_decides_again(postgresql_database, keys, clock):
    met = Barrier(2)

    def reach(effect):
        def apply(session):
            met.wait(timeout=30)
            session.execute(update(ConversationRow).values(updated=clock()))
            note(session, clock(), "test", "asked", effect.question)

        return apply

    store = ConversationStore(postgresql_database, keys, {RecordQuestion: reach}, clock)
    for name in ("one", "other"):
        store.commit(PERSON, name, 0, {}, [])
    with ThreadPoolExecutor() as beside:
        turns = [beside.submit(store.commit, PERSON, name, 1, {"n": 2}, [ASKED]) for name in ("one", "other")]
        assert sorted(turn.result(timeout=30) for turn in turns) == [False, True]
    assert sorted(store.load(PERSON, name)[1] for name in ("one", "other")) == [1, 2]
    assert len(audit(postgresql_database)) == 1


def test_a_turn_that_cannot_follow_on_another_decides_again(postgresql_database, keys, clock):
    def give_way(_effect):
        return lambda session: session.execute(text("DO $$ BEGIN RAISE SQLSTATE '40001'; END $$"))

    store = ConversationStore(postgresql_database, keys, {RecordQuestion: give_way}, clock)
    assert not store.commit(PERSON, NAME, 0, {"n": 1}, [ASKED])
    assert store.load(PERSON, NAME) == ({}, 0)


def test_another_person_with_the_same_name_sees_nothing(store):
    store.commit(PERSON, NAME, 0, {"draft": "mine"}, [])
    store.record_turn(PERSON, NAME, "mine", [])
    assert store.load("web:other", NAME) == ({}, 0)
    assert store.transcript("web:other", NAME) == []


def test_nothing_stored_names_the_person_or_the_conversation(store, database):
    store.commit("slack:T1/U2", "D024BE91L", 0, {}, [])
    with database.read() as session:
        row = session.scalars(select(ConversationRow)).one()
        kept = f"{row.key} {row.person} {row.state}"
    assert "U2" not in kept
    assert "D024" not in kept


@pytest.mark.parametrize("dash", ["-", "–", " - ", ""])
def test_a_transcript_never_holds_a_receipt(store, database, dash):
    receipt = new_receipt()
    typed = receipt.lower().replace("-", dash)
    store.record_turn(PERSON, NAME, f"withdraw {typed}", [{"text": "Done", "receipt": receipt}])
    ((said, replies),) = store.transcript(PERSON, NAME)
    assert said == "withdraw [receipt]"
    assert replies == [{"text": "Done", "receipt": None}]


def test_forgetting_a_conversation_leaves_no_turns(store, database):
    store.commit(PERSON, NAME, 0, {"draft": "x"}, [])
    store.record_turn(PERSON, NAME, "hello", [{"text": "Hello"}])
    store.forget(PERSON, NAME)
    assert store.load(PERSON, NAME) == ({}, 0)
    with database.read() as session:
        assert list(session.scalars(select(TurnRow))) == []


def test_what_was_said_goes_after_a_day_and_the_state_after_a_month(store, clock):
    store.commit(PERSON, NAME, 0, {"draft": "x"}, [])
    store.record_turn(PERSON, NAME, "hello", [])
    clock.now += timedelta(days=2)
    assert store.forget_old() == 1
    assert store.transcript(PERSON, NAME) == []
    assert store.load(PERSON, NAME) == ({"draft": "x"}, 1)
    clock.now += timedelta(days=30)
    assert store.forget_old() == 1
    assert store.load(PERSON, NAME) == ({}, 0)


def test_a_token_opens_its_role_until_it_is_revoked(database, keys, clock):
    tokens = Tokens(database, keys, clock)
    token = tokens.create("reviewer", "the desk")
    identity = tokens.check(token)
    assert identity is not None
    assert identity[1] == "reviewer"
    assert tokens.check(token + "x") is None
    tokens.revoke(identity[0])
    assert tokens.check(token) is None
    assert [listed.note for listed in tokens.list()] == ["the desk"]
    with pytest.raises(NotFound, match="no token 99"):
        tokens.revoke(99)
