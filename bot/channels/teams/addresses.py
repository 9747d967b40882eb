"""What Teams makes us remember: where to write to people later, and which question an answer was to."""

import json
from collections.abc import Callable
from datetime import datetime, timedelta

from pydantic import BaseModel, ConfigDict
from sqlalchemy import String, Text, delete
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapped, mapped_column

from knowledge.database import Base, Database, Moment
from knowledge.privacy import Keys

ANSWERS_KEPT = timedelta(days=30)


class AddressRow(Base):
    """The sealed address of one person's own chat with the bot."""

    __tablename__ = "teams_addresses"

    person: Mapped[str] = mapped_column(String(32), primary_key=True)
    sealed: Mapped[str] = mapped_column(Text)
    changed: Mapped[datetime] = mapped_column(Moment)


class AnswerRow(Base):
    """Which question a message of ours answered, for feedback on it; kept a month."""

    __tablename__ = "teams_answers"

    message: Mapped[str] = mapped_column(String(32), primary_key=True)
    sealed: Mapped[str] = mapped_column(Text)
    created: Mapped[datetime] = mapped_column(Moment, index=True)


class Address(BaseModel):
    """All that is needed to write into a conversation without being asked."""

    model_config = ConfigDict(frozen=True)

    service_url: str
    tenant: str
    conversation: str
    bot: str
    user: str
    matter: str = ""
    """The conversation that moved here from a shared chat, and goes on here; "" when none did."""


class AddressBook:
    """Remembers the personal chat of each person, under their pseudonym, sealed."""

    def __init__(self, database: Database, keys: Keys, now: Callable[[], datetime]) -> None:
        self._database = database
        self._keys = keys
        self._now = now

    def meet(self, person: str, address: Address) -> Address:
        """The person is in their own chat: know it from now on. What moved there stays there."""
        known = self.find(person)
        met = address.model_copy(update={"matter": known.matter}) if known else address
        if met != known:
            self.remember(person, met)
        return met

    def remember(self, person: str, address: Address) -> None:
        """Keep where a person's own chat is; the last one counts."""
        kept = {"sealed": self._keys.seal(address.model_dump_json()), "changed": self._now()}
        insert = sqlite.insert if self._database.is_sqlite else postgresql.insert
        row = insert(AddressRow).values(person=self._keys.pseudonym(person), **kept)
        with self._database.write() as session:
            session.execute(row.on_conflict_do_update(index_elements=[AddressRow.person], set_=kept))

    def find(self, person: str) -> Address | None:
        """Where a person's own chat is; None when we never met there."""
        with self._database.read() as session:
            row = session.get(AddressRow, self._keys.pseudonym(person))
        clear = self._keys.unseal(row.sealed) if row else None
        return Address.model_validate(json.loads(clear)) if clear else None

    def forget(self, person: str) -> None:
        """The person removed the bot, or asked to be forgotten."""
        with self._database.write() as session:
            session.execute(delete(AddressRow).where(AddressRow.person == self._keys.pseudonym(person)))


class Answers:
    """Which question each answer was to, as feedback comes with the id of the message alone."""

    def __init__(self, database: Database, keys: Keys, now: Callable[[], datetime]) -> None:
        self._database = database
        self._keys = keys
        self._now = now

    def keep(self, conversation: str, message: str, question: str) -> None:
        """Remember the question of an answer; old ones go."""
        key = self._keys.conversation(conversation, message)
        row = AnswerRow(message=key, sealed=self._keys.seal(question), created=self._now())
        with self._database.write() as session:
            session.execute(delete(AnswerRow).where(AnswerRow.created < self._now() - ANSWERS_KEPT))
            session.merge(row)

    def question(self, conversation: str, message: str) -> str:
        """The question a message answered; "" when not known."""
        with self._database.read() as session:
            row = session.get(AnswerRow, self._keys.conversation(conversation, message))
        return (self._keys.unseal(row.sealed) or "") if row else ""
