"""A stand-in for Twilio's REST server, over real HTTP: it checks the account, takes orders and answers as told.

Calls are ordered, ended and asked after; texts are sent and listed.
"""

import base64
import json
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import count
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from ivr.host.keys import DevelopmentAccount

ACCOUNT, TOKEN = "AC" + "1" * 32, "a token"
_ACCOUNT = DevelopmentAccount(ACCOUNT, TOKEN)

Form = dict[str, str]
Answer = tuple[int, dict[str, object]]


@dataclass
class Rest:
    """What was ordered, and who decides the answers. `order` gets the new call's sid and the form."""

    url: str = ""
    account: DevelopmentAccount = _ACCOUNT
    orders: list[Form] = field(default_factory=list)
    updates: list[tuple[str, str]] = field(default_factory=list)
    statuses: dict[str, str] = field(default_factory=dict)
    prices: dict[str, object] = field(default_factory=dict)  # of calls that are over
    asked: list[str] = field(default_factory=list)  # calls that were asked after
    order: Callable[[str, Form], Answer | None] = lambda _sid, _form: None
    sids: Iterator[int] = field(default_factory=lambda: count(1))
    lock: threading.Lock = field(default_factory=threading.Lock)
    texts: list[Form] = field(default_factory=list)  # those that it has, with what it adds to them
    send: Callable[[Form], Answer | None] = lambda _form: None  # gets the text before it is kept
    told: Callable[[Form], None] = lambda _text: None  # gets it afterwards, before the answer

    def take_text(self, form: Form) -> Answer:
        """Keep a text, and answer as Twilio does; what `send` says comes in place of that, without keeping it."""
        answer = self.send(form)
        if answer is not None:
            return answer
        text = {**form, "sid": f"SM{next(self.sids):032x}", "date_created": format_datetime(datetime.now(UTC))}
        with self.lock:
            self.texts.append(text)
        self.told(text)
        return 201, _text_resource(text)

    def list_texts(self, query: Form) -> list[dict[str, object]]:
        """Return the texts from one number to another, the newest first."""
        with self.lock:
            kept = list(self.texts)
        return [
            _text_resource(each)
            for each in reversed(kept)
            if (each["To"], each["From"]) == (query["To"], query["From"])
        ]

    def update(self, sid: str, form: Form) -> None:
        """Take word that a call is to end."""
        self.updates.append((sid, form["Status"]))

    def create(self, form: Form) -> Answer | None:
        """Take an order for a call; None: break off without an answer."""
        with self.lock:
            sid = f"CA{next(self.sids):032x}"
            self.orders.append(form)
        answer = self.order(sid, form)
        return (201, {"sid": sid, "status": "queued"}) if answer is None else answer


def _text_resource(text: Form) -> dict[str, object]:
    return {
        "sid": text["sid"],
        "status": "queued",
        "direction": "outbound-api",
        "to": text["To"],
        "from": text["From"],
        "body": text.get("Body", ""),
        "error_code": None,
        "date_created": text["date_created"],
    }


class _Handler(BaseHTTPRequestHandler):
    rest: Rest

    def do_POST(self) -> None:
        length = int(self.headers["Content-Length"])
        body = self.rfile.read(length)
        if len(body) < length:  # whoever sent it was killed
            self.close_connection = True
            return
        form = dict(parse_qsl(body.decode(), keep_blank_values=True))
        if not self._is_known():
            self._answer(401, {"code": 20003, "message": "Authenticate"})
            return
        if "/Messages" in self.path:
            status, said = self.rest.take_text(form)
            self.close_connection = status == 0
            if status:
                self._answer(status, said)
            return
        sid = self._find_sid()
        if sid is not None:
            self.rest.update(sid, form)
            self._answer(200, {"sid": sid})
            return
        status, said = self.rest.create(form) or (0, {})
        if status == 0:
            self.close_connection = True
            return
        self._answer(status, said)

    def do_GET(self) -> None:
        if "/Messages" in self.path:
            query = dict(parse_qsl(urlsplit(self.path).query))
            self._answer(200, {"messages": self.rest.list_texts(query), "next_page_uri": None, "page": 0})
            return
        sid = urlsplit(self.path).path.rpartition("/")[2].removesuffix(".json")
        self.rest.asked.append(sid)
        status = self.rest.statuses.get(sid)
        found = {"sid": sid, "status": status, "price": self.rest.prices.get(sid), "price_unit": "USD"}
        self._answer(200 if status else 404, found if status else {"code": 20404, "message": "none"})

    def _is_known(self) -> bool:
        account = self.rest.account
        credentials = base64.b64encode(f"{account.account_sid}:{account.auth_token}".encode()).decode()
        path = f"/2010-04-01/Accounts/{account.account_sid}/"
        kinds = (f"{path}Calls", f"{path}Messages")
        return self.headers.get("Authorization") == f"Basic {credentials}" and self.path.startswith(kinds)

    def _find_sid(self) -> str | None:
        last = self.path.rpartition("/")[2].removesuffix(".json")
        return None if last == "Calls" else last

    def _answer(self, status: int, body: dict[str, object]) -> None:
        text = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        with suppress(OSError):  # whoever asked was killed
            self.wfile.write(text)

    def log_message(self, format: str, *_arguments: object) -> None:  # noqa: A002 - the base class names it
        """Say nothing."""


class _Server(ThreadingHTTPServer):
    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing when whoever asked was killed."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)


@contextmanager
def serve_rest() -> Iterator[Rest]:
    """Serve until left."""
    rest = Rest()
    handler = type("Handler", (_Handler,), {"rest": rest})
    with _Server(("127.0.0.1", 0), handler) as server:
        server.daemon_threads = True
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        rest.url = f"http://127.0.0.1:{server.server_address[1]}"
        try:
            yield rest
        finally:
            server.shutdown()
            thread.join()
