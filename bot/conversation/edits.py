"""Reading what should be different about a draft: "change X to Y", "no, it's social care", "add that …".

Pure functions.
"""

import re
from collections.abc import Sequence

from bot.conversation import intents
from bot.conversation.codes import REFERENCE, code_in
from bot.conversation.fields import field_named, value_of, values_in
from bot.conversation.intents import Intent
from bot.conversation.text import plain, words
from knowledge.privacy import RECEIPT

_LEAD = re.compile(
    r"^(?:(?:please|can you|could you|actually|ok|sorry|oh|and|also|yes|no|but|i want to|i'd like to)[,\s]+)+",
    re.IGNORECASE,
)
_CHANGE_TO = re.compile(
    r"(?:change|switch|update|amend|edit|correct)\s+(?:the\s+|my\s+)?(.{1,200}?)\s+(?:to|into|as|=|from .{1,60} "
    r"to)\s*:?\s+(.{1,20000})",
    re.IGNORECASE | re.DOTALL,
)
_SAYING = re.compile(r"^(?:say|read)\s*(?:that\b\s*)?:?\s*[\"'“‘]?", re.IGNORECASE)
_SET_TO = re.compile(
    r"(?:set|make|put)\s+(?:the\s+|my\s+)?(.{1,40}?)\s+(?:to|as|=)\s*:?\s*(.{1,500})", re.IGNORECASE | re.DOTALL
)
_REPLACE_WITH = re.compile(r"(?:replace|swap)\s+(.{1,200}?)\s+(?:with|by|for)\s+(.{1,2000})", re.IGNORECASE | re.DOTALL)
_FIELD_IS = re.compile(
    r"(?:the\s+|my\s+|its\s+)?(setting|level|themes?|title|region|aim|outcome|implementation|acts)\s*"
    r"(?::|=|is\b|should be\b|should say\b|are\b|to\b)\s*(.{1,500})",
    re.IGNORECASE | re.DOTALL,
)
_CHANGE_CODED = re.compile(
    r"(?:change|update|amend|edit|correct|replace|reword)\s+(?:(?:my|the)\s+)?(?:(?:proposal|idea|suggestion)\s+)?"
    rf"(?:(?:with\s+)?(?:my\s+|the\s+)?receipt\s+)?({REFERENCE.pattern}|{RECEIPT.pattern})"
    r"(?:\s+(?:to(?:\s+say)?|with)\s*:?|\s*:)\s+(.{1,20000})",
    re.IGNORECASE | re.DOTALL,
)
_IT_IS = (
    r"(?:it's|its|it is|it was|that's|that is|this is|i meant|i mean|make (?:it|that)|should be|it should be|"
    r"put(?! an? )|it's about|it is about)"
)
_CORRECTION = re.compile(
    rf"(?:no|nope|nah|wrong|not quite|actually|sorry|hang on|wait)[,.!\s]+(?:(?:no|sorry|actually)[,.\s]+)?"
    rf"(?:{_IT_IS}|for|we're|i'm in|i work in)\s+([^?]{{2,80}})"
    rf"|(?:{_IT_IS}|mine is|it's for|it is for)\s+([^?]{{2,60}})"
)
_TO_IT = r"(?: also| too)?(?: (?:that|this|to it|to (?:my|the) (?:proposal|draft)))"
_PLEASE = r"(?:please |also |and |can you |could you |oh )*"
_ADD = re.compile(
    rf"{_PLEASE}(?:(?:include|mention|say|put in){_TO_IT}|add(?:{_TO_IT})?)\s*[:,]?\s+(.{{3,}})",
    re.IGNORECASE | re.DOTALL,
)
_ADD_TO_IT = re.compile(rf"{_PLEASE}(?:add|include|mention){_TO_IT}\s*[:,]?\s+(.{{3,}})", re.IGNORECASE | re.DOTALL)
_AT_WORK = re.compile(
    r"(?:hi,? |hello,? )?(?:i'm|i am|im|i work|we work|we are|we're)\s+(?:as |in |at |for |on |with )*(?:an? |the "
    r")?([^,.?!]{2,60})"
)
_FEELING = re.compile(
    r"(?:so |very |really |just )*(?:worried|sick|tired|fed up|not|never|being|sure|afraid|scared|hard|asking|"
    r"writing|trying)\b"
)
_QUOTES = " \"'“”‘’"


def change_to(text: str) -> Intent | None:
    """ "Change X to Y", "level is everyone"; where X is a receipt or a reference, Y are new words for what was sent."""
    bare = _LEAD.sub("", text)
    if match := _CHANGE_CODED.fullmatch(bare):
        return intents.Change(which=code_in(match[1]), words=_value(match[2]))
    if match := _CHANGE_TO.fullmatch(bare) or _REPLACE_WITH.fullmatch(bare):
        return intents.ChangeTo(match[1].strip(_QUOTES), _SAYING.sub("", _value(match[2])))
    put = _SET_TO.fullmatch(bare)
    if put and field_named(put[1]) not in ("", "proposal"):
        return intents.ChangeTo(put[1].strip(), _value(put[2]))
    named = _FIELD_IS.fullmatch(bare)
    if named and not bare.endswith("?"):
        return intents.ChangeTo(named[1].lower(), _value(named[2]))
    return None


def _value(typed: str) -> str:
    return typed.strip(f"{_QUOTES}.") if len(typed) < 200 else typed.strip()


def correction(text: str) -> Intent | None:
    """ "No, it's social care": a value put right; read only where there is something to put right."""
    match = _CORRECTION.fullmatch(plain(text).rstrip(" .!"))
    said = (match[1] or match[2]) if match else ""
    if said and len(words(said)) <= 8 and (values := values_in(said)):
        return intents.SetValues(values)
    return None


def addition(text: str, *, to_draft: bool) -> Intent | None:
    """ "Add that it needs protected time"; to what was sent before only when the words point at it."""
    match = (_ADD if to_draft else _ADD_TO_IT).fullmatch(text)
    return intents.Add(match[1].strip()) if match else None


def told(text: str) -> Intent | None:
    """ "I'm a ward manager": where somebody works, said on its own."""
    match = _AT_WORK.fullmatch(plain(text).rstrip(" .!"))
    if match is None or _FEELING.match(match[1]) or len(words(match[1])) > 7:
        return None
    values = values_in(match[1])
    return intents.Tell(values) if values else None


def choices_of(fields: Sequence[str], text: str) -> Intent | None:
    """A short answer to what the card asks."""
    if len(words(text)) > 5:
        return None
    values = tuple((field, value) for field in fields if (value := value_of(field, text)))
    return intents.SetValues(values) if values else None
