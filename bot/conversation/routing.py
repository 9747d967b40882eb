"""From a message to what it means. Pure: the text, and the little it needs to know of the conversation."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from bot.conversation import commands, danger, edits, intents, noise, proposing_cues, speech
from bot.conversation.actions import meaning
from bot.conversation.fields import VALUED, exact_values, field_named
from bot.conversation.intents import Intent
from bot.conversation.messages import Action, Choice
from bot.conversation.ports import Act, ReadAct
from bot.conversation.state import Asking, State
from bot.conversation.text import LONGEST_READ, core, plain, tidy, words

ASKED_FIELDS = ("setting", "level")
SURE = 0.9
"""From this likelihood on the message as a whole overrules its cues."""
LONGEST_RECONSIDERED = 600
"""Characters. In a longer message one sentence that proposes counts more than the whole."""


@dataclass(frozen=True)
class Context:
    """What routing needs to know of the conversation."""

    asking: Asking = ""
    draft: str = ""
    """The words of the draft that waits, if any."""
    missing: tuple[str, ...] = ()
    """Fields the card asks about."""
    field: str = ""
    """The field whose value was asked for."""
    sent: bool = False
    """Something was sent from here."""
    offered: tuple[Choice, ...] = ()

    @classmethod
    def of(cls, state: State) -> "Context":
        """The context a state gives."""
        waiting = state.waiting
        missing = tuple(
            field
            for field in ASKED_FIELDS
            if waiting and not waiting.skipped and getattr(waiting.draft, field) == "not said"
        )
        return cls(
            asking=state.asking,
            draft=waiting.draft.proposal if waiting else "",
            missing=missing,
            field=state.field,
            sent=bool(state.last),
            offered=state.offered,
        )


def route(text: str, context: Context, read_act: ReadAct | None = None) -> Intent:
    """What a message means, in this conversation. Without `read_act` by its cues alone."""
    if len(text) > LONGEST_READ:
        return intents.TooLong(len(text))
    text = tidy(text)
    if not text:
        return intents.Empty()
    if danger.tells_of_distress(text):
        return intents.Said("distress", text)
    return (
        _label(text, context.offered)
        or _command(text, context)
        or _reply_to_question(text, context)
        or _edit(text, context)
        or _free(text, context, read_act)
    )


def _label(text: str, offered: Sequence[Choice]) -> Intent | None:
    said = {plain(text).strip(" .!?"), core(text)}
    for choice in offered:
        if plain(choice.label).strip(" .!?") in said:
            return meaning(Action(id=choice.id, value=choice.value))
    return None


def _command(text: str, context: Context) -> Intent | None:
    found = commands.read(text)
    return None if found is None or _only_sounds_so(found, text, context) else found


def _only_sounds_so(found: Intent, text: str, context: Context) -> bool:  # noqa: PLR0911 - one for each command
    """Whether the words of a command were not meant as one, here and now."""
    nothing_here = not (context.sent or context.draft)
    match found:
        case intents.ChangeTo():
            return not _can_change(found, context)
        case intents.Undo():
            return not context.draft
        case intents.Withdraw(which=""):
            return nothing_here and speech.act(text) == "question"
        case intents.Change(which=""):
            return nothing_here and len(words(text)) > 3
        case intents.Search():
            return bool(re.search(r"\b(?:should|must|ought)\b", plain(text)))
        case intents.Consent():
            return plain(text).endswith("?")
        case intents.Track(which=""):
            return not context.sent and not {"my", "happened"} & set(words(text))
        case _:
            return False


def _can_change(change: intents.ChangeTo, context: Context) -> bool:
    if field_named(change.what) and (context.draft or context.sent or field_named(change.what) != "proposal"):
        return True
    return bool(context.draft) and plain(change.what) in plain(context.draft)


def _reply_to_question(text: str, context: Context) -> Intent | None:
    asks = speech.act(text) == "question"
    if context.asking == "reason" and not asks and not _proposes_at_last(text):
        return intents.Reason(text)
    if context.asking == "field" and not asks:
        return intents.ChangeTo(context.field, text)
    if context.asking == "receipt" and not asks and len(words(text)) <= 6:
        return intents.Withdraw(text)
    if not asks:
        return edits.choices_of(context.missing, text)
    return None


_OF_THE_ANSWER = re.compile(
    r"\b(?:it|its|you|your|this|that|answers?|repl(?:y|ies)|passages?|quotes?|documents?|assistant|bot)\b"
    r"|^(?:should|must|just|be|needs?|more|less|say|give|tell|show|explain|include|mention)\b"
)
_LEAST_OF_A_PROPOSAL = 6
"""Words, where a reason was asked for."""


def _proposes_at_last(text: str) -> bool:
    """Whether a proposal comes where we asked why an answer did not help: nothing in it is about the answer."""
    long_enough = len(words(text)) >= _LEAST_OF_A_PROPOSAL
    return long_enough and speech.act(text) == "proposal" and not _OF_THE_ANSWER.search(plain(text))


_SECOND_THOUGHTS = re.compile(
    r"(?:(?:actually|oh|sorry|wait|hang on|hmm)[\s,]+)*"
    r"(?:(?:can|could|may) i (?:still |just |please )?|i (?:want|need|would like|wanted) to |i'd like to )"
    r"(?:change|edit|amend|correct) ?(?:it|that|this|something|my proposal|what i (?:said|wrote|sent))?"
)


def _edit(text: str, context: Context) -> Intent | None:
    if (context.draft or context.sent) and _SECOND_THOUGHTS.fullmatch(plain(text).strip(" .!?")):
        return intents.Change()
    if not context.draft and not context.sent:
        return edits.told(text)
    return (
        _on_card(text, context)
        or edits.correction(text)
        or edits.addition(text, to_draft=bool(context.draft))
        or (edits.told(text) if not context.draft else None)
    )


def _on_card(text: str, context: Context) -> Intent | None:
    """A bare value or the name of a field, while the card is what we speak of."""
    if not context.draft or context.asking not in ("confirm", "change"):
        return None
    if field := field_named(text):
        return intents.Change(which=field) if context.asking == "change" or field in VALUED else None
    values = exact_values(text)
    return intents.SetValues(values) if values else None


def _free(text: str, context: Context, read_act: ReadAct | None) -> Intent:
    if noise.is_mash(text):
        return intents.Said("nonsense", text)
    if noise.is_foreign(text):
        return intents.Said("foreign", text)
    if noise.is_abuse(text):
        return intents.Said("abuse", text)
    if context.asking in ("words", "more", "shorten") and not _only_asks(text):
        return intents.Propose(text)
    if danger.tells_of_danger(text) and not _only_asks(text):
        return intents.Said("concern", text)
    heard = _weigh(text, drafting=bool(context.draft))
    return heard if read_act is None else _reconsidered(heard, text, read_act, drafting=bool(context.draft))


def _only_asks(text: str) -> bool:
    return all(act == "question" for _, act in speech.acts(text))


def _weigh(text: str, *, drafting: bool) -> Intent:
    parts = speech.acts(text)
    acts = {act for _, act in parts}
    if acts == {"question"}:
        return intents.Ask(text)
    asked = " ".join(_ended(sentence, "?") for sentence, act in parts if act == "question")
    rest = " ".join(_ended(sentence, ".") for sentence, act in parts if act != "question")
    if asked and "proposal" in acts:
        return intents.AskAndPropose(asked, _whole(text, rest), text)
    if asked:
        return intents.Ask(asked)
    if "proposal" in acts:
        return intents.Propose(text)
    heard = _remark(text, acts)
    goes_on = drafting and isinstance(heard, intents.Said) and proposing_cues.ADDS.match(plain(text))
    return intents.Propose(text) if goes_on else heard


def _reconsidered(heard: Intent, text: str, read_act: ReadAct, *, drafting: bool) -> Intent:
    """What the cues say, unless they say little, or the whole message is very likely to do something else.

    What is taken for something else than its cues say is `unsure`, so that one press puts it right. A message that asks
    and proposes stays both, and a long one is left to its cues. While a draft waits, being likely is not enough.
    """
    match heard:
        case intents.Ask() | intents.Propose(unsure=False) | intents.Said("complaint" | "praise"):
            enough = SURE
        case intents.Propose(unsure=True) | intents.Said("unclear"):
            enough = SURE if drafting else 0.0
        case _:
            return heard
    if len(text) > LONGEST_RECONSIDERED:
        return heard
    likely = read_act(text)
    act = max(likely, key=likely.__getitem__)
    return heard if likely[act] < enough else _overruled(heard, text, act, sure=likely[act] >= SURE)


def _overruled(heard: Intent, text: str, act: Act, *, sure: bool) -> Intent:  # noqa: PLR0911 - one for each case
    match act, heard:
        case "ask", intents.Ask():
            return heard
        case "ask", intents.Propose(unsure=False):
            return intents.Ask(text, unsure=True)
        case "ask", _:
            return intents.Ask(text, unsure=not sure)
        case "propose", intents.Ask(asked):
            return intents.Propose(text, unsure=True) if asked == text else heard
        case "propose", intents.Propose(unsure=False):
            return heard
        case "propose", _:
            return intents.Propose(text, unsure=not sure)
        case "other", intents.Propose(unsure=True):
            return intents.Said("unclear", text)
        case "other", intents.Propose():
            return intents.Propose(text, unsure=True)
    return heard


def _remark(text: str, acts: set[speech.Act]) -> Intent:
    short = len(words(text)) <= 8
    if acts == {"topic"} or (acts == {"rhetorical"} and short):
        return intents.Ask(text)
    if "complaint" in acts or "rhetorical" in acts:
        return intents.Said("complaint", text)
    if "praise" in acts:
        return intents.Said("praise", text)
    if speech.asks_about_review(text) and short:
        return intents.Ask(text)
    return intents.Said("unclear", text) if short else intents.Propose(text, unsure=True)


def _ended(sentence: str, end: str) -> str:
    return sentence if re.search(r"[.!?…:]$", sentence) else f"{sentence}{end}"


def _whole(text: str, rest: str) -> str:
    """The proposing sentences as they stood in the text where they stand together, without a full stop of ours."""
    bare = rest.rstrip(".")
    return bare if bare in text and rest not in text else rest
