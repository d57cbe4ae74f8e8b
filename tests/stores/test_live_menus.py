"""The menus that are live, in several processes: all follow, none reads for a turn, and SQL may be away."""

import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from ivr.errors import MenusNotReadyError
from ivr.menu.compiled import FORMAT
from ivr.menu.model import Menus
from ivr.menu.reading.load import load
from ivr.ports.releases import MoveKind, NewMove
from ivr.stores.live_menus import LiveMenus
from ivr.stores.redis_announcements import RedisAnnouncements
from ivr.stores.redis_wire import RedisWire
from ivr.stores.sql.database import Database, open_database
from ivr.stores.sql.releases import SqlReleases
from ivr.stores.sql.tables import RELEASES
from ivr.values import MenuVersion

NOON = datetime(2026, 11, 26, 12, 0, tzinfo=UTC)


def menus(words: str) -> Menus:
    return load(files(words)).menus


def files(words: str) -> dict[str, str]:
    line = "line: Acme\ncalls: main\ntimezone: UTC\npatience: {give_up: hangup}\n"
    return {"line.yaml": line, "main.yaml": f"hello: {{hangup: {words}}}\n"}


class Clock:
    """A clock that is set by hand."""

    def __init__(self) -> None:
        self.now = NOON

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def releases(database: Database) -> SqlReleases:
    return SqlReleases(database)


@pytest.fixture
def announcements(wire: RedisWire) -> RedisAnnouncements:
    return RedisAnnouncements(wire)


Publish = Callable[[str], MenuVersion]
Watching = Callable[[LiveMenus], None]


@pytest.fixture
def publish(releases: SqlReleases, announcements: RedisAnnouncements, clock: Clock) -> Publish:
    """Publish a line that says these words, and tell every process."""

    def publish(words: str) -> MenuVersion:
        live = releases.find_live()
        follows = live.number if live is not None else 0
        move = releases.publish(menus(words), files(words), NewMove(follows, clock(), MoveKind.PUBLISHED, "a", ""))
        assert move is not None
        announcements.announce(move.number)
        return move.version

    return publish


@pytest.fixture
def process(
    releases: SqlReleases, announcements: RedisAnnouncements, clock: Clock, tmp_path: Path
) -> Callable[[], LiveMenus]:
    """A process that serves what is live."""
    return lambda: LiveMenus(releases, announcements, tmp_path, clock)


def until(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 15
    while not condition():
        assert time.monotonic() < deadline, "not within 15 s"
        time.sleep(0.02)


def test_every_process_follows_what_is_published(
    process: Callable[[], LiveMenus], publish: Publish, watching: Watching
) -> None:
    first = publish("One.")
    processes = [process() for _ in range(3)]
    for each in processes:
        each.look()
        watching(each)
    assert {each.current().version for each in processes} == {first}
    second = publish("Two.")
    until(lambda: {each.current().version for each in processes} == {second})
    for each in processes:
        older = each.find(first)
        assert older is not None
        assert older.version == first


def test_a_version_that_another_process_met_first_is_waited_for(
    process: Callable[[], LiveMenus], publish: Publish, releases: SqlReleases, watching: Watching
) -> None:
    publish("One.")
    behind = process()
    behind.look()
    second = publish("Two.")
    found = behind.find(second)
    assert found is not None
    assert found.version == second
    watching(behind)
    third = publish("Three.")
    found = behind.find(third)
    assert found is not None
    assert behind.find(MenuVersion("never")) is None


def test_what_is_not_announced_is_found_all_the_same(
    process: Callable[[], LiveMenus], publish: Publish, wire: RedisWire
) -> None:
    publish("One.")
    live = process()
    live.look()
    second = publish("Two.")
    wire.ask("DEL", "menus:live")
    live.look(closely=False)
    assert live.current().version != second, "nothing told of it, and it was asked just now"
    live.look()
    assert live.current().version == second


def test_a_process_that_starts_has_what_live_calls_began_with(
    process: Callable[[], LiveMenus], publish: Publish, clock: Clock
) -> None:
    zero = publish("Zero.")
    clock.now += timedelta(hours=3)
    one = publish("One.")
    clock.now += timedelta(minutes=30)
    two = publish("Two.")
    started = process()
    started.look()
    held = [started.find(version) for version in (zero, one, two)]
    # Zero was live until half an hour ago, for a call that may go on.
    assert [each.version if each else None for each in held] == [zero, one, two]
    clock.now += timedelta(hours=2)
    later = process()
    later.look()
    assert [later.find(version) is not None for version in (zero, one, two)] == [False, False, True]


def test_an_older_version_is_let_go_of_after_an_hour(
    process: Callable[[], LiveMenus], publish: Publish, clock: Clock
) -> None:
    one = publish("One.")
    live = process()
    live.look()
    for words in ("Two.", "Three."):
        clock.now += timedelta(minutes=61)
        publish(words)
        live.look()
    assert live.find(one) is None


def test_an_older_version_is_let_go_of_though_nothing_new_is_published(
    process: Callable[[], LiveMenus], publish: Publish, clock: Clock
) -> None:
    one = publish("One.")
    live = process()
    live.look()
    publish("Two.")
    live.look()
    assert live.find(one) is not None
    clock.now += timedelta(minutes=61)
    live.look()
    assert live.find(one) is None


@pytest.fixture
def away(tmp_path: Path) -> Iterator[SqlReleases]:
    """Releases in a database that cannot be reached."""
    database = open_database("postgres://postgres@127.0.0.1:1/none", tmp_path)
    yield SqlReleases(database)
    database.close()


def test_without_sql_the_last_known_line_is_served(
    process: Callable[[], LiveMenus],
    publish: Publish,
    away: SqlReleases,
    announcements: RedisAnnouncements,
    tmp_path: Path,
) -> None:
    cut_off = LiveMenus(away, announcements, tmp_path, Clock())
    cut_off.look()
    with pytest.raises(MenusNotReadyError, match=r"The database does not answer .* has no copy of the menus"):
        cut_off.current()
    version = publish("One.")
    process().look()  # leaves a copy in the folder
    restarted = LiveMenus(away, announcements, tmp_path, Clock())
    restarted.look()
    assert restarted.current().version == version
    for name in ("live-menus.json",):
        (tmp_path / name).write_bytes(b"{")
    damaged = LiveMenus(away, announcements, tmp_path, Clock())
    damaged.look()
    with pytest.raises(MenusNotReadyError):
        damaged.current()


def test_what_was_compiled_by_another_program_is_read_from_its_text(
    process: Callable[[], LiveMenus], publish: Publish, database: Database, releases: SqlReleases
) -> None:
    version = publish("One.")
    with database.begin() as connection:
        connection.execute(RELEASES.update().values(format=FORMAT + 1, compiled=b"?"))
    live = process()
    live.look()
    assert live.current().version == version
    assert releases.find_compiled(version) is not None, "kept for the next process"


def test_nobody_waits_twice_for_a_version_that_is_not_to_be_had(
    publish: Publish,
    releases: SqlReleases,
    announcements: RedisAnnouncements,
    clock: Clock,
    tmp_path: Path,
    watching: Watching,
) -> None:
    live = LiveMenus(releases, announcements, tmp_path, clock)
    publish("First.")
    live.look()
    watching(live)
    gone = MenuVersion("gone")
    with live._looking:  # a look that takes for ever
        assert live.find(gone) is None
        live._wanted.clear()
        assert live.find(gone) is None
        assert not live._wanted.is_set(), "it was looked for once"
        assert live.current().line.name == "Acme"
        newer = publish("Second.")
        assert live.find(newer) is None
    deadline = time.monotonic() + 15
    while live.find(newer) is None:
        assert time.monotonic() < deadline
        time.sleep(0.05)
