"""What a turn costs: this app beside a bare Flask route and beside the app that tutorials teach, in one run.

In process: the WSGI app is called straight, so the figures hold no HTTP server; a real Redis is behind (b) and (c).
Through gunicorn: one worker, requests over loopback from a client on the other core.
"""

import argparse
import contextlib
import io
import json
import os
import re
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from flask import Flask, Response, request
from redis import Redis
from twilio.request_validator import RequestValidator
from twilio.twiml.voice_response import Gather, VoiceResponse

from ivr.factory import create_app
from ivr.host import redis as embedded

BASE = "http://127.0.0.1:8000"
TOKEN = "bench-token-0123456789"
ROOT = Path(__file__).resolve().parent.parent
ACTION = re.compile(rb'action="([^"]+)"')
TURNS_PER_CALL = 20
WsgiApp = Callable[..., Iterable[bytes]]


@dataclass(frozen=True)
class Form:
    """What Twilio sends with a turn; about as many fields as it really sends."""

    call: int

    def fields(self, digits: str | None) -> dict[str, str]:
        """Return the form, with keys pressed or none."""
        form = {
            "AccountSid": "AC" + "0" * 32,
            "ApiVersion": "2010-04-01",
            "CallSid": f"CA{self.call:032x}",
            "CallStatus": "in-progress",
            "Called": "+14155550100",
            "CalledCity": "SAN FRANCISCO",
            "CalledCountry": "US",
            "CalledState": "CA",
            "CalledZip": "94105",
            "Caller": "+14155551234",
            "CallerCity": "OAKLAND",
            "CallerCountry": "US",
            "CallerState": "CA",
            "CallerZip": "94607",
            "Direction": "inbound",
            "From": "+14155551234",
            "FromCity": "OAKLAND",
            "FromCountry": "US",
            "FromState": "CA",
            "FromZip": "94607",
            "To": "+14155550100",
            "ToCity": "SAN FRANCISCO",
            "ToCountry": "US",
            "ToState": "CA",
            "ToZip": "94105",
        }
        return form if digits is None else {**form, "Digits": digits, "FinishedOnKey": ""}


# --- the three apps ----------------------------------------------------------------------------------------------


def bare_app() -> Flask:
    """(a) A route that reads the form and returns a constant."""
    app = Flask("bare")

    @app.post("/voice")
    def voice() -> Response:
        _ = request.form.get("Digits")
        return Response('<Response><Gather action="/voice"/></Response>', content_type="text/xml")

    return app


def tutorial_app(redis_url: str) -> Flask:
    """(b) What tutorials teach: the SDK's validator, a session in Redis as JSON, VoiceResponse."""
    app = Flask("tutorial")
    redis = Redis.from_url(redis_url)
    validator = RequestValidator(TOKEN)

    @app.post("/voice")
    def voice() -> Response:
        signature = request.headers.get("X-Twilio-Signature", "")
        if not validator.validate(BASE + request.full_path.rstrip("?"), request.form, signature):
            return Response(status=403)
        key = f"session:{request.form['CallSid']}"
        held = redis.get(key)
        session: dict[str, Any] = json.loads(held) if isinstance(held, bytes) else {"turn": 0, "place": "welcome"}
        digits = request.form.get("Digits")
        session["turn"] += 1
        session["place"] = {"1": "account", "2": "statement"}.get(digits or "", "services")
        redis.set(key, json.dumps(session), ex=21_600)
        answer = VoiceResponse()
        gather = Gather(action="/voice", method="POST", num_digits=1, timeout=5)
        if session["place"] == "statement":
            gather.say(
                "We will mail a statement within two working days.", voice="Polly.Joanna-Neural", language="en-US"
            )
        gather.say(
            "To report a payment, press 1. For a new statement, press 2.", voice="Polly.Joanna-Neural", language="en-US"
        )
        answer.append(gather)
        answer.redirect("/voice", method="POST")
        return Response(str(answer), content_type="text/xml")

    return app


def ringtree_environment(redis_url: str, var: Path) -> dict[str, str]:
    """Return the settings under which (c), this app, runs as in production."""
    return {
        "REDIS_URL": redis_url,
        "IVR_SECRET_KEY": "bench-secret-0123456789",
        "PUBLIC_BASE_URL": BASE,
        "TWILIO_AUTH_TOKEN": TOKEN,
        "IVR_VAR_DIR": str(var),
        "IVR_MENUS_DIR": str(ROOT / "menus"),
        "IVR_LOG_FORMAT": "json",
    }


# --- in process --------------------------------------------------------------------------------------------------


def environ_of(target: str, form: dict[str, str]) -> dict[str, object]:
    """Return a signed request as gunicorn hands it to an app."""
    body = urlencode(form).encode()
    path, _, query = target.partition("?")
    return {
        "REQUEST_METHOD": "POST",
        "PATH_INFO": path,
        "QUERY_STRING": query,
        "RAW_URI": target,
        "SCRIPT_NAME": "",
        "SERVER_NAME": "127.0.0.1",
        "SERVER_PORT": "8000",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "CONTENT_TYPE": "application/x-www-form-urlencoded",
        "CONTENT_LENGTH": str(len(body)),
        "HTTP_HOST": "127.0.0.1:8000",
        "HTTP_X_TWILIO_SIGNATURE": RequestValidator(TOKEN).compute_signature(BASE + target, form),
        "HTTP_USER_AGENT": "TwilioProxy/1.1",
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": "http",
        "wsgi.input": io.BytesIO(body),
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
    }


def answer_of(app: WsgiApp, environ: dict[str, object]) -> tuple[float, bytes]:
    """Return the microseconds an app took for a request, and its document."""
    statuses: list[str] = []

    def start_response(status: str, _headers: object, _error: object = None) -> None:
        statuses.append(status)

    began = time.perf_counter()
    document = b"".join(app(environ, start_response))
    took_us = (time.perf_counter() - began) * 1e6
    assert statuses == ["200 OK"], statuses
    return took_us, document


def ring(app: WsgiApp, call: int) -> list[float]:
    """Return the microseconds of each turn of one call, the arrival left out."""
    form = Form(call)
    _, document = answer_of(app, environ_of("/voice", form.fields(None)))
    took = []
    for digits in ("1", "12345678", "1", *["2"] * (TURNS_PER_CALL - 3)):
        found = ACTION.search(document)
        assert found is not None, document
        us, document = answer_of(app, environ_of(unescape(found[1].decode()), form.fields(digits)))
        took.append(us)
    return took


def in_process(apps: dict[str, WsgiApp], calls: int) -> dict[str, float]:
    """Return each app's median microseconds per turn; the apps take turns, so that all meet the same machine."""
    took: dict[str, list[float]] = {name: [] for name in apps}
    for call in range(calls):
        for name, app in apps.items():
            turns = ring(app, call + 1)
            if call >= calls // 10:
                took[name] += turns
    return {name: statistics.median(turns) for name, turns in took.items()}


@contextlib.contextmanager
def quiet_stderr() -> Iterator[None]:
    """Send what the app logs to the null device, which costs what a pipe costs, without the reader."""
    with Path(os.devnull).open("w") as null, contextlib.redirect_stderr(null):
        yield


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--calls", type=int, default=100, help="calls per app, of 20 turns each")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, embedded.ensure(Path(folder)) as redis:
        with quiet_stderr():
            ours = create_app(ringtree_environment(redis.url, Path(folder)), watch=False)
            apps: dict[str, WsgiApp] = {"a": bare_app(), "b": tutorial_app(redis.url), "c": ours}
            medians = in_process(apps, options.calls)
        print("microseconds per turn in process (median)")
        print(f"  (a) bare Flask route   {medians['a']:7.0f}")
        print(f"  (b) tutorial app       {medians['b']:7.0f}")
        print(f"  (c) Ringtree           {medians['c']:7.0f}")
        print(f"  (c) / (b) = {medians['c'] / medians['b']:.2f}    (c) / (a) = {medians['c'] / medians['a']:.2f}")
        size = Redis.from_url(redis.url).memory_usage(f"call:CA{1:032x}")
        print(f"bytes of Redis per live call: {size}")


if __name__ == "__main__":
    main()
