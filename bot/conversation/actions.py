"""The buttons there are: their ids, and what a press of each means."""

import re
from collections.abc import Callable, Mapping
from typing import Any

from bot.conversation import intents
from bot.conversation.fields import VALUED
from bot.conversation.intents import Intent
from bot.conversation.messages import Action

DRAFT = re.compile(r"draft-[0-9a-f]+")
"""A draft's name, carried by its buttons."""


def meaning(action: Action) -> Intent:
    """What a press means. The value may be anything; what cannot be read counts as not given."""
    known = re.sub(r"[\s-]+", "_", action.id.strip().lower())
    if known in VALUED:
        return _set(known, action.value)
    read = _READ.get(known)
    return read(action.value) if read else intents.Unknown(action.id)


def _set(field: str, value: Any) -> Intent:
    words = _words(value)
    return intents.ChangeTo(field, words) if words else intents.Change()


def _words(value: Any) -> str:
    return str(value).strip()[:2_500] if isinstance(value, str | int | float) and not isinstance(value, bool) else ""


def _fields(value: Any) -> Mapping[str, Any]:
    return {str(name): part for name, part in value.items()} if isinstance(value, Mapping) else {}


def _draft(value: Any) -> str:
    named = _fields(value).get("draft", value)
    return named if isinstance(named, str) and DRAFT.fullmatch(named) else ""


def _change(value: Any) -> Intent:
    words = _words(value)
    return intents.Change(fields=_fields(value), which="" if DRAFT.fullmatch(words) else words)


def _propose(value: Any) -> Intent:
    words = _words(value)
    return intents.Propose(words) if words else intents.Begin(fields=_fields(value))


def _ask(value: Any) -> Intent:
    words = _words(value)
    return intents.Ask(words) if words else intents.Said("help")


def _feedback(helpful: bool) -> Callable[[Any], Intent]:
    def read(value: Any) -> Intent:
        fields = _fields(value)
        question = _words(fields.get("question", value if not fields else ""))
        return intents.Feedback(helpful, question, _words(fields["reason"]) if "reason" in fields else None)

    return read


def _always(intent: Intent) -> Callable[[Any], Intent]:
    return lambda _: intent


_READ: dict[str, Callable[[Any], Intent]] = {
    "submit": lambda value: intents.Submit(_draft(value), _fields(value)),
    "send_mine_too": lambda value: intents.Submit(_draft(value)),
    "change": _change,
    "edit": _change,
    "cancel": lambda value: intents.Cancel(draft=_draft(value)),
    "start_again": _always(intents.StartAgain()),
    "skip": _always(intents.Skip()),
    "propose": _propose,
    "ask": _ask,
    "split": _always(intents.Split(two=True)),
    "together": _always(intents.Split(two=False)),
    "add": lambda value: intents.Add(_words(value)) if _words(value) else intents.Place("add"),
    "second": _always(intents.Place("second")),
    "replace": _always(intents.Place("replace")),
    "as_proposal": lambda value: intents.Resolve("proposal", _words(value)),
    "as_question": lambda value: intents.Resolve("question", _words(value)),
    "shorten": _always(intents.Shorten()),
    "withdraw": lambda value: intents.Withdraw(_words(value)),
    "withdraw_yes": lambda value: intents.Withdraw(_words(value), sure=True),
    "keep": _always(intents.Keep()),
    "open": lambda value: intents.Track(_words(value)),
    "status": lambda value: intents.Track(_words(value)),
    "mine": _always(intents.Mine()),
    "support": lambda value: intents.Support(_words(value)),
    "link": lambda value: intents.Link(_words(value)),
    "search": lambda value: intents.Search(_words(value)),
    "helpful": _feedback(helpful=True),
    "not_helpful": _feedback(helpful=False),
    "reason": lambda value: intents.Reason(_words(value)),
    "quote": lambda value: intents.Consent(quote=_yes(value)),
    "contact": lambda value: intents.Consent(contact=_yes(value)),
    "forget": _always(intents.Forget()),
    "help": _always(intents.Said("help")),
}


def _yes(value: Any) -> bool:
    return value is None or value is True or str(value).strip().lower() in {"yes", "true", "1", "on"}
