"""The wire between the telephone and a server: real HTTP, a WSGI app in this process, or one that repeats itself."""

import http.client
import time
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any, Protocol
from urllib.parse import SplitResult, urlencode, urlsplit

from werkzeug.test import EnvironBuilder, run_wsgi_app

from ivr.handset.handset import NotReachableError
from ivr.phone.problems import CallFailedError, DifferentAnswersError

TOTAL_TIMEOUT_S = 15.0  # Twilio's hard limit for any request of a call, connecting included
_MOST_BYTES_READ = 1 << 20
FORM_TYPE = "application/x-www-form-urlencoded; charset=UTF-8"


@dataclass(frozen=True, slots=True)
class Reply:
    """A server's answer; header names in lower case."""

    status: int
    content_type: str
    body: bytes
    headers: Mapping[str, str]


class Transport(Protocol):
    """Carries one webhook. Never follows a redirect."""

    def post(self, url: str, form: Mapping[str, str], headers: Mapping[str, str]) -> Reply:
        """Return the answer to the form, posted."""

    def get(self, url: str, headers: Mapping[str, str]) -> Reply:
        """Return the answer to a plain request."""


class Courier(Protocol):
    """Carries one webhook as it stands. Never follows a redirect."""

    def deliver(self, url: str, body: bytes, headers: Mapping[str, str]) -> Reply:
        """Return the answer to these bytes, posted."""


@dataclass(frozen=True, slots=True)
class HttpTransport:
    """Real HTTP(S). The target goes out byte for byte as it was signed, which is why no client library is used.

    `reach` says where an origin is really reached (`https://line.example.com` at `http://127.0.0.1:8000`), so that a
    line with a public address can be rung on the machine it runs on. `most_bytes`: of an answer more is not read.
    """

    timeout_s: float = TOTAL_TIMEOUT_S
    reach: Mapping[str, str] = field(default_factory=dict)
    most_bytes: int = _MOST_BYTES_READ

    def post(self, url: str, form: Mapping[str, str], headers: Mapping[str, str]) -> Reply:
        """Return the answer; NotReachableError when nobody listens, CallFailedError when it takes too long."""
        return self.deliver(url, urlencode(form).encode(), {**headers, "Content-Type": FORM_TYPE})

    def deliver(self, url: str, body: bytes, headers: Mapping[str, str]) -> Reply:
        """Return the answer to these bytes; errors as for `post`."""
        return self._send("POST", url, body, headers)

    def get(self, url: str, headers: Mapping[str, str]) -> Reply:
        """Return the answer; errors as for `post`."""
        return self._send("GET", url, None, headers)

    def _send(self, method: str, url: str, body: bytes | None, headers: Mapping[str, str]) -> Reply:
        parts = urlsplit(url)
        deadline = time.monotonic() + self.timeout_s
        origin = f"{parts.scheme}://{parts.netloc}"
        door = urlsplit(self.reach.get(origin, origin))
        connection = _connection(door, self.timeout_s)
        try:
            _connect(connection, door)
            connection.request(method, _target(parts), body=body, headers={**headers, "Host": parts.netloc})
            return _read(connection, deadline, self.most_bytes)
        except TimeoutError as problem:
            raise CallFailedError(f"{parts.path} gave no answer within {self.timeout_s:g} s", 11200) from problem
        except (OSError, http.client.HTTPException) as problem:
            raise CallFailedError(f"{parts.path} broke off: {type(problem).__name__}", 11200) from problem
        finally:
            connection.close()


def _connection(parts: SplitResult, timeout_s: float) -> http.client.HTTPConnection:
    kind = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
    return kind(parts.hostname or "", parts.port, timeout=timeout_s)


def _connect(connection: http.client.HTTPConnection, parts: SplitResult) -> None:
    try:
        connection.connect()
    except OSError as problem:
        raise NotReachableError(
            f"Nothing answers at {parts.scheme}://{parts.netloc} ({problem.strerror or problem}). "
            "Start the line first: `make run`."
        ) from problem


def _read(connection: http.client.HTTPConnection, deadline: float, most_bytes: int) -> Reply:
    response = connection.getresponse()
    body = b""
    while len(body) <= most_bytes:
        left_s = deadline - time.monotonic()
        if left_s <= 0:
            raise TimeoutError
        if connection.sock is not None:  # http.client lets go of it when the server will close the connection
            connection.sock.settimeout(left_s)
        piece = response.read1(65_536)
        if not piece:
            break
        body += piece
    if response.length and len(body) <= most_bytes:  # read1 does not mind an end that comes too early
        raise http.client.IncompleteRead(body, response.length)
    headers = {name.lower(): value for name, value in response.getheaders()}
    return Reply(response.status, headers.get("content-type", ""), body, headers)


def _target(parts: SplitResult) -> str:
    return (parts.path or "/") + (f"?{parts.query}" if parts.query else "")


@dataclass(frozen=True, slots=True)
class WsgiTransport:
    """A WSGI app in this process; what it raises comes through."""

    app: Callable[[dict[str, Any], Any], Iterable[bytes]]

    def post(self, url: str, form: Mapping[str, str], headers: Mapping[str, str]) -> Reply:
        """Return the app's answer to the form, posted."""
        return self.deliver(url, urlencode(form).encode(), {**headers, "Content-Type": FORM_TYPE})

    def deliver(self, url: str, body: bytes, headers: Mapping[str, str]) -> Reply:
        """Return the app's answer to these bytes, posted."""
        return self._send("POST", url, body, headers)

    def get(self, url: str, headers: Mapping[str, str]) -> Reply:
        """Return the app's answer to a plain request."""
        return self._send("GET", url, b"", headers)

    def _send(self, method: str, url: str, body: bytes, headers: Mapping[str, str]) -> Reply:
        parts = urlsplit(url)
        builder = EnvironBuilder(
            path=parts.path,
            query_string=parts.query,
            base_url=f"{parts.scheme}://{parts.netloc}/",
            method=method,
            data=body,
            headers=list(headers.items()),
        )
        try:
            environ = builder.get_environ()
        finally:
            builder.close()
        environ["CONTENT_LENGTH"] = str(len(body))
        environ["RAW_URI"] = _target(parts)  # where gunicorn keeps the target as it came over the wire
        environ["REMOTE_ADDR"] = "127.0.0.1"
        pieces, status, answered = run_wsgi_app(self.app, environ, buffered=True)
        found = {name.lower(): value for name, value in answered}
        return Reply(int(status.split()[0]), found.get("content-type", ""), b"".join(pieces), found)


@dataclass(frozen=True, slots=True)
class RepeatingTransport:
    """Delivers every webhook `times()` times at once, as a provider that retries; all answers must be the same."""

    inner: Transport
    times: Callable[[], int]

    def post(self, url: str, form: Mapping[str, str], headers: Mapping[str, str]) -> Reply:
        """Return the one answer that all deliveries got, else DifferentAnswersError."""
        return self._same(url, lambda: self.inner.post(url, form, headers))

    def get(self, url: str, headers: Mapping[str, str]) -> Reply:
        """Return the one answer that all deliveries got, else DifferentAnswersError."""
        return self._same(url, lambda: self.inner.get(url, headers))

    def _same(self, url: str, deliver: Callable[[], Reply]) -> Reply:
        deliveries = max(1, self.times())
        if deliveries == 1:
            return deliver()
        with ThreadPoolExecutor(deliveries) as threads:
            replies = [future.result() for future in [threads.submit(deliver) for _ in range(deliveries)]]
        answers = {(reply.status, reply.content_type, reply.body) for reply in replies}
        if len(answers) > 1:
            raise DifferentAnswersError(_difference(url, replies))
        return replies[0]


def _difference(url: str, replies: list[Reply]) -> str:
    shown = "\n".join(f"  {reply.status} {reply.body.decode(errors='replace')}" for reply in replies)
    return f"{urlsplit(url).path}, delivered {len(replies)} times at once, got different answers:\n{shown}"
