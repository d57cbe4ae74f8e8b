"""What `ivr up` does: Redis, a port, the web server; whatever of it dies is started again, and all ends together."""

import json
import os
import signal
import socket
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType
from urllib.parse import urlsplit, urlunsplit

from ivr.errors import RingtreeError
from ivr.host.keys import ensure_secret_key
from ivr.host.locks import HeldLock
from ivr.host.redis_keeper import RedisKeeper
from ivr.host.web_child import Restarts, WebChild
from ivr.host.worker_child import WorkerChild

_PORTS_TRIED = 50
_FIRST_ANSWER_S = 60.0
_WORKER_STOP_S = 25.0  # an order takes ten seconds at most, and jobs are given twenty
_STOP_S = 25.0  # gunicorn gives requests 20 s to end
_TICK_S = 0.1


@dataclass(frozen=True, slots=True)
class UpOptions:
    """Plain values for `up`; `folder` is where the app and gunicorn.conf.py are."""

    var: Path
    port: int = 8000
    redis_url: str | None = None
    secret_key: str | None = field(default=None, repr=False)
    public_base_url: str | None = None
    environment: Mapping[str, str] = field(default_factory=dict)  # what the web server is told beside that
    app: str = "app:app"
    folder: Path = field(default_factory=Path.cwd)
    host: str = "127.0.0.1"
    phone_path: str | None = None  # where the line's own telephone is; None: it has none
    worker: Sequence[str] = ()  # arguments of Python, beside the web server; none: no worker


class _GivingUpError(RingtreeError):
    """The reason why the supervisor cannot go on."""


@dataclass(slots=True)
class _Stop:
    requested: bool = False

    def request(self, _signal: int, _frame: FrameType | None) -> None:
        self.requested = True


def up(options: UpOptions, say: Callable[[str], None]) -> int:
    """Serve until SIGINT or SIGTERM and return the exit code: 0 when asked to stop, 1 when it could not go on.

    `say` is told what a person should read, a sentence at a time. Call it from the main thread: it takes the signals.
    """
    try:
        with _only_one(options.var), _signals() as stop, _listening(options, say) as listener:
            return _serve(options, listener, stop, say)
    except RingtreeError as error:
        say(str(error))
        return 1


@contextmanager
def _only_one(var: Path) -> Iterator[None]:
    path = var / "up.lock"
    try:
        var.mkdir(parents=True, exist_ok=True)
        lock = HeldLock.find(path)
    except OSError as error:
        raise _GivingUpError(
            f"Cannot use {path}: {error.strerror}. Set IVR_VAR_DIR to a folder you may write to."
        ) from error
    if lock is None:
        raise _GivingUpError(_where_the_first_is(var))
    (var / "run.json").unlink(missing_ok=True)
    try:
        yield
    finally:
        (var / "run.json").unlink(missing_ok=True)
        lock.release()


def _where_the_first_is(var: Path) -> str:
    try:
        found = json.loads((var / "run.json").read_text())
        return (
            f"It is running already at {found['url']} (process {found['pid']}). "
            "Stop that one first, or set IVR_VAR_DIR to another folder to run a second one beside it."
        )
    except (OSError, ValueError, KeyError, TypeError):
        return f"Another `ivr up` is just starting or stopping on {var}. Try again in a few seconds."


@contextmanager
def _signals() -> Iterator[_Stop]:
    stop = _Stop()
    before = {number: signal.signal(number, stop.request) for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)}
    try:
        yield stop
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


@contextmanager
def _listening(options: UpOptions, say: Callable[[str], None]) -> Iterator[socket.socket]:
    # The supervisor holds the socket, so callers wait in its queue while the web server starts again.
    last = min(options.port + _PORTS_TRIED, 65_536)
    for port in range(options.port, last):
        try:
            listener = socket.create_server((options.host, port), backlog=512)
        except OSError as error:
            if port == options.port:
                say(f"Port {port} cannot be used ({error.strerror}); trying the next ones.")
            continue
        with listener:
            yield listener
        return
    raise _GivingUpError(f"None of the ports {options.port} to {last - 1} can be used. Choose one with --port.")


def _serve(options: UpOptions, listener: socket.socket, stop: _Stop, say: Callable[[str], None]) -> int:
    keeper = RedisKeeper(options.var, say, options.redis_url)
    keeper.start()
    restarts = Restarts()
    url = f"http://{options.host}:{listener.getsockname()[1]}"
    given = {
        **options.environment,
        "REDIS_URL": keeper.url,
        "IVR_SECRET_KEY": options.secret_key or ensure_secret_key(options.var),
        "PUBLIC_BASE_URL": options.public_base_url or url,
    }
    web = WebChild(options.app, options.folder, listener, given)
    worker = _Worker(WorkerChild(options.worker, options.folder, given), say, is_wanted=bool(options.worker))
    try:
        web.start()
        if _wait_for_first_answer(web, stop):
            _write_run_file(options.var, url, given["PUBLIC_BASE_URL"])
            say(_greeting(options, url))
        while not stop.requested:
            if not web.alive:
                _start_again(web, restarts, stop, say)
            worker.keep_running()
            time.sleep(_TICK_S)
    finally:
        worker.child.stop(_WORKER_STOP_S)
        web.stop(_STOP_S)
        keeper.close()
    with suppress(OSError):  # a terminal that was closed asked us to stop, too, and hears nothing any more
        say("Stopped.")
    return 0


def _greeting(options: UpOptions, url: str) -> str:
    if options.phone_path is None:
        return f"Ringtree answers at {url} - ring it: make call"
    return f"Ringtree answers at {url} - ring it: make call, or in the browser: {url}{options.phone_path}"


@dataclass(slots=True)
class _Worker:
    """The worker, and whether it is to run. A line without one answers calls all the same."""

    child: WorkerChild
    say: Callable[[str], None]
    is_wanted: bool
    _restarts: Restarts = field(default_factory=Restarts)
    _again_at: float = 0.0

    def keep_running(self) -> None:
        """Start it when it does not run, each time a little later; one that ends again and again is left alone."""
        if not self.is_wanted or self.child.alive or time.monotonic() < self._again_at:
            return
        if self._again_at == 0.0 and self.child.ending != "it runs":
            self._note_end()
            return
        self._again_at = 0.0
        self.child.start()

    def _note_end(self) -> None:
        wait_s = self._restarts.find_wait_s(time.monotonic())
        if wait_s is None:
            self.say("The worker ends again and again, so it is not started any more; nobody rings agents now.")
            self.is_wanted = False
            return
        self.say(f"The worker ended ({self.child.ending}); it is started again.")
        self._again_at = time.monotonic() + wait_s


def _wait_for_first_answer(web: WebChild, stop: _Stop) -> bool:
    deadline = time.monotonic() + _FIRST_ANSWER_S
    while not stop.requested:
        if web.answers():
            return True
        if not web.alive:
            raise _GivingUpError("The web server ended while starting; what it said is above.")
        if time.monotonic() > deadline:
            raise _GivingUpError(
                f"The web server has not answered GET /health/live for {_FIRST_ANSWER_S:.0f} s; what it said is above."
            )
        time.sleep(_TICK_S)
    return False


def _start_again(web: WebChild, restarts: Restarts, stop: _Stop, say: Callable[[str], None]) -> None:
    wait_s = restarts.find_wait_s(time.monotonic())
    if wait_s is None:
        raise _GivingUpError(
            f"The web server has ended {restarts.most + 1} times within a minute, so it is not started again; "
            "what it said is above."
        )
    say(f"The web server ended ({web.ending}); it is started again.")
    again_at = time.monotonic() + wait_s
    while time.monotonic() < again_at and not stop.requested:
        time.sleep(_TICK_S)
    if not stop.requested:
        web.start()


def _write_run_file(var: Path, url: str, public_base_url: str) -> None:
    unfinished = var / "run.json.new"
    unfinished.touch(mode=0o600)
    facts = {"url": url, "public_base_url": without_password(public_base_url), "pid": os.getpid()}
    unfinished.write_text(json.dumps(facts))
    unfinished.replace(var / "run.json")


def without_password(url: str) -> str:
    """Return the address as Twilio signs it: what stands before an @ is never part of that."""
    parts = urlsplit(url)
    return urlunsplit(parts._replace(netloc=parts.netloc.rpartition("@")[2]))
