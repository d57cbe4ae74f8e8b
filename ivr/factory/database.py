"""The database of what must not be lost, and the releases in it."""

from collections.abc import Callable
from contextlib import suppress
from functools import partial

from ivr.errors import DatabaseUnavailableError
from ivr.factory.text_words import text_words
from ivr.ports.text_work import Answered
from ivr.settings import Settings
from ivr.stores.sql.database import Database, open_database
from ivr.stores.sql.kept_back import BAD_NUMBER
from ivr.stores.sql.migrate import find_revision, newest_revision, upgrade
from ivr.stores.sql.opt_outs import OPTED_OUT
from ivr.stores.sql.releases import SqlReleases
from ivr.stores.sql.text_answers import find_answer
from ivr.values import MessageId


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


def explain_error(provider: str, code: str) -> str:
    """Return in a sentence what the error of a text means."""
    if code == OPTED_OUT:
        return "They have opted out, so it was not sent."
    if code == BAD_NUMBER:
        return "The last texts to this number never arrived, so it was not sent; it is once they text, or in 30 days."
    words = text_words().get(provider)
    return "" if words is None else words.trouble_of(code).sentence


def answer_finder(settings: Settings) -> Callable[[str, MessageId], Answered | None]:
    """Return what finds answers to texts, by the provider and its name for the text."""
    return partial(find_answer, database_of(settings))


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
