"""What is said when several documents speak: the newer one wins, our own articles stand beside what they retell."""

from datetime import UTC, date, datetime

import pytest

from bot.conversation.answering import build_answer
from knowledge.database import Database
from knowledge.documents.library import Library
from knowledge.knowledge_base import KnowledgeBaseReader
from retrieval.embedding import Embedder

CLOSES = "When do contributions close?"


def now() -> datetime:
    return datetime(2021, 12, 1, tzinfo=UTC)


@pytest.fixture
def library(sqlite_database: Database, embedder: Embedder, tmp_path) -> Library:
    (tmp_path / "who-leads.md").write_text(
        "---\ntitle: Who leads\nquestions: ['Who leads the review?']\n---\nSir Gordon Messenger leads the review.\n"
    )
    library = Library(sqlite_database, embedder, now, sources=tmp_path)
    library.index_builtin()
    return library


@pytest.fixture
def reader(sqlite_database: Database, embedder: Embedder) -> KnowledgeBaseReader:
    return KnowledgeBaseReader(sqlite_database, embedder, today=lambda: date(2021, 12, 1))


@pytest.mark.parametrize("newer_first", [True, False])
def test_of_two_documents_that_contradict_each_other_the_newer_is_quoted_and_the_answer_says_so(
    library, reader, newer_first
):
    documents = [
        ("Plan", "Contributions to the review close on 31 January 2022.", "2021-11-23"),
        ("Update", "Contributions to the review close on 28 February 2022.", "2021-11-30"),
    ]
    for title, text, published in reversed(documents) if newer_first else documents:
        library.add_text(text, by="t", title=title, published=published)
    finding = reader.find(CLOSES)
    assert finding.status == "answered"
    assert [citation.document for citation in finding.citations] == ["update"]
    assert finding.note == (
        "“Plan”, of 23 November 2021, says otherwise. The newer document, of 30 November 2021, is quoted here."
    )


def test_a_new_version_that_says_otherwise_is_quoted_and_the_answer_says_that_it_changed(library, reader):
    text = "Contributions close on {}. Please write to us."
    library.add_text(text.format("31 January 2022"), by="t", document="plan", title="Plan")
    assert reader.find(CLOSES).note == ""
    library.add_text(text.format("28 February 2022"), by="t", document="plan", title="Plan")
    finding = reader.find(CLOSES)
    assert "28 February" in finding.citations[0].quote
    assert finding.note == "This is the newer text: “Plan” said otherwise until it was changed on 1 December 2021."


def test_a_new_version_that_says_the_same_needs_no_note(library, reader):
    text = "Contributions to the review close on 31 January 2022."
    library.add_text(text, by="t", document="plan", title="Plan")
    library.add_text(f"{text} Thank you.", by="t", document="plan", title="Plan")
    assert reader.find(CLOSES).note == ""


def test_what_changed_is_said_to_have_changed_on_the_first_day_of_the_new_version(library, reader):
    text = "Contributions close on {}. Please write to us."
    library.add_text(text.format("31 January 2022"), by="t", document="plan", title="Plan")
    library.add_text(text.format("28 February 2022"), by="t", document="plan", title="Plan", valid_from="2022-01-10")
    finding = reader.find(CLOSES, as_of=date(2022, 1, 10))
    assert finding.note == "This is the newer text: “Plan” said otherwise until it was changed on 10 January 2022."


def test_documents_that_say_the_same_need_no_note(library, reader):
    for title in ("Plan", "Update"):
        library.add_text("Contributions to the review close on 31 January 2022.", by="t", title=title)
    assert reader.find(CLOSES).note == ""


def test_a_document_that_an_admin_added_is_quoted_beside_the_built_in_article_that_retells_it(library, reader):
    assert [citation.document for citation in reader.find("Who leads the review?").citations] == ["who-leads"]
    library.add_text("The review is led by General Sir Gordon Messenger.", by="t", document="letter")
    finding = reader.find("Who leads the review?")
    assert {citation.document for citation in finding.citations} == {"who-leads", "letter"}


@pytest.mark.parametrize("another", ["", "What is the last day for contributions?"], ids=["one article", "two"])
def test_an_added_document_that_is_newer_wins_over_our_articles_that_say_otherwise(library, reader, tmp_path, another):
    for asked in filter(None, (CLOSES, another)):
        (tmp_path / f"{len(asked)}.md").write_text(
            f"---\ntitle: Plan\nquestions: ['{asked}']\npublished: 2021-11-23\n---\n"
            "Contributions to the review close on 31 January 2022.\n"
        )
    library.index_builtin()
    assert "31 January" in reader.find(CLOSES).citations[0].quote
    library.add_text(
        "Contributions to the review close on 28 February 2022.", by="t", published="2021-11-30", title="N"
    )
    finding = reader.find(CLOSES)
    assert [citation.document for citation in finding.citations] == ["n"]
    assert finding.note.startswith("“Plan”, of 23 November 2021, says otherwise.")


LONG_RULE = (
    "Staff may park behind the north gate, "
    + ", ".join(f"in row {number} of the car park" for number in range(15))
    + ", except in hospitals, where parking is run by the council."
)


def test_of_a_sentence_too_long_to_quote_the_end_is_quoted_too_and_it_is_seen_where_it_goes_on(library, reader):
    library.add_text(LONG_RULE, by="t", document="parking", title="Parking")
    found = [reader.find(asked) for asked in ("Where may staff park?", "Who runs the parking in hospitals?")]
    first, last = (finding.citations[0] for finding in found)
    assert all(LONG_RULE[one.start : one.end] == one.quote for one in (first, last))
    assert first.shown == first.quote.rstrip(",") + "…"
    assert last.shown == "…" + last.quote
    assert last.quote.endswith("except in hospitals, where parking is run by the council.")
    assert all(
        f"> {one.shown}" in build_answer(finding).text for one, finding in zip((first, last), found, strict=True)
    )


def test_the_passages_that_come_next_are_not_those_quoted_and_stand_word_for_word(library, reader):
    for place in ("Hull", "York", "Leeds", "Derby", "Truro"):
        library.add_text(
            f"The review holds a workshop for nurses in {place} in the new year.", by="t", document=place.lower()
        )
    finding = reader.find("Who leads the review?")
    assert finding.status == "answered"
    assert len(finding.further) == 3
    assert not {one.document for one in finding.further} & {one.document for one in finding.citations}
    for one in finding.further:
        assert library.show(one.document).text[one.start : one.end] == one.quote


def test_what_a_newer_document_says_otherwise_does_not_come_next(library, reader):
    for title, day, published in (("Plan", "31 January", "2021-11-23"), ("Update", "28 February", "2021-11-30")):
        library.add_text(f"Contributions to the review close on {day} 2022.", by="t", title=title, published=published)
    finding = reader.find(CLOSES)
    assert [citation.document for citation in finding.citations] == ["update"]
    assert "plan" not in {one.document for one in finding.further}


def test_nothing_comes_next_where_nothing_is_covered(library, reader):
    finding = reader.find("What is the capital of Mongolia?")
    assert (finding.status, finding.further) == ("not_covered", ())


@pytest.mark.parametrize("question", ["", "   ", "?!…", "🙂🙂", "\x00", "a" * 100_000, "';--", "<b>x</b>" * 50])
def test_whatever_is_asked_gets_a_finding(library, reader, question):
    assert reader.find(question).status in ("answered", "related", "not_covered")


def test_an_empty_library_covers_nothing(sqlite_database, embedder):
    assert KnowledgeBaseReader(sqlite_database, embedder).find("Who leads the review?").status == "not_covered"


LEAVE = "Annual leave is booked on the rota system. Give six weeks' notice for a week. Unused leave is carried over."


def test_what_is_like_a_wording_that_was_taught_is_at_least_related_to_what_it_answers(library, reader):
    library.add_text(LEAVE, by="t", document="leave", title="Leave policy")
    library.add_wording("leave", "how do I book annual leave", by="t")
    finding = reader.find("how do i book leave")
    assert finding.status in ("answered", "related")
    assert finding.citations[0].document == "leave"
    assert reader.find("how do I book annual leave?").status == "answered"
    assert reader.find("my printer is jammed").status == "not_covered"


@pytest.mark.parametrize("question", ["can i carry over my leave", "how much notice for a week off"])
def test_a_document_about_something_else_than_the_review_is_not_silenced_by_that(parts, question):
    parts.library.add_text(LEAVE, by="t", document="leave", title="Leave policy")
    parts.library.add_wording("leave", "how do I book annual leave", by="t")
    finding = parts.knowledge.find(question)
    assert finding.status in ("answered", "related")
    assert finding.citations[0].document == "leave"
