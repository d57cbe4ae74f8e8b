"""Connections to Redis, opened aside: nobody who dials waits longer than they have time.

A name that nobody resolves, a handshake, a password: each has a time of its own, and the first has none.
"""

import threading
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future
from contextlib import suppress
from typing import Any, Final, Protocol

from redis.exceptions import TimeoutError as RedisTimeoutError

_MOST_KEPT: Final = 8


class Connection(Protocol):
    """The part of redis-py's connection that is used; its own types say nothing."""

    @property
    def is_connected(self) -> bool: ...
    def connect(self) -> None: ...
    def send_packed_command(self, packed: list[bytes], check_health: bool) -> None: ...
    def read_response(self, *, timeout: float = ...) -> Any: ...
    def disconnect(self) -> None: ...


class Dialler:
    """Opens connections that `make` makes. Safe to share between threads."""

    def __init__(self, make: Callable[[], Connection]) -> None:
        self._make = make
        self._late: deque[Connection] = deque()

    def dial(self, within_s: float) -> Connection:
        """Return an open connection; redis-py's errors, its TimeoutError when it is not open within that time.

        One that is open later is for who dials next.
        """
        with suppress(IndexError):
            return self._late.popleft()
        dialled: Future[Connection] = Future()
        threading.Thread(target=self._open, args=(dialled,), name="redis-dial", daemon=True).start()
        try:
            return dialled.result(max(within_s, 0.0))
        except TimeoutError:
            dialled.add_done_callback(self._keep)
            raise RedisTimeoutError("not connected in time") from None

    def _open(self, dialled: "Future[Connection]") -> None:
        try:
            connection = self._make()
            connection.connect()
        except Exception as error:  # noqa: BLE001 - it is for who waits
            dialled.set_exception(error)
        else:
            dialled.set_result(connection)

    def _keep(self, dialled: "Future[Connection]") -> None:
        if dialled.exception() is not None:
            return
        if len(self._late) < _MOST_KEPT:
            self._late.append(dialled.result())
        else:
            dialled.result().disconnect()
