"""`gunicorn app:app` alone: its master owns the Redis, its workers use it, and all of it ends together."""

import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
HERE = Path(__file__).parent
CONF = ROOT / "gunicorn.conf.py"


def environment(**more: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if name not in ("PORT", "REDIS_URL", "WEB_CONCURRENCY")}
    return {**kept, "PYTHONPATH": f"{ROOT}:{HERE}", **more}


@contextmanager
def gunicorn(**more: str) -> Iterator[tuple[subprocess.Popen[bytes], int]]:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        command = ("-m", "gunicorn", "-c", str(CONF), "--bind", f"fd://{listener.fileno()}", "tiny_app:app")
        process = subprocess.Popen(
            [sys.executable, *command], cwd=HERE, env=environment(**more), pass_fds=(listener.fileno(),)
        )
        try:
            yield process, listener.getsockname()[1]
        finally:
            process.terminate()
            process.wait(25)


def get(port: int, path: str) -> str:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=15)
    try:
        connection.request("GET", path)
        return connection.getresponse().read().decode()
    finally:
        connection.close()


def is_gone(pid: int) -> bool:
    with suppress(ProcessLookupError):
        os.kill(pid, 0)
        return False
    return True


def test_the_master_owns_one_server_for_all_its_workers_and_stops_it(tmp_path: Path) -> None:
    with gunicorn(IVR_VAR_DIR=str(tmp_path), WEB_CONCURRENCY="2") as (master, port):
        servers = {get(port, "/redis") for _ in range(6)}
        assert len(servers) == 1
        master.send_signal(signal.SIGHUP)  # new workers, and this file read again
        time.sleep(0.5)
        assert {get(port, "/redis") for _ in range(6)} == servers
        master.terminate()
        assert master.wait(25) == 0
        assert is_gone(int(servers.pop()))


def test_without_a_redis_the_master_says_why_and_ends(tmp_path: Path) -> None:
    (tmp_path / "var").write_text("in the way")
    command = [sys.executable, "-m", "gunicorn", "-c", str(CONF), "tiny_app:app"]
    ended = subprocess.run(
        command,
        cwd=HERE,
        env=environment(IVR_VAR_DIR=str(tmp_path / "var")),
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )
    assert ended.returncode == 1
    assert "IVR_VAR_DIR" in ended.stderr
    assert "Traceback" not in ended.stderr


@pytest.mark.parametrize(
    ("given", "decided"),
    [
        ({}, {"bind": "['127.0.0.1:8000']", "workers": "1", "forwarded_allow_ips": "['127.0.0.1', '::1']"}),
        (
            {"PORT": "5123", "WEB_CONCURRENCY": "3"},
            {"bind": "['0.0.0.0:5123']", "workers": "3", "threads": "64", "worker_connections": "600"},
        ),
        ({"PORT": "5123", "DYNO": "web.1"}, {"forwarded_allow_ips": "['*']"}),
    ],
)
def test_what_the_environment_decides(given: dict[str, str], decided: dict[str, str]) -> None:
    # The app is only there to be imported: gunicorn does that before it prints.
    command = [sys.executable, "-m", "gunicorn", "-c", str(CONF), "--print-config", "tiny_app:app"]
    printed = subprocess.run(
        command, cwd=HERE, env=environment(**given), capture_output=True, text=True, timeout=30, check=True
    )
    settings = {
        name.strip(): value for name, _, value in (line.partition(" = ") for line in printed.stdout.split("\n"))
    }
    assert {name: settings[name] for name in decided} == decided


def test_a_server_that_is_killed_is_started_again_by_the_master(tmp_path: Path) -> None:
    with gunicorn(IVR_VAR_DIR=str(tmp_path)) as (_, port):
        for _ in range(2):
            server = int(get(port, "/redis"))
            os.kill(server, signal.SIGKILL)
            deadline = time.monotonic() + 10
            while not (found := get(port, "/redis")).isdigit() and time.monotonic() < deadline:
                time.sleep(0.05)
            assert int(found) != server
        last = int(found)
    assert is_gone(last)
