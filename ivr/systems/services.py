"""Asking a line's services over HTTP: nothing but those, no redirects, a bound on time and on what is read."""

import json
import time
from collections.abc import Iterator, Mapping
from typing import Final
from urllib.parse import urlencode

from urllib3 import BaseHTTPResponse, Timeout
from urllib3.exceptions import HTTPError

from ivr.dialog.directives import AskService
from ivr.dialog.events import SystemEnded, SystemOutcome
from ivr.log import get_logger
from ivr.menu.line import Service, is_secret
from ivr.menu.speaking.speech import Speech
from ivr.menu.templates.template import Value, render
from ivr.menu.templates.value import LONGEST_TEXT
from ivr.systems.answers import read_answer
from ivr.systems.guarded import GuardedManager, PrivateAddressError

LARGEST_ANSWER: Final = 64 * 1024  # bytes, as they come and once unpacked
_CHUNK: Final = 8 * 1024
_TRY_LATER: Final = frozenset({408, 425, 429})
_PLAIN: Final = Speech("en-US", "UTC", written=True)
_FAILED: Final = SystemEnded(SystemOutcome.FAILED)
_log = get_logger(__name__)


class ServiceClient:
    """Asks services. `environment` is what their addresses and headers may read. Safe to share between threads."""

    def __init__(self, environment: Mapping[str, str], private_hosts: frozenset[str]) -> None:
        # Templates that name our own secrets are refused when they are read; one may still come to such a name.
        self._environment: Mapping[str, Value] = {
            name: value for name, value in environment.items() if not is_secret(name)
        }
        self._manager = GuardedManager(private_hosts, num_pools=20, maxsize=8, retries=False)

    def ask(self, asked: AskService, claim: str) -> SystemEnded:
        """Return what the service says. Never raises; what went wrong is logged, without what was asked or said."""
        begun = time.monotonic()
        try:
            ended, why = self._ask(asked, claim, begun + asked.timeout)
        except PrivateAddressError as error:
            ended, why = _FAILED, f"{error}; IVR_PRIVATE_HOSTS may allow it"
        except (HTTPError, OSError, ValueError) as error:
            ended, why = _FAILED, type(error).__name__
        took_ms = round((time.monotonic() - begun) * 1000)
        level = _log.info if ended.outcome is SystemOutcome.OK else _log.warning
        level("service_asked", service=asked.service.name, outcome=ended.outcome.value, why=why, ms=took_ms)
        return ended

    def _ask(self, asked: AskService, claim: str, deadline: float) -> tuple[SystemEnded, str]:
        body, content_type = _body(asked)
        headers = {"User-Agent": "Ringtree", "Accept": "application/json, text/plain;q=0.5", **content_type}
        if asked.method != "GET":
            headers["Idempotency-Key"] = claim
        response = self._manager.urlopen(
            asked.method,
            self._url(asked),
            body=body,
            headers={**headers, **self._headers(asked.service)},
            redirect=False,
            preload_content=False,
            timeout=Timeout(total=float(asked.timeout), connect=min(3.0, asked.timeout)),
        )
        try:
            return _answer(response, deadline)
        finally:
            response.close()

    def _url(self, asked: AskService) -> str:
        base = self._rendered(asked.service.url).rstrip("/")
        query = urlencode([(name, _as_text(value)) for name, value in asked.query.items() if value is not None])
        path = f"/{asked.path}" if asked.path else ""
        return f"{base}{path}" + (f"?{query}" if query else "")

    def _headers(self, service: Service) -> dict[str, str]:
        headers = {name: self._rendered(value) for name, value in service.headers.items()}
        if any("\r" in value or "\n" in value for value in headers.values()):
            raise ValueError("a header holds a line break")
        return headers

    def _rendered(self, template: str) -> str:
        return render(template, {"env": self._environment}, _PLAIN).strip()


def _body(asked: AskService) -> tuple[bytes | None, dict[str, str]]:
    if asked.has_body:
        return json.dumps(asked.body, ensure_ascii=False).encode(), {"Content-Type": "application/json"}
    if asked.form:
        form = urlencode([(name, _as_text(value)) for name, value in asked.form.items()])
        return form.encode(), {"Content-Type": "application/x-www-form-urlencoded"}
    return None, {}


def _as_text(value: Value) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return "" if value is None else str(value)


def _answer(response: BaseHTTPResponse, deadline: float) -> tuple[SystemEnded, str]:
    status = response.status
    if status in {404, 410}:
        return SystemEnded(SystemOutcome.MISSING), f"status {status}"
    if 400 <= status < 500 and status not in _TRY_LATER:
        return SystemEnded(SystemOutcome.REFUSED), f"status {status}"
    if not 200 <= status < 300:
        return _FAILED, f"status {status}"
    body = bytearray()
    for chunk in _chunks(response):
        body += chunk
        if len(body) > LARGEST_ANSWER:
            return _FAILED, f"more than {LARGEST_ANSWER} bytes"
        if time.monotonic() > deadline:
            return _FAILED, "not all there in time"
    return SystemEnded(
        SystemOutcome.OK, _value(bytes(body), response.headers.get("Content-Type", ""))
    ), f"status {status}"


def _chunks(response: BaseHTTPResponse) -> Iterator[bytes]:
    return response.stream(_CHUNK, decode_content=True)


def _value(body: bytes, content_type: str) -> Value:
    """Return JSON as data, anything else as text; ValueError when it calls itself JSON and is none."""
    text = body.decode("utf-8", errors="replace")
    if "json" not in content_type.lower():
        try:
            return read_answer(json.loads(text, parse_constant=_no_number))
        except (ValueError, RecursionError):
            return text[:LONGEST_TEXT].strip()
    try:
        return read_answer(json.loads(text, parse_constant=_no_number))
    except RecursionError as error:
        raise ValueError("too deep") from error


def _no_number(text: str) -> None:
    raise ValueError(text)
