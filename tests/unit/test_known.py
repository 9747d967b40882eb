"""Which document is known to answer a question like the one asked."""

import numpy as np
import pytest

from retrieval.known import KnownQuestions, Likeness

TEA, TEA_TOO, CAKE = (np.asarray(one, np.float32) for one in ([1, 0, 0], [0.8, 0.6, 0], [0, 0, 1]))


def known() -> KnownQuestions:
    return KnownQuestions(["tea", "tea", "cake"], np.asarray([TEA, TEA_TOO, CAKE]), None)


def test_a_document_is_as_near_as_its_nearest_wording_and_leads_by_the_difference_to_the_next() -> None:
    found = known().like(TEA)
    assert found["tea"].nearest == pytest.approx(1.0)
    assert found["tea"].lead == pytest.approx(1.0)
    assert found["cake"].lead == pytest.approx(-1.0)


def test_the_nearest_wordings_vote_for_their_documents() -> None:
    found = known().like(TEA)
    assert found["tea"].share > 0.99
    assert found["tea"].share + found["cake"].share == pytest.approx(1.0)


def test_where_nothing_is_known_nothing_is_like() -> None:
    assert KnownQuestions([], np.zeros((0, 3), np.float32), None).like(TEA) == {}
    assert Likeness().nearest == 0.0
