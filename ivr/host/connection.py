"""A connection of the web worker: its request is collected before a thread reads it, and read only for so long."""

import socket
import time
from collections.abc import Callable
from typing import Any

from gunicorn.http.errors import NoMoreData  # type: ignore[import-untyped]
from gunicorn.http.unreader import SocketUnreader  # type: ignore[import-untyped]
from gunicorn.workers.gthread import TConn  # type: ignore[import-untyped]

from ivr.host.collecting import Collected
from ivr.host.waiting import REQUEST_S

_SLOWEST_BYTES_PER_S = 16_384  # a large upload may take longer than REQUEST_S, a dripping one may not
_RESPONSE_S = 60.0


class PatientReader(SocketUnreader):  # type: ignore[misc]
    """Reads a connection until its request is late: 5 s after the first byte, and longer only for what has come."""

    def __init__(self, connection: socket.socket) -> None:
        super().__init__(connection)
        self.started: float | None = None
        self.received_bytes = 0
        self.patient = True

    def begin_request(self, collected: bytes, started: float | None, *, patient: bool) -> None:
        """Put what has been collected before what will be read; not `patient`: nothing will be."""
        self.unread(collected)
        self.started, self.received_bytes, self.patient = started, len(collected), patient

    def chunk(self, size_hint: int | None = None) -> bytes:
        """Return the next bytes, or b"" at the end; NoMoreData when they come too late."""
        now = time.monotonic()
        if self.started is None:
            self.started = now
        left_s = self.started + REQUEST_S + self.received_bytes / _SLOWEST_BYTES_PER_S - now
        if left_s <= 0 or not self.patient:
            raise NoMoreData
        outer_s = self.sock.gettimeout()
        self.sock.settimeout(left_s if outer_s is None else min(left_s, outer_s))
        try:
            data: bytes = super().chunk(size_hint)
        except TimeoutError:
            raise NoMoreData from None
        finally:
            self.sock.settimeout(outer_s)
        self.received_bytes += len(data)
        return data


class PatientConnection(TConn):  # type: ignore[misc]
    """A connection whose request is collected before a thread sees it. Its farewell is left to the worker's loop."""

    def __init__(self, *arguments: Any, linger: Callable[[socket.socket], None]) -> None:
        super().__init__(*arguments)
        self.linger = linger
        self.collected = Collected()
        self.began_at: float | None = None
        self.late = False
        self.watched = False

    def init(self) -> None:
        """Make the parser as gunicorn does, the first time; every time, let it begin with what was collected."""
        if not self.initialized:
            super().init()
            if not self.is_http2:
                ahead = self.parser.unreader.take_buffered()
                self.parser.unreader = PatientReader(self.sock)
                self.parser.unreader.unread(ahead)
        self.sock.settimeout(_RESPONSE_S)
        if not self.is_http2:
            self.parser.unreader.begin_request(self.collected.take(), self.began_at, patient=not self.late)

    def close(self, graceful: bool = False) -> None:
        """Close now, or say goodbye and let the loop wait for the other side."""
        if graceful:
            self.linger(self.sock)
        else:
            super().close()
