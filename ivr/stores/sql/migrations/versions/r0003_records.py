"""Calls and what was told of them, who has opted out, and every wish that was told."""

import sqlalchemy as sa
from alembic import op

revision = "r0003"
down_revision = "r0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables of records."""
    for make in (_calls, _call_turns, _call_events, _recordings, _opt_outs, _consents):
        make()


def _calls() -> None:
    op.create_table(
        "calls",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("call_id", sa.Text, nullable=False),
        sa.Column("caller", sa.Text, nullable=False),
        sa.Column("line_number", sa.Text, nullable=False),
        sa.Column("channel", sa.Text, nullable=False),
        sa.Column("language", sa.Text, nullable=False),
        sa.Column("menus", sa.Text, nullable=False),
        sa.Column("began_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("status", sa.Text, nullable=False),
        sa.Column("rank", sa.Integer, nullable=False),
        sa.Column("answered_by", sa.Text, nullable=False),
        sa.Column("disposition", sa.Text, nullable=False),
        sa.Column("end_rank", sa.Integer, nullable=False),
        sa.Column("turns", sa.Integer, nullable=False),
        sa.Column("step", sa.Text, nullable=False),
        sa.Column("duration_s", sa.Integer, nullable=True),
        sa.Column("cost", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_calls"),
        sa.UniqueConstraint("call_id", name="uq_calls_call_id"),
    )
    op.create_index("ix_calls_began_at", "calls", ["began_at"])
    op.create_index("ix_calls_caller", "calls", ["caller"])


def _call_turns() -> None:
    op.create_table(
        "call_turns",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("call_id", sa.Text, nullable=False),
        sa.Column("turn", sa.Integer, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("step", sa.Text, nullable=False),
        sa.Column("outcome", sa.Text, nullable=False),
        sa.Column("key", sa.Text, nullable=True),
        sa.Column("path", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_call_turns"),
        sa.UniqueConstraint("call_id", "turn", name="uq_call_turns_call_id_turn"),
    )
    op.create_index("ix_call_turns_at", "call_turns", ["at"])


def _call_events() -> None:
    op.create_table(
        "call_events",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("call_id", sa.Text, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("mark", sa.Text, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("about", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_call_events"),
        sa.UniqueConstraint("call_id", "kind", "mark", name="uq_call_events_call_id_kind_mark"),
    )
    op.create_index("ix_call_events_at", "call_events", ["at"])


def _recordings() -> None:
    op.create_table(
        "recordings",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("recording_id", sa.Text, nullable=False),
        sa.Column("call_id", sa.Text, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("url", sa.Text, nullable=False),
        sa.Column("mailbox", sa.Text, nullable=False),
        sa.Column("seconds", sa.Integer, nullable=True),
        sa.Column("words", sa.Text, nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_recordings"),
        sa.UniqueConstraint("recording_id", name="uq_recordings_recording_id"),
    )
    op.create_index("ix_recordings_at", "recordings", ["at"])
    op.create_index("ix_recordings_call_id", "recordings", ["call_id"])


def _opt_outs() -> None:
    op.create_table(
        "opt_outs",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("number", sa.Text, nullable=False),
        sa.Column("channel", sa.Text, nullable=False),
        sa.Column("source", sa.Text, nullable=False),
        sa.Column("evidence", sa.Text, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_opt_outs"),
        sa.UniqueConstraint("number", "channel", name="uq_opt_outs_number_channel"),
    )


def _consents() -> None:
    op.create_table(
        "consents",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("number", sa.Text, nullable=False),
        sa.Column("wish", sa.Text, nullable=False),
        sa.Column("channel", sa.Text, nullable=False),
        sa.Column("source", sa.Text, nullable=False),
        sa.Column("evidence", sa.Text, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("words", sa.Text, nullable=False),
        sa.Column("took_effect", sa.Boolean, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_consents"),
        sa.UniqueConstraint("number", "wish", "channel", "evidence", name="uq_consents_number_wish_channel_evidence"),
    )


def downgrade() -> None:
    """Take them away."""
    for name in ("consents", "opt_outs", "recordings", "call_events", "call_turns", "calls"):
        op.drop_table(name)
