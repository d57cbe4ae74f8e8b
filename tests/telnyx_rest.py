"""A stand-in for Telnyx's REST server, over real HTTP: it checks the key, sends once per order, and answers as told."""

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

KEY = "KEY-of-the-account"
Order = dict[str, Any]
Answer = tuple[int, Any]
UNKNOWN: Answer = (401, {"errors": [{"code": "10009", "title": "Authentication failed"}]})


@dataclass
class TelnyxRest:
    """What was sent, by the order's key. `answer`: says something else than Telnyx would; 0: breaks off in silence."""

    url: str = ""
    sent: dict[str, Order] = field(default_factory=dict)
    orders: int = 0
    answer: Callable[[Order], Answer | None] = lambda _order: None
    is_lost: Callable[[Order], bool] = lambda _order: False  # it is sent, and nobody is told
    lock: threading.Lock = field(default_factory=threading.Lock)
    calls: list[tuple[str, str, Order]] = field(default_factory=list)  # method, path and order of what is about calls
    call_answer: Answer = (200, {"sid": "v3:of-the-call", "status": "queued"})

    def take(self, key: str, order: Order) -> Answer:
        """Send it, unless it was sent under that key."""
        with self.lock:
            self.orders += 1
            said = self.answer(order)
            if said is not None:
                return said
            if key in self.sent and self.sent[key] != order:
                return 422, {"errors": [{"code": "10027", "title": "Idempotency key reused"}]}
            self.sent[key] = order
            name = f"40385f64-{list(self.sent).index(key):04d}"
        if self.is_lost(order):
            return 0, None
        recipient = {"phone_number": order["to"], "status": "queued"}
        return 200, {"data": {"record_type": "message", "id": name, "to": [recipient], "errors": []}}


class _Handler(BaseHTTPRequestHandler):
    rest: TelnyxRest

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        if "/v2/texml/" in self.path:
            self._about_calls(json.loads(body))
            return
        is_known = self.headers.get("Authorization") == f"Bearer {KEY}" and self.path == "/v2/messages"
        status, said = self.rest.take(self.headers["Idempotency-Key"], json.loads(body)) if is_known else UNKNOWN
        self._say(status, said)

    def do_GET(self) -> None:
        self._about_calls({})

    def _about_calls(self, order: Order) -> None:
        is_known = self.headers.get("Authorization") == f"Bearer {KEY}"
        self.rest.calls.append((self.command, self.path, order))
        self._say(*(self.rest.call_answer if is_known else UNKNOWN))

    def _say(self, status: int, said: Any) -> None:
        if status == 0:
            self.close_connection = True
            return
        text = said if isinstance(said, bytes) else json.dumps(said).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        self.wfile.write(text)

    def log_message(self, format: str, *_arguments: object) -> None:  # noqa: A002 - the base class names it
        """Say nothing."""


@contextmanager
def serve_telnyx() -> Iterator[TelnyxRest]:
    """Serve until left."""
    rest = TelnyxRest()
    handler = type("Handler", (_Handler,), {"rest": rest})
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        server.daemon_threads = True
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        rest.url = f"http://127.0.0.1:{server.server_address[1]}"
        try:
            yield rest
        finally:
            server.shutdown()
            thread.join()
