"""One ranking from two searches, with scores that mean the same from one search to the next."""

import pytest

from retrieval.fusion import blend


def test_what_both_searches_find_comes_first():
    assert [hit.id for hit in blend({1: 0.6, 2: 0.6}, {2: 4.0, 3: 8.0})] == [2, 1, 3]


def test_scores_lie_between_nought_and_one():
    hits = blend({1: 1.0, 2: -0.5}, {1: 3.0})
    assert [(hit.id, hit.score) for hit in hits] == [(1, pytest.approx(1.0)), (2, 0.0)]


def test_keywords_count_in_proportion_to_the_best():
    assert blend({}, {1: 100.0, 2: 50.0}) == blend({}, {1: 2.0, 2: 1.0})


def test_nothing_gives_nothing():
    assert blend({}, {}) == []
