"""The database of what must not be lost: SQLite in a file of ours, or the PostgreSQL that DATABASE_URL names."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import DBAPIError, OperationalError, ProgrammingError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from ivr.errors import DatabaseUnavailableError, SettingsError

_BUSY_MS: Final = 5000
_CONNECT_S: Final = 3
FILE: Final = "ringtree.db"  # the embedded database


class Database:
    """Connections to one database. What cannot be done now ends in DatabaseUnavailableError, never in another."""

    def __init__(self, engine: sa.Engine) -> None:
        self.engine = engine
        self._writing = threading.Lock()

    @property
    def is_embedded(self) -> bool:
        """Whether it is the file under `var/`, which needs nobody to look after it."""
        return self.engine.dialect.name == "sqlite"

    @contextmanager
    def begin(self) -> Iterator[sa.Connection]:
        """Yield a connection in a transaction, which is committed at the end; an error takes it back.

        SQLite lets one writer in at a time, from the first statement on: who reads first then writes never finds
        that somebody else has written between. Those who wait knock now and then, in no order, and on a slow disk some
        of many would never be let in; so the threads of a process wait here, and one of them knocks.
        """
        with _told(), self._alone(), self.engine.begin() as connection:
            yield connection

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """Let one thread write at a time where only one can; DatabaseUnavailableError when that takes too long."""
        if not self.is_embedded:
            yield
            return
        if not self._writing.acquire(timeout=_BUSY_MS / 1000):
            raise DatabaseUnavailableError(f"The database is busy ({self.engine.url.database}); is the disk slow?")
        try:
            yield
        finally:
            self._writing.release()

    @contextmanager
    def read(self) -> Iterator[sa.Connection]:
        """Yield a connection on which every statement stands alone; readers wait for no writer."""
        with _told(), self.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            yield connection

    def close(self) -> None:
        """Close every connection."""
        self.engine.dispose()


def open_database(url: str | None, var: Path) -> Database:
    """Return the database at the address, or the embedded one below `var`. Nothing is connected to yet."""
    if url is None:
        return Database(_sqlite(var))
    try:
        found = sa.make_url(url)
    except sa.exc.ArgumentError:
        raise SettingsError("DATABASE_URL cannot be read; write it like postgres://user:password@host/name") from None
    if found.drivername not in {"postgres", "postgresql", "postgresql+psycopg"}:
        # The address holds a password, so it is not repeated.
        raise SettingsError("DATABASE_URL is not of PostgreSQL; write postgres://… or leave it out for SQLite.")
    options: dict[str, Any] = {"pool_pre_ping": True, "pool_size": 5, "max_overflow": 5, "pool_timeout": _CONNECT_S}
    found = found.set(drivername="postgresql+psycopg")
    return Database(sa.create_engine(found, connect_args={"connect_timeout": _CONNECT_S}, **options))


def _sqlite(var: Path) -> sa.Engine:
    engine = sa.create_engine(
        sa.URL.create("sqlite", database=str(var / FILE)),
        connect_args={"timeout": _BUSY_MS / 1000},
        pool_timeout=_BUSY_MS / 1000,  # a webhook has no time to wait longer than that for a connection, either
    )
    sa.event.listen(engine, "connect", _set_up_sqlite)
    sa.event.listen(engine, "begin", _begin_at_once)
    return engine


def _set_up_sqlite(connection: Any, _record: object) -> None:
    connection.isolation_level = None  # the driver would begin transactions by rules of its own
    cursor = connection.cursor()
    for pragma in ("journal_mode = WAL", "synchronous = NORMAL", "foreign_keys = ON", f"busy_timeout = {_BUSY_MS}"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin_at_once(connection: sa.Connection) -> None:
    if connection.get_execution_options().get("isolation_level") != "AUTOCOMMIT":
        connection.exec_driver_sql("BEGIN IMMEDIATE")


def insert(connection: sa.Connection, table: sa.Table) -> Any:
    """Return an INSERT that knows ON CONFLICT; both databases write it alike, in two classes."""
    return (sqlite if connection.dialect.name == "sqlite" else postgresql).insert(table)


@contextmanager
def _told() -> Iterator[None]:
    """Say in a sentence that the database cannot be reached; what it answers may quote an address or a value."""
    try:
        yield
    except (OperationalError, PoolTimeoutError) as error:
        raise DatabaseUnavailableError(
            f"The database cannot be used ({type(error).__name__}); see that it runs and DATABASE_URL is right."
        ) from error
    except ProgrammingError as error:
        raise DatabaseUnavailableError(
            "The database's tables are not those of this version; run `ivr db upgrade`."
        ) from error
    except DBAPIError as error:
        if error.connection_invalidated:
            raise DatabaseUnavailableError("The connection to the database broke; try again.") from error
        raise
