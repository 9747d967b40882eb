"""Proposals in the database: written, read and erased inside the caller's transaction."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, delete, func, select, update
from sqlalchemy.orm import Session

from knowledge.proposals.model import NOT_SAID, Draft, Proposal
from knowledge.proposals.references import number as read_number
from knowledge.proposals.references import reference
from knowledge.proposals.tables import (
    AddressRow,
    ErasureRow,
    MemberRow,
    NoticeRow,
    NumberRow,
    ProposalRow,
    SupportRow,
    ThemeRow,
    VersionRow,
)
from retrieval.errors import NotFound, Refused
from retrieval.keywords import PROPOSALS

WITHDRAWN = "withdrawn"
_PLAIN = ("proposal", "title", "setting", "level", "aim", "implementation", "acts", "outcome", "region")
_CONSENT = ("quote", "contact")


def reserve(session: Session, count: int) -> list[int]:
    """Fresh numbers, each given once for ever, in order."""
    rows = [NumberRow() for _ in range(count)]
    session.add_all(rows)
    session.flush()
    made = sorted(row.id for row in rows)
    session.execute(delete(NumberRow).where(NumberRow.id <= made[-1]))
    return made


def insert(
    session: Session,
    number: int,
    draft: Draft,
    vector: bytes,
    at: datetime,
    *,
    source: str,
    receipt: str | None = None,
    contributor: str | None = None,
    imported: str | None = None,
    linked_to: int | None = None,
    created: datetime | None = None,
) -> ProposalRow:
    """Keep a new proposal, its first version and its words."""
    row = ProposalRow(
        id=number, receipt=receipt, contributor=contributor, imported=imported, linked_to=linked_to, source=source,
        status="received", reason="", answer="", created=created or at, changed=at, version=0, row_version=0,
        indexed_version=0,
    )  # fmt: skip
    session.add(row)
    _fill(session, row, draft, vector, at)
    session.flush()
    PROPOSALS.put(session.connection(), [(number, searchable(draft))])
    return row


def revise(session: Session, row: ProposalRow, draft: Draft, vector: bytes, at: datetime) -> None:
    """Keep a new version of a proposal; the earlier ones stay in its history."""
    row.themes.clear()
    session.flush()
    _fill(session, row, draft, vector, at)
    session.flush()
    PROPOSALS.put(session.connection(), [(row.id, searchable(draft))])


def erase(session: Session, row: ProposalRow, at: datetime) -> None:
    """Remove the words, versions, vector, keyword rows, supports, address and contributor; an empty row stays.

    The empty row tells the holder of the receipt that the proposal is withdrawn, and the projection to follow. What
    files still hold is written down to be wiped (see `erasure.py`).
    """
    for table in (ThemeRow, VersionRow, SupportRow, AddressRow, MemberRow, NoticeRow):
        session.execute(delete(table).where(table.proposal == row.id))
    session.expire(row, ["themes"])
    empty = dict.fromkeys(("proposal", "title", "implementation", "outcome", "reason", "answer"), "")
    unsaid = dict.fromkeys(("setting", "level", "aim", "acts", "region"), NOT_SAID)
    session.execute(update(ProposalRow).where(ProposalRow.linked_to == row.id).values(linked_to=None))
    session.execute(
        update(ProposalRow)
        .where(ProposalRow.id == row.id)
        .values(
            **empty, **unsaid, quote=False, contact=False, status=WITHDRAWN, contributor=None, linked_to=None,
            vector=None, changed=at, row_version=ProposalRow.row_version + 1,
        )
    )  # fmt: skip
    PROPOSALS.remove(session.connection(), [row.id])
    session.merge(ErasureRow(proposal=row.id, at=at, rows_wiped=False))


def find(session: Session, typed: str, *, hold: bool = False) -> ProposalRow:
    """The row of a public reference. Raises NotFound; withdrawn ones are not found.

    One that is held is as it is now, and is changed by nobody else until the transaction ends.
    """
    number = read_number(typed)
    row = session.get(ProposalRow, number, with_for_update=hold, populate_existing=hold) if number else None
    if row is None or row.status == WITHDRAWN:
        raise NotFound(f"There is no proposal {typed.strip()[:20]}. Check the reference; it looks like P-1042.")
    return row


def find_open(session: Session, typed: str) -> ProposalRow:
    """The row of a reference that can still be changed by its contributor. Raises NotFound or Refused."""
    row = find(session, typed, hold=True)
    if row.status in ("answered", "declined"):
        raise Refused("This proposal has been answered, so its words stay as they are. You can send a new one.")
    return row


def proposal(row: ProposalRow) -> Proposal:
    """A row as plain data."""
    return Proposal(
        reference=reference(row.id),
        draft=draft(row),
        status=row.status,
        reason=row.reason,
        answer=row.answer,
        supports=row.supports or 0,
        group=row.group,
        created=row.created,
        changed=row.changed,
        version=row.version,
        source=row.source,
    )


def draft(row: ProposalRow) -> Draft:
    """The words and fields of a row."""
    values = {name: getattr(row, name) for name in (*_PLAIN, *_CONSENT)}
    return Draft(**values, themes=tuple(theme.theme for theme in row.themes))


def load(session: Session, numbers: Sequence[int]) -> dict[int, Proposal]:
    """Proposals by their numbers; withdrawn ones are left out."""
    rows = select(ProposalRow).where(ProposalRow.id.in_(numbers), ProposalRow.status != WITHDRAWN)
    return {row.id: proposal(row) for row in session.scalars(rows)}


def count(session: Session, wanted: Sequence[ColumnElement[bool]]) -> int:
    """How many rows meet conditions (see `conditions.py`)."""
    return session.scalar(select(func.count()).select_from(ProposalRow).where(*wanted)) or 0


def searchable(draft: Draft) -> str:
    """The words by which a proposal is found."""
    return "\n".join(part for part in (draft.title, draft.proposal, draft.implementation, draft.outcome) if part)


def _fill(session: Session, row: ProposalRow, draft: Draft, vector: bytes, at: datetime) -> None:
    for name in (*_PLAIN, *_CONSENT):
        setattr(row, name, getattr(draft, name))
    row.themes.extend(ThemeRow(theme=theme, place=place) for place, theme in enumerate(draft.themes))
    row.vector, row.changed = vector, at
    row.version += 1
    row.row_version += 1
    session.flush()  # the version refers to the row
    session.add(VersionRow(proposal=row.id, version=row.version, draft=draft.model_dump(mode="json"), at=at))
