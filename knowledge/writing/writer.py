"""Puts an answer into a language model's words, or leaves it as it is.

Only what the documents were found to answer is written anew. The answer that quotes is there before a model is asked,
and it is what people get whenever the model is slow, wrong, unsure, or has used up its budget.
"""

import logging
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Sequence
from typing import Protocol

from knowledge.documents.snapshot import Passage
from knowledge.writing.budget import Budget
from knowledge.writing.checking import Quote, Unsupported, Written, check
from knowledge.writing.drafts import INSTRUCTIONS, Draft
from knowledge.writing.language_model import MOST_SAID, Failed, Reply

log = logging.getLogger(__name__)
TRIES = 2
SHORTEST = 1.0
"""Seconds that must be left for another try to make sense."""
MOST_KEPT = 256
_LETTERS_A_TOKEN = 3


class Drafts(Protocol):
    """What gives drafts: a language model."""

    def draft(self, question: str, passages: Sequence[str], seconds: float) -> Reply:
        """A draft, not yet checked. Raises Failed, at the latest after `seconds`."""
        ...


class Writer:
    """Writes answers within a time and a budget. May be used from several threads."""

    def __init__(
        self,
        model: Drafts,
        budget: Budget,
        *,
        mask: Callable[[str], str],
        seconds: float = 12.0,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._model = model
        self._budget = budget
        self._mask = mask
        self._seconds = seconds
        self._clock = clock
        self._kept: OrderedDict[tuple[str, tuple[int, ...]], Written] = OrderedDict()
        self._lock = threading.Lock()

    def write(self, question: str, passages: Sequence[Passage], found: Sequence[Quote]) -> Written | None:
        """The answer in the model's words, every one of them checked; None when it is better left as quotes.

        `found` are the words that answer. Personal details in the question are masked before the model sees it.
        """
        asked = self._mask(question)
        key = (asked, tuple(passage.id for passage in passages))
        with self._lock:
            if key in self._kept:
                return self._kept[key]
        written = self._try(asked, passages, found)
        if written is not None:
            self._keep(key, written)
        return written

    def _try(self, asked: str, passages: Sequence[Passage], found: Sequence[Quote]) -> Written | None:
        ends = self._clock() + self._seconds
        for _ in range(TRIES):
            left = ends - self._clock()
            if left < SHORTEST:
                break
            try:
                return check(self._draft(asked, [passage.text for passage in passages], left), passages, found)
            except _Spent:
                log.info("The day's budget for the language model is used up; the answer is quoted.")
                break
            except (Failed, Unsupported) as error:
                log.info("The language model's answer is not used: %s", error)
        return None

    def _draft(self, asked: str, texts: Sequence[str], seconds: float) -> Draft:
        reserved = (len(INSTRUCTIONS) + len(asked) + sum(map(len, texts))) // _LETTERS_A_TOKEN + MOST_SAID
        if not self._budget.reserve(reserved):
            raise _Spent
        reply = self._model.draft(asked, texts, seconds)
        if reply.tokens is not None:
            self._budget.settle(reserved, reply.tokens)
        return reply.draft

    def _keep(self, key: tuple[str, tuple[int, ...]], written: Written) -> None:
        with self._lock:
            self._kept[key] = written
            while len(self._kept) > MOST_KEPT:
                self._kept.popitem(last=False)


class _Spent(Exception):
    """Nothing is left of the day's budget."""
