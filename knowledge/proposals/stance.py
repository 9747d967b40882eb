"""Whether two texts pull in opposite directions. An embedding cannot tell: opposites use the same words.

What a text is against ("no", "should not", "stop", "rather than") is compared with what the other is for. Words that
are each other's contrary ("more" and "fewer", "compulsory" and "voluntary") count where they stand by the same words.
Saying that something is lacking ("we have no …", "we never get …") is not being against it.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from knowledge.proposals.contraries import AMOUNTS, CONTRARIES, DOWNWARDS, UPWARDS
from retrieval.alignment import stem
from retrieval.keywords import STOP_WORDS
from retrieval.rarity import rarity

_WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)*")
_CLAUSE = re.compile(
    r"[.;:!?,\n]+|\s[-–—]\s|\b(?:but|because|so that|since|although|while|whereas|which)\b"
    r"|\band(?= (?:not|stop|do not|don't|no|never)\b)"
    r"|(?=\b(?:rather than|instead of|as opposed to|not just|apart from|other than)\b)",
    re.IGNORECASE,
)
_AGAINST = re.compile(
    r"\b(?:(?:should|must|shall|need|ought|would|could|can)(?:n't| not| never)|cannot|needn't|not be|never|no more"
    r"|(?:do not|don't) (?:let|make|give|allow|force|want|think)|do(?:es)?(?:n't| not) (?:need|have to)|no longer"
    r"|definitely not|stop|ban|abolish|scrap|end|prohibit|forbid|axe|get rid of|do away with|oppose|reject|drop|ditch"
    r"|(?:i'm|i am|we are|we're) against|rather than|instead of|as opposed to|remove|halt|cease|avoid)\b"
    r"|^\s*(?:please\s+)?(?:no|not|don't|do not)\b(?! just)",
    re.IGNORECASE,
)
_LACKING = re.compile(
    r"(?<!should )(?<!must )(?<!shall )(?<!ought )(?<!could )"
    r"\b(?:do(?:es)?n't|do(?:es)? not|never|not|without|no one|nobody)\s+(?:to\s+)?(?:really |even |ever )?"
    r"(?:have|has|get|gets|exist|offer(?:ed)?|enough|see|hear|know|feel|taught|told|asked)\b"
    r"|\bthere (?:is|are|was) no\b|\b(?:have|has|had|with) no\b|\black of\b",
    re.IGNORECASE,
)
_NEITHER = re.compile(
    r"\b(?:without|unless|until|before|apart from|other than|not just|(?:not|n't) mean)\b", re.IGNORECASE
)
"""A clause that is neither for nor against: "never without" is for it, "apart from" leaves it be."""
_TURNED = 0.5
"""Share of what one is against, by rarity of its words, that the other must be for."""
_TROUBLES = frozenset(
    stem(word) for word in ("issues", "problems", "barriers", "delays", "waste", "obstacles", "stress")
)
"""Less of these is what everybody wants."""
_NEAR = 3
"""How many telling words beside a contrary word say what it is about."""


@dataclass(frozen=True)
class Stance:
    """What a text is for and against: the stems of its telling words."""

    wanted: frozenset[str]
    unwanted: tuple[frozenset[str], ...]
    """A set for each thing it is against."""
    about: dict[str, frozenset[str]]
    """Each word that has a contrary, with the words it stands by."""
    negations: int
    amounts: tuple[bool, bool]
    """Whether it asks for more of something, and for less of something."""
    numbers: frozenset[str]


def stance(text: str) -> Stance:
    """Reads what a text is for and against."""
    plain = text.replace("’", "'").lower()
    wanted: set[str] = set()
    unwanted = []
    about: dict[str, frozenset[str]] = {}
    for clause in _CLAUSE.split(plain):
        stems = frozenset(_telling(_WORD.findall(clause)))
        if not _AGAINST.search(_LACKING.sub(" ", clause)):
            wanted |= stems
            about |= _about(clause)
        elif stems and not _NEITHER.search(clause):
            unwanted.append(stems)
    negations = sum(word in ("no", "not", "never", "without") or word.endswith("n't") for word in _WORD.findall(plain))
    said = frozenset(_WORD.findall(plain))
    amounts = (bool(said & UPWARDS), bool(said & DOWNWARDS))
    numbers = frozenset(re.findall(r"\d[\d,.]*", plain))
    return Stance(frozenset(wanted), tuple(unwanted), about, negations, amounts, numbers)


def opposed(one: Stance, other: Stance) -> bool:
    """Whether one is for what the other is against, or each uses the contrary of the other's word."""
    return _turned(one, other) or _turned(other, one) or _contrary(one, other)


def _turned(one: Stance, other: Stance) -> bool:
    for against in one.unwanted:
        shared = any(_share(against, others) >= _TURNED for others in other.unwanted)
        if not shared and _share(against, other.wanted) >= _TURNED:
            return True
    return False


def _contrary(one: Stance, other: Stance) -> bool:
    for first, second in ((one, other), (other, one)):
        for word, beside in first.about.items():
            contraries = CONTRARIES[word] & second.about.keys()
            if any(beside & second.about[contrary] for contrary in contraries) and word not in second.about:
                return True
    return False


def _about(clause: str) -> dict[str, frozenset[str]]:
    words = _WORD.findall(clause)
    places = [place for place, word in enumerate(words) if word in CONTRARIES]
    found = {words[place]: frozenset(_beside(words, place)) for place in places}
    return {word: beside for word, beside in found.items() if not beside & _TROUBLES}


def _beside(words: list[str], place: int) -> list[str]:
    after = _telling(words[place + 1 :])[:_NEAR]
    return after if after and words[place] in AMOUNTS else [*_telling(words[:place])[-_NEAR:], *after]


def _share(stems: frozenset[str], among: Iterable[str]) -> float:
    weights = {word: rarity(word) for word in stems}
    total = sum(weights.values())
    return sum(weight for word, weight in weights.items() if word in among) / total if total else 0.0


def _telling(words: Iterable[str]) -> list[str]:
    return [stem(word) for word in words if word not in STOP_WORDS and not _AGAINST.fullmatch(word)]
