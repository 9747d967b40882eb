"""A short title for a proposal, from its own words."""

import re

from knowledge.proposals.sentences import split

LONGEST_TITLE = 80
_OPENING = re.compile(
    r"^(?:(?:hi|hello|hey|dear \w+|so|ok|okay|well|please|honestly|basically|personally|actually|then|also"
    r"|right|and|but|first(?:ly)?|second(?:ly)?|two things)\b[\s,.!:-]*)*"
    r"(?:(?:i|we)\s+(?:really\s+|strongly\s+|just\s+)?(?:think|believe|feel|reckon|suggest|propose|would suggest"
    r"|would like to (?:suggest|propose|see)|want to (?:suggest|propose)"
    r"|would love to see|would like|want)\s+(?:that\s+)?"
    r"|my (?:proposal|suggestion|idea)(?: is| would be)?[:,]?\s+(?:that\s+|to\s+)?"
    r"|(?:proposal|suggestion|idea)\s*[:-]\s*|in my (?:opinion|view),?\s+|it would be (?:good|great|better) if\s+"
    r"|(?:can|could) (?:we|you|they|there)(?: please| all)? (?:have|get|be)\s+"
    r"|(?:we|you|they) (?:should|must|need to|ought to)\s+)?",
    re.IGNORECASE,
)
_ASKS_FOR = re.compile(
    r"\b(?:should|must|ought|needs? to|have to|has to|could|let|give|make|stop|start|please|want|would like|i'd like"
    r"|train|pay|fund|publish|put|bring|hold|open"
    r"|set up|create|introduce|cut|scrap|treat|teach|invite|allow|what (?:we|i) need|(?:could|should|would)n['’]?t)\b",
    re.IGNORECASE,
)
_REASON = re.compile(r"(?:because|so that|otherwise|for example|e\.g|the reason)\b", re.IGNORECASE)
"""Begins a sentence that says why, and not what."""
_BREAK = re.compile(r"(?:\s[-–—]\s|[;:,]\s|\s(?:because|so that|since|as this|which would|rather than)\s)")


def title(text: str) -> str:
    """The first sentence that asks for something, else that says something; without its opening, cut at a break."""
    for sentence in sorted(split(text), key=_says_why_or_nothing):
        words = _OPENING.sub("", sentence, count=1).strip(" .!?\"“”'")
        if len(words) >= 10:
            return _shortened(words[:1].upper() + words[1:])
    return _shortened(text.strip()[:1].upper() + text.strip()[1:])


def _says_why_or_nothing(sentence: str) -> bool:
    return bool(_REASON.match(sentence)) or not _ASKS_FOR.search(sentence)


def _shortened(words: str) -> str:
    if len(words) <= LONGEST_TITLE:
        return words
    breaks = [match.start() for match in _BREAK.finditer(words) if 20 <= match.start() <= LONGEST_TITLE]
    if breaks:
        return words[: breaks[-1]].rstrip(" ,;:")
    return words[: LONGEST_TITLE - 1].rsplit(" ", 1)[0].rstrip(" ,;:") + "…"
