"""The embedded Redis with real servers and real processes: one owner, nothing lost, nothing left behind."""

import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any, Self

import pytest
from redis import Redis

from ivr.errors import EmbeddedServerError
from ivr.host import redis as embedded_redis
from ivr.host import redis_server
from ivr.host.locks import HeldLock

ROOT = Path(__file__).parents[2]
HOLDER = Path(__file__).with_name("redis_holder.py")


class Holder:
    """A process that called `ensure` and keeps what it got."""

    def __init__(self, var: Path, **environment: str) -> None:
        self.process = subprocess.Popen(
            [sys.executable, str(HOLDER), str(var)],
            env={**os.environ, "PYTHONPATH": str(ROOT), **environment},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self.kill()

    def says(self) -> dict[str, Any]:
        assert self.process.stdout is not None
        found: dict[str, Any] = json.loads(self.process.stdout.readline())
        return found

    def order(self, what: str) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write(f"{what}\n")
        self.process.stdin.flush()

    def close(self) -> int:
        self.order("close")
        return self.process.wait(15)

    def kill(self) -> None:
        self.process.kill()
        self.process.wait(5)
        for pipe in (self.process.stdin, self.process.stdout):
            assert pipe is not None
            with suppress(BrokenPipeError):
                pipe.close()


def server_pid(url: str) -> int:
    with Redis.from_url(url) as client:
        return int(client.info("server")["process_id"])


def set_value(url: str, name: str, value: str) -> None:
    with Redis.from_url(url) as client:
        client.set(name, value)


def get_value(url: str, name: str) -> str:
    with Redis.from_url(url) as client:
        return (client.get(name) or b"").decode()


def until(condition: Callable[[], bool], within_s: float = 10.0) -> None:
    deadline = time.monotonic() + within_s
    while not condition():
        assert time.monotonic() < deadline, f"not so after {within_s} s"
        time.sleep(0.02)


def until_gone(pid: int) -> None:
    until(lambda: is_gone(pid))


def is_gone(pid: int) -> bool:
    if Path("/proc/self/stat").exists():
        with suppress(OSError):
            return ") Z " in Path(f"/proc/{pid}/stat").read_text()  # dead, and nobody has asked for its exit code
        return True
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return True
    return False


def is_free(lock: Path) -> bool:
    """Whether nobody holds a lock. A server that counts as dead may still have threads that end, and with them it."""
    found = HeldLock.find(lock)
    if found is not None:
        found.release()
    return found is not None


@pytest.fixture
def short_tmp() -> Iterator[Path]:
    """A temporary folder whose path leaves room for a socket's."""
    folder = Path(tempfile.mkdtemp(prefix="rt"))
    yield folder
    shutil.rmtree(folder)


def test_eight_simultaneous_starters_share_one_server(tmp_path: Path) -> None:
    holders = [Holder(tmp_path) for _ in range(8)]
    try:
        told = [holder.says() for holder in holders]
        assert [facts["owner"] for facts in told].count(True) == 1
        assert len({server_pid(facts["url"]) for facts in told}) == 1
        for number, facts in enumerate(told):
            set_value(facts["url"], f"from-{number}", str(number))
        assert [get_value(told[0]["url"], f"from-{number}") for number in range(8)] == list("01234567")
    finally:
        for holder in holders:
            holder.kill()


def test_a_killed_owner_loses_nothing_and_leaves_no_server(tmp_path: Path) -> None:
    written: dict[str, str] = {}
    for life in range(5):
        with Holder(tmp_path) as owner:
            facts = owner.says()
            assert facts["owner"], "the next one takes over"
            assert {name: get_value(facts["url"], name) for name in written} == written
            written[f"life-{life}"] = str(life)
            with Redis.from_url(facts["url"]) as client:
                client.set(f"life-{life}", str(life))
                client.waitaof(1, 0, 5000)
            pid = server_pid(facts["url"])
            owner.kill()
            if sys.platform == "linux":
                until_gone(pid)
    until(lambda: is_free(tmp_path / "redis" / "serving"))


def test_a_killed_owner_that_has_attached_ones_is_followed_by_one_of_them(tmp_path: Path) -> None:
    with Holder(tmp_path) as owner:
        url = owner.says()["url"]
        set_value(url, "kept", "yes")
        with embedded_redis.ensure(tmp_path) as attached:
            assert not attached.owner
            owner.kill()
            with embedded_redis.ensure(tmp_path) as again:
                assert again.owner
                assert get_value(again.url, "kept") == "yes"


def test_an_orderly_close_keeps_the_data_and_ends_the_server(tmp_path: Path) -> None:
    with embedded_redis.ensure(tmp_path) as first:
        set_value(first.url, "kept", "yes")
        pid = server_pid(first.url)
    assert is_gone(pid)
    first.close()
    with embedded_redis.ensure(tmp_path) as second:
        assert second.owner
        assert second.url == first.url
        assert get_value(second.url, "kept") == "yes"


def test_who_attached_can_take_over_when_the_owner_closes(tmp_path: Path) -> None:
    with Holder(tmp_path) as owner:
        url = owner.says()["url"]
        attached = embedded_redis.ensure(tmp_path)
        assert (attached.owner, attached.url) == (False, url)
        set_value(attached.url, "kept", "yes")
        attached.close()
        assert get_value(url, "kept") == "yes", "who only attached stops nothing"
        assert owner.close() == 0
        with embedded_redis.ensure(tmp_path) as again:
            assert again.owner
            assert get_value(again.url, "kept") == "yes"


def test_a_long_path_with_blanks_works(tmp_path: Path) -> None:
    var = tmp_path / ("a long name " * 10).strip() / "var"
    with embedded_redis.ensure(var) as embedded:
        set_value(embedded.url, "a", "1")
    assert (var / "redis" / "appendonlydir").is_dir()


def test_a_forked_child_neither_stops_the_server_nor_keeps_the_lock(tmp_path: Path) -> None:
    with Holder(tmp_path) as owner:
        url = owner.says()["url"]
        owner.order("passing")
        forked = owner.says() | owner.says()  # parent and child speak in any order
        assert not forked["child_owns"]
        until_gone(forked["child"])
        set_value(url, "kept", "yes")
        owner.order("fork")
        child = (owner.says() | owner.says())["child"]
        try:
            owner.kill()
            with embedded_redis.ensure(tmp_path) as next_one:
                assert next_one.owner
                assert get_value(next_one.url, "kept") == "yes"
        finally:
            os.kill(child, signal.SIGKILL)


def test_a_server_that_outlives_its_owner_is_asked_to_stop(tmp_path: Path) -> None:
    home = tmp_path / "redis"
    home.mkdir()
    serving = HeldLock.find(home / "serving")
    assert serving is not None
    at = redis_server.socket_path(home)
    orphan = redis_server.start(redis_server.find_binary(home), at, home, serving)
    serving.release()
    set_value(redis_server.url_of(at), "kept", "yes")
    with embedded_redis.ensure(tmp_path) as embedded:
        assert orphan.wait(1) == 0
        assert get_value(embedded.url, "kept") == "yes"


def test_a_server_that_dies_is_noticed_and_replaced(tmp_path: Path) -> None:
    with embedded_redis.ensure(tmp_path) as broken:
        assert not broken.failed
        os.kill(server_pid(broken.url), signal.SIGKILL)
        until(lambda: broken.failed)
    with embedded_redis.ensure(tmp_path) as whole:
        assert get_value(whole.url, "anything") == ""


def test_with_an_address_nothing_is_started(tmp_path: Path) -> None:
    with embedded_redis.ensure(tmp_path / "var", "redis://127.0.0.1:1/0") as given:
        assert (given.url, given.owner, given.failed) == ("redis://127.0.0.1:1/0", False, False)
    assert not (tmp_path / "var").exists()


def test_a_symlink_for_the_sockets_is_refused(tmp_path: Path, short_tmp: Path) -> None:
    (short_tmp / "elsewhere").mkdir()
    (short_tmp / f"ringtree-{os.getuid()}").symlink_to(short_tmp / "elsewhere")
    with Holder(tmp_path, TMPDIR=str(short_tmp)) as holder:
        said = holder.says()["error"]
    assert f"{short_tmp}/ringtree-" in said
    assert "REDIS_URL" in said


@pytest.mark.skipif(os.getuid() != 0, reason="only root can give a folder to somebody else")
def test_a_foreign_folder_for_the_sockets_is_refused(tmp_path: Path, short_tmp: Path) -> None:
    foreign = short_tmp / f"ringtree-{os.getuid()}"
    foreign.mkdir(0o777)
    os.chown(foreign, 65_534, -1)
    with Holder(tmp_path, TMPDIR=str(short_tmp)) as holder:
        assert "not a folder of this user's own" in holder.says()["error"]


def test_a_folder_for_the_sockets_that_is_open_to_others_is_closed(tmp_path: Path, short_tmp: Path) -> None:
    loose = short_tmp / f"ringtree-{os.getuid()}"
    loose.mkdir()
    loose.chmod(0o777)
    with Holder(tmp_path, TMPDIR=str(short_tmp)) as holder:
        assert holder.says()["owner"]
        assert loose.stat().st_mode & 0o777 == 0o700


def test_a_temporary_folder_with_too_long_a_path_is_named(tmp_path: Path, short_tmp: Path) -> None:
    deep = short_tmp / ("d" * 90)
    deep.mkdir()
    with Holder(tmp_path, TMPDIR=str(deep)) as holder:
        assert "TMPDIR" in holder.says()["error"]


def test_a_var_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "var").write_text("in the way")
    with pytest.raises(EmbeddedServerError, match="IVR_VAR_DIR"):
        embedded_redis.ensure(tmp_path / "var")


def test_a_server_that_cannot_read_its_data_says_where_to_look(tmp_path: Path) -> None:
    with embedded_redis.ensure(tmp_path) as embedded:
        set_value(embedded.url, "a", "1")
    for manifest in (tmp_path / "redis" / "appendonlydir").glob("*.manifest"):
        manifest.write_text("not a manifest\n")
    with pytest.raises(EmbeddedServerError, match=r"server\.log"):
        embedded_redis.ensure(tmp_path)


def test_a_packaged_server_without_its_execute_bit_is_copied(tmp_path: Path) -> None:
    plain = tmp_path / "valkey-server"
    shutil.copyfile(redis_server.find_binary(tmp_path), plain)
    copy = redis_server.executable_copy(plain, tmp_path / "bin")
    assert os.access(copy, os.X_OK)
    assert copy.read_bytes() == plain.read_bytes()
