"""What a message does: asks, proposes, or neither. Learnt from messages as staff type them.

A linear reader (multinomial logistic regression) of two things: what the message means, as the embedding model reads
it, and which words and pairs of words it is put in, for "can we have" and "can I have" mean nearly the same to that
model and do not do the same. What is learnt is kept in `acts.npz` (written by `python -m knowledge.training.acts`).
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from pathlib import Path
from typing import Literal, get_args

import numpy as np
from numpy.typing import NDArray

from knowledge.proposals.meaning import vectors
from retrieval.embedding import Embedder

Act = Literal["ask", "propose", "other"]
ACTS: tuple[Act, ...] = get_args(Act)
Numbers = NDArray[np.float32]
KEPT = Path(__file__).parent / "acts.npz"
SHARE_OF_WORDS = 0.4
"""What a word or a pair of words counts beside the numbers of what the message means."""
_WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)*")


@dataclass(frozen=True)
class ActReader:
    """Reads what messages do."""

    embedder: Embedder
    words: Sequence[str]
    """The words and pairs of words that were learnt."""
    weights: Numbers
    """Shape (numbers of an embedding + words, acts)."""
    bias: Numbers
    """Shape (acts,)."""

    def __call__(self, text: str) -> Mapping[Act, float]:
        """How likely a message does each; they add up to 1."""
        scores = self.features([text])[0] @ self.weights + self.bias
        likely = np.exp(scores - scores.max())
        return dict(zip(ACTS, map(float, likely / likely.sum()), strict=True))

    def features(self, texts: Sequence[str]) -> Numbers:
        """What is read of each text, shape (texts, numbers of an embedding + words)."""
        said = np.zeros((len(texts), len(self.words)), np.float32)
        for row, text in enumerate(texts):
            said[row, [self._places[word] for word in wording(text) if word in self._places]] = SHARE_OF_WORDS
        return np.hstack([vectors(self.embedder, texts), said])

    def save(self, mark: str, path: Path = KEPT) -> None:
        """Keep what was learnt, in half precision, with a mark of what it was learnt from."""
        np.savez_compressed(
            path,
            model=np.asarray(self.embedder.name),
            mark=np.asarray(mark),
            words=np.asarray(self.words),
            weights=self.weights.astype(np.float16),
            bias=self.bias,
        )

    @cached_property
    def _places(self) -> dict[str, int]:
        return {word: place for place, word in enumerate(self.words)}


def act_reader(embedder: Embedder, path: Path = KEPT) -> ActReader | None:
    """The reader that was learnt with an embedding model; None where that was another model, or is missing."""
    if not path.is_file():
        return None
    with np.load(path) as kept:
        if str(kept["model"]) != embedder.name:
            return None
        return ActReader(embedder, kept["words"].tolist(), kept["weights"].astype(np.float32), kept["bias"])


def wording(text: str) -> set[str]:
    """The words and pairs of words of a text, its beginning and its end as marks."""
    said = text.lower().replace("’", "'").strip()
    words = ["^", *_WORD.findall(said), "?" if said.rstrip("\"') ").endswith("?") else "."]
    return {*words, *(f"{first} {second}" for first, second in pairwise(words))}
