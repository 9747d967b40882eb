"""The kind of answer a question wants, and whether a text holds one: "when" is not answered without a time."""

import re
from typing import Literal

AnswerType = Literal["person", "time", "duration", "number", "money", "place", "contact", "reason", "yes_no", "open"]

_MONTHS = "january|february|march|april|may|june|july|august|september|october|november|december"
_NUMBERS = (
    "two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|twenty|thirty|forty|fifty|"
    "sixty|seventy|eighty|ninety|hundred|thousand|million|billion|dozen|half|quarter|third|twice|once|single"
)
_UNITS = "second|minute|hour|day|week|fortnight|month|year|decade|century|centurie"

_ASKS: tuple[tuple[AnswerType, str], ...] = (
    (
        "contact",
        r"\b(?:e-?mail|phone|telephone|contact|get in touch|reach (?:them|you|the)|write to|address|hotline|ring)\b",
    ),
    (
        "money",
        r"\bhow much (?:does|did|do|is|was|will|money|has|have|are|were|it)\b|\b(?:cost|budget|salary|price|fee)\b",
    ),
    ("duration", r"\bhow long\b|\bhow many (?:days|weeks|months|years|hours|minutes)\b"),
    (
        "number",
        r"\bhow (?:many|much|often|old|far|big|large|tall|high|deep|fast)\b|\b(?:what|which) (?:number|percentage|"
        r"percent|proportion|share|fraction|score)\b",
    ),
    (
        "time",
        r"\bwhen\b|\bwhens\b|\b(?:what|which|by what|on what) (?:date|day|month|year|time|century|decade)\b|"
        r"\bdeadline\b|\bclosing date\b|\buntil when\b|\bhow soon\b",
    ),
    (
        "person",
        r"\bwho(?:se|m)?\b|\bwho'?s\b|\b(?:what|which) (?:person|people|man|woman|minister|politician|team|group)\b",
    ),
    (
        "place",
        r"\bwhere\b|\bwhere'?s\b|\b(?:what|which) (?:city|country|place|town|state|region|location|venue|area)\b",
    ),
    ("reason", r"\bwhy\b|\bhow come\b|\bwhat (?:is|was|are|were) the (?:reason|purpose|point)\b"),
    (
        "yes_no",
        r"^(?:and |but |so )?(?:is|are|am|was|were|do|does|did|can|could|will|would|should|has|have|must|may)\b",
    ),
)
_HOLDS: dict[AnswerType, re.Pattern[str]] = {
    "person": re.compile(
        r"(?:\b[A-Z][\w’'-]+\s+(?:(?:of|the|and|for|de|van|von)\s+)*[A-Z][\w’'-]+)|(?<=[a-z,] )[A-Z][a-z’'-]+|"
        r"\b(?:everyone|anyone|staff|people|team|minister|secretary|chair|director|leader|we|you|person)\w*\b"
    ),
    "time": re.compile(
        rf"(?i)\b(?:{_MONTHS})\b|\b(?:1\d|20)\d\d\b|\b\d{{1,2}}(?:st|nd|rd|th)\b|\b\d{{3,4}}s?\b|"
        rf"\b(?:{_UNITS})s?\b|\b(?:today|tomorrow|yesterday|spring|summer|autumn|winter|soon|later|now|during|"
        r"monday|tuesday|wednesday|thursday|friday|saturday|sunday|early|late|before|after|until|bc|ad)\b"
    ),
    "duration": re.compile(rf"(?i)\b(?:{_UNITS})s?\b"),
    "number": re.compile(rf"(?i)\d|\b(?:{_NUMBERS}|one|zero|none|no|both|all|every)\b"),
    "money": re.compile(r"(?i)[£$€]\s?\d|\b(?:pounds?|pence|dollars?|euros?|cost|budget|free|paid|pay|money)\b|\d"),
    "place": re.compile(
        r"(?:\b(?:in|at|on|near|from|to|across|of|into|around)\s+(?:the\s+)?[A-Z][\w’.-]+)|"
        r"\b(?:north|south|east|west|online|website|page|here|everywhere|country|city|town|home|hospital|region)\w*\b"
    ),
    "contact": re.compile(
        r"(?i)[\w.+-]+@[\w-]+\.\w|https?://|\bwww\.|\b\d{4,5}\s?\d{5,6}\b|\b(?:e-?mail|phone|write to|contact)\b"
    ),
    "reason": re.compile(
        r"(?i)\b(?:because|since|so that|so as|in order|due to|reason\w*|purpose|aim\w*|to ensure|therefore|"
        r"as a result|owing|cause[sd]?|lead(?:s)? to|to \w+)\b"
    ),
}


def wanted(question: str) -> AnswerType:
    """The kind of answer a question asks for; "open" when its words do not say."""
    lowered = question.strip().lower().replace("’", "'")
    return next((kind for kind, pattern in _ASKS if re.search(pattern, lowered)), "open")


def holds(text: str, kind: AnswerType) -> bool | None:
    """Whether a text has something of that kind in it; None for kinds that any text may answer."""
    pattern = _HOLDS.get(kind)
    return None if pattern is None else pattern.search(text) is not None
