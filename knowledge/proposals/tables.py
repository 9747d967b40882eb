"""Tables of proposals. References are never stored: they are made from the id (see `references.py`)."""

from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import JSON, Boolean, ForeignKey, Integer, LargeBinary, String, Text, UniqueConstraint, func, select
from sqlalchemy.orm import Mapped, column_property, mapped_column, relationship

from knowledge.database import Base, Moment


class NumberRow(Base):
    """Gives each proposal its number. A number is never given twice, even when its proposal is gone."""

    __tablename__ = "proposal_numbers"
    __table_args__ = {"sqlite_autoincrement": True}  # noqa: RUF012

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)


class ProposalRow(Base):
    """One proposal, as it stands. A withdrawn one keeps its row, without any words and without who sent it."""

    __tablename__ = "proposals"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    receipt: Mapped[str | None] = mapped_column(String(64), unique=True)
    """Keyed hash of the receipt; none for an imported proposal."""
    contributor: Mapped[str | None] = mapped_column(String(32), index=True)
    """Keyed pseudonym of who sent it; none when imported or withdrawn."""
    imported: Mapped[str | None] = mapped_column(String(64), unique=True)
    """Keyed hash of the words as imported, so that a file brings nothing twice and nothing back."""
    proposal: Mapped[str] = mapped_column(Text)
    title: Mapped[str] = mapped_column(String(200))
    setting: Mapped[str] = mapped_column(String(60), index=True)
    level: Mapped[str] = mapped_column(String(60), index=True)
    aim: Mapped[str] = mapped_column(String(60))
    implementation: Mapped[str] = mapped_column(Text)
    acts: Mapped[str] = mapped_column(String(60))
    outcome: Mapped[str] = mapped_column(Text)
    region: Mapped[str] = mapped_column(String(60), index=True)
    quote: Mapped[bool] = mapped_column(Boolean)
    contact: Mapped[bool] = mapped_column(Boolean)
    status: Mapped[str] = mapped_column(String(30), index=True)
    reason: Mapped[str] = mapped_column(Text)
    answer: Mapped[str] = mapped_column(Text)
    linked_to: Mapped[int | None] = mapped_column(Integer, index=True)
    """The earlier proposal its contributor said it belongs to."""
    source: Mapped[str] = mapped_column(String(40))
    created: Mapped[datetime] = mapped_column(Moment, index=True)
    changed: Mapped[datetime] = mapped_column(Moment)
    version: Mapped[int]
    """The version of the words, as people see it."""
    row_version: Mapped[int]
    """Grows with every change that the vector index must follow."""
    indexed_version: Mapped[int]
    vector: Mapped[bytes | None] = mapped_column(LargeBinary)
    """Float16; none once withdrawn."""

    if TYPE_CHECKING:
        supports: Mapped[int]
        group: Mapped[int | None]

    themes: Mapped[list["ThemeRow"]] = relationship(
        lazy="selectin", order_by="ThemeRow.place", cascade="all, delete-orphan", passive_deletes=True
    )


class ThemeRow(Base):
    """One theme of a proposal."""

    __tablename__ = "proposal_themes"

    proposal: Mapped[int] = mapped_column(ForeignKey("proposals.id", ondelete="CASCADE"), primary_key=True)
    theme: Mapped[str] = mapped_column(String(60), primary_key=True)
    place: Mapped[int]


class VersionRow(Base):
    """The words and fields of a proposal at one version."""

    __tablename__ = "proposal_versions"

    proposal: Mapped[int] = mapped_column(ForeignKey("proposals.id", ondelete="CASCADE"), primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True)
    draft: Mapped[dict[str, Any]] = mapped_column(JSON)
    at: Mapped[datetime] = mapped_column(Moment)


class SupportRow(Base):
    """Somebody's "I propose this too", with the setting and level they said."""

    __tablename__ = "supports"

    proposal: Mapped[int] = mapped_column(ForeignKey("proposals.id", ondelete="CASCADE"), primary_key=True)
    supporter: Mapped[str] = mapped_column(String(32), primary_key=True)
    setting: Mapped[str] = mapped_column(String(60))
    level: Mapped[str] = mapped_column(String(60))
    at: Mapped[datetime] = mapped_column(Moment)


class AddressRow(Base):
    """Where to write to a contributor who wishes to hear: sealed, and apart from the proposal."""

    __tablename__ = "reply_addresses"

    proposal: Mapped[int] = mapped_column(ForeignKey("proposals.id", ondelete="CASCADE"), primary_key=True)
    channel: Mapped[str | None] = mapped_column(String(20))
    """Whose address it is (`slack`, `teams`), so that a channel finds its own without opening all."""
    sealed: Mapped[str] = mapped_column(Text)


class GroupRow(Base):
    """Proposals a reviewer put together. Dissolving it, or taking one out, leaves the proposals as they were.

    A number is never given twice: a form that was left open may still name it.
    """

    __tablename__ = "proposal_groups"
    __table_args__ = {"sqlite_autoincrement": True}  # noqa: RUF012

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    title: Mapped[str] = mapped_column(String(200))
    created: Mapped[datetime] = mapped_column(Moment)


class MemberRow(Base):
    """A proposal's place in a group; it is in one at most."""

    __tablename__ = "proposal_group_members"

    proposal: Mapped[int] = mapped_column(ForeignKey("proposals.id", ondelete="CASCADE"), primary_key=True)
    group: Mapped[int] = mapped_column("group_id", ForeignKey("proposal_groups.id", ondelete="CASCADE"), index=True)
    was: Mapped[str] = mapped_column(String(30))
    """Its status before, to go back to."""


class NoticeRow(Base):
    """Something to tell a contributor who wished to hear, once. What to say is made when it is told.

    A number is never given twice: channels know by it what they have told.
    """

    __tablename__ = "proposal_notices"
    __table_args__ = (UniqueConstraint("proposal", "about"), {"sqlite_autoincrement": True})

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    proposal: Mapped[int] = mapped_column(ForeignKey("proposals.id", ondelete="CASCADE"))
    about: Mapped[str] = mapped_column(String(64))
    """A hash of the news, so that the same news is not told twice running."""
    due: Mapped[datetime | None] = mapped_column(Moment, index=True)
    """When it may be told next; none when told, or given up."""
    attempts: Mapped[int]


class ErasureRow(Base):
    """A withdrawn proposal whose last traces in files are still to be wiped. Gone when they are."""

    __tablename__ = "erasures"

    proposal: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[datetime] = mapped_column(Moment)
    rows_wiped: Mapped[bool] = mapped_column(Boolean)
    """Whether only the vector index still has traces."""


ProposalRow.supports = column_property(
    select(func.count())
    .select_from(SupportRow)
    .where(SupportRow.proposal == ProposalRow.id)
    .correlate_except(SupportRow)
    .scalar_subquery()
)
ProposalRow.group = column_property(
    select(MemberRow.group).where(MemberRow.proposal == ProposalRow.id).correlate_except(MemberRow).scalar_subquery()
)
