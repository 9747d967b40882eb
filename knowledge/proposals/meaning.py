"""Proposals as vectors. The model reads about 256 tokens at once, so a long proposal is read in parts and averaged."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from knowledge.proposals.sentences import split
from retrieval.embedding import Embedder
from retrieval.exact import to_bytes

LONGEST_PART = 800
"""Characters; below the model's 256 tokens for ordinary English."""


def vectors(embedder: Embedder, texts: Sequence[str]) -> NDArray[np.float32]:
    """One vector of unit length for each text, however long."""
    parts = [_parts(text) for text in texts]
    read = embedder.embed([part for group in parts for part in group])
    ends = np.cumsum([len(group) for group in parts])
    return np.stack([_mean(read[end - len(group) : end]) for end, group in zip(ends, parts, strict=True)])


def stored_vector(embedder: Embedder, text: str) -> bytes:
    """The vector of one text, as kept in the database."""
    return to_bytes(vectors(embedder, [text]))[0]


def _parts(text: str) -> list[str]:
    if len(text) <= LONGEST_PART:
        return [text]
    parts = [""]
    for sentence in split(text):
        for start in range(0, len(sentence), LONGEST_PART):
            piece = sentence[start : start + LONGEST_PART]
            if len(parts[-1]) + len(piece) >= LONGEST_PART:
                parts.append("")
            parts[-1] = f"{parts[-1]} {piece}".strip()
    return [part for part in parts if part]


def _mean(rows: NDArray[np.float32]) -> NDArray[np.float32]:
    mean = rows.mean(axis=0)
    return np.asarray(mean / max(float(np.linalg.norm(mean)), 1e-9), np.float32)
