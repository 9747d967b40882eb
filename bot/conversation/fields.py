"""Reading the values of a proposal's fields from a few words: "it's social care", "level: everyone". Pure functions."""

import re
from functools import cache

from rapidfuzz import fuzz, process

from bot.conversation.text import core, plain
from knowledge.proposals.model import NOT_SAID, allowed, names

VALUED = ("setting", "level", "theme", "aim", "acts", "region")
"""Fields whose values are given."""
WRITTEN = ("title", "proposal", "implementation", "outcome")
"""Fields in the person's words."""
_NAMES = {
    "setting": "setting", "place": "setting", "sector": "setting", "where": "setting", "service": "setting",
    "workplace": "setting", "level": "level", "grade": "level", "seniority": "level", "role": "level",
    "theme": "theme", "themes": "theme", "topic": "theme", "aim": "aim", "goal": "aim", "region": "region",
    "area": "region", "acts": "acts", "who acts": "acts", "who would act": "acts", "who would have to act": "acts",
    "title": "title", "heading": "title", "name": "title", "headline": "title", "proposal": "proposal",
    "text": "proposal", "wording": "proposal", "words": "proposal", "it": "proposal", "idea": "proposal",
    "whole thing": "proposal", "implementation": "implementation", "what would help": "implementation",
    "outcome": "outcome", "result": "outcome", "what would be better": "outcome",
}  # fmt: skip
_UNSAID = frozenset({
    "not said", "not sure", "none", "nothing", "blank", "empty", "skip", "don't know", "dunno", "rather not say",
    "prefer not to say", "unknown", "n/a", "leave it", "leave it out", "leave it blank",
})  # fmt: skip
_FILLER = re.compile(
    r"^(?:(?:it's|its|it is|that's|that is|this is|should be|should say|is|was|i'm|i am|we're|we are|i work|we work|"
    r"make it|"
    r"set it|put|for|about|at|in|on|to|from|all|only|mainly|mostly|more like|really|the|a|an|of|with|work|working|"
    r"based)\s+)+"
)
CLOSE = 88


def field_named(typed: str) -> str:
    """The field a person names, or ""."""
    return _NAMES.get(re.sub(r"^(?:the|my|its) ", "", core(typed)), "")


def value_of(field: str, typed: str) -> str:
    """The allowed value of one field that a few typed words mean, or ""."""
    said = _bare(typed)
    if said in _UNSAID:
        return NOT_SAID if NOT_SAID in names(field) else ""
    found = _exact(field, said) or _exact(field, re.sub(r"(?:e?s)$", "", said)) or _inside(field, said)
    return found or _part(field, said) or _near(field, said)


def values_in(typed: str, fields: tuple[str, ...] = ("setting", "level")) -> tuple[tuple[str, str], ...]:
    """Every field whose value a few typed words mean: "care home managers" is a setting and a level."""
    said = _bare(typed)
    if said in _UNSAID:
        return ()
    exact = [(field, value) for field in fields if (value := _exact(field, said) or _exact(field, said.rstrip("s")))]
    if exact and any(value == said for _, value in exact):
        return tuple(pair for pair in exact if pair[1] == said)
    for read in (_inside, _part, _near):
        if pairs := tuple((field, value) for field in fields if (value := read(field, said))):
            return pairs if read is _inside else pairs[:1]
    return ()


def exact_values(typed: str) -> tuple[tuple[str, str], ...]:
    """The setting and level that a few words name and nothing else: "ward manager", "hospital"."""
    said = _bare(typed)
    found = ((field, _exact(field, said) or _exact(field, said.rstrip("s"))) for field in ("setting", "level"))
    return tuple((field, value) for field, value in found if value)


def _bare(typed: str) -> str:
    said = core(typed)
    return _FILLER.sub("", said).strip(" .,!") or said


@cache
def _known(field: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for value in allowed(field):
        for word in (value.name, *value.words):
            found.setdefault(plain(word), value.name)
    return found


def _exact(field: str, said: str) -> str:
    return _known(field).get(said, "")


@cache
def _pattern(field: str) -> re.Pattern[str]:
    longest_first = sorted(_known(field), key=len, reverse=True)
    return re.compile(rf"(?<!\w)({'|'.join(map(re.escape, longest_first))})(?:e?s)?(?!\w)")


def _inside(field: str, said: str) -> str:
    found = sorted(_pattern(field).findall(said), key=len, reverse=True)
    return _known(field)[found[0]] if found else ""


def _part(field: str, said: str) -> str:
    """The one value in whose name all the words stand: "community" is "community and mental health"."""
    given = set(said.split()) - {"and", "the", "of", "or"}
    found = [name for name in names(field) if given and given <= set(plain(name).split()) and name != NOT_SAID]
    return found[0] if len(found) == 1 else ""


def _near(field: str, said: str) -> str:
    if len(said) < 5 or len(said) > 60:
        return ""
    best = process.extractOne(
        said, [word for word in _known(field) if len(word) > 4], scorer=fuzz.ratio, score_cutoff=CLOSE
    )
    return _known(field)[best[0]] if best else ""
