"""The three apps: (a) a bare Flask route, (b) what tutorials teach, (c) this one as in production."""

import json
import os
import shutil
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, Final

import yaml
from flask import Flask, Response, request
from redis import Redis
from twilio.request_validator import RequestValidator
from twilio.twiml.voice_response import Gather, VoiceResponse

from bench.webhooks import BASE, SECRET, TOKEN
from ivr.factory import create_app

ROOT: Final = Path(__file__).resolve().parents[2]

WsgiApp = Callable[..., Iterable[bytes]]


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


def environment_of(redis_url: str, folder: Path, menus: Path) -> dict[str, str]:
    """Return the settings under which (c) runs as in production."""
    return {
        "REDIS_URL": redis_url,
        "IVR_SECRET_KEY": SECRET,
        "PUBLIC_BASE_URL": BASE,
        "TWILIO_AUTH_TOKEN": TOKEN,
        "IVR_VAR_DIR": str(folder / "var"),
        "IVR_AUDIO_DIR": str(folder / "audio"),
        "IVR_MENUS_DIR": str(menus),
        "IVR_LOG_FORMAT": "json",
    }


def our_app(redis_url: str, folder: Path, menus: Path) -> Flask:
    """(c) This app, watching nothing, its log on what is standard error now."""
    return create_app(environment_of(redis_url, folder, menus), watch=False)


def sample_always_open(folder: Path) -> Path:
    """Return a copy of the sample line that is open at any hour, so that every run rings the same steps."""
    menus = folder / "menus"
    shutil.copytree(ROOT / "menus", menus, ignore=shutil.ignore_patterns("tests"))
    line = yaml.safe_load((menus / "line.yaml").read_text(encoding="utf-8"))
    line["hours"] = {"office": {"open": "always"}}
    (menus / "line.yaml").write_text(yaml.safe_dump(line, allow_unicode=True), encoding="utf-8")
    return menus


def null_device() -> Any:
    """Open where the logs go: a real stream, a system call a line, and nobody who reads."""
    return Path(os.devnull).open("w")
