"""Menus that went live, in SQL: their text, the line compiled from it, and who moved the line to them, in order."""

import hashlib
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final

import msgspec
import sqlalchemy as sa

from ivr.menu.compiled import FORMAT, dump_menus
from ivr.menu.model import Menus
from ivr.ports.releases import MOST_RELEASES, Move, MoveKind, NewMove
from ivr.stores.sql.database import Database, insert
from ivr.stores.sql.tables import RELEASE_MOVES as MOVES
from ivr.stores.sql.tables import RELEASES
from ivr.values import MenuVersion

_MOVE_COLUMNS: Final = (
    MOVES.c.id,
    MOVES.c.at,
    MOVES.c.kind,
    MOVES.c.author,
    MOVES.c.note,
    RELEASES.c.version,
    RELEASES.c.steps,
)


class SqlReleases:
    """The release shelf over a database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def find_live(self) -> Move | None:
        """Return the newest move, which says what is live; None when nothing was ever published."""
        return next(iter(self.list_moves(1)), None)

    def list_moves(self, most: int) -> Sequence[Move]:
        """Return the newest moves, newest first."""
        query = sa.select(*_MOVE_COLUMNS).join(RELEASES).order_by(MOVES.c.id.desc()).limit(most)
        with self._database.read() as connection:
            return [_move(row) for row in connection.execute(query)]

    def list_since(self, moment: datetime) -> Sequence[MenuVersion]:
        """Return the versions that went live since then, and the one that was live before, newest first."""
        since = sa.select(sa.func.min(MOVES.c.id)).where(MOVES.c.at >= moment).scalar_subquery()
        query = (
            sa.select(RELEASES.c.version)
            .join(MOVES)
            .where(MOVES.c.id >= sa.func.coalesce(since - 1, sa.select(sa.func.max(MOVES.c.id)).scalar_subquery()))
            .order_by(MOVES.c.id.desc())
        )
        with self._database.read() as connection:
            return [MenuVersion(version) for version in dict.fromkeys(connection.execute(query).scalars())]

    def find_files(self, version: MenuVersion) -> Mapping[str, str] | None:
        """Return the menu files of a version by their path, or None when it is not kept."""
        query = sa.select(RELEASES.c.files).where(RELEASES.c.version == version.value)
        with self._database.read() as connection:
            found = connection.execute(query).scalars().first()
        return None if found is None else msgspec.json.decode(found, type=dict[str, str])

    def find_compiled(self, version: MenuVersion) -> bytes | None:
        """Return the compiled form that this program reads; None when it is not kept, or what is kept is damaged."""
        query = sa.select(RELEASES.c.compiled, RELEASES.c.digest)
        query = query.where(RELEASES.c.version == version.value, RELEASES.c.format == FORMAT)
        with self._database.read() as connection:
            row = connection.execute(query).first()
        return row.compiled if row is not None and _digest(row.compiled) == row.digest else None

    def add(self, menus: Menus, files: Mapping[str, str]) -> None:
        """Keep a version in the form that this program reads; one that is there already stays."""
        with self._database.begin() as connection:
            _add(connection, menus, files)

    def publish(self, menus: Menus, files: Mapping[str, str], move: NewMove) -> Move | None:
        """Keep a version and make it the live one; None when somebody else's move came before."""
        with self._database.begin() as connection:
            release = _add(connection, menus, files)
            return _move_to(connection, release, move)

    def go_back(self, version: MenuVersion, move: NewMove) -> Move | None:
        """Make a version that is kept the live one again; None when somebody else's move came before, or it is gone."""
        query = sa.select(RELEASES.c.id).where(RELEASES.c.version == version.value).order_by(RELEASES.c.id.desc())
        with self._database.begin() as connection:
            release = connection.execute(query).scalars().first()
            return None if release is None else _move_to(connection, release, move)


def _move_to(connection: sa.Connection, release: int, move: NewMove) -> Move | None:
    values = {
        "follows": move.follows,
        "release_id": release,
        "at": move.at,
        "kind": move.kind.value,
        "author": move.author,
        "note": move.note,
    }
    made = connection.execute(insert(connection, MOVES).values(values).on_conflict_do_nothing().returning(MOVES.c.id))
    number = made.scalar_one_or_none()
    if number is None:
        return None
    _forget_old(connection)
    query = sa.select(*_MOVE_COLUMNS).join(RELEASES).where(MOVES.c.id == number)
    return _move(connection.execute(query).one())


def _forget_old(connection: sa.Connection) -> None:
    kept = sa.select(MOVES.c.id).order_by(MOVES.c.id.desc()).limit(MOST_RELEASES).subquery()
    connection.execute(sa.delete(MOVES).where(MOVES.c.id.not_in(sa.select(kept.c.id))))
    in_use = sa.select(RELEASES.c.version).join(MOVES)
    connection.execute(sa.delete(RELEASES).where(RELEASES.c.version.not_in(in_use)))


def _add(connection: sa.Connection, menus: Menus, files: Mapping[str, str]) -> int:
    compiled = dump_menus(menus)
    values = {
        "version": menus.version.value,
        "format": FORMAT,
        "steps": len(menus.steps),
        "files": msgspec.json.encode(dict(files)).decode(),
        "compiled": compiled,
        "digest": _digest(compiled),
    }
    # What is kept of the same text was compiled from it too; where that was damaged, this mends it.
    adding = insert(connection, RELEASES).values(values)
    mended = {"compiled": adding.excluded.compiled, "digest": adding.excluded.digest}
    upsert = adding.on_conflict_do_update(index_elements=["version", "format"], set_=mended)
    return int(connection.execute(upsert.returning(RELEASES.c.id)).scalar_one())


def _digest(compiled: bytes) -> str:
    return hashlib.sha256(compiled).hexdigest()


def _move(row: Any) -> Move:
    return Move(row.id, MenuVersion(row.version), row.at, MoveKind(row.kind), row.author, row.note, row.steps)
