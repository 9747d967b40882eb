"""An admin adds the open letter as it was published; the next questions are answered with its own words."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from knowledge.database import Database
from knowledge.documents.library import Library
from knowledge.knowledge_base import KnowledgeBaseReader
from retrieval.embedding import Embedder

LETTER = "leadership-review-letter"
TAUGHT = "Will I be run off my feet because of this?"
QUESTIONS = (
    ("What kinds of engagement events will there be?", "site visits"),
    ("How will you avoid adding to the pressure on staff with review fatigue?", "review fatigue"),
    ("What is the starting premise of the review?", "hugely impressive, dedicated"),
    ("Does the review cover social care as well as primary and secondary care?", "primary care, secondary care"),
    ("What sort of proposals are they looking for?", "strengthen, broaden and deepen"),
    ("What does the letter say about systems leadership?", "systems leadership"),
    ("Can anyone aspire to a leadership role?", "anyone can aspire"),
    ("What will be done about variation across the country?", "variation"),
    ("When will you look at implementation?", "focusing early"),
    ("How do I get in touch by email?", "leadershipreview@dhsc.gov.uk"),
)


def now() -> datetime:
    return datetime(2021, 12, 1, tzinfo=UTC)


@pytest.fixture(scope="module", params=[(), (TAUGHT,)], ids=["as it is", "taught a wording"])
def reader(request: pytest.FixtureRequest, shared: Path, tmp_path_factory: pytest.TempPathFactory, embedder: Embedder):
    folder = tmp_path_factory.mktemp("letter")
    database = Database(f"sqlite:///{folder / 'soundings.db'}")
    database.migrate()
    library = Library(database, embedder, now, sources=folder)
    library.add_file(shared / "seeds" / f"{LETTER}.txt", by="t")
    for wording in request.param:
        library.add_wording(LETTER, wording, by="t")
    yield KnowledgeBaseReader(database, embedder, today=lambda: date(2021, 12, 1))
    database.close()


@pytest.mark.parametrize(("question", "said"), QUESTIONS)
def test_a_question_about_the_letter_is_answered_with_its_words(reader, shared, question, said):
    finding = reader.find(question)
    assert finding.status == "answered"
    text = (shared / "seeds" / f"{LETTER}.txt").read_text(encoding="utf-8")
    assert all(text[citation.start : citation.end] == citation.quote for citation in finding.citations)
    assert any(said in citation.quote for citation in finding.citations)


@pytest.mark.parametrize("question", ["What is the capital of France?", "How do I bake bread?", "Who won the cup?"])
def test_what_the_letter_does_not_speak_of_is_not_covered(reader, question):
    assert reader.find(question).status == "not_covered"


def test_what_it_was_taught_it_answers_and_nothing_it_answered_is_lost(reader, shared, request):
    taught = "taught" in request.node.callspec.id
    assert (reader.find(TAUGHT).status == "answered") == taught
