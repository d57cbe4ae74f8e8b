"""Calls of which it is still to be learnt what they cost."""

import sqlalchemy as sa
from alembic import op

revision = "r0006"
down_revision = "r0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make their table."""
    op.create_table(
        "cost_looks",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("call_id", sa.Text, nullable=False),
        sa.Column("look_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("tries", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_cost_looks"),
        sa.UniqueConstraint("call_id", name="uq_cost_looks_call_id"),
    )
    op.create_index("ix_cost_looks_look_at", "cost_looks", ["look_at"])


def downgrade() -> None:
    """Take it away."""
    op.drop_table("cost_looks")
