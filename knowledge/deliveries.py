"""Events of a chat platform, each worked once over redeliveries, restarts and processes.

An event is accepted (written down) before it is acknowledged, then leased by one worker, which decides its replies,
keeps them as the plan, and sends them one after another. A worker that dies lets its lease run out, and another goes on
from the last message sent. What was said is kept sealed, and only until the event is done.
"""

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Integer, String, Text, delete, exists, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapped, Session, aliased, mapped_column

from knowledge.database import Base, Database, Moment
from knowledge.privacy import Keys

Message = dict[str, Any]
LEASE = timedelta(seconds=30)
KEPT = timedelta(days=7)
"""How long the (empty) row of a finished event is remembered, to know a late redelivery."""


class DeliveryRow(Base):
    """One event of a platform and how far its replies have come."""

    __tablename__ = "deliveries"

    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    channel: Mapped[str] = mapped_column(String(20))
    lane: Mapped[str | None] = mapped_column(String(64), index=True)
    """Events of one lane (one person's messages) are worked in order; None for any order."""
    event: Mapped[str | None] = mapped_column(Text)
    plan: Mapped[str | None] = mapped_column(Text)
    sent: Mapped[int] = mapped_column(Integer)
    attempts: Mapped[int] = mapped_column(Integer)
    owner: Mapped[str | None] = mapped_column(String(64))
    due: Mapped[datetime | None] = mapped_column(Moment, index=True)
    """When it may be taken: now, after a pause, or when the lease of its worker ends. None when done."""
    accepted: Mapped[datetime] = mapped_column(Moment, index=True)


@dataclass(frozen=True)
class Delivery:
    """An event somebody holds the lease of."""

    key: str
    event: Message
    plan: list[Message] | None
    """What to send, in order; None until it is decided."""
    sent: int
    """How many of the plan are sent."""
    attempts: int
    accepted: datetime


class Deliveries:
    """The events of one channel. `owner` tells this worker from others; `now` is a clock with a zone."""

    def __init__(
        self,
        database: Database,
        keys: Keys,
        channel: str,
        owner: str,
        now: Callable[[], datetime],
        lease: timedelta = LEASE,
    ) -> None:
        self._database = database
        self._keys = keys
        self._channel = channel
        self._owner = owner
        self._now = now
        self._lease = lease
        self._shared = threading.local()

    @contextmanager
    def together(self) -> Iterator[None]:
        """Make all changes inside the block, in this thread, in one transaction: one wait for the disk, not many."""
        with self._database.write() as session:
            self._shared.session = session
            try:
                yield
            finally:
                self._shared.session = None

    def accept(self, event_id: str, event: Message, lane: str = "") -> bool:
        """Write an event down and lease it to this worker; False when it is known already."""
        insert = sqlite.insert if self._database.is_sqlite else postgresql.insert
        put = insert(DeliveryRow).values(self._row(event_id, event, lane)).on_conflict_do_nothing()
        with self._write() as session:
            return session.scalar(put.returning(DeliveryRow.key)) is not None

    def behind(self, key: str) -> bool:
        """Whether an earlier event of the same lane is not done yet."""
        mine, other = aliased(DeliveryRow), aliased(DeliveryRow)
        earlier = (other.lane == mine.lane, other.due.is_not(None), other.accepted < mine.accepted)
        with self._database.read() as session:
            return session.scalar(select(mine.key).where(mine.key == key, exists().where(*earlier))) is not None

    def held(self, event_id: str) -> Delivery | None:
        """An event by its id, if this worker holds it."""
        with self._database.read() as session:
            row = session.get(DeliveryRow, self.key(event_id))
            return self._read(row) if row and row.owner == self._owner and row.due else None

    def take(self, limit: int = 20) -> list[Delivery]:
        """Lease up to `limit` events that are due: paused ones, and those whose worker died. Oldest first."""
        now = self._now()
        due = (DeliveryRow.channel == self._channel, DeliveryRow.due <= now)
        taken: list[Delivery] = []
        with self._database.read() as session:
            keys = session.scalars(select(DeliveryRow.key).where(*due).order_by(DeliveryRow.accepted).limit(limit))
            waiting = list(keys)
        for key in waiting:
            with self._database.write() as session:
                lease = {"owner": self._owner, "due": now + self._lease, "attempts": DeliveryRow.attempts + 1}
                won = session.execute(update(DeliveryRow).where(DeliveryRow.key == key, *due).values(lease))
                row = session.get(DeliveryRow, key, populate_existing=True) if won.rowcount else None  # type: ignore[attr-defined]
                found = self._read(row) if row else None
            if found:
                taken.append(found)
        return taken

    def renew(self, key: str) -> bool:
        """Keep the lease while work goes on; False when somebody else has it by now."""
        return self._change(key, due=self._now() + self._lease)

    def plan(self, key: str, messages: list[Message]) -> bool:
        """Keep what is to be sent, before sending any of it."""
        return self._change(key, plan=self._seal(messages), due=self._now() + self._lease)

    def sent(self, key: str, count: int) -> bool:
        """Remember that the first `count` messages of the plan are sent."""
        return self._change(key, sent=count, due=self._now() + self._lease)

    def pause(self, key: str, seconds: float) -> bool:
        """Let go of an event until later: the platform is down, or asked us to wait."""
        return self._change(key, due=self._now() + timedelta(seconds=seconds), owner=None)

    def finish(self, key: str) -> bool:
        """The event is done: what was said is wiped, its key stays to know a redelivery."""
        return self._change(key, due=None, event=None, plan=None, owner=None)

    def waiting(self) -> int:
        """How many events are not done."""
        with self._database.read() as session:
            rows = select(DeliveryRow.key).where(DeliveryRow.channel == self._channel, DeliveryRow.due.is_not(None))
            return len(session.scalars(rows).all())

    def forget_old(self) -> int:
        """Remove the keys of events finished long ago."""
        old = DeliveryRow.accepted < self._now() - KEPT
        with self._database.write() as session:
            done = delete(DeliveryRow).where(DeliveryRow.channel == self._channel, DeliveryRow.due.is_(None), old)
            return int(session.execute(done).rowcount)  # type: ignore[attr-defined]

    def key(self, event_id: str) -> str:
        """The name an event is kept by; ids of platforms can hold a person's or a conversation's."""
        return self._keys.conversation(self._channel, event_id)

    def _row(self, event_id: str, event: Message, lane: str) -> Message:
        now = self._now()
        return {
            "key": self.key(event_id), "channel": self._channel, "lane": self.key(f"lane {lane}") if lane else None,
            "event": self._seal(event), "plan": None, "sent": 0, "attempts": 1, "owner": self._owner,
            "due": now + self._lease, "accepted": now,
        }  # fmt: skip

    def _change(self, key: str, **values: Any) -> bool:
        mine = (DeliveryRow.key == key, DeliveryRow.owner == self._owner)
        with self._write() as session:
            return bool(session.execute(update(DeliveryRow).where(*mine).values(values)).rowcount)  # type: ignore[attr-defined]

    @contextmanager
    def _write(self) -> Iterator[Session]:
        session = getattr(self._shared, "session", None)
        if session is not None:
            yield session
            return
        with self._database.write() as session:
            yield session

    def _seal(self, value: object) -> str:
        return self._keys.seal(json.dumps(value, ensure_ascii=False))

    def _open(self, sealed: str | None) -> Any:
        clear = self._keys.unseal(sealed) if sealed else None
        return json.loads(clear) if clear else None

    def _read(self, row: DeliveryRow) -> Delivery | None:
        event = self._open(row.event)
        if event is None:  # sealed with another secret: nobody can work it any more
            return None
        return Delivery(row.key, event, self._open(row.plan), row.sent, row.attempts, row.accepted)
