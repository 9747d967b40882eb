"""What conversations have come to: their state, and for pages that show it, what was said.

Keyed by pseudonym: neither a person's id nor the conversation's name is kept. The effects of a turn are committed with
its state, so a person is told "received" only when it is so.
"""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import JSON, ForeignKey, String, Text, delete, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, Session, mapped_column

from knowledge.database import Base, Database, LostRace, Moment
from knowledge.effects import Effect
from knowledge.privacy import Keys, without_receipts

Apply = Callable[[Session], None]
Applier = Callable[[Any], Apply]
"""Called with an effect before the transaction (slow work goes there), gives what to do inside it."""


class ConversationRow(Base):
    """One person's conversation."""

    __tablename__ = "conversations"

    key: Mapped[str] = mapped_column(String(32), primary_key=True)
    person: Mapped[str] = mapped_column(String(32), index=True)
    state: Mapped[dict[str, Any]] = mapped_column(JSON)
    version: Mapped[int]
    updated: Mapped[datetime] = mapped_column(Moment, index=True)


class TurnRow(Base):
    """Something said and what was replied; kept for a day at most (see `forget_old`)."""

    __tablename__ = "turns"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    conversation: Mapped[str] = mapped_column(ForeignKey("conversations.key", ondelete="CASCADE"), index=True)
    event: Mapped[str | None] = mapped_column(String(200), unique=True)
    shown: Mapped[bool]
    """True for a turn that a page shows again; false for one kept only to answer a repeated event."""
    text: Mapped[str] = mapped_column(Text)
    replies: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    at: Mapped[datetime] = mapped_column(Moment, index=True)


class ConversationStore:
    """Loads and commits conversations; implements the `Conversations` port."""

    def __init__(
        self,
        database: Database,
        keys: Keys,
        appliers: Mapping[type, Applier],
        now: Callable[[], datetime],
        redact: Callable[[str], str] = lambda text: text,
    ) -> None:
        self._database = database
        self._keys = keys
        self._appliers = appliers
        self._now = now
        self._redact = redact

    def load(self, person: str, conversation: str) -> tuple[dict[str, Any], int]:
        """The conversation's state and its version; ({}, 0) when new."""
        with self._database.read() as session:
            row = session.get(ConversationRow, self._keys.conversation(person, conversation))
            return (row.state, row.version) if row else ({}, 0)

    def replies_to(self, event: str) -> list[dict[str, Any]] | None:
        """What was replied to an event already worked (without receipt codes); None when it was not."""
        with self._database.read() as session:
            return session.scalar(select(TurnRow.replies).where(TurnRow.event == event))

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
        """Keep state, effects and (for an event) replies in one transaction; False when something else came first."""
        key = self._keys.conversation(person, conversation)
        prepared = [self._appliers[type(effect)](effect) for effect in effects]
        try:
            with self._database.write() as session:
                if not self._advance(session, key, person, version, state):
                    return False
                if event is not None:
                    session.add(self._turn(key, "", replies or [], event=event, shown=False))
                    session.flush()
                for apply in prepared:
                    apply(session)
        except LostRace:
            return False
        except IntegrityError as error:
            if _lost_a_race(error):
                return False
            raise
        return True

    def record_turn(self, person: str, conversation: str, text: str, replies: list[dict[str, Any]]) -> None:
        """Keep what was said, for a page that shows the conversation again. Receipts are left out."""
        key = self._keys.conversation(person, conversation)
        said = self._redact(without_receipts(text))
        with self._database.write() as session:
            if session.get(ConversationRow, key) is None:
                self._advance(session, key, person, 0, {})
            session.add(self._turn(key, said, replies, event=None, shown=True))

    def transcript(self, person: str, conversation: str) -> list[tuple[str, list[dict[str, Any]]]]:
        """What was said and replied, oldest first."""
        key = self._keys.conversation(person, conversation)
        rows = select(TurnRow).where(TurnRow.conversation == key, TurnRow.shown).order_by(TurnRow.id)
        with self._database.read() as session:
            return [(row.text, row.replies) for row in session.scalars(rows)]

    def forget(self, person: str, conversation: str) -> None:
        """Remove a conversation: what was said, the draft, what was remembered. Sent proposals stay."""
        with self._database.write() as session:
            key = self._keys.conversation(person, conversation)
            session.execute(delete(TurnRow).where(TurnRow.conversation == key))
            session.execute(delete(ConversationRow).where(ConversationRow.key == key))

    def forget_old(self, *, turns: timedelta = timedelta(days=1), states: timedelta = timedelta(days=30)) -> int:
        """Remove turns and untouched conversations past their time; gives how many rows went."""
        now = self._now()
        with self._database.write() as session:
            old = select(ConversationRow.key).where(ConversationRow.updated < now - states)
            gone = session.execute(
                delete(TurnRow).where((TurnRow.at < now - turns) | TurnRow.conversation.in_(old))
            ).rowcount  # type: ignore[attr-defined]
            gone += session.execute(delete(ConversationRow).where(ConversationRow.updated < now - states)).rowcount  # type: ignore[attr-defined]
        return int(gone)

    def _advance(self, session: Session, key: str, person: str, version: int, state: dict[str, Any]) -> bool:
        values = {"state": state, "version": version + 1, "updated": self._now()}
        if version == 0:
            session.add(ConversationRow(key=key, person=self._keys.pseudonym(person), **values))
            session.flush()
            return True
        moved = update(ConversationRow).where(ConversationRow.key == key, ConversationRow.version == version)
        return session.execute(moved.values(**values)).rowcount == 1  # type: ignore[attr-defined, no-any-return]

    def _turn(self, key: str, text: str, replies: list[dict[str, Any]], *, event: str | None, shown: bool) -> TurnRow:
        bare = [{**reply, "receipt": None} for reply in replies]
        return TurnRow(conversation=key, event=event, shown=shown, text=text, replies=bare, at=self._now())


def forget_turns(session: Session, pseudonym: str) -> None:
    """Remove all that one contributor said, from every conversation; used when a proposal is erased."""
    keys = select(ConversationRow.key).where(ConversationRow.person == pseudonym)
    session.execute(delete(TurnRow).where(TurnRow.conversation.in_(keys)))


def _lost_a_race(error: IntegrityError) -> bool:
    said = str(error.orig)
    return "conversations" in said or "turns" in said
