"""Is every sentence of a draft said by a document? Pure, and strict: what cannot be shown to be said is refused.

A quote must stand word for word in the passage it is said to be from. A sentence must be one whole sentence of the
passage, of which only the beginning and the end, each at a comma or the like, and an aside may be left out, and only
small words ("the", "of") may come and go. What is left out must hold no word on which the rest may hang ("not", "if",
"hope", "by"). So a model can shorten, and cannot invent.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from knowledge.documents.snapshot import Passage
from knowledge.writing.drafts import Draft, Sentence
from retrieval.alignment import stem
from retrieval.sentences import whole_sentences

Quote = tuple[Passage, int, int]
MOST_SENTENCES = 4
MOST_WORDS = 90
"""Of sentences and quotes together: what a tired person will read."""
FEWEST_QUOTED = 3

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


def _root(word: str) -> str:
    """The stem, without the last letter doubled: "plan" for "planned" too."""
    return _DOUBLED.sub(r"\1", stem(word))


_DOUBLED = re.compile(r"([^\W\daeiou])\1$")
_TURNING = frozenset(
    _root(word)
    for word in """
    not no none never nor neither nobody nothing without only unless except excluding if may might could should must
    before after until than against instead rather either or but although though however all any every some most least
    less more few when where while whether yet save bar apart depending subject provided providing assuming pending
    fail refuse decline deny avoid stop lack false wrong hope hopefully expect plan aim intend try propose consider
    seem appear believe think suggest claim say likely unlikely possible possibly perhaps maybe probable probably
    hardly scarcely barely rarely seldom sometimes usually often mostly almost nearly about theory principle draft
    permitting failing so far as in for at on under during within outside since by from
    """.split()  # noqa: SIM905 - a list of literals reads worse
)
"""Roots of words that may turn round what stands beside them, make it less sure, or say of whom or when it holds."""
_BY_SOMEBODY = re.compile(r"\bby\s+(?=(?:General|Sir|Dame|Lord|Lady|Baroness|Professor|Dr|Mr|Mrs|Ms)\b)")
"""Says who, and not until when."""
_PAUSE = re.compile(r"[,;:][\"'”’*_]*\s+|\s+[–—-]\s+|—|\s*[()][,;:]?\s*")
_ASIDES = frozenset([",,", "––", "——", "--"])
_LISTING = frozenset(["and", "or"])
_AROUND = "\"“”'‘’*_ "


class Unsupported(Exception):
    """A draft says something that no passage shown says, or says it in a way that is not allowed."""


@dataclass(frozen=True)
class Written:
    """A draft that was checked."""

    text: str
    quotes: tuple[Quote, ...]


@dataclass(frozen=True)
class _Part:
    """What stands between two pauses of a sentence, without marks around it."""

    text: str
    marks: str
    """The marks of the pauses before and after it, one letter each; none at the sentence's ends."""
    quoted: bool

    @property
    def words(self) -> list[str]:
        return _words(self.text)


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
    _tidy(sentence.text, _text(quote))
    _supported(sentence.text, quote)
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


def _tidy(text: str, quote: str) -> None:
    if _MARKUP.search(text):
        raise Unsupported("it has markup or a link")
    if any(address not in quote for address in _ADDRESS.findall(text)):
        raise Unsupported("it has an address that is not in the quote")


def _supported(text: str, quote: Quote) -> None:
    said = _sentences(text)
    if not all(_telling(_words(one)) for one in said):
        raise Unsupported("a sentence says nothing")
    passage, start, end = quote
    left_out: list[_Part] = []
    for one, other in whole_sentences(passage.text):
        if one < end and start < other:
            parts = list(_parts(passage.text, (one, other), (start, end)))
            kept = _kept(said[0], parts) if said else []
            said = said[1:] if kept else said
            left_out += [part for place, part in enumerate(parts) if place not in kept]
    if said:
        raise Unsupported("it says what its quote does not, or leaves out words that belong to what it says")
    if any(_root(word) in _TURNING for part in left_out for word in _words(_BY_SOMEBODY.sub("", part.text))):
        raise Unsupported("it may turn the meaning of its quote round")


def _sentences(text: str) -> list[str]:
    """A text in sentences, with all that stands between them, as it will be shown."""
    tidy = " ".join(text.split())
    ends = [end for _, end in whole_sentences(tidy)]
    return [tidy[one:other] for one, other in pairwise([0, *ends[:-1], len(tidy)])]


def _parts(text: str, sentence: tuple[int, int], quoted: tuple[int, int]) -> Iterator[_Part]:
    """The parts of a sentence of a text that have words."""
    start, end = sentence
    pauses = list(_PAUSE.finditer(text, start, end))
    marks = ["", *(pause.group().strip()[0] for pause in pauses), ""]
    cuts = [start, *(cut for pause in pauses for cut in pause.span()), end]
    for first, last, before, after in zip(cuts[::2], cuts[1::2], marks, marks[1:], strict=False):
        body = text[first:last].lstrip(_AROUND)
        one, body = last - len(body), body.rstrip(f"{_AROUND},;:.!?")
        if _words(body):
            yield _Part(body, before + after, quoted[0] <= one and one + len(body) <= quoted[1])


def _kept(said: str, parts: Sequence[_Part]) -> list[int]:
    """Which parts of a sentence are said, when they are said as they may be; else none."""
    left = _telling(_words(said))
    kept: list[int] = []
    for place, part in enumerate(parts):
        telling = _telling(part.words)
        if part.quoted and _begins_with(left, telling):
            left = left[len(telling) :]
            kept.append(place)
    gaps = [(one, other) for one, other in pairwise(kept) if other != one + 1]
    joined = all(
        other == one + 2 and _is_aside(parts, one + 1) and _on_end(said, parts[one].words + parts[other].words)
        for one, other in gaps
    )
    return kept if joined and not left else []


def _is_aside(parts: Sequence[_Part], place: int) -> bool:
    """Whether the sentence runs on without a part: in brackets, or between two marks, no name in it and no list."""
    part = parts[place]
    listed = any(other.words[0] in _LISTING for other in parts)
    return part.marks == "()" or (part.marks in _ASIDES and part.text.islower() and not listed)


def _on_end(said: str, words: Sequence[str]) -> bool:
    """Whether these very words are said without a pause."""
    return any(f" {' '.join(words)} " in f" {' '.join(_words(part))} " for part in _PAUSE.split(said))


def _begins_with(said: Sequence[str], part: Sequence[str]) -> bool:
    return len(said) >= len(part) and all(map(_same, said, part))


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
