"""How many turns a proposal takes: invented people talk to the real assistant until they have their receipt."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from statistics import median

import yaml
from pydantic import BaseModel, ConfigDict, Field

from bot.conversation.messages import Incoming, Reply

Handle = Callable[[Incoming], Sequence[Reply]]
PATIENCE = 12
"""Turns after which a person gives up."""


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Actor(_Frozen):
    """Somebody with something to propose, and their habits."""

    id: str
    says: str
    sends: str = "submit"
    before: tuple[str, ...] = ()
    """Said first, and not counted."""
    digresses: tuple[str, ...] = ()
    adds: tuple[str, ...] = ()
    """Said to the card before sending."""
    wants: Mapping[str, str] = Field(default_factory=dict)
    """Values they insist on."""
    corrects: Mapping[str, str] = Field(default_factory=dict)
    """How they put a value right."""
    insists: str = ""
    """Said when no card came."""


class Performance(_Frozen):
    """How it went for one of them."""

    actor: str
    turns: int
    """From the first proposing message to the receipt; PATIENCE + 1 when none came."""
    received: bool
    said: tuple[str, ...]


class Rehearsal(_Frozen):
    """How it went for all of them."""

    performances: tuple[Performance, ...]

    @property
    def median(self) -> float:
        """Median turns to a receipt."""
        return median(one.turns for one in self.performances)

    def within(self, turns: int) -> float:
        """The share of people who had their receipt within so many turns."""
        return sum(one.received and one.turns <= turns for one in self.performances) / len(self.performances)

    def as_json(self) -> dict[str, float]:
        """The figures of the report."""
        received = sum(one.received for one in self.performances) / len(self.performances)
        return {
            "people": len(self.performances),
            "received": received,
            "median turns": self.median,
            "within 2 turns": self.within(2),
            "within 4 turns": self.within(4),
        }


@cache
def cast() -> tuple[Actor, ...]:
    """The invented people."""
    written = yaml.safe_load((Path(__file__).parent / "rehearsal.yaml").read_text(encoding="utf-8"))
    return tuple(Actor.model_validate(actor) for actor in written)


def rehearse(handle: Handle, actors: Sequence[Actor] = (), report: Callable[[int], None] | None = None) -> Rehearsal:
    """Let everybody have their conversation; `report` is told after each how many are done."""
    performances = []
    for actor in actors or cast():
        performances.append(perform(handle, actor))
        if report is not None:
            report(len(performances))
    return Rehearsal(performances=tuple(performances))


def perform(handle: Handle, actor: Actor) -> Performance:
    """One conversation, to the receipt or until patience ends."""

    def say(text: str) -> Sequence[Reply]:
        name = f"rehearsal:{actor.id}"
        return handle(Incoming(person=name, conversation=name, text=text, channel="rehearsal"))

    for text in actor.before:
        say(text)
    said = [actor.says]
    replies = say(actor.says)
    habits = _Habits(actor)
    while len(said) < PATIENCE and not _received(replies):
        said.append(habits.next(replies))
        replies = say(said[-1])
    received = _received(replies)
    return Performance(
        actor=actor.id, turns=len(said) if received else PATIENCE + 1, received=received, said=tuple(said)
    )


def _received(replies: Sequence[Reply]) -> bool:
    return any(reply.kind == "receipt" for reply in replies)


class _Habits:
    """What an actor says next: a digression, more words, a correction, and when all is right, that it may go."""

    def __init__(self, actor: Actor) -> None:
        self._actor = actor
        self._rest: Iterator[str] = iter((*actor.digresses, *actor.adds))
        self._fields: Mapping[str, object] = {}
        self._insisted = False

    def next(self, replies: Sequence[Reply]) -> str:
        """The next thing to say."""
        card = next((reply for reply in replies if reply.kind == "confirm"), None)
        self._fields = card.fields or {} if card else self._fields
        if not self._fields or (self._actor.insists and _offers_split(replies)):
            return self._insist()
        return next(self._rest, None) or self._correction() or (self._actor.sends if card else "submit")

    def _insist(self) -> str:
        if self._insisted or not self._actor.insists:
            return "it's a proposal"
        self._insisted = True
        return self._actor.insists

    def _correction(self) -> str:
        wrong = [field for field, value in self._actor.wants.items() if self._fields.get(field) != value]
        return (
            self._actor.corrects.get(wrong[0], f"change {wrong[0]} to {self._actor.wants[wrong[0]]}") if wrong else ""
        )


def _offers_split(replies: Sequence[Reply]) -> bool:
    return any(choice.id == "together" for reply in replies for choice in reply.choices)
