"""Sentences of a passage, with exact offsets: what a quote is made of."""

import re
from collections.abc import Iterator
from itertools import pairwise

_ENDS = re.compile(r"(?<=[.!?])[\"”’')\]*_]*\s+(?=[\"“‘'(\[*_]*[A-Z0-9£])")
_ABBREVIATION = re.compile(r"(?:\b(?:Mr|Mrs|Ms|Dr|Prof|St|No|Sir|Rev|vs|etc|e\.g|i\.e|approx|al|c|p|pp|[A-Z])\.)\s+$")
_LINE_END = re.compile(r"\r\n|\r|\n")
_STARTS_ANEW = re.compile(r"[ \t]*(?:[-*+•–·▪◦‣|>#]|\(?(?:\d{1,3}|[a-z])[.)](?=\s))")
_TRIM_START = re.compile(r"(?:[ \t\r\n]|[-*+•–·▪◦‣>#]+(?=\s)|\|(?=\s)|\(?(?:\d{1,3}|[a-z])[.)](?=\s))*")
LONGEST_WORDS = 90
LONGEST_LINE = 130
"""Characters; longer lines were not wrapped by hand, each is a paragraph."""


def wraps(last_line: str, next_line: str) -> bool:
    """True when a line goes on with the sentence of the line above, as in text wrapped by hand or by an editor."""
    if not last_line.strip() or not next_line.strip() or _STARTS_ANEW.match(next_line):
        return False
    if not 45 <= len(last_line) <= LONGEST_LINE or len(next_line.rstrip()) > LONGEST_LINE:
        return False
    ended = last_line.rstrip().endswith((".", ":", "!", "?", ";"))
    return not ended or next_line.lstrip()[0].islower()


def sentences(text: str) -> list[tuple[int, int]]:
    """Start and end of each sentence, list item, table row or heading of a passage, in order; a long one in parts."""
    return [part for start, end in whole_sentences(text) for part in _parts(text, start, end)]


def whole_sentences(text: str) -> list[tuple[int, int]]:
    """The same, however long they are."""
    found: list[tuple[int, int]] = []
    for start, end in _paragraphs(text):
        cuts = [start, *(cut for cut in _cuts(text, start, end)), end]
        found.extend(span for span in (_tight(text, *ends) for ends in pairwise(cuts)) if span is not None)
    return found


def broken(text: str, start: int, end: int) -> tuple[bool, bool]:
    """Whether words of a passage begin, and end, in the middle of one of its sentences."""
    spans = whole_sentences(text)
    begin = any(one < start < other and _says(text[one:start]) for one, other in spans)
    return begin, any(one < end < other and _says(text[end:other]) for one, other in spans)


def _paragraphs(text: str) -> list[tuple[int, int]]:
    """Runs of lines that belong to one sentence flow."""
    starts = [0, *(match.end() for match in _LINE_END.finditer(text)), len(text)]
    runs: list[tuple[int, int]] = []
    for start, end in pairwise(starts):
        if runs and wraps(text[_line_start(text, runs[-1][1]) : runs[-1][1]].strip("\r\n"), text[start:end]):
            runs[-1] = (runs[-1][0], end)
        elif text[start:end].strip():
            runs.append((start, end))
    return runs


def _line_start(text: str, end: int) -> int:
    body = text[:end].rstrip("\r\n")
    return max(body.rfind("\n"), body.rfind("\r")) + 1


def _cuts(text: str, start: int, end: int) -> list[int]:
    return [
        match.end() for match in _ENDS.finditer(text, start, end) if not _ABBREVIATION.search(text, start, match.end())
    ]


def _tight(text: str, start: int, end: int) -> tuple[int, int] | None:
    """The span without bullets and blanks around it; None when nothing is left."""
    lead = _TRIM_START.match(text, start, end)
    start = lead.end() if lead else start
    body = text[start:end].rstrip(" \t\r\n|")
    return (start, start + len(body)) if _says(body) else None


def _says(text: str) -> bool:
    return any(letter.isalnum() for letter in text)


def _parts(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """A sentence in parts no longer than a quote may be, cut after a comma or the like where it has one."""
    words = [match.span() for match in re.finditer(r"\S+", text[start:end])]
    while len(words) > LONGEST_WORDS:
        pauses = [place for place in range(1, LONGEST_WORDS + 1) if text[start + words[place - 1][1] - 1] in ",;:"]
        cut = pauses[-1] if pauses else LONGEST_WORDS
        yield start + words[0][0], start + words[cut - 1][1]
        words = words[cut:]
    yield start + words[0][0], start + words[-1][1]
