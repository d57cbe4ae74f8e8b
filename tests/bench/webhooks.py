"""The webhooks that are sent: forms as long as Twilio's, signed, a call's turns in order."""

import io
import sys
from collections.abc import Mapping
from typing import Final
from urllib.parse import urlencode

from twilio.request_validator import RequestValidator

BASE: Final = "https://line.example.com"
TOKEN: Final = "bench-token-0123456789"
SECRET: Final = "bench-secret-0123456789"
FORM: Final = "application/x-www-form-urlencoded"

Script = tuple[str | None, ...]  # the keys of each turn; None: nothing pressed, as on arrival

# Through the sample line: the account, its number, yes, then one statement after another.
STATEMENTS: Final[Script] = (None, "1", "12345678", "1", *["2"] * 16)

_FIELDS: Final = {
    "AccountSid": "AC" + "0" * 32,
    "ApiVersion": "2010-04-01",
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


def call_sid(call: int) -> str:
    """Return the name of a call."""
    return f"CA{call:032x}"


def form_of(call: int, keys: str | None) -> dict[str, str]:
    """Return what Twilio sends with a turn."""
    form = {"CallSid": call_sid(call), **_FIELDS}
    return form if keys is None else {**form, "Digits": keys, "FinishedOnKey": ""}


def environ_of(target: str, form: Mapping[str, str]) -> dict[str, object]:
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
        "REMOTE_ADDR": "127.0.0.1",
        "REMOTE_PORT": "54321",
        "CONTENT_TYPE": FORM,
        "CONTENT_LENGTH": str(len(body)),
        "HTTP_HOST": "line.example.com",
        "HTTP_ACCEPT": "*/*",
        "HTTP_USER_AGENT": "TwilioProxy/1.1",
        "HTTP_X_TWILIO_SIGNATURE": RequestValidator(TOKEN).compute_signature(BASE + target, form),
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": "http",
        "wsgi.input": io.BytesIO(body),
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
    }
