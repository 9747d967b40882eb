"""How long things about contributors are kept. Periods are settings; the worker applies them."""

import secrets
from datetime import datetime, timedelta

from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from knowledge.database import Database
from knowledge.proposals.records import WITHDRAWN
from knowledge.proposals.tables import AddressRow, NoticeRow, ProposalRow, SupportRow

SOMEBODY = "somebody-"
"""What stands before a number drawn by lot, in place of the pseudonym of a supporter."""


class Retention(BaseModel):
    """Days; 0 keeps for ever."""

    model_config = ConfigDict(frozen=True)

    addresses: int = Field(365, ge=0)
    """Where to write to a contributor, after the last change of the proposal."""
    contributors: int = Field(730, ge=0)
    """The pseudonym that ties a proposal to its contributor, after its last change; afterwards only the receipt does.
    And that of a supporter, after the support, which still counts; supported again, it counts again."""
    withdrawn: int = Field(90, ge=0)
    """The empty row of a withdrawn proposal, by which its receipt still says "withdrawn"."""


def forget_old(database: Database, retention: Retention, now: datetime) -> int:
    """Remove what is past its time; gives how many things went."""

    def before(days: int) -> datetime | None:
        return now - timedelta(days=days) if days else None

    gone = 0
    with database.write() as session:
        if moment := before(retention.addresses):
            old = select(ProposalRow.id).where(ProposalRow.changed < moment)
            gone += _count(session.execute(delete(AddressRow).where(AddressRow.proposal.in_(old))))
            session.execute(delete(NoticeRow).where(NoticeRow.proposal.in_(old), NoticeRow.due.is_(None)))
        if moment := before(retention.contributors):
            known = ProposalRow.contributor.is_not(None) & (ProposalRow.changed < moment)
            gone += _count(session.execute(update(ProposalRow).where(known).values(contributor=None)))
            gone += _forget_supporters(session, moment)
        if moment := before(retention.withdrawn):
            empty = (ProposalRow.status == WITHDRAWN) & (ProposalRow.changed < moment)
            carried = ProposalRow.row_version == ProposalRow.indexed_version
            # What was imported keeps its (wordless) row for ever, so that importing again does not bring it back.
            gone += _count(session.execute(delete(ProposalRow).where(empty, carried, ProposalRow.imported.is_(None))))
    return gone


def _forget_supporters(session: Session, moment: datetime) -> int:
    known = ~SupportRow.supporter.startswith(SOMEBODY) & (SupportRow.at < moment)
    supports = session.scalars(select(SupportRow).where(known).with_for_update(skip_locked=True)).all()
    for support in supports:
        support.supporter = SOMEBODY + secrets.token_hex(11)
    return len(supports)


def _count(result: object) -> int:
    return int(getattr(result, "rowcount", 0))
