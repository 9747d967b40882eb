"""Fitting and setting the models that say whether a question is covered, on rows made for it."""

import numpy as np
import pytest

from knowledge.training import weighing
from knowledge.training.examples import Example
from knowledge.training.reading import Tabled
from knowledge.training.weighing import Bars, Outcome
from retrieval import scoring
from retrieval.features import OF_A_QUESTION, OF_A_SENTENCE

NEAR = OF_A_SENTENCE.index("near")
STRAY = OF_A_SENTENCE.index("stray")


def tabled(number: int, *, near: float, stray: bool = False, covered: bool = False) -> Tabled:
    """A question with two passages of two sentences; only the first may answer."""
    first, second = (np.zeros((2, len(OF_A_SENTENCE)), np.float32) for _ in range(2))
    first[0, NEAR], second[:, NEAR] = near, 0.1
    first[:, STRAY] = second[:, STRAY] = 1.0 if stray else -1.0
    right = [np.asarray([covered, False]), np.zeros(2, bool)]
    documents = ("tea",) if covered else ()
    return Tabled(Example(f"question {number}", documents, real=True, stray=stray), [first, second], right)


def asked() -> list[Tabled]:
    chance = np.random.default_rng(0)
    covered = [tabled(n, near=float(chance.uniform(0.6, 1.0)), covered=True) for n in range(40)]
    others = [tabled(n, near=float(chance.uniform(0.0, 0.5))) for n in range(40)]
    strays = [tabled(n, near=float(chance.uniform(0.0, 0.9)), stray=True) for n in range(20)]
    return [*covered, *others, *strays]


def outcome(probability: float, stray: float, *, astray: bool) -> Outcome:
    return Outcome(tabled(0, near=0.5, stray=astray), probability, False, False, False, stray)


@pytest.mark.parametrize("linear", [True, False])
def test_what_is_fitted_tells_covered_questions_from_others_and_finds_the_sentence(linear: bool) -> None:
    lessons = [asked()]
    sentence = weighing.fit_sentences(lessons)
    ranks = scoring.Linear.of(sentence, OF_A_SENTENCE)
    question = weighing.fit_questions(lessons, ranks, linear=linear)
    stray = weighing.fit_strays(lessons, ranks)
    models = scoring.of({"sentence": sentence, "question": question, "stray": stray})
    found = [weighing.judge(one, models) for one in lessons[0]]
    covered, others, strays = found[:40], found[40:80], found[80:]
    assert all(one.sentence and one.passage and one.near for one in covered)
    assert min(one.probability for one in covered) > max(one.probability for one in others)
    assert min(one.stray for one in strays) > max(one.stray for one in [*covered, *others])


def test_where_nothing_is_astray_nothing_tells_it() -> None:
    lessons = [[one for one in asked() if not one.example.stray]]
    assert weighing.fit_strays(lessons, scoring.Linear.of({"near": 1.0}, OF_A_SENTENCE)) is None


def test_thresholds_let_through_no_more_than_their_shares() -> None:
    outcomes = [outcome(number / 100, 0.0, astray=False) for number in range(100)]
    answered, related = weighing.thresholds(outcomes, Bars(answered=0.05, related=0.30), Bars(1, 1), Bars(1, 1))
    assert sum(one.probability >= answered for one in outcomes) == 5
    assert sum(one.probability >= related for one in outcomes) == 30


def test_of_what_is_astray_and_would_be_shown_something_at_most_a_share_passes() -> None:
    shown = [outcome(0.5, number / 10, astray=True) for number in range(10)]
    silent = [outcome(0.0, 0.0, astray=True) for _ in range(10)]
    limit = weighing.strayed([*shown, *silent], related=0.2, share=0.1)
    assert sum(one.stray < limit for one in shown) == 2
    assert weighing.strayed(silent, related=0.2, share=0.1) == 1.0


def test_a_question_that_is_likely_astray_is_not_covered_however_near_something_is() -> None:
    kept = {"sentence": {"near": 1.0}, "question": {"near": 1.0, "bias": 5.0}, "stray": {"stray": 4.0}, "strayed": 0.5}
    models = scoring.of(kept)
    row = np.zeros(len(OF_A_QUESTION), np.float32)
    row[OF_A_QUESTION.index("stray")] = 1.0
    assert models.probability(row) == 0.0
    row[OF_A_QUESTION.index("stray")] = -1.0
    assert models.probability(row) > 0.9
