"""Messages with nothing to work on: keyboard mash, other languages, abuse. And words outside the review's scope."""

import re

from bot.conversation.patterns import any_of
from bot.conversation.text import plain, words
from retrieval.rarity import rarity

STRANGE = 0.62
"""Mean rarity of words in English from which they are probably another language's."""
_INSULT = (
    r"(?:idiots?|moron|wankers?|twats?|arseholes?|bastards?|piece of (?:shit|crap)|shit|shite|dickheads?|cunts?|"
    r"pricks?|useless|stupid|"
    r"thick|dumb|bitch)"
)
_ABUSE = any_of(
    r"\b(?:f+u+c+k+|f\*+k?|fck|fuk)\s*(?:off|you|u|this|ing (?:bot|useless|stupid|idiot))\b",
    rf"\b(?:you(?:'re| are|r)?|u r|ur|this (?:bot|thing|is)|stupid|dumb|useless|crap|shit) "
    rf"(?:an? |so |all |just |such |fucking |bloody |useless |stupid )*(?:{_INSULT}|(?:stupid|useless) (?:ro)?bot)\b",
    r"\b(?:stupid|useless|crap|shit|dumb) (?:ro)?bot\b|\bshut up\b",
    r"^(?:piss off|sod off|bugger off|get lost|screw you|go to hell|wankers?|twats?|idiots?|bollocks|fuck|shit|crap|"
    r"bullshit|"
    r"arseholes?)\b[\s!.]*(?:you.*)?$",
)
_SERIOUS = re.compile(r"\b(?:should|need|managers?|training|staff|stop making)\b")
_OUTSIDE = any_of(
    r"\b(?:car park\w*|parking|canteen|vending|football|potholes?|trains|bus(?:es)?|"
    r"brexit|vaccin\w+|"
    r"mask wearing|prescription charges?|gp appointments?|waiting lists?|my operation|my appointment|scotland|"
    r"scottish|wales|welsh|"
    r"northern ireland|schools|police|council tax|income tax|vat|immigration|visas?|climate|recycling|uniforms?|"
    r"wi-?fi|laptops?|"
    r"printers?|toilets?|coffee|biscuits?|strikes?)\b",
)
_INSIDE = re.compile(
    r"\b(?:manag\w+|lead\w*|boards?|chief exec\w*|director\w*|executive\w*|supervis\w+|matron|train(?:ing|ed|ee)\w*|"
    r"coach\w*|mentor\w*|"
    r"career\w*|culture|staff voice|promotion|talent|decision\w*|accountab\w+|responsib\w+|appraisal\w*)\b"
)
_ROWS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
_IN_WORDS = frozenset(
    {"were", "wert", "erty", "rope", "tyui", "prop", "pert", "trew", "rewq", "weru", "poiu", "oiuy", "uiop"}
)
_COMMON = frozenset(
    re.findall(
        r"\S+",
        """
        the a an and or but of to in on at for with from by is are was were be been am do does did have has had i
        you he she it we they me us them my your our their this that these those not no yes so if as can will would
        should could more less all any some what when who how why where which there here about up out get got need
        want make go just like people staff time work pay care new manager managers
        """,
    )
)


def is_abuse(text: str) -> bool:
    """Whether it is only meant to hurt. A proposal with strong words in it is none."""
    said = plain(text)
    return bool(_ABUSE.search(said)) and len(words(said)) <= 12 and not _SERIOUS.search(said)


def is_outside_scope(text: str) -> bool:
    """Whether it speaks of something else than leading and managing in health and social care in England."""
    said = plain(text)
    return bool(_OUTSIDE.search(said)) and not _INSIDE.search(said)


def is_mash(text: str) -> bool:
    """Whether it is keyboard mash, a string of one letter, or only signs and emoji."""
    found = re.findall(r"[^\W\d_]+", plain(text))
    if not found:
        return True
    if sum(map(_mashed, found)) > len(found) / 2:
        return True
    return len(found) <= 3 and all(re.fullmatch(r"[a-z]{4,}", word) and rarity(word) == 1 for word in found)


def _mashed(word: str) -> bool:
    if len(word) < 4:
        return len(word) == 3 and len(set(word)) == 1
    if not re.fullmatch(r"[a-z]+", word):
        return False
    slides = {word[start : start + 4] for start in range(len(word) - 3)} - _IN_WORDS
    if any(part in row or part in row[::-1] for part in slides for row in _ROWS):
        return True
    if re.search(r"[bcdfghjklmnpqrstvwxz]{6}", word):
        return True
    return len(word) > 4 and (len(set(word)) <= 2 or (len(word) > 5 and not re.search(r"[aeiouy]", word)))


def is_foreign(text: str) -> bool:
    """Whether it is mostly in another script, or in words of another language."""
    letters = [letter for letter in text if letter.isalpha()]
    if not letters:
        return False
    if sum(letter > "\u024f" for letter in letters) > len(letters) / 2:
        return True
    found = words(text)
    if len(found) < 5 or set(found) & _COMMON:
        return False
    return sum(map(rarity, found)) / len(found) > STRANGE
