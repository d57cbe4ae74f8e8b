"""The worker as a child process: started again when it ends, stopped when we do."""

import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from ivr.host import with_parent
from ivr.host.ending import ending_of, is_running


@dataclass(slots=True)
class WorkerChild:
    """One worker at a time, in a process group of its own so that Ctrl-C reaches only the supervisor."""

    command: Sequence[str]
    folder: Path
    settings: Mapping[str, str]
    _process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it; on Linux it gets SIGTERM when this process dies."""
        wrapper = (sys.executable, "-I", "-S", with_parent.__file__, str(os.getpid()))
        self._process = subprocess.Popen(  # noqa: S603 - a fixed command
            [*wrapper, sys.executable, *self.command],
            cwd=self.folder,
            env={**os.environ, **self.settings},
            stdin=subprocess.DEVNULL,
            start_new_session=True,
        )

    @property
    def alive(self) -> bool:
        """Whether it runs."""
        return is_running(self._process)

    @property
    def ending(self) -> str:
        """How it ended, for people: `exit code 3`, `SIGKILL`."""
        return ending_of(self._process)

    def stop(self, patience_s: float) -> None:
        """Let it end its look; after `patience_s` it is killed."""
        if self._process is None:
            return
        self._process.terminate()
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(patience_s)
        self._process.kill()
        self._process.wait()
