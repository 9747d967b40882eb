"""Names of people in what staff write, found by what stands around them: no model, no list of names, no network.

"Sister McAllenby", "our matron, Jane Felsham", "ask Priya Venkataraman". Places, wards, programmes and people known to
the public are left alone. Names typed without capitals are rarely found; `soundings evaluate privacy` measures it.
"""

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import yaml

from knowledge.proposals.model import allowed

_UPPER, _LOWER = "A-ZÀ-ÖØ-Þ", "a-zà-öø-ÿ"
_PART = rf"(?:(?:O['’]|Mc|Mac|St\s|El-|Al-)?[{_UPPER}][{_LOWER}]+(?:['’-][{_UPPER}]?[{_LOWER}]+)*)"
_BETWEEN = r"(?:\s(?:[A-Z]\.?|de|van|der|bin|ibn|al|el|ap|del|la|da|von|den)){0,2}\s"
ONE_OR_MORE = rf"({_PART}(?:{_BETWEEN}{_PART}){{0,3}})"
TWO_OR_MORE = rf"({_PART}(?:{_BETWEEN}{_PART}){{1,3}})"
_AFTER = (
    r"(?=\s*[,(–-]?\s*(?:she|he)(?:['’]|\s)|\s*,?\s(?:who|whose|told|said|says|retired|left|died|refused|blocks?|blocked|shouts?"
    r"|shouted|(?:is|was) (?:my|our|the|a|an|so|very|always|never|not|brilliant|great|lovely|useless|suspended)"
    r"|from (?:HR|IT|payroll|finance)|in (?:room|bed|bay|HR|payroll|finance)|on (?:our|the|my) (?:ward|unit|team))\b)"
)


def people(text: str) -> Iterator[tuple[int, int]]:
    """Start and end of each name of a person."""
    for rule, least in _rules():
        for match in rule.finditer(text):
            words = _trimmed(text, *match.span(1))
            if len(words) >= least and _is_person(text, words[0][0], words[-1][1]):
                yield words[0][0], words[-1][1]


@cache
def _words(kind: str) -> frozenset[str]:
    lists = yaml.safe_load((Path(__file__).parent / "names.yaml").read_text(encoding="utf-8"))
    return frozenset(str(word) for word in lists[kind])


@cache
def _rules() -> tuple[tuple[re.Pattern[str], int], ...]:
    """What stands around names; each with how many words a name found by it must have."""
    titles, roles, introductions, verbs = map(_any_of, ("titles", "roles", "introductions", "verbs"))
    named = r"(?:\s+(?:called|named|(?:is|was) called)|['’]s name(?: is|['’]s))\s+"
    two = (
        rf"(?<!\w)(?i:{roles})(?:\s*[,:(–-]\s*|\s+(?:is|was)\s+|\s+){TWO_OR_MORE}",
        rf"(?<!\w)(?i:{introductions})[\s,:]+{TWO_OR_MORE}",
        rf"(?<!\w)(?i:{verbs})\s+{TWO_OR_MORE}",
        rf"(?<!\w){TWO_OR_MORE}{_AFTER}",
        rf"(?<!\w)((?:{_any_of('first')})(?:{_BETWEEN}{_PART}){{1,2}})",
    )
    one = (
        rf"(?<!\w)(?i:{titles})\.?\s+(?:[A-Z]\.?\s+){{0,2}}{ONE_OR_MORE}",
        rf"(?<!\w)(?i:{roles}){named}{ONE_OR_MORE}",
        rf"(?<!\w)(?i:my name['’]?s|my name is)\s+{ONE_OR_MORE}",
        rf"(?<!\w)(?i:my|our|his|her|their)\s(?:[a-z]+\s)?(?i:{roles})\s*,?\s+{ONE_OR_MORE}(?=['’,]|\s[a-z])",
        rf"(?<!\w){ONE_OR_MORE}(?=\sfrom (?:HR|IT|payroll|finance)\b|\s?\((?:my|our|her|his)\s(?:\w+\s)?{roles}\b)",
        r"(?<!\w)(?i:mr|mrs)\.?\s+([A-Za-z][a-z'’-]+)",
    )
    return (*((re.compile(rule), 2) for rule in two), *((re.compile(rule), 1) for rule in one))


def _any_of(kind: str) -> str:
    longest_first = sorted(_words(kind), key=len, reverse=True)
    return "(?:" + "|".join(re.escape(word).replace("'", "['’]").replace(r"\ ", r"\s+") for word in longest_first) + ")"


def _trimmed(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """The words of a name, without "Ask" in "Ask Priya", and without "Ward" and what follows in "Jane Felsham Ward"."""
    words = [(start + word.start(), start + word.end()) for word in re.finditer(r"\S+", text[start:end])]
    while words and text[slice(*words[0])] in _words("never"):
        words.pop(0)
    ends = next((place for place, span in enumerate(words) if text[slice(*span)] in _words("never")), len(words))
    return words[:ends]


def _is_person(text: str, start: int, end: int) -> bool:
    name = text[start:end].removesuffix("'s").removesuffix("’s")
    if name in _words("public") or name.lower() in _places():
        return False
    follows = re.match(r"(?:['’]s)?\s+(?!nhs\s(?:no|num|number|id)?\W*\d)(\w+)", text[end:], re.IGNORECASE)
    return not (follows and follows[1].lower() in _words("organised"))


@cache
def _places() -> frozenset[str]:
    return frozenset(word.lower() for region in allowed("region") for word in (region.name, *region.words))
