"""What staff mean: the model's vectors turned so that a question lies near what answers it.

The embedding model has read the web, not the way a tired porter asks. Two matrices, one for questions and one for
texts, are trained on some thousands of questions as staff put them (`knowledge/training`), and applied to vectors that
are there anyway, so a question costs two small products more. With them come the turned vectors of questions about
other things: being nearer to those than to any text is a reason not to answer. So is looking like what people ask who
have something else in mind than the review: the weather, the rota, football.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

Vectors = NDArray[np.float32]
WEIGHTS = Path(__file__).parent / "weights" / "sense.npz"


@dataclass(frozen=True)
class Sense:
    """Trained for the vectors of one model; of no use with another."""

    model: str
    question_matrix: Vectors
    text_matrix: Vectors
    elsewhere: Vectors
    """Turned vectors of questions about other things, shape (questions, dimension)."""
    stray: Vectors
    """Weighs a question's vector, its bias last: the log-odds that it has nothing to do with the review."""
    subject: Vectors
    """Weighs a passage's vector in the same way: the log-odds that it is about health and care at work."""

    def of_questions(self, vectors: Vectors) -> Vectors:
        """Vectors of questions, turned; of unit length."""
        return _unit(vectors @ self.question_matrix)

    def of_texts(self, vectors: Vectors) -> Vectors:
        """Vectors of sentences or passages, turned; of unit length."""
        return _unit(vectors @ self.text_matrix)

    def strays(self, vector: Vectors) -> float:
        """The log-odds that a question, not turned, has nothing to do with the review."""
        return log_odds(vector, self.stray)

    def on_subject(self, vectors: Sequence[Vectors]) -> bool:
        """Whether passages, their vectors not turned, are on the whole about health and care at work."""
        return sum(log_odds(vector, self.subject) for vector in vectors) > 0

    def nearest_elsewhere(self, turned: Vectors) -> float:
        """How near a turned question is to the questions about other things."""
        return float((self.elsewhere @ turned).max()) if len(self.elsewhere) else 0.0

    def save(self, path: Path = WEIGHTS) -> None:
        """Keep the weights, in half precision."""
        path.parent.mkdir(parents=True, exist_ok=True)
        np.savez_compressed(
            path,
            model=np.asarray(self.model),
            question_matrix=self.question_matrix.astype(np.float16),
            text_matrix=self.text_matrix.astype(np.float16),
            elsewhere=self.elsewhere.astype(np.float16),
            stray=self.stray.astype(np.float16),
            subject=self.subject.astype(np.float16),
        )


def sense_for(model: str) -> Sense | None:
    """The weights for the embedding model of this name; None when they were trained for another."""
    found = _load(WEIGHTS)
    return found if found is not None and found.model == model else None


@cache
def _load(path: Path) -> Sense | None:
    if not path.is_file():
        return None
    with np.load(path) as kept:
        names = ("question_matrix", "text_matrix", "elsewhere", "stray", "subject")
        return Sense(str(kept["model"]), *(kept[name].astype(np.float32) for name in names))


def log_odds(vector: Vectors, weights: Vectors) -> float:
    """What weights, their bias last, make of a vector."""
    return float(vector @ weights[:-1] + weights[-1])


def _unit(vectors: Vectors) -> Vectors:
    lengths = np.linalg.norm(vectors, axis=-1, keepdims=True)
    return np.asarray(vectors / np.maximum(lengths, 1e-9), np.float32)
