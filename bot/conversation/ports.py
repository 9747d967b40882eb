"""What the conversation needs from the rooms below, as interfaces. `bot.app` gives it the real ones."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any, Literal, Protocol

from knowledge.effects import Effect
from knowledge.findings import Finding
from knowledge.proposals.model import Draft, Filters, Found, Profile, Proposal, Similar, Understanding


class KnowledgeBase(Protocol):
    """Answers from the documents."""

    def find(self, question: str, *, as_of: date | None = None) -> Finding:
        """What the documents valid on `as_of` (today when None) say to one question."""
        ...

    def follow(self, question: str, previous: str) -> Finding | None:
        """What the documents say to a question that leans on the one before it; None when it stands alone."""
        ...

    def worded(self, finding: Finding, *, as_of: date | None = None) -> Finding:
        """A finding about to be shown, in a language model's words where one is set and what it says is quoted."""
        ...

    def split(self, text: str) -> list[str]:
        """The single questions a message holds, in order; one when it holds one."""
        ...


class ProposalBook(Protocol):
    """Reads proposals; changes go through effects."""

    def understand(self, text: str, profile: Profile) -> Understanding:
        """The proposal as understood from free text. What is not said stays "not said"."""
        ...

    def similar(self, draft: Draft, limit: int = 3) -> list[Similar]:
        """Earlier proposals close to a draft, nearest first."""
        ...

    def reserve(self) -> str:
        """A fresh public reference such as `P-1042`; gaps do no harm."""
        ...

    def get(self, reference: str) -> Proposal | None:
        """One proposal by its public reference, withdrawn ones excepted."""
        ...

    def by_receipt(self, receipt: str) -> Proposal | None:
        """The proposal a receipt belongs to, whatever its status; None when there is none."""
        ...

    def by_person(self, person: str) -> list[Proposal]:
        """What one person sent and did not withdraw, newest first."""
        ...

    def search(self, query: str, filters: Filters, limit: int) -> list[Found]:
        """Proposals by meaning and words, best first."""
        ...


class News(Protocol):
    """Something a contributor wished to hear."""

    @property
    def id(self) -> int:
        """Its number, to say that it is told."""
        ...

    @property
    def reference(self) -> str:
        """The proposal it is about."""
        ...

    @property
    def text(self) -> str:
        """The news."""
        ...


class Conversations(Protocol):
    """Keeps what a conversation has come to, over restarts and workers."""

    def load(self, person: str, conversation: str) -> tuple[dict[str, Any], int]:
        """Its state (empty when new) and the state's version (0 when new)."""
        ...

    def replies_to(self, event: str) -> list[dict[str, Any]] | None:
        """What was replied to an event already worked; None when it was not."""
        ...

    def commit(
        self,
        person: str,
        conversation: str,
        version: int,
        state: dict[str, Any],
        effects: list[Effect],
        *,
        event: str | None = None,
        replies: list[dict[str, Any]] | None = None,
    ) -> bool:
        """Keep the new state and all effects in one transaction.

        False, and nothing kept, when the conversation moved on meanwhile (its version is not `version` any more), the
        event was worked by somebody else, or what it changes was being changed: load again and decide again.
        """
        ...


class Redacted(Protocol):
    """A text after personal details were masked in it."""

    @property
    def text(self) -> str:
        """The text to keep and to work with."""
        ...

    @property
    def found(self) -> Sequence[str]:
        """What was masked, as people call it: `a phone number`, `an NHS number`."""
        ...


Redact = Callable[[str], Redacted]
"""Masks personal details. Called on every text before it is kept or sent anywhere."""

Act = Literal["ask", "propose", "other"]
"""What a message does."""
ReadAct = Callable[[str], Mapping[Act, float]]
"""How likely a message asks, proposes, or does neither; they add up to 1."""
