"""Questions as staff put them, and which of them a new question means: what answers those may answer it.

Most were written for it, as staff would ask (`knowledge/training`); they are called "heard" all the same. Matching a
question with questions is easier than with text, for both are short and both ask. They are matched by what they mean to
the tuned model (`retrieval.tuned`). Those that nothing answers are among them: to be nearest to one of them is a reason
not to answer.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from retrieval.known import nearest_votes
from retrieval.sense import log_odds

Vectors = NDArray[np.float32]
Rows = NDArray[np.intp]
VOTERS = 16
SHARPNESS = 14.0
"""How much more a nearer question has to say than one further off."""
_FINEST = 127
"""Steps either side of zero that a number of a kept vector may have."""


@dataclass(frozen=True)
class Answer:
    """The words of a document that answer a question."""

    document: str
    words: str


@dataclass(frozen=True)
class Heard:
    """Questions that were heard, each with all that answers it; none of that when nothing does."""

    model: str = ""
    answers: Sequence[Sequence[Answer]] = ()
    meanings: Vectors = field(default_factory=lambda: np.zeros((0, 0), np.float32))
    """Shape (questions, dimension), of unit length, in the same order."""
    strays: Sequence[bool] = ()
    """Whether each has nothing to do with the review."""
    stems: frozenset[str] = frozenset()
    """Of the words questions are put in that something answers."""
    answerable_weights: Vectors = field(default_factory=lambda: np.zeros(0, np.float32))
    """Weighs what a question means, the bias last: the log-odds that something answers it; empty when not learnt."""
    stray_weights: Vectors = field(default_factory=lambda: np.zeros(0, np.float32))
    """Weighs it in the same way: the log-odds that it has nothing to do with the review."""

    def answered_by(self, text: str) -> Rows:
        """The questions that a text holds an answer to."""
        said = " ".join(text.lower().split())
        found = self._answered.get(said)
        if found is None:
            rows = sorted({row for words, asked in self._by_words.items() if words in said for row in asked})
            found = self._answered[said] = np.asarray(rows, np.intp)
        return found

    def like(self, meaning: Vectors | None) -> "Alike":
        """How like each of them is to a question that means this."""
        if meaning is None or not len(self.answers):
            return Alike(self, np.zeros(0, np.float32), np.zeros(0, np.intp), np.zeros(0, np.float32))
        near = np.asarray(self.meanings @ meaning, np.float32)
        odds = (
            log_odds(meaning, weights) if len(weights) else 0.0
            for weights in (self.answerable_weights, self.stray_weights)
        )
        return Alike(self, near, *nearest_votes(near, VOTERS, SHARPNESS), *odds)

    def save(self, path: Path) -> None:
        """Keep them, the numbers of the vectors as whole hundred-and-twenty-sevenths of the largest."""
        largest = np.abs(self.meanings).max(axis=1, keepdims=True)
        row, told = zip(*((row, one) for row, answers in enumerate(self.answers) for one in answers), strict=True)
        np.savez_compressed(
            path,
            model=np.asarray(self.model),
            meanings=np.rint(self.meanings / largest * _FINEST).astype(np.int8),
            strays=np.asarray(self.strays, bool),
            row=np.asarray(row, np.int32),
            documents=np.asarray([one.document for one in told]),
            words=np.asarray([one.words for one in told]),
            stems=np.asarray(sorted(self.stems)),
            answerable=self.answerable_weights.astype(np.float16),
            stray=self.stray_weights.astype(np.float16),
        )

    @classmethod
    def load(cls, path: Path) -> "Heard":
        """What was kept; the vectors of unit length again."""
        with np.load(path) as kept:
            vectors = kept["meanings"].astype(np.float32)
            answers: list[list[Answer]] = [[] for _ in vectors]
            row, documents, words = (kept[name].tolist() for name in ("row", "documents", "words"))
            for place, *answer in zip(row, documents, words, strict=True):
                answers[place].append(Answer(*answer))
            strays, said = kept["strays"].tolist(), frozenset(kept["stems"].tolist())
            unit = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
            weights = (kept[name].astype(np.float32) for name in ("answerable", "stray"))
            return cls(str(kept["model"]), answers, unit, strays, said, *weights)

    @cached_property
    def unanswered(self) -> Rows:
        """Those that nothing answers."""
        return np.asarray([row for row, answers in enumerate(self.answers) if not answers], np.intp)

    @cached_property
    def of_documents(self) -> dict[str, Rows]:
        """Those that each document answers."""
        found: dict[str, list[int]] = {}
        for row, answers in enumerate(self.answers):
            for document in {one.document for one in answers}:
                found.setdefault(document, []).append(row)
        return {document: np.asarray(rows, np.intp) for document, rows in found.items()}

    @cached_property
    def _by_words(self) -> dict[str, list[int]]:
        found: dict[str, list[int]] = {}
        for row, answers in enumerate(self.answers):
            for one in answers:
                found.setdefault(" ".join(one.words.lower().split()), []).append(row)
        return found

    @cached_property
    def _answered(self) -> dict[str, Rows]:
        """What was found of each text."""
        return {}


@dataclass(frozen=True)
class Alike:
    """How like the questions that were heard are to a new one."""

    heard: Heard
    near: Vectors
    """Cosine with each; empty when it cannot be told."""
    voters: Rows
    """The nearest of them."""
    votes: Vectors
    """What each of those counts; 1 in all."""
    answerable_odds: float = 0.0
    """The log-odds that something answers the new one."""
    stray_odds: float = 0.0
    """The log-odds that it has nothing to do with the review."""

    def nearest(self, text: str) -> float:
        """Cosine with the nearest question that a text holds an answer to; 0 when there is none."""
        rows = self.heard.answered_by(text) if len(self.near) else ()
        return float(self.near[rows].max()) if len(rows) else 0.0

    def share(self, text: str) -> float:
        """How much of the nearest of all questions a text holds an answer to, 0 to 1."""
        if not len(self.near):
            return 0.0
        return float(self.votes[np.isin(self.voters, self.heard.answered_by(text))].sum())

    @property
    def unanswered(self) -> float:
        """Cosine with the nearest question that nothing answers."""
        return float(self.near[self.heard.unanswered].max()) if len(self.near) and len(self.heard.unanswered) else 0.0

    @property
    def strays(self) -> float:
        """How much of the nearest of all questions has nothing to do with the review, 0 to 1."""
        told = (self.votes[place] for place, voter in enumerate(self.voters) if self.heard.strays[voter])
        return float(sum(told)) if len(self.near) else 0.0

    def documents(self, most: int) -> list[str]:
        """Those that answer the nearest questions, nearest first."""
        if not len(self.near):
            return []
        best = {document: float(self.near[rows].max()) for document, rows in self.heard.of_documents.items()}
        return sorted(best, key=lambda document: -best[document])[:most]
