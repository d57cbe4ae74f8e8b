"""How a child process stands: whether it runs, and how it ended, for people."""

import signal
import subprocess


def is_running(process: "subprocess.Popen[bytes] | None") -> bool:
    """Whether it was started and runs."""
    return process is not None and process.poll() is None


def ending_of(process: "subprocess.Popen[bytes] | None") -> str:
    """Return how it ended: `exit code 3`, `SIGKILL`."""
    code = process.poll() if process is not None else None
    if code is None:
        return "it runs"
    return signal.Signals(-code).name if code < 0 else f"exit code {code}"
