"""Tables of conversations, tokens and the audit."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

Moment = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "conversations",
        sa.Column("key", sa.String(32), primary_key=True),
        sa.Column("person", sa.String(32), nullable=False, index=True),
        sa.Column("state", sa.JSON, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("updated", Moment, nullable=False, index=True),
    )
    op.create_table(
        "turns",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column(
            "conversation",
            sa.String(32),
            sa.ForeignKey("conversations.key", ondelete="CASCADE", name="fk_turns_conversation_conversations"),
            nullable=False,
            index=True,
        ),
        sa.Column("event", sa.String(200), nullable=True),
        sa.Column("shown", sa.Boolean, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("replies", sa.JSON, nullable=False),
        sa.Column("at", Moment, nullable=False, index=True),
        sa.UniqueConstraint("event", name="uq_turns_event"),
    )
    op.create_table(
        "tokens",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("hash", sa.String(64), nullable=False),
        sa.Column("role", sa.String(20), nullable=False),
        sa.Column("note", sa.String(200), nullable=False),
        sa.Column("created", Moment, nullable=False),
        sa.Column("revoked", Moment, nullable=True),
        sa.UniqueConstraint("hash", name="uq_tokens_hash"),
    )
    op.create_table(
        "audit",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("at", Moment, nullable=False, index=True),
        sa.Column("actor", sa.String(80), nullable=False),
        sa.Column("action", sa.String(60), nullable=False),
        sa.Column("subject", sa.String(120), nullable=False),
    )
