"""Attacks run in processes of their own, with little memory and little processor time; a breakout is told, not felt.

As a program, it takes the names of attacks from its input, one a line, and runs each in a fork of itself.
"""

import json
import os
import resource
import signal
import subprocess
import sys
import traceback
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

TESTS = Path(__file__).parents[1]
SECONDS, MEGABYTES = 10, 400  # of the processor, and beyond what the program itself takes
_HANGS_S = 100
_PARTS = ("reading_attacks", "turn_attacks", "template_attacks")


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of an attack: `said` is what it returned; `broke` why it did not end as it should."""

    said: str
    broke: str


def attacks() -> Mapping[str, Callable[[], str]]:
    """Return every attack by its name."""
    found = {"a test of the memory": _fill, "a test of the time": _spin, "a test of the errors": _fail}
    for part in _PARTS:
        found |= __import__(part).ATTACKS
    return found


def _fill() -> str:
    return str(len(bytearray(2 * MEGABYTES * 2**20)))


def _spin() -> str:
    resource.setrlimit(resource.RLIMIT_CPU, (1, 2))
    while True:
        pass


def _fail() -> str:
    raise ValueError("broken")


class Containment:
    """The process that runs attacks."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self._process = process

    def run(self, name: str) -> Outcome:
        """Run an attack."""
        sent, got = _pipes(self._process)
        sent.write(f"{name}\n")
        sent.flush()
        answer = got.readline()
        assert answer, "the containment itself has ended"
        return Outcome(**json.loads(answer))


@contextmanager
def contained() -> Iterator[Containment]:
    """Start the process, and end it."""
    paths = os.pathsep.join(map(str, (TESTS.parent, TESTS, TESTS / "dialog", TESTS / "hostile")))
    command = [sys.executable, "-W", "error", __file__]
    environment = {**os.environ, "PYTHONPATH": paths}
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment)
    try:
        yield Containment(process)
    finally:
        for pipe in _pipes(process):
            pipe.close()
        process.wait(10)


def _pipes(process: "subprocess.Popen[str]") -> tuple[IO[str], IO[str]]:
    assert process.stdin is not None
    assert process.stdout is not None
    return process.stdin, process.stdout


def _serve() -> None:
    known = attacks()
    for line in sys.stdin:
        print(json.dumps(_run_apart(known[line.strip()])), flush=True)


def _run_apart(attack: Callable[[], str]) -> dict[str, Any]:
    readable, writable = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(readable)
        _run_here(attack, writable)
    os.close(writable)
    with os.fdopen(readable, "rb") as pipe:
        said = pipe.read().decode()
    _, status, used = os.wait4(child, 0)
    grown = _megabytes(used.ru_maxrss) - _megabytes(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
    if os.WIFSIGNALED(status):
        return {"said": said, "broke": f"{signal.Signals(os.WTERMSIG(status)).name} after {used.ru_utime:.1f} s"}
    if os.WEXITSTATUS(status):
        return {"said": "", "broke": said}
    return {"said": said, "broke": f"it took {grown} MB" if grown > MEGABYTES else ""}


def _run_here(attack: Callable[[], str], writable: int) -> None:
    """Run the attack within its bounds and leave; never returns."""
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS + 1))
    if sys.platform == "linux":
        now = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
        resource.setrlimit(resource.RLIMIT_AS, (now + MEGABYTES * 2**20,) * 2)
    signal.alarm(_HANGS_S)
    failed = 0
    try:
        said = attack()
    except BaseException:  # noqa: BLE001 - whatever it is, it is told
        said, failed = traceback.format_exc()[-4000:], 1
    os.write(writable, said[:50_000].encode("utf-8", "replace"))
    os._exit(failed)


def _megabytes(maxrss: int) -> int:
    return maxrss // (1024 if sys.platform == "linux" else 2**20)


if __name__ == "__main__":
    _serve()
