"""Whom Telnyx's own library lets in, we let in, and nobody else: fresh keys, raw bytes, the window of time."""

import json
import os
import random
import subprocess
import sys
from base64 import b64encode
from datetime import UTC, datetime
from pathlib import Path
from typing import Final
from urllib.parse import urlencode

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from how_much import in_all, so_many
from pypi import NotBroughtError, bring

from ivr.ports.webhooks import RawRequest
from ivr.providers.telnyx.signature import SIGNATURE_HEADER, TIME_HEADER, is_signed_by, read_public_key
from ivr.providers.telnyx.webhooks import TelnyxWebhooks
from ivr.providers.twiml.forms import FORM_TYPE, JSON_TYPE

pytestmark = in_all
NOW: Final = 1_795_694_400
CASES: Final = so_many(500, 500, 2_000)
FORM: Final = urlencode({"CallSid": "v3:x", "From": "+14155551234", "SpeechResult": "sí, 東京 🎈", "Digits": "*#"})
FORMS: Final = (FORM.encode(), b"CallSid=v3%3Ax&Digits=1&Digits=2&Empty=", b"CallSid=v3:x&Body=a+b%20c%27'~")
EVENTS: Final = (b'{"data":{}}', '{"data": {"text": "é 東京 🎈"}}'.encode())
BODIES: Final = (b"", b"\0", b"\xff\xfe", b"\xed\xa0\x80", b"a|b\r\n", *FORMS, *EVENTS)
APART: Final = (0, 0, 0, 1, -1, 299, 300, 301, -299, -300, -301, 3600, -3600)

Case = tuple[str, dict[str, str], bytes, float]


def _changed(random_of: random.Random, content: bytes) -> bytes:
    if not content:
        return b" "
    place = random_of.randrange(len(content))
    return content[:place] + bytes([content[place] ^ 1 << random_of.randrange(8)]) + content[place + 1 :]


def _case(random_of: random.Random) -> Case:
    private, other = Ed25519PrivateKey.generate(), Ed25519PrivateKey.generate()
    body = random_of.choice([*BODIES, random_of.randbytes(random_of.randrange(300))])
    told_at = str(NOW + random_of.choice(APART))
    signature = private.sign(told_at.encode() + b"|" + body)
    match random_of.randrange(9):
        case 0:
            body = _changed(random_of, body)
        case 1:
            signature = _changed(random_of, signature)
        case 2:
            told_at = str(int(told_at) + random_of.choice((-1, 1)))
        case 3:
            private = other
        case 4:
            signature = signature[: random_of.randrange(64)]
    headers = {SIGNATURE_HEADER: b64encode(signature).decode(), TIME_HEADER: told_at}
    match random_of.randrange(20):
        case 0:
            del headers[random_of.choice(list(headers))]
        case 1:
            headers[TIME_HEADER] = random_of.choice(("", "now", "-1", "1e9", "９", str(10**30)))
        case 2:
            headers[SIGNATURE_HEADER] = random_of.choice(("", "é", "=", "AAAA", "!" * 88))
    now = NOW + random_of.choice((0.0, 0.25, 0.999))
    return b64encode(private.public_key().public_bytes_raw()).decode(), headers, body, now


def _theirs(cases: list[Case]) -> list[bool | str]:
    try:
        site = bring("telnyx[webhooks]==4.189.0")
    except NotBroughtError as error:
        if os.environ.get("CI"):
            pytest.fail(str(error))
        pytest.skip(str(error))
    asked = json.dumps([(key, headers, b64encode(body).decode(), now) for key, headers, body, now in cases])
    oracle = Path(__file__).with_name("telnyx_oracle.py")
    environment = {**os.environ, "PYTHONPATH": str(site)}
    said = subprocess.run(
        [sys.executable, str(oracle)],
        input=asked,
        env=environment,
        capture_output=True,
        text=True,
        timeout=100,
        check=True,
    )
    found: list[bool | str] = json.loads(said.stdout)
    return found


def _ours(case: Case) -> bool:
    key, headers, body, now = case
    told_at, signature = headers.get(TIME_HEADER, ""), headers.get(SIGNATURE_HEADER, "")
    return is_signed_by(read_public_key(key), told_at, body, signature, now)


def _let_in_by_the_door(case: Case, kind: str) -> bool:
    key, headers, body, now = case
    clock = lambda: datetime.fromtimestamp(now, UTC)  # noqa: E731
    webhooks = TelnyxWebhooks("https://line.example", read_public_key(key), clock)
    return webhooks.authenticate(RawRequest("POST", "/voice", {**headers, "content-type": kind}, body)) is not None


def test_forms_of_calls_and_events_of_texts_come_through_the_door_as_the_library_lets_them_in() -> None:
    random_of = random.Random(88)
    cases = [case for case in (_case(random_of) for _ in range(CASES)) if case[2] in {*FORMS, *EVENTS}]
    theirs = _theirs(cases)
    ours = [_let_in_by_the_door(case, FORM_TYPE if case[2] in FORMS else JSON_TYPE) for case in cases]
    print(f"\n{len(cases)} forms and events: {theirs.count(True)} let in, {theirs.count(False)} refused")
    assert ours == theirs
    assert theirs.count(True) > len(cases) // 8


def test_a_thousand_webhooks_are_judged_alike() -> None:
    random_of = random.Random(8)
    cases = [_case(random_of) for _ in range(CASES)]
    theirs, ours = _theirs(cases), [_ours(case) for case in cases]
    judged = [(case, a, b) for case, a, b in zip(cases, theirs, ours, strict=True) if a != "UnicodeDecodeError"]
    different = [each for each in judged if each[1] != each[2]]
    raised = len(cases) - len(judged)
    print(
        f"\n{theirs.count(True)} let in, {theirs.count(False)} refused, {raised} bodies that it cannot read; "
        f"judged otherwise here: {len(different)}"
    )
    assert different == []
    assert theirs.count(True) > CASES // 8
