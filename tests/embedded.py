"""Embedded databases with the tables of this version, copied from one that is made once in a process."""

from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from ivr.stores.sql.database import FILE, Database, open_database
from ivr.stores.sql.migrate import upgrade


def put_tables(folder: Path) -> None:
    """Put an embedded database with tables below a folder, which costs a hundredth of making them there."""
    file = folder / FILE
    if not file.exists():
        folder.mkdir(parents=True, exist_ok=True)
        file.write_bytes(_embedded())


def embedded(folder: Path) -> Database:
    """Return the embedded database with tables below a folder."""
    put_tables(folder)
    return open_database(None, folder)


@cache
def _embedded() -> bytes:
    with TemporaryDirectory() as name:
        database = open_database(None, Path(name))
        upgrade(database)
        database.close()
        return (Path(name) / FILE).read_bytes()
