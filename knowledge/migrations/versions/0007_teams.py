"""Tables of Teams: events being worked, where to write to people later, files waiting for a yes."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"

Moment = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "deliveries",
        sa.Column("key", sa.String(64), primary_key=True),
        sa.Column("channel", sa.String(20), nullable=False),
        sa.Column("lane", sa.String(64), nullable=True, index=True),
        sa.Column("event", sa.Text, nullable=True),
        sa.Column("plan", sa.Text, nullable=True),
        sa.Column("sent", sa.Integer, nullable=False),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("owner", sa.String(64), nullable=True),
        sa.Column("due", Moment, nullable=True, index=True),
        sa.Column("accepted", Moment, nullable=False, index=True),
    )
    op.create_table(
        "teams_addresses",
        sa.Column("person", sa.String(32), primary_key=True),
        sa.Column("sealed", sa.Text, nullable=False),
        sa.Column("changed", Moment, nullable=False),
    )
    op.create_table(
        "teams_answers",
        sa.Column("message", sa.String(32), primary_key=True),
        sa.Column("sealed", sa.Text, nullable=False),
        sa.Column("created", Moment, nullable=False, index=True),
    )
    op.create_table(
        "teams_uploads",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("person", sa.String(32), nullable=False, index=True),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("content", sa.LargeBinary, nullable=False),
        sa.Column("created", Moment, nullable=False, index=True),
    )
