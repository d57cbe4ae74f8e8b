"""Calls of two companies at one door: each is let in by its own signature only, and none ever meets another's call."""

import time
from base64 import b64encode
from collections.abc import Callable, Mapping
from dataclasses import replace
from hashlib import sha256
from html import unescape
from urllib.parse import urlencode

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from line import LINE_NUMBER, Knocked, Line, knock

from ivr.phone.companies import TELNYX, TWILIO

FLOW = """\
which: {menu: "For one, press 1. For two, press 2.", keys: {1: one, 2: two}}
one: {ask: Your number?, save: number, length: 2, next: told}
told: {menu: "You said {{ number }}. Press 1.", keys: {1: bye}}
two: {hangup: Two it is.}
bye: {hangup: Goodbye.}
"""
SAME = "v3:the-same-name"
Headers = Mapping[str, str]


@pytest.fixture
def line(line_of: Callable[..., Line]) -> Line:
    return line_of(FLOW)


def of(line: Line, company: str) -> Line:
    return replace(line, company={"twilio": TWILIO, "telnyx": TELNYX}[company])


def way_on(answer: Knocked) -> str:
    return unescape(answer.body.decode().partition('action="')[2].partition('"')[0])


def form(**more: str) -> dict[str, str]:
    return {"CallSid": SAME, "From": "+14155551234", "To": LINE_NUMBER, "CallStatus": "in-progress", **more}


def signed(line: Line, body: bytes, told_at: str | None = None, over: bytes | None = None) -> Headers:
    key = Ed25519PrivateKey.from_private_bytes(sha256(f"telnyx:{line.token}".encode()).digest())
    told_at = str(int(time.time())) if told_at is None else told_at
    signature = key.sign(told_at.encode() + b"|" + (body if over is None else over))
    return {"telnyx-timestamp": told_at, "telnyx-signature-ed25519": b64encode(signature).decode()}


def turns(line: Line, call_id: str) -> list[int]:
    return [fact["turn"] for fact in line.facts() if fact["call_id"] == call_id and fact["kind"] == "turn"]


def test_two_calls_of_one_name_are_two_calls(line: Line) -> None:
    twilio, telnyx = of(line, "twilio"), of(line, "telnyx")
    first, second = twilio.phone(call_sid=SAME), telnyx.phone(call_sid=SAME)
    first.ring()
    first.press("1")
    second.ring()
    assert "You said 47." in first.press("47").words
    assert second.press("2").words == "Two it is."
    assert first.press("1").words == "Goodbye."
    ids = {fact["call_id"] for fact in line.facts()}
    assert ids == {SAME, f"telnyx:{SAME}"}


def test_an_address_of_one_companys_call_leads_nowhere_in_the_others(line: Line) -> None:
    twilio, telnyx = of(line, "twilio"), of(line, "telnyx")
    asked = twilio.post(way_on(twilio.post("/voice", form())), form(Digits="1"))
    before = list(turns(line, SAME))
    answer = telnyx.post(way_on(asked), form(Digits="47"))
    assert answer.status == 200
    assert b"You said" not in answer.body
    assert b"For one, press 1." in answer.body, "a new call, from the start"
    assert turns(line, SAME) == before
    assert b"You said 47." in twilio.post(way_on(asked), form(Digits="47")).body


def test_of_an_address_that_is_not_signed_nothing_is_believed(line: Line) -> None:
    telnyx = of(line, "telnyx")
    asked = telnyx.post(way_on(telnyx.post("/voice", form())), form(Digits="1"))
    path, _, query = way_on(asked).partition("?")
    elsewhere = f"/voice/main/told?{query}"
    assert b"You said" not in telnyx.post(elsewhere, form(Digits="1")).body
    assert b"You said 12." in telnyx.post(f"{path}?{query}", form(Digits="12")).body


def test_a_form_that_is_delivered_twice_counts_once(line: Line) -> None:
    telnyx = of(line, "telnyx")
    arrived = telnyx.post("/voice", form())
    body = urlencode(form(Digits="1")).encode()
    headers = signed(line, body)
    answers = [knock(line.app, "POST", way_on(arrived), body, headers) for _ in range(3)]
    assert {answer.body for answer in answers} == {answers[0].body}
    assert b"Your number?" in answers[0].body
    assert turns(line, f"telnyx:{SAME}") == [1, 2]


@pytest.mark.parametrize(
    ("age_s", "status"), [(0, 200), (290, 200), (-290, 200), (310, 403), (-310, 403), (100_000, 403)]
)
def test_five_minutes_old_is_too_old(line: Line, age_s: int, status: int) -> None:
    body = urlencode(form()).encode()
    headers = signed(line, body, str(int(time.time()) - age_s))
    assert knock(line.app, "POST", "/voice", body, headers).status == status


BODY = urlencode(form()).encode()


@pytest.mark.parametrize("target", ["/voice", "/voice/main/one?turn=1", "/status/call", "/status/recording"])
@pytest.mark.parametrize(
    "spoilt",
    [
        lambda headers: {**headers, "telnyx-signature-ed25519": "x" * 88},
        lambda headers: {**headers, "telnyx-signature-ed25519": ""},
        lambda headers: {**headers, "telnyx-signature-ed25519": headers["telnyx-signature-ed25519"][:-4]},
        lambda headers: {**headers, "telnyx-timestamp": ""},
        lambda headers: {**headers, "telnyx-timestamp": "soon"},
        lambda headers: {**headers, "telnyx-timestamp": headers["telnyx-timestamp"] + "0"},
        lambda headers: {"telnyx-timestamp": headers["telnyx-timestamp"]},
        lambda headers: {**headers, "X-Twilio-Signature": "beside the right one"},
    ],
)
def test_forged_calls_are_refused(line: Line, spoilt: Callable[[Headers], Headers], target: str) -> None:
    answer = knock(line.app, "POST", target, BODY, spoilt(signed(line, BODY)))
    assert (answer.status, answer.body) == (403, b"")
    assert line.facts() == []


def test_a_signature_is_for_one_body_only(line: Line) -> None:
    headers = signed(line, BODY, over=BODY + b"&Digits=1")
    assert knock(line.app, "POST", "/voice", BODY, headers).status == 403
    assert knock(line.app, "POST", "/voice", b"", signed(line, b"")).status == 403, "an empty one may be anybody's"


def test_only_posts_are_answered(line: Line) -> None:
    target = f"/voice?{urlencode(form())}"
    assert knock(line.app, "GET", target, b"", signed(line, b"")).status == 405


def test_a_line_of_one_company_does_not_know_the_other(make_line: Callable[..., Line]) -> None:
    here = {"PUBLIC_BASE_URL": "http://127.0.0.1:8000"}
    key = Ed25519PrivateKey.from_private_bytes(sha256(b"telnyx:a token").digest())
    public = b64encode(key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)).decode()
    one = make_line(TWILIO_AUTH_TOKEN="a token", **here)
    both = make_line(TWILIO_AUTH_TOKEN="a token", TELNYX_PUBLIC_KEY=public, **here)
    statuses = [
        of(each, company).post("/voice", form()).status for each in (one, both) for company in ("twilio", "telnyx")
    ]
    assert statuses == [200, 403, 200, 200]


@pytest.mark.parametrize(
    ("said", "company", "is_told"),
    [
        ("", "twilio", False),
        ("", "telnyx", True),  # with the keys of both a number is at the first, where nothing says otherwise
        ("provider: telnyx\n", "telnyx", False),
        ("provider: telnyx\n", "twilio", True),
        (f'numbers: {{"{LINE_NUMBER}": {{calls: main, provider: telnyx}}}}\n', "telnyx", False),
    ],
)
def test_a_number_that_has_moved_is_answered_and_the_log_says_where_it_must_be_written(
    said: str, company: str, is_told: bool, capsys: pytest.CaptureFixture[str], line_of: Callable[..., Line]
) -> None:
    key = Ed25519PrivateKey.from_private_bytes(sha256(b"telnyx:a token").digest())
    public = b64encode(key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)).decode()
    keys = {"TWILIO_AUTH_TOKEN": "a token", "TELNYX_PUBLIC_KEY": public, "PUBLIC_BASE_URL": "http://127.0.0.1:8000"}
    line = of(line_of(FLOW, said, **keys), company)
    arrived = line.post("/voice", form())
    assert b"For one, press 1." in arrived.body
    line.post(way_on(arrived), form(Digits="1"))
    logged = capsys.readouterr().err
    assert logged.count("number_is_elsewhere") == int(is_told), "once a call"
    assert (f"write `provider: {company}` for it in line.yaml" in logged) is is_told
    assert LINE_NUMBER not in logged
