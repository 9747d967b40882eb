"""Late interaction: how well each word of a question is met by some word of a text.

Every token of the question is compared with every token of the text by the model's own token vectors, and takes its
best match (MaxSim; Khattab and Zaharia 2020, "ColBERT"). Words count by how rare they are in general English, so "the"
says nothing and "Griffiths" much. What is left unmet is what the text leaves unexplained.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from retrieval.embedding import Reading
from retrieval.keywords import STOP_WORDS, words
from retrieval.rarity import rarity

_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_STOP_WEIGHT = 0.25
"""Stop words are kept at a quarter: "who" and "can" do say something."""
_TOGETHER = 3
"""Words that stand no further apart than this are together."""


@dataclass(frozen=True)
class Words:
    """A text with its reading, split into words; what is compared."""

    text: str
    reading: Reading

    @cached_property
    def spans(self) -> list[tuple[int, int]]:
        """Where each word stands, in order."""
        return [match.span() for match in _WORD.finditer(self.text)]

    @cached_property
    def said(self) -> list[str]:
        """The words, lower case."""
        return [self.text[start:end].lower().replace("’", "'") for start, end in self.spans]

    @cached_property
    def stems(self) -> frozenset[str]:
        """Stems of the words that are not stop words."""
        return frozenset(stem(word) for word in self.said if word not in STOP_WORDS)

    @cached_property
    def telling(self) -> list[str]:
        """The same in their order, each as often as it is said."""
        return [stem(word) for word in self.said if word not in STOP_WORDS]

    @cached_property
    def weights(self) -> NDArray[np.float32]:
        """How much each word says."""
        found = [rarity(word) * (_STOP_WEIGHT if word in STOP_WORDS else 1.0) for word in self.said]
        return np.asarray(found, np.float32)

    @cached_property
    def word_of_token(self) -> NDArray[np.intp]:
        """For each token the word it belongs to; -1 for punctuation."""
        starts = np.asarray([start for start, _ in self.spans] or [0])
        ends = np.asarray([end for _, end in self.spans] or [0])
        places = []
        for start, end in self.reading.spans:
            word = int(np.searchsorted(starts, start, side="right")) - 1
            places.append(word if self.spans and word >= 0 and end <= ends[word] else -1)
        return np.asarray(places, np.intp)


@dataclass(frozen=True)
class Alignment:
    """How well the words of a question are met."""

    met: NDArray[np.float32]
    """For each word of the question, 0..1: the mean over its tokens of their best match."""
    weights: NDArray[np.float32]

    @property
    def score(self) -> float:
        """Weighted mean of how well words are met."""
        total = float(self.weights.sum())
        return float(self.met @ self.weights) / total if total > 0 else 0.0

    @property
    def worst(self) -> float:
        """How well the least met of the words that say something is met; 1 when none does."""
        telling = self.met[self.weights >= 0.3]
        return float(telling.min()) if len(telling) else 1.0


def matches(question: Words, texts: Sequence[Reading]) -> Sequence[NDArray[np.float32]]:
    """For each text, the best match of each token of a question in it, 0 to 1; in one product for all texts."""
    found = np.zeros((len(texts), len(question.reading.tokens)), np.float32)
    filled = [place for place, one in enumerate(texts) if len(one.tokens)]
    if filled and found.size:
        starts = np.cumsum([0, *(len(texts[place].tokens) for place in filled[:-1])])
        near = np.concatenate([texts[place].tokens for place in filled]) @ question.reading.tokens.T
        found[filled] = np.maximum(np.maximum.reduceat(near, starts), 0.0)
    return list(found)


def aligned(question: Words, *matched: NDArray[np.float32]) -> Alignment:
    """A question met by one text, or by several taken together, from what its tokens match in each."""
    none = np.zeros(len(question.reading.tokens), np.float32)
    return Alignment(_by_word(question, np.maximum.reduce([none, *matched])), question.weights)


def align(question: Words, *texts: Words) -> Alignment:
    """Meet a question with one text, or with several taken together."""
    return aligned(question, *matches(question, [text.reading for text in texts]))


def unexplained(question: Words, known: frozenset[str]) -> float:
    """The share, by rarity, of the question's telling words whose stems are not among `known`; 0 when it has none."""
    telling = {stem(word): rarity(word) for word in question.said if word not in STOP_WORDS}
    total = sum(telling.values())
    return sum(weight for said, weight in telling.items() if said not in known) / total if total else 0.0


def stems(texts: Iterable[str]) -> frozenset[str]:
    """Stems of all words of some texts."""
    return frozenset(stem(word) for text in texts for word in words(text))


def together(question: Words, text: Words) -> float:
    """The share of the question's neighbouring telling words that stand together in the text too, in their order."""
    told = question.telling
    pairs = set(pairwise(told))
    if not pairs:
        return 0.0
    said = [stem(word) for word in text.said]
    near = {(one, other) for place, one in enumerate(said) for other in said[place + 1 : place + 1 + _TOGETHER]}
    return len(pairs & near) / len(pairs)


def rarest(question: Words, known: frozenset[str]) -> float:
    """How rare the question's rarest telling word is, below zero when it is not among `known`; 0 when it has none."""
    weight, said = max(
        ((rarity(word), stem(word)) for word in question.said if word not in STOP_WORDS), default=(0.0, "")
    )
    return weight if said in known else -weight


@lru_cache(maxsize=50_000)
def stem(word: str) -> str:
    """A rough common form of a word: plural, tense and the commonest endings off."""
    bare = word.removesuffix("'s").replace("'", "")
    bare = _IRREGULAR.get(bare, bare)
    for ending, put, least in _ENDINGS:
        if bare.endswith(ending) and len(bare) - len(ending) >= least:
            return bare[: -len(ending)] + put
    return bare


_IRREGULAR = {
    form: base
    for base, forms in {
        "lead": "led", "hold": "held", "pay": "paid", "tell": "told", "write": "wrote written", "say": "said",
        "begin": "began begun", "run": "ran", "choose": "chose chosen", "send": "sent", "spend": "spent",
        "make": "made", "give": "gave given", "take": "took taken", "find": "found", "keep": "kept", "meet": "met",
        "leave": "left", "hear": "heard", "build": "built", "bring": "brought", "come": "came", "know": "knew known",
        "see": "saw seen", "speak": "spoke spoken", "think": "thought", "win": "won", "grow": "grew grown",
        "person": "people", "man": "men", "woman": "women", "child": "children", "sell": "sold", "buy": "bought",
        "teach": "taught", "draw": "drew drawn", "fall": "fell fallen", "rise": "rose risen", "lose": "lost",
    }.items()
    for form in forms.split()
}  # fmt: skip


_ENDINGS = (
    ("isations", "is", 3), ("isation", "is", 3), ("izations", "is", 3), ("ization", "is", 3), ("ises", "is", 3),
    ("ized", "is", 3), ("ised", "is", 3), ("ising", "is", 3), ("izing", "is", 3), ("ements", "", 4), ("ement", "", 4),
    ("ments", "", 4), ("ment", "", 4), ("ations", "at", 3), ("ation", "at", 3), ("ating", "at", 3), ("ated", "at", 3),
    ("ates", "at", 3), ("ate", "at", 3), ("tions", "t", 3), ("tion", "t", 3), ("ships", "", 4), ("ship", "", 4),
    ("sses", "ss", 2), ("ies", "y", 2), ("ied", "y", 2), ("ings", "", 3), ("ing", "", 3), ("ers", "", 4), ("er", "", 4),
    ("ed", "", 3), ("es", "", 3), ("ss", "ss", 1), ("s", "", 3), ("ly", "", 4), ("e", "", 3),
)  # fmt: skip


def _by_word(question: Words, best: NDArray[np.float32]) -> NDArray[np.float32]:
    words = question.word_of_token
    sums = np.zeros(len(question.spans), np.float32)
    counts = np.zeros(len(question.spans), np.float32)
    kept = words >= 0
    np.add.at(sums, words[kept], best[: len(words)][kept])
    np.add.at(counts, words[kept], 1)
    return np.clip(sums / np.maximum(counts, 1), 0.0, 1.0)
