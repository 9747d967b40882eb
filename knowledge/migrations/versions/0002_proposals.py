"""Tables of proposals."""

import sqlalchemy as sa
from alembic import op

from retrieval.keywords import PROPOSALS

revision = "0002"
down_revision = "0001"

Moment = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "proposal_numbers",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "proposals",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("receipt", sa.String(64), nullable=True),
        sa.Column("contributor", sa.String(32), nullable=True, index=True),
        sa.Column("imported", sa.String(64), nullable=True),
        sa.Column("proposal", sa.Text, nullable=False),
        sa.Column("title", sa.String(200), nullable=False),
        sa.Column("setting", sa.String(60), nullable=False, index=True),
        sa.Column("level", sa.String(60), nullable=False, index=True),
        sa.Column("aim", sa.String(60), nullable=False),
        sa.Column("implementation", sa.Text, nullable=False),
        sa.Column("acts", sa.String(60), nullable=False),
        sa.Column("outcome", sa.Text, nullable=False),
        sa.Column("region", sa.String(60), nullable=False, index=True),
        sa.Column("quote", sa.Boolean, nullable=False),
        sa.Column("contact", sa.Boolean, nullable=False),
        sa.Column("status", sa.String(30), nullable=False, index=True),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("answer", sa.Text, nullable=False),
        sa.Column("linked_to", sa.Integer, nullable=True, index=True),
        sa.Column("source", sa.String(40), nullable=False),
        sa.Column("created", Moment, nullable=False, index=True),
        sa.Column("changed", Moment, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("row_version", sa.Integer, nullable=False),
        sa.Column("indexed_version", sa.Integer, nullable=False),
        sa.Column("vector", sa.LargeBinary, nullable=True),
        sa.UniqueConstraint("receipt", name="uq_proposals_receipt"),
        sa.UniqueConstraint("imported", name="uq_proposals_imported"),
    )
    op.create_table(
        "proposal_themes",
        _proposal("proposal_themes"),
        sa.Column("theme", sa.String(60), primary_key=True),
        sa.Column("place", sa.Integer, nullable=False),
    )
    op.create_table(
        "proposal_versions",
        _proposal("proposal_versions"),
        sa.Column("version", sa.Integer, primary_key=True),
        sa.Column("draft", sa.JSON, nullable=False),
        sa.Column("at", Moment, nullable=False),
    )
    op.create_table(
        "supports",
        _proposal("supports"),
        sa.Column("supporter", sa.String(32), primary_key=True),
        sa.Column("setting", sa.String(60), nullable=False),
        sa.Column("level", sa.String(60), nullable=False),
        sa.Column("at", Moment, nullable=False),
    )
    op.create_table(
        "reply_addresses",
        _proposal("reply_addresses"),
        sa.Column("sealed", sa.Text, nullable=False),
    )
    PROPOSALS.create(op.get_bind())


def _proposal(table: str) -> sa.Column[int]:
    key = sa.ForeignKey("proposals.id", ondelete="CASCADE", name=f"fk_{table}_proposal_proposals")
    return sa.Column("proposal", sa.Integer, key, primary_key=True)
