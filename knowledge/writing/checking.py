"""Is every sentence of a draft said by a document? Pure, and strict: what cannot be shown to be said is refused.

A quote must stand word for word in the passage it is said to be from. A sentence must be its quote with words left out:
every word that says something is in the quote, in the same order, and no word that turns a meaning round ("not",
"only", "may", "by") was added or lost. So a model can shorten and can join, and cannot invent.
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from knowledge.documents.snapshot import Passage
from knowledge.writing.drafts import Draft, Sentence
from retrieval.alignment import stem

Quote = tuple[Passage, int, int]
MOST_SENTENCES = 4
MOST_WORDS = 90
"""Of sentences and quotes together: what a tired person will read."""
FEWEST_QUOTED = 3
LEAST_KEPT = 0.6
"""Of a quote's telling words in the sentence: left out too freely, words can be made to say anything."""

_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_MARKUP = re.compile(r"[<>\[\]{}|*_`#\\]|://|\bwww\.|[\x00-\x08\x0b-\x1f\x7f\u200b-\u200f\u202a-\u202e\u2060-\u2069]")
_ADDRESS = re.compile(r"[\w.+-]+@[\w.-]+\w|\b[\w-]+(?:\.[a-z]{2,})+\b", re.IGNORECASE)
_FREE = frozenset(
    """
    a an the and also that which who it its they them their we our us you your he she his her i my this these those
    there is are was were be been being am has have had do does did will to of in for with as at on
    """.split()  # noqa: SIM905 - a list of literals reads worse
)
"""Words that may come and go."""
_TURNING = frozenset(
    """
    not no none never nor neither without only unless except if may might could should must by before after until
    than from against instead rather either or but although however all any every some most least less more few
    """.split()  # noqa: SIM905 - a list of literals reads worse
)
"""Words whose coming or going turns a meaning round."""


class Unsupported(Exception):
    """A draft says something that no passage shown says, or says it in a way that is not allowed."""


@dataclass(frozen=True)
class Written:
    """A draft that was checked."""

    text: str
    quotes: tuple[Quote, ...]


def is_plain(text: str) -> bool:
    """Whether a text has no markup, link, address or hidden character."""
    return not _MARKUP.search(text) and not _ADDRESS.search(text)


def check(draft: Draft, passages: Sequence[Passage], found: Sequence[Quote]) -> Written:
    """The draft as it may be shown. `found` are the words that answer the question; one must be rested on.

    Raises Unsupported, with the reason.
    """
    if not draft.answers or not draft.sentences:
        raise Unsupported("it gave no answer")
    if len(draft.sentences) > MOST_SENTENCES:
        raise Unsupported("it said too much")
    quotes = [_checked(one, passages) for one in draft.sentences]
    distinct = tuple(dict.fromkeys(quotes))
    if not any(_overlap(quote, other) for quote in distinct for other in found):
        raise Unsupported("it rests on other words than those that answer")
    text = " ".join(_ended(one.text) for one in draft.sentences)
    if len(text.split()) + sum(len(_text(quote).split()) for quote in distinct) > MOST_WORDS:
        raise Unsupported("it said too much")
    return Written(text, distinct)


def _checked(sentence: Sentence, passages: Sequence[Passage]) -> Quote:
    if not 1 <= sentence.passage <= len(passages):
        raise Unsupported("it named a passage it was not shown")
    passage = passages[sentence.passage - 1]
    quote = _located(sentence.quote, passage)
    _supported(sentence.text, _text(quote))
    return quote


def _located(said: str, passage: Passage) -> Quote:
    """Where a quote stands in its passage; line breaks may differ, nothing else."""
    words = said.split()
    if len(words) < FEWEST_QUOTED:
        raise Unsupported("its quote is too short to say anything")
    found = re.search(r"\s+".join(map(re.escape, words)), passage.text)
    if found is None:
        raise Unsupported("its quote is not in the passage")
    return passage, found.start(), found.end()


def _supported(text: str, quote: str) -> None:
    if _MARKUP.search(text):
        raise Unsupported("it has markup or a link")
    if any(address not in quote for address in _ADDRESS.findall(text)):
        raise Unsupported("it has an address that is not in the quote")
    said, given = _words(text), _words(quote)
    if not _telling(said):
        raise Unsupported("a sentence says nothing")
    if Counter(word for word in said if word in _TURNING) != Counter(word for word in given if word in _TURNING):
        raise Unsupported("it turns the meaning of its quote round")
    if len(_telling(said)) < LEAST_KEPT * len(_telling(given)):
        raise Unsupported("it leaves out too much of its quote")
    rest = iter(given)
    # A word is looked for after the one before it: this is what holds the order.
    if not all(any(_same(word, other) for other in rest) for word in _telling(said)):
        raise Unsupported("it says what its quote does not")


def _words(text: str) -> list[str]:
    """Words, lower case; "can't" and "doesn't" with their "not" apart."""
    found: list[str] = []
    for word in _WORD.findall(text.lower().replace("’", "'")):
        bare = "can" if word == "cannot" else word.removesuffix("n't")
        found += [word] if bare == word else [bare, "not"]
    return found


def _telling(words: Sequence[str]) -> list[str]:
    return [word for word in words if word not in _FREE]


def _same(word: str, other: str) -> bool:
    return word == other or (not word.isdigit() and stem(word) == stem(other))


def _text(quote: Quote) -> str:
    passage, start, end = quote
    return passage.text[start:end]


def _overlap(one: Quote, other: Quote) -> bool:
    return one[0].id == other[0].id and one[1] < other[2] and other[1] < one[2]


def _ended(text: str) -> str:
    tidy = " ".join(text.split())
    return tidy if tidy.endswith((".", "!", "?")) else f"{tidy.rstrip(',;: ')}."
