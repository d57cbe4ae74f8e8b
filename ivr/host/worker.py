"""gunicorn's gthread worker, deaf neither to callers who send half a request nor to those who never read or hang up.

Plain gthread (27.0) gives every connection a thread that reads its request without a time limit, and waits up to 2 s
in its *main* loop for the other side to close. A few dozen sockets that somebody leaves open therefore silence it.
Here the loop collects a request without waiting for anybody, and a thread gets it when it is all there; what the other
side does not take of the answer at once, the loop sends too.
"""

import errno
import selectors
import socket
import time
from concurrent.futures import Future
from contextlib import suppress
from functools import partial
from typing import Any, Final

from gunicorn import util  # type: ignore[import-untyped]
from gunicorn.http import errors  # type: ignore[import-untyped]
from gunicorn.workers.gthread import ThreadWorker  # type: ignore[import-untyped]

from ivr.host.collecting import Stage
from ivr.host.connection import PatientConnection
from ivr.host.unhurried import Kept, UnhurriedSocket
from ivr.host.waiting import WaitingRoom

_NO_FILES_S = 0.1
_LINGER_S = 2.0
_MOST_LINGERING = 100
_MOST_READERS = 100
_READ_S = 10.0  # beyond the time that an answer takes at the slowest
_SLOWEST_READ_BYTES_PER_S = 32_768
_STATUSES: Final[dict[type[Exception], tuple[int, str]]] = {
    errors.LimitRequestLine: (414, "URI Too Long"),
    errors.ExpectationFailed: (417, "Expectation Failed"),
    errors.LimitRequestHeaders: (431, "Request Header Fields Too Large"),
    errors.UnsupportedTransferCoding: (501, "Not Implemented"),
}
_CONTINUE = b"HTTP/1.1 100 Continue\r\n\r\n"
_TOO_LARGE = b"HTTP/1.1 431 Request Header Fields Too Large\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"


class PatientWorker(ThreadWorker):  # type: ignore[misc]
    """What `worker_class` in gunicorn.conf.py names."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.room: WaitingRoom[PatientConnection] = WaitingRoom()
        self.lingering: dict[socket.socket, float] = {}
        self.readers: dict[PatientConnection, float] = {}
        self.kept = Kept()
        # What is enciphered, or may turn out to be HTTP/2 or uWSGI, is left to gunicorn's own ways.
        plain = self.cfg.http2_cleartext == "off" and self.cfg.protocol == "http"
        self.collects = plain and not self.cfg.is_ssl

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
            if not (self._drop_lingering() or self._drop_oldest() or self._drop_reader()):
                time.sleep(_NO_FILES_S)  # the caller waits in the kernel's queue; the loop must not spin meanwhile
            return
        self.nr_conns += 1
        if self.collects:
            client = UnhurriedSocket(client, self.kept)
        conn = PatientConnection(self.cfg, client, address, listener.getsockname(), linger=self.linger)
        if not self.collects:
            self.enqueue_req(conn)
            return
        if self.nr_conns >= self.worker_connections:
            _ = self._drop_oldest() or self._drop_reader()
        conn.data_ready = True  # before a thread sees it
        self._hear(conn)

    def on_client_socket_readable(self, conn: PatientConnection, client: socket.socket) -> None:
        """Begin to collect the next request of a kept connection."""
        if not self.collects:
            super().on_client_socket_readable(conn, client)
        elif client.fileno() >= 0:  # else it was closed for the sake of another, a moment ago
            self.poller.unregister(client)
            self.keepalived_conns.remove(conn)
            self._hear(conn)

    def finish_request(self, conn: PatientConnection, fs: "Future[object]") -> None:
        """Let a connection go or keep it (in the loop), once its answer is sent.

        What it sent ahead is the beginning of its next request.
        """
        if self.collects and conn.sock.fileno() >= 0 and conn.sock.left_bytes:
            self._send_on(conn, fs)
            return
        if self.collects and not fs.cancelled() and fs.exception() is None and fs.result():
            ahead = conn.parser.unreader.take_buffered()
            if ahead:
                conn.sock.setblocking(False)
                self._take(conn, ahead)
                return
        super().finish_request(conn, fs)

    def _keepalive_after(self, conn: PatientConnection, keepalive: bool) -> bool:
        """Whether the connection can be used again: not when a body has yet to come that the app did not want."""
        conn.parser.unreader.patient = False
        return bool(super()._keepalive_after(conn, keepalive))

    def handle_error(self, req: Any, client: socket.socket, addr: Any, exc: BaseException) -> None:
        """Refuse what is no request. gunicorn would repeat kilobytes of it in the log and in the answer."""
        is_ours = isinstance(exc, (errors.InvalidResponseHeader, errors.InvalidResponseHeaderName))
        if is_ours or not isinstance(exc, errors.ParseException):
            super().handle_error(req, client, addr, exc)
            return
        kind = type(exc)
        self.log.warning("Invalid request from ip=%s: %s", addr[0] if addr else "", kind.__name__)
        with suppress(OSError):
            util.write_error(client, *_STATUSES.get(kind, (400, "Bad Request")), "")

    def _send_on(self, conn: PatientConnection, fs: "Future[object]") -> None:
        """Send the rest of an answer as it is taken, and then finish the request."""
        while len(self.readers) >= _MOST_READERS:
            self._drop_reader()
        conn.sock.setblocking(False)
        longest_s = _READ_S + conn.sock.left_bytes / _SLOWEST_READ_BYTES_PER_S
        self.readers[conn] = time.monotonic() + longest_s
        self.poller.register(conn.sock, selectors.EVENT_WRITE, partial(self._pump, conn, fs))

    def _pump(self, conn: PatientConnection, fs: "Future[object]", _ready: object = None) -> None:
        if conn not in self.readers:  # closed for the sake of another, a moment ago
            return
        try:
            if not conn.sock.pump():
                return
        except OSError:
            self._end_reader(conn)
            return
        del self.readers[conn]
        self.poller.unregister(conn.sock)
        self.finish_request(conn, fs)

    def _end_reader(self, conn: PatientConnection) -> None:
        del self.readers[conn]
        self.poller.unregister(conn.sock)
        self.nr_conns -= 1
        conn.sock.give_up()
        conn.close()

    def _drop_reader(self) -> bool:
        """Close who has been sent an answer longest; False when there is none."""
        oldest = next(iter(self.readers), None)
        if oldest is None:
            return False
        self._end_reader(oldest)
        return True

    def _hear(self, conn: PatientConnection, _ready: object = None) -> None:
        """Take what has come, without waiting."""
        if conn.sock.fileno() < 0:  # closed for the sake of another, a moment ago
            return
        try:
            piece = conn.sock.recv(conn.collected.missing_bytes)
        except BlockingIOError:
            self._wait_for(conn)
        except OSError:
            self._drop(conn)
        else:
            if piece:
                self._take(conn, piece)
            elif conn.collected.stage is Stage.BODY:
                self._hand_over(conn)  # the app shall say what it thinks of half a body
            else:
                self._drop(conn)

    def _take(self, conn: PatientConnection, piece: bytes) -> None:
        self.room.hear(conn, time.monotonic(), len(piece))
        stage = conn.collected.add(piece)
        if stage is Stage.READY:
            self._hand_over(conn)
        elif stage is Stage.TOO_LARGE:
            self._say(conn, _TOO_LARGE)
            self._drop(conn, graceful=True)
        else:
            if conn.collected.wants_continue:
                conn.collected.wants_continue = False
                self._say(conn, _CONTINUE)
            self._wait_for(conn)
            for oldest in self.room.surplus():
                self._drop(oldest)

    def _say(self, conn: PatientConnection, words: bytes) -> None:
        with suppress(OSError):
            conn.sock.send(words)

    def _wait_for(self, conn: PatientConnection) -> None:
        self.room.wait(conn, time.monotonic())
        if not conn.watched:
            self.poller.register(conn.sock, selectors.EVENT_READ, partial(self._hear, conn))
            conn.watched = True

    def _let_go(self, conn: PatientConnection) -> None:
        conn.began_at = self.room.leave(conn)
        if conn.watched:
            self.poller.unregister(conn.sock)
            conn.watched = False

    def _hand_over(self, conn: PatientConnection, *, late: bool = False) -> None:
        self._let_go(conn)
        conn.late = late
        self.enqueue_req(conn)

    def _drop(self, conn: PatientConnection, *, graceful: bool = False) -> None:
        self._let_go(conn)
        self.nr_conns -= 1
        conn.close(graceful)

    def _drop_oldest(self) -> bool:
        """Close who has waited longest, or else the connection kept longest without use; False when there is none."""
        oldest = self.room.oldest()
        if oldest is None and self.keepalived_conns:
            oldest = self.keepalived_conns.popleft()
            self.poller.unregister(oldest.sock)
        if oldest is None:
            return False
        self._drop(oldest)
        return True

    def _drop_lingering(self) -> bool:
        oldest = next(iter(self.lingering), None)
        if oldest is None:
            return False
        self._forget(oldest)
        return True

    def linger(self, client: socket.socket) -> None:
        """Send the end of the answer, then read and forget until the other side closes, 2 s at most (in the loop).

        Closing at once would reset the connection while unread bytes wait, and cut off the answer.
        """
        if len(self.lingering) >= _MOST_LINGERING:
            self._drop_lingering()
        try:
            client.setblocking(False)
            client.shutdown(socket.SHUT_WR)
            self.poller.register(client, selectors.EVENT_READ, partial(self._drain, client))
        except (OSError, ValueError, KeyError):
            client.close()
            return
        self.lingering[client] = time.monotonic() + _LINGER_S

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
        if self.lingering.pop(client, None) is not None:
            self.poller.unregister(client)
            client.close()

    def murder_pending(self) -> None:
        """Close what has waited too long; gunicorn's loop calls this about once a second."""
        super().murder_pending()
        now = time.monotonic()
        while self.lingering and next(iter(self.lingering.values())) <= now:
            self._drop_lingering()
        for conn in [conn for conn, until in self.readers.items() if until <= now]:
            self._end_reader(conn)
        for conn in self.room.overdue(now, stopping=not self.alive):
            if conn.collected.stage is Stage.BODY:
                self._hand_over(conn, late=True)  # the app shall say what it thinks of half a body
            else:
                self._drop(conn)
