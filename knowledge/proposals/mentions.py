"""Where a text uses the words of a field's values, and how much each use says.

"I'm a practice nurse" says much about the setting, "like the hospital lot get" little: what stands before counts.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache

from knowledge.proposals.model import NOT_SAID, allowed

OTHER = "other"
WORD, HINT = 1.0, 0.4
_COMPARED, _AIMED_AT, _ABSENT, _SELF, _OURS, _PART_OF_TITLE = 0.35, 0.5, 0.4, 1.5, 1.25, 0.3
_ELSEWHERE = 0.4
_BEFORE = 40
"""Characters before a word that may change what it says."""

_COMPARISON = re.compile(
    r"(?:\b(?:like|than|unlike|as|just like|compared (?:to|with)|instead of|rather than|not just|same as"
    r"|(?:leave|leaving|quit|left) for)(?: (?:the|a|an|those|what|in|for|any|other|most))*)\s*$",
    re.IGNORECASE,
)
_AIM = re.compile(
    r"\b(?:become|becoming|became|overlooked for|passed over for|promoted (?:to|into)|get to be|route into|into being|"
    r"picked for|apply for|path to|step up to|move into|made up to|made|recognised as)(?: (?:the|a|an))?\s*$",
    re.IGNORECASE,
)
_NONE = re.compile(
    r"\b(?:none of|neither|nor|nobody|no one|not|before|in front of|over|asking|ringing|calling|phoning|without"
    r"|(?<!one )(?<!body )(?<!people )(?<!member )from)"
    r"(?: (?:the|a|an|any|our|three|four|six))*\s*$",
    re.IGNORECASE,
)
_WISHED_FOR = re.compile(r"'?s?\s+(?:jobs?|posts?|roles?|vacanc(?:y|ies)|positions?)\b", re.IGNORECASE)
_NUMBER = re.compile(
    r"\b(?:\d+|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|twenty|thirty|forty|"
    r"a dozen)\b"
)
"""What `#` stands for in a value's word: "a team of #"."""
_SPEAKER = re.compile(
    r"(?:\b(?:i'?m|i am|im|we'?re|we are|as|work as|working as|being)(?: (?:a|an|the|in|in a)(?: \w+)?)?|^)\s*$",
    re.IGNORECASE,
)
_MANAGED = re.compile(
    r"\b(?:manager|supervisor|leader|lead|head|boss)(?:s|es)? (?:of|for)(?: (?:the|our|all|these|those))?\s*$"
    r"|\bin charge of(?: (?:the|our|all))?\s*$",
    re.IGNORECASE,
)
"""In "managers of foster carers" the first word says the level."""
_IN_A = re.compile(
    r"(?: (?:nurse|manager|leader|lead|team|staff|assistant|worker)s?)?,?"
    r"(?: (?:here|working|based|employed|who works?))?"
    r" (?:in|at|for|with|of|on(?= (?:an?|the|our)\b)|inside|whose)"
    r"(?: (?:an?|the|our|my|one|this|large|small|big|busy))*(?: \w+)?\s*",
    re.IGNORECASE,
)
"""What may stand between a job and the place it is done."""
_OUR = re.compile(r"\b(?:our|my|your own|in an?|in the|every|each|new|newly promoted)\s*$", re.IGNORECASE)
_OF_A_LEVEL = ((_AIM, _AIMED_AT), (_NONE, _ABSENT), (_MANAGED, _PART_OF_TITLE))
"""What may stand before a word for a level, and how much the word then says."""
_THE_BOARD_OF = re.compile(r"\bon(?:to)? the (?:board|committee|panel|executive) of(?: the)?\s*$", re.IGNORECASE)
_DEALT_WITH = re.compile(
    r"\b(?:deal(?:s|ing|t)? with|(?:answer|report)(?:s|ing)? to|wait(?:s|ing)? (?:for|on)|chas(?:e|es|ing)"
    r"|(?:some|any)(?:body|one) from"
    r"|(?:letters?|calls?|referrals?|e?mails?) from|blamed? by|blames?|told by)(?: \w+){0,3}\s*$",
    re.IGNORECASE,
)
"""Before those whom the writer has to do with, and not where the writer is."""
_OF_A_PLACE = ((_THE_BOARD_OF, _SELF), (_DEALT_WITH, _ABSENT))


@dataclass(frozen=True)
class Mention:
    """One use of a value's word. `weight` is how much it says."""

    start: int
    end: int
    value: str
    word: str
    weight: float
    outright: bool
    """Whether it is one of the value's `words` and not only a hint."""


def mentions(field: str, text: str) -> list[Mention]:
    """All uses in the order of the text; of words that overlap only the longest count."""
    plain = text.replace("’", "'")
    pattern, known = _lexicon(field)
    found = []
    for start, end, typed in _apart(pattern, plain):
        word = _key(typed)
        word = word if word in known else _NUMBER.sub("#", word)
        for value, weight in known[word].items():
            if value == NOT_SAID:
                continue
            said = weight * _context(field, plain, start)
            if field == "level" and _WISHED_FOR.match(plain, end):
                said *= _AIMED_AT
            found.append(Mention(start, end, value, word, said, weight == WORD))
    if field == "setting":
        return _placed(found, plain)
    return [_as_part_of_title(mention, found, plain) for mention in found] if field == "level" else found


def _apart(pattern: re.Pattern[str], text: str) -> list[tuple[int, int, str]]:
    """Start, end and words of what the pattern finds: in "a home manager" not "a home" but "home manager"."""
    everywhere = [(match.start(), match.end(1), match[2]) for match in pattern.finditer(text)]
    kept: list[tuple[int, int, str]] = []
    for start, end, typed in sorted(everywhere, key=lambda each: (-len(each[2]), each[0])):
        if all(end <= other[0] or start >= other[1] for other in kept):
            kept.append((start, end, typed))
    return sorted(kept)


def _placed(found: Sequence[Mention], text: str) -> list[Mention]:
    """In "a paramedic in a surgery" the place says more than the job."""
    placed = list(found)
    for here, role in enumerate(found):
        for there in range(here + 1, len(found)):
            place = found[there]
            if place.value == role.value or not _IN_A.fullmatch(text[role.end : place.start]):
                continue
            placed[here] = replace(placed[here], weight=min(placed[here].weight, role.weight * _ELSEWHERE))
            placed[there] = replace(placed[there], weight=max(placed[there].weight, place.weight * _SELF))
    return placed


def _as_part_of_title(mention: Mention, found: Sequence[Mention], text: str) -> Mention:
    """In "paramedic team leader" the last words say the level."""
    heads = (other for other in found if other.outright and other.start >= mention.end and other.value != mention.value)
    if "#" not in mention.word and any(not text[mention.end : head.start].strip() for head in heads):
        return replace(mention, weight=mention.weight * _PART_OF_TITLE)
    return mention


def total(found: Sequence[Mention]) -> dict[str, float]:
    """How much is said for each value: each word once, further words less and less."""
    best: dict[tuple[str, str], float] = {}
    for mention in found:
        key = (mention.value, mention.word)
        best[key] = max(best.get(key, 0.0), mention.weight)
    totals: dict[str, float] = {}
    for value in dict.fromkeys(value for value, _ in best):  # of two that are even, the first said comes first
        weights = sorted((weight for (named, _), weight in best.items() if named == value), reverse=True)
        totals[value] = sum(weight * 0.6**place for place, weight in enumerate(weights))
    return totals


def _context(field: str, text: str, start: int) -> float:
    if field not in ("setting", "level"):
        return 1.0
    before = re.split(r"[.!?;:\n]", text[max(0, start - _BEFORE) : start])[-1] if start else ""
    if _COMPARISON.search(before):
        return _SELF if _SPEAKER.search(before) and re.match(r"\s*as\b", before, re.IGNORECASE) else _COMPARED
    for pattern, weight in _OF_A_LEVEL if field == "level" else _OF_A_PLACE:
        if pattern.search(before):
            return weight
    if _SPEAKER.search(before):
        return _SELF
    return _OURS if _OUR.search(before) else 1.0


@cache
def _lexicon(field: str) -> tuple[re.Pattern[str], dict[str, dict[str, float]]]:
    known: dict[str, dict[str, float]] = {}
    for value in allowed(field):
        named = () if value.name in (OTHER, NOT_SAID) else (value.name,)
        for weight, words in ((WORD, (*named, *value.words)), (HINT, value.hints)):
            for word in words:
                known.setdefault(_key(word), {})[value.name] = weight
    longest_first = sorted(known, key=len, reverse=True)
    spaced = "|".join(map(_spaced, longest_first))
    return re.compile(rf"(?<![\w'])(?=(({spaced})(?:'?s|s'|es)?)(?![\w]))", re.IGNORECASE), known


def _spaced(word: str) -> str:
    return re.escape(word).replace(r"\ ", r"[\s-]+").replace(r"\#", rf"(?:{_NUMBER.pattern})")


def _key(word: str) -> str:
    return re.sub(r"[\s-]+", " ", word.lower().replace("’", "'"))
