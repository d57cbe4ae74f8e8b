"""Embedded Redis, one rule: with REDIS_URL nothing is started; else who gets the lock owns a private server.

Two locks in `var/redis`: `lock` is held by the process that owns the server, `serving` by the server itself, which
inherits it. So a new owner knows for sure when the server of a killed one has written its last byte and is gone.
"""

import atexit
import errno
import json
import os
import subprocess
import time
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Self

from ivr.errors import EmbeddedServerDownError, EmbeddedServerError
from ivr.host import redis_server
from ivr.host.locks import HeldLock

_ATTACH_S = 15.0
_OLDER_S = 15.0
_OLDER_PATIENCE_S = 1.0
_POLL_S = 0.02
_TRANSIENT = {errno.ENOSPC, errno.EDQUOT, errno.EIO, errno.EMFILE, errno.ENFILE}


@dataclass(frozen=True, slots=True)
class _Owned:
    process: subprocess.Popen[bytes]
    lock: HeldLock
    owner_pid: int


@dataclass(slots=True)
class EmbeddedRedis:
    """A Redis to use at `url`. Only the owner's `close` stops a server; a forked child never owns one."""

    url: str
    _owned: _Owned | None = field(default=None, repr=False)

    @property
    def owner(self) -> bool:
        """Whether this very process answers for the server."""
        return self._owned is not None and self._owned.owner_pid == os.getpid()

    @property
    def failed(self) -> bool:
        """Whether this process owns the server and it has ended by itself: close this and call `ensure` again."""
        return self._owned is not None and self.owner and self._owned.process.poll() is not None

    def close(self) -> None:
        """Stop the server when it is ours, its data on disk, and let others own it. Twice does no harm."""
        owned, self._owned = self._owned, None
        if owned is None or owned.owner_pid != os.getpid():
            return
        atexit.unregister(self.close)
        try:
            redis_server.stop(owned.process)
        finally:
            owned.lock.release()

    def __enter__(self) -> Self:
        """Return itself; leaving closes it."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close it."""
        self.close()


def ensure(var: Path, redis_url: str | None = None) -> EmbeddedRedis:
    """Return a Redis that answers: the one at `redis_url`, unasked, or the private one of the folder `var`.

    The owner is the process that closes it or dies. Call it from a thread that lives as long as the server shall (on
    Linux the server ends with that thread), and again when the server of another owner is gone: the data is kept.
    EmbeddedServerError says what to mend.
    """
    if redis_url:
        return EmbeddedRedis(redis_url)
    home = _data_folder(var)
    deadline = time.monotonic() + _ATTACH_S
    while True:
        lock = _find_lock(home / "lock")
        if lock is not None:
            return _own(home, lock)
        served_at = _find_recorded_socket(home)
        if served_at is not None and redis_server.answers(served_at):
            return EmbeddedRedis(redis_server.url_of(served_at))
        if time.monotonic() > deadline:
            raise EmbeddedServerDownError(
                f"Another process owns the embedded Redis of {home} but its server has not answered for "
                f"{_ATTACH_S:.0f} s. Stop that process{_named_owner(home)} and start again, or set REDIS_URL."
            )
        time.sleep(_POLL_S)


def url_for(var: Path) -> str:
    """Return the address at which this process's server for that folder would answer; EmbeddedServerError likewise."""
    return redis_server.url_of(redis_server.socket_path(_data_folder(var)))


def _data_folder(var: Path) -> Path:
    home = var.resolve() / "redis"
    try:
        home.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise _unusable(home, error) from error
    return home


def _find_lock(path: Path) -> HeldLock | None:
    try:
        return HeldLock.find(path)
    except OSError as error:
        raise _unusable(path, error) from error


def _unusable(path: Path, error: OSError) -> EmbeddedServerError:
    if error.errno in _TRANSIENT:
        return EmbeddedServerDownError(f"The embedded Redis cannot use {path}: {error.strerror}.")
    return EmbeddedServerError(
        f"The embedded Redis cannot use {path}: {error.strerror}. "
        "Set IVR_VAR_DIR to a folder you may write to, or set REDIS_URL."
    )


def _own(home: Path, lock: HeldLock) -> EmbeddedRedis:
    try:
        listen_at = redis_server.socket_path(home)
        serving = _wait_for_older(home, _find_recorded_socket(home) or listen_at)
        try:
            lock.write(json.dumps({"socket": str(listen_at), "pid": os.getpid()}))
            process = redis_server.start(redis_server.find_binary(home), listen_at, home, serving)
        finally:
            serving.release()
    except OSError as error:
        lock.release()
        raise _unusable(home, error) from error
    except BaseException:
        lock.release()
        raise
    embedded = EmbeddedRedis(redis_server.url_of(listen_at), _Owned(process, lock, os.getpid()))
    atexit.register(embedded.close)
    return embedded


def _wait_for_older(home: Path, served_at: Path) -> HeldLock:
    # Its owner is dead, or we would not hold `lock`. Linux has told it to end; elsewhere nobody has.
    started, asked = time.monotonic(), False
    while (serving := HeldLock.find(home / "serving")) is None:
        waited_s = time.monotonic() - started
        if waited_s > _OLDER_S:
            raise EmbeddedServerDownError(
                f"An older embedded Redis still runs on {home}, {_OLDER_S:.0f} s after its owner ended. "
                f"Stop it (`fuser {home / 'serving'}` names it) and start again, or set REDIS_URL."
            )
        if waited_s > _OLDER_PATIENCE_S and not asked:
            redis_server.ask_to_stop(served_at)
            asked = True
        time.sleep(_POLL_S)
    return serving


def _find_recorded_socket(home: Path) -> Path | None:
    found = _record(home).get("socket")
    return Path(found) if isinstance(found, str) else None


def _named_owner(home: Path) -> str:
    pid = _record(home).get("pid")
    return f" (process {pid})" if isinstance(pid, int) else ""


def _record(home: Path) -> dict[str, object]:
    try:
        found = json.loads((home / "lock").read_bytes())
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}
