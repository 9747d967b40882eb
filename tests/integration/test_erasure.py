"""After a proposal is withdrawn, neither its words nor its reference are left in any file."""

import asyncio
import re
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest
from conversing.memory import Person, one
from sqlalchemy import select, text, update
from starlette.testclient import TestClient

from bot.app import Soundings, create_app
from bot.commands import running
from bot.conversation.messages import Choice, Reply
from bot.serving import erase, erase_after_command, tidy, work_once, working_unless_another_does
from knowledge.audit import AuditRow, note
from knowledge.conversations import ConversationStore, TurnRow
from knowledge.effects import SubmitProposal, SupportProposal, WithdrawProposal
from knowledge.privacy import new_receipt
from knowledge.projection import Projection, alone
from knowledge.proposals.erasure import Eraser, _told, scrubbed
from knowledge.proposals.model import Draft, Filters
from knowledge.proposals.retention import Retention
from knowledge.proposals.store import Entry, ProposalStore
from knowledge.proposals.tables import ProposalRow
from retrieval.errors import Unavailable
from retrieval.vectors import VectorIndex

WORDS = "Zebras should quietly supervise the xylophone rota of every marmalade ward"
OTHER = "Every new care home manager should get a coach for the first year"
ME, SOMEBODY = "web:me", "slack:T1/U9"


class Clock:
    def __init__(self):
        self.now = datetime(2021, 12, 1, 9, tzinfo=UTC)

    def __call__(self):
        return self.now


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def index(tmp_path):
    opened = VectorIndex.open(tmp_path / "chroma")
    yield opened
    opened.close()


@pytest.fixture
def store(database, embedder, keys, index, clock):
    return ProposalStore(database, embedder, keys, index, clock)


@pytest.fixture
def conversations(database, keys, store, clock):
    return ConversationStore(database, keys, store.appliers(), clock)


@pytest.fixture
def sent(store, conversations, database, index, clock):
    """A proposal that left traces everywhere: shown, supported, grouped, carried into the index, spoken of."""
    references = [store.reserve(), store.reserve()]
    for reference, words in zip(references, (WORDS, OTHER), strict=True):
        draft = Draft(proposal=words, title=words[:40], outcome=words, contact=True)
        effect = SubmitProposal(
            reference=reference, receipt=new_receipt(), person=ME, draft=draft, source="web", reply_to="web:somewhere"
        )
        replies = [{"kind": "receipt", "text": f"{reference}: {words}", "fields": {"proposal": words}}]
        conversations.commit(
            ME, reference, 0, {"last": reference}, [effect], event=f"event {reference}", replies=replies
        )
        conversations.record_turn(ME, reference, words, replies)
    reference = references[0]
    support = SupportProposal(reference=reference, person=SOMEBODY, setting="ambulance", level="front line")
    state = {"shown": [reference], "offered": [{"id": "support", "label": f"Support {reference}", "value": reference}]}
    shown = [{"kind": "similar", "text": f"{reference}: {WORDS}", "fields": {"proposal": WORDS}}]
    conversations.commit(SOMEBODY, "dm", 0, state, [support], event="their event", replies=shown)
    with database.write() as session:
        note(session, clock(), "reviewer", "grouped", reference)
    Projection(database, index).step()
    return references


def withdraw(conversations, reference):
    told = [{"kind": "message", "text": f"{reference} is withdrawn."}]
    effects = [WithdrawProposal(reference=reference)]
    assert conversations.commit(ME, reference, 1, {}, effects, event="withdrawing", replies=told)
    conversations.record_turn(ME, reference, f"withdraw {reference}", told)


def wait_until_one_waits(database):
    """Until a transaction waits for rows that another holds."""
    waiting = text(
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
    )
    until = time.monotonic() + 30
    while time.monotonic() < until:
        with database.read() as session:
            if session.scalar(waiting):
                return
        time.sleep(0.01)
    raise AssertionError("nobody waits")


def found_in_files(folder, *secrets):
    return {
        (str(file.relative_to(folder)), secret)
        for file in folder.rglob("*")
        if file.is_file()
        for secret in secrets
        if secret.encode() in file.read_bytes()
    }


def test_neither_the_words_nor_the_reference_are_left_in_any_file(
    database, store, conversations, index, clock, sent, tmp_path
):
    withdrawn, kept = sent
    assert database.is_sqlite is False or found_in_files(tmp_path, "Zebras", withdrawn)
    withdraw(conversations, withdrawn)
    eraser = Eraser(database, index, clock)
    assert eraser.finish() == 1
    while Projection(database, index).step():
        pass
    assert found_in_files(tmp_path, "Zebras", "xylophone", "xylophon", "marmalade", withdrawn) == set()
    assert [found.proposal.reference for found in store.search("supervise the rota", Filters(), 5)] == [kept]
    assert index.ids("proposals") == {2}
    assert eraser.finish() == 0


def test_a_withdrawal_and_a_turn_that_supports_do_not_wait_for_each_other(postgresql_database, embedder, keys, clock):
    store = ProposalStore(postgresql_database, embedder, keys, None, clock)
    begun, go_on = threading.Event(), threading.Event()

    def support(effect):
        def apply(session):
            begun.set()
            assert go_on.wait(timeout=30)
            store.appliers()[SupportProposal](effect)(session)

        return apply

    conversations = ConversationStore(postgresql_database, keys, {**store.appliers(), SupportProposal: support}, clock)
    reference = store.reserve()
    draft = Draft(proposal=WORDS, title=WORDS[:40])
    sent = SubmitProposal(reference=reference, receipt=new_receipt(), person=ME, draft=draft, source="web")
    conversations.commit(ME, "dm", 0, {}, [sent])
    conversations.commit(SOMEBODY, "dm", 0, {"shown": [reference]}, [])
    supporting = SupportProposal(reference=reference, person=SOMEBODY, setting="ambulance", level="front line")
    with ThreadPoolExecutor() as beside:
        theirs = beside.submit(
            conversations.commit, SOMEBODY, "dm", 1, {"shown": [reference], "asked": "new"}, [supporting]
        )
        assert begun.wait(timeout=30)
        ours = beside.submit(conversations.commit, ME, "dm", 1, {}, [WithdrawProposal(reference=reference)])
        wait_until_one_waits(postgresql_database)
        go_on.set()
        assert theirs.result(timeout=30)
        assert ours.result(timeout=30)
    assert store.get(reference) is None
    assert conversations.load(SOMEBODY, "dm") == ({"shown": [], "asked": "new"}, 2)


def test_every_table_forgets_the_words_and_the_reference(database, conversations, sent):
    withdraw(conversations, sent[0])
    Eraser(database, None, Clock()).finish()
    with database.read() as session:
        listed = "SELECT name FROM sqlite_master WHERE type = 'table'"
        if not database.is_sqlite:
            listed = "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"
        for table in session.scalars(text(listed)).all():
            rows = "\n".join(str(tuple(row)) for row in session.execute(text(f"SELECT * FROM {table}")))  # noqa: S608
            for secret in ("Zebras", "xylophon", "marmalad", sent[0]):
                assert secret not in rows, table


def test_the_audit_says_that_something_was_erased_and_not_what(database, conversations, sent):
    withdraw(conversations, sent[0])
    with database.read() as session:
        lines = [(row.action, row.subject) for row in session.scalars(select(AuditRow))]
    assert lines == [("grouped", "a withdrawn proposal"), ("withdrawn and erased", "a withdrawn proposal")]


def test_the_withdrawing_message_sent_again_gets_its_answer_again(conversations, sent):
    withdraw(conversations, sent[0])
    assert conversations.replies_to("withdrawing")[0]["text"] == "This was about a proposal that is withdrawn."


@pytest.mark.parametrize("kind", ["receipt", "similar", "confirm", "answer"])
def test_what_is_left_of_a_reply_is_still_a_reply(kind):
    shown = Reply(
        kind=kind,
        text=f"P-1001: {WORDS}",
        lead="P-1001",
        fields={"proposal": WORDS},
        choices=(Choice(id="support", label=WORDS, value="P-1001"),),
        receipt="PKNT-2345",
        private=True,
    )
    left = Reply.model_validate(_told(shown.model_dump(mode="json")))
    assert left.kind == "message"
    assert left.private
    assert not {"Zebras", "P-1001", "PKNT"} & set(left.model_dump_json().replace('"', " ").split())
    assert (left.fields, left.choices, left.receipt) == (None, (), None)


def test_the_page_works_after_a_withdrawal_and_a_wipe(parts):
    with TestClient(create_app(parts)) as visitor:
        visitor.post("/chat", data={"text": WORDS})
        received = visitor.post("/chat", data={"text": "submit"}).text
        receipt = re.search(r"\b(?:[0-9A-Z]{4,5}-){2,}[0-9A-Z]{4,5}\b", received)
        assert receipt
        assert "Zebras" in visitor.get("/").text
        assert "withdrawn" in visitor.post("/chat", data={"text": f"withdraw {receipt[0]}"}).text
        for _ in range(2):
            page = visitor.get("/")
            assert page.status_code == 200
            assert "Zebras" not in page.text
            erase(parts)


def test_without_the_index_its_part_waits_for_the_process_that_owns_it(database, conversations, index, clock, sent):
    withdraw(conversations, sent[0])
    assert Eraser(database, None, clock).finish() == 0
    assert Eraser(database, index, clock).waiting() == 1
    assert Eraser(database, index, clock).finish() == 1


def test_a_large_index_is_made_anew_once_an_hour_at_most(database, conversations, index, clock, sent, monkeypatch):
    monkeypatch.setattr("knowledge.proposals.erasure.LARGE", 1)
    withdraw(conversations, sent[0])
    eraser = Eraser(database, index, clock)
    assert eraser.finish() == 0
    clock.now += timedelta(hours=2)
    assert eraser.finish() == 1


def test_while_the_index_waits_the_database_is_not_wiped_again_and_again(
    database, conversations, index, clock, sent, monkeypatch
):
    monkeypatch.setattr("knowledge.proposals.erasure.LARGE", 1)
    withdraw(conversations, sent[0])
    Eraser(database, index, clock).finish()
    monkeypatch.setattr(Eraser, "_wipe_database", lambda self: pytest.fail("wiped twice"))
    assert Eraser(database, index, clock).finish() == 0


def test_of_several_processes_one_wipes_and_none_while_another_carries(
    postgresql_database, embedder, keys, index, clock
):
    store = ProposalStore(postgresql_database, embedder, keys, index, clock)
    store.keep_imported([Entry(key=words[:9], draft=Draft(proposal=words, title="One")) for words in (WORDS, OTHER)])
    store.withdraw("P-1001", by="test")
    erasers = [Eraser(postgresql_database, index, clock) for _ in range(3)]
    with alone(postgresql_database) as carrying:
        assert carrying
        assert [eraser.finish() for eraser in erasers] == [0, 0, 0]
    with ThreadPoolExecutor() as beside:
        assert sum(beside.map(Eraser.finish, erasers)) == 1
    while Projection(postgresql_database, index).step():
        pass
    assert index.ids("proposals") == {2}


def test_what_another_process_wiped_meanwhile_is_not_wiped_again(database, index, clock, sent, monkeypatch):
    monkeypatch.setattr(Eraser, "waiting", lambda self: 1)
    assert Eraser(database, index, clock).finish() == 0
    assert index.ids("proposals") == {1, 2}


def test_the_server_at_work_wipes_what_was_withdrawn(parts):
    person = Person(parts.assistant, "web:me")
    with parts.owning_index():
        person.says(WORDS)
        receipt = one(person.says("submit"), "receipt").receipt
        work_once(parts)
        person.says(f"withdraw {receipt}")
        assert erase(parts) == 1
        while work_once(parts):
            pass
        assert erase(parts) == 0
    assert found_in_files(parts.settings.home, "Zebras", "xylophon", "marmalad", "P-1001", receipt) == set()


def test_a_command_wipes_what_it_withdrew_unless_a_server_does(parts):
    person = Person(parts.assistant, "web:me")
    person.says(WORDS)
    receipt = one(person.says("submit"), "receipt").receipt
    person.says(f"withdraw {receipt}")
    other = Soundings(parts.settings)
    with other.owning_index():
        assert not erase_after_command(parts)
    other.database.close()
    assert erase_after_command(parts)
    assert found_in_files(parts.settings.home, "Zebras", "xylophon", "marmalad", "P-1001") == set()


def test_slack_alone_wipes_what_was_withdrawn(parts, monkeypatch):
    person = Person(parts.assistant, "slack:T1/U1")
    person.says(WORDS)
    receipt = one(person.says("submit"), "receipt").receipt
    person.says(f"withdraw {receipt}")

    async def talk(_parts):
        while parts.eraser_for(None).waiting():
            await asyncio.sleep(0.05)

    for name in ("soundings", "soundings_with_knowledge"):
        monkeypatch.setattr(running, name, lambda: parts)
    monkeypatch.setattr("bot.channels.slack.app.run_socket_mode", lambda _parts: asyncio.wait_for(talk(_parts), 60))
    running.slack()
    assert found_in_files(parts.settings.home, "Zebras", "xylophon", "marmalad", "P-1001") == set()


def test_beside_a_server_slack_leaves_the_work_to_it_and_says_so(parts, caplog):
    server = Soundings(parts.settings)
    with server.owning_index(), working_unless_another_does(parts):
        assert parts.index is None
        assert not [thread for thread in threading.enumerate() if thread.name == "work"]
    server.database.close()
    [line] = [record.message for record in caplog.records if record.name == "bot.serving"]
    assert "Should it stop, start this command again too" in line


def test_slack_does_not_run_for_good_without_the_index_it_was_told_to_use(parts):
    nowhere = Soundings(parts.settings.model_copy(update={"chroma_url": "http://127.0.0.1:9"}))
    with pytest.raises(Unavailable, match="does not answer"), working_unless_another_does(nowhere):
        pass
    nowhere.database.close()


def test_what_is_past_its_time_goes_by_itself_when_settings_say_so(parts):
    person = Person(parts.assistant, "web:me")
    person.says(WORDS)
    person.says("submit")
    year_ago = datetime.now(UTC) - timedelta(days=800)
    with parts.database.write() as session:
        session.execute(update(ProposalRow).values(changed=year_ago))
    kept = parts.settings.model_copy(update={"keep_contributors": 0})
    tidy(SimpleNamespace(settings=kept, conversations=parts.conversations, database=parts.database,
                         retention=Retention(contributors=0)))  # fmt: skip
    assert len(parts.proposals.by_person("web:me")) == 1
    tidy(parts)
    assert parts.proposals.by_person("web:me") == []
    assert len(parts.proposals.list(Filters())) == 1


def test_what_was_said_of_other_proposals_stays(database, conversations, sent):
    state = {"last": "P-10010", "shown": [sent[0], "P-10019"], "said": f"see {sent[0]}, P-10012"}
    shown = [{"kind": "message", "text": "P-10010 is answered."}, {"kind": "message", "text": f"And {sent[0]}."}]
    assert conversations.commit(SOMEBODY, "other", 0, state, [], event="other event", replies=shown)
    conversations.record_turn(SOMEBODY, "other", f"P-10011 or {sent[0]}?", shown)
    withdraw(conversations, sent[0])
    kept = conversations.load(SOMEBODY, "other")[0]
    assert kept == {"last": "P-10010", "shown": ["P-10019"], "said": "see a withdrawn proposal, P-10012"}
    told = [reply["text"] for reply in conversations.replies_to("other event")]
    assert told == ["P-10010 is answered.", "This was about a proposal that is withdrawn."]
    with database.read() as session:
        said = session.scalars(select(TurnRow.text).where(TurnRow.text.contains("P-10011"))).all()
    assert said == ["P-10011 or a withdrawn proposal?"]


def test_a_reference_is_taken_out_of_whatever_holds_it():
    kept = {
        "last": "P-1001",
        "shown": ["P-1001", "P-1002"],
        "said": "see P-1001",
        "offered": [{"value": "P-1001"}],
        "n": 1,
    }
    assert scrubbed(kept, "P-1001") == {
        "last": "", "shown": ["P-1002"], "said": "see a withdrawn proposal", "offered": [], "n": 1,
    }  # fmt: skip
