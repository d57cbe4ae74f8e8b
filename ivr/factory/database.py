"""The database of what must not be lost, and the releases in it."""

from contextlib import suppress

from ivr.errors import DatabaseUnavailableError
from ivr.settings import Settings
from ivr.stores.sql.database import Database, open_database
from ivr.stores.sql.migrate import find_revision, newest_revision, upgrade
from ivr.stores.sql.releases import SqlReleases


def database_of(settings: Settings) -> Database:
    """Return the database; the embedded one with its tables, for nobody else looks after it."""
    database = open_database(settings.database_url, settings.var_dir)
    if database.is_embedded:
        settings.var_dir.mkdir(parents=True, exist_ok=True)
        with suppress(DatabaseUnavailableError):  # whoever asks it next is told
            upgrade(database)
    return database


def releases_of(settings: Settings) -> SqlReleases:
    return SqlReleases(database_of(settings))


def upgrade_database(settings: Settings) -> str:
    database = open_database(settings.database_url, settings.var_dir)
    settings.var_dir.mkdir(parents=True, exist_ok=True)
    before = find_revision(database)
    upgrade(database)
    after = newest_revision()
    return (
        f"The database is as this version expects it ({after})."
        if before == after
        else f"The database is at {after} now."
    )
