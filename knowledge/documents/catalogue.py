"""What is in the library, as records: lists, texts, histories. Only reads."""

from collections.abc import Sequence
from datetime import date
from difflib import get_close_matches
from typing import cast

from sqlalchemy import func, select
from sqlalchemy.orm import Session, defer

from knowledge.documents import suggestions
from knowledge.documents.front_matter import FrontMatter
from knowledge.documents.loading import Media
from knowledge.documents.model import BUILT_IN, DocumentRow, PassageRow, VersionRow
from knowledge.documents.records import Listed, Opened, Shown, State, Version
from knowledge.documents.succession import Span
from retrieval.errors import NotFound

Counts = dict[tuple[str, int | None], int]
"""How many rows a document has of a kind and a version; of no version, those that hold for each."""
NOT_HERE = "Nothing is answered from that document now. Ask, and you will see what there is."


def listed(session: Session, today: date, *, removed: bool) -> list[Listed]:
    """All documents by title."""
    rows = session.scalars(select(DocumentRow)).all()
    versions = _versions(session)
    counted = _counted(session)
    found = [
        _listed(row, versions[row.id], counted.get(row.id, {}), today) for row in rows if removed or row.removed is None
    ]
    return sorted(found, key=lambda one: (one.title.casefold(), one.document))


def shown(session: Session, document: str, number: int | None, today: date) -> Shown:
    """One version of a document with its text; without a number the one answered from, or else the current one."""
    row = find(session, document)
    versions = _versions(session, document)[row.id]
    chosen = _chosen(row, versions, today) if number is None else _numbered(versions, number, row.id)
    text = session.scalar(
        select(VersionRow.text).where(VersionRow.document == row.id, VersionRow.number == chosen.number)
    )
    about = _listed(row, versions, _counted(session).get(row.id, {}), today, chosen)
    return Shown(
        **about.model_dump(),
        text=text or "",
        media=cast("Media", chosen.media),
        current=row.removed is None and chosen is _chosen(row, versions, today),
        own_questions=tuple(chosen.questions),
        taught=tuple(taught := _taught(session, row.id)),
        written=tuple(wording for wording in taught if wording in suggestions.approved(session, row.id)),
    )


def opened(session: Session, document: str, number: int | None, today: date) -> Opened:
    """A version that people may read: not of a removed document, and not before its day. Raises NotFound."""
    try:
        current = shown(session, document, None, today)
        chosen = current if number is None else shown(session, document, number, today)
    except NotFound as error:
        raise NotFound(NOT_HERE) from error
    to_come = chosen.valid_from is not None and chosen.valid_from > today
    if current.removed is not None or to_come:
        raise NotFound(NOT_HERE)
    return Opened(shown=chosen, notice=_notice(chosen, current))


def _notice(chosen: Shown, current: Shown) -> str:
    if chosen.version != current.version:
        return f"This is version {chosen.version}. Answers come from version {current.version}, which replaced it."
    if not chosen.answered_from:
        until = f" It was in force until {chosen.valid_to:%-d %B %Y}." if chosen.valid_to else ""
        return f"Answers do not come from this any more.{until}"
    return ""


def history(session: Session, document: str, today: date) -> list[Version]:
    """All versions of a document, newest first."""
    row = find(session, document)
    versions = _versions(session, document)[row.id]
    now = _chosen(row, versions, today)
    lengths = select(VersionRow.number, func.length(VersionRow.text)).where(VersionRow.document == document)
    characters = {number: int(length) for number, length in session.execute(lengths)}
    return [
        Version(
            version=one.number,
            title=one.title,
            added=one.added,
            by=one.added_by,
            current=row.removed is None and one is now,
            valid_from=one.valid_from,
            valid_to=one.valid_to,
            starts=one.starts,
            ends=one.ends,
            live=one.live,
            state=_state(Span(one.starts, one.ends), today) if one.live else "",
            state_alone=_state(Span(one.valid_from, one.valid_to), today),
            chosen=row.removed is None and one.number == row.current,
            file=one.file,
            characters=characters[one.number],
        )
        for one in reversed(versions)
    ]


def find(session: Session, document: str) -> DocumentRow:
    """A document's row. Raises NotFound, naming what may have been meant."""
    row = session.get(DocumentRow, document[:200])
    if row is None:
        near = get_close_matches(document[:200], session.scalars(select(DocumentRow.id)).all(), 1, 0.7)
        hint = f"Did you mean {near[0]}?" if near else "`soundings knowledge list` shows all."
        raise NotFound(f"There is no document “{document[:80]}”. {hint}")
    return row


def find_version(session: Session, document: str, number: int) -> VersionRow:
    """A version's row. Raises NotFound."""
    row = session.get(VersionRow, (document, number))
    if row is None:
        raise _no_version(document, number)
    return row


def matter(row: VersionRow) -> FrontMatter:
    """What is known about a version."""
    return FrontMatter.model_construct(
        id=row.document,
        title=row.title,
        source=row.source,
        publisher=row.publisher,
        published=row.published,
        link=row.link,
        valid_from=row.valid_from,
        valid_to=row.valid_to,
        questions=tuple(row.questions),
    )


def answered_on(row: VersionRow, day: date) -> bool:
    """Whether a version is answered from on a day."""
    return row.live and Span(row.starts, row.ends).holds(day)


def _state(span: Span, today: date) -> State:
    if span.holds(today):
        return "in force"
    return "coming" if span.starts and span.starts > today else "ended"


def _versions(session: Session, document: str | None = None) -> dict[str, list[VersionRow]]:
    wanted = select(VersionRow).options(defer(VersionRow.text)).order_by(VersionRow.document, VersionRow.number)
    if document is not None:
        wanted = wanted.where(VersionRow.document == document)
    found: dict[str, list[VersionRow]] = {}
    for row in session.scalars(wanted):
        found.setdefault(row.document, []).append(row)
    return found


def _counted(session: Session) -> dict[str, Counts]:
    kinds = (PassageRow.document, PassageRow.kind, PassageRow.document_version)
    found: dict[str, Counts] = {}
    for document, kind, version, count in session.execute(select(*kinds, func.count()).group_by(*kinds)):
        found.setdefault(document, {})[kind, version] = count
    return found


def _chosen(row: DocumentRow, versions: Sequence[VersionRow], today: date) -> VersionRow:
    answering = [one for one in versions if answered_on(one, today)]
    return answering[0] if answering else _numbered(versions, row.current, row.id)


def _numbered(versions: Sequence[VersionRow], number: int, document: str) -> VersionRow:
    for one in versions:
        if one.number == number:
            return one
    raise _no_version(document, number)


def _no_version(document: str, number: int) -> NotFound:
    return NotFound(
        f"“{document}” has no version {number}. `soundings knowledge history {document}` shows those it has."
    )


def _listed(
    row: DocumentRow,
    versions: Sequence[VersionRow],
    counted: Counts,
    today: date,
    version: VersionRow | None = None,
) -> Listed:
    now = version or _chosen(row, versions, today)
    coming = [one for one in versions if one.live and one.starts and one.starts > today]
    waiting = [one.number for one in versions if one.number > row.current and one.added_by == BUILT_IN]
    return Listed(
        document=row.id,
        title=now.title,
        version=now.number,
        source=now.source,
        publisher=now.publisher,
        published=now.published,
        link=now.link,
        valid_from=now.valid_from,
        valid_to=now.valid_to,
        answered_from=answered_on(now, today),
        removed=row.removed,
        passages=counted.get(("passage", now.number), 0),
        wordings=counted.get(("wording", now.number), 0) + counted.get(("wording", None), 0),
        coming=coming[0].number if coming else None,
        coming_from=coming[0].starts if coming else None,
        waiting=waiting[-1] if waiting and row.chosen_by != BUILT_IN else None,
    )


def _taught(session: Session, document: str) -> list[str]:
    taught = select(PassageRow.text).where(PassageRow.document == document, PassageRow.document_version.is_(None))
    return list(session.scalars(taught.order_by(PassageRow.id)))
