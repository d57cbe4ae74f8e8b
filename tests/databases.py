"""A database of each kind, with the tables of this version and nothing in them."""

from collections.abc import Callable, Iterator
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest
from embedded import put_tables
from postgres import postgres_server

from ivr.stores.sql.database import Database, open_database
from ivr.stores.sql.migrate import upgrade


@pytest.fixture(scope="session")
def postgres() -> Iterator[Path]:
    """The folder of a real PostgreSQL's socket, one for each process that runs tests."""
    with postgres_server() as folder:
        yield folder


@pytest.fixture(scope="session")
def postgres_template(postgres: Path) -> str:
    """The name of a database with tables, which new ones are copied from."""
    name = "template"
    _create(postgres, name, "template0")
    database = open_database(_address(postgres, name), postgres)
    upgrade(database)
    database.close()
    return name


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str | None:
    """The address of a database with tables; None for the embedded one below `tmp_path`."""
    if request.param == "sqlite":
        put_tables(tmp_path)
        return None
    folder, name = request.getfixturevalue("postgres"), f"t{uuid4().hex}"
    _create(folder, name, request.getfixturevalue("postgres_template"))
    return _address(folder, name)


def _address(folder: Path, name: str) -> str:
    return f"postgres://postgres@/{name}?host={folder}"


def _create(folder: Path, name: str, template: str) -> None:
    with psycopg.connect(f"postgresql://postgres@/postgres?host={folder}", autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')


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
    """That database."""
    return open_it()
