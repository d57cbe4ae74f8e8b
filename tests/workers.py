"""Worker processes that are started, and killed in the middle of whatever they do."""

import os
import signal
import subprocess
import sys
import threading
from dataclasses import dataclass, field
from pathlib import Path

from line import ROOT


@dataclass
class Workers:
    """Processes of a script that works until it is asked to stop; what they say is in the folder."""

    folder: Path
    script: Path
    settings: dict[str, str]
    running: list["subprocess.Popen[bytes]"] = field(default_factory=list)
    files: dict[int, Path] = field(default_factory=dict)  # what each has said
    started: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)

    def start(self) -> None:
        """Start one more."""
        self.started += 1
        path = self.folder / f"worker-{self.started}"
        with path.open("wb") as said:
            process = subprocess.Popen(
                [sys.executable, str(self.script)],
                cwd=ROOT,
                env={**os.environ, "PYTHONPATH": str(ROOT), **self.settings},
                stdout=said,
                stderr=said,
            )
        self.running.append(process)
        self.files[process.pid] = path

    def kill(self) -> None:
        """Kill them all, in the middle of whatever they do."""
        for process in self.running:
            process.send_signal(signal.SIGKILL)
            process.wait(20)
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
                at_work[0].send_signal(signal.SIGKILL)
                at_work[0].wait(20)
                self.start()

    def stop(self) -> None:
        """Ask them to end, and see that they end well; one that has just been started may not know how yet."""
        with self.lock:
            for process in self.running:
                process.terminate()
            ends = [self._end_of(process) for process in self.running]
        assert set(ends) <= {0, -signal.SIGTERM}, self.said

    def _end_of(self, process: "subprocess.Popen[bytes]") -> int:
        try:
            return process.wait(40)
        except subprocess.TimeoutExpired:
            process.kill()
            return process.wait(20)

    @property
    def said(self) -> str:
        """Return all they have said."""
        return "".join(path.read_text() for path in sorted(self.folder.glob("worker-*")))
