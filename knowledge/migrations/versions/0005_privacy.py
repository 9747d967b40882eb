"""Tables of groups, of what is to be told to contributors, and of what is to be wiped."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"

Moment = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "proposal_groups",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("title", sa.String(200), nullable=False),
        sa.Column("created", Moment, nullable=False),
    )
    op.create_table(
        "proposal_group_members",
        sa.Column("proposal", sa.Integer, _proposal("proposal_group_members"), primary_key=True),
        sa.Column(
            "group_id",
            sa.Integer,
            sa.ForeignKey(
                "proposal_groups.id", ondelete="CASCADE", name="fk_proposal_group_members_group_id_proposal_groups"
            ),
            nullable=False,
            index=True,
        ),
        sa.Column("was", sa.String(30), nullable=False),
    )
    op.create_table(
        "proposal_notices",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("proposal", sa.Integer, _proposal("proposal_notices"), nullable=False),
        sa.Column("about", sa.String(64), nullable=False),
        sa.Column("due", Moment, nullable=True, index=True),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.UniqueConstraint("proposal", "about", name="uq_proposal_notices_proposal"),
    )
    op.create_table(
        "erasures",
        sa.Column("proposal", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("at", Moment, nullable=False),
    )


def _proposal(table: str) -> sa.ForeignKey:
    return sa.ForeignKey("proposals.id", ondelete="CASCADE", name=f"fk_{table}_proposal_proposals")
