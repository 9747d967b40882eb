"""What people asked and nothing answered: together by meaning, counted, without anybody's name."""

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import select

from knowledge.database import Database
from knowledge.documents.library import Library
from knowledge.effects import ForgetQuestion, RecordFeedback, RecordQuestion
from knowledge.findings import Finding
from knowledge.knowledge_base import KnowledgeBaseReader
from knowledge.questions import QuestionLog, QuestionRow
from retrieval.embedding import Embedder
from retrieval.errors import NotFound


def now() -> datetime:
    return datetime(2021, 12, 1, 12, tzinfo=UTC)


@pytest.fixture
def log(database: Database, embedder: Embedder) -> QuestionLog:
    return QuestionLog(database, embedder, now)


def record(log: QuestionLog, database: Database, *effects: RecordQuestion | ForgetQuestion | RecordFeedback) -> None:
    for effect in effects:
        apply = log.appliers()[type(effect)](effect)
        with database.write() as session:
            apply(session)


def asked(question: str, status: str = "not_covered") -> RecordQuestion:
    return RecordQuestion.model_validate({"question": question, "status": status, "channel": "web"})


def test_like_questions_are_one_gap_with_a_count_the_most_asked_first(log, database):
    record(
        log,
        database,
        asked("What is the parking permit price?"),
        asked("When is the closing date?"),
        asked("when's the closing date", "related"),
        asked("What is the closing date?"),
        asked("What is the closing date?"),
    )
    first, second = log.gaps()
    assert (first.count, second.count) == (4, 1)
    assert "closing date" in first.question
    assert len({first.question, *first.others}) == 3
    assert (first.first, first.last) == (date(2021, 12, 1), date(2021, 12, 1))
    assert log.gaps(1) == [first]


def test_an_answered_question_keeps_no_words(log, database):
    record(log, database, asked("Will Mrs Patel see this?", "answered"))
    with database.read() as session:
        [row] = session.scalars(select(QuestionRow))
    assert (row.question, row.vector) == ("", b"")
    assert log.gaps() == []
    assert log.counts() == {"answered": 1}


def test_personal_details_are_masked_before_anything_is_kept(database, embedder):
    log = QuestionLog(database, embedder, now, redact=lambda text: text.replace("07700 900123", "[phone]"))
    record(log, database, asked("Can you ring me on 07700 900123?"))
    assert log.gaps()[0].question == "Can you ring me on [phone]?"


def test_whatever_reaches_the_log_is_kept_without_receipts_and_numbers(parts):
    question = "What became of KMJD-KQ83–RRDJ 9TC7, and can you ring me on 07700 900123?"
    record(parts.questions, parts.database, asked(question))
    with parts.database.read() as session:
        kept = session.scalars(select(QuestionRow.question)).all()
    assert kept == ["What became of [receipt], and can you ring me on [phone number]?"]


def test_an_answer_that_did_not_help_is_a_gap_too(log, database):
    record(
        log,
        database,
        RecordFeedback(question="Who leads?", helpful=False, reason="Too long", channel="web"),
        RecordFeedback(question="Who leads?", helpful=True, channel="web"),
    )
    [gap] = log.gaps()
    assert (gap.question, gap.unhelpful) == ("Who leads?", 1)
    assert [(given.helpful, given.reason) for given in log.feedback()] == [(True, ""), (False, "Too long")]


def test_why_answers_did_not_help_is_not_hidden_by_those_that_did(log, database):
    record(log, database, RecordFeedback(question="Who leads?", helpful=False, reason="Too long", channel="web"))
    record(log, database, *[RecordFeedback(question="Who?", helpful=True, channel="web") for _ in range(3)])
    record(log, database, RecordFeedback(question="Who?", helpful=False, channel="web"))
    assert [given.reason for given in log.feedback(2, reasons=True)] == ["Too long"]


def test_a_gap_can_be_set_aside(log, database):
    record(log, database, asked("What is the capital of France?"), asked("what's the capital of france"))
    [gap] = log.gaps()
    assert log.dismiss(gap.gap, by="token 1") == 2
    assert log.gaps() == []
    with pytest.raises(NotFound, match="no open gap"):
        log.dismiss(gap.gap, by="token 1")


def test_a_wording_taught_to_an_article_answers_the_next_person_and_closes_the_gap(database, embedder, tmp_path):
    library = Library(database, embedder, now, sources=tmp_path)
    reader = KnowledgeBaseReader(database, embedder, today=lambda: date(2021, 12, 1))
    log = QuestionLog(database, embedder, now, find=reader.find)
    library.add_text("Breakfast is laid out in the staff room at seven.", by="t", document="breakfast")
    question = "Where do nights get their porridge?"
    assert reader.find(question).status != "answered"
    record(log, database, asked(question))
    [gap] = log.gaps()
    library.add_wording("breakfast", gap.question, by="token 1")
    assert reader.find(question).status == "answered"
    assert log.gaps() == []


def test_a_gap_whose_answers_did_not_help_is_closed_once_its_question_is_answered(database, embedder):
    answered = {"status": "related"}
    log = QuestionLog(database, embedder, now, find=lambda _: Finding(question="", citations=(), **answered))
    record(log, database, asked("Where is the moon?"), asked("Where is the moon?"))
    record(log, database, RecordFeedback(question="Where is the moon?", helpful=False, channel="web"))
    [gap] = log.gaps()
    record(log, database, asked("where's the moon?"))
    assert not log.close(gap.gap, by="token 1")
    assert [gap.count for gap in log.gaps()] == [4]
    answered["status"] = "answered"
    assert log.close(gap.gap, by="token 1")
    assert log.gaps() == []


def test_the_nearest_document_is_named_so_that_an_admin_knows_where_to_teach(database, embedder):
    near = Finding(question="", status="related", citations=())
    log = QuestionLog(database, embedder, now, find=lambda _: near)
    record(log, database, asked("Where is the moon?"))
    assert log.gaps()[0].nearest == ""


def test_hostile_and_endless_questions_are_kept_safely(log, database):
    record(log, database, asked("a\x00b " * 10_000), asked("   "), asked("'; DROP TABLE questions; --"))
    assert all(len(gap.question) <= 500 for gap in log.gaps())


def test_a_question_without_words_is_not_kept_and_one_kept_before_is_no_gap(log, database):
    nothing = {"status": "not_covered", "channel": "web", "asked": now().date(), "model": log._embedder.name}
    with database.write() as session:
        session.add(QuestionRow(question="", vector=b"", dismissed=False, **nothing))
    record(
        log,
        database,
        asked("\x00 \x00"),
        RecordFeedback(question="\x00", helpful=False, channel="web"),
        asked("What is the parking permit price?"),
        asked("Where is the moon?"),
    )
    assert sorted(gap.count for gap in log.gaps()) == [1, 1]
    assert log.counts() == {"not_covered": 3}
    assert log.dismiss(log.gaps()[0].gap, by="token 1") == 1


def test_what_was_no_question_after_all_is_forgotten_once(log, database):
    words = "what I'd say is make them come out at night"
    record(log, database, asked(words), asked(words), ForgetQuestion(question=words))
    assert [gap.count for gap in log.gaps()] == [1]
