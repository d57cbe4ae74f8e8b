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
    started: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)

    def start(self) -> None:
        """Start one more."""
        self.started += 1
        with (self.folder / f"worker-{self.started}").open("wb") as said:
            self.running.append(
                subprocess.Popen(
                    [sys.executable, str(self.script)],
                    cwd=ROOT,
                    env={**os.environ, "PYTHONPATH": str(ROOT), **self.settings},
                    stdout=said,
                    stderr=said,
                )
            )

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

    def replace_one(self) -> None:
        """Kill the one that has worked longest, and start another."""
        with self.lock:
            oldest = self.running.pop(0)
            oldest.send_signal(signal.SIGKILL)
            oldest.wait(20)
            self.start()

    def stop(self) -> None:
        """Ask them to end, and see that they end well; one that has just been started may not know how yet."""
        for process in self.running:
            process.terminate()
        for process in self.running:
            assert process.wait(30) in {0, -signal.SIGTERM}, self.said

    @property
    def said(self) -> str:
        """Return all they have said."""
        return "".join(path.read_text() for path in sorted(self.folder.glob("worker-*")))
