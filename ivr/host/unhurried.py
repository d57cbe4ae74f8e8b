"""A connection that nobody waits for: what its reader does not take now is kept, and sent as it is taken.

A thread that writes a large answer to a slow reader would be held by it for as long as that likes.
"""

import errno
import os
import socket
import struct
from collections import deque
from contextlib import suppress
from dataclasses import dataclass
from io import FileIO
from typing import Any, Final

MOST_KEPT_BYTES: Final = 32 << 20  # of all connections, beside files, which are not read before they are sent
_SEND_BUFFER_BYTES: Final = 131_072  # of the system, which by itself would keep megabytes for those who read nothing
_AT_ONCE: Final = 262_144
_AT_ONCE_AND_RESET: Final = struct.pack("ii", 1, 0)


@dataclass(slots=True)
class _Piece:
    """What is left of some bytes."""

    data: memoryview

    def __len__(self) -> int:
        return len(self.data)

    def send(self, reader: socket.socket) -> None:
        self.data = self.data[reader.send(self.data[:_AT_ONCE]) :]

    def close(self) -> None:
        self.data.release()


@dataclass(slots=True)
class _FilePiece:
    """What is left of a part of a file."""

    file: FileIO
    offset: int
    count: int

    def __len__(self) -> int:
        return self.count

    def send(self, reader: socket.socket) -> None:
        sent = os.sendfile(reader.fileno(), self.file.fileno(), self.offset, min(self.count, _AT_ONCE))
        if sent == 0:
            raise ConnectionAbortedError(errno.ECONNABORTED, "the file has become shorter")
        self.offset, self.count = self.offset + sent, self.count - sent

    def close(self) -> None:
        self.file.close()


class Kept:
    """How much all connections of a process keep in memory."""

    def __init__(self) -> None:
        self.size_bytes = 0


class UnhurriedSocket(socket.socket):
    """An accepted connection. `sendall` and `sendfile` never wait; whoever calls `pump` sends what they left."""

    def __init__(self, accepted: socket.socket, kept: Kept) -> None:
        family, kind, protocol = accepted.family, accepted.type, accepted.proto
        super().__init__(family, kind, protocol, fileno=accepted.detach())
        self._left: deque[_Piece | _FilePiece] = deque()
        self._kept = kept
        with suppress(OSError):
            self.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, _SEND_BUFFER_BYTES)

    @property
    def left_bytes(self) -> int:
        """How much has yet to be sent."""
        return sum(len(piece) for piece in self._left)

    def sendall(self, data: Any, _flags: int = 0, /) -> None:
        """Send now what is taken now, and keep the rest; BrokenPipeError when too much is kept already."""
        plain = memoryview(data).cast("B")
        if not self._left:
            plain = plain[self._sent_now(plain) :]
        if not plain:
            return
        if self._kept.size_bytes + len(plain) > MOST_KEPT_BYTES:
            raise BrokenPipeError(errno.EPIPE, "too many read too slowly")
        self._kept.size_bytes += len(plain)
        self._left.append(_Piece(memoryview(bytes(plain))))

    def sendfile(self, file: Any, offset: int = 0, count: int | None = None) -> int:
        """Send a part of a file, in the same way; it may be closed at once. Returns how long that part is."""
        part = FileIO(os.dup(file.fileno()), "rb")
        size = os.fstat(part.fileno()).st_size - offset if count is None else count
        self._left.append(_FilePiece(part, offset, size))
        timeout_s = self.gettimeout()
        self.settimeout(0)
        try:
            self.pump()
        finally:
            self.settimeout(timeout_s)
        return size

    def pump(self) -> bool:
        """Send what is taken now; whether that was all. The connection must not block. OSError when it is broken."""
        while self._left:
            first = self._left[0]
            before = len(first)
            try:
                if before:
                    first.send(self)
            except BlockingIOError:
                return False
            finally:
                if isinstance(first, _Piece):
                    self._kept.size_bytes -= before - len(first)
            if not len(first):
                self._left.popleft().close()
        return True

    def give_up(self) -> None:
        """Let `close` end the connection at once.

        By itself it leaves the system to deliver what it has taken over already, which, to somebody who reads nothing,
        lasts for many minutes, and it tells the other side only after that.
        """
        with suppress(OSError):
            self.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _AT_ONCE_AND_RESET)

    def close(self) -> None:
        """Close, and forget what is left."""
        while self._left:
            piece = self._left.popleft()
            if isinstance(piece, _Piece):
                self._kept.size_bytes -= len(piece)
            piece.close()
        super().close()

    def _sent_now(self, data: memoryview) -> int:
        timeout_s = self.gettimeout()
        self.settimeout(0)
        try:
            return self.send(data)
        except BlockingIOError:
            return 0
        finally:
            self.settimeout(timeout_s)
