"""What every test may ask for: a Redis of its own per process, and lines on it."""

import gc
import io
import signal
import socket
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from how_much import IS_ALL
from hypothesis import settings
from line import Line, calls_on, open_line
from redis import Redis
from switchboard import HOLD, QUEUES, Switchboard, open_switchboard

from ivr import log
from ivr.host.redis import EmbeddedRedis, ensure
from ivr.phone.companies import COMPANIES, Company
from ivr.stores.live_menus import LiveMenus
from ivr.stores.redis_calls import RedisCalls
from ivr.stores.redis_wire import RedisWire

pytest_plugins = ["databases"]
# What an example takes is for benchmarks to tell.
settings.register_profile("untimed", settings.get_profile(settings.get_current_profile_name()), deadline=None)
settings.load_profile("untimed")

_LINE = """\
line: Acme Bank
calls: main
timezone: America/New_York
patience: {give_up: main/sorry}
"""


gc.set_threshold(20_000, 20, 50)  # thousands of modules and menus stay: to look through them less saves a fifteenth
_WITHIN_ONE_PROCESS = {"dialog", "menu", "messaging", "phone", "providers", "rehearsal", "ringing"}


def pytest_sessionstart(session: pytest.Session) -> None:
    """Let what counts the tries speak at once: it writes twice, then reads, and TCP waits 40 ms a test for more.

    And let what tests start be interrupted, whoever started the tests: a shell has its background jobs ignore that.
    """
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)
    told = getattr(getattr(session.config, "failures_db", None), "sock", None)
    if isinstance(told, socket.socket):
        told.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Tell why a test was tried again: what a busy machine does to it may be what a busy line does."""
    for report in terminalreporter.getreports("rerun"):
        terminalreporter.write_sep("_", f"tried again: {report.nodeid}")
        terminalreporter.write_line(report.longreprtext)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out of long tables what `make test` does without, and try again what a busy machine makes late.

    What waits for other processes is tried thrice, for a machine that others use too can be late for once, and pytest
    counts it; what happens within one process is never late.
    """
    if not IS_ALL:
        leave_out(config, items)
    for item in items:
        if item.path.parent.name not in _WITHIN_ONE_PROCESS:
            item.add_marker(pytest.mark.flaky(reruns=2))


def leave_out(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Keep every so-many-th case of a test whose module says `pytestmark = pytest.mark.sampled(so many)`."""
    cases: Counter[str] = Counter()
    kept: list[pytest.Item] = []
    left: list[pytest.Item] = []
    for item in items:
        marker = item.get_closest_marker("sampled")
        test = item.nodeid.partition("[")[0]
        (left if marker and cases[test] % marker.args[0] else kept).append(item)
        cases[test] += 1
    items[:] = kept
    config.hook.pytest_deselected(items=left)


@pytest.fixture(scope="session")
def redis_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EmbeddedRedis]:
    """A real Redis, one for each process that runs tests."""
    with ensure(tmp_path_factory.mktemp("redis")) as server:
        yield server


@pytest.fixture
def redis(redis_server: EmbeddedRedis) -> Iterator["Redis"]:
    """A client of that Redis, which is empty."""
    with Redis.from_url(redis_server.url) as client:
        client.flushall()
        client.script_flush()
        yield client


@pytest.fixture
def wire(redis: "Redis", redis_server: EmbeddedRedis) -> RedisWire:
    """What a line asks that Redis by."""
    return RedisWire(redis_server.url)


@pytest.fixture
def calls(wire: RedisWire, tmp_path: Path) -> RedisCalls:
    """The call shelf on that Redis."""
    return calls_on(wire, tmp_path)


@pytest.fixture
def watching() -> Iterator[Callable[[LiveMenus], None]]:
    """Let menus be watched until the test is over: the database that they look into goes with it."""
    with ExitStack() as stack:

        def watch(menus: LiveMenus) -> None:
            stack.callback(menus.watch())

        yield watch


@pytest.fixture(autouse=True)
def company(request: pytest.FixtureRequest) -> Company:
    """Who brings the calls. Modules that hold for every company say so by `pytestmark = BY_EVERY_COMPANY`."""
    return COMPANIES[getattr(request, "param", "twilio")]


@pytest.fixture
def make_line(redis: "Redis", redis_server: EmbeddedRedis, tmp_path: Path, company: Company) -> Callable[..., Line]:
    """Open lines on that Redis: `make_line(menus=folder, PUBLIC_BASE_URL=…)`."""

    def make(menus: Path | None = None, **settings: str) -> Line:
        return open_line(redis, settings.pop("REDIS_URL", redis_server.url), tmp_path, menus, company, **settings)

    return make


@pytest.fixture
def line_of(make_line: Callable[..., Line], tmp_path: Path) -> Callable[..., Line]:
    """Open a line with this flow `main`, which may lead to `sorry`, and more in line.yaml: `line_of(flow, more)`."""

    def make(flow: str, line: str = "", **settings: str) -> Line:
        folder = tmp_path / "menus"
        folder.mkdir(exist_ok=True)
        (folder / "line.yaml").write_text(_LINE + line)
        (folder / "main.yaml").write_text(flow + "sorry: {hangup: We cannot do that now.}\n")
        return make_line(menus=folder, **settings)

    return make


@pytest.fixture
def open_board(line_of: Callable[..., Line]) -> Callable[..., Switchboard]:
    """Open lines whose agents are rung in this process: `open_board(flow, what line.yaml says more)`."""

    def make(flow: str = HOLD, queues: str = QUEUES, **settings: str) -> Switchboard:
        return open_switchboard(line_of(flow, queues, **settings))

    return make


@pytest.fixture
def board(open_board: Callable[..., Switchboard]) -> Switchboard:
    """A line with one queue and two agents."""
    return open_board()


@pytest.fixture
def line(make_line: Callable[..., Line]) -> Line:
    """The sample line."""
    return make_line()


@pytest.fixture
def logged(monkeypatch: pytest.MonkeyPatch) -> Iterator[io.StringIO]:
    """What is logged: ask for it before the line, so that the line's logs go there."""
    said = io.StringIO()
    with monkeypatch.context() as patched:
        patched.setattr(sys, "stderr", said)
        log.configure("text")
        yield said
    log.configure("text")
