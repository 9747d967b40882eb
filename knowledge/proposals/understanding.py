"""What a proposal says of itself, read from free text without a language model: the words people use, and meaning.

Nothing is guessed silently: a field is filled only when something in the text says it, with how sure that is.
"""

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import Any

from knowledge.proposals.mentions import WORD, Mention, mentions, total
from knowledge.proposals.model import NOT_SAID, Draft, Profile, Understanding
from knowledge.proposals.sentences import implementation, outcome
from knowledge.proposals.theming import ThemeReader
from knowledge.proposals.titles import title
from knowledge.proposals.validation import tidy
from retrieval.embedding import Embedder

PROFILE_SURE = 0.5
QUOTED_SURE = 0.6
"""For the sentences we take for the outcome, or for what helps or hinders."""
ENOUGH = {"setting": 0.55, "level": 0.55, "aim": 0.9, "acts": 0.9, "region": 0.9}
"""Below this much said for its best value, a field is "not said"."""
FIRST = 0.35
"""What the word that comes first adds: people name what they speak of before what they compare it with."""
ACROSS, EVERY = "across the system", "every level"
_TOGETHER = re.compile(
    r"\b(?:between|both|joint|jointly|share[ds]?|swap|swaps|exchange|together|same|one|neither|move|side by side)\b",
    re.IGNORECASE,
)
_BESIDE = re.compile(r"[\s,/&]*(?:and|or|,|/|&)\s+(?:the |a )?")
_LIKEWISE = re.compile(r"\b(?:same|all|every|each|whatever|alike|equally|both|from)\b", re.IGNORECASE)
_ACTING = re.compile(
    r"\s*(?:\w+\s+){0,2}(?:should|must|needs? to|ought to|has to|have to|could|to (?:make|write|pay|fund|set))\b",
    re.IGNORECASE,
)


class Reader:
    """Reads proposals. One embedding model serves all."""

    def __init__(self, embedder: Embedder) -> None:
        self._themes = ThemeReader(embedder)

    def read(self, text: str, profile: Profile) -> Understanding:
        """The proposal as understood. What is not said stays "not said", unless the person's profile knows it."""
        text = tidy(text)
        fields: dict[str, Any] = {}
        sure: dict[str, float] = {}
        for field in ENOUGH:
            value, certainty = decide(field, text)
            if value != NOT_SAID:
                fields[field], sure[field] = value, certainty
        for field in ("setting", "level"):
            known = getattr(profile, field)
            if field not in fields and known != NOT_SAID:
                fields[field], sure[field] = known, PROFILE_SURE
        if themes := self._themes.read(text):
            fields["themes"], sure["themes"] = tuple(name for name, _ in themes), themes[0][1]
        for field, words in (("outcome", outcome(text)), ("implementation", implementation(text))):
            if words:
                fields[field], sure[field] = words, QUOTED_SURE
        return Understanding(draft=Draft(proposal=text, title=title(text), **fields), sure=sure)


def decide(field: str, text: str) -> tuple[str, float]:
    """The value of a field and how sure it is, 0 to 1; ("not said", 0) when nothing says enough."""
    found = mentions(field, text)
    if field == "acts":
        found = [mention for mention in found if _ACTING.match(text, mention.end)]
    if field == "setting" and _spans_settings(text, found):
        return ACROSS, 0.7
    if field == "level" and _spans_levels(text, found):
        return EVERY, 0.7
    scores = total(found)
    if not scores:
        return NOT_SAID, 0.0
    first = next((mention for mention in found if mention.outright), found[0])
    scores[first.value] += FIRST * min(1.0, first.weight)
    (value, best), *others = sorted(scores.items(), key=lambda pair: -pair[1])
    if best < ENOUGH[field]:
        return NOT_SAID, 0.0
    second = others[0][1] if others else 0.0
    return value, min(0.95, 0.5 + 0.3 * (best - second) + 0.1 * best)


def _spans_settings(text: str, found: Sequence[Mention]) -> bool:
    """Whether several settings are spoken of together: three of them, or two side by side that share something."""
    named = [mention for mention in found if mention.outright and mention.value != ACROSS and mention.weight >= WORD]
    if len({mention.value for mention in named}) >= 3:
        return True
    beside = any(
        one.value != other.value and _BESIDE.fullmatch(text[one.end : other.start]) for one, other in pairwise(named)
    )
    return beside and bool(_TOGETHER.search(text))


def _spans_levels(text: str, found: Sequence[Mention]) -> bool:
    """Whether the front line and the top are spoken of alike: "a care assistant, a consultant and a chief exec"."""
    named = {mention.value for mention in found if mention.outright and mention.weight >= WORD}
    return {"front line", "senior leader or board"} <= named and bool(_LIKEWISE.search(text))
