"""Webhooks that were taken, by their names."""

import sqlalchemy as sa
from alembic import op

revision = "r0005"
down_revision = "r0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make their table."""
    op.create_table(
        "heard_events",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("provider", sa.Text, nullable=False),
        sa.Column("event_id", sa.Text, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_heard_events"),
        sa.UniqueConstraint("provider", "event_id", name="uq_heard_events_provider_event_id"),
    )
    op.create_index("ix_heard_events_at", "heard_events", ["at"])


def downgrade() -> None:
    """Take it away."""
    op.drop_table("heard_events")
