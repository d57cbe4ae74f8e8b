"""A line served over real HTTP in this process, and a browser's part in the JSON interface of its telephone."""

import http.client
import json
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from line import OPEN, Line
from werkzeug.serving import ThreadedWSGIServer, make_server

Json = dict[str, Any]


@dataclass(slots=True)
class Page:
    """What the page does: asks, and remembers the call and how much of it it knows."""

    port: int
    headers: dict[str, str] = field(default_factory=dict)
    name: str = ""
    known: int = 0

    def ask(
        self, method: str, path: str, said: Any = None, headers: Mapping[str, str | None] | None = None
    ) -> tuple[int, Mapping[str, str], Any]:
        """Send one request on a connection of its own; return status, headers (names in lower case) and the JSON."""
        body = None if said is None else said if isinstance(said, bytes) else json.dumps(said).encode()
        sent = {"Host": f"127.0.0.1:{self.port}", "Content-Type": "application/json", **self.headers, **(headers or {})}
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        try:
            given = {name: value for name, value in sent.items() if value is not None}
            connection.request(method, path, body if body is not None or method == "GET" else b"", given)
            answer = connection.getresponse()
            text = answer.read()
            found = {name.lower(): value for name, value in answer.getheaders()}
            is_json = found.get("content-type") == "application/json"
            return answer.status, found, json.loads(text) if is_json else text
        finally:
            connection.close()

    def ring(self, **asked: str) -> Json:
        """Ring the line, in its opening hours unless another time is asked for."""
        status, _, said = self.ask("POST", "/phone/calls", {"at": OPEN, **asked})
        assert status == 201, said
        self.name, self.known = said["name"], len(said["turns"])
        return self.noted(said)

    def does(self, does: str, **how: Any) -> Json:
        """Do something with the telephone."""
        status, said = self.tries(does, **how)
        assert status == 200, said
        return self.noted(said)

    def tries(self, does: str, **how: Any) -> tuple[int, Json]:
        """Do something that may be refused."""
        asked = {"after": self.known, "act": {"does": does, **how}}
        status, _, said = self.ask("POST", f"/phone/calls/{self.name}/acts", asked)
        return status, said

    def noted(self, said: Json) -> Json:
        """Remember how much of the call is known."""
        self.known = said["since"] + len(said["turns"])
        return said


def words(said: Json) -> str:
    """Return all the words that were heard."""
    return " ".join(item["text"] for turn in said["turns"] for item in turn["heard"] if item["kind"] == "words")


@contextmanager
def served(line: Line, port: int = 0) -> Iterator[Page]:
    """Serve the line's app on a port, with a thread for each request."""
    server = make_server("127.0.0.1", port, line.app, threaded=True)
    assert isinstance(server, ThreadedWSGIServer)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield Page(server.port)
    finally:
        server.shutdown()
        server.server_close()
        thread.join(5)
