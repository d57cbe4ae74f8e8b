"""A line that answers from a table, checks every signature and keeps what it was sent."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl

from twilio.request_validator import RequestValidator

BASE = "https://line.example"
ACCOUNT = "AC" + "1" * 32
TOKEN = "0123456789abcdef0123456789abcdef"
FROM, TO = "+14155551234", "+14155550100"

Form = dict[str, str]
Answer = str | tuple[int, str, str] | Callable[[Form], str]


def twiml(inner: str) -> str:
    return f"<Response>{inner}</Response>"


@dataclass
class Seen:
    method: str
    target: str
    form: Form
    environ: dict[str, Any]

    @property
    def path(self) -> str:
        return self.target.partition("?")[0]


@dataclass
class CannedLine:
    """Answers by path: the inside of a Response, (status, content type, body), or what a function makes of the form."""

    answers: dict[str, Answer]
    base: str = BASE
    seen: list[Seen] = field(default_factory=list)

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
        method, target = environ["REQUEST_METHOD"], environ.get("RAW_URI") or _target(environ)
        posted = dict(parse_qsl(body.decode(), keep_blank_values=True))
        form = posted or dict(parse_qsl(environ["QUERY_STRING"], keep_blank_values=True))
        self.seen.append(Seen(method, target, form, environ))
        signature = environ.get("HTTP_X_TWILIO_SIGNATURE", "")
        if not RequestValidator(TOKEN).validate(self.base + target, posted, signature):
            start_response("403 Forbidden", [])
            return []
        status, content_type, text = self._answer(target, form)
        headers = [("Content-Type", content_type)] if content_type else []
        if 300 <= status < 400:
            headers.append(("Location", text))
        start_response(f"{status} Whatever", headers)
        return [text.encode()]

    def _answer(self, target: str, form: Form) -> tuple[int, str, str]:
        answer = self.answers.get(target, self.answers.get(target.partition("?")[0], (204, "", "")))
        if callable(answer):
            answer = answer(form)
        return (200, "text/xml; charset=utf-8", twiml(answer)) if isinstance(answer, str) else answer

    def forms(self, path: str) -> list[Form]:
        return [seen.form for seen in self.seen if seen.path == path]

    @property
    def paths(self) -> list[str]:
        return [seen.path for seen in self.seen]


def _target(environ: dict[str, Any]) -> str:
    query = environ["QUERY_STRING"]
    return str(environ["PATH_INFO"]) + (f"?{query}" if query else "")
