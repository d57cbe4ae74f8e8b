"""How soon a prompt can be heard, and what key presses notice of a line in full speech."""

import contextlib
import http.client
import os
import statistics
import subprocess
import sys
import tempfile
import time
import wave
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from typing import Final

from bench.apps import ROOT, environment_of, sample_always_open
from bench.cores import CLIENT_CORE, pinned
from bench.load import ring
from bench.servers import Address, gunicorn
from bench.webhooks import SECRET
from ivr.host import redis as embedded
from ivr.menu.voicing import OwnVoice
from ivr.workflows.live_addresses import LiveAddresses

_PROMISED_MS: Final = 150.0
_QUICK, _SLOW = 8, 64
_HASH: Final = "0123456789abcdef" * 2
_PROMPT: Final = f"/audio/en/{_HASH}.wav"
_SECONDS: Final = 20  # of speech in one prompt


def show_full_speech(seconds: float, fetches: int) -> None:
    """Press keys and fetch prompts, first alone, then while many others fetch; print both."""
    with contextlib.ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        stack.enter_context(pinned(CLIENT_CORE))
        redis_url = stack.enter_context(embedded.ensure(folder / "redis")).url
        _write_prompt(folder / "audio" / "en" / f"{_HASH}.wav")
        environment = environment_of(redis_url, folder, sample_always_open(folder))
        address = stack.enter_context(gunicorn("app:app", folder, environment))
        live = f"/audio/{LiveAddresses(SECRET.encode()).write(OwnVoice('en', 'en-us'), 'Your balance.', 2**40)}"
        calls = count(1, 1_000_000)
        _first_bytes_ms(address, "/health/live", 1)
        ring(address, 1, 1.0, next(calls))
        _first_bytes_ms(address, live, 3)  # spoken once, then kept
        quiet = _measured(address, next(calls), seconds, fetches, live)
        stack.enter_context(_listeners(address))
        busy = _measured(address, next(calls), seconds, fetches, live)
    print(
        f"in full speech: {10 * _QUICK} prompts of {_SECONDS} s fetched a second, {_SLOW} more read as they are heard"
    )
    print("  ms, median and 99th in 100        alone           in full speech")
    for name, alone in quiet.items():
        print(f"  {name:24}{alone[0]:10.2f}{alone[1]:10.2f}{busy[name][0]:14.2f}{busy[name][1]:10.2f}")
    keys = busy["a key press"][0] / quiet["a key press"][0]
    worst = max(busy[name][1] for name in busy if name != "a key press")
    print(
        f"  a key press: {keys:.2f} times as long    speech begins within {worst:.0f} ms, {_PROMISED_MS:.0f} promised"
    )


def _write_prompt(path: Path) -> None:
    path.parent.mkdir(parents=True)
    with wave.open(str(path), "wb") as prompt:
        prompt.setparams((1, 2, 8_000, 0, "NONE", ""))
        prompt.writeframes(bytes(2 * 8_000 * _SECONDS))


def _measured(address: Address, call: int, seconds: float, fetches: int, live: str) -> dict[str, tuple[float, float]]:
    pressed = [s * 1e3 for s in ring(address, 1, seconds, call).latencies_s]
    return {
        "a key press": _of(pressed),
        "a prompt's first sound": _of(_first_bytes_ms(address, _PROMPT, fetches)),
        "one spoken in the call": _of(_first_bytes_ms(address, live, fetches)),
    }


def _first_bytes_ms(address: Address, path: str, fetches: int) -> list[float]:
    """Return how long the first sound of a prompt takes on a new connection, as for a provider that has none."""
    took = []
    for _ in range(fetches):
        began = time.perf_counter()
        with contextlib.closing(http.client.HTTPConnection(*address, timeout=120)) as connection:
            connection.request("GET", path)
            response = connection.getresponse()
            assert response.read(400)  # the head of the file and some of its sound
            took.append((time.perf_counter() - began) * 1e3)
            assert response.status == 200
            response.read()
    return took


def _of(took: list[float]) -> tuple[float, float]:
    return statistics.median(took), statistics.quantiles(took, n=100)[98]


@contextlib.contextmanager
def _listeners(address: Address) -> Iterator[None]:
    process = subprocess.Popen(
        [sys.executable, "-m", "bench.listeners", *map(str, address), _PROMPT, str(_QUICK), str(_SLOW)],
        env={**os.environ, "PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'tests'}"},
        stdout=subprocess.PIPE,
    )
    try:
        assert process.stdout is not None
        assert process.stdout.readline() == b"ready\n"
        yield
        assert process.poll() is None, "those who fetch have stopped"
    finally:
        process.kill()
        process.wait()
        if process.stdout is not None:
            process.stdout.close()
