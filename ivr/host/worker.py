"""gunicorn's gthread worker, deaf neither to callers who send half a request nor to those who never hang up.

Plain gthread (27.0) reads a request without a time limit, one thread per connection, and waits up to 2 s in its *main*
loop for the other side to close. A few dozen sockets that somebody leaves open therefore silence it.
"""

import errno
import selectors
import socket
import time
from collections import deque
from collections.abc import Callable
from functools import partial
from typing import Any

from gunicorn.http.errors import NoMoreData  # type: ignore[import-untyped]
from gunicorn.http.unreader import SocketUnreader  # type: ignore[import-untyped]
from gunicorn.workers.gthread import TConn, ThreadWorker  # type: ignore[import-untyped]

_REQUEST_S = 5.0
_SLOWEST_BYTES_PER_S = 16_384  # a large upload may take longer than that, a dripping one may not
_RESPONSE_S = 60.0
_NO_FILES_S = 0.1
_LINGER_S = 2.0


class PatientReader(SocketUnreader):  # type: ignore[misc]
    """Reads a connection until its request is late: 5 s after the first byte, and longer only for what has come."""

    def __init__(self, connection: socket.socket) -> None:
        super().__init__(connection)
        self.started: float | None = None
        self.received_bytes = 0

    def begin_request(self) -> None:
        """Let the clock start again with the next byte that is read."""
        self.started, self.received_bytes = None, 0

    def chunk(self, size_hint: int | None = None) -> bytes:
        """Return the next bytes, or b"" at the end; NoMoreData when they come too late."""
        now = time.monotonic()
        if self.started is None:
            self.started = now
        left_s = self.started + _REQUEST_S + self.received_bytes / _SLOWEST_BYTES_PER_S - now
        if left_s <= 0:
            raise NoMoreData
        outer_s = self.sock.gettimeout()
        self.sock.settimeout(left_s if outer_s is None else min(left_s, outer_s))
        try:
            data: bytes = super().chunk(size_hint)
        except TimeoutError:
            raise NoMoreData from None
        finally:
            self.sock.settimeout(_RESPONSE_S if outer_s is None else outer_s)
        self.received_bytes += len(data)
        return data


class PatientConnection(TConn):  # type: ignore[misc]
    """A connection that reads with a PatientReader and hands its farewell to the worker's loop."""

    def __init__(self, *arguments: Any, linger: Callable[[socket.socket], None]) -> None:
        super().__init__(*arguments)
        self.linger = linger

    def init(self) -> None:
        """Make the parser as gunicorn does, then let it read through our reader."""
        if self.initialized:
            return
        super().init()
        if not self.is_http2:
            reader = PatientReader(self.sock)
            reader.unread(self.parser.unreader.take_buffered())
            self.parser.unreader = reader

    def begin_request(self) -> None:
        """Give the next request its full time."""
        if self.initialized and not self.is_http2:
            self.parser.unreader.begin_request()

    def close(self, graceful: bool = False) -> None:
        """Close now, or say goodbye and let the loop wait for the other side."""
        if graceful:
            self.linger(self.sock)
        else:
            super().close()


class PatientWorker(ThreadWorker):  # type: ignore[misc]
    """What `worker_class` in gunicorn.conf.py names."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.lingering: deque[tuple[float, socket.socket]] = deque()

    def accept(self, listener: socket.socket) -> None:
        """Take one connection, if there still is one."""
        try:
            client, address = listener.accept()
        except (BlockingIOError, ConnectionAbortedError):
            return
        except OSError as error:
            if error.errno not in {errno.EMFILE, errno.ENFILE}:
                raise
            self.log.warning("No more connections can be opened: raise the limit on open files (ulimit -n).")
            time.sleep(_NO_FILES_S)  # the caller waits in the kernel's queue; the loop must not spin meanwhile
            return
        self.nr_conns += 1
        self.enqueue_req(PatientConnection(self.cfg, client, address, listener.getsockname(), linger=self.linger))

    def handle(self, conn: PatientConnection) -> object:
        """Serve one request (in a thread); returns what gunicorn's finish_request expects."""
        conn.begin_request()
        return super().handle(conn)

    def linger(self, client: socket.socket) -> None:
        """Send the end of the answer, then read and forget until the other side closes, 2 s at most (in the loop).

        Closing at once would reset the connection while unread bytes wait, and cut off the answer.
        """
        try:
            client.setblocking(False)
            client.shutdown(socket.SHUT_WR)
            self.poller.register(client, selectors.EVENT_READ, partial(self._drain, client))
        except (OSError, ValueError, KeyError):
            client.close()
            return
        self.lingering.append((time.monotonic() + _LINGER_S, client))

    def _drain(self, client: socket.socket, _ready: object) -> None:
        try:
            if client.recv(65_536):
                return
        except BlockingIOError:
            return
        except OSError:
            pass
        self._forget(client)

    def _forget(self, client: socket.socket) -> None:
        if client.fileno() >= 0:
            self.poller.unregister(client)
            client.close()

    def murder_pending(self) -> None:
        """Close what has waited too long; gunicorn's loop calls this about once a second."""
        super().murder_pending()
        now = time.monotonic()
        while self.lingering and self.lingering[0][0] <= now:
            self._forget(self.lingering.popleft()[1])
