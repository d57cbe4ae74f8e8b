"""Facts that the store could not take, in a file under var until it can: one JSON line each, in the order they came.

Every process of a machine shares the file. Turns only write to it; a thread of its own empties it. How far it has got
is kept by the store, in one step with the facts: so each goes over once, whoever sends, whatever is killed meanwhile.
What cannot be kept, on a disk that is full or beyond the largest size, is counted and told of.
"""

import errno
import fcntl
import os
import secrets
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

import msgspec
from prometheus_client import Counter

from ivr.errors import StoreUnavailableError
from ivr.log import get_logger

_LARGEST_BYTES: Final = 64 << 20  # some hours of a busy line
_AT_ONCE: Final = 100
_AT_ONCE_BYTES: Final = 1 << 20  # longer than any fact
_TRY_AGAIN_S: Final = 1.0
_LAST_TRY_S: Final = 2.0  # a worker that ends sends what it can in this time
_LOCK_S: Final = 0.05  # the lock is held for one write; a process that was stopped in it must not stop the others
_DROPPED: Final = Counter("ringtree_facts_dropped_total", "Facts lost while the store was away")
_log = get_logger(__name__)

Send = Callable[[str, int, int, Sequence[bytes], int], int]
"""Takes the file's name, from where to where its lines stand in it, the lines, and how many have been lost. Returns how
far the store has got in that file, which is not there when others were faster, or it forgot."""


class FactsSpool:
    """The file, and the thread that empties it when there is something in it. Safe to share between threads."""

    def __init__(self, path: Path, largest_bytes: int = _LARGEST_BYTES, lock_s: float = _LOCK_S) -> None:
        self._path = path
        self._name = str(path)
        self._largest_bytes = largest_bytes
        self._lock_s = lock_s
        self._send: Send | None = None
        self._thread: threading.Thread | None = None
        self._lock = threading.Lock()
        self._over = threading.Event()
        self._dropped = 0

    @property
    def holds(self) -> bool:
        """Whether facts wait, of whichever process: then newer ones must wait behind them."""
        return os.access(self._name, os.F_OK)  # every turn asks, and all other ways raise and catch an error

    def send_to(self, send: Send) -> None:
        """Send there what waits now, and what will."""
        self._send = send
        if self.holds:
            self._wake()

    def put(self, *facts: str) -> None:
        """Append facts; they are the system's when this returns, and outlive the process."""
        lines = b"".join(fact.encode("utf-8", "replace") + b"\n" for fact in facts)
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            with self._locked(os.O_RDWR | os.O_APPEND | os.O_CREAT) as file:
                _append(file, lines, self._largest_bytes)
        except OSError as error:
            self._drop(len(facts), error.strerror)
        else:
            self._wake()

    def close(self) -> None:
        """Send what can be sent in 2 s; the rest stays in the file."""
        self._over.set()
        if self._thread is not None:
            self._thread.join(_LAST_TRY_S)

    def _drop(self, count: int, why: str | None) -> None:
        with self._lock:
            self._dropped += count
        _DROPPED.inc(count)
        _log.error("facts_dropped", count=count, why=why)

    def _wake(self) -> None:
        with self._lock:
            if self._send is not None and self._thread is None and not self._over.is_set():
                self._thread = threading.Thread(target=self._work, args=(self._send,), name="facts", daemon=True)
                self._thread.start()

    def _work(self, send: Send) -> None:
        told = False
        while True:
            is_last = self._over.is_set()
            try:
                self._empty(send)
            except (StoreUnavailableError, OSError) as error:
                if not told:
                    _log.warning("facts_wait", file=self._name, why=str(error))
                told = True
            except Exception:  # noqa: BLE001 - this thread must outlive any one try
                _log.exception("facts_not_sent")
            with self._lock:  # who puts something in after this finds no thread
                if is_last or not self.holds:
                    self._thread = None
                    return
            self._over.wait(_TRY_AGAIN_S)

    def _empty(self, send: Send) -> None:
        """Send the file, from where the store says that it has got to, and remove it."""
        with suppress(FileNotFoundError), self._opened(os.O_RDONLY) as file:
            os.fsync(file)
            name, begin = "", 0
            while True:
                end, lines = _read(file, begin)
                if end == begin:
                    if self._remove(file, begin):
                        return
                    continue
                name = name or _name_in(file)  # not before: a file that was just begun has its name with its first fact
                facts, torn = _facts_in(lines)
                dropped = self._dropped
                got_to = send(name, begin, end, facts, dropped + torn)
                if got_to == end:
                    with self._lock:
                        self._dropped -= dropped
                    _tell_of_torn(torn)
                begin = got_to

    def _remove(self, file: int, end: int) -> bool:
        """Remove the file unless somebody has written beyond that; half a line there is all that is left of a fact."""
        with self._lock_on(file):
            rest = os.pread(file, _AT_ONCE_BYTES, end)
            if b"\n" in rest:
                return False
            _tell_of_torn(1 if rest else 0)
            if _is_same(file, self._name):
                self._path.unlink()
            return True

    @contextmanager
    def _locked(self, flags: int) -> Iterator[int]:
        """Open the file that is there now, and keep others from writing or removing it."""
        while True:
            with self._opened(flags) as file, self._lock_on(file):
                if _is_same(file, self._name):
                    yield file
                    return

    @contextmanager
    def _opened(self, flags: int) -> Iterator[int]:
        file = os.open(self._name, flags | os.O_CLOEXEC, 0o600)
        try:
            yield file
        finally:
            os.close(file)

    @contextmanager
    def _lock_on(self, file: int) -> Iterator[None]:
        until = time.monotonic() + self._lock_s
        while True:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                if time.monotonic() > until:
                    raise
                time.sleep(0.001)
        try:
            yield
        finally:
            fcntl.flock(file, fcntl.LOCK_UN)


def _append(file: int, lines: bytes, largest_bytes: int) -> None:
    """Write all of the lines or none; OSError when there is no room. Half a line of somebody who died ends there."""
    before = os.fstat(file).st_size
    if before == 0:
        lines = msgspec.json.encode({"spool": secrets.token_hex(8)}) + b"\n" + lines
    elif os.pread(file, 1, before - 1) != b"\n":
        lines = b"\n" + lines
    if before + len(lines) > largest_bytes:
        raise OSError(errno.EFBIG, os.strerror(errno.EFBIG))
    if os.write(file, lines) < len(lines):
        os.ftruncate(file, before)
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def _name_in(file: int) -> str:
    """Return what tells this file from every other, by its first line."""
    try:
        return str(msgspec.json.decode(os.pread(file, 256, 0).partition(b"\n")[0])["spool"])
    except (ValueError, KeyError, TypeError):
        return secrets.token_hex(8)


def _read(file: int, begin: int) -> tuple[int, list[bytes]]:
    """Return the next whole lines, and where they end."""
    lines = os.pread(file, _AT_ONCE_BYTES, begin).split(b"\n")[:-1][:_AT_ONCE]
    return begin + sum(len(line) + 1 for line in lines), lines


def _facts_in(lines: Sequence[bytes]) -> tuple[list[bytes], int]:
    """Return the facts among lines, and how many are none any more."""
    facts, torn = [], 0
    for line in lines:
        try:
            found = msgspec.json.decode(line, type=dict[str, object])
        except ValueError:
            torn += 1
        else:
            if "spool" not in found:
                facts.append(line)
    return facts, torn


def _tell_of_torn(count: int) -> None:
    if count:
        _DROPPED.inc(count)
        _log.error("facts_dropped", count=count, why="only half written")


def _is_same(file: int, name: str) -> bool:
    try:
        return os.path.samestat(os.fstat(file), os.stat(name))  # noqa: PTH116
    except FileNotFoundError:
        return False
