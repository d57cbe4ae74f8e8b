"""While a line's worst turns are under way, in one worker process, other callers are answered as if nothing were."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from how_much import in_all
from line import CALLER, LINE_NUMBER
from served import serve_line

from ivr.cli.access import LineAccess
from ivr.handset.heard import Ended, Report
from ivr.host.redis import EmbeddedRedis
from ivr.phone.line import HttpTransport
from ivr.phone.telephone import Telephone

HOSTILE_CALLERS, CALLS = 6, 5
PROMPT_S = 3.0  # a provider waits for 15
_LINE = """\
line: Acme
calls: main
timezone: UTC
patience: {give_up: main/sorry}
lists: {l: [%s]}
services: {slow: {url: "http://10.255.255.1"}}
"""
_FLOW = """\
q: {menu: What now?, keys: {1: count, 2: wait, 3: fine}}
fine: {say: All is well., next: q}
sorry: {hangup: We cannot do that now.}
wait: {fetch: slow/x, next: q, failed: q}
"""
_LOOKING = " or ".join(["lists.l contains digits"] * 36)


@pytest.fixture
def access(tmp_path: Path, redis_server: EmbeddedRedis) -> Iterator[LineAccess]:
    menus = tmp_path / "menus"
    menus.mkdir()
    (menus / "line.yaml").write_text(_LINE % ", ".join(f"w{n}" for n in range(10_000)))
    (menus / "main.yaml").write_text(_FLOW + "count:\n" + "".join(f"  {line}\n" for line in _choose()))
    with serve_line(tmp_path, redis_server.url, IVR_MENUS_DIR=str(menus)) as (_, access):
        yield access


def _choose() -> list[str]:
    return ["choose:", *[f"  - {{when: {_LOOKING}, next: sorry}}"] * 90, "otherwise: sorry"]


def _phone(access: LineAccess) -> Telephone:
    transport = HttpTransport(timeout_s=20.0)
    return Telephone(transport, access.url or "", access.account_sid, access.auth_token, CALLER, LINE_NUMBER)


@contextmanager
def _pestered(access: LineAccess, key: str) -> Iterator[list[str]]:
    """Let callers press that key, one call after the other, for as long as this lasts; collect what they heard."""
    over = threading.Event()
    heard: list[str] = []

    def pester() -> None:
        while not over.is_set():
            phone = _phone(access)
            phone.ring()
            said = phone.press(key)
            heard.append(said.words)
            if not isinstance(said.waits, Ended):
                phone.hang_up()

    callers = [threading.Thread(target=pester) for _ in range(HOSTILE_CALLERS)]
    for caller in callers:
        caller.start()
    try:
        yield heard
    finally:
        over.set()
        for caller in callers:
            caller.join()


@pytest.mark.parametrize("key", [pytest.param("1", marks=in_all), "2"])
def test_others_are_answered_meanwhile(access: LineAccess, key: str) -> None:
    with _pestered(access, key) as heard:
        _phone(access).ring()
        for number in range(CALLS):
            phone = _phone(access)
            for act, words in ((phone.ring, "What now?"), (_pressing(phone), "All is well. What now?")):
                begun = time.monotonic()
                assert act().words == words
                assert time.monotonic() - begun < PROMPT_S
            phone.hang_up()
            assert heard or number < CALLS - 1, "nobody was in the way"
    gave_up = "We are sorry, something went wrong. We cannot do that now."
    assert set(heard) == {gave_up if key == "1" else "What now?"}


def _pressing(phone: Telephone) -> Callable[[], Report]:
    return lambda: phone.press("3")
