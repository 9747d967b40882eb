"""Files that an admin sent and has not confirmed yet: kept for an hour, for whoever sent them alone."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import JSON, LargeBinary, String, delete
from sqlalchemy.orm import Mapped, mapped_column

from knowledge.database import Base, Database, Moment
from knowledge.documents.incoming import Given

KEPT = timedelta(hours=1)


class UploadRow(Base):
    """A file that waits for a yes."""

    __tablename__ = "document_uploads"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    sender: Mapped[str] = mapped_column(String(80))
    name: Mapped[str] = mapped_column(String(200))
    content: Mapped[bytes] = mapped_column(LargeBinary)
    given: Mapped[dict[str, Any]] = mapped_column(JSON)
    created: Mapped[datetime] = mapped_column(Moment, index=True)


@dataclass(frozen=True)
class Upload:
    """A file that was sent, and what was said about it."""

    name: str
    content: bytes
    given: Given


class Uploads:
    """Keeps files between being shown what they would change and the yes."""

    def __init__(self, database: Database, now: Callable[[], datetime]) -> None:
        self._database = database
        self._now = now

    def keep(self, upload: Upload, *, by: str) -> str:
        """Keep a file; gives the id to find it by. Files past their time are removed."""
        row = UploadRow(
            id=secrets.token_hex(16),
            sender=by,
            name=upload.name[-200:],
            content=upload.content,
            given=dict(upload.given),
            created=self._now(),
        )
        with self._database.write() as session:
            session.execute(delete(UploadRow).where(UploadRow.created < self._now() - KEPT))
            session.add(row)
        return row.id

    def find(self, upload: str, *, by: str) -> Upload | None:
        """A file that the same sender sent within the last hour."""
        with self._database.read() as session:
            row = session.get(UploadRow, upload[:32])
        if row is None or row.sender != by or row.created < self._now() - KEPT:
            return None
        return Upload(row.name, row.content, Given(**row.given))  # type: ignore[typeddict-item]

    def drop(self, upload: str) -> None:
        """Remove a file."""
        with self._database.write() as session:
            session.execute(delete(UploadRow).where(UploadRow.id == upload[:32]))
