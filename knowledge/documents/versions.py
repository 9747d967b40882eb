"""A document's versions in the database: is this one there already, and put this one on top."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from knowledge.documents import catalogue, indexing
from knowledge.documents.incoming import NewDocument
from knowledge.documents.indexing import Entry
from knowledge.documents.model import BUILT_IN, DocumentRow, VersionRow


def following(session: Session, new: NewDocument) -> NewDocument:
    """A document on its way in, as the version after the current one when the document is known.

    One that was removed, and an article of ours whose name a file only happens to have, are not what it follows.
    """
    row = session.get(DocumentRow, new.id)
    if row is None or row.removed is not None:
        return new
    current = catalogue.find_version(session, row.id, row.current)
    if current.added_by == BUILT_IN and "id" not in new.said:
        return new
    return new.following(current.text, catalogue.matter(current))


def repeats(session: Session, row: DocumentRow | None, new: NewDocument) -> bool:
    """Whether a document on its way in is what the current version says already."""
    if row is None:
        return False
    current = catalogue.find_version(session, row.id, row.current)
    return new.repeats(current.text, current.media, catalogue.matter(current))


def add(session: Session, new: NewDocument, found: Sequence[Entry], by: str, now: datetime, model: str) -> DocumentRow:
    """Write a new version and make it the current one, of a new or a known document."""
    row = session.get(DocumentRow, new.id)
    if row is None:
        row = DocumentRow(id=new.id, current=0, removed=None, chosen_by=by, shipped=None, created=now)
        session.add(row)
        session.flush()
    row.current = write(session, new, found, by, now, model)
    row.removed, row.chosen_by = None, by
    return row


def write(
    session: Session,
    new: NewDocument,
    found: Sequence[Entry],
    by: str,
    now: datetime,
    model: str,
    *,
    set_aside: bool = False,
) -> int:
    """Write a new version of a known document, current or not; gives its number."""
    number = 1 + (session.scalar(select(func.max(VersionRow.number)).where(VersionRow.document == new.id)) or 0)
    known = new.matter.model_dump(exclude={"id", "questions"})
    session.add(
        VersionRow(
            document=new.id,
            number=number,
            **known,
            questions=list(new.matter.questions),
            media=new.media,
            text=new.text,
            hash=new.hash,
            file=new.file,
            added=now,
            added_by=by,
            set_aside=set_aside,
            live=False,
            starts=None,
            ends=None,
        )
    )
    session.flush()
    indexing.write(session, new.id, number, found, model)
    return number
