"""One process at a time: a lock on a file, which the kernel lets go of when its holder dies."""

import fcntl
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Self

_held: set[int] = set()


@dataclass(frozen=True, slots=True)
class HeldLock:
    """A lock this process holds. A forked child loses its copy at once, so it cannot keep the lock alive."""

    fd: int

    @classmethod
    def find(cls, path: Path) -> Self | None:
        """Return the lock on the file, made when missing, or None while another process has it; OSError as open()."""
        fd = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(fd)
            return None
        except OSError:
            os.close(fd)
            raise
        _held.add(fd)
        return cls(fd)

    def write(self, text: str) -> None:
        """Replace what the locked file says; those who wait for the lock may read it."""
        os.ftruncate(self.fd, 0)
        os.pwrite(self.fd, text.encode(), 0)

    def release(self) -> None:
        """Close this process's copy; a process that inherited the descriptor keeps the lock. Twice does no harm."""
        if self.fd in _held:
            _held.remove(self.fd)
            os.close(self.fd)


def _drop_copies() -> None:
    # A flock belongs to the open file, which parent and child share: without this, the child of a killed parent would
    # hold its lock. Closing lets go of the copy only; LOCK_UN would take the lock from the parent.
    for fd in _held:
        os.close(fd)
    _held.clear()


os.register_at_fork(after_in_child=_drop_copies)
