"""The telephone in the browser on real web processes: killed ones, several, and one that rings itself a lot."""

import os
import signal
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

from browser_line import Page, words
from how_much import in_all
from line import OPEN
from served import Served, serve_line

from ivr.host.redis import EmbeddedRedis

pytestmark = in_all


def test_a_call_outlives_the_process_that_began_it(tmp_path: Path, redis_server: EmbeddedRedis) -> None:
    with serve_line(tmp_path, redis_server.url, WEB_CONCURRENCY="2") as (served, _):
        page = Page(served.port)
        page.ring()
        page.does("press", keys="1")
        before = set(served.workers)
        for worker in before:
            os.kill(worker, signal.SIGKILL)
        _until_others_answer(served, before)
        assert words(page.does("press", keys="12345678")).startswith("I have 1, 2, 3")


def _until_others_answer(served: Served, before: set[int]) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        with suppress(OSError):
            if not before & set(served.workers) and served.ask()[0] == 200:
                return
        time.sleep(0.1)
    raise AssertionError("no other worker answers")


def test_a_process_that_rings_itself_a_lot_never_stands_still(tmp_path: Path, redis_server: EmbeddedRedis) -> None:
    with serve_line(tmp_path, redis_server.url, WEB_CONCURRENCY="1") as (served, _):
        pages = [Page(served.port) for _ in range(100)]
        with ThreadPoolExecutor(100) as threads:
            ringing = [threads.submit(page.ask, "POST", "/phone/calls", {"at": OPEN}) for page in pages]
            answers = [each.result(60) for each in ringing]
        rung = [said for status, _, said in answers if status == 201]
        assert len(rung) >= 8
        assert {said["waits"]["kind"] for said in rung} == {"input"}  # none was kept waiting for itself
        assert {status for status, _, _ in answers} <= {201, 503}
        assert served.ask()[0] == 200
        assert page_rings(pages[0])


def page_rings(page: Page) -> bool:
    """Return whether a telephone can be used, when nobody else uses any."""
    return "Harbor Bank" in words(page.ring())
