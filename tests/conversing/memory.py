"""The rooms below the conversation, in memory and strict: for tests of what is decided, not of what is kept."""

import itertools
import json
import re
import threading
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any

from bot.conversation.assistant import Assistant
from bot.conversation.messages import Action, Incoming, Reply
from knowledge.effects import (
    Effect,
    ForgetQuestion,
    RecordFeedback,
    RecordQuestion,
    ReviseProposal,
    SubmitProposal,
    SupportProposal,
    TellContributor,
    WithdrawProposal,
)
from knowledge.findings import Citation, Finding
from knowledge.privacy import tidy_receipt
from knowledge.proposals.model import Draft, Filters, Found, Profile, Proposal, Similar, Understanding, allowed
from knowledge.proposals.validation import checked
from retrieval.errors import NotFound, Refused

NOW = datetime(2021, 12, 1, tzinfo=UTC)
SAYS = {
    "lead": ("who-leads", "Who leads the review", "General Sir Gordon Messenger leads the review."),
    "social care": ("services", "Which services are included", "The review covers primary, secondary and social care."),
    "anonymous": ("anonymous", "Whether it is anonymous", "Proposals made here are anonymous by default."),
    "report": ("when", "When it reports", "The review reports after about four months."),
    "manager see": ("who-sees", "Who can see it", "Your manager is not shown what you write here."),
    "delete": ("withdraw", "How to withdraw", "To withdraw a proposal, type withdraw followed by your receipt code."),
}
NEAR = ("pay", "incentive")
AFTER = {"lead": ("team", "Who is on the review team", "The members of the review team are not known.")}
"""What comes after an answer."""


class Documents:
    """A knowledge base of a few sentences, found by a word."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def find(self, question: str, *, as_of: date | None = None) -> Finding:
        assert question.strip(), "asked nothing"
        self.asked.append(question)
        for word, (document, title, quote) in SAYS.items():
            if word in question.lower():
                return Finding(
                    question=question,
                    status="answered",
                    citations=(cite(document, title, quote),),
                    further=tuple(cite(*after) for known, after in AFTER.items() if known == word),
                    confidence=0.9,
                )
        if any(word in question.lower() for word in NEAR):
            quote = "It looks at incentives that draw leaders to the hardest jobs."
            found = cite("incentives", "Pay and incentives", quote)
            return Finding(question=question, status="related", citations=(found,), confidence=0.4)
        return Finding(question=question, status="not_covered")

    def follow(self, question: str, previous: str) -> Finding | None:
        return None

    def worded(self, finding: Finding, *, as_of: date | None = None) -> Finding:
        return finding

    def split(self, text: str) -> list[str]:
        parts = re.split(r"(?<=\?)\s+|,\s+and\s+(?=is|who|when|what|does)", text)
        return [part for part in parts if part.strip()]


def cite(document: str, title: str, quote: str) -> Citation:
    return Citation(document=document, title=title, quote=quote, start=0, end=len(quote), published=date(2021, 11, 23))


def _holds(text: str, word: str) -> bool:
    said = " ".join(["", *re.findall(r"[\w'&/]+", text.lower()), ""])
    return any(f" {form} " in said for form in (word.lower(), f"{word.lower()}s"))


class Proposals:
    """Proposals in a dict; understands a field when the text holds one of its words, the longest if several."""

    def __init__(self) -> None:
        self.kept: dict[str, Proposal] = {}
        self.by: dict[str, str] = {}
        self.receipts: dict[str, str] = {}
        self.supporters: dict[str, set[str]] = {}
        self.alike: list[Similar] = []
        self._numbers = itertools.count(1042)

    def understand(self, text: str, profile: Profile) -> Understanding:
        assert 15 <= len(text) <= 2_000, "understanding what cannot be a proposal"
        fields: dict[str, Any] = {}
        for name in ("setting", "level"):
            found = [(len(word), value.name) for value in allowed(name) for word in value.words if _holds(text, word)]
            fields[name] = max(found)[1] if found else getattr(profile, name)
        draft = Draft(proposal=text, title=text[:60], **fields)
        sure = dict.fromkeys(fields, 0.9)
        return Understanding(draft=draft, sure=sure)

    def similar(self, draft: Draft, limit: int = 3) -> list[Similar]:
        return self.alike[:limit]

    def reserve(self) -> str:
        return f"P-{next(self._numbers)}"

    def get(self, reference: str) -> Proposal | None:
        assert re.fullmatch(r"P-\d+", reference), reference
        found = self.kept.get(reference)
        return found if found and found.status != "withdrawn" else None

    def by_receipt(self, receipt: str) -> Proposal | None:
        assert tidy_receipt(receipt) == receipt, receipt
        return self.kept.get(self.receipts.get(receipt, ""))

    def by_person(self, person: str) -> list[Proposal]:
        return [
            one
            for one in reversed(self.kept.values())
            if self.by[one.reference] == person and one.status != "withdrawn"
        ]

    def search(self, query: str, filters: Filters, limit: int) -> list[Found]:
        first = query.split(maxsplit=1)[0]
        found = [one for one in self.kept.values() if one.status != "withdrawn" and first in one.draft.proposal]
        return [Found(proposal=one, score=0.5) for one in found[:limit]]

    def put(self, reference: str, text: str, person: str = "somebody") -> Proposal:
        """A proposal somebody sent before."""
        made = Proposal(reference=reference, draft=Draft(proposal=text, title=text[:40]), created=NOW, changed=NOW)
        self.kept[reference], self.by[reference] = made, person
        return made

    def apply(self, effect: Effect) -> None:
        match effect:
            case SubmitProposal():
                assert effect.reference not in self.kept
                assert tidy_receipt(effect.receipt) == effect.receipt
                draft = checked(effect.draft)
                made = Proposal(reference=effect.reference, draft=draft, created=NOW, changed=NOW)
                self.kept[effect.reference], self.by[effect.reference] = made, effect.person
                self.receipts[effect.receipt] = effect.reference
            case ReviseProposal():
                old = self._open(effect.reference)
                self.kept[effect.reference] = old.model_copy(
                    update={"draft": checked(effect.draft), "version": old.version + 1}
                )
            case WithdrawProposal():
                old = self._open(effect.reference)
                self.kept[effect.reference] = old.model_copy(
                    update={"status": "withdrawn", "draft": Draft(proposal="")}
                )
            case SupportProposal():
                self._open(effect.reference)
                if self.by[effect.reference] == effect.person:
                    raise Refused("This is your own proposal, so it counts you already.")
                self.supporters.setdefault(effect.reference, set()).add(effect.person)
            case RecordQuestion() | RecordFeedback() | ForgetQuestion():
                assert effect.question.strip()
            case TellContributor():
                assert effect.notice > 0

    def _open(self, reference: str) -> Proposal:
        if (found := self.get(reference)) is None:
            raise NotFound("There is no proposal of that reference.")
        return found


@dataclass
class Conversations:
    """Conversations as JSON, with versions."""

    proposals: Proposals
    kept: dict[tuple[str, str], tuple[str, int]] = field(default_factory=dict)
    events: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    effects: list[Effect] = field(default_factory=list)
    lose: int = 0
    """How many commits to refuse, as if another message came first."""
    lock: threading.Lock = field(default_factory=threading.Lock)

    def load(self, person: str, conversation: str) -> tuple[dict[str, Any], int]:
        state, version = self.kept.get((person, conversation), ("{}", 0))
        return json.loads(state), version

    def replies_to(self, event: str) -> list[dict[str, Any]] | None:
        return self.events.get(event)

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
        with self.lock:
            if self.lose:
                self.lose -= 1
                return False
            if self.kept.get((person, conversation), ("", 0))[1] != version or event in self.events:
                return False
            for effect in effects:
                self.proposals.apply(effect)
            self.kept[person, conversation] = json.dumps(state), version + 1
            if event is not None:
                self.events[event] = [{**json.loads(json.dumps(reply)), "receipt": None} for reply in replies or []]
            self.effects.extend(effects)
            return True


class Person:
    """Somebody in a conversation; what they say and press goes through the real assistant."""

    def __init__(self, assistant: Assistant, name: str = "web:one", **given: Any) -> None:
        self.assistant, self.name, self.given = assistant, name, {"conversation": "default", "channel": "web", **given}

    def says(self, text: str, **given: Any) -> list[Reply]:
        return self.assistant.handle(Incoming(person=self.name, text=text, **{**self.given, **given}))

    def presses(self, choice: str, value: Any = None, **given: Any) -> list[Reply]:
        action = Action(id=choice, value=value)
        return self.assistant.handle(Incoming(person=self.name, action=action, **{**self.given, **given}))


class World:
    """The rooms, an assistant over them, and people."""

    def __init__(self, **given: Any) -> None:
        self.documents, self.proposals = Documents(), Proposals()
        self.conversations = Conversations(self.proposals)
        self.assistant = Assistant(self.documents, self.proposals, self.conversations, **given)

    def person(self, name: str = "web:one", **given: Any) -> Person:
        return Person(self.assistant, name, **given)

    @property
    def effects(self) -> list[Effect]:
        return self.conversations.effects


def kinds(replies: Sequence[Reply]) -> list[str]:
    return [reply.kind for reply in replies]


def one(replies: Sequence[Reply], kind: str) -> Reply:
    found = [reply for reply in replies if reply.kind == kind]
    assert len(found) == 1, [(reply.kind, reply.text) for reply in replies]
    return found[0]


def words(replies: Sequence[Reply]) -> str:
    return "\n".join(reply.text for reply in replies)
