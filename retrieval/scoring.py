"""Weighs features: which sentence answers best, and whether it answers at all.

Two logistic models trained offline (`python -m knowledge.training`), coefficients in `weights/scoring.json`. The first
ranks sentences; the second says from the best of them how likely the question is covered. Documents that bring known
questions and those that do not are told apart, for nearness to a known question says a great deal.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np

from retrieval.features import OF_A_QUESTION, OF_A_SENTENCE, Rows

WEIGHTS = Path(__file__).parent / "weights" / "scoring.json"


@dataclass(frozen=True)
class Logistic:
    """A logistic model over named features."""

    weights: Rows
    bias: float

    @classmethod
    def of(cls, kept: Mapping[str, float], names: Sequence[str]) -> "Logistic":
        """From coefficients by name; features that are not named count for nothing."""
        return cls(np.asarray([kept.get(name, 0.0) for name in names], np.float32), float(kept.get("bias", 0.0)))

    def score(self, rows: Rows) -> Rows:
        """Log-odds of each row."""
        return np.asarray(rows @ self.weights + self.bias, np.float32)

    def probability(self, row: Rows) -> float:
        """Of one row, 0 to 1."""
        return float(1 / (1 + np.exp(-np.clip(self.score(row), -30, 30))))


@dataclass(frozen=True)
class Scoring:
    """The models for one way of reading, and from which probability on it says so."""

    sentence: Logistic
    question: Logistic
    answered: float
    related: float
    sharpness: float = 1.0
    """What log-odds of sentences are multiplied by to tell which of them answers, if one does."""

    def spread(self, scores: Rows) -> Rows:
        """Scores of all sentences whose softmax is how likely each is the one that answers."""
        return np.asarray(scores * self.sharpness, np.float32)


def scoring(*, turned: bool, known: bool) -> Scoring:
    """The models to use: with or without `retrieval.sense`, for a document with or without known questions."""
    return _all()[f"{'turned' if turned else 'plain'}, {'known questions' if known else 'text alone'}"]


def of(kept: Mapping[str, object]) -> Scoring:
    """Models from their kept form."""
    sentence, question = ({str(k): float(v) for k, v in dict(kept[name]).items()} for name in ("sentence", "question"))  # type: ignore[call-overload]
    return Scoring(
        Logistic.of(sentence, OF_A_SENTENCE),
        Logistic.of(question, OF_A_QUESTION),
        float(str(kept["answered"])),
        float(str(kept["related"])),
        float(str(kept["sharpness"])),
    )


@cache
def _all() -> dict[str, Scoring]:
    kept = json.loads(WEIGHTS.read_text(encoding="utf-8"))
    return {name: of(one) for name, one in kept.items()}
