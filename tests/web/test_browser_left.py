"""Telephones of browsers that were closed, or crashed: they are hung up, once, by any process."""

import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from browser_line import Page, served
from line import Line, dispositions, followed, services_on

from ivr.errors import RingtreeError
from ivr.factory.browser import join_browser
from ivr.sealing import Seal
from ivr.settings import load_settings
from ivr.stores.redis_phones import RedisPhones
from ivr.stores.redis_wire import RedisWire
from ivr.web.browser.desk import Desk
from ivr.web.browser.sweeping import Sweeper


@pytest.fixture
def page(line: Line) -> Iterator[Page]:
    with served(line) as page:
        yield page


@pytest.fixture
def desk(line: Line, wire: RedisWire, tmp_path: Path) -> Desk:
    """The desk of another process of the same line."""
    settings = load_settings(line.environment)
    menus = followed(settings.menus_dir, tmp_path / "var")
    return join_browser(settings, services_on(wire, tmp_path, menus), wire).desk


def reach(page: Page) -> str:
    return f"http://127.0.0.1:{page.port}"


def grows_old(line: Line, name: str) -> None:
    """Let a telephone be one that nobody was heard of for long."""
    line.redis.zadd("phones:alive", {name: int(time.time()) - 300}, xx=True)


def test_a_telephone_that_was_left_is_hung_up(page: Page, line: Line, desk: Desk) -> None:
    page.ring()
    assert desk.put_down_left(reach(page)) == 1
    assert dispositions(line.facts()) == []
    grows_old(line, page.name)
    assert desk.put_down_left(reach(page)) == 0
    assert dispositions(line.facts()) == ["abandoned"]
    _, _, said = page.ask("GET", f"/phone/calls/{page.name}")
    assert (said["waits"]["kind"], said["turns"][-1]["did"]) == ("ended", {"does": "hang up"})
    assert desk.put_down_left(reach(page)) == 0
    assert len(dispositions(line.facts())) == 1


def test_an_open_page_keeps_it_alive(page: Page, line: Line, desk: Desk) -> None:
    page.ring()
    grows_old(line, page.name)
    assert page.ask("POST", f"/phone/calls/{page.name}/stay")[0] == 204
    assert desk.put_down_left(reach(page)) == 1
    page.does("press", keys="3")
    assert dispositions(line.facts()) == []


def test_a_page_that_is_closed_leaves_little_time(page: Page, line: Line) -> None:
    page.ring()
    before = float(line.redis.zscore("phones:alive", page.name) or 0)
    assert page.ask("POST", f"/phone/calls/{page.name}/leave")[0] == 204
    left = float(line.redis.zscore("phones:alive", page.name) or 0)
    assert 100 < before - left <= 180
    page.does("press", keys="3")  # the page was only loaded again
    assert float(line.redis.zscore("phones:alive", page.name) or 0) >= before


def test_a_call_that_is_over_is_not_left(page: Page, line: Line, desk: Desk) -> None:
    page.ring()
    page.does("hang up")
    page.ask("POST", f"/phone/calls/{page.name}/stay")
    assert desk.put_down_left(reach(page)) == 0


def test_who_is_gone_from_the_shelf_is_let_go(page: Page, line: Line, desk: Desk) -> None:
    page.ring()
    grows_old(line, page.name)
    line.redis.delete(f"phone:{page.name}")
    assert desk.put_down_left(reach(page)) == 0


def test_two_processes_do_not_take_the_same_one(page: Page, line: Line, desk: Desk) -> None:
    names = []
    for _ in range(6):
        page.ring()
        names.append(page.name)
        grows_old(line, page.name)
    threads = [threading.Thread(target=desk.put_down_left, args=(reach(page),)) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert dispositions(line.facts()) == ["abandoned"] * 6


def test_there_is_an_end_to_how_many_there_are(wire: RedisWire) -> None:
    shelf = RedisPhones(wire, Seal(b"a secret for tests", "phones"), most_alive=2)
    assert shelf.begin("a", (b"1",), 1_180, 1_000)
    assert shelf.begin("b", (b"1",), 1_180, 1_000)
    assert not shelf.begin("c", (b"1",), 1_180, 1_000)
    assert shelf.append("a", 1, b"2", None)
    assert shelf.begin("c", (b"1",), 1_180, 1_000)
    assert not shelf.begin("d", (b"1",), 1_180, 1_000)
    assert shelf.begin("d", (b"1",), 10_180, 10_000)  # nobody can bring the others back any more


def test_a_record_that_was_tampered_with_is_none(wire: RedisWire, line: Line) -> None:
    shelf = RedisPhones(wire, Seal(b"a secret for tests", "phones"))
    assert shelf.begin("a", (b"1", b"2"), 1_180, 1_000)
    assert shelf.find("a") == [b"1", b"2"]
    line.redis.lset("phone:a", 0, line.redis.lrange("phone:a", 1, 1)[0])  # type: ignore[arg-type]
    assert shelf.find("a") == []


def test_the_sweeper_runs_only_while_telephones_are_in_use() -> None:
    counts, told, done = [2, 1, 0], list[str](), threading.Event()

    def put_down(reach: str) -> int:
        told.append(reach)
        left = counts.pop(0)
        if not counts:
            done.set()
        return left

    others = set(threading.enumerate())
    sweeper = Sweeper(put_down, every_s=0.01)
    sweeper.note("http://one")
    assert done.wait(10)
    for thread in set(threading.enumerate()) - others:
        thread.join(5)
    assert told == ["http://one"] * 3
    counts.append(0)
    done.clear()
    sweeper.note("http://two")
    assert done.wait(10)
    assert told[-1] == "http://two"


def test_a_sweeper_outlives_a_redis_in_trouble() -> None:
    done = threading.Event()

    def put_down(_: str) -> int:
        done.set()
        raise RingtreeError("Redis is away")

    sweeper = Sweeper(put_down, every_s=0.01)
    sweeper.note("http://one")
    assert done.wait(10)
