"""Seeing that one message holds two proposals.

Pure functions; only marked cases count, as most second sentences explain the first.
"""

import re

from bot.conversation import speech
from bot.conversation.text import sentences, tidy
from knowledge.proposals.model import SHORTEST

_ITEM = re.compile(r"^\s*(?:[-*•–]|\(?\d{1,2}[.)])\s+(.+)$")
_ANOTHER = re.compile(
    r"^(?:and |also,? |oh,? )?(?:another (?:thing|idea|suggestion|proposal|one)|second(?:ly)?|my (?:second|other) "
    r"(?:idea|suggestion|proposal)|separately|on another (?:note|subject|matter)|"
    r"a (?:second|different|separate) (?:idea|suggestion|proposal|thing)|also separately|unrelated|on a different "
    r"(?:note|subject)|third(?:ly)?)\b[\s,:;–-]*(?:is that |is |that )?",
    re.IGNORECASE,
)
_FIRST = re.compile(
    r"^(?:i have )?(?:two|2) (?:things|ideas|suggestions|proposals|points)\b[^:.\n]*[:.\n]\s*|^first(?:ly)?\b[\s,:]*",
    re.IGNORECASE,
)


def two_proposals(text: str) -> tuple[str, str] | None:
    """The first proposal of a message and all that comes after it; None when it holds one."""
    parts = _items(text) or _marked(text)
    if parts is None or any(len(part) < SHORTEST for part in parts):
        return None
    return parts


def _items(text: str) -> tuple[str, str] | None:
    lines = [match[1].strip() for line in tidy(text).splitlines() if (match := _ITEM.match(line))]
    if len(lines) < 2 or any(speech.act(line) != "proposal" for line in lines[:2]):
        return None
    return lines[0], "\n".join(lines[1:])


def _marked(text: str) -> tuple[str, str] | None:
    parts = sentences(text)
    for place, sentence in enumerate(parts[1:], 1):
        match = _ANOTHER.match(sentence)
        later = " ".join([_ANOTHER.sub("", sentence), *parts[place + 1 :]]).strip()
        if match and later and speech.act(later) in ("proposal", "statement"):
            first = _FIRST.sub("", _FIRST.sub("", " ".join(parts[:place]))).strip()
            return _capital(first), _capital(later)
    return None


def _capital(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}"
