"""What callers notice while menus go live: the slowest answer, how soon the new ones are served, and the memory."""

import contextlib
import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from bench.apps import ROOT, environment_of
from bench.cores import CAN_PIN, CLIENT_CORE, pinned
from bench.large_menus import write_menus
from bench.load import Paced
from bench.servers import gunicorn
from ivr.factory.database import releases_of
from ivr.host import redis as embedded
from ivr.menu.reading.load import load
from ivr.ports.releases import MoveKind, NewMove
from ivr.settings import load_settings
from ivr.stores.menus_folder import read_folder

_LANES: Final = 8
_PER_S: Final = 50  # turns: a busy line, and far from what one core can do
_WARM_UP_S: Final = 3.0
_BETWEEN_S: Final = 3.0
_PATIENCE_S: Final = 120.0
_READY: Final = b"ready\n"
_WORKER: Final = re.compile(r"Booting worker with pid: (\d+)")


@dataclass(slots=True)
class Measured:
    """Answers in seconds, with and without publishing; how long each version took to be served; memory in MB."""

    steps: int
    quiet_s: list[float] = field(default_factory=list)
    publishing_s: list[float] = field(default_factory=list)
    followed_s: list[float] = field(default_factory=list)
    memory_mb: list[float] = field(default_factory=list)


def show_publishing(sizes: tuple[int, ...], times: int) -> None:
    """Ring at a steady rate while menus of each size go live several times; print what came of it."""
    print(f"publishing while {_PER_S} turns a second go on, one worker{'' if CAN_PIN else ', nothing pinned'}")
    for steps in sizes:
        _show(measure_publishing(steps, times))


def measure_publishing(steps: int, times: int, between_s: float = _BETWEEN_S) -> Measured:
    """Return what it takes to make menus of that many steps live, so many times, while calls go on."""
    measured = Measured(steps)
    with contextlib.ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        stack.enter_context(pinned(CLIENT_CORE))
        menus = write_menus(folder / "menus", steps)
        redis_url = stack.enter_context(embedded.ensure(folder / "redis")).url
        environment = environment_of(redis_url, folder, menus)
        _publish(menus, environment, "0")
        address = stack.enter_context(gunicorn("app:app", folder, environment))
        calls = stack.enter_context(Paced.open(address, _LANES, _PER_S))
        _warm_up(calls)
        calls.go_on(between_s)
        measured.quiet_s = calls.take()
        worker = _worker(folder)
        measured.memory_mb.append(_memory_mb(worker))
        for time_ in range(1, times + 1):
            measured.followed_s.append(_followed(calls, menus, environment, str(time_)))
            calls.go_on(between_s)
            measured.publishing_s += calls.take()
            measured.memory_mb.append(_memory_mb(worker))
    return measured


def _warm_up(calls: Paced) -> None:
    """Ring until the server has started, and a little longer."""
    began = time.perf_counter()
    while not calls.take():
        calls.go_on(0.2)
        assert time.perf_counter() - began < _PATIENCE_S, "the server does not answer"
    calls.go_on(_WARM_UP_S)
    calls.take()


def _followed(calls: Paced, menus: Path, environment: Mapping[str, str], name: str) -> float:
    """Make another version live, calls going on; return how long it took from then until a call began with it."""
    before = calls.version
    with _publisher(menus, environment, name) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        assert process.stdout.readline() == _READY, "the menus could not be read"
        calls.go_on(_BETWEEN_S)
        calls.take()  # what was slow while the publisher read the menus was slow because of that
        process.stdin.write(_READY)
        process.stdin.flush()
        published = time.perf_counter()
        while calls.version == before:
            calls.go_on(0.05)
            assert time.perf_counter() - published < _PATIENCE_S, "the new menus are not served"
        return time.perf_counter() - published


@contextlib.contextmanager
def _publisher(menus: Path, environment: Mapping[str, str], name: str) -> Iterator[subprocess.Popen[bytes]]:
    path = f"{ROOT}{os.pathsep}{ROOT / 'tests'}"
    process = subprocess.Popen(
        [sys.executable, "-m", "bench.publishing", str(menus), name],
        cwd=ROOT,
        env={**os.environ, **environment, "PYTHONPATH": path},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


def _publish(menus: Path, environment: Mapping[str, str], name: str, wait: Callable[[], None] = lambda: None) -> None:
    """Make the menus in a folder live, under another name of the line so that they are another version.

    All that takes long is done before `wait`: what is measured is how the server follows.
    """
    files = {path: text.replace("Large Bank", f"Large Bank {name}") for path, text in read_folder(menus).files.items()}
    releases, loaded = releases_of(load_settings(environment)), load(files).menus
    releases.add(loaded, files)
    wait()
    live = releases.find_live()
    move = NewMove(live.number if live is not None else 0, datetime.now(UTC), MoveKind.PUBLISHED, "", "")
    assert releases.go_back(loaded.version, move) is not None


def _wait_to_be_told() -> None:
    sys.stdout.buffer.write(_READY)
    sys.stdout.flush()
    sys.stdin.buffer.readline()


def _worker(folder: Path) -> int:
    found = _WORKER.findall((folder / "gunicorn.log").read_text(encoding="utf-8"))
    return int(found[-1])


def _memory_mb(process: int) -> float:
    status = Path(f"/proc/{process}/status")
    resident = re.search(r"VmRSS:\s+(\d+)", status.read_text(encoding="ascii")) if status.is_file() else None
    return int(resident[1]) / 1024 if resident is not None else 0.0


def _show(measured: Measured) -> None:
    quiet, busy = sorted(measured.quiet_s), sorted(measured.publishing_s)
    print(
        f"  {measured.steps:6,} steps, {len(measured.followed_s)} times: slowest answer {busy[-1] * 1e3:.0f} ms, "
        f"without publishing {quiet[-1] * 1e3:.0f} ms (p99 {busy[-len(busy) // 100 - 1] * 1e3:.1f} ms, "
        f"{quiet[-len(quiet) // 100 - 1] * 1e3:.1f} ms); served after {max(measured.followed_s):.1f} s; "
        f"memory {', '.join(f'{mb:.0f}' for mb in measured.memory_mb)} MB",
        flush=True,
    )


if __name__ == "__main__":
    os.nice(19)  # it is the server that is measured, by a client beside this
    _publish(Path(sys.argv[1]), os.environ, sys.argv[2], _wait_to_be_told)
