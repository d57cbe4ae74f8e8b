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
