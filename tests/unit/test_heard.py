"""What was heard to be asked: which of it a new question is like, and what answers that."""

import numpy as np
import pytest

from retrieval.heard import Answer, Heard

WHEN, HOW, CAKE, RAIN = (
    np.asarray(one, np.float32) for one in ([1, 0, 0, 0], [0.8, 0.6, 0, 0], [0, 0, 1, 0], [0, 0, 0, 1])
)
TEA = "Tea is at four o'clock.\nIt is free."
FOUR, FREE = Answer("tea", "Tea is at  four"), Answer("tea", "it is free")
HEARD = Heard(
    "a model",
    [[FOUR], [FOUR, FREE, Answer("costs", "All is free")], [], []],
    np.asarray([WHEN, HOW, CAKE, RAIN]),
    [False, False, False, True],
    frozenset({"tea", "when"}),
    np.asarray([2, 0, -2, -2, 0.5], np.float32),
    np.asarray([0, 0, 0, 4, -1], np.float32),
)


def test_a_text_answers_the_questions_whose_words_it_holds_however_they_are_spaced() -> None:
    assert HEARD.answered_by(TEA).tolist() == [0, 1]
    assert HEARD.answered_by("It  is\nfree.").tolist() == [1]
    assert HEARD.answered_by("Cake is at five.").tolist() == []


def test_a_text_is_as_near_as_the_nearest_question_it_answers() -> None:
    alike = HEARD.like(WHEN)
    assert alike.nearest("Tea is at four o'clock.") == pytest.approx(1.0)
    assert alike.nearest("It is free.") == pytest.approx(0.8)
    assert alike.nearest("Cake is at five.") == 0.0


def test_the_nearest_questions_vote_each_once_for_a_text() -> None:
    alike = HEARD.like(WHEN)
    assert alike.share(TEA) > 0.99
    assert alike.share("It is free.") < 0.1
    assert HEARD.like(CAKE).share(TEA) < 0.01


def test_what_nothing_answers_and_what_is_off_topic_is_told() -> None:
    assert HEARD.like(CAKE).unanswered == pytest.approx(1.0)
    assert HEARD.like(CAKE).strays < 0.01
    assert HEARD.like(RAIN).strays > 0.99
    assert HEARD.like(WHEN).unanswered == 0.0


def test_it_is_told_how_likely_something_answers_a_question_or_it_is_off_topic() -> None:
    assert [HEARD.like(one).answerable_odds for one in (WHEN, CAKE)] == [2.5, -1.5]
    assert [HEARD.like(one).stray_odds for one in (WHEN, RAIN)] == [-1.0, 3.0]
    unlearnt = Heard(HEARD.model, HEARD.answers, HEARD.meanings, HEARD.strays)
    assert (unlearnt.like(WHEN).answerable_odds, unlearnt.like(WHEN).stray_odds) == (0.0, 0.0)


def test_the_documents_that_answer_the_nearest_come_first() -> None:
    assert HEARD.like(WHEN).documents(5) == ["tea", "costs"]
    assert HEARD.like(WHEN).documents(1) == ["tea"]


@pytest.mark.parametrize("alike", [Heard().like(WHEN), HEARD.like(None)])
def test_where_nothing_was_heard_or_a_question_cannot_be_matched_nothing_is_like(alike) -> None:
    told = (
        alike.nearest(TEA),
        alike.share(TEA),
        alike.unanswered,
        alike.strays,
        alike.answerable_odds,
        alike.stray_odds,
    )
    assert told == (0.0, 0.0, 0.0, 0.0, 0.0, 0.0)
    assert alike.documents(3) == []


def test_what_is_kept_is_read_back(tmp_path) -> None:
    HEARD.save(tmp_path / "heard.npz")
    back = Heard.load(tmp_path / "heard.npz")
    assert (back.model, back.answers, back.strays, back.stems) == (
        HEARD.model,
        HEARD.answers,
        HEARD.strays,
        HEARD.stems,
    )
    assert np.allclose(back.meanings, HEARD.meanings, atol=0.01)
    assert np.allclose(back.answerable_weights, HEARD.answerable_weights)
    assert np.allclose(back.stray_weights, HEARD.stray_weights)
    assert np.allclose(np.linalg.norm(back.meanings, axis=1), 1.0)
