"""What is hidden in a text before it is stored and before any model sees it: identifiers and names of people.

Numbers, addresses and the like are found by Presidio's recognisers, which know check digits and formats, and by rules
for what people type that those do not know. Nothing asks the network; nothing is kept of what is hidden.
"""

import re
import threading
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from knowledge.names import people

Span = tuple[int, int]
OURS = frozenset(["leadershipreview@dhsc.gov.uk"])
"""Addresses that are public, and often mentioned."""
_loading = threading.Lock()

_MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sept?|oct|nov|dec)[a-z]*"
_DATE = (
    r"(?:\d{1,2}\s*[/.\-]\s*\d{1,2}\s*[/.\-]\s*(?:\d{4}|\d{2})|\d{4}-\d{1,2}-\d{1,2}|\d{1,2}(?:st|nd|rd|th)?\s*(?:of\s+)?"
    rf"{_MONTH}\.?,?\s*(?:\d{{4}}|'?\d{{2}})|{_MONTH}\.?\s+\d{{1,2}}(?:st|nd|rd|th)?,?\s+\d{{4}})"
)
_BIRTH = re.compile(
    rf"(?:\bborn\b|\bd\.?\s?o\.?\s?b\b\.?|\bdates?[\s-]of[\s-]birth\b|\bbirth\s?da(?:y|te)\b)[^\n\d]{{0,20}}?({_DATE})"
    rf"|({_DATE})\s*\(?\s*(?:d\.?o\.?b|date of birth|is (?:my|her|his|their) birthday|was born)",
    re.IGNORECASE,
)
_NHS = re.compile(r"(?<![\w.])(\d{3}[\s.-]?\d{3}[\s.-]?\d{4})(?![\w])")
_NHS_SAID = re.compile(r"\bnhs\s*(?:no|num|number|id)?\b[^\d\n]{0,15}$", re.IGNORECASE)
_OTHER_NUMBER = re.compile(
    r"\b(?:order|invoice|charity|ticket|job|ref|reference|account|requisition|purchase|po|asset|serial|batch)\b"
    r"[^\d\n]{0,20}$",
    re.IGNORECASE,
)
_NI = re.compile(
    r"(?<!\w)([A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z](?:[\s-]?\d\d){3}[\s-]?[A-D])(?!\w)",
    re.IGNORECASE,
)
_PHONE = re.compile(
    r"(?<![\w.£/])((?:(?:\+|00)\s?44[\s-]?(?:\(0\)\s?)?|\(?0)(?:[\s()-]{0,2}\d){9,10})(?![\d/])"
    r"(?:\s?(?:ext|x|extension)\.?\s?\d{1,5})?",
    re.IGNORECASE,
)
_ABROAD = re.compile(r"(?<![\w.£])(\+\d{1,3}[\s-]?(?:\(?\d{1,4}\)?[\s-]?){2,4}\d{2,4})(?!\d)")
_EMAIL = re.compile(r"(?<![\w.+-])([\w.+%'-]+@[\w-]+(?:\.[\w-]+)+)", re.IGNORECASE)
_POSTCODE = re.compile(
    r"(?<![\w£])((?:[A-PR-UWYZ](?:\d{1,2}|[A-HK-Y]\d|[A-HK-Y]\d\d|\d[A-HJKPSTUW]|[A-HK-Y]\d[ABEHMNPRV-Y]))\s{1,2}\d[ABD-HJLNP-UW-Z]{2}"
    r"|(?:[A-PR-UWYZ][A-HK-Y]?\d[\dA-Z]?)\d[ABD-HJLNP-UW-Z]{2}|GIR\s?0AA)(?!\w)"
)
_LIVES = re.compile(
    r"\b(?:postcode|post code|address|(?:lives?|based|visits?|home) (?:in|at))\b[^\n]{0,30}$", re.IGNORECASE
)
_POSTCODE_TYPED = re.compile(_POSTCODE.pattern.replace(r"\s{1,2}", r"\s"), re.IGNORECASE)


@dataclass(frozen=True)
class Redacted:
    """A text fit to be kept, and what kinds of thing were hidden in it."""

    text: str
    found: tuple[str, ...] = ()
    """In plain English, each once, in the order of the text: "an NHS number", "a name"."""

    @property
    def touched(self) -> bool:
        """Whether anything was hidden."""
        return bool(self.found)


@dataclass(frozen=True, order=True)
class _Find:
    start: int
    end: int
    kind: str = field(compare=False)


KINDS = {
    "an NHS number": "[NHS number]",
    "a National Insurance number": "[NI number]",
    "an e-mail address": "[e-mail]",
    "a phone number": "[phone number]",
    "a postcode": "[postcode]",
    "a date of birth": "[date of birth]",
    "a name": "[name]",
}
"""What is hidden, in order of precedence where two overlap, and what stands in its place."""


def redact(text: str) -> Redacted:
    """The text with identifiers and names of people masked."""
    found = _without_overlaps(_finds(text))
    if not found:
        return Redacted(text)
    parts, at = [], 0
    for find in found:
        parts += [text[at : find.start], KINDS[find.kind]]
        at = find.end
    return Redacted("".join([*parts, text[at:]]), tuple(dict.fromkeys(find.kind for find in found)))


def _finds(text: str) -> Iterator[_Find]:
    for kind, finder in _FINDERS:
        for start, end in finder(text):
            yield _Find(start, end, kind)


def _without_overlaps(finds: Iterable[_Find]) -> list[_Find]:
    precedence = {kind: place for place, kind in enumerate(KINDS)}
    kept: list[_Find] = []
    for find in sorted(finds, key=lambda find: (precedence[find.kind], find.start, -find.end)):
        if all(find.end <= other.start or find.start >= other.end for other in kept):
            kept.append(find)
    return sorted(kept)


def _nhs_numbers(text: str) -> Iterator[Span]:
    valid = set(_recognised("NhsRecognizer", text))
    for match in _NHS.finditer(text):
        before = text[max(0, match.start() - 30) : match.start()]
        if _NHS_SAID.search(before) or (match.span(1) in valid and not _OTHER_NUMBER.search(before)):
            yield match.span(1)


def _emails(text: str) -> Iterator[Span]:
    spans = [*(match.span(1) for match in _EMAIL.finditer(text)), *_recognised("EmailRecognizer", text)]
    yield from (span for span in spans if text[slice(*span)].lower() not in OURS)


def _phones(text: str) -> Iterator[Span]:
    yield from (match.span() for match in _PHONE.finditer(text))
    yield from (match.span(1) for match in _ABROAD.finditer(text))
    for start, end in _recognised("PhoneRecognizer", text):
        if sum(letter.isdigit() for letter in text[start:end]) >= 9 and text[start : start + 1] in "0+(":
            yield start, end


def _postcodes(text: str) -> Iterator[Span]:
    yield from (match.span(1) for match in _POSTCODE.finditer(text))
    for match in _POSTCODE_TYPED.finditer(text):
        if re.search(r"\s", match[1]) or _LIVES.search(text[: match.start()]):
            yield match.span(1)


def _births(text: str) -> Iterator[Span]:
    yield from (match.span(1) if match[1] else match.span(2) for match in _BIRTH.finditer(text))


def _nis(text: str) -> Iterator[Span]:
    yield from (match.span(1) for match in _NI.finditer(text))
    yield from _recognised("UkNinoRecognizer", text)


_FINDERS: tuple[tuple[str, Callable[[str], Iterable[Span]]], ...] = (
    ("an NHS number", _nhs_numbers),
    ("a National Insurance number", _nis),
    ("an e-mail address", _emails),
    ("a phone number", _phones),
    ("a postcode", _postcodes),
    ("a date of birth", _births),
    ("a name", people),
)


def _recognised(name: str, text: str) -> list[Span]:
    recogniser = _recognisers()[name]
    return [(found.start, found.end) for found in recogniser.analyze(text, recogniser.supported_entities, None)]


@cache
def _recognisers() -> dict[str, Any]:
    """Presidio's recognisers, used one by one: they need no language model when nothing weighs context words."""
    with _loading:
        import tldextract
        from presidio_analyzer.predefined_recognizers import (
            EmailRecognizer,
            NhsRecognizer,
            PhoneRecognizer,
            UkNinoRecognizer,
        )

        # Its e-mail recogniser asks the network for a list of domains unless told to use the one in the package.
        offline = tldextract.TLDExtract(suffix_list_urls=(), cache_dir=None)
        emails = EmailRecognizer()
        setattr(emails, "validate_result", lambda address: bool(offline(address).fqdn))  # noqa: B010 - a method
        made = [emails, NhsRecognizer(), PhoneRecognizer(supported_regions=("GB",)), UkNinoRecognizer()]
        return {type(recogniser).__name__: recogniser for recogniser in made}
