"""Typed commands: everything a button does can be said. `read` gives what a short message asks for, or None.

Short ways of saying one thing are in `phrases.yaml`; what takes an argument is read here.
"""

import re
from collections.abc import Callable
from functools import cache
from pathlib import Path

import yaml

from bot.conversation import edits, intents
from bot.conversation.codes import code_in, looks_coded, reference_in, without_codes
from bot.conversation.fields import field_named
from bot.conversation.intents import Intent
from bot.conversation.text import core, plain, tidy, words

LONGEST = 300
"""Characters of a command; "change proposal to …" may be longer."""
_MEANINGS: dict[str, Intent] = {
    "submit": intents.Submit(),
    "yes": intents.Said("yes"),
    "no": intents.Said("no"),
    "skip": intents.Skip(),
    "cancel": intents.Cancel(),
    "maybe cancel": intents.Cancel(sure=False),
    "start again": intents.StartAgain(),
    "propose": intents.Begin(),
    "change": intents.Change(),
    "my proposals": intents.Mine(),
    "help": intents.Said("help"),
    "greeting": intents.Said("greeting"),
    "thanks": intents.Said("thanks"),
    "goodbye": intents.Said("goodbye"),
    "nothing to say": intents.Said("non_answer"),
    "undo": intents.Undo(),
    "split": intents.Split(two=True),
    "keep as one": intents.Split(two=False),
    "add to the draft": intents.Place("add"),
    "second proposal": intents.Place("second"),
    "replace the draft": intents.Place("replace"),
    "it is a proposal": intents.Resolve("proposal"),
    "it is a question": intents.Resolve("question"),
    "use the first part": intents.Shorten(),
    "keep": intents.Keep(),
    "forget me": intents.Forget(),
    "helpful": intents.Feedback(helpful=True),
    "not helpful": intents.Feedback(helpful=False),
    "quote me": intents.Consent(quote=True),
    "do not quote me": intents.Consent(quote=False),
    "contact me": intents.Consent(contact=True),
    "do not contact me": intents.Consent(contact=False),
}


@cache
def _phrases() -> dict[str, Intent]:
    groups = yaml.safe_load((Path(__file__).parent / "phrases.yaml").read_text(encoding="utf-8"))
    return {phrase: _MEANINGS[name] for name, phrases in groups.items() for phrase in phrases}


def read(text: str) -> Intent | None:
    """What a message commands; None when it is no command."""
    if len(text) <= LONGEST:
        said = core(text)
        for given in (plain(text).strip(" .!"), plain(text).strip(" .!?"), said):
            if given in _phrases():
                return _phrases()[given]
        if found := next((found for rule in _RULES if (found := rule(tidy(text), said)) is not None), None):
            return found
    return edits.change_to(tidy(text))


_WHOSE = r"(?:my|the|this|that|our) (?:last |first |other |second )?"
_THING = r"(?:proposal|idea|suggestion|submission)"
_WITHDRAW = re.compile(
    rf"(?:withdraw|retract|take back|i withdraw|i take back)\b\s*(?:(?:{_WHOSE})?(?:{_THING}s?|one|receipt|code|"
    rf"reference)"
    r"|it|mine|this|that)?(?: with (?:my |the )?receipt)?\s*(?:back)?\s*[:#]?\s*(.*)",
    re.DOTALL,
)
_DELETE = re.compile(
    rf"(?:delete|remove|erase|take down|pull|cancel)\s+(?:{_WHOSE}{_THING}s?|it|mine)\b\s*[:#]?\s*(.*)", re.DOTALL
)


def _withdraw(text: str, said: str) -> Intent | None:
    code = code_in(text)
    if code and re.match(r"(?:withdraw|retract|take back|delete|remove|erase|cancel)\b", said):
        return intents.Withdraw(code)
    match = _WITHDRAW.fullmatch(said) or _DELETE.fullmatch(said)
    if match and (not match[1] or looks_coded(match[1])):
        return intents.Withdraw(match[1])
    # "withdraw RECEIPT" with a receipt that is none deserves to be told so; "withdraw the new rota" is a proposal.
    if match and said.startswith("withdraw ") and len(words(said)) == 2:
        return intents.Withdraw(match[1])
    return None


_TRACK = re.compile(
    r"(?:what(?:'s| has| is|s)?\s*(?:ever )?(?:happened|happening|happens|become|going on)\s*(?:to|with|of)|(?:the "
    r")?status(?: of)?|"
    r"track|check(?: on)?|where(?:'s| is)|(?:any )?(?:news|update|progress)(?: on| about| of| with)?|how(?:'s| is)|"
    r"look up|"
    r"show(?: me)?|open|see)\b\s*(.*)",
    re.DOTALL,
)
_MINE = re.compile(
    rf"(?:with )?(?:my|our) (?:last |first |other )?{_THING}s?(?: i (?:sent|made|submitted))?(?: (?:now|yet|doing|"
    rf"going))?"
)


def _track(text: str, said: str) -> Intent | None:
    match = _TRACK.fullmatch(said.rstrip("? "))
    if match is None:
        return None
    rest = match[1].strip(" ?")
    if code := code_in(text):
        return intents.Track(code)
    if rest in ("", "mine", "it") or _MINE.fullmatch(rest):
        return intents.Track()
    return intents.Track(rest) if looks_coded(rest) else None


_CHANGE_FIELD = re.compile(r"(?:change|edit|fix|correct|update|amend)\s+(.{3,30})")


def _change_field(_: str, said: str) -> Intent | None:
    """ "Change level": which part, and not yet to what."""
    match = _CHANGE_FIELD.fullmatch(said)
    field = field_named(match[1]) if match else ""
    return intents.Change(which=field) if field and field != "proposal" else None


_SEND = re.compile(
    r"(?:(?:ok|okay|right|yes|yep|yeah|great|good|done|fine|perfect|lovely|thanks|please|now|then|so|and|just|"
    r"go ahead and|that's (?:right|fine|it|good|all|ok)|looks (?:good|fine|ok|right)|all (?:good|done)|"
    r"i'm (?:done|happy)|you can)[\s,.!]*)*"
    r"(?:send|submit)(?: it| this| that| them| now| please| off| in| then| thanks| thank you)*"
)


def _send(text: str, said: str) -> Intent | None:
    return intents.Submit() if _SEND.fullmatch(said) or _SEND.fullmatch(plain(text).strip(" .!")) else None


_SUPPORT = re.compile(r"(?:i |we )?(?:support|second|back|agree with|\+1|me too|same as|upvote|like)\b.*")
_SUPPORT_THAT = re.compile(
    r"(?:(?:i |we )?(?:support|second|back|agree with)(?: (?:it|that|this|that one|this one|the first)(?: "
    r"instead)?)?|me too|\+1)"
)


def _support(text: str, said: str) -> Intent | None:
    reference = reference_in(text)
    if reference and _SUPPORT.match(said) and len(words(text)) <= 12:
        return intents.Support(reference)
    return intents.Support("") if _SUPPORT_THAT.fullmatch(said) and said != "second" else None


_LINK = re.compile(
    r"(?:link|connect|join|attach)(?: (?:mine|it|this|my proposal|them))?(?: (?:to|with))?(?: (?:p[\s-]?\d+|that one|"
    r"it|that))?"
)


def _link(text: str, said: str) -> Intent | None:
    return intents.Link(reference_in(text)) if _LINK.fullmatch(said) else None


_MANY = r"(?:proposals|ideas|suggestions)"
_SEARCH = re.compile(
    rf"/?(?:search(?: (?:the |all |through |in )*(?:{_MANY}|store))?(?: (?:for|about|on))?(?: {_MANY}(?: (?:about|on|"
    rf"for))?)?"
    rf"|look (?:for|through|at) (?:the |all )*{_MANY}(?: (?:about|on|for))?"
    rf"|(?:find|show|list|get|give)(?: me)?(?: all| the| some| any)* {_MANY}(?: (?:about|on|for|like|that mention|"
    rf"mentioning|from|with))?"
    rf"|(?:what|which) {_MANY} (?:are there|do we have|have we had|came in)(?: (?:about|on|for))?)\b\s*:?\s*(.*)",
    re.DOTALL,
)


def _search(_: str, said: str) -> Intent | None:
    match = _SEARCH.fullmatch(said.rstrip("?"))
    return intents.Search(match[1].strip()) if match else None


def _bare_code(text: str, said: str) -> Intent | None:
    """A receipt or a reference with hardly a word around it."""
    code, around = code_in(text), words(without_codes(text))
    if not code or len(around) > 4:
        return None
    if re.search(r"\b(?:change|edit|amend|correct)\b", said):
        return intents.Change(which=code)
    return intents.Track(code) if len(around) <= 3 else None


_ABOUT = re.compile(
    rf"(?:i|we)(?:'ve| have|'d| had)?(?: got| had)? (?:an?|another|one|some) (?:\w+ )?(?:{_THING}s?|thoughts?)"
    r" (?:about|on|for|regarding|to do with|around)\b([^:.?!,]*)"
)


def _begin(_: str, said: str) -> Intent | None:
    """An idea is announced but not told yet: "I had an idea about rotas"."""
    match = _ABOUT.fullmatch(said)
    told = match is None or len(words(match[1])) > 6 or re.search(r"\b(?:should|could|would|must|need)\b", match[1])
    return None if told else intents.Begin()


_RULES: tuple[Callable[[str, str], Intent | None], ...] = (
    _send, _change_field, _withdraw, _track, _support, _link, _search, _begin, _bare_code,
)  # fmt: skip
