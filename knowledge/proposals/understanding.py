"""What a proposal says of itself, read from free text without a language model: the words people use, and meaning.

Nothing is guessed silently: a field is filled only when something in the text says it, with how sure that is.
"""

import re
from functools import cache

from knowledge.proposals.meaning import Embeds
from knowledge.proposals.model import NOT_SAID, Draft, Profile, Understanding, Value, allowed
from knowledge.proposals.titles import title
from knowledge.proposals.validation import THEMES_MOST, tidy

PROFILE_SURE = 0.5


class Reader:
    """Reads proposals. One embedding model serves all."""

    def __init__(self, embedder: Embeds) -> None:
        self._embedder = embedder

    def read(self, text: str, profile: Profile) -> Understanding:
        """The proposal as understood. What is not said stays "not said", unless the person's profile knows it."""
        text = tidy(text)
        fields: dict[str, str | tuple[str, ...]] = {}
        sure: dict[str, float] = {}
        for field in ("setting", "level", "aim", "acts", "region"):
            if found := _named(field, text):
                fields[field], sure[field] = found[0][0], found[0][1]
        if themes := _named("theme", text)[:THEMES_MOST]:
            fields["themes"] = tuple(name for name, _ in themes)
            sure["themes"] = themes[0][1]
        for field in ("setting", "level"):
            known = getattr(profile, field)
            if field not in fields and known != NOT_SAID:
                fields[field], sure[field] = known, PROFILE_SURE
        draft = Draft.model_validate({"proposal": text, "title": title(text), **fields})
        return Understanding(draft=draft, sure=sure)


def _named(field: str, text: str) -> list[tuple[str, float]]:
    found = []
    for value in allowed(field):
        count = len({match.lower() for match in _pattern(value).findall(text)}) if value.words else 0
        if count:
            found.append((value.name, min(0.95, 0.6 + 0.15 * count)))
    return sorted(found, key=lambda pair: -pair[1])


@cache
def _pattern(value: Value) -> re.Pattern[str]:
    words = sorted((value.name, *value.words), key=len, reverse=True)
    return re.compile(rf"(?<!\w)(?:{'|'.join(re.escape(word) for word in words)})(?:s|es)?(?!\w)", re.IGNORECASE)
