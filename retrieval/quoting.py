"""How much to quote: the fewest words that very likely hold the answer, and make sense by themselves.

How well each sentence answers is known only so far. So sentences are taken, best first, until it is likely enough that
one of them is right: a clear winner is quoted alone, and of several that may be right a little more is quoted; more
still where it is not sure that the question is answered at all. A
sentence that speaks of "this" or "they" is quoted with the one before it.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

MOST_WORDS = 90
"""Of all that is quoted in an answer, or of one passage that is only related; a single sentence may be longer."""
LIKELY = 0.95
"""How likely it should be that what is quoted holds the answer."""
LIKELY_BEFORE_WIDENED = 0.8
"""The same where as much around it is quoted as stays short: a second place would leave less room for that."""
SURE = 0.99
"""How likely it must be that what is quoted holds the answer, for nothing around it to be quoted."""
LIKELY_WHEN_UNSURE = 0.98
"""The same where it is not sure that the question is answered at all."""
MOST_QUOTES, MOST_QUOTES_WHEN_UNSURE = 2, 3
WORTH_QUOTING = 0.01
"""How likely a further sentence should be the one that answers, to be quoted too."""

_LEANS = re.compile(
    r"\W*(?:(?:and|but|so|also|however|therefore|instead|for example|(?:all|one|some|most|many|both) of"
    r"|in|on|at|by|of|from|with|for|after|before|during|as)\W+)*"
    r"(?:this|these|those|that|such|it|its|they|them|their|he|she|his|her|both|another|others?"
    r"|the (?:former|latter|second|third|other|same))\b",
    re.IGNORECASE,
)


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

    def reaching(self, other: "Quote") -> "Quote":
        """As far as another of the passage, with what stands between."""
        return replace(self, first=min(self.first, other.first), last=max(self.last, other.last))


def answering(passages: Sequence[Weighed], *, widely: bool = False, sure: bool = True) -> list[Quote]:
    """What to quote of all passages as the answer, best first; `sure` that they do answer (`widely`, it is all one).

    `widely`: with as much around the best as stays short unless one is all but sure, for where it is hard to tell
    which sentence it is.
    """
    ranked = sorted(
        (
            (float(share), number, place)
            for number, one in enumerate(passages)
            for place, share in enumerate(one.shares)
        ),
        key=lambda each: (-each[0], each[1], each[2]),
    )
    enough, most = (LIKELY, MOST_QUOTES) if sure else (LIKELY_WHEN_UNSURE, MOST_QUOTES_WHEN_UNSURE)
    if widely:
        enough, most = LIKELY_BEFORE_WIDENED, MOST_QUOTES
    quotes: list[Quote] = []
    for share, number, place in ranked:
        if _likely(quotes, passages) >= enough or (quotes and share < WORTH_QUOTING):
            break
        quotes = _with(quotes, Quote(number, place, place), passages, most)
    for quote in quotes:
        wider = _reaching(quotes, quote, _before(quote, passages))
        quotes = wider if _short(wider, passages) else quotes
    return _widened(quotes, passages) if widely and _likely(quotes, passages) < SURE else quotes


def around(number: int, passage: Weighed) -> Quote:
    """What to quote of one passage that is near the question: its best sentence, and what follows while that may be it.

    Where a quote is shown cut short, its best sentence is still there; what stands before it is taken last.
    """
    best = int(np.argmax(passage.shares))
    quote = Quote(number, best, best)
    enough = LIKELY * passage.share(0, len(passage.places) - 1)
    while passage.share(quote.first, quote.last) < enough:
        neighbours = [place for place in (quote.last + 1, quote.first - 1) if 0 <= place < len(passage.places)]
        wider = (quote.reaching(Quote(number, place, place)) for place in neighbours)
        fitting = next((one for one in wider if passage.words(one.first, one.last) <= MOST_WORDS), None)
        if fitting is None:
            break
        quote = fitting
    return quote


def _with(quotes: list[Quote], more: Quote, passages: Sequence[Weighed], most: int) -> list[Quote]:
    """The quotes with one more sentence, joined to one of its passage if it can be; as they are when it is too much."""
    joined = [_reaching(quotes, one, more) for one in quotes if one.passage == more.passage]
    apart = [[*quotes, more]] if len(quotes) < most else []
    return next((wider for wider in (*joined, *apart) if not quotes or _short(wider, passages)), quotes)


def _before(quote: Quote, passages: Sequence[Weighed]) -> Quote:
    """The sentence before a quote that makes no sense without; the quote itself when it does."""
    passage = passages[quote.passage]
    leans = quote.first and _LEANS.match(passage.text, passage.places[quote.first][0])
    return Quote(quote.passage, quote.first - 1, quote.first - 1) if leans else quote


def _widened(quotes: list[Quote], passages: Sequence[Weighed]) -> list[Quote]:
    """The quotes, the first of them with its likelier neighbours for as long as that is not too much."""
    while True:
        best = quotes[0]
        shares = passages[best.passage].shares
        beside = [place for place in (best.first - 1, best.last + 1) if 0 <= place < len(shares)]
        beside.sort(key=lambda place: -float(shares[place]))
        wider = (_reaching(quotes, best, Quote(best.passage, place, place)) for place in beside)
        fitting = next((one for one in wider if _short(one, passages)), None)
        if fitting is None:
            return quotes
        quotes = fitting


def _reaching(quotes: Sequence[Quote], one: Quote, more: Quote) -> list[Quote]:
    """The quotes, one of them reaching as far as another of its passage."""
    return [each.reaching(more) if each == one else each for each in quotes]


def _likely(quotes: Sequence[Quote], passages: Sequence[Weighed]) -> float:
    """How likely it is that one of the quotes holds the answer, if anything does."""
    return sum(passages[one.passage].share(one.first, one.last) for one in quotes)


def _short(quotes: Sequence[Quote], passages: Sequence[Weighed]) -> bool:
    return sum(passages[one.passage].words(one.first, one.last) for one in quotes) <= MOST_WORDS
