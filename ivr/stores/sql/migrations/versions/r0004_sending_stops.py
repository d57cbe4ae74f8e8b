"""Accounts that can send nothing."""

import sqlalchemy as sa
from alembic import op

revision = "r0004"
down_revision = "r0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make their table."""
    op.create_table(
        "sending_stops",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("provider", sa.Text, nullable=False),
        sa.Column("code", sa.Text, nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_sending_stops"),
        sa.UniqueConstraint("provider", name="uq_sending_stops_provider"),
    )


def downgrade() -> None:
    """Take it away."""
    op.drop_table("sending_stops")
