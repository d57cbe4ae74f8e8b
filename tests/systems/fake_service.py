"""A service of a line's, over real HTTP on this machine: it answers as it is told and remembers what it was asked."""

import json
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass
class Asked:
    """A request as it came."""

    method: str
    target: str
    headers: Mapping[str, str]
    body: bytes


@dataclass
class Says:
    """What is answered."""

    body: bytes = b"{}"
    status: int = 200
    content_type: str = "application/json"
    after_s: float = 0.0
    headers: Mapping[str, str] = field(default_factory=dict)


def says(value: Any, **more: Any) -> Says:
    """Return an answer in JSON."""
    return Says(json.dumps(value).encode(), **more)


@dataclass
class FakeService:
    """What to answer, by path without the query; everything else is missing."""

    answers: dict[str, Says]
    port: int = 0
    asked: list[Asked] = field(default_factory=list)

    @property
    def host(self) -> str:
        """Host and port."""
        return f"127.0.0.1:{self.port}"

    @property
    def url(self) -> str:
        """The address of its root."""
        return f"http://{self.host}"


@contextmanager
def serving(answers: dict[str, Says]) -> Iterator[FakeService]:
    """Run a service for as long as this lasts."""
    service = FakeService(answers)

    class Handler(BaseHTTPRequestHandler):
        def answer(self) -> None:
            length = int(self.headers.get("Content-Length") or 0)
            headers = {name.lower(): value for name, value in self.headers.items()}
            service.asked.append(Asked(self.command, self.path, headers, self.rfile.read(length)))
            said = service.answers.get(self.path.partition("?")[0], Says(status=404))
            time.sleep(said.after_s)
            self.send_response(said.status)
            self.send_header("Content-Type", said.content_type)
            self.send_header("Content-Length", str(len(said.body)))
            for name, value in said.headers.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(said.body)

        do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = answer  # noqa: N815 - as the library has it

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    service.port = server.server_port
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield service
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
