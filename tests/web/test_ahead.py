"""Turns are answered ahead of Flask, and nobody can tell: the same answer, log and metrics for whatever comes."""

import io
import re
from collections.abc import Mapping
from functools import partial
from html import unescape
from itertools import count
from typing import Any, Final
from urllib.parse import parse_qsl, urlencode
from wsgiref.types import WSGIApplication

import pytest
from flask import Flask
from how_much import so_many
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from line import OPEN, Knocked, Line, knock
from prometheus_client import REGISTRY

from ivr.phone.signing import SIGNATURE_HEADER, sign

ACTION: Final = re.compile(r'action="([^"]+)"')
NUMBERS: Final = count(1)
COUNTED: Final = frozenset({"ringtree_requests_total", "ringtree_request_seconds_count"})

METHODS = st.sampled_from(("POST",) * 12 + ("GET", "HEAD", "OPTIONS", "PUT", "DELETE", "BREW"))
PATHS = st.sampled_from(
    [
        *("/voice", "/voice/", "//voice", "/voice//", "/VOICE", "/voic%65", "/voice?", "/voice?a=1", "/voice%0A"),
        *("/voice/main", "/voice/main/choices", "/voice/main/choices/", "/voice/m%61in/choices"),
        *(
            "/voice/%ff/%fe",
            "/voice/side/whisper",
            "/voice/side/wait",
            "/voice/side/other",
            "/voice/sideways/x",
            "/voice/a/b/c",
        ),
        *("/voice/main/choices?turn=1&menus=x&lang=en&k=y", "/status/call", "/", "/nothing", "http://elsewhere/voice"),
    ]
)
FIELDS = st.dictionaries(
    st.sampled_from(("Digits", "SpeechResult", "CallSid", "RingtreeAt", "CallStatus", "From")),
    st.sampled_from(("", "1", "12345678", "a b", "+14155551234", "*", "\N{PILE OF POO}", "2026-13-01", "completed")),
    max_size=2,
)
ENDINGS = st.sampled_from((b"",) * 6 + (b"&x=%zz", b"&x=\xff", b"&x=%00", b"&&&=&=a&b", b"&a=b" * 300))
SIGNATURES = st.sampled_from(("good",) * 6 + ("forged", "", None))
NO_CHANGE: Final[Mapping[str, str | None]] = {}
ENVIRONS = st.sampled_from(
    (
        *(NO_CHANGE,) * 6,
        {"CONTENT_LENGTH": None},
        {"CONTENT_LENGTH": "70000"},
        {"CONTENT_LENGTH": "9" * 30},
        {"CONTENT_LENGTH": "3"},
        {"CONTENT_TYPE": "text/plain"},
        {"CONTENT_TYPE": None},
        {"HTTP_HOST": "a b"},
        {"HTTP_HOST": None},
        {"RAW_URI": None},
    )
)


class Broken(io.BytesIO):
    """A body whose connection breaks while it is read."""

    def read(self, size: int | None = -1) -> bytes:
        raise ConnectionResetError


class Wild(io.BytesIO):
    """A body whose server fails in a way that nobody has thought of."""

    def read(self, size: int | None = -1) -> bytes:
        raise RuntimeError


def counted() -> dict[tuple[str, ...], float]:
    """Return what the app has counted so far."""
    samples = (sample for metric in REGISTRY.collect() for sample in metric.samples)
    return {(s.name, *s.labels.values()): s.value for s in samples if s.name in COUNTED}


def noted(logged: io.StringIO) -> list[str]:
    """Return what was logged since the last look, without the time, and whether a turn is a repeated one."""
    lines = logged.getvalue().splitlines()
    logged.seek(0)
    logged.truncate()
    return [re.sub(r"^\S+ |repeated=\w+", "", line) for line in lines if line[:1].isdigit()]


def seen(app: WSGIApplication, logged: io.StringIO, *request: Any, **environ: Any) -> tuple[Knocked, object, object]:
    """Return what an app answers, counts and logs."""
    before = counted()
    noted(logged)
    answer = knock(app, *request, **environ)
    after = counted()
    return answer, {name: n - before.get(name, 0) for name, n in after.items() if n != before.get(name)}, noted(logged)


def behind(line: Line) -> WSGIApplication:
    """Return Flask alone."""
    return partial(Flask.wsgi_app, line.app)


def arrival(number: int) -> dict[str, str]:
    return {"CallSid": f"CA{number:032x}", "From": "+14155551234", "To": "+14155550100", "RingtreeAt": OPEN}


@pytest.mark.parametrize("is_first", [True, False])
@given(st.data())
@settings(max_examples=so_many(40, 100), suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_whatever_comes_flask_alone_would_say_the_same(
    logged: io.StringIO, line: Line, is_first: bool, data: st.DataObject
) -> None:
    form = arrival(next(NUMBERS))
    if data.draw(st.booleans()):
        target = unescape(ACTION.findall(line.post("/voice", form).body.decode())[0])
    else:
        target = data.draw(PATHS)
    body = urlencode({**form, **data.draw(FIELDS)}).encode() + data.draw(ENDINGS)
    headers = _signed(line, target, body, data.draw(SIGNATURES))
    method, environ = data.draw(METHODS), data.draw(ENVIRONS)
    apps: list[WSGIApplication] = [line.app, behind(line)] if is_first else [behind(line), line.app]
    one, other = (seen(app, logged, method, target, body, headers, **environ) for app in apps)
    assert one == other


def _signed(line: Line, target: str, body: bytes, signature: str | None) -> Mapping[str, str]:
    if signature != "good":
        return {} if signature is None else {SIGNATURE_HEADER: signature}
    pairs = dict(parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True, errors="replace"))
    return {SIGNATURE_HEADER: sign(line.token, line.base + target, pairs)}


@pytest.mark.parametrize(("body", "status"), [(Broken(), 400), (Wild(), 500)])
def test_what_breaks_breaks_alike(logged: io.StringIO, line: Line, body: io.BytesIO, status: int) -> None:
    headers = {SIGNATURE_HEADER: "x"}
    answers = [
        seen(app, logged, "POST", "/voice", b"abc", headers, **{"wsgi.input": body}) for app in (line.app, behind(line))
    ]
    assert answers[0] == answers[1]
    assert answers[0][0].status == status


def test_a_plain_turn_does_not_reach_flask(line: Line, monkeypatch: pytest.MonkeyPatch) -> None:
    def unreachable(*_: object) -> None:
        raise AssertionError("Flask was asked")

    form = arrival(next(NUMBERS))
    monkeypatch.setattr(Flask, "request_context", unreachable)
    first = line.post("/voice", form)
    target = unescape(ACTION.findall(first.body.decode())[0])
    assert line.post(target, {**form, "Digits": "1"}).status == 200
    assert knock(line.app, "POST", target, b"").status == 403
