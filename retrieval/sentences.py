"""Sentences of a passage, with exact offsets: what a quote is made of."""

import re
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
    """Start and end of each sentence, list item, table row or heading of a passage, in order."""
    found: list[tuple[int, int]] = []
    for start, end in _paragraphs(text):
        cuts = [start, *(cut for cut in _cuts(text, start, end)), end]
        found.extend(span for span in (_tight(text, *ends) for ends in pairwise(cuts)) if span is not None)
    return found


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
    """The span without bullets and blanks around it, and no longer than a quote may be; None when nothing is left."""
    lead = _TRIM_START.match(text, start, end)
    start = lead.end() if lead else start
    body = text[start:end].rstrip(" \t\r\n|")
    if not any(letter.isalnum() for letter in body):
        return None
    places = [match.end() for match in re.finditer(r"\S+", body)]
    if len(places) > LONGEST_WORDS:
        body = body[: places[LONGEST_WORDS - 1]]
    return start, start + len(body)
