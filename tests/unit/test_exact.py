"""An exact scan finds the nearest vectors, and vectors keep well in the database."""

import numpy as np

from retrieval.exact import Hit, from_bytes, nearest, to_bytes

MATRIX = np.asarray([[1, 0], [0, 1], [0.6, 0.8]], np.float32)


def test_the_nearest_come_first():
    assert [hit.id for hit in nearest(np.asarray([0, 1], np.float32), [10, 20, 30], MATRIX, 2)] == [20, 30]


def test_the_same_vector_scores_one():
    assert nearest(np.asarray([1, 0], np.float32), [10, 20, 30], MATRIX, 1) == [Hit(10, 1.0)]


def test_nothing_is_found_among_nothing():
    assert nearest(np.asarray([1, 0], np.float32), [], from_bytes([]), 5) == []
    assert nearest(np.asarray([1, 0], np.float32), [1, 2, 3], MATRIX, 0) == []


def test_vectors_come_back_from_the_database_nearly_the_same():
    kept = to_bytes(MATRIX)
    assert all(len(row) == 4 for row in kept)
    assert np.allclose(from_bytes(kept), MATRIX, atol=1e-3)
