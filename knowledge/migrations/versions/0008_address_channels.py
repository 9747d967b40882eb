"""Reply addresses say whose channel they are of."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    op.add_column("reply_addresses", sa.Column("channel", sa.String(20), nullable=True))


def downgrade() -> None:
    op.drop_column("reply_addresses", "channel")
