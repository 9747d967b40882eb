"""Which themes a proposal is about: its words, and how near it is in meaning to the examples in `values.yaml`.

The examples teach a linear reader (ridge regression on the embeddings, in closed form) when it is first needed. The
nearest example alone would mistake the place for the theme, as everything about hospitals looks alike.
"""

import threading
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from knowledge.proposals.meaning import vectors
from knowledge.proposals.mentions import mentions, total
from knowledge.proposals.model import allowed, names
from knowledge.proposals.validation import THEMES_MOST
from retrieval.embedding import Embedder

Numbers = NDArray[np.float32]
RIDGE = 3.0
WORDS_SHARE, WORDS_MOST = 0.25, 2.0
ENOUGH = 0.22
"""Below this no theme is named."""
CLOSE = 0.1
"""A second theme is named when it scores nearly as much as the first."""


class ThemeReader:
    """Reads themes with one embedding model; learns from the examples once."""

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder
        self._lock = threading.Lock()
        self._learnt: tuple[Numbers, Numbers, Numbers] | None = None

    def read(self, text: str) -> list[tuple[str, float]]:
        """One to three themes, the likeliest first, each with how sure it is; none when nothing tells."""
        scores = self.scores([text])[0]
        order = np.argsort(-scores, kind="stable")[:THEMES_MOST]
        best = float(scores[order[0]])
        if best < ENOUGH:
            return []
        near = [place for place in order if scores[place] >= max(best - CLOSE, ENOUGH)]
        return [(names("theme")[place], min(0.95, 0.4 + 0.6 * float(scores[place]))) for place in near]

    def scores(self, texts: Sequence[str]) -> Numbers:
        """How much each text speaks of each theme, shape (texts, themes)."""
        centre, weights, usual = self._taught()
        said = [total(mentions("theme", text)) for text in texts]
        words = np.asarray([[scores.get(name, 0.0) for name in names("theme")] for scores in said], np.float32)
        meaning = (vectors(self._embedder, texts) - centre) @ weights + usual
        return np.asarray(meaning + WORDS_SHARE * np.minimum(words, WORDS_MOST), np.float32)

    def _taught(self) -> tuple[Numbers, Numbers, Numbers]:
        with self._lock:
            if self._learnt is None:
                examples = [(place, text) for place, theme in enumerate(allowed("theme")) for text in theme.examples]
                right = np.eye(len(allowed("theme")), dtype=np.float32)[[place for place, _ in examples]]
                self._learnt = _learn(vectors(self._embedder, [text for _, text in examples]), right)
            return self._learnt


def _learn(texts: Numbers, right: Numbers) -> tuple[Numbers, Numbers, Numbers]:
    """Centre, weights and usual scores of a ridge regression from text vectors to themes (in its dual form)."""
    centre, usual = texts.mean(axis=0), right.mean(axis=0)
    moved = texts - centre
    dual = np.linalg.solve(moved @ moved.T + RIDGE * np.eye(len(moved), dtype=np.float32), right - usual)
    return centre, moved.T @ dual, usual
