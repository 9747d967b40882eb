"""Readings of texts, each made once and kept in memory while it is in use."""

import threading
from collections import OrderedDict
from collections.abc import Sequence
from typing import ClassVar
from weakref import WeakKeyDictionary

from retrieval.alignment import Words
from retrieval.embedding import Embedder

MOST_KEPT = 8_000
"""About 40 kB each: a few hundred MB when full, which a knowledge base of some thousand sentences never is."""


class Readings:
    """The readings one model made, least used first out."""

    _all: ClassVar["WeakKeyDictionary[Embedder, Readings]"] = WeakKeyDictionary()
    _making = threading.Lock()

    def __init__(self, embedder: Embedder) -> None:
        self._embed = embedder.read
        self._kept: OrderedDict[str, Words] = OrderedDict()
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
        self._keep(found)
        return [found[text] for text in tidy]

    def _keep(self, found: dict[str, Words]) -> None:
        with self._lock:
            self._kept.update(found)
            for text in found:
                self._kept.move_to_end(text)
            while len(self._kept) > MOST_KEPT:
                self._kept.popitem(last=False)
