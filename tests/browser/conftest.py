"""Debian's Chromium, driven by Playwright, and a line that `ivr up` has started with two web processes."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
import wave
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Final

import pytest
from how_much import IS_ALL
from playwright.sync_api import Browser, Page, expect, sync_playwright

from browser.menus import write_menus
from ivr.host.keys import ensure_secret_key

ROOT: Final = Path(__file__).parents[2]
FLAGS: Final = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
DESK: Final = {"width": 1360, "height": 860}
SMALL: Final = {"width": 360, "height": 740}
_START_S: Final = 100.0
_PATIENCE_MS: Final = 20_000


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Leave the browser to `make test-all`."""
    if IS_ALL:
        return
    for item in items:
        if Path(item.fspath).parent == Path(__file__).parent:
            item.add_marker(pytest.mark.skip(reason="drives a browser; `make test-all` has them"))


def find_chromium() -> str:
    """Return the browser's program; skips where there is none, and fails in CI."""
    found = shutil.which("chromium") or shutil.which("chromium-browser")
    if found is None:
        if os.environ.get("CI"):
            pytest.fail("Chromium is missing: apt-get install chromium")
        pytest.skip("Chromium is not installed here")
    return found


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One browser for all tests of a process."""
    program = find_chromium()
    expect.set_options(timeout=_PATIENCE_MS)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=list(FLAGS))
        yield browser
        browser.close()


class Up:
    """What `ivr up` runs."""

    def __init__(self, folder: Path, **settings: str) -> None:
        self.folder = folder
        write_menus(folder / "menus")
        _write_sound(folder / "audio" / "en" / "news.wav")
        given = {
            "IVR_VAR_DIR": str(folder / "var"),
            "IVR_MENUS_DIR": str(folder / "menus"),
            "IVR_AUDIO_DIR": str(folder / "audio"),
            "WEB_CONCURRENCY": "2",
            **settings,
        }
        with (folder / "said").open("wb") as said:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "ivr", "up", "--port", "18600"],
                cwd=ROOT,
                env={**os.environ, **given},
                stdout=said,
                stderr=said,
            )

    @property
    def said(self) -> str:
        """All that it printed."""
        return (self.folder / "said").read_text()

    def ready(self) -> str:
        """Wait until it says where it answers; return that."""
        run_file, deadline = self.folder / "var" / "run.json", time.monotonic() + _START_S
        while not run_file.exists():
            assert self.process.poll() is None, self.said
            assert time.monotonic() < deadline, self.said
            time.sleep(0.1)
        url: str = json.loads(run_file.read_text())["url"]
        return url

    def stop(self) -> None:
        """Stop it, and see that it never failed."""
        self.process.send_signal(signal.SIGTERM)
        assert self.process.wait(40) == 0, self.said
        assert "Traceback" not in self.said, self.said


def _write_sound(path: Path) -> None:
    path.parent.mkdir(parents=True)
    with wave.open(str(path), "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(8000)
        sound.writeframes(b"\0\x10\0\xf0" * 1600)


@pytest.fixture(scope="session")
def line(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Up]:
    """The line, started as `make run` starts it."""
    find_chromium()
    up = Up(tmp_path_factory.mktemp("line"))
    try:
        up.ready()
        yield up
    finally:
        up.stop()


@pytest.fixture(scope="session")
def guarded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Up]:
    """A line whose telephone has a password."""
    find_chromium()
    folder = tmp_path_factory.mktemp("guarded")
    up = Up(folder, IVR_OPS_PASSWORD="correct horse battery", IVR_SECRET_KEY=ensure_secret_key(folder / "var"))
    try:
        up.ready()
        yield up
    finally:
        up.stop()


@pytest.fixture
def open_page(browser: Browser) -> Iterator[Callable[..., Page]]:
    """Open pages in windows of their own; whatever one complains of on its console fails the test."""
    complaints: list[str] = []
    contexts: list[Any] = []

    def opened(url: str, **options: Any) -> Page:
        context = browser.new_context(**{"viewport": DESK, **options})
        contexts.append(context)
        context.set_default_timeout(_PATIENCE_MS)
        page = context.new_page()
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
        page.goto(url)
        return page

    yield opened
    for context in contexts:
        context.close()
    # What a test lets fail, or the server refuses, the page says itself.
    assert [said for said in complaints if not said.startswith("Failed to load resource")] == []
