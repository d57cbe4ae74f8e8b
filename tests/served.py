"""gunicorn with our worker in a process of its own, on a socket we hold, and what can be seen of it from outside."""

import http.client
import os
import re
import socket
import ssl
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from line import LINE_NUMBER, ROOT, SECRET

from ivr.cli.access import LineAccess, read_access

TINY = Path(__file__).parent / "host"
PROC = Path("/proc/self/status")  # Linux has it, macOS has not
_WORKER = ("-k", "ivr.host.worker.PatientWorker", "--threads", "64", "--keep-alive", "75")


@dataclass(frozen=True, slots=True)
class Served:
    """A gunicorn that answers."""

    port: int
    master: "subprocess.Popen[bytes]"
    said_file: Path
    tls: ssl.SSLContext | None = None

    @property
    def said(self) -> str:
        """All it has said."""
        return self.said_file.read_text()

    @property
    def workers(self) -> list[int]:
        """The process ids of its workers, as the system knows them."""
        return [pid for pid, parent in _processes() if parent == self.master.pid]

    def connect(self) -> http.client.HTTPConnection:
        """Return a connection that will be opened by the first request on it."""
        if self.tls is not None:
            return http.client.HTTPSConnection("127.0.0.1", self.port, timeout=20, context=self.tls)
        return http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)

    def ask(self, method: str = "GET", path: str = "/health/live", body: bytes | None = None) -> tuple[int, bytes]:
        """Send one request on a connection of its own; return status and body."""
        with closing(self.connect()) as connection:
            connection.request(method, path, body)
            response = connection.getresponse()
            return response.status, response.read()


def _processes() -> Iterator[tuple[int, int]]:
    """Yield every process and its parent."""
    if not PROC.exists():
        rows = subprocess.run(["ps", "-A", "-o", "pid=,ppid="], capture_output=True, text=True, check=True).stdout
        yield from ((int(row.split()[0]), int(row.split()[1])) for row in rows.splitlines())
        return
    for path in Path("/proc").glob("[0-9]*/status"):
        with suppress(OSError):  # it has ended meanwhile
            yield int(path.parent.name), int(re.findall(r"^PPid:\s+(\d+)", path.read_text(), re.MULTILINE)[0])


@contextmanager
def serve(
    folder: Path,
    app: str,
    *options: str,
    cwd: Path = TINY,
    settings: Mapping[str, str] = MappingProxyType({}),
    tls: ssl.SSLContext | None = None,
) -> Iterator[Served]:
    """Start gunicorn for an app, wait until it answers; see that it ends well and never failed.

    `{port}` in a setting becomes the port.
    """
    with socket.create_server(("127.0.0.1", 0), backlog=1024) as listener, (folder / "said").open("wb") as said:
        port = listener.getsockname()[1]
        bind = ("--bind", f"fd://{listener.fileno()}", "--log-level", "warning")
        given = {name: value.format(port=port) for name, value in settings.items()}
        process = subprocess.Popen(
            [sys.executable, "-m", "gunicorn", *bind, *options, app],
            cwd=cwd,
            env={**os.environ, "PYTHONPATH": f"{ROOT}:{TINY}", **given},
            pass_fds=(listener.fileno(),),
            stdout=said,
            stderr=said,
        )
        served = Served(port, process, folder / "said", tls)
        try:
            _wait_for(served)
            yield served
        finally:
            process.terminate()
            assert process.wait(30) == 0, served.said
    assert "Traceback" not in served.said, served.said


def _wait_for(served: Served) -> None:
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        try:
            if served.ask()[0] == 200:
                return
        except (OSError, http.client.HTTPException):
            pass
        assert served.master.poll() is None, served.said
        time.sleep(0.05)
    raise AssertionError(f"gunicorn did not answer within 30 s: {served.said}")


def serve_tiny(folder: Path, *options: str, tls: ssl.SSLContext | None = None) -> AbstractContextManager[Served]:
    """Serve the tiny app with our worker and 64 threads, as gunicorn.conf.py has it."""
    return serve(folder, "tiny_app:app", *_WORKER, *options, tls=tls)


@contextmanager
def serve_line(folder: Path, redis_url: str, **settings: str) -> Iterator[tuple[Served, LineAccess]]:
    """Serve the sample line with its own settings file; say too what a telephone needs to ring it."""
    base = "http://127.0.0.1:{port}"
    given = {
        "REDIS_URL": redis_url,
        "IVR_SECRET_KEY": SECRET,
        "IVR_VAR_DIR": str(folder / "var"),
        "PUBLIC_BASE_URL": base,
        **settings,
    }
    with serve(folder, "app:app", cwd=ROOT, settings=given) as served:
        found = read_access(folder / "var", {})
        yield served, LineAccess(base.format(port=served.port), found.account_sid, found.auth_token, LINE_NUMBER)
