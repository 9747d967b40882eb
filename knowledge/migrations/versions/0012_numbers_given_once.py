"""Groups and notices get numbers that are never given twice; erasures say how far they have come."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"

MEMBERS = sa.table("proposal_group_members", sa.column("proposal"), sa.column("group_id"), sa.column("was"))


def upgrade() -> None:
    op.add_column("erasures", sa.Column("rows_wiped", sa.Boolean, nullable=False, server_default=sa.false()))
    if op.get_bind().dialect.name == "sqlite":  # PostgreSQL never gives a number twice
        _make_anew(numbered_once=True)


def downgrade() -> None:
    op.drop_column("erasures", "rows_wiped")
    if op.get_bind().dialect.name == "sqlite":
        _make_anew(numbered_once=False)


def _make_anew(*, numbered_once: bool) -> None:
    """The members of a group go with its table, and are put back."""
    connection = op.get_bind()
    members = [dict(row) for row in connection.execute(sa.select(MEMBERS)).mappings()]
    for table in ("proposal_groups", "proposal_notices"):
        with op.batch_alter_table(table, recreate="always", table_kwargs={"sqlite_autoincrement": numbered_once}):
            pass
    if members:
        connection.execute(sa.insert(MEMBERS), members)
