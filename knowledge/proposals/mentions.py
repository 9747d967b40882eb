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
    r"(?:\b(?:i'?m|i am|im|we'?re|we are|as|work as|working as|being)(?: (?:a|an|the|in|in a))?|^)\s*$", re.IGNORECASE
)
_MANAGED = re.compile(
    r"\b(?:manager|supervisor|leader|lead|head|boss)(?:s|es)? (?:of|for)(?: (?:the|our|all|these|those))?\s*$"
    r"|\bin charge of(?: (?:the|our|all))?\s*$",
    re.IGNORECASE,
)
"""In "managers of foster carers" the first word says the level."""
_OUR = re.compile(r"\b(?:our|my|your own|in an?|in the|every|each|new|newly promoted)\s*$", re.IGNORECASE)
_OF_A_LEVEL = ((_AIM, _AIMED_AT), (_NONE, _ABSENT), (_MANAGED, _PART_OF_TITLE))
"""What may stand before a word for a level, and how much the word then says."""


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
    """All uses in the order of the text; of words inside longer words only the longest count."""
    plain = text.replace("’", "'")
    pattern, known = _lexicon(field)
    found = []
    for match in pattern.finditer(plain):
        word = _key(match[1])
        word = word if word in known else _NUMBER.sub("#", word)
        for value, weight in known[word]:
            said = weight * _context(field, plain, match.start())
            if field == "level" and _WISHED_FOR.match(plain, match.end()):
                said *= _AIMED_AT
            found.append(Mention(match.start(), match.end(), value, word, said, weight == WORD))
    return [_as_part_of_title(mention, found, plain) for mention in found] if field == "level" else found


def _as_part_of_title(mention: Mention, found: Sequence[Mention], text: str) -> Mention:
    """In "paramedic team leader" the last words say the level."""
    heads = (other for other in found if other.outright and other.start >= mention.end and other.value != mention.value)
    if any(not text[mention.end : head.start].strip() for head in heads):
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
    if field == "level":
        for pattern, weight in _OF_A_LEVEL:
            if pattern.search(before):
                return weight
    if _SPEAKER.search(before):
        return _SELF
    return _OURS if _OUR.search(before) else 1.0


@cache
def _lexicon(field: str) -> tuple[re.Pattern[str], dict[str, list[tuple[str, float]]]]:
    known: dict[str, list[tuple[str, float]]] = {}
    for value in allowed(field):
        if value.name == NOT_SAID:
            continue
        named = () if value.name == OTHER else (value.name,)
        for weight, words in ((WORD, (*named, *value.words)), (HINT, value.hints)):
            for word in words:
                known.setdefault(_key(word), []).append((value.name, weight))
    longest_first = sorted(known, key=len, reverse=True)
    spaced = "|".join(map(_spaced, longest_first))
    return re.compile(rf"(?<![\w'])({spaced})(?:'?s|s'|es)?(?![\w])", re.IGNORECASE), known


def _spaced(word: str) -> str:
    return re.escape(word).replace(r"\ ", r"[\s-]+").replace(r"\#", rf"(?:{_NUMBER.pattern})")


def _key(word: str) -> str:
    return re.sub(r"[\s-]+", " ", word.lower().replace("’", "'"))
