"""Worker processes that are started, and killed in the middle of whatever they do.

They are forked from a server that has imported the program already, so that a machine which is busy with a thousand
texts is not busier with starting workers.
"""

import os
import runpy
import signal
import sys
import threading
from dataclasses import dataclass, field
from multiprocessing import get_context
from multiprocessing.context import ForkServerProcess
from pathlib import Path

_FORKED = get_context("forkserver")
_FORKED.set_forkserver_preload(["ivr.factory", "ivr.factory.worker"])


def work(script: Path, settings: dict[str, str], said: Path) -> None:
    """Run a script in this process, with these settings; what it says goes into a file."""
    out = os.open(said, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
    os.dup2(out, 1)
    os.dup2(out, 2)
    os.environ.update(settings)
    sys.path.insert(0, str(script.parent))
    runpy.run_path(str(script), run_name="__main__")


@dataclass
class Workers:
    """Processes of a script that works until it is asked to stop; what they say is in the folder."""

    folder: Path
    script: Path
    settings: dict[str, str]
    running: list[ForkServerProcess] = field(default_factory=list)
    files: dict[int | None, Path] = field(default_factory=dict)  # what each has said
    started: int = 0
    over: bool = False
    lock: threading.Lock = field(default_factory=threading.Lock)

    def start(self) -> None:
        """Start one more; none once they were asked to end."""
        if self.over:
            return
        self.started += 1
        said = self.folder / f"worker-{self.started}"
        said.touch()
        process = _FORKED.Process(target=work, args=(self.script, self.settings, said))
        process.start()
        self.running.append(process)
        self.files[process.pid] = said

    def kill(self) -> None:
        """Kill them all, in the middle of whatever they do."""
        for process in self.running:
            process.kill()
            process.join(20)
        self.running.clear()

    def replace(self) -> None:
        """Kill them all, and start another."""
        with self.lock:
            self.kill()
            self.start()

    def replace_one(self, word: str) -> None:
        """Kill the first that has said this, and start another; nothing when none has said it yet."""
        with self.lock:
            at_work = [each for each in self.running if word in self.files[each.pid].read_text()]
            if at_work:
                self.running.remove(at_work[0])
                at_work[0].kill()
                at_work[0].join(20)
                self.start()

    def stop(self) -> None:
        """Ask them to end, and see that they end well; one that has just been started may not know how yet."""
        with self.lock:
            self.over = True
            for process in self.running:
                process.terminate()
            ends = [_end_of(process) for process in self.running]
        assert set(ends) <= {0, -signal.SIGTERM}, self.said

    @property
    def said(self) -> str:
        """Return all they have said."""
        return "".join(path.read_text() for path in sorted(self.folder.glob("worker-*")))


def _end_of(process: ForkServerProcess) -> int | None:
    process.join(40)
    if process.is_alive():
        process.kill()
        process.join(20)
    return process.exitcode
