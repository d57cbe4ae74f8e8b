"""Texts in and out, and what providers told of them."""

import sqlalchemy as sa
from alembic import op

revision = "r0002"
down_revision = "r0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables of texts."""
    op.create_table(
        "messages",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("own_id", sa.Text, nullable=False),
        sa.Column("provider", sa.Text, nullable=False),
        sa.Column("provider_id", sa.Text, nullable=True),
        sa.Column("direction", sa.Text, nullable=False),
        sa.Column("our_number", sa.Text, nullable=False),
        sa.Column("their_number", sa.Text, nullable=False),
        sa.Column("service", sa.Text, nullable=False),
        sa.Column("body", sa.Text, nullable=False),
        sa.Column("media", sa.Text, nullable=False),
        sa.Column("about", sa.Text, nullable=False),
        sa.Column("segments", sa.Integer, nullable=False),
        sa.Column("status", sa.Text, nullable=False),
        sa.Column("rank", sa.Integer, nullable=False),
        sa.Column("error", sa.Text, nullable=False),
        sa.Column("in_reply_to", sa.Integer, nullable=True),
        sa.Column("part", sa.Integer, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("next_look_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("held_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("holder", sa.Text, nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_messages"),
        sa.UniqueConstraint("own_id", name="uq_messages_own_id"),
        sa.UniqueConstraint("provider", "provider_id", name="uq_messages_provider_provider_id"),
        sa.UniqueConstraint("in_reply_to", "part", name="uq_messages_in_reply_to_part"),
        sa.ForeignKeyConstraint(["in_reply_to"], ["messages.id"], name="fk_messages_in_reply_to"),
    )
    op.create_index("ix_messages_next_look_at", "messages", ["next_look_at"])
    op.create_index("ix_messages_our_number_their_number", "messages", ["our_number", "their_number"])
    op.create_table(
        "message_events",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("provider", sa.Text, nullable=False),
        sa.Column("provider_id", sa.Text, nullable=False),
        sa.Column("status", sa.Text, nullable=False),
        sa.Column("meaning", sa.Text, nullable=False),
        sa.Column("error", sa.Text, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("message_id", sa.Integer, nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_message_events"),
        sa.UniqueConstraint(
            "provider", "provider_id", "status", "error", name="uq_message_events_provider_provider_id_status_error"
        ),
        sa.ForeignKeyConstraint(["message_id"], ["messages.id"], name="fk_message_events_message_id"),
    )
    op.create_index("ix_message_events_message_id", "message_events", ["message_id"])


def downgrade() -> None:
    """Take them away."""
    op.drop_table("message_events")
    op.drop_table("messages")
