"""Weighs features: which sentence answers best, and whether it answers at all.

Models trained offline (`python -m knowledge.training`), kept in `weights/scoring.json`. The first ranks sentences; the
second says from the best of them how likely the question is covered; a third how likely it has nothing to do with the
review at all. Each kind of document has its own: nearness to a known question says a great deal where there are such;
and what staff mean is learnt from documents on their subject, so of others the words themselves say more.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from retrieval.features import OF_A_QUESTION, OF_A_SENTENCE, Rows

WEIGHTS = Path(__file__).parent / "weights" / "scoring.json"
Kind = Literal["known questions", "on the subject", "on anything else"]
"""Documents with known questions; those without, about health and care at work; and those about anything else."""
KNOWN: Kind = "known questions"
ON_SUBJECT: Kind = "on the subject"
ON_ANYTHING: Kind = "on anything else"
TEXT_ALONE = "text alone"
"""Both of the latter, where there is no `retrieval.sense` to tell them apart."""


@dataclass(frozen=True)
class Linear:
    """A linear model over named features."""

    weights: Rows
    bias: float

    @classmethod
    def of(cls, kept: Mapping[str, float], names: Sequence[str]) -> "Linear":
        """From coefficients by name; features that are not named count for nothing."""
        return cls(np.asarray([kept.get(name, 0.0) for name in names], np.float32), float(kept.get("bias", 0.0)))

    def score(self, rows: Rows) -> Rows:
        """Of each row; the softmax of a question's rows says which of them answers."""
        return np.asarray(rows @ self.weights + self.bias, np.float32)

    def probability(self, row: Rows) -> float:
        """Of one row, 0 to 1, where its score is the log-odds."""
        return _logistic(float(row @ self.weights) + self.bias)


@dataclass(frozen=True)
class Trees:
    """Boosted regression trees (Friedman 2001) over features in their order: each adds to the log-odds.

    The nodes of all trees are numbered through. A row goes left where its feature is at most the threshold; a leaf
    leads to itself.
    """

    roots: NDArray[np.intp]
    feature: NDArray[np.intp]
    threshold: Rows
    left: NDArray[np.intp]
    right: NDArray[np.intp]
    value: Rows
    """What a node adds when it is a leaf."""
    bias: float

    @classmethod
    def of(cls, kept: Mapping[str, Any]) -> "Trees":
        """From their kept form."""
        places = np.asarray([OF_A_QUESTION.index(name) for name in kept["features"]], np.intp)
        return cls(
            np.asarray(kept["roots"], np.intp),
            places[np.asarray(kept["feature"], np.intp)],
            np.asarray(kept["threshold"], np.float32),
            np.asarray(kept["left"], np.intp),
            np.asarray(kept["right"], np.intp),
            np.asarray(kept["value"], np.float32),
            float(kept["bias"]),
        )

    def probability(self, row: Rows) -> float:
        """Of one row, 0 to 1."""
        at = self.roots
        while True:
            further = np.where(row[self.feature[at]] <= self.threshold[at], self.left[at], self.right[at])
            if np.array_equal(further, at):
                return _logistic(self.bias + float(self.value[at].sum()))
            at = further


@dataclass(frozen=True)
class Scoring:
    """The models for one way of reading, and from which probability on it says so."""

    sentence: Linear
    question: Linear | Trees
    answered: float
    related: float
    stray: Linear | None = None
    """How likely a question has nothing to do with the review; None where that is not told apart."""
    strayed: float = 1.0
    """From which probability on it says so."""

    def probability(self, row: Rows) -> float:
        """How likely a question is covered, from its row; 0 when it has nothing to do with the review."""
        if self.stray is not None and self.stray.probability(row) >= self.strayed:
            return 0.0
        return self.question.probability(row)


def _logistic(odds: float) -> float:
    return float(1 / (1 + np.exp(-odds)))


def softmax(scores: Sequence[Rows]) -> list[Rows]:
    """How likely each of all sentences is the one that answers, if one does."""
    highest = max(float(one.max()) for one in scores)
    odds = [np.exp(one - highest) for one in scores]
    total = sum(float(one.sum()) for one in odds)
    return [np.asarray(one / total, np.float32) for one in odds]


def scoring(kind: Kind, *, turned: bool) -> Scoring:
    """The models to use for documents of a kind: with `retrieval.sense`, or where there is none for the vectors."""
    return _all()[f"turned, {kind}" if turned else f"plain, {kind if kind == KNOWN else TEXT_ALONE}"]


def of(kept: Mapping[str, Any]) -> Scoring:
    """Models from their kept form."""
    answered, related, strayed = (float(kept.get(name, 1.0)) for name in ("answered", "related", "strayed"))
    sentence, question = Linear.of(kept["sentence"], OF_A_SENTENCE), of_questions(kept["question"])
    stray = Linear.of(kept["stray"], OF_A_QUESTION) if "stray" in kept else None
    return Scoring(sentence, question, answered, related, stray, strayed)


def of_questions(kept: Mapping[str, Any]) -> Linear | Trees:
    """A model over the features of a question from its kept form."""
    return Trees.of(kept) if "roots" in kept else Linear.of(kept, OF_A_QUESTION)


@cache
def _all() -> dict[str, Scoring]:
    kept = json.loads(WEIGHTS.read_text(encoding="utf-8"))
    return {name: of(one) for name, one in kept.items()}
