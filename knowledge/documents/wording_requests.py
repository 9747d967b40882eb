"""Which documents a language model has yet to be asked about for wordings, kept so that nothing is asked twice or lost.

Every version that an admin added and that is current has its turn, one portion of its text at a time. What fails is
tried again later, a few times. A turn that is never ended, because the process stopped, comes up again, as often.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from knowledge.database import Database
from knowledge.documents.model import (
    BUILT_IN,
    LIBRARY,
    ChangeRow,
    DocumentRow,
    PassageRow,
    SuggestedWordingRow,
    VersionRow,
    WordingRequestRow,
)
from knowledge.documents.suggestions import WAITING
from knowledge.writing.wordings import plain, portions

AT_ONCE = timedelta(minutes=5)
"""How long one turn may take before another process may take it over."""
WAITS = (timedelta(minutes=10), timedelta(hours=3), timedelta(hours=24))
"""After each failure; after one more it is given up."""


@dataclass(frozen=True)
class Turn:
    """A portion of a document to ask about."""

    document: str
    version: int
    title: str
    passages: Sequence[str]
    day: date
    """A day on which the version is answered from."""
    known: frozenset[str]
    """Wordings not to suggest, each with nothing but its words: those in use, and those decided on before."""


@dataclass(frozen=True)
class Supported:
    """A wording, and the words of the document that answer it, for sure or perhaps."""

    wording: str
    quote: str
    sure: bool


class WordingRequests:
    """The turns. May be used from any thread and process."""

    def __init__(self, database: Database, now: Callable[[], datetime]) -> None:
        self._database = database
        self._now = now

    def take(self, document: str | None = None) -> Turn | None:
        """The next turn, of one document or of any; it is this process's for some minutes. None when none is due."""
        with self._database.write() as session:
            # On PostgreSQL the row lock makes takers queue; SQLite has one writer anyway.
            session.execute(select(ChangeRow).where(ChangeRow.name == LIBRARY).with_for_update())
            while version := session.scalar(self._due(document)):
                request = _request(session, version)
                texts = portions(_passages(session, version))
                if request.portions < len(texts) and request.tries <= len(WAITS):
                    request.again, request.tries = self._now() + AT_ONCE, request.tries + 1
                    return self._turn(session, version, texts[request.portions])
                request.again = None
                session.flush()
        return None

    def finish(self, turn: Turn, found: Sequence[Supported], model: str) -> None:
        """Keep what was suggested, and go on to the next portion."""
        with self._database.write() as session:
            request = _row(session, turn)
            request.portions, request.tries, request.again = request.portions + 1, 0, self._now()
            session.add_all(
                SuggestedWordingRow(
                    document=turn.document,
                    document_version=turn.version,
                    wording=one.wording,
                    quote=one.quote,
                    sure=one.sure,
                    model=model[:80],
                    suggested=self._now(),
                    status=WAITING,
                )
                for one in found
            )

    def fail(self, turn: Turn) -> None:
        """Try again later, or give up after too many times."""
        with self._database.write() as session:
            request = _row(session, turn)
            request.again = self._now() + WAITS[request.tries - 1] if request.tries <= len(WAITS) else None

    def begin_again(self, document: str) -> None:
        """Ask about a document once more, from its first portion."""
        with self._database.write() as session:
            request = _current(session, document)
            if request is not None:
                request.portions, request.tries, request.again = 0, 0, self._now()

    def ended(self, document: str) -> bool:
        """Whether a document's current version was asked about to its end."""
        with self._database.read() as session:
            request = _current(session, document)
            return request is not None and request.again is None and request.tries == 0

    def _due(self, document: str | None) -> Any:
        wanted = (
            select(VersionRow)
            .join(DocumentRow, (DocumentRow.id == VersionRow.document) & (DocumentRow.current == VersionRow.number))
            .outerjoin(WordingRequestRow, _same_version())
            .where(
                DocumentRow.removed.is_(None),
                VersionRow.live,
                VersionRow.ends.is_(None) | (VersionRow.ends >= self._now().date()),
                WordingRequestRow.document.is_(None) | (WordingRequestRow.again <= self._now()),
            )
            .order_by(VersionRow.added, VersionRow.document)
            .limit(1)
        )
        # Our own articles have wordings people wrote; they are asked about only when an admin says so.
        return wanted.where(VersionRow.added_by != BUILT_IN if document is None else VersionRow.document == document)

    def _turn(self, session: Session, version: VersionRow, passages: Sequence[str]) -> Turn:
        day = max(self._now().date(), version.starts or date.min)
        return Turn(version.document, version.number, version.title, passages, day, _known(session, version))


def _same_version() -> ColumnElement[bool]:
    return (WordingRequestRow.document == VersionRow.document) & (
        WordingRequestRow.document_version == VersionRow.number
    )


def _request(session: Session, version: VersionRow) -> WordingRequestRow:
    found = session.get(WordingRequestRow, (version.document, version.number))
    if found is None:
        found = WordingRequestRow(
            document=version.document, document_version=version.number, portions=0, tries=0, again=None
        )
        session.add(found)
    return found


def _current(session: Session, document: str) -> WordingRequestRow | None:
    row = session.get(DocumentRow, document)
    return session.get(WordingRequestRow, (document, row.current)) if row else None


def _row(session: Session, turn: Turn) -> WordingRequestRow:
    return session.get_one(WordingRequestRow, (turn.document, turn.version))


def _passages(session: Session, version: VersionRow) -> Sequence[str]:
    of_version = (PassageRow.document == version.document) & (PassageRow.document_version == version.number)
    wanted = select(PassageRow.text).where(of_version, PassageRow.kind == "passage")
    return session.scalars(wanted.order_by(PassageRow.start, PassageRow.id)).all()


def _known(session: Session, version: VersionRow) -> frozenset[str]:
    used = select(PassageRow.text).where(PassageRow.kind == "wording", PassageRow.live)
    this = (SuggestedWordingRow.document_version == version.number) | (SuggestedWordingRow.status != WAITING)
    before = select(SuggestedWordingRow.wording).where(SuggestedWordingRow.document == version.document, this)
    return frozenset(plain(wording) for wanted in (used, before) for wording in session.scalars(wanted))
