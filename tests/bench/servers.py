"""The web servers that are loaded: each one worker process, kept on one core."""

import contextlib
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

from bench.apps import ROOT
from bench.cores import SERVER_CORE, pinned

_STOP_S: Final = 5.0

Address = tuple[str, int]


@contextlib.contextmanager
def gunicorn(app: str, folder: Path, environment: Mapping[str, str]) -> Iterator[Address]:
    """Serve an app with the project's settings and one worker; its log goes to the null device."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        address: Address = listener.getsockname()
        with pinned(SERVER_CORE):
            process = subprocess.Popen(
                [
                    *(sys.executable, "-m", "gunicorn", app, "--bind", f"fd://{listener.fileno()}"),
                    *("--workers", "1", "--error-logfile", str(folder / "gunicorn.log")),
                ],
                cwd=ROOT,
                env={**os.environ, **environment, "PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'tests'}"},
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                pass_fds=(listener.fileno(),),
            )
    with stopped_at_the_end(process):
        yield address


@contextlib.contextmanager
def stopped_at_the_end(process: subprocess.Popen[bytes]) -> Iterator[None]:
    """End the process, by force if need be."""
    try:
        yield
    finally:
        process.send_signal(signal.SIGINT)
        try:
            process.wait(_STOP_S)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait(_STOP_S)
