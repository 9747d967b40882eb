"""Questions as people type them: several in a message, short forms, follow-ups that lean on the question before."""

import re

from retrieval import decisive
from retrieval.alignment import stem
from retrieval.glossary import Glossary
from retrieval.keywords import words

_ASKING = (
    r"(?:who|whom|whose|what|what's|whats|who's|whos|when|when's|whens|where|where's|wheres|why|which|how|how's|is|are|"
    r"isn't|isnt|aren't|arent|am|was|do|does|did|don't|dont|doesn't|doesnt|can|could|will|would|won't|wont|should|"
    # "Were a small home" is "we're" without its mark.
    r"were(?!\s+(?:an?|on|at|in|not|all|just|only|so|very|really)\b)|"
    r"shall|may|might|must|has|have|had|any|anything)"
)
_STARTS = re.compile(
    rf"(?:(?:and|but|so|also|ok|okay|hi|hello|hey|please|then|plus|well)[\s,]+)*{_ASKING}\b", re.IGNORECASE
)
_BETWEEN = re.compile(
    rf"(?<=[?])\s+(?=\w)|\s*[\r\n]+\s*|\s*[;,]?\s+(?:and|but|also|plus)\s+(?:also\s+)?(?={_ASKING}\b)"
    rf"|(?<=[.!])\s+(?={_ASKING}\b)|\s*[,;]\s+(?={_ASKING}\b)",
    re.IGNORECASE,
)
_LEAD_IN = re.compile(
    r"^(?:(?:and|but|so|ok|okay|also|then|well|right|cheers|thanks|thank you)\b[\s,.!-]*)+", re.IGNORECASE
)
_WHAT_ABOUT = re.compile(
    r"^(?:what|how)\s+about\s+|^(?:is|are)?\s*(?:it|that)?\s*the same (?:for|goes for)\s+", re.IGNORECASE
)
_POINTS_BACK = re.compile(
    r"\b(?:it|its|that|those|these|this|they|them|their|he|she|him|her|there|one)\b", re.IGNORECASE
)
_PERSON = re.compile(r"\b(?:he|him|his|she|her|hers)\b", re.IGNORECASE)
"""Somebody named before, whatever else is said of them."""
_YES_NO = re.compile(
    r"^(?P<verb>is|are|am|was|were|do|does|did|can|could|will|would|should|has|have|may|must)\s+"
    r"(?P<subject>(?:(?:the|a|an|my|our|your|their|any|all)\s+)?[\w'’-]+)(?P<rest>\s+.+)$",
    re.IGNORECASE,
)


def split(text: str) -> list[str]:
    """The single questions of a message, in order; the whole message when it holds one or none.

    "who is leading the review, and is social care part of it?" holds two. What is said around a question stays with it.
    """
    whole = text.strip()
    parts = _parts(whole)
    asked: list[str] = []
    waiting = ""
    for part in parts:
        said = f"{waiting} {part}".strip()
        if _is_question(part):
            asked.append(said)
            waiting = ""
        else:
            waiting = said
    if waiting and asked:
        asked[-1] = f"{asked[-1]} {waiting}"
    return asked if len(asked) > 1 else [whole]


def expand(question: str, glossary: Glossary) -> str:
    """The question followed by other ways of writing the terms it mentions, for keyword search."""
    return " ".join([question, *glossary.other_forms(question)])


def resolve(question: str, previous: str) -> str:
    """The question as it can be understood alone, given the one asked before it ("" when there was none).

    "and what about social care?" after "Are GPs included?" becomes "Are social care included?": not good English, but
    a search finds what was meant.
    """
    said = _LEAD_IN.sub("", question.strip())
    if not any(letter.isalnum() for letter in said):
        said = question.strip()
    if not previous.strip():
        return said
    topic = _WHAT_ABOUT.sub("", said)
    if topic != said:
        return _with_topic(topic, _LEAD_IN.sub("", previous.strip()))
    if _PERSON.search(said) or (not words(said) and _POINTS_BACK.search(said)):
        return f"{said} ({_topic_of(previous)})" if _topic_of(previous) else said
    if not _is_question(said) and len(words(said)) <= 2:
        return _with_topic(said, _LEAD_IN.sub("", previous.strip()))
    return said


def carries(whole: str, previous: str) -> bool:
    """Whether a resolved question has the one before it in it, word for word."""
    return _LEAD_IN.sub("", previous.strip()).lower() in whole.lower()


def speaks_of(text: str, whole: str, previous: str) -> bool:
    """Whether a text has a word that a resolved question has above the one before it."""
    added = {stem(word) for word in words(whole)} - {stem(word) for word in words(previous)}
    return bool(added & {stem(word) for word in words(text)})


def whether_included(question: str) -> str:
    """What "what about porters?" asks when it does not lean on the question before."""
    return f"Are {_WHAT_ABOUT.sub('', _LEAD_IN.sub('', question.strip())).rstrip('?!. ')} included?"


def _parts(text: str) -> list[str]:
    """The text cut before each new question, but never so that a part says almost nothing."""
    parts: list[str] = []
    for part in (piece.strip() for piece in _BETWEEN.split(text)):
        if not part:
            continue
        if parts and (len(part.split()) < 3 or len(parts[-1].split()) < 2):
            parts[-1] = f"{parts[-1]} {part}"
        else:
            parts.append(part)
    return parts


def _is_question(part: str) -> bool:
    return part.rstrip().endswith("?") or _STARTS.match(part) is not None


def _with_topic(topic: str, previous: str) -> str:
    """The question before, asked of another topic."""
    bare = topic.strip().rstrip("?!. ")
    if named := decisive.topic(previous):
        return previous.replace(named, bare)
    frame = _YES_NO.match(previous.strip().rstrip("?!. "))
    if frame is not None:
        return f"{frame['verb']} {bare}{frame['rest']}?"
    return f"{bare}: {previous}"


def _topic_of(previous: str) -> str:
    return " ".join(words(previous)[:8])
