"""Bringing the tables of a database to what this version of the program expects, one process at a time."""

from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Final

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory

from ivr.errors import RingtreeError
from ivr.stores.sql.database import Database

_ADVISORY_LOCK: Final = 0x52494E47  # "RING"; any number will do that no other program takes
_FOLDER: Final = Path(__file__).parent / "migrations"


class WrongTablesError(RingtreeError):
    """The tables are not those of this version."""


def upgrade(database: Database, revision: str = "head") -> None:
    """Bring the tables up to the revision; those that are there already stay. Others who do so at once wait.

    Where there is nothing to be done, as at nearly every start, that is one query; else Alembic takes a tenth second.
    """
    if revision == "head" and find_revision(database) == newest_revision():
        return
    _run(database, command.upgrade, revision)


def downgrade(database: Database, revision: str) -> None:
    """Bring the tables back to an older revision (`base`: none); what only the newer ones hold is lost."""
    _run(database, command.downgrade, revision)


def _run(database: Database, change: Callable[[Config, str], None], revision: str) -> None:
    with database.begin() as connection:
        if not database.is_embedded:
            connection.execute(sa.text("SELECT pg_advisory_xact_lock(:key)"), {"key": _ADVISORY_LOCK})
        change(_config(connection), revision)


def find_revision(database: Database) -> str | None:
    """Return the revision that the tables are at; None when there are none."""
    with database.read() as connection:
        return MigrationContext.configure(connection).get_current_revision()


@cache
def newest_revision() -> str:
    """Return the revision that this version of the program expects."""
    head = ScriptDirectory.from_config(_config(None)).get_current_head()
    assert head is not None
    return head


def require_current(database: Database) -> None:
    """Raise WrongTablesError, which says what to do, when the tables are older than the program."""
    if find_revision(database) != newest_revision():
        raise WrongTablesError("The database's tables are not those of this version; run `ivr db upgrade`.")


def _config(connection: sa.Connection | None) -> Config:
    config = Config()
    config.set_main_option("script_location", str(_FOLDER).replace("%", "%%"))
    config.attributes["connection"] = connection
    return config
