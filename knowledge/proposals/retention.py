"""How long things about contributors are kept. Periods are settings; the worker applies them."""

from datetime import datetime, timedelta

from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import delete, select, update

from knowledge.database import Database
from knowledge.proposals.records import WITHDRAWN
from knowledge.proposals.tables import AddressRow, NoticeRow, ProposalRow


class Retention(BaseModel):
    """Days; 0 keeps for ever."""

    model_config = ConfigDict(frozen=True)

    addresses: int = Field(365, ge=0)
    """Where to write to a contributor, after the last change of the proposal."""
    contributors: int = Field(730, ge=0)
    """The pseudonym that ties a proposal to its contributor; afterwards only the receipt does."""
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
        if moment := before(retention.withdrawn):
            empty = (ProposalRow.status == WITHDRAWN) & (ProposalRow.changed < moment)
            carried = ProposalRow.row_version == ProposalRow.indexed_version
            # What was imported keeps its (wordless) row for ever, so that importing again does not bring it back.
            gone += _count(session.execute(delete(ProposalRow).where(empty, carried, ProposalRow.imported.is_(None))))
    return gone


def _count(result: object) -> int:
    return int(getattr(result, "rowcount", 0))
