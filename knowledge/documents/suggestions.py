"""Wordings that a language model suggests: shown to admins, used only once one of them says yes."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any, Protocol

from pydantic import BaseModel, ConfigDict
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from knowledge import audit
from knowledge.database import Database
from knowledge.documents.model import DocumentRow, SuggestedWordingRow
from knowledge.documents.records import Added
from retrieval.errors import NotFound

MOST = 2**31 - 1
"""Of a number in the database."""
WAITING, APPROVED, REJECTED = "waiting", "approved", "rejected"


class Suggestion(BaseModel):
    """A wording that waits for an admin's yes or no."""

    model_config = ConfigDict(frozen=True, from_attributes=True)

    id: int
    document: str
    document_version: int
    wording: str
    quote: str
    """The words of the document that answer it."""
    sure: bool
    """Whether they are found to answer it; else they are only what comes nearest, and an admin looks twice."""
    model: str
    suggested: datetime

    def as_json(self) -> dict[str, Any]:
        """Its fields, as the command line shows them."""
        return self.model_dump(mode="json")


class Teaches(Protocol):
    """What teaches a document a wording: the library."""

    def add_wording(self, document: str, wording: str, *, by: str) -> Added:
        """Teach a document a question it answers, in people's words. Raises Refused."""
        ...


class Suggestions:
    """What waits, and what becomes of it. May be used from any thread and process."""

    def __init__(self, database: Database, library: Teaches, now: Callable[[], datetime]) -> None:
        self._database = database
        self._library = library
        self._now = now

    def waiting(self, document: str | None = None) -> Sequence[Suggestion]:
        """Those that wait, of one document or of all, by document; none of a removed one or an earlier version."""
        wanted = _waiting().order_by(
            SuggestedWordingRow.document, SuggestedWordingRow.sure.desc(), SuggestedWordingRow.id
        )
        if document is not None:
            wanted = wanted.where(SuggestedWordingRow.document == document)
        with self._database.read() as session:
            return [Suggestion.model_validate(row) for row in session.scalars(wanted)]

    def counts(self) -> dict[str, int]:
        """How many wait, by document; only documents that have some."""
        found = _waiting().subquery()
        with self._database.read() as session:
            rows = session.execute(select(found.c.document, func.count()).group_by(found.c.document))
            return dict(rows.all())

    def approve(self, suggestion: int, *, by: str) -> Added:
        """Teach the document the wording. Raises NotFound when it does not wait, Refused when it cannot be taught."""
        found = self._find(suggestion)
        # Taught before it is marked: after a stop in between it still waits, and approving it again does no harm.
        added = self._library.add_wording(found.document, found.wording, by=by)
        self._decide(found, APPROVED, by)
        return added

    def reject(self, suggestion: int, *, by: str) -> Suggestion:
        """Set a wording aside; it is not suggested for this document again. Raises NotFound when it does not wait."""
        found = self._find(suggestion)
        self._decide(found, REJECTED, by)
        return found

    def _find(self, suggestion: int) -> Suggestion:
        with self._database.read() as session:
            row = session.scalar(_waiting().where(SuggestedWordingRow.id == min(suggestion, MOST)))
            if row is None:
                raise NotFound(f"No suggestion {suggestion} waits. `soundings knowledge wordings` shows those that do.")
            return Suggestion.model_validate(row)

    def _decide(self, found: Suggestion, status: str, by: str) -> None:
        this = (SuggestedWordingRow.id == found.id) & (SuggestedWordingRow.status == WAITING)
        with self._database.write() as session:
            session.execute(update(SuggestedWordingRow).where(this).values(status=status))
            audit.note(session, self._now(), by, f"suggested wording {status}", found.document)


def approved(session: Session, document: str) -> set[str]:
    """The wordings of a document that a model wrote and an admin approved."""
    of_document = SuggestedWordingRow.document == document
    found = select(SuggestedWordingRow.wording).where(of_document, SuggestedWordingRow.status == APPROVED)
    return set(session.scalars(found))


def _waiting() -> Any:
    in_force = (SuggestedWordingRow.document == DocumentRow.id) & (
        SuggestedWordingRow.document_version == DocumentRow.current
    )
    return (
        select(SuggestedWordingRow)
        .join(DocumentRow, in_force)
        .where(DocumentRow.removed.is_(None), SuggestedWordingRow.status == WAITING)
    )
