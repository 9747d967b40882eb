"""Readings of texts, each made once and kept in memory while it is in use."""

import threading
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar, TypeVar
from weakref import WeakKeyDictionary

import numpy as np
from numpy.typing import NDArray

from retrieval.alignment import Words
from retrieval.embedding import Embedder, Reading
from retrieval.sentences import sentences

MOST_KEPT, MOST_PASSAGES = 4_000, 1_000
"""Texts of about 40 kB, and passages of about 400 with their sentences: a few hundred MB when full, which a knowledge
base of some thousand sentences never is."""
T = TypeVar("T")


@dataclass(frozen=True)
class Passage:
    """A passage read sentence by sentence."""

    text: str
    places: Sequence[tuple[int, int]]
    """Where its sentences stand."""
    sentences: Sequence[Words]
    """Each by itself, as words."""
    in_context: Sequence[Reading]
    """Each as part of the whole, where "it" and "they" are known; by itself where the model does not see so far."""
    vector: NDArray[np.float32]
    """Of the whole."""

    @property
    def alone(self) -> list[Reading]:
        """Each sentence by itself."""
        return [one.reading for one in self.sentences]


class Readings:
    """The readings one model made, least used first out."""

    _all: ClassVar["WeakKeyDictionary[Embedder, Readings]"] = WeakKeyDictionary()
    _making = threading.Lock()

    def __init__(self, embedder: Embedder) -> None:
        self._embed = embedder.read
        self._kept: OrderedDict[str, Words] = OrderedDict()
        self._passages: OrderedDict[str, Passage] = OrderedDict()
        self._lock = threading.Lock()

    @classmethod
    def of(cls, embedder: Embedder) -> "Readings":
        """The readings of this model, shared by everybody who asks."""
        with cls._making:
            if embedder not in cls._all:
                cls._all[embedder] = cls(embedder)
            return cls._all[embedder]

    def words(self, text: str) -> Words:
        """One text, read."""
        return self.all([text])[0]

    def all(self, texts: Sequence[str]) -> list[Words]:
        """Texts, read; those not read before in one batch."""
        tidy = [text.strip() for text in texts]
        with self._lock:
            found = {text: self._kept[text] for text in tidy if text in self._kept}
        missing = list(dict.fromkeys(text for text in tidy if text not in found))
        found |= {text: Words(text, read) for text, read in zip(missing, self._embed(missing), strict=True)}
        with self._lock:
            _keep(self._kept, found, MOST_KEPT)
        return [found[text] for text in tidy]

    def passage(self, text: str) -> Passage:
        """A passage, read whole and sentence by sentence."""
        with self._lock:
            found = self._passages.get(text)
        found = found or self._read(text)
        with self._lock:
            _keep(self._passages, {text: found}, MOST_PASSAGES)
        return found

    def _read(self, text: str) -> Passage:
        places = sentences(text)
        *alone, whole = self.all([*(text[start:end] for start, end in places), text])
        before = len(text) - len(text.lstrip())
        parts = [whole.reading.part(start - before, end - before) for start, end in places]
        in_context = [part if len(part.tokens) else one.reading for part, one in zip(parts, alone, strict=True)]
        return Passage(text, places, alone, in_context, whole.reading.vector)


def _keep(kept: OrderedDict[str, T], found: Mapping[str, T], most: int) -> None:
    kept.update(found)
    for text in found:
        kept.move_to_end(text)
    while len(kept) > most:
        kept.popitem(last=False)
