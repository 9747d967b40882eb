"""Which themes a proposal is about: its words, and what it means, learnt from examples."""

import numpy as np
from numpy.typing import NDArray

from knowledge.proposals.learning import learn
from knowledge.proposals.mentions import mentions, total
from knowledge.proposals.model import names
from knowledge.proposals.validation import THEMES_MOST
from retrieval.embedding import Embedder

Numbers = NDArray[np.float32]
WORDS_SHARE, WORDS_MOST = 0.25, 2.0
ENOUGH = 0.22
"""Below this no theme is named."""
CLOSE = 0.1
"""A second theme is named when it scores nearly as much as the first."""


def themes(embedder: Embedder, text: str, vector: Numbers) -> list[tuple[str, float]]:
    """One to three themes, the likeliest first, each with how sure it is; none when nothing tells."""
    said = total(mentions("theme", text))
    words = np.asarray([said.get(name, 0.0) for name in names("theme")], np.float32)
    meaning = learn(embedder)["theme"].scores(vector)
    scores = meaning + WORDS_SHARE * np.minimum(words, WORDS_MOST)
    order = np.argsort(-scores, kind="stable")[:THEMES_MOST]
    best = float(scores[order[0]])
    if best < ENOUGH:
        return []
    near = [place for place in order if scores[place] >= max(best - CLOSE, ENOUGH)]
    return [(names("theme")[place], min(0.95, 0.4 + 0.6 * float(scores[place]))) for place in near]
