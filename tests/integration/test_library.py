"""Documents: added once, replaced by versions, dated, removed, brought back; nothing half-written."""

import threading
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from sqlalchemy import func, select

from knowledge.audit import AuditRow
from knowledge.database import Database
from knowledge.documents.library import Library
from knowledge.documents.model import DocumentRow, PassageRow, VersionRow
from knowledge.knowledge_base import KnowledgeBaseReader
from retrieval.embedding import Embedder
from retrieval.errors import NotFound, Refused
from retrieval.keywords import PASSAGES

TODAY = date(2021, 12, 1)
PARKING = "Where may I park my bicycle?\n\nBicycles may be parked behind the north gate of the hospital.\n"
LUNCH = "Lunch is served in the canteen from noon until two o'clock, every day of the week.\n"


def now() -> datetime:
    return datetime(TODAY.year, TODAY.month, TODAY.day, 12, tzinfo=UTC)


@pytest.fixture
def library(database: Database, embedder: Embedder, tmp_path: Path) -> Library:
    return Library(database, embedder, now, sources=tmp_path / "sources")


@pytest.fixture
def reader(database: Database, embedder: Embedder) -> KnowledgeBaseReader:
    return KnowledgeBaseReader(database, embedder, today=lambda: TODAY)


def cited(reader: KnowledgeBaseReader, question: str, as_of: date | None = None) -> set[str]:
    return {citation.document for citation in reader.find(question, as_of=as_of).citations}


def by_keyword(database: Database, word: str) -> int:
    with database.read() as session:
        return len(PASSAGES.search(session.connection(), [word], 10))


def test_a_file_is_added_and_answered_from(library, reader, tmp_path):
    (tmp_path / "parking.txt").write_text(PARKING)
    added = library.add_file(tmp_path / "parking.txt", by="terminal")
    assert (added.document, added.version, added.outcome, added.changed) == ("parking", 1, "added", True)
    assert added.sentence() == "“Where may I park my bicycle?” is added as parking. It is answered from now on."
    finding = reader.find("where can bicycles be parked?")
    assert finding.status == "answered"
    [citation, *_] = finding.citations
    assert library.show("parking").text[citation.start : citation.end] == citation.quote
    assert "behind the north gate" in citation.quote
    assert citation.url == f"/documents/parking?version=1&start={citation.start}&end={citation.end}#quote"


def test_adding_the_same_content_again_changes_nothing(library, database):
    library.add_bytes(PARKING.encode(), "parking.txt", by="terminal", title="Bicycles")
    again = library.add_bytes(PARKING.replace("\n", "\r\n").encode(), "parking.txt", by="terminal")
    assert (again.version, again.outcome, again.changed) == (1, "unchanged", False)
    assert again.title == "Bicycles"
    with database.read() as session:
        assert session.scalar(select(func.count()).select_from(VersionRow)) == 1


def test_a_changed_document_becomes_a_new_version_and_the_old_one_is_no_longer_found(library, reader, database):
    library.add_bytes(PARKING.encode(), "parking.txt", by="terminal")
    changed = library.add_bytes(PARKING.replace("north", "south").encode(), "parking.txt", by="token 3")
    assert (changed.version, changed.outcome) == (2, "changed")
    [citation, *_] = reader.find("where can bicycles be parked?").citations
    assert "south gate" in citation.quote
    assert by_keyword(database, "north") == 0
    newest, oldest = library.history("parking")
    assert (newest.version, newest.current, newest.by, newest.file) == (2, True, "token 3", "parking.txt")
    assert (oldest.version, oldest.current, oldest.live) == (1, False, False)


def test_the_old_version_can_come_back(library, reader):
    library.add_bytes(PARKING.encode(), "parking.txt", by="terminal")
    library.add_bytes(PARKING.replace("north", "south").encode(), "parking.txt", by="terminal")
    back = library.rollback("parking", 1, by="terminal")
    assert (back.version, back.outcome) == (1, "brought back")
    assert "north gate" in reader.find("where can bicycles be parked?").citations[0].quote
    assert [item.version for item in library.history("parking")] == [2, 1]
    assert library.rollback("parking", 1, by="terminal").changed is False


def test_another_dating_is_a_new_version_too(library):
    library.add_bytes(PARKING.encode(), "parking.txt", by="terminal")
    dated = library.add_bytes(PARKING.encode(), "parking.txt", by="terminal", valid_to="2021-12-31")
    assert (dated.outcome, dated.version) == ("changed", 2)
    assert dated.sentence().endswith("It is answered from until 31 December 2021.")


def test_a_day_set_by_mistake_is_taken_off_by_sending_the_same_file_without_it(library, reader):
    library.add_bytes(PARKING.encode(), "parking.txt", by="t", title="Bicycles", valid_to="2021-11-30")
    assert library.preview_bytes(PARKING.encode(), "parking.txt").fields[0].sentence() == (
        "Last day it is answered from: 30 November 2021 becomes nothing"
    )
    again = library.add_bytes(PARKING.encode(), "parking.txt", by="t")
    assert (again.version, again.outcome, again.title) == (2, "changed", "Bicycles")
    assert cited(reader, "where can bicycles be parked?") == {"parking"}


def test_a_new_version_keeps_what_neither_its_file_nor_its_sender_speaks_of(library):
    head = "---\ntitle: Lunch\nsource: menu\nlink: https://menu.example\nquestions: ['When do they feed us?']\n---\n"
    library.add_bytes((head + LUNCH).encode(), "lunch.txt", by="t", publisher="The kitchen")
    library.add_bytes(LUNCH.replace("noon", "one").encode(), "lunch.txt", by="t", source="notice", link="")
    shown = library.show("lunch")
    assert (shown.title, shown.publisher, shown.source, shown.link) == ("Lunch", "The kitchen", "notice", "")
    assert shown.own_questions == ("When do they feed us?",)
    own = "---\nquestions: ['What is on today?']\n---\n"
    assert library.preview_bytes((own + LUNCH).encode(), "lunch.txt").dropped_questions == ("When do they feed us?",)


def test_other_words_do_not_keep_the_date_of_those_before(library):
    library.add_bytes(LUNCH.encode(), "lunch.txt", by="t", published="2021-11-01", source="menu")
    library.add_bytes(LUNCH.encode(), "lunch.txt", by="t", source="notice")
    assert library.show("lunch").published == date(2021, 11, 1)
    library.add_bytes(LUNCH.replace("noon", "one").encode(), "lunch.txt", by="t")
    assert (library.show("lunch").published, library.show("lunch").source) == (None, "notice")


def test_a_file_that_only_has_the_name_of_another_document_takes_nothing_from_it(library):
    library.index_builtin()
    library.add_bytes(LUNCH.encode(), "who-leads-the-review.txt", by="t")
    shown = library.show("who-leads-the-review")
    assert (shown.publisher, shown.published, shown.own_questions) == ("", None, ())
    library.add_bytes(PARKING.encode(), "parking.txt", by="t", source="map")
    library.remove("parking", by="t")
    library.add_bytes(LUNCH.encode(), "parking.txt", by="t")
    assert library.show("parking").source == ""


def test_a_title_taken_from_the_text_follows_the_text(library):
    library.add_bytes(LUNCH.encode(), "lunch.txt", by="t")
    assert "from one" in library.add_bytes(LUNCH.replace("noon", "one").encode(), "lunch.txt", by="t").title


def test_what_is_removed_is_not_found_at_once_and_history_keeps_it(library, reader, database):
    library.add_bytes(PARKING.encode(), "parking.txt", by="terminal")
    assert cited(reader, "where can bicycles be parked?") == {"parking"}
    library.remove("parking", by="terminal")
    assert cited(reader, "where can bicycles be parked?") == set()
    assert by_keyword(database, "bicycles") == 0
    assert library.list() == []
    [listed] = library.list(removed=True)
    assert listed.removed == now()
    assert [item.current for item in library.history("parking")] == [False]
    assert library.remove("parking", by="terminal").changed is False


def test_people_may_read_what_is_in_force_and_what_it_replaced_but_nothing_removed_or_still_to_come(library):
    for words in (PARKING, PARKING.replace("north", "south")):
        library.add_bytes(words.encode(), "parking.txt", by="terminal")
    library.add_bytes(PARKING.encode(), "later.txt", by="terminal", valid_from="2999-01-01")
    library.add_bytes(PARKING.encode(), "ended.txt", by="terminal", valid_to="2000-01-31")
    assert (library.open("parking").shown.version, library.open("parking").notice) == (2, "")
    old = library.open("parking", 1)
    assert "north" in old.shown.text
    assert old.notice == "This is version 1. Answers come from version 2, which replaced it."
    assert library.open("ended").notice.endswith("from this any more. It was in force until 31 January 2000.")
    library.remove("parking", by="terminal")
    for document, version in (("parking", None), ("parking", 1), ("later", None), ("ended", 9), ("none", None)):
        with pytest.raises(NotFound, match="Nothing is answered from that document now"):
            library.open(document, version)


def test_what_was_removed_comes_back_by_rollback_or_by_adding_it_again(library, reader):
    library.add_bytes(PARKING.encode(), "parking.txt", by="terminal")
    for bring_back in (
        lambda: library.rollback("parking", 1, by="terminal"),
        lambda: library.add_bytes(PARKING.encode(), "parking.txt", by="terminal"),
    ):
        library.remove("parking", by="terminal")
        assert bring_back().outcome == "brought back"
        assert cited(reader, "where can bicycles be parked?") == {"parking"}


def test_only_what_is_valid_today_is_answered_from(library, reader):
    library.add_bytes(PARKING.encode(), "parking.txt", by="terminal", valid_to=date(2021, 11, 30))
    added = library.add_bytes(PARKING.replace("north", "south").encode(), "new.txt", by="t", valid_from="2021-12-02")
    assert added.sentence().endswith("It is answered from 2 December 2021 on, which is not today.")
    question = "where can bicycles be parked?"
    assert cited(reader, question) == set()
    assert cited(reader, question, date(2021, 11, 30)) == {"parking"}
    assert cited(reader, question, date(2021, 12, 2)) == {"new"}


def test_a_version_for_later_leaves_the_old_one_in_force_until_its_day(library, reader):
    library.add_bytes(PARKING.encode(), "parking.txt", by="t")
    library.add_bytes(PARKING.replace("north", "south").encode(), "parking.txt", by="t", valid_from="2022-01-01")
    question = "where can bicycles be parked?"
    assert "north gate" in reader.find(question).citations[0].quote
    assert "south gate" in reader.find(question, as_of=date(2022, 1, 1)).citations[0].quote
    [listed] = library.list()
    assert (listed.version, listed.coming, listed.coming_from) == (1, 2, date(2022, 1, 1))
    coming, now_answering = library.history("parking")
    assert (coming.days(), coming.chosen) == ("takes over on 1 January 2022", True)
    assert (now_answering.days(), now_answering.chosen) == ("in force until 31 December 2021", False)


def test_passages_and_wordings_are_counted_of_the_version_that_is_shown(library):
    both = f"# Lunch\n\n{LUNCH}\n# Bicycles\n\n{PARKING}"
    library.add_bytes(LUNCH.encode(), "staff.md", by="t", questions=["Where is the canteen?"])
    library.add_bytes(both.encode(), "staff.md", by="t", valid_from="2022-01-01")
    library.add_wording("staff", "When do they feed us?", by="t")
    first, second = library.show("staff", 1), library.show("staff", 2)
    assert [(one.passages, one.wordings) for one in (first, second)] == [(1, 2), (2, 2)]
    assert [(one.passages, one.wordings) for one in library.list()] == [(1, 2)]


def test_a_version_for_later_that_goes_back_is_not_said_to_be_in_force(library):
    library.add_bytes(PARKING.encode(), "parking.txt", by="t", valid_from="2022-01-01", valid_to="2022-06-01")
    [coming] = library.history("parking")
    assert coming.days() == "from 1 January 2022 until 1 June 2022"
    library.add_bytes(LUNCH.encode(), "parking.txt", by="t", valid_from="2022-03-01", valid_to="")
    back = library.rollback("parking", 1, by="t")
    assert "is back. It is answered from 1 January 2022 to 1 June 2022, which is not today." in back.sentence()


def test_going_back_to_the_version_in_force_cancels_the_one_to_come(library, reader):
    library.add_bytes(PARKING.encode(), "parking.txt", by="t")
    library.add_bytes(PARKING.replace("north", "south").encode(), "parking.txt", by="t", valid_from="2022-01-01")
    library.rollback("parking", 1, by="t")
    assert [(one.days(), one.chosen) for one in library.history("parking")] == [("", False), ("in force", True)]
    question = "where can bicycles be parked?"
    assert "north gate" in reader.find(question, as_of=date(2022, 1, 1)).citations[0].quote


def test_a_wording_is_taught_and_stays_over_versions(library, reader):
    library.add_bytes(LUNCH.encode(), "lunch.txt", by="t")
    library.add_wording("lunch", "When do they feed us?", by="t")
    library.add_bytes(LUNCH.replace("noon", "one").encode(), "lunch.txt", by="t")
    assert library.add_wording("lunch", "when do THEY feed us?", by="t").changed is False
    assert library.show("lunch").questions == ("When do they feed us?",)
    assert cited(reader, "when do they feed us") == {"lunch"}
    library.remove("lunch", by="t")
    assert cited(reader, "when do they feed us") == set()
    with pytest.raises(Refused, match="is removed"):
        library.add_wording("lunch", "What is for lunch?", by="t")


def test_front_matter_questions_are_wordings_of_their_version(library, reader):
    library.add_text("---\ntitle: Lunch\nquestions: ['When do they feed us?']\n---\n" + LUNCH, by="t")
    assert library.show("lunch").own_questions == ("When do they feed us?",)
    assert cited(reader, "when do they feed us") == {"lunch"}


def test_a_preview_tells_what_would_change_and_changes_nothing(library):
    library.add_bytes((PARKING + "\n" + LUNCH).encode(), "staff.txt", by="t")
    change = library.preview_bytes((PARKING.replace("north", "south") + "\n" + LUNCH).encode(), "staff.txt")
    assert change.outcome == "changed"
    assert any("south gate" in passage for passage in change.added)
    assert any("north gate" in passage for passage in change.removed)
    assert library.preview_bytes(LUNCH.encode(), "lunch.txt").outcome == "added"
    assert library.preview_bytes((PARKING + "\n" + LUNCH).encode(), "staff.txt").outcome == "unchanged"
    assert [item.version for item in library.history("staff")] == [1]


def test_a_document_that_is_not_there_is_said_to_be_so_with_what_may_be_meant(library):
    library.add_bytes(LUNCH.encode(), "lunch.txt", by="t")
    with pytest.raises(NotFound, match=r"Did you mean lunch\?"):
        library.show("lunsh")
    with pytest.raises(NotFound, match="has no version 7"):
        library.rollback("lunch", 7, by="t")
    for change in (library.history, library.show):
        with pytest.raises(NotFound):
            change("nothing-like-it")


def test_a_refused_file_leaves_nothing_behind(library, database, tmp_path):
    (tmp_path / "letter.pdf").write_text("not a PDF")
    with pytest.raises(Refused):
        library.add_file(tmp_path / "letter.pdf", by="t")
    with pytest.raises(Refused, match="before the first day"):
        library.add_bytes(LUNCH.encode(), "lunch.txt", by="t", valid_from="2022-01-01", valid_to="2021-01-01")
    with database.read() as session:
        for table in (DocumentRow, VersionRow, PassageRow, AuditRow):
            assert session.scalar(select(func.count()).select_from(table)) == 0


def test_a_failure_half_way_through_writing_leaves_nothing_behind(library, database, monkeypatch):
    def full(*_: object) -> None:
        raise OSError("disk full")

    monkeypatch.setattr(PASSAGES, "put", full)
    with pytest.raises(OSError, match="disk full"):
        library.add_bytes(LUNCH.encode(), "lunch.txt", by="t")
    with database.read() as session:
        assert session.scalar(select(func.count()).select_from(DocumentRow)) == 0


def test_two_people_adding_the_same_document_at_once_make_one_version(library, database):
    threads = [
        threading.Thread(target=library.add_bytes, args=(LUNCH.encode(), "lunch.txt"), kwargs={"by": "t"})
        for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [item.version for item in library.history("lunch")] == [1]


def test_what_another_process_adds_is_seen_at_the_next_question(library, reader, database, embedder, tmp_path):
    assert cited(reader, "where can bicycles be parked?") == set()
    elsewhere = Database(database.url)
    Library(elsewhere, embedder, now, sources=tmp_path).add_bytes(PARKING.encode(), "parking.txt", by="t")
    elsewhere.close()
    assert cited(reader, "where can bicycles be parked?") == {"parking"}


def test_changes_are_noted_without_any_words_of_the_document(library, database):
    library.add_bytes(LUNCH.encode(), "lunch.txt", by="token 3")
    library.remove("lunch", by="token 3")
    with database.read() as session:
        noted = session.scalars(select(AuditRow).order_by(AuditRow.id)).all()
    assert [(line.actor, line.action, line.subject) for line in noted] == [
        ("token 3", "document added", "lunch"),
        ("token 3", "document removed", "lunch"),
    ]
