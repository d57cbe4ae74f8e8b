"""Both databases alike: who may write when, and what is said when they cannot be reached."""

import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from embedded import embedded

from ivr.errors import DatabaseUnavailableError, SettingsError
from ivr.stores.sql.database import Database, open_database
from ivr.stores.sql.migrate import (
    WrongTablesError,
    downgrade,
    find_revision,
    newest_revision,
    require_current,
    upgrade,
)
from ivr.stores.sql.tables import METADATA, Moment


def test_migrations_lead_to_the_tables_that_the_program_expects_and_back(open_it: Callable[[], Database]) -> None:
    database = open_it()
    downgrade(database, "base")
    with pytest.raises(WrongTablesError, match="ivr db upgrade"):
        require_current(database)
    upgrade(database)
    require_current(database)
    with database.read() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "compare_server_default": True})
        assert compare_metadata(context, METADATA) == []
    downgrade(database, "base")
    assert find_revision(database) is None
    with database.read() as connection:
        assert sa.inspect(connection).get_table_names() == ["alembic_version"]
    upgrade(database)
    assert find_revision(database) == newest_revision()


def test_several_processes_may_upgrade_at_once(open_it: Callable[[], Database]) -> None:
    databases = [open_it() for _ in range(4)]
    downgrade(databases[0], "base")
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(upgrade, databases))
    assert find_revision(databases[0]) == newest_revision()


def test_what_is_read_in_a_transaction_is_not_written_by_another_before_its_end(database: Database) -> None:
    counter = sa.Table("counter", sa.MetaData(), sa.Column("n", sa.Integer))
    with database.begin() as connection:
        counter.create(connection)
        connection.execute(counter.insert().values(n=0))

    def count(_: int) -> None:
        with database.begin() as connection:
            read = sa.select(counter.c.n).with_for_update()
            connection.execute(counter.update().values(n=connection.execute(read).scalar_one() + 1))

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(count, range(80)))
    with database.read() as connection:
        assert connection.execute(sa.select(counter.c.n)).scalar_one() == 80


def test_of_many_threads_one_knocks_at_a_database_that_lets_one_in(tmp_path: Path) -> None:
    database = embedded(tmp_path)

    def write() -> None:
        with database.begin():
            pass

    with ThreadPoolExecutor(4) as pool:
        with database.begin():
            others = [pool.submit(write) for _ in range(4)]
            time.sleep(0.1)
            pooled = database.engine.pool
            assert isinstance(pooled, sa.QueuePool)
            assert pooled.checkedout() == 1
        for each in others:
            each.result(5)
    database.close()


def test_an_error_takes_back_what_was_done(database: Database) -> None:
    table = sa.Table("some", sa.MetaData(), sa.Column("n", sa.Integer))

    def fail() -> None:
        with database.begin() as connection:
            table.create(connection)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    with database.read() as connection:
        assert not sa.inspect(connection).has_table("some")


def test_who_reads_does_not_wait_for_who_writes(database: Database) -> None:
    written, read = threading.Event(), threading.Event()

    def write() -> None:
        with database.begin() as connection:
            connection.execute(sa.text("UPDATE release_moves SET note = ''"))
            written.set()
            assert read.wait(10)

    with ThreadPoolExecutor(1) as pool:
        writing = pool.submit(write)
        assert written.wait(10)
        with database.read() as connection:
            assert connection.execute(sa.text("SELECT count(*) FROM release_moves")).scalar_one() == 0
        read.set()
        writing.result(10)


def test_a_moment_keeps_its_meaning(database: Database) -> None:
    table = sa.Table("moments", sa.MetaData(), sa.Column("at", Moment))
    moment = datetime(2026, 11, 26, 12, 30, 15, 250_000, UTC)
    with database.begin() as connection:
        table.create(connection)
        connection.execute(table.insert().values(at=moment))
        assert connection.execute(sa.select(table.c.at)).scalar_one() == moment


@pytest.mark.parametrize("url", ["mysql://root@localhost/x", "nonsense", "sqlite:///x.db", "http://x:secret@y/z"])
def test_an_address_of_something_else_is_refused_without_repeating_it(url: str, tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="DATABASE_URL") as refused:
        open_database(url, tmp_path)
    assert "secret" not in str(refused.value)


@pytest.mark.parametrize("url", [None, "postgres://postgres:secret@127.0.0.1:1/none"])
def test_one_that_cannot_be_reached_is_told_in_a_sentence(url: str | None, tmp_path: Path) -> None:
    database = open_database(url, tmp_path / "missing")
    with pytest.raises(DatabaseUnavailableError, match="cannot be used") as told, database.read() as connection:
        connection.execute(sa.text("SELECT 1"))
    assert "secret" not in str(told.value)
