"""Menus that went live: who comes first, what is kept, what is damaged."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa

from ivr.menu.compiled import load_menus
from ivr.menu.model import Menus
from ivr.menu.reading.load import load
from ivr.ports.releases import MoveKind, NewMove
from ivr.stores.sql.database import Database
from ivr.stores.sql.releases import SqlReleases
from ivr.stores.sql.tables import RELEASES

NOON = datetime(2026, 11, 26, 12, 0, tzinfo=UTC)


def files(words: str) -> dict[str, str]:
    line = "line: Acme\ncalls: main\ntimezone: UTC\npatience: {give_up: hangup}\n"
    return {"line.yaml": line, "main.yaml": f"hello: {{hangup: {words}}}\n"}


def menus(words: str) -> Menus:
    return load(files(words)).menus


def move(follows: int, at: datetime = NOON, note: str = "why") -> NewMove:
    return NewMove(follows, at, MoveKind.PUBLISHED, "anna", note)


@pytest.fixture
def releases(database: Database) -> SqlReleases:
    return SqlReleases(database)


def test_nothing_is_live_before_anything_was_published(releases: SqlReleases) -> None:
    assert releases.find_live() is None
    assert releases.list_moves(5) == []
    assert releases.list_since(NOON) == []
    assert releases.find_compiled(menus("One.").version) is None
    assert releases.find_files(menus("One.").version) is None
    assert releases.go_back(menus("One.").version, move(0)) is None


def test_what_is_published_is_live_and_comes_back_as_it_was(releases: SqlReleases) -> None:
    made = releases.publish(menus("One."), files("One."), move(0, note="opening ☎"))
    assert made == releases.find_live()
    assert made is not None
    assert (made.version, made.at, made.kind, made.author, made.note, made.steps) == (
        menus("One.").version,
        NOON,
        MoveKind.PUBLISHED,
        "anna",
        "opening ☎",
        1,
    )
    compiled = releases.find_compiled(made.version)
    assert compiled is not None
    assert dict(load_menus(compiled).steps) == dict(menus("One.").steps)
    assert releases.find_files(made.version) == files("One.")


def test_of_those_who_publish_at_once_one_wins(releases: SqlReleases, open_it: Callable[[], Database]) -> None:
    others = [SqlReleases(open_it()) for _ in range(6)]

    def publish(number: int) -> bool:
        words = f"Number {number}."
        return others[number].publish(menus(words), files(words), move(0)) is not None

    with ThreadPoolExecutor(6) as pool:
        won = list(pool.map(publish, range(6)))
    assert sum(won) == 1
    live = releases.find_live()
    assert live is not None
    assert live.version == menus(f"Number {won.index(True)}.").version
    assert len(releases.list_moves(10)) == 1


def test_an_older_version_goes_live_again(releases: SqlReleases) -> None:
    first = releases.publish(menus("One."), files("One."), move(0))
    assert first is not None
    second = releases.publish(menus("Two."), files("Two."), move(first.number))
    assert second is not None
    assert releases.go_back(first.version, move(first.number)) is None, "somebody else came before"
    back = releases.go_back(first.version, NewMove(second.number, NOON, MoveKind.ROLLED_BACK, "ben", ""))
    assert back is not None
    assert back.version == first.version
    assert [made.number for made in releases.list_moves(10)] == [back.number, second.number, first.number]


def test_the_last_fifty_are_kept(releases: SqlReleases, database: Database) -> None:
    last = 0
    for number in range(54):
        made = releases.publish(menus(f"N {number}."), files(f"N {number}."), move(last))
        assert made is not None
        last = made.number
    assert len(releases.list_moves(100)) == 50
    assert releases.find_files(menus("N 3.").version) is None
    assert releases.find_files(menus("N 4.").version) is not None
    with database.read() as connection:
        assert connection.execute(sa.select(sa.func.count()).select_from(RELEASES)).scalar_one() == 50


def test_versions_that_live_calls_may_still_have_are_found(releases: SqlReleases) -> None:
    last = 0
    for hour, words in enumerate(["Zero.", "One.", "Two.", "Three."]):
        made = releases.publish(menus(words), files(words), move(last, NOON + timedelta(hours=hour)))
        assert made is not None
        last = made.number
    since = NOON + timedelta(hours=1, minutes=30)
    assert releases.list_since(since) == [menus(words).version for words in ("Three.", "Two.", "One.")]
    assert releases.list_since(NOON + timedelta(hours=9)) == [menus("Three.").version]


def test_what_is_damaged_is_not_served_and_is_mended_by_the_text(releases: SqlReleases, database: Database) -> None:
    version = menus("One.").version
    releases.publish(menus("One."), files("One."), move(0))
    with database.begin() as connection:
        connection.execute(RELEASES.update().values(compiled=b"{}"))
    assert releases.find_compiled(version) is None
    kept = releases.find_files(version)
    assert kept is not None
    releases.add(load(kept).menus, kept)
    assert releases.find_compiled(version) is not None
    assert len(releases.list_moves(9)) == 1
