"""The conversation core's front door: one message in, replies out. Never raises."""

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import fields, replace
from typing import Any

from bot.conversation import cards, intents, routing, wording
from bot.conversation.actions import meaning
from bot.conversation.codes import around_receipts
from bot.conversation.intents import Intent
from bot.conversation.messages import Incoming, Reply
from bot.conversation.ports import Conversations, KnowledgeBase, News, ProposalBook, ReadAct, Redact
from bot.conversation.routing import Context
from bot.conversation.state import State
from bot.conversation.text import LONGEST_READ, inert, tidy
from bot.conversation.turn import Scene, Turn
from bot.conversation.turns import decide
from knowledge.effects import TellContributor
from knowledge.privacy import new_receipt, without_receipts
from knowledge.proposals.model import Profile
from retrieval.errors import Refused, SoundingsError

MOST_TRIES = 5
"""Decisions on one message, when other messages of the same person come in between."""
PROFILE = "\x1fprofile"
"""The conversation that holds what a person told once, for all their conversations."""
MakeReceipt = Callable[[Incoming], str]
log = logging.getLogger(__name__)


class Assistant:
    """Answers questions and takes proposals. Holds no state: any number of threads and processes may share the store.

    `make_receipt` gives the code for what one message submits. Given the same event again it should give the same code,
    so that a repeated event gets its receipt again though none is kept. `news` gives what waits to be told to a person
    who comes by. `read_act` tells what asks from what proposes; without it their cues alone do.
    """

    def __init__(
        self,
        knowledge: KnowledgeBase,
        proposals: ProposalBook,
        conversations: Conversations,
        *,
        redact: Redact | None = None,
        make_receipt: MakeReceipt | None = None,
        news: Callable[[str], Sequence[News]] = lambda _person: (),
        read_act: ReadAct | None = None,
    ) -> None:
        self._knowledge = knowledge
        self._proposals = proposals
        self._conversations = conversations
        self._redact = redact
        self._make_receipt = make_receipt
        self._news = news
        self._read_act = read_act

    def handle(self, incoming: Incoming) -> list[Reply]:
        """The replies to one message: at least one, whatever was sent to us; to what was overheard, often none."""
        try:
            return self._handle(incoming)
        except SoundingsError as error:
            return [_error(str(error), private=isinstance(error, Refused))]
        except Exception:
            # The message itself is never logged: it may hold what somebody trusted us with.
            log.exception("A turn failed on channel %s", incoming.channel)
            return [_error(wording.FAILED)]

    def _handle(self, incoming: Incoming) -> list[Reply]:
        for _ in range(MOST_TRIES):
            if incoming.event is not None and (said := self._conversations.replies_to(incoming.event)) is not None:
                return [self._again(reply, incoming) for reply in said]
            if (replies := self._try(incoming)) is not None:
                return replies
        return [_error(wording.BUSY)]

    def _try(self, incoming: Incoming) -> list[Reply] | None:
        kept, version = self._conversations.load(incoming.person, incoming.conversation)
        profile, profile_version = self._load_profile(incoming.person)
        state = State.read(kept).but(profile=profile)
        turn = self._decide(state, incoming)
        replies = list(turn.replies)
        if incoming.overheard and not any(reply.answers for reply in replies):
            return []
        if not self._commit(incoming, kept, version, turn):
            return None
        if turn.state.profile != profile:
            told = turn.state.profile.model_dump(mode="json")
            self._conversations.commit(incoming.person, PROFILE, profile_version, told, [])
        return replies

    def _decide(self, state: State, incoming: Incoming) -> Turn:
        intent, notes = self._understand(state, incoming)
        if incoming.overheard and isinstance(intent, intents.AskAndPropose):
            intent = intents.Ask(intent.text)
        scene = Scene(
            knowledge=self._knowledge,
            proposals=self._proposals,
            person=incoming.person,
            channel=incoming.channel,
            roles=incoming.roles,
            private=incoming.private,
            reply_to=incoming.reply_to,
            make_receipt=lambda: self._receipt(incoming),
            was=state.asking,
            notes=notes,
        )
        return _with_news(decide(state, intent, scene), intent, self._news(incoming.person))

    def _understand(self, state: State, incoming: Incoming) -> tuple[Intent, tuple[str, ...]]:
        """What is meant, after personal details were masked. A receipt stays only where it says which proposal."""
        hidden: list[str] = []
        if incoming.action is not None:
            masked = self._masked(incoming.action.value, hidden)
            return _without_receipts(meaning(incoming.action.model_copy(update={"value": masked}))), _notes(hidden)
        text = incoming.text if len(incoming.text) > LONGEST_READ else self._masked(incoming.text, hidden)
        return _without_receipts(routing.route(text, Context.of(state), self._read_act)), _notes(hidden)

    def _masked(self, value: Any, hidden: list[str]) -> Any:
        """Every text in a value, tidied and masked around its receipts: these are needed to know what is meant."""
        return _each_text(value, lambda text: around_receipts(tidy(text), lambda words: self._mask(words, hidden)))

    def _mask(self, words: str, hidden: list[str]) -> str:
        if self._redact is None or not words.strip():
            return words
        redacted = self._redact(words)
        hidden.extend(redacted.found)
        return redacted.text

    def _commit(self, incoming: Incoming, kept: dict[str, Any], version: int, turn: Turn) -> bool:
        state = turn.state.model_dump(mode="json", exclude={"profile"})
        if incoming.event is None and not turn.effects and state == kept:
            return True
        replies = [reply.model_dump(mode="json") for reply in turn.replies]
        return self._conversations.commit(
            incoming.person, incoming.conversation, version, state, list(turn.effects),
            event=incoming.event, replies=replies if incoming.event is not None else None,
        )  # fmt: skip

    def _load_profile(self, person: str) -> tuple[Profile, int]:
        kept, version = self._conversations.load(person, PROFILE)
        return State.read({"profile": kept}).profile, version

    def _receipt(self, incoming: Incoming) -> str:
        return self._make_receipt(incoming) if self._make_receipt else new_receipt()

    def _again(self, said: dict[str, Any], incoming: Incoming) -> Reply:
        """A reply given before to the same event.

        Its receipt is made again where that can be done, else said to be gone.
        """
        reply = Reply.model_validate(said)
        if reply.kind != "receipt" or reply.receipt:
            return reply
        if self._make_receipt is not None and incoming.event is not None:
            return reply.model_copy(update={"receipt": self._make_receipt(incoming)})
        text = f"{reply.text}\n\n{wording.RECEIPT_GONE}"
        return reply.model_copy(update={"text": text, "lead": text})


def _error(text: str, *, private: bool = False) -> Reply:
    """What went wrong; what a change to a proposal was refused for may tell whose it is, so that is private."""
    return Reply(kind="error", text=text, lead=text, private=private)


def _with_news(turn: Turn, intent: Intent, news: Sequence[News]) -> Turn:
    """The turn with the news told first; what the person asked about is in its answer already."""
    asked = "\n".join(reply.text for reply in turn.replies) if isinstance(intent, intents.Track) else ""
    told = [cards.private("message", inert(one.text)) for one in news if one.reference not in asked]
    effects = [TellContributor(notice=one.id) for one in news]
    return replace(turn, replies=(*told, *turn.replies), effects=(*turn.effects, *effects))


def _without_receipts(intent: Intent) -> Intent:
    """The same, with no receipt in words that may be kept or looked up."""
    words = (field.name for field in fields(intent) if field.name != "which")
    return replace(intent, **{name: _each_text(getattr(intent, name), without_receipts) for name in words})


def _each_text(value: Any, change: Callable[[str], str]) -> Any:
    """A value with every text in it changed."""
    if isinstance(value, str):
        return change(value)
    if isinstance(value, Mapping):
        return {name: _each_text(part, change) for name, part in value.items()}
    if isinstance(value, list | tuple):
        return type(value)(_each_text(part, change) for part in value)
    return value


def _notes(hidden: list[str]) -> tuple[str, ...]:
    return (wording.hidden(hidden),) if hidden else ()
