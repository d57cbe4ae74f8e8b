"""The tables, as the program of this version sees them; `migrations/` brings older ones here."""

from datetime import UTC, datetime
from typing import Any, Final

import sqlalchemy as sa

METADATA: Final = sa.MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


class Moment(sa.types.TypeDecorator[datetime]):
    """A moment with its zone, on both databases; SQLite keeps none by itself."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, _dialect: Any) -> datetime | None:
        """Return the moment in UTC; ValueError when it has no zone."""
        if value is not None and value.tzinfo is None:
            raise ValueError("a moment without a zone")
        return None if value is None else value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, _dialect: Any) -> datetime | None:
        """Return the moment, aware."""
        if value is None or value.tzinfo is not None:
            return value
        return value.replace(tzinfo=UTC)


RELEASES: Final = sa.Table(
    "releases",
    METADATA,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("version", sa.Text, nullable=False),
    sa.Column("format", sa.Integer, nullable=False),
    sa.Column("steps", sa.Integer, nullable=False),
    sa.Column("files", sa.Text, nullable=False),
    sa.Column("compiled", sa.LargeBinary, nullable=False),
    sa.Column("digest", sa.Text, nullable=False),
    sa.UniqueConstraint("version", "format"),
)

# Each move follows one other, and no two follow the same: of two people who publish at once, one is told.
RELEASE_MOVES: Final = sa.Table(
    "release_moves",
    METADATA,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("follows", sa.Integer, nullable=False, unique=True),
    sa.Column("release_id", sa.Integer, sa.ForeignKey("releases.id"), nullable=False),
    sa.Column("at", Moment, nullable=False),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("author", sa.Text, nullable=False),
    sa.Column("note", sa.Text, nullable=False),
)

# Texts, both ways. A row with `next_look_at` has something left to be done: an incoming text that is to be answered, an
# outgoing one that is to be sent or asked after. Who does it holds the row until `held_until`; when that is over and
# the row is still open, whoever held it has died. `asked_at` is written before the provider is asked to send.
MESSAGES: Final = sa.Table(
    "messages",
    METADATA,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("own_id", sa.Text, nullable=False, unique=True),
    sa.Column("provider", sa.Text, nullable=False),
    sa.Column("provider_id", sa.Text),
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
    sa.Column("in_reply_to", sa.Integer, sa.ForeignKey("messages.id")),
    sa.Column("part", sa.Integer, nullable=False),
    sa.Column("created_at", Moment, nullable=False),
    sa.Column("updated_at", Moment, nullable=False),
    sa.Column("asked_at", Moment),
    sa.Column("attempts", sa.Integer, nullable=False),
    sa.Column("next_look_at", Moment, index=True),
    sa.Column("held_until", Moment),
    sa.Column("holder", sa.Text),
    sa.UniqueConstraint("provider", "provider_id"),
    sa.UniqueConstraint("in_reply_to", "part"),
    sa.Index(None, "our_number", "their_number"),
)

# What providers told of texts, each thing once: `status` in their words, `meaning` in ours, "" for a word that is not
# known here. `message_id` is null as long as there is no row that it is about.
MESSAGE_EVENTS: Final = sa.Table(
    "message_events",
    METADATA,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("provider", sa.Text, nullable=False),
    sa.Column("provider_id", sa.Text, nullable=False),
    sa.Column("status", sa.Text, nullable=False),
    sa.Column("meaning", sa.Text, nullable=False),
    sa.Column("error", sa.Text, nullable=False),
    sa.Column("at", Moment, nullable=False),
    sa.Column("message_id", sa.Integer, sa.ForeignKey("messages.id"), index=True),
    sa.UniqueConstraint("provider", "provider_id", "status", "error"),
)

# Webhooks that were taken, by their providers' names for them, for a day: the same one again changes nothing.
HEARD_EVENTS: Final = sa.Table(
    "heard_events",
    METADATA,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("provider", sa.Text, nullable=False),
    sa.Column("event_id", sa.Text, nullable=False),
    sa.Column("at", Moment, nullable=False, index=True),
    sa.UniqueConstraint("provider", "event_id"),
)

# An account that can send nothing, by its provider: a row as long as it is so. One text tries again at `until`.
SENDING_STOPS: Final = sa.Table(
    "sending_stops",
    METADATA,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("provider", sa.Text, nullable=False, unique=True),
    sa.Column("code", sa.Text, nullable=False),
    sa.Column("since", Moment, nullable=False),
    sa.Column("until", Moment, nullable=False),
)

# One row a call, or a conversation by text, as it stands: what was told of it last, and how it ended. `rank` is that of
# the status and `end_rank` that of the disposition; both only rise. What happened in it is in the two tables below.
CALLS: Final = sa.Table(
    "calls",
    METADATA,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("call_id", sa.Text, nullable=False, unique=True),
    sa.Column("caller", sa.Text, nullable=False, index=True),
    sa.Column("line_number", sa.Text, nullable=False),
    sa.Column("channel", sa.Text, nullable=False),
    sa.Column("language", sa.Text, nullable=False),
    sa.Column("menus", sa.Text, nullable=False),
    sa.Column("began_at", Moment, nullable=False, index=True),
    sa.Column("ended_at", Moment),
    sa.Column("status", sa.Text, nullable=False),
    sa.Column("rank", sa.Integer, nullable=False),
    sa.Column("answered_by", sa.Text, nullable=False),
    sa.Column("disposition", sa.Text, nullable=False),
    sa.Column("end_rank", sa.Integer, nullable=False),
    sa.Column("turns", sa.Integer, nullable=False),
    sa.Column("step", sa.Text, nullable=False),
    sa.Column("duration_s", sa.Integer),
    sa.Column("cost", sa.Text, nullable=False),
)

# The path of a call through the menus, turn by turn; its end is turn 0. `path` is JSON, without anything said or keyed.
CALL_TURNS: Final = sa.Table(
    "call_turns",
    METADATA,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("call_id", sa.Text, nullable=False),
    sa.Column("turn", sa.Integer, nullable=False),
    sa.Column("at", Moment, nullable=False, index=True),
    sa.Column("step", sa.Text, nullable=False),
    sa.Column("outcome", sa.Text, nullable=False),
    sa.Column("key", sa.Text),
    sa.Column("path", sa.Text, nullable=False),
    sa.UniqueConstraint("call_id", "turn"),
)

# What else was told of calls, each thing once: statuses, callees, rings, callbacks, recordings. `about` is JSON.
CALL_EVENTS: Final = sa.Table(
    "call_events",
    METADATA,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("call_id", sa.Text, nullable=False),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("mark", sa.Text, nullable=False),
    sa.Column("at", Moment, nullable=False, index=True),
    sa.Column("about", sa.Text, nullable=False),
    sa.UniqueConstraint("call_id", "kind", "mark"),
)

# One row a recording, as it stands. `words` are what was said, as far as a machine understood it.
RECORDINGS: Final = sa.Table(
    "recordings",
    METADATA,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("recording_id", sa.Text, nullable=False, unique=True),
    sa.Column("call_id", sa.Text, nullable=False, index=True),
    sa.Column("at", Moment, nullable=False, index=True),
    sa.Column("url", sa.Text, nullable=False),
    sa.Column("mailbox", sa.Text, nullable=False),
    sa.Column("seconds", sa.Integer),
    sa.Column("words", sa.Text),
)

# Calls that are over and of which it is not known yet what they cost: when to ask, and how often that was done.
COST_LOOKS: Final = sa.Table(
    "cost_looks",
    METADATA,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("call_id", sa.Text, nullable=False, unique=True),
    sa.Column("look_at", Moment, nullable=False, index=True),
    sa.Column("tries", sa.Integer, nullable=False),
)

# Who does not want to be written to, or called: a row as long as it holds. Sending looks here in its own transaction.
OPT_OUTS: Final = sa.Table(
    "opt_outs",
    METADATA,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("number", sa.Text, nullable=False),
    sa.Column("channel", sa.Text, nullable=False),
    sa.Column("source", sa.Text, nullable=False),
    sa.Column("evidence", sa.Text, nullable=False),
    sa.Column("at", Moment, nullable=False),
    sa.UniqueConstraint("number", "channel"),
)

# Every wish to be left alone or written to again, for ever: how it came, by what evidence, and what was shown or said.
# `took_effect`: whether it changed anything, so that the same told again is answered as it was the first time.
CONSENTS: Final = sa.Table(
    "consents",
    METADATA,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("number", sa.Text, nullable=False),
    sa.Column("wish", sa.Text, nullable=False),
    sa.Column("channel", sa.Text, nullable=False),
    sa.Column("source", sa.Text, nullable=False),
    sa.Column("evidence", sa.Text, nullable=False),
    sa.Column("at", Moment, nullable=False),
    sa.Column("words", sa.Text, nullable=False),
    sa.Column("took_effect", sa.Boolean, nullable=False),
    sa.UniqueConstraint("number", "wish", "channel", "evidence"),
)
