"""Questions that documents are known to answer, and which of them a new question is like.

Matching a question with questions is easier than with text: both are short and both ask. Every document brings wordings
in people's own words; admins add more where people were not answered.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from retrieval.sense import Sense

Vector = NDArray[np.float32]
VOTERS = 12
SHARPNESS = 12.0
"""How much more a nearer wording has to say than one further off."""


@dataclass(frozen=True)
class Likeness:
    """How like a question is to those a document is known to answer."""

    nearest: float = 0.0
    """Cosine with the nearest wording, turned where the model has a sense for it."""
    lead: float = 0.0
    """That, above the nearest wording of any other document."""
    share: float = 0.0
    """The document's share among the nearest wordings of all, 0 to 1."""


@dataclass(frozen=True)
class KnownQuestions:
    """All wordings with their documents and vectors, in the same order."""

    documents: Sequence[str]
    vectors: Vector
    """Shape (wordings, dimension), of unit length."""
    sense: Sense | None

    def like(self, vector: Vector) -> dict[str, Likeness]:
        """For each document with wordings, how like they are to a question's vector."""
        if not len(self.documents):
            return {}
        asked = vector if self.sense is None else self.sense.of_questions(vector)
        near = self._turned @ asked
        names, places = self._named
        best = _highest(near, places, len(names))
        shares = self._shares(near, places, asked)
        first, second = [*np.sort(best)[::-1].tolist(), 0.0][:2]
        return {
            document: Likeness(nearest, nearest - (second if nearest == first else first), share)
            for document, nearest, share in zip(names, best.tolist(), shares.tolist(), strict=True)
        }

    def _shares(self, near: Vector, places: NDArray[np.intp], asked: Vector) -> Vector:
        """Of the nearest questions of all, which each document answers; questions about other things vote too."""
        others = np.zeros(0, np.float32) if self.sense is None else self.sense.elsewhere @ asked
        everything = np.concatenate([near, others])
        voters, votes = nearest_votes(everything, VOTERS, SHARPNESS)
        ours = voters < len(near)
        shares = np.zeros(len(self._named[0]), np.float32)
        np.add.at(shares, places[voters[ours]], votes[ours])
        return shares

    @cached_property
    def _turned(self) -> Vector:
        return self.vectors if self.sense is None else self.sense.of_questions(self.vectors)

    @cached_property
    def _named(self) -> tuple[list[str], NDArray[np.intp]]:
        """The documents, and for each wording which of them it is of."""
        order = {name: number for number, name in enumerate(dict.fromkeys(self.documents))}
        return list(order), np.asarray([order[name] for name in self.documents], np.intp)


def nearest_votes(near: Vector, most: int, sharpness: float) -> tuple[NDArray[np.intp], Vector]:
    """Which rows are nearest, at most so many, and what each counts: 1 in all, a nearer one more."""
    voters = np.argsort(-near)[:most]
    odds = np.exp(sharpness * (near[voters] - near[voters[0]]))
    return voters, np.asarray(odds / odds.sum(), np.float32)


def _highest(near: Vector, places: NDArray[np.intp], count: int) -> Vector:
    best = np.full(count, -1.0, np.float32)
    np.maximum.at(best, places, near)
    return best
