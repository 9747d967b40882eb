"""Questions as staff put them that our own articles answer: what a new question is matched with, beside the wordings.

Their vectors are shipped, each with the words of the article that answer it, and the words they are put in;
`python -m knowledge.training` makes them. Never shown to anybody.
"""

from collections.abc import Container, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

WEIGHTS = Path(__file__).parents[1] / "sources" / "heard.npz"


@dataclass(frozen=True)
class Heard:
    """Questions with the documents and the words that answer them, in the same order."""

    model: str
    documents: Sequence[str]
    answers: Sequence[str]
    vectors: NDArray[np.float32]
    """Shape (questions, dimension), of unit length."""
    stems: Sequence[str]
    """Of the words they are put in."""

    def of(self, documents: Container[str]) -> "Heard":
        """Those that some documents answer."""
        kept = [place for place, document in enumerate(self.documents) if document in documents]
        answers = [self.answers[place] for place in kept]
        return Heard(self.model, [self.documents[place] for place in kept], answers, self.vectors[kept], self.stems)

    def save(self, path: Path = WEIGHTS) -> None:
        """Keep them, the vectors in half precision."""
        np.savez_compressed(
            path,
            model=np.asarray(self.model),
            vectors=self.vectors.astype(np.float16),
            documents=np.asarray(self.documents),
            answers=np.asarray(self.answers),
            stems=np.asarray(self.stems),
        )


def heard(model: str) -> Heard | None:
    """The questions with vectors of the model of this name; None when there are none."""
    found = _load(WEIGHTS)
    return found if found is not None and found.model == model else None


@cache
def _load(path: Path) -> Heard | None:
    if not path.is_file():
        return None
    with np.load(path) as kept:
        documents, answers, stems = (kept[name].tolist() for name in ("documents", "answers", "stems"))
        return Heard(str(kept["model"]), documents, answers, kept["vectors"].astype(np.float32), stems)
