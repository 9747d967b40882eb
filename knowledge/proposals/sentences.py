"""The sentences of what people type: punctuation is often missing, abbreviations are common."""

import re

_ABBREVIATION = r"(?<!\be\.g)(?<!\bi\.e)(?<!\betc)(?<!\bDr)(?<!\bMr)(?<!\bMrs)(?<!\bMs)(?<!\bNo)(?<!\bvs)"
_END = re.compile(rf"(?:{_ABBREVIATION}[.!?…]+[\"”’')\]]*\s+|\n+\s*(?:[-*•]\s*)?)")


def split(text: str) -> list[str]:
    """The sentences of a text, in order, trimmed; lines and bullets end one too."""
    found, start = [], 0
    for match in _END.finditer(text):
        found.append(text[start : match.end()])
        start = match.end()
    found.append(text[start:])
    return [sentence.strip().lstrip("-*• ") for sentence in found if sentence.strip(" \n-*•")]
