"""Wordings that a language model suggests, and how far it was asked for them."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"

Moment = sa.DateTime(timezone=True)
VERSION = ["document_versions.document", "document_versions.number"]


def upgrade() -> None:
    op.create_table(
        "suggested_wordings",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("document", sa.String(80), nullable=False),
        sa.Column("document_version", sa.Integer, nullable=False),
        sa.Column("wording", sa.String(300), nullable=False),
        sa.Column("quote", sa.Text, nullable=False),
        sa.Column("sure", sa.Boolean, nullable=False),
        sa.Column("model", sa.String(80), nullable=False),
        sa.Column("suggested", Moment, nullable=False),
        sa.Column("status", sa.String(10), nullable=False),
        sa.ForeignKeyConstraint(
            ["document", "document_version"],
            VERSION,
            name="fk_suggested_wordings_document_version_document_versions",
        ),
        sa.UniqueConstraint(
            "document", "document_version", "wording", name="uq_suggested_wordings_document_document_version_wording"
        ),
    )
    op.create_table(
        "wording_requests",
        sa.Column("document", sa.String(80), primary_key=True),
        sa.Column("document_version", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("portions", sa.Integer, nullable=False),
        sa.Column("tries", sa.Integer, nullable=False),
        sa.Column("again", Moment, nullable=True),
        sa.ForeignKeyConstraint(
            ["document", "document_version"],
            VERSION,
            name="fk_wording_requests_document_version_document_versions",
        ),
    )


def downgrade() -> None:
    op.drop_table("wording_requests")
    op.drop_table("suggested_wordings")
