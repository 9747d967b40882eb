"""The real Chroma: own vectors, cosine, replacement, filters, several threads, and a server by its URL."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from retrieval.errors import Unavailable
from retrieval.vectors import VectorIndex

EAST, NORTH, BETWEEN = np.asarray([[1, 0], [0, 1], [0.6, 0.8]], np.float32)


@pytest.fixture
def index(tmp_path: Path) -> Iterator[VectorIndex]:
    index = VectorIndex.open(tmp_path / "chroma")
    yield index
    index.close()


def put(index: VectorIndex, *rows: tuple[int, np.ndarray], **fields: str) -> None:
    index.upsert("passages", [row for row, _ in rows], np.asarray([v for _, v in rows]), [fields for _ in rows])


def test_the_nearest_by_cosine_come_first(index: VectorIndex):
    put(index, (1, EAST * 5), (2, NORTH), (3, BETWEEN))
    hits = index.nearest("passages", NORTH, 2)
    assert [hit.id for hit in hits] == [2, 3]
    assert hits[0].score == pytest.approx(1, abs=1e-5)
    assert hits[1].score == pytest.approx(0.8, abs=1e-5)


def test_putting_again_replaces(index: VectorIndex):
    put(index, (1, EAST))
    put(index, (1, NORTH))
    assert index.count("passages") == 1
    assert index.nearest("passages", NORTH, 5)[0].score == pytest.approx(1, abs=1e-5)


def test_deleted_rows_are_gone(index: VectorIndex):
    put(index, (1, EAST), (2, NORTH))
    index.delete("passages", [1, 99])
    assert index.ids("passages") == {2}


def test_a_filter_holds(index: VectorIndex):
    put(index, (1, EAST), setting="care")
    put(index, (2, EAST), setting="other")
    assert [hit.id for hit in index.nearest("passages", EAST, 5, {"setting": "other"})] == [2]


def test_an_empty_collection_finds_nothing(index: VectorIndex):
    assert index.nearest("passages", EAST, 5) == []
    assert index.count("proposals") == 0


def test_collections_are_apart_and_can_be_emptied(index: VectorIndex):
    put(index, (1, EAST))
    assert index.count("proposals") == 0
    index.reset("passages")
    index.reset("passages")
    assert index.count("passages") == 0


def test_many_rows_go_in_at_once(index: VectorIndex):
    put(index, *((number, BETWEEN) for number in range(2_500)))
    assert index.count("passages") == 2_500


def test_rows_outlive_the_process(tmp_path: Path):
    index = VectorIndex.open(tmp_path / "chroma")
    put(index, (7, EAST))
    index.close()
    again = VectorIndex.open(tmp_path / "chroma")
    assert again.ids("passages") == {7}
    again.close()


def test_an_unreachable_server_is_said_plainly():
    with pytest.raises(Unavailable, match="CHROMA_URL"):
        VectorIndex.connect("http://127.0.0.1:9")


def test_a_folder_that_cannot_be_made_is_said_plainly(tmp_path: Path):
    (tmp_path / "file").write_text("in the way", encoding="utf-8")
    with pytest.raises(Unavailable):
        VectorIndex.open(tmp_path / "file" / "chroma")
