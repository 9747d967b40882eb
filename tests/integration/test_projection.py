"""The vector index follows the database, whatever happened to it; answers are the same with it and without."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from sqlalchemy import select, update

from knowledge.database import Database
from knowledge.documents.library import Library
from knowledge.documents.model import PassageRow
from knowledge.knowledge_base import KnowledgeBaseReader
from knowledge.projection import PASSAGES, Projection, alone
from retrieval.embedding import Embedder
from retrieval.errors import Unavailable
from retrieval.vectors import VectorIndex

TODAY = date(2021, 12, 1)
PARKING = "Bicycles may be parked behind the north gate of the hospital.\n"
LUNCH = "Lunch is served in the canteen from noon until two o'clock, every day of the week.\n"


def now() -> datetime:
    return datetime(2021, 12, 1, tzinfo=UTC)


@pytest.fixture
def index(tmp_path: Path):
    index = VectorIndex.open(tmp_path / "chroma")
    yield index
    index.close()


@pytest.fixture
def library(database: Database, embedder: Embedder, tmp_path: Path) -> Library:
    return Library(database, embedder, now, sources=tmp_path)


@pytest.fixture
def projection(database: Database, index: VectorIndex) -> Projection:
    return Projection(database, index)


def carry(projection: Projection) -> int:
    total = 0
    while carried := projection.step():
        total += carried
    return total


def live(database: Database) -> set[int]:
    with database.read() as session:
        return set(session.scalars(select(PassageRow.id).where(PassageRow.live, PassageRow.kind == "passage")))


def test_what_is_added_is_carried_once_and_what_is_removed_is_taken_out(library, projection, index, database):
    library.add_text(PARKING, by="t", document="parking", questions=["Where do bicycles go?"])
    assert carry(projection) == 2
    assert index.ids("passages") == live(database)
    assert len(live(database)) == 1
    assert carry(projection) == 0
    library.remove("parking", by="t")
    assert carry(projection) == 2
    assert index.count("passages") == 0
    library.rollback("parking", 1, by="t")
    carry(projection)
    assert index.ids("passages") == live(database)


def test_a_new_version_takes_the_place_of_the_old_one(library, projection, index, database):
    library.add_text(PARKING, by="t", document="parking")
    carry(projection)
    library.add_text(PARKING.replace("north", "south"), by="t", document="parking")
    carry(projection)
    assert index.ids("passages") == live(database)


def test_answers_are_the_same_before_carrying_after_it_and_without_an_index(
    library, projection, index, database, embedder
):
    library.add_text(PARKING, by="t", document="parking")
    library.add_text(LUNCH, by="t", document="lunch")
    reader = KnowledgeBaseReader(database, embedder, index, today=lambda: TODAY)
    question = "when is lunch served?"
    before = reader.find(question)
    carry(projection)
    library.add_text("Tea is served at four o'clock.", by="t", document="tea")
    after = reader.find(question)
    without = KnowledgeBaseReader(database, embedder, today=lambda: TODAY).find(question)
    assert before.citations[0] == after.citations[0] == without.citations[0]
    assert before.citations[0].document == "lunch"


def test_what_was_removed_is_not_shown_although_the_index_still_has_it(library, projection, index, database, embedder):
    library.add_text(PARKING, by="t", document="parking")
    carry(projection)
    reader = KnowledgeBaseReader(database, embedder, index, today=lambda: TODAY)
    assert reader.find("where can bicycles be parked?").citations
    library.remove("parking", by="t")
    assert index.count("passages") == 1
    assert not reader.find("where can bicycles be parked?").citations


def test_an_index_that_was_lost_is_filled_again_by_itself(library, projection, index, database):
    library.add_text(PARKING, by="t", document="parking")
    carry(projection)
    index.reset("passages")
    assert carry(Projection(database, index)) == 1
    assert index.ids("passages") == live(database)


def test_entries_nobody_knows_are_taken_out(library, projection, index, database, embedder):
    library.add_text(PARKING, by="t", document="parking")
    index.upsert("passages", [9_999], embedder.embed(["stray"]), [{}])
    carry(projection)
    assert index.ids("passages") == live(database)


def test_an_index_of_another_model_is_made_anew(library, index, database, embedder):
    library.add_text(PARKING, by="t", document="parking")
    index.upsert("passages", [1], embedder.embed(["short"])[:, :8], [{}])
    carry(Projection(database, index))
    assert index.ids("passages") == live(database)


def test_rebuilding_needs_no_model_and_reports_how_far_it_is(library, projection, index, database):
    library.add_text(PARKING + "\n" + LUNCH, by="t", document="staff")
    carry(projection)
    seen: list[tuple[int, int]] = []
    assert projection.rebuild(lambda done, total: seen.append((done, total))) == len(live(database))
    assert seen[0] == (0, len(live(database)))
    assert seen[-1] == (len(live(database)), len(live(database)))
    assert index.ids("passages") == live(database)


def test_more_than_a_portion_is_carried_in_portions(library, projection, index, database, monkeypatch):
    monkeypatch.setattr("knowledge.projection.BATCH", 2)
    for number in range(5):
        library.add_text(f"Gate {number} opens at {number} o'clock.", by="t", document=f"gate-{number}")
    assert projection.step() == 2
    carry(projection)
    assert index.ids("passages") == live(database)


def test_a_change_while_carrying_is_carried_at_the_next_step(library, projection, index, database, monkeypatch):
    library.add_text(PARKING, by="t", document="parking")
    upsert = index.upsert

    def removed_meanwhile(*arguments: object) -> None:
        upsert(*arguments)
        monkeypatch.undo()
        library.remove("parking", by="t")

    monkeypatch.setattr(index, "upsert", removed_meanwhile)
    projection.step()
    assert index.count("passages") == 1
    projection.step()
    assert index.count("passages") == 0


def test_when_the_index_does_not_answer_the_database_is_scanned(library, index, database, embedder, monkeypatch):
    library.add_text(PARKING, by="t", document="parking")
    carry(Projection(database, index, (PASSAGES,)))
    reader = KnowledgeBaseReader(database, embedder, index, today=lambda: TODAY)

    def silent(*_: object, **__: object) -> None:
        raise Unavailable("The vector index does not answer.")

    monkeypatch.setattr(index, "nearest", silent)
    assert reader.find("where can bicycles be parked?").citations[0].document == "parking"


def test_only_one_process_carries_at_a_time_on_postgresql(postgresql_database, embedder, index, tmp_path):
    Library(postgresql_database, embedder, now, sources=tmp_path).add_text(PARKING, by="t", document="parking")
    with alone(postgresql_database) as carrying:
        assert carrying
        assert Projection(postgresql_database, index).step() == 0
    assert Projection(postgresql_database, index).step() == 1


def test_the_index_holds_no_words(library, projection, index):
    library.add_text(PARKING, by="t", document="parking")
    carry(projection)
    with index._using("passages") as rows:
        found = rows.get(include=["documents", "metadatas"])
    assert found["documents"] == [None]
    assert found["metadatas"] == [{"document": "parking"}]


def test_a_row_marked_by_hand_is_carried_again(library, projection, database):
    library.add_text(PARKING, by="t", document="parking")
    carry(projection)
    with database.write() as session:
        session.execute(update(PassageRow).values(indexed_version=0))
    assert carry(projection) == 1
