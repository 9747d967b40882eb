"""Nearest vectors by looking at every one of them: exact, and quick for some ten thousand."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True)
class Hit:
    """Something found: the id of its row, and how good it is (cosine: 1 is the same, 0 has nothing to do with it)."""

    id: int
    score: float


def nearest(vector: NDArray[np.float32], ids: Sequence[int], matrix: NDArray[np.float32], limit: int) -> list[Hit]:
    """The `limit` rows of `matrix` (rows, dimension) nearest to `vector` by cosine, best first. All of unit length."""
    if len(ids) == 0 or limit < 1:
        return []
    scores: NDArray[np.float32] = matrix @ vector
    count = min(limit, len(ids))
    best = np.argpartition(-scores, count - 1)[:count]
    order = best[np.lexsort((best, -scores[best]))]
    return [Hit(int(ids[place]), float(scores[place])) for place in order]


def to_bytes(vectors: NDArray[np.float32]) -> list[bytes]:
    """Vectors as kept in the database: float16, little-endian, a row each."""
    return [row.tobytes() for row in np.asarray(vectors, "<f2")]


def from_bytes(rows: Sequence[bytes]) -> NDArray[np.float32]:
    """Vectors from the database, shape (rows, dimension), brought back to unit length."""
    if not rows:
        return np.zeros((0, 0), np.float32)
    matrix = np.frombuffer(b"".join(rows), "<f2").reshape(len(rows), -1).astype(np.float32)
    lengths = np.maximum(np.linalg.norm(matrix, axis=1, keepdims=True), 1e-9)
    return np.asarray(matrix / lengths, np.float32)
