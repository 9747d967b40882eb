"""Fits the models of `retrieval.scoring` and sets from which probability on they say so.

Every question is read with a sense that was not taught it (five folds), so the features are as good, and as bad, as
they will be for a question nobody has seen.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from knowledge.training.reading import Tabled
from retrieval.features import OF_A_QUESTION, OF_A_SENTENCE, Rows, of_question
from retrieval.scoring import Linear, Scoring

RANKING_KEPT_SMALL = 0.01
"""How much large coefficients cost when sentences are ranked."""
REAL = 3.0
"""How much more a row of the evaluation sets counts than one made up for training."""
KEPT_SMALL = 0.02
"""Inverse of how much large coefficients cost, where features of a question are weighed linearly."""


@dataclass(frozen=True)
class Bars:
    """What the thresholds are set to, as shares of the questions that are not covered."""

    answered: float
    """At most so many are answered all the same."""
    related: float
    """At most so many are offered something related."""


@dataclass(frozen=True)
class Outcome:
    """One question judged: how likely it is covered, and whether the best sentence and the best passages answer it."""

    tabled: Tabled
    probability: float
    sentence: bool
    passage: bool
    near: bool
    """One of the three best passages answers."""
    stray: float = 0.0
    """How likely it has nothing to do with the review."""


def fit_sentences(lessons: Sequence[Sequence[Tabled]], kept_small: float = RANKING_KEPT_SMALL) -> dict[str, float]:
    """Coefficients that rank the sentences of covered questions; the softmax of scores says which of them answers.

    Listwise (Cao and others 2007, "ListNet"): of all sentences a question was matched with, a right one should come
    first. Asked of each sentence alone, which is easier to fit, fewer come first that should.
    """
    asked = [(one, len(lesson)) for lesson in lessons for one in lesson if any(each.any() for each in one.right)]
    rows = [np.concatenate(one.tables) for one, _ in asked]
    right = [np.concatenate(one.right) for one, _ in asked]
    weights = np.asarray([_weight(one) / count for one, count in asked])
    return _rank(rows, right, weights / weights.sum(), kept_small)


def fit_questions(lessons: Sequence[Sequence[Tabled]], sentence: Linear, *, linear: bool) -> dict[str, Any]:
    """What tells covered questions from others: linear, or trees."""
    rows, weights = _of_questions(lessons, sentence)
    covered = np.asarray([one.example.covered for lesson in lessons for one in lesson])
    return _regress(rows, covered, weights) if linear else _boost(rows, covered, weights)


def fit_strays(lessons: Sequence[Sequence[Tabled]], sentence: Linear) -> dict[str, float] | None:
    """What tells questions that have nothing to do with the review from all others; None when there are none."""
    stray = np.asarray([one.example.stray for lesson in lessons for one in lesson])
    rows, weights = _of_questions(lessons, sentence)
    return _regress(rows, stray, weights) if stray.any() else None


def judge(tabled: Tabled, models: Scoring) -> Outcome:
    """What the models make of a question, as if it did have to do with the review; and how likely it has not."""
    sentence, stray = models.sentence, models.stray
    scores = _scores(tabled, sentence)
    order = np.argsort([-float(one.max()) for one in scores])
    first = int(order[0])
    row = of_question(tabled.tables, scores)
    return Outcome(
        tabled,
        models.question.probability(row),
        bool(tabled.right[first][int(np.argmax(scores[first]))]),
        bool(tabled.right[first].any()),
        any(bool(tabled.right[int(place)].any()) for place in order[:3]),
        0.0 if stray is None else stray.probability(row),
    )


def thresholds(outcomes: Sequence[Outcome], real: Bars, made_up: Bars, stray: Bars) -> tuple[float, float]:
    """From which probability on a question counts as answered, and as related.

    Questions as people put them are held to one bar. Those made up for training are held to another: most of them were
    written to trip a search up, and at the same bar they would silence it. Those that have nothing to do with the
    review are held to a third.
    """
    found = [one for one in outcomes if not one.tabled.example.covered]
    asked = [one.probability for one in found if one.tabled.example.real]
    tricks = [one.probability for one in found if not one.tabled.example.real]
    strays = [one.probability for one in found if one.tabled.example.stray]
    limits = [_limits(*each) for each in ((asked, real), (tricks, made_up), (strays, stray)) if each[0]]
    answered, related = (max(each) for each in zip(*limits, strict=True))
    return answered, related


def strayed(outcomes: Sequence[Outcome], related: float, share: float) -> float:
    """From which probability on a question has nothing to do with the review: at most this share of those passes."""
    strays = [one for one in outcomes if one.tabled.example.stray]
    passing = sorted(one.stray for one in strays if one.probability >= related)
    allowed = int(share * len(strays))
    return passing[allowed] if len(passing) > allowed else 1.0


def _limits(probabilities: Sequence[float], bars: Bars) -> tuple[float, float]:
    return float(np.quantile(probabilities, 1 - bars.answered)), float(np.quantile(probabilities, 1 - bars.related))


def said(outcomes: Sequence[Outcome], answered: float, related: float, strayed: float) -> str:
    """How good the models are, in a line."""
    covered = [one for one in outcomes if one.tabled.example.covered]
    others = [one for one in outcomes if not one.tabled.example.covered]
    strays = [one for one in others if one.tabled.example.stray]

    def probability(one: Outcome) -> float:
        return 0.0 if one.stray >= strayed else one.probability

    right = _share(probability(one) >= answered and one.passage for one in covered)
    helped = _share(
        probability(one) >= related and (one.passage or (one.near and probability(one) < answered)) for one in covered
    )
    wrong = _share(probability(one) >= answered for one in others)
    silent = _share(probability(one) < related for one in others)
    astray = _share(probability(one) < related for one in strays)
    return (
        f"answered {right:.3f}, that or related {helped:.3f}, of {len(covered)}; "
        f"wrongly answered {wrong:.3f}, not covered {silent:.3f}, of {len(others)}; "
        f"not covered {astray:.3f} of {len(strays)} that have nothing to do with the review"
    )


def _of_questions(lessons: Sequence[Sequence[Tabled]], sentence: Linear) -> tuple[Rows, NDArray[np.float64]]:
    """A row of features a question, and what it counts: each lesson as much as another."""
    rows = [of_question(one.tables, _scores(one, sentence)) for lesson in lessons for one in lesson]
    return np.asarray(rows), np.asarray([_weight(one) / len(lesson) for lesson in lessons for one in lesson])


def _scores(tabled: Tabled, sentence: Linear) -> list[Rows]:
    return [sentence.score(table) for table in tabled.tables]


def _share(found: Iterable[bool]) -> float:
    kept = list(found)
    return sum(kept) / max(len(kept), 1)


def _weight(tabled: Tabled) -> float:
    return REAL if tabled.example.real else 1.0


def _rank(
    rows: Sequence[Rows], right: Sequence[NDArray[np.bool_]], weights: NDArray[np.float64], kept_small: float
) -> dict[str, float]:
    """Softmax regression over the rows of each question."""
    from scipy.optimize import minimize

    everything = np.concatenate(rows).astype(np.float64)
    spread = np.maximum(everything.std(axis=0), 1e-6)
    everything = (everything - everything.mean(axis=0)) / spread
    held = np.concatenate(right)
    starts = np.cumsum([0, *(len(one) for one in rows[:-1])])
    question = np.repeat(np.arange(len(rows)), [len(one) for one in rows])

    def loss(coefficients: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        scores = everything @ coefficients
        odds = np.exp(scores - np.maximum.reduceat(scores, starts)[question])
        of_right = np.add.reduceat(odds * held, starts)
        of_all = np.add.reduceat(odds, starts)
        slope = weights[question] * (odds / of_all[question] - odds * held / of_right[question])
        kept = float(kept_small * coefficients @ coefficients)
        return float(weights @ np.log(of_all / of_right)) + kept, everything.T @ slope + 2 * kept_small * coefficients

    found = minimize(loss, np.zeros(everything.shape[1]), jac=True, method="L-BFGS-B").x / spread
    return {name: round(float(one), 5) for name, one in zip(OF_A_SENTENCE, found, strict=True)}


def _regress(rows: Rows, right: NDArray[np.bool_], weights: NDArray[np.float64]) -> dict[str, float]:
    """Logistic regression, kept small: coefficients by feature, and the bias."""
    from sklearn.linear_model import LogisticRegression

    middle, spread = rows.mean(axis=0), np.maximum(rows.std(axis=0), 1e-6)
    model = LogisticRegression(C=KEPT_SMALL, max_iter=5_000)
    model.fit((rows - middle) / spread, right, sample_weight=weights / weights.mean())
    slopes = model.coef_[0] / spread
    kept = {name: round(float(one), 5) for name, one in zip(OF_A_QUESTION, slopes, strict=True)}
    return kept | {"bias": round(float(model.intercept_[0] - slopes @ middle), 5)}


def _boost(rows: Rows, right: NDArray[np.bool_], weights: NDArray[np.float64]) -> dict[str, Any]:
    """Boosted trees, few leaves each, grown on parts of the rows and of the features."""
    from sklearn.ensemble import GradientBoostingClassifier

    model = GradientBoostingClassifier(
        n_estimators=200, learning_rate=0.05, max_depth=None, max_leaf_nodes=6, min_samples_leaf=15, subsample=0.6,
        max_features=0.4, random_state=0,
    )  # fmt: skip
    model.fit(rows, right, sample_weight=weights / weights.mean())
    kept: dict[str, Any] = {name: [] for name in ("roots", "feature", "threshold", "left", "right", "value")}
    for grown in (one.tree_ for one in model.estimators_[:, 0]):
        first, own = len(kept["feature"]), np.arange(grown.node_count)
        leaf = grown.children_left < 0
        kept["roots"].append(first)
        kept["feature"] += np.where(leaf, 0, grown.feature).tolist()
        kept["threshold"] += [round(float(one), 5) for one in np.where(leaf, 0.0, grown.threshold)]
        kept["left"] += (first + np.where(leaf, own, grown.children_left)).tolist()
        kept["right"] += (first + np.where(leaf, own, grown.children_right)).tolist()
        kept["value"] += [round(model.learning_rate * float(one), 5) for one in np.where(leaf, grown.value[:, 0, 0], 0)]
    prior = float(model.init_.predict_proba(rows[:1])[0, 1])
    return kept | {"features": list(OF_A_QUESTION), "bias": round(float(np.log(prior / (1 - prior))), 5)}
