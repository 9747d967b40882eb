"""What a proposal says of itself, read from free text without a language model: the words people use, and meaning.

Nothing is guessed silently: a field is filled only when something in the text says it, with how sure that is.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Any

from knowledge.proposals.learning import said
from knowledge.proposals.meaning import vectors
from knowledge.proposals.mentions import WORD, Mention, mentions, total
from knowledge.proposals.model import NOT_SAID, Draft, Profile, Understanding
from knowledge.proposals.sentences import implementation, outcome, split
from knowledge.proposals.theming import themes
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
MEANING_SHARE = 1.1
"""What the meaning of the whole counts beside the words."""
MEANING_NEEDS = 0.1
"""How much more must be said for a value where meaning counts too."""
MEANING_SURE = 0.5
"""Where no word names a value and only the whole means it."""
NOTHING: Mapping[str, float] = {}
ACROSS, EVERY = "across the system", "every level"
_TOGETHER = re.compile(
    r"\b(?:between|both|joint|jointly|share[ds]?|swap|swaps|exchange|together|same|one|neither|each other|move"
    r"|side by side)\b",
    re.IGNORECASE,
)
_BESIDE = re.compile(r"(?:\s\w+){0,2}?[\s,/&]*(?:\band|\bor|\bto|,|/|&)\s+(?:the |an? |our )?")
_LIKEWISE = re.compile(
    r"\b(?:same|(?<!at )all|whatever|alike|equally|both|from"
    r"|(?:every|each)(?! (?:\w+ )?(?:day|week|fortnight|month|quarter|year|shift)s?\b))\b",
    re.IGNORECASE,
)
_AND_THE_BOSS = re.compile(
    r"\b(?:the|a) \w+,? (?:and|the|a) (?:(?:the|a) )?(?:\w+ and (?:the )?)?"
    r"(?:manager|boss|owner|partner|director|chief)s? (?:all|both|together|alike)\b",
    re.IGNORECASE,
)
_AS_STAFF = re.compile(
    r"\b(?:(?:let|give|pay|help|tell|trust|send|train|believe|sponsor|include|invite|show|listen to|for) us"
    r"|at my level|(?:most|some|those|half|one) of us|the staff who"
    r"|(?:nobody|no one|never) (?:ever )?(?:asks?|tells?|asked|told) us"
    r"|(?:we|i) (?:look after|care for|see) (?:people|patients|residents|families))\b",
    re.IGNORECASE,
)
"""Speaks as one of those who do the work, where no job is named."""
AS_STAFF_SURE = 0.5
_FROM = re.compile(r"\bfrom (?:an? |the )?$", re.IGNORECASE)
_TO = re.compile(r" (?:up |right |down )*to (?:an? |the )?", re.IGNORECASE)
_ACTING = re.compile(
    r"\s*(?:\w+\s+){0,2}(?:should|must|needs? to|ought to|has to|have to|could|to (?:make|write|pay|fund|set))\b",
    re.IGNORECASE,
)


class Reader:
    """Reads proposals. One embedding model serves all."""

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder

    def read(self, text: str, profile: Profile) -> Understanding:
        """The proposal as understood. What is not said stays "not said", unless the person's profile knows it."""
        text = tidy(text)
        fields: dict[str, Any] = {}
        sure: dict[str, float] = {}
        vector = vectors(self._embedder, [text])[0]
        for field in ENOUGH:
            value, certainty = decide(field, text, said(self._embedder, field, vector))
            if value != NOT_SAID:
                fields[field], sure[field] = value, certainty
        if found := themes(self._embedder, text, vector):
            fields["themes"], sure["themes"] = tuple(name for name, _ in found), found[0][1]
        for field, words in (("outcome", outcome(text)), ("implementation", implementation(text))):
            if words:
                fields[field], sure[field] = words, QUOTED_SURE
        read = Understanding(draft=Draft(proposal=text, title=title(text), **fields), sure=sure)
        return self.with_profile(read, profile)

    def with_profile(self, read: Understanding, profile: Profile) -> Understanding:
        """What was read, with what the person told before where the words hardly say it."""
        sure = dict(read.sure)
        fields: dict[str, str] = {}
        for field in ("setting", "level"):
            known = getattr(profile, field)
            if known != NOT_SAID and sure.get(field, 0.0) <= AS_STAFF_SURE:
                fields[field], sure[field] = known, PROFILE_SURE
        return Understanding(draft=read.draft.model_copy(update=fields), sure=sure)


def decide(field: str, text: str, meaning: Mapping[str, float] = NOTHING) -> tuple[str, float]:
    """The value of a field and how sure it is, 0 to 1; ("not said", 0) when nothing says enough.

    `meaning` is how much the whole text speaks of each value, where known; it decides where the words hardly do.
    """
    found = mentions(field, text)
    if field == "acts":
        found = [mention for mention in found if _ACTING.match(text, mention.end)]
    if field == "setting" and _spans_settings(text, found):
        return ACROSS, 0.7
    if field == "level" and _spans_levels(text, found):
        return EVERY, 0.7
    scores = _scores(field, found, meaning)
    value = max(scores, key=lambda name: scores[name])
    if value == NOT_SAID:
        return _without_words(field, text)
    if not found:
        return value, MEANING_SURE
    best = scores.pop(value)
    second = max((score for name, score in scores.items() if name != NOT_SAID), default=0.0)
    return value, min(0.95, 0.5 + 0.3 * (best - second) + 0.1 * best)


def _scores(field: str, found: Sequence[Mention], meaning: Mapping[str, float]) -> dict[str, float]:
    """How much the words, and the meaning of the whole, say for each value; for "not said" how much is enough."""
    scores = total(found)
    if found:
        first = next((mention for mention in found if mention.outright), found[0])
        scores[first.value] += FIRST * min(1.0, first.weight)
    scores[NOT_SAID] = ENOUGH[field] + (MEANING_NEEDS if meaning else 0.0)
    for value, share in meaning.items():
        scores[value] = scores.get(value, 0.0) + MEANING_SHARE * share
    return scores


def _without_words(field: str, text: str) -> tuple[str, float]:
    """What can be said where no word names a value."""
    if field == "level" and _AS_STAFF.search(text):
        return "front line", AS_STAFF_SURE
    return NOT_SAID, 0.0


def _spans_settings(text: str, found: Sequence[Mention]) -> bool:
    """Whether several settings are spoken of together: three, or two side by side that share something."""
    if _one_place_first(text, found):
        return False
    if any(len(values) >= 3 for values in _lists(text, found)):
        return True
    named = [mention for mention in found if mention.outright and mention.value != ACROSS and mention.weight >= WORD]
    if len({mention.value for mention in named}) >= 3:
        return True
    beside = any(
        one.value != other.value and _BESIDE.fullmatch(text[one.end : other.start]) for one, other in pairwise(named)
    )
    return beside and bool(_TOGETHER.search(text))


def _one_place_first(text: str, found: Sequence[Mention]) -> bool:
    """Whether a first sentence of several says where the writer is: "I own two care homes. The council and CQC …"."""
    opening, *more = split(text) or [""]
    named = {mention.value for mention in found if mention.outright and mention.start < len(opening)}
    return bool(more) and len(named - {ACROSS}) == 1 and ACROSS not in named and not _TOGETHER.search(opening)


def _lists(text: str, found: Sequence[Mention]) -> Iterator[set[str]]:
    """The values named in each list such as "the acute, community and council", hints too."""
    values: set[str] = set()
    end = -1
    for mention in found:
        if mention.start >= end and not _BESIDE.fullmatch(text[max(end, 0) : mention.start]):
            yield values
            values = set()
        values.add(mention.value)
        end = max(end, mention.end)
    yield values


def _alike(text: str, named: Sequence[Mention]) -> bool:
    """Whether the text likens people; "every nurse should meet her director" speaks of nurses alone."""
    found = list(_LIKEWISE.finditer(text))
    of_one = [match for match in found if any(mention.start == match.end() + 1 for mention in named)]
    return len(of_one) < len(found) or len(of_one) > 1


def _spans_levels(text: str, found: Sequence[Mention]) -> bool:
    """Whether the front line and the top are spoken of alike: "a care assistant, a consultant and a chief exec"."""
    if _AND_THE_BOSS.search(text) or any(one.value == EVERY and one.word.startswith("from ") for one in found):
        return True
    ends = {"front line", "senior leader or board"}
    outright = [mention for mention in found if mention.outright]
    if ends <= {mention.value for mention in outright if mention.weight >= WORD} and _alike(text, outright):
        return True
    return any(
        {one.value, other.value} == ends
        and _FROM.search(text[: one.start])
        and _TO.fullmatch(text[one.end : other.start])
        for one, other in pairwise(outright)
    )
