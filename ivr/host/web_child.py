"""The web server as a child process: started on a socket we hold, asked whether it lives, stopped with its workers."""

import http.client
import os
import signal
import socket
import subprocess
import sys
from collections import deque
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from ivr.host import with_parent
from ivr.host.ending import ending_of, is_running

_ANSWER_S = 2.0
_WINDOW_S = 60.0


@dataclass(slots=True)
class WebChild:
    """One gunicorn at a time, in a process group of its own so that Ctrl-C reaches only the supervisor."""

    app: str
    folder: Path
    listener: socket.socket
    settings: Mapping[str, str]
    _process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it; on Linux it gets SIGTERM when this process dies."""
        self._end_group()
        wrapper = (sys.executable, "-I", "-S", with_parent.__file__, str(os.getpid()))
        bind = ("--bind", f"fd://{self.listener.fileno()}", "--log-level", "warning")
        self._process = subprocess.Popen(  # noqa: S603 - a fixed command
            [*wrapper, sys.executable, "-m", "gunicorn", *bind, self.app],
            cwd=self.folder,
            env={**os.environ, **self.settings},
            stdin=subprocess.DEVNULL,
            start_new_session=True,
            pass_fds=(self.listener.fileno(),),
        )

    @property
    def alive(self) -> bool:
        """Whether the server's main process runs."""
        return is_running(self._process)

    @property
    def ending(self) -> str:
        """How it ended, for people: `exit code 3`, `SIGKILL`."""
        return ending_of(self._process)

    def answers(self) -> bool:
        """Whether GET /health/live gets 200 within 2 s."""
        host, port = self.listener.getsockname()[:2]
        connection = http.client.HTTPConnection(host, port, timeout=_ANSWER_S)
        try:
            connection.request("GET", "/health/live")
            return connection.getresponse().status == http.HTTPStatus.OK
        except (OSError, http.client.HTTPException):
            return False
        finally:
            connection.close()

    def stop(self, patience_s: float) -> None:
        """Let running requests end, then end it; whatever of it is left after `patience_s` is killed."""
        if self._process is None:
            return
        self._process.terminate()
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(patience_s)
        self._end_group()

    def _end_group(self) -> None:
        # Workers whose master was killed notice it within a second, but until then they would answer beside new ones.
        if self._process is None:
            return
        with suppress(ProcessLookupError, PermissionError):  # macOS: the latter when only the dead are left
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()


@dataclass(slots=True)
class Restarts:
    """How often something may be started again: `most` times a minute, each time a little later."""

    most: int = 5
    _times: deque[float] = field(default_factory=deque)

    def find_wait_s(self, now: float) -> float | None:
        """Return how long to wait before the next start, or None when it has been too often."""
        while self._times and self._times[0] <= now - _WINDOW_S:
            self._times.popleft()
        if len(self._times) >= self.most:
            return None
        self._times.append(now)
        return min(0.1 * 2.0 ** len(self._times), 3.0)
