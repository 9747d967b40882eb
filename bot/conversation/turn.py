"""What a turn comes to, and what it may look at while it is decided."""

import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from bot.conversation.messages import Choice, Reply, Role
from bot.conversation.ports import KnowledgeBase, ProposalBook
from bot.conversation.state import Asking, State
from knowledge.effects import Effect


@dataclass(frozen=True)
class Turn:
    """The state after a turn, what to show, what to keep."""

    state: State
    replies: tuple[Reply, ...]
    effects: tuple[Effect, ...] = ()
    said_waiting: bool = False
    """The replies speak of the waiting draft already."""


@dataclass(frozen=True)
class Scene:
    """Who speaks, where, and the rooms below. Reading is all a decision does with them."""

    knowledge: KnowledgeBase
    proposals: ProposalBook
    person: str
    channel: str = "terminal"
    roles: frozenset[Role] = frozenset()
    private: bool = True
    """Whether only the person reads what is said here."""
    reply_to: str = ""
    make_receipt: Callable[[], str] = str
    name_draft: Callable[[], str] = lambda: f"draft-{secrets.token_hex(6)}"
    """A name that no other draft has or had: buttons are kept for years, conversations for a month."""
    was: Asking = ""
    """What was asked just before."""
    notes: tuple[str, ...] = field(default=())
    """What to say before anything else, such as what was hidden."""


def say(state: State, text: str, *choices: Choice, private: bool = False) -> Turn:
    """A turn that only says something."""
    return Turn(state, (Reply(kind="message", text=text, lead=text, choices=choices, private=private),))


def ask(state: State, asking: Asking, text: str, choices: Sequence[Choice] = (), *, private: bool = True) -> Turn:
    """A turn that asks something."""
    reply = Reply(kind="ask", text=text, lead=text, choices=tuple(choices), private=private)
    return Turn(state.but(asking=asking), (reply,), said_waiting=True)


def refuse(state: State, text: str, *, private: bool = True) -> Turn:
    """A turn that says why nothing was done; to this person only where it may tell what is theirs."""
    return Turn(state, (Reply(kind="error", text=text, lead=text, private=private),))
