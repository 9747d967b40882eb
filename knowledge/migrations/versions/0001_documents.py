"""Tables of documents, and of questions asked."""

import sqlalchemy as sa
from alembic import op

from retrieval.keywords import PASSAGES

revision = "0001"
down_revision = None

Moment = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "documents",
        sa.Column("id", sa.String(80), primary_key=True),
        sa.Column("current", sa.Integer, nullable=False),
        sa.Column("removed", Moment, nullable=True),
        sa.Column("chosen_by", sa.String(80), nullable=False),
        sa.Column("shipped", sa.String(64), nullable=True),
        sa.Column("created", Moment, nullable=False),
    )
    op.create_table(
        "document_versions",
        sa.Column(
            "document",
            sa.String(80),
            sa.ForeignKey("documents.id", name="fk_document_versions_document_documents"),
            primary_key=True,
        ),
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("title", sa.String(200), nullable=False),
        sa.Column("source", sa.String(200), nullable=False),
        sa.Column("publisher", sa.String(200), nullable=False),
        sa.Column("published", sa.Date, nullable=True),
        sa.Column("link", sa.String(1_000), nullable=False),
        sa.Column("valid_from", sa.Date, nullable=True),
        sa.Column("valid_to", sa.Date, nullable=True),
        sa.Column("questions", sa.JSON, nullable=False),
        sa.Column("media", sa.String(20), nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("hash", sa.String(64), nullable=False),
        sa.Column("file", sa.String(200), nullable=False),
        sa.Column("added", Moment, nullable=False),
        sa.Column("added_by", sa.String(80), nullable=False),
        sa.Column("set_aside", sa.Boolean, nullable=False),
        sa.Column("live", sa.Boolean, nullable=False),
        sa.Column("starts", sa.Date, nullable=True),
        sa.Column("ends", sa.Date, nullable=True),
    )
    op.create_table(
        "passages",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column(
            "document",
            sa.String(80),
            sa.ForeignKey("documents.id", name="fk_passages_document_documents"),
            nullable=False,
        ),
        sa.Column("document_version", sa.Integer, nullable=True),
        sa.Column("kind", sa.String(10), nullable=False),
        sa.Column("start", sa.Integer, nullable=False),
        sa.Column("end", sa.Integer, nullable=False),
        sa.Column("section", sa.String(500), nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("vector", sa.LargeBinary, nullable=False),
        sa.Column("model", sa.String(80), nullable=False),
        sa.Column("live", sa.Boolean, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("indexed_version", sa.Integer, nullable=False),
        sa.ForeignKeyConstraint(
            ["document", "document_version"],
            ["document_versions.document", "document_versions.number"],
            name="fk_passages_document_version_document_versions",
        ),
    )
    op.create_index("ix_passages_document", "passages", ["document", "document_version"])
    op.create_index("ix_passages_live", "passages", ["live"])
    changed = sa.text("version <> indexed_version")
    op.create_index("ix_passages_changed", "passages", ["id"], sqlite_where=changed, postgresql_where=changed)
    changes = op.create_table(
        "changes",
        sa.Column("name", sa.String(40), primary_key=True),
        sa.Column("count", sa.Integer, nullable=False),
    )
    op.bulk_insert(changes, [{"name": "library", "count": 0}])
    PASSAGES.create(op.get_bind())
    op.create_table(
        "document_uploads",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("sender", sa.String(80), nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("content", sa.LargeBinary, nullable=False),
        sa.Column("given", sa.JSON, nullable=False),
        sa.Column("created", Moment, nullable=False, index=True),
    )
    op.create_table(
        "questions",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("question", sa.Text, nullable=False),
        sa.Column("status", sa.String(20), nullable=False),
        sa.Column("channel", sa.String(20), nullable=False),
        sa.Column("asked", sa.Date, nullable=False),
        sa.Column("vector", sa.LargeBinary, nullable=False),
        sa.Column("model", sa.String(80), nullable=False),
        sa.Column("dismissed", sa.Boolean, nullable=False),
    )
    op.create_index("ix_questions_status", "questions", ["status", "dismissed"])
    op.create_table(
        "feedback",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("question", sa.Text, nullable=False),
        sa.Column("helpful", sa.Boolean, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("channel", sa.String(20), nullable=False),
        sa.Column("given", sa.Date, nullable=False),
    )
    op.create_index("ix_feedback_given", "feedback", ["given"])
