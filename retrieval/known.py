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
        best = self._best(near)
        shares = self._shares(near)
        first, second = [*sorted(best.values(), reverse=True), 0.0][:2]
        return {
            document: Likeness(nearest, nearest - (second if nearest == first else first), shares.get(document, 0.0))
            for document, nearest in best.items()
        }

    def _best(self, near: Vector) -> dict[str, float]:
        best: dict[str, float] = {}
        for document, cosine in zip(self.documents, near.tolist(), strict=True):
            if cosine > best.get(document, -1.0):
                best[document] = cosine
        return best

    def _shares(self, near: Vector) -> dict[str, float]:
        voters = np.argsort(-near)[:VOTERS]
        weights = np.exp(SHARPNESS * (near[voters] - near[voters[0]]))
        weights /= weights.sum()
        shares: dict[str, float] = {}
        for place, weight in zip(voters, weights, strict=True):
            document = self.documents[int(place)]
            shares[document] = shares.get(document, 0.0) + float(weight)
        return shares

    @cached_property
    def _turned(self) -> Vector:
        return self.vectors if self.sense is None else self.sense.of_questions(self.vectors)
