"""The embedded Redis killed and spoilt under a real line, which goes on, and is whole again without a restart."""

import os
import shutil
import signal
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from how_much import in_all
from line import CALLER, LINE_NUMBER, OPEN, spoken
from redis import Redis
from redis.exceptions import RedisError
from served import Served, serve_line
from test_embedded_redis import Holder, server_pid, set_value

from ivr.cli.access import LineAccess
from ivr.host.redis import ensure
from ivr.host.redis_keeper import RedisKeeper, _pause_s
from ivr.phone.line import HttpTransport
from ivr.phone.telephone import Telephone

APPENDED = "appendonly.aof.1.incr.aof"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path


@pytest.fixture
def served(folder: Path) -> Iterator[tuple[Served, LineAccess]]:
    with serve_line(folder, "") as served:
        yield served


def until(condition: Callable[[], bool], within_s: float = 20.0) -> None:
    deadline = time.monotonic() + within_s
    while not condition():
        assert time.monotonic() < deadline, f"not so after {within_s} s"
        time.sleep(0.05)


def phone(access: LineAccess) -> Telephone:
    transport = HttpTransport(5)
    extra = {"RingtreeAt": OPEN}
    return Telephone(
        transport, access.url or "", access.account_sid, access.auth_token, CALLER, LINE_NUMBER, extra_form=extra
    )


def pid_in(folder: Path) -> int:
    with ensure(folder / "var") as attached:
        assert not attached.owner
        return server_pid(attached.url)


def spoil(folder: Path) -> None:
    """Take a piece out of the middle of what the server has written down."""
    file = folder / "var" / "redis" / "appendonlydir" / APPENDED
    written = file.read_bytes()
    file.write_bytes(written[: len(written) // 3] + written[len(written) // 2 :])


def kill(pid: int, between: Callable[[], None] = lambda: None) -> None:
    os.kill(pid, signal.SIGSTOP)
    between()
    os.kill(pid, signal.SIGKILL)


def is_ready(served: Served) -> bool:
    return served.ask("GET", "/health/ready")[0] == 200


def test_a_killed_server_comes_back_and_calls_are_whole(folder: Path, served: tuple[Served, LineAccess]) -> None:
    line, access = served
    first = phone(access)
    first.ring()
    killed = pid_in(folder)
    kill(killed)
    assert "account number" in spoken(first.press("1"))
    until(lambda: is_ready(line))
    assert pid_in(folder) != killed
    assert "8, 6, 4, 2, 0, 9, 7, 5" in spoken(first.press("86420975"))
    with ensure(folder / "var") as attached, Redis.from_url(attached.url) as client:
        assert len(client.keys("call:*")) == 1
    assert line.said.count("it is started again, with its data") == 1


@in_all
def test_data_that_cannot_be_read_is_told_of_and_the_line_goes_on(
    folder: Path, served: tuple[Served, LineAccess]
) -> None:
    line, access = served
    first = phone(access)
    first.ring()
    time.sleep(1.1)  # a second's writes are on disk
    kill(pid_in(folder), lambda: spoil(folder))
    until(lambda: "does not start" in line.said)
    assert "account number" in spoken(first.press("1"))
    (sentence,) = [told for told in line.said.splitlines() if "does not start" in told]
    for word in ("Bad file format", "server.log", "appendonlydir away", "Calls go on", "tried again"):
        assert word in sentence
    shutil.move(folder / "var" / "redis" / "appendonlydir", folder / "spoilt")
    until(lambda: is_ready(line))
    assert "answers again" in line.said
    assert "8, 6, 4, 2, 0, 9, 7, 5" in spoken(first.press("86420975"))
    assert line.said.count("does not start") == 1


@in_all
def test_a_line_starts_on_data_that_cannot_be_read(folder: Path) -> None:
    with ensure(folder / "var") as before:
        for number in range(50):
            set_value(before.url, f"a-{number}", "x" * 100)
    spoil(folder)
    with serve_line(folder, "") as (line, access):
        assert "does not start" in line.said
        caller = phone(access)
        assert "press 1" in spoken(caller.ring())
        assert "account number" in spoken(caller.press("1"))


def test_who_uses_another_process_s_server_takes_over_when_that_process_dies(tmp_path: Path) -> None:
    told: list[str] = []
    with Holder(tmp_path) as owner:
        url = owner.says()["url"]
        set_value(url, "kept", "yes")
        keeper = RedisKeeper(tmp_path, told.append)
        keeper.start()
        try:
            assert keeper.url == url
            owner.kill()
            until(lambda: answered(url) == b"yes")
        finally:
            keeper.close()
    assert told == []


def answered(url: str) -> bytes | None:
    try:
        with Redis.from_url(url) as client:
            found = client.get("kept")
    except (OSError, RedisError):
        return None
    return found if isinstance(found, bytes) else None


def test_a_server_that_fails_again_and_again_is_left_alone_for_longer() -> None:
    assert [_pause_s(failures) for failures in (0, 1, 2, 3, 7, 100)] == [0.0, 1.0, 2.0, 4.0, 60.0, 60.0]


def test_closing_ends_the_watch_and_the_server(tmp_path: Path) -> None:
    keeper = RedisKeeper(tmp_path, lambda _: None)
    keeper.start()
    pid = server_pid(keeper.url)
    keeper.close()
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)
    assert "redis-watch" not in {thread.name for thread in threading.enumerate()}
