"""Tables of documents: each has versions, and each version the passages that are found and cited.

Nothing of a document is ever deleted: removing it and putting another version in force only change which passages are
`live`. A wording (a question in people's words) belongs to one version, or to the document when an admin added
it later.
"""

from datetime import date, datetime
from typing import Literal

from sqlalchemy import (
    JSON,
    Date,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    LargeBinary,
    String,
    Text,
    UniqueConstraint,
    text,
    update,
)
from sqlalchemy.orm import Mapped, Session, mapped_column

from knowledge.database import Base, Moment

Kind = Literal["passage", "wording"]
CHANGED = text("version <> indexed_version")
BUILT_IN = "built in"
"""Who adds the articles that come with Soundings."""
LIBRARY = "library"
"""The change counter of everything here."""


class DocumentRow(Base):
    """A document: which version is in force, or that it was removed."""

    __tablename__ = "documents"

    id: Mapped[str] = mapped_column(String(80), primary_key=True)
    current: Mapped[int]
    removed: Mapped[datetime | None] = mapped_column(Moment)
    chosen_by: Mapped[str] = mapped_column(String(80))
    """Who last chose the current version or removed the document: what an admin chose, an upgrade does not undo."""
    shipped: Mapped[str | None] = mapped_column(String(64))
    """Of a built-in article: the fingerprint of the shipped text last taken in."""
    created: Mapped[datetime] = mapped_column(Moment)


class VersionRow(Base):
    """One version of a document: its whole text, exactly as cited, and what is known about it."""

    __tablename__ = "document_versions"

    document: Mapped[str] = mapped_column(ForeignKey("documents.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    title: Mapped[str] = mapped_column(String(200))
    source: Mapped[str] = mapped_column(String(200))
    publisher: Mapped[str] = mapped_column(String(200))
    published: Mapped[date | None] = mapped_column(Date)
    link: Mapped[str] = mapped_column(String(1_000))
    valid_from: Mapped[date | None] = mapped_column(Date)
    valid_to: Mapped[date | None] = mapped_column(Date)
    questions: Mapped[list[str]] = mapped_column(JSON)
    media: Mapped[str] = mapped_column(String(20))
    """`markdown` or `text`: how the text is cut and shown."""
    text: Mapped[str] = mapped_column(Text)
    hash: Mapped[str] = mapped_column(String(64))
    """Of the text and all that is known about it."""
    file: Mapped[str] = mapped_column(String(200))
    """The name of the file it came from, if any."""
    added: Mapped[datetime] = mapped_column(Moment)
    added_by: Mapped[str] = mapped_column(String(80))
    set_aside: Mapped[bool]
    """True when an earlier version was put back into force over it."""
    live: Mapped[bool]
    """True when there is a day on which it is answered from: from `starts` to `ends`, None meaning without end."""
    starts: Mapped[date | None] = mapped_column(Date)
    ends: Mapped[date | None] = mapped_column(Date)


class PassageRow(Base):
    """Something that can be found: a passage of a version (`text[start:end]`), or a wording of what it answers."""

    __tablename__ = "passages"
    __table_args__ = (
        ForeignKeyConstraint(
            ["document", "document_version"],
            ["document_versions.document", "document_versions.number"],
            name="fk_passages_document_version_document_versions",
        ),
        Index("ix_passages_document", "document", "document_version"),
        Index("ix_passages_live", "live"),
        Index("ix_passages_changed", "id", sqlite_where=CHANGED, postgresql_where=CHANGED),
    )

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    document: Mapped[str] = mapped_column(ForeignKey("documents.id"))
    document_version: Mapped[int | None]
    """None for a wording that an admin added: it holds for whichever version is in force."""
    kind: Mapped[str] = mapped_column(String(10))
    start: Mapped[int]
    end: Mapped[int]
    section: Mapped[str] = mapped_column(String(500))
    text: Mapped[str] = mapped_column(Text)
    vector: Mapped[bytes] = mapped_column(LargeBinary)
    """float16, little-endian."""
    model: Mapped[str] = mapped_column(String(80))
    """The embedding model the vector is of: vectors of two models cannot be compared."""
    live: Mapped[bool]
    version: Mapped[int]
    """Counts changes of this row; the index has it when `indexed_version` is the same."""
    indexed_version: Mapped[int]


class SuggestedWordingRow(Base):
    """A wording that a language model suggests for a version. It answers nothing until an admin approves it."""

    __tablename__ = "suggested_wordings"
    __table_args__ = (
        ForeignKeyConstraint(
            ["document", "document_version"],
            ["document_versions.document", "document_versions.number"],
            name="fk_suggested_wordings_document_version_document_versions",
        ),
        UniqueConstraint(
            "document", "document_version", "wording", name="uq_suggested_wordings_document_document_version_wording"
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    document: Mapped[str] = mapped_column(String(80))
    document_version: Mapped[int]
    wording: Mapped[str] = mapped_column(String(300))
    quote: Mapped[str] = mapped_column(Text)
    """The words of the version that answer it, so that an admin can judge it at a glance."""
    sure: Mapped[bool]
    """Whether the evidence check finds that they do; else they are only what comes nearest."""
    model: Mapped[str] = mapped_column(String(80))
    """Which language model wrote it."""
    suggested: Mapped[datetime] = mapped_column(Moment)
    status: Mapped[str] = mapped_column(String(10))
    """`waiting`, `approved` or `rejected`. What was decided stays, so that it is not suggested again."""


class WordingRequestRow(Base):
    """How far a language model was asked for wordings of a version."""

    __tablename__ = "wording_requests"
    __table_args__ = (
        ForeignKeyConstraint(
            ["document", "document_version"],
            ["document_versions.document", "document_versions.number"],
            name="fk_wording_requests_document_version_document_versions",
        ),
    )

    document: Mapped[str] = mapped_column(String(80), primary_key=True)
    document_version: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    portions: Mapped[int]
    """How many portions of the text it was asked about."""
    tries: Mapped[int]
    """How often the next portion was tried."""
    again: Mapped[datetime | None] = mapped_column(Moment)
    """When to go on; None when nothing is left to ask, or it failed too often."""


class ChangeRow(Base):
    """How many times something changed; a cheap way to see that what was read before still holds."""

    __tablename__ = "changes"

    name: Mapped[str] = mapped_column(String(40), primary_key=True)
    count: Mapped[int]


def count_change(session: Session) -> None:
    """Count a change of the library. Its row lock also makes writers of the library queue, on PostgreSQL too."""
    counted = update(ChangeRow).where(ChangeRow.name == LIBRARY).values(count=ChangeRow.count + 1)
    session.execute(counted)


def changes(session: Session) -> int:
    """How many times the library changed so far."""
    row = session.get(ChangeRow, LIBRARY)
    return row.count if row else 0
