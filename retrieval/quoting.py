"""How much to quote: the fewest words that very likely hold the answer.

How well each sentence answers is known only so far. So sentences are taken, best first, until it is likely enough that
one of them is right: a clear winner is quoted alone, and of several that may be right a little more is quoted.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

MOST_WORDS = 90
"""Of all that is quoted in an answer, or of one passage that is only related; a single sentence may be longer."""
LIKELY = 0.95
"""How likely it should be that what is quoted holds the answer."""
MOST_QUOTES = 2


@dataclass(frozen=True)
class Weighed:
    """A passage with its sentences: where they stand, and how likely each is the one that answers, if one does."""

    text: str
    places: Sequence[tuple[int, int]]
    shares: NDArray[np.float32]

    def words(self, first: int, last: int) -> int:
        """How many words stand from one sentence to another."""
        return len(self.text[self.places[first][0] : self.places[last][1]].split())

    def share(self, first: int, last: int) -> float:
        """How likely one of those sentences is the one that answers."""
        return float(self.shares[first : last + 1].sum())


@dataclass(frozen=True)
class Quote:
    """The sentences `first` to `last` of the passage with this number."""

    passage: int
    first: int
    last: int

    def with_sentence(self, place: int) -> "Quote":
        """With another sentence, and what stands between."""
        return replace(self, first=min(self.first, place), last=max(self.last, place))


def answering(passages: Sequence[Weighed]) -> list[Quote]:
    """What to quote of all passages as the answer, best first."""
    ranked = sorted(
        (
            (float(share), number, place)
            for number, one in enumerate(passages)
            for place, share in enumerate(one.shares)
        ),
        key=lambda each: (-each[0], each[1], each[2]),
    )
    quotes: list[Quote] = []
    for _, number, place in ranked:
        if sum(passages[one.passage].share(one.first, one.last) for one in quotes) >= LIKELY:
            break
        quotes = _with(quotes, Quote(number, place, place), passages)
    return quotes


def around(number: int, passage: Weighed) -> Quote:
    """What to quote of one passage that is near the question: its best sentence, and what follows while that may be it.

    Where a quote is shown cut short, its best sentence is still there; what stands before it is taken last.
    """
    best = int(np.argmax(passage.shares))
    quote = Quote(number, best, best)
    enough = LIKELY * passage.share(0, len(passage.places) - 1)
    while passage.share(quote.first, quote.last) < enough:
        neighbours = [place for place in (quote.last + 1, quote.first - 1) if 0 <= place < len(passage.places)]
        wider = (quote.with_sentence(place) for place in neighbours)
        fitting = next((one for one in wider if passage.words(one.first, one.last) <= MOST_WORDS), None)
        if fitting is None:
            break
        quote = fitting
    return quote


def _with(quotes: list[Quote], more: Quote, passages: Sequence[Weighed]) -> list[Quote]:
    """The quotes with one more sentence, joined to one of its passage if it can be; as they are when it is too much."""
    joined = [
        [*quotes[:spot], one.with_sentence(more.first), *quotes[spot + 1 :]]
        for spot, one in enumerate(quotes)
        if one.passage == more.passage
    ]
    apart = [[*quotes, more]] if len(quotes) < MOST_QUOTES else []
    fitting = (wider for wider in (*joined, *apart) if not quotes or _words(wider, passages) <= MOST_WORDS)
    return next(fitting, quotes)


def _words(quotes: Sequence[Quote], passages: Sequence[Weighed]) -> int:
    return sum(passages[one.passage].words(one.first, one.last) for one in quotes)
