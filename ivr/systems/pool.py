"""Services and functions, asked beside the calls: claimed so that nobody is asked twice, waited for with patience."""

import threading
import time
from collections import OrderedDict
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final

from ivr.dialog.directives import Asked, AskFunction, AskService
from ivr.dialog.events import SystemEnded, SystemOutcome
from ivr.errors import StoreUnavailableError
from ivr.log import get_logger
from ivr.ports.calls import ClaimShelf
from ivr.systems.functions import Functions
from ivr.systems.services import ServiceClient

_MOST_AT_ONCE: Final = 16  # of one service or function in one process; more would take the pool from the others
_THREADS: Final = 64
_MOST_WAITING: Final = 32  # web threads: half of them always have time for other callers
_REMEMBERED: Final = 1_000
_GRACE_S: Final = 1.0  # beyond the time that it may take
_LOOKS_EVERY_S: Final = 0.05
_FAILED: Final = SystemEnded(SystemOutcome.FAILED)
_log = get_logger(__name__)


@dataclass(frozen=True, slots=True)
class _Begun:
    """What a system is being asked; after `until` nobody waits for it any more, whatever it does."""

    future: Future[SystemEnded]
    until: float


class SystemsPool:
    """Asks systems on threads of its own. What one process asked, any other can pick up from the claims."""

    def __init__(self, services: ServiceClient, functions: Functions, claims: ClaimShelf) -> None:
        self._services = services
        self._functions = functions
        self._claims = claims
        self._pool = ThreadPoolExecutor(_THREADS, thread_name_prefix="system")
        self._lock = threading.Lock()
        self._waiting = threading.BoundedSemaphore(_MOST_WAITING)
        self._running: dict[str, int] = {}
        self._own: OrderedDict[str, _Begun] = OrderedDict()

    def ask(self, claim: str, asked: Asked, patience_s: float) -> SystemEnded | None:
        """Return the system's answer; None when it is not there after so many seconds, and must be come back for."""
        own = self._find_own(claim)
        if own is None and not self._claim(claim, asked):
            return self._await(claim, patience_s)
        begun = own or self._begin(claim, asked)
        return _FAILED if begun is None else self._settled(begun, patience_s)

    def find(self, claim: str, patience_s: float) -> SystemEnded | None:
        """Return the answer that is waited for; None when it is still not there."""
        own = self._find_own(claim)
        return self._settled(own, patience_s) if own is not None else self._await(claim, patience_s)

    def _settled(self, begun: _Begun, patience_s: float) -> SystemEnded | None:
        left_s = max(0.0, begun.until - time.monotonic())
        with self._patience(min(patience_s, left_s)) as granted_s:
            try:
                return begun.future.result(timeout=granted_s)
            except TimeoutError:
                return None if time.monotonic() < begun.until else _FAILED

    @contextmanager
    def _patience(self, wanted_s: float) -> Iterator[float]:
        """Give so much time to wait, or none when too many wait already: then the caller is to come back."""
        if not self._waiting.acquire(blocking=False):
            yield 0.0
            return
        try:
            yield max(0.0, wanted_s)
        finally:
            self._waiting.release()

    def _find_own(self, claim: str) -> _Begun | None:
        with self._lock:
            return self._own.get(claim)

    def _claim(self, claim: str, asked: Asked) -> bool:
        try:
            return self._claims.claim(claim, asked.timeout)
        except StoreUnavailableError as error:
            _log.warning("store_unavailable", why=str(error))
            return True  # asked twice at worst, which is better than not at all

    def _begin(self, claim: str, asked: Asked) -> _Begun | None:
        name = asked.service.name if isinstance(asked, AskService) else f"run {asked.name}"
        with self._lock:
            if self._running.get(name, 0) >= _MOST_AT_ONCE:
                _log.error("system_overloaded", system=name, running=self._running[name])
                return None
            self._running[name] = self._running.get(name, 0) + 1
            until = time.monotonic() + asked.timeout + _GRACE_S
            begun = _Begun(self._pool.submit(self._work, name, claim, asked), until)
            self._own[claim] = begun
            while len(self._own) > _REMEMBERED:
                self._own.popitem(last=False)
        return begun

    def _work(self, name: str, claim: str, asked: Asked) -> SystemEnded:
        try:
            ended = self._perform(asked, claim)
            try:
                self._claims.settle(claim, ended)
            except StoreUnavailableError as error:
                _log.warning("store_unavailable", why=str(error))
            else:
                with self._lock:  # it is there for everybody now; nothing of a caller stays here
                    self._own.pop(claim, None)
            return ended
        finally:
            with self._lock:
                self._running[name] -= 1

    def _perform(self, asked: Asked, claim: str) -> SystemEnded:
        if isinstance(asked, AskFunction):
            return self._functions.run(asked)
        return self._services.ask(asked, claim)

    def _await(self, claim: str, patience_s: float) -> SystemEnded | None:
        """Return what another process was told, looking until patience is over; failed when its claim is gone."""
        with self._patience(patience_s) as granted_s:
            until = time.monotonic() + granted_s
            while True:
                try:
                    found = self._claims.find(claim)
                except StoreUnavailableError:
                    return _FAILED
                if found.ended is not None:
                    return found.ended
                if not found.is_claimed:
                    return _FAILED
                if time.monotonic() >= until:
                    return None
                time.sleep(_LOOKS_EVERY_S)
