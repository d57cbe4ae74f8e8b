"""Facts that the store could not take, in a file under var until it can: one JSON line each.

Every process of a machine shares the file. A fact may come to stand in the stream twice, when the store had taken it
and only its answer was late; its call and turn tell.
"""

import errno
import fcntl
import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from ivr.log import get_logger

_AT_ONCE: Final = 100  # a caller waits meanwhile
_log = get_logger(__name__)


class FactsSpool:
    """The file, and whether something may be in it. Safe to share between threads and processes."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._may_hold = path.exists()

    def put(self, fact: str) -> None:
        """Append a fact, on disk when this returns. Where even that fails, the log is the last place that knows."""
        try:
            with self._locked(os.O_WRONLY | os.O_APPEND | os.O_CREAT, fcntl.LOCK_EX) as file:
                _write_line(file, fact.encode() + b"\n")
                os.fsync(file)
            self._may_hold = True
        except OSError as error:
            _log.exception("fact_lost", why=error.strerror)

    def drain(self, send: Callable[[Sequence[str]], None]) -> None:
        """Send what waits, at most a hundred facts at once; what `send` raises leaves them where they are."""
        if not self._may_hold:
            return
        try:
            with self._locked(os.O_RDWR, fcntl.LOCK_EX | fcntl.LOCK_NB) as file:
                lines = os.pread(file, os.fstat(file).st_size, 0).splitlines(keepends=True)
                send([line.decode().rstrip("\n") for line in lines[:_AT_ONCE]])
                os.ftruncate(file, 0)
                os.pwrite(file, b"".join(lines[_AT_ONCE:]), 0)
                self._may_hold = len(lines) > _AT_ONCE
        except FileNotFoundError:
            self._may_hold = False
        except BlockingIOError:
            pass  # another process is at it
        except OSError as error:
            _log.warning("facts_not_drained", why=error.strerror)

    @contextmanager
    def _locked(self, flags: int, lock: int) -> Iterator[int]:
        if flags & os.O_CREAT:
            self._path.parent.mkdir(parents=True, exist_ok=True)
        file = os.open(self._path, flags | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(file, lock)
            yield file
        finally:
            os.close(file)


def _write_line(file: int, line: bytes) -> None:
    """Write all of a line or none: half of one, on a disk that is full, would spoil the next."""
    before = os.fstat(file).st_size
    if os.write(file, line) < len(line):
        os.ftruncate(file, before)
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
