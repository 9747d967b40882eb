"""The articles that come with Soundings: taken in by themselves, and never against what an admin chose."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from knowledge.database import Database
from knowledge.documents.glossary_document import DOCUMENT
from knowledge.documents.library import Library
from retrieval.embedding import Embedder

ARTICLE = "---\ntitle: Lunch\nquestions:\n  - When is lunch?\n---\n\nLunch is at {}.\n"


@pytest.fixture
def sources(tmp_path: Path) -> Path:
    folder = tmp_path / "sources"
    folder.mkdir()
    (folder / "lunch.md").write_text(ARTICLE.format("noon"))
    (folder / "tea.md").write_text(ARTICLE.format("four").replace("Lunch", "Tea").replace("lunch", "tea"))
    return folder


@pytest.fixture
def library(sqlite_database: Database, embedder: Embedder, sources: Path) -> Library:
    library = Library(sqlite_database, embedder, lambda: datetime(2021, 12, 1, tzinfo=UTC), sources=sources)
    library.index_builtin()
    return library


def test_they_are_taken_in_once(library):
    assert library.builtin_is_current()
    assert library.index_builtin() == 0
    assert [(row.document, row.version, row.wordings) for row in library.list()] == [("lunch", 1, 1), ("tea", 1, 1)]


def test_how_far_it_is_is_reported(sqlite_database, embedder, sources):
    seen: list[tuple[int, int]] = []
    library = Library(sqlite_database, embedder, lambda: datetime(2021, 12, 1, tzinfo=UTC), sources=sources)
    library.index_builtin(lambda done, total: seen.append((done, total)))
    assert seen[:3] == [(0, 2), (1, 2), (2, 2)]


def test_an_upgrade_brings_new_texts_and_takes_away_what_is_no_longer_shipped(library, sources):
    (sources / "lunch.md").write_text(ARTICLE.format("one"))
    (sources / "tea.md").unlink()
    assert not library.builtin_is_current()
    library.index_builtin()
    assert [(row.document, row.version) for row in library.list()] == [("lunch", 2)]
    assert "one" in library.show("lunch").text
    assert library.builtin_is_current()


def test_an_article_shipped_again_comes_back(library, sources):
    text = (sources / "tea.md").read_text()
    (sources / "tea.md").unlink()
    library.index_builtin()
    (sources / "tea.md").write_text(text)
    library.index_builtin()
    assert [row.document for row in library.list()] == ["lunch", "tea"]


@pytest.mark.parametrize("choice", ["remove", "replace", "rollback"])
def test_what_an_admin_chose_stands_over_starts_and_upgrades_and_the_new_text_waits(library, sources, choice):
    if choice == "remove":
        library.remove("lunch", by="token 1")
    elif choice == "replace":
        library.add_bytes(ARTICLE.format("our own time").encode(), "lunch.md", by="token 1")
    else:
        (sources / "lunch.md").write_text(ARTICLE.format("half past"))
        library.index_builtin()
        library.rollback("lunch", 1, by="token 1")
    chosen = {row.document: (row.removed, row.version) for row in library.list(removed=True)}

    library.index_builtin()
    (sources / "lunch.md").write_text(ARTICLE.format("one"))
    library.index_builtin()

    rows = {row.document: row for row in library.list(removed=True)}
    assert {document: (row.removed, row.version) for document, row in rows.items()} == chosen
    waiting = rows["lunch"].waiting
    assert waiting == library.history("lunch")[0].version
    library.rollback("lunch", waiting, by="token 1")
    assert "at one" in library.show("lunch").text


def test_an_own_document_with_the_name_of_an_article_is_not_replaced(sqlite_database, embedder, sources):
    library = Library(sqlite_database, embedder, lambda: datetime(2021, 12, 1, tzinfo=UTC), sources=sources)
    library.add_text("Our lunch is at three.", by="token 1", document="lunch")
    library.index_builtin()
    assert "three" in library.show("lunch").text
    assert library.builtin_is_current()


def test_an_admin_version_for_later_does_not_bring_a_waiting_text_into_force(library, sources):
    library.add_bytes(ARTICLE.format("our own time").encode(), "lunch.md", by="token 1")
    (sources / "lunch.md").write_text(ARTICLE.format("one"))
    library.index_builtin()
    library.add_bytes(ARTICLE.format("later").encode(), "lunch.md", by="token 1", valid_from="2022-01-01")
    assert "our own time" in library.show("lunch").text


def test_with_another_model_all_vectors_are_made_anew(library, sqlite_database, embedder, sources):
    other = Library(sqlite_database, _Renamed(embedder), lambda: datetime(2021, 12, 1, tzinfo=UTC), sources=sources)
    assert not other.builtin_is_current()
    other.index_builtin()
    assert other.builtin_is_current()
    assert not library.builtin_is_current()


class _Renamed:
    """The same model under another name."""

    def __init__(self, embedder: Embedder) -> None:
        self.name = "another"
        self.embed = embedder.embed


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("what's an ICS", "Integrated care system (ICS)"),
        ("what does ICB stand for?", "Integrated care board (ICB)"),
        ("what is band 7?", "Band 7 (b7):"),
    ],
)
def test_a_word_is_explained_with_the_glossarys_own_line(parts, question, said):
    finding = parts.knowledge.find(question)
    assert finding.status == "answered"
    [citation] = finding.citations
    assert citation.quote.startswith(said)
    assert parts.library.show(citation.document).text[citation.start : citation.end] == citation.quote
    parts.library.remove(citation.document, by="t")
    assert citation.document not in {cited.document for cited in parts.knowledge.find(question).citations}


@pytest.mark.parametrize(
    "question", ["What are the recommendations?", "what are the findings?", "What is the delivery plan?"]
)
def test_what_the_review_itself_has_is_no_word_to_explain(parts, question):
    finding = parts.knowledge.find(question)
    assert finding.status == "answered"
    assert DOCUMENT not in {citation.document for citation in finding.citations}


def test_what_an_added_report_says_of_it_is_found(parts):
    text = "We make seven recommendations. Our findings are that leadership is inconsistent."
    parts.library.add_text(text, by="t", document="final-report")
    finding = parts.knowledge.find("What are the findings?")
    assert "final-report" in {citation.document for citation in finding.citations}


def test_an_added_document_that_says_what_a_word_means_is_quoted_beside_the_glossary(parts):
    text = "An integrated care board (ICB) is the NHS body in charge of an integrated care system."
    parts.library.add_text(text, by="t", document="guide")
    documents = {citation.document for citation in parts.knowledge.find("what is an ICB?").citations}
    assert documents == {DOCUMENT, "guide"}
