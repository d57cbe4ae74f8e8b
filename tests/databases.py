"""A database of each kind, empty."""

from collections.abc import Callable, Iterator
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest
from postgres import postgres_server

from ivr.stores.sql.database import Database, open_database
from ivr.stores.sql.migrate import upgrade


@pytest.fixture(scope="session")
def postgres() -> Iterator[Path]:
    """The folder of a real PostgreSQL's socket, one for each process that runs tests."""
    with postgres_server() as folder:
        yield folder


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str | None]:
    """The address of an empty database; None for the embedded one below `tmp_path`."""
    if request.param == "sqlite":
        yield None
        return
    folder = request.getfixturevalue("postgres")
    name = f"t{uuid4().hex}"
    with psycopg.connect(f"postgresql://postgres@/postgres?host={folder}", autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"')
    yield f"postgres://postgres@/{name}?host={folder}"


@pytest.fixture
def open_it(database_url: str | None, tmp_path: Path) -> Iterator[Callable[[], Database]]:
    """Connect to that database, as another process would."""
    opened: list[Database] = []

    def open_one() -> Database:
        opened.append(open_database(database_url, tmp_path))
        return opened[-1]

    yield open_one
    for database in opened:
        database.close()


@pytest.fixture
def database(open_it: Callable[[], Database]) -> Database:
    """That database with the tables of this version."""
    database = open_it()
    upgrade(database)
    return database
