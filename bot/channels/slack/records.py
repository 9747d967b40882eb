"""What the Slack channel keeps: the threads it was called into, and files that wait for their admin's yes."""

import secrets
from collections.abc import Callable
from datetime import datetime, timedelta

from sqlalchemy import LargeBinary, String, delete
from sqlalchemy.orm import Mapped, mapped_column

from bot.channels.slack.arrivals import Arrival
from knowledge.database import Base, Database, Moment
from knowledge.privacy import Keys

THREADS_KEPT, UPLOADS_KEPT = timedelta(days=30), timedelta(days=1)


class ThreadRow(Base):
    """Somebody called the bot into a thread. The key is a keyed hash of workspace, channel, thread and person."""

    __tablename__ = "slack_threads"

    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    since: Mapped[datetime] = mapped_column(Moment, index=True)


class UploadRow(Base):
    """A file an admin dropped, kept a day at most."""

    __tablename__ = "slack_uploads"

    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    person: Mapped[str] = mapped_column(String(32), index=True)
    name: Mapped[str] = mapped_column(String(200))
    content: Mapped[bytes] = mapped_column(LargeBinary)
    created: Mapped[datetime] = mapped_column(Moment, index=True)


class Threads:
    """Who called the bot into which thread: only their follow-ups are answered without another mention."""

    def __init__(self, database: Database, keys: Keys, now: Callable[[], datetime]) -> None:
        self._database = database
        self._keys = keys
        self._now = now

    def join(self, arrival: Arrival) -> None:
        """Remember that this person speaks with us in this thread."""
        now = self._now()
        with self._database.write() as session:
            session.execute(delete(ThreadRow).where(ThreadRow.since < now - THREADS_KEPT))
            session.merge(ThreadRow(key=self._key(arrival), since=now))

    def joined(self, arrival: Arrival) -> bool:
        """Whether this person called us into this thread."""
        with self._database.read() as session:
            return session.get(ThreadRow, self._key(arrival)) is not None

    def _key(self, arrival: Arrival) -> str:
        return self._keys.conversation(arrival.person, f"slack {arrival.team}/{arrival.channel}/{arrival.thread}")


class Uploads:
    """Files that wait for a yes."""

    def __init__(self, database: Database, keys: Keys, now: Callable[[], datetime]) -> None:
        self._database = database
        self._keys = keys
        self._now = now

    def keep(self, person: str, upload: str, name: str, content: bytes) -> None:
        """Keep a file under an id; twice is once. Older leftovers go."""
        row = UploadRow(
            id=upload, person=self._keys.pseudonym(person), name=name[:200], content=content, created=self._now()
        )
        with self._database.write() as session:
            session.execute(delete(UploadRow).where(UploadRow.created < self._now() - UPLOADS_KEPT))
            session.merge(row)

    def find(self, person: str, upload: str) -> tuple[str, bytes] | None:
        """Name and content of a person's file; None when there is none (any more)."""
        with self._database.read() as session:
            row = session.get(UploadRow, upload)
            mine = row is not None and secrets.compare_digest(row.person, self._keys.pseudonym(person))
            return (row.name, row.content) if row and mine else None

    def drop(self, upload: str) -> None:
        """The file is not needed any more."""
        with self._database.write() as session:
            session.execute(delete(UploadRow).where(UploadRow.id == upload))
