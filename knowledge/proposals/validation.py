"""What may be kept as a proposal: its length, its letters, allowed values. Says what to change."""

import re
import unicodedata

from knowledge.proposals.model import LONGEST, NOT_SAID, SHORTEST, STATUSES, Draft, names
from retrieval.errors import Refused

TITLE_LONGEST = 120
FIELD_LONGEST = 1_000
THEMES_MOST = 3
_SPACES = re.compile(r"[^\S\n]+")
_BLANK_LINES = re.compile(r"\s*\n\s*\n\s*")


def tidy(text: str) -> str:
    """The same words without control characters, odd spaces and runs of blank lines."""
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    text = "".join(letter for letter in text if letter == "\n" or not _is_control(letter))
    return _BLANK_LINES.sub("\n\n", _SPACES.sub(" ", text)).strip()


def why_refused(words: str) -> str:
    """Why these (tidy) words cannot be a proposal, as one sentence; "" when they can."""
    if not words:
        return "It is empty."
    if len(words) < SHORTEST:
        return f"It is too short to act on ({len(words)} characters; at least {SHORTEST})."
    if len(words) > LONGEST:
        return f"It is too long ({len(words):,} characters; at most {LONGEST:,})."
    if sum(letter.isalpha() for letter in words) < SHORTEST // 2:
        return "It has hardly any words."
    return ""


def checked(draft: Draft) -> Draft:
    """The draft, tidied. Raises Refused when it cannot be kept."""
    words = tidy(draft.proposal)
    if reason := why_refused(words):
        raise Refused(f"This cannot be kept as a proposal. {reason}")
    for field in ("setting", "level", "aim", "acts", "region"):
        check_value(field, getattr(draft, field))
    for theme in draft.themes:
        check_value("theme", theme)
    return draft.model_copy(
        update={
            "proposal": words,
            "title": tidy(draft.title).replace("\n", " ")[:TITLE_LONGEST],
            "themes": tuple(dict.fromkeys(draft.themes))[:THEMES_MOST],
            "implementation": tidy(draft.implementation)[:FIELD_LONGEST],
            "outcome": tidy(draft.outcome)[:FIELD_LONGEST],
        }
    )


def check_value(field: str, value: str) -> None:
    """Raise Refused, with what there is to choose from, unless the value is one of the field's (or a status)."""
    known = STATUSES if field == "status" else names(field)
    if value not in known:
        offered = ", ".join(name for name in known if name != NOT_SAID)
        raise Refused(f"“{value[:60]}” is not a {field} we know. Choose one of: {offered}.")


def _is_control(letter: str) -> bool:
    return letter != "\t" and unicodedata.category(letter) in ("Cc", "Cs", "Co", "Cn")
