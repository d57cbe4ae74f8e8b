"""`ivr up` with a small app in place of ours: real supervisor, real gunicorn, real Redis."""

import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from how_much import in_all

from ivr.host.web_child import Restarts

ROOT = Path(__file__).parents[2]
HERE = Path(__file__).parent
PROGRAM = """
import functools, sys
from pathlib import Path
from ivr.host.up import UpOptions, up
var, port, app, folder, *worker = sys.argv[1:]
options = UpOptions(var=Path(var), port=int(port), app=app, folder=Path(folder), worker=worker)
sys.exit(up(options, functools.partial(print, flush=True)))
"""

Start = Callable[..., "Up"]


class Up:
    """A supervisor in a process of its own, with what it says kept in a file."""

    def __init__(self, var: Path, port: int, app: str, worker: Sequence[str]) -> None:
        self.var = var
        self.log = var.parent / f"said-{time.monotonic_ns()}"
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-c", PROGRAM, str(var), str(port), app, str(HERE), *worker],
                env={**os.environ, "PYTHONPATH": f"{ROOT}:{HERE}"},
                stdout=log,
                stderr=log,
            )

    @property
    def said(self) -> str:
        return self.log.read_text()

    @property
    def run_file(self) -> dict[str, Any]:
        try:
            found: dict[str, Any] = json.loads((self.var / "run.json").read_text())
        except FileNotFoundError:
            return {}
        return found

    def ready(self) -> str:
        until(lambda: self.run_file.get("pid") == self.process.pid or self.process.poll() is not None, 30)
        assert self.process.poll() is None, self.said
        url: str = self.run_file["url"]
        return url

    def stop(self, number: signal.Signals = signal.SIGTERM) -> int:
        self.process.send_signal(number)
        return self.process.wait(30)


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Start]:
    started: list[Up] = []

    def starter(port: int = 0, app: str = "tiny_app:app", worker: Sequence[str] = ()) -> Up:
        started.append(Up(tmp_path / "var", port or free_port(), app, worker))
        return started[-1]

    yield starter
    for one in started:
        if one.process.poll() is None:
            one.stop()


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
        return port


def get(url: str, path: str) -> str:
    connection = http.client.HTTPConnection(url.removeprefix("http://"), timeout=15)
    try:
        connection.request("GET", path)
        return connection.getresponse().read().decode()
    finally:
        connection.close()


def until(condition: Callable[[], bool], within_s: float = 15.0) -> None:
    deadline = time.monotonic() + within_s
    while not condition():
        assert time.monotonic() < deadline, f"not so after {within_s} s"
        time.sleep(0.05)


def is_gone(pid: int) -> bool:
    if Path("/proc/self/stat").exists():
        with suppress(OSError):
            return ") Z " in Path(f"/proc/{pid}/stat").read_text()
        return True
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return True
    return False


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_it_answers_and_a_signal_stops_everything(start: Start, number: signal.Signals) -> None:
    one = start()
    url = one.ready()
    assert one.run_file["pid"] == one.process.pid
    assert f"{url} - ring it: make call" in one.said
    web, server = int(get(url, "/parent")), int(get(url, "/redis"))
    assert one.stop(number) == 0
    assert one.said.endswith("Stopped.\n")
    assert is_gone(web)
    assert is_gone(server)
    assert not (one.var / "run.json").exists()
    with pytest.raises(ConnectionRefusedError):
        get(url, "/health/live")


def test_a_killed_web_server_comes_back_at_the_same_address(start: Start) -> None:
    one = start()
    url = one.ready()
    web, worker, server = int(get(url, "/parent")), int(get(url, "/worker")), get(url, "/redis")
    os.kill(worker, signal.SIGSTOP)  # it will not notice by itself that its master is gone
    os.kill(web, signal.SIGKILL)
    until(lambda: "ended (SIGKILL)" in one.said)
    until(lambda: int(get(url, "/parent")) not in (web, 1, one.process.pid))
    assert is_gone(worker)
    assert get(url, "/redis") == server
    assert one.ready() == url


def test_a_killed_redis_comes_back(start: Start) -> None:
    one = start()
    url = one.ready()
    server = get(url, "/redis")
    os.kill(int(server), signal.SIGKILL)
    until(lambda: "embedded Redis ended" in one.said)
    until(lambda: get(url, "/redis") not in ("", server))


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells children that their parent died")
def test_a_killed_supervisor_leaves_nothing_behind(start: Start) -> None:
    one = start()
    url = one.ready()
    web, server = int(get(url, "/parent")), int(get(url, "/redis"))
    one.process.kill()
    one.process.wait(5)
    until(lambda: is_gone(web) and is_gone(server), 30)
    assert get(start().ready(), "/health/live") == "alive"


WORKER = """
import os, time
print("worker", os.getpid(), os.environ["REDIS_URL"], os.environ["PUBLIC_BASE_URL"], flush=True)
time.sleep(600)
"""


def workers(one: Up) -> list[int]:
    """Return the workers that said so, oldest first."""
    return [int(line.split()[1]) for line in one.said.splitlines() if line.startswith("worker ")]


def test_a_worker_runs_beside_the_web_server_and_comes_back(start: Start) -> None:
    one = start(worker=("-c", WORKER))
    url = one.ready()
    until(lambda: len(workers(one)) == 1)
    assert one.said.count(url) == 2, "it is told where the line is"
    os.kill(workers(one)[0], signal.SIGKILL)
    until(lambda: len(workers(one)) == 2)
    assert "The worker ended (SIGKILL); it is started again." in one.said
    assert one.stop() == 0
    assert is_gone(workers(one)[1])


@in_all
@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells children that their parent died")
def test_a_killed_supervisor_takes_its_worker_along(start: Start) -> None:
    one = start(worker=("-c", WORKER))
    one.ready()
    until(lambda: len(workers(one)) == 1)
    one.process.kill()
    one.process.wait(5)
    until(lambda: is_gone(workers(one)[0]), 30)


@in_all
def test_a_worker_that_ends_again_and_again_is_left_alone(start: Start) -> None:
    one = start(worker=("-c", "raise SystemExit(3)"))
    url = one.ready()
    until(lambda: "nobody rings agents now" in one.said, 40)
    assert "The worker ended (exit code 3)" in one.said
    assert get(url, "/health/live") == "alive", "calls are answered all the same"


def test_a_second_one_says_where_the_first_is(start: Start) -> None:
    first = start()
    url = first.ready()
    second = start()
    assert second.process.wait(15) == 1
    assert url in second.said
    assert str(first.process.pid) in second.said
    assert get(url, "/health/live") == "alive"


def test_a_taken_port_is_said_and_the_next_free_one_used(start: Start) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        url = start(port).ready()
        assert int(url.rpartition(":")[2]) > port
        assert get(url, "/health/live") == "alive"


def test_an_app_that_cannot_start_ends_it(start: Start) -> None:
    one = start(app="no_such_app:app")
    assert one.process.wait(30) == 1
    assert "ended while starting" in one.said
    assert 'Traceback (most recent call last):\n  File "<string>"' not in one.said


def test_restarts_wait_longer_each_time_and_end_after_five_a_minute() -> None:
    restarts = Restarts()
    waits = [restarts.find_wait_s(now=float(second)) for second in range(6)]
    assert waits == [0.2, 0.4, 0.8, 1.6, 3.0, None]
    assert restarts.find_wait_s(now=60.5) is not None, "the first was more than a minute ago"


@in_all
def test_a_line_in_another_folder_is_that_folder_s(tmp_path: Path) -> None:
    menus = tmp_path / "menus"
    menus.mkdir()
    (menus / "line.yaml").write_text("line: Elsewhere\ncalls: main\ntimezone: UTC\n")
    (menus / "main.yaml").write_text("bye: {hangup: Goodbye.}\n")
    settings = {name: value for name, value in os.environ.items() if not name.startswith(("IVR_", "REDIS"))}
    command = [sys.executable, "-m", "ivr", "up", "--port", str(free_port())]
    line = subprocess.Popen(
        command,
        cwd=tmp_path,
        env={**settings, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )
    try:
        run_file = tmp_path / "var" / "run.json"
        until(run_file.exists, within_s=60)
        assert run_file.stat().st_mode & 0o077 == 0
        assert "Elsewhere" in get(json.loads(run_file.read_text())["url"], "/")
    finally:
        line.terminate()
        line.communicate(timeout=30)
