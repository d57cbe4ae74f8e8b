"""Telnyx's signature: what its own library signs and accepts, and everything that must be refused."""

import binascii
from base64 import b64encode
from datetime import UTC, datetime, timedelta
from typing import Final

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from ivr.errors import BadRequestError
from ivr.ports.webhooks import RawRequest
from ivr.providers.telnyx.signature import is_signed_by, read_public_key
from ivr.providers.telnyx.webhooks import TelnyxWebhooks

NOW: Final = datetime(2026, 11, 26, 12, tzinfo=UTC)
NOW_S: Final = int(NOW.timestamp())
OURS, OTHER = Ed25519PrivateKey.generate(), Ed25519PrivateKey.generate()
EVENT: Final = b'{"data": {"id": "e1", "event_type": "message.read", "payload": {"text": "\xc3\xa9"}}}'
JSON, FORM = "application/json", "application/x-www-form-urlencoded"


def signed(body: bytes, told_at: str = str(NOW_S), key: Ed25519PrivateKey = OURS) -> str:
    return b64encode(key.sign(told_at.encode() + b"|" + body)).decode()


def webhooks(now: datetime = NOW) -> TelnyxWebhooks:
    return TelnyxWebhooks("https://line.example", OURS.public_key(), lambda: now)


def request(body: bytes = EVENT, kind: str = JSON, **headers: str) -> RawRequest:
    usual = {"content-type": kind, "telnyx-signature-ed25519": signed(body), "telnyx-timestamp": str(NOW_S)}
    return RawRequest("POST", "/sms?m=anything", {**usual, **headers}, body)


@given(st.binary(), st.integers(-300, 300))
def test_what_is_signed_is_let_in_and_nothing_else(body: bytes, apart_s: int) -> None:
    told_at = str(NOW_S + apart_s)
    signature = signed(body, told_at)
    public = OURS.public_key()
    assert is_signed_by(public, told_at, body, signature, NOW_S)
    assert not is_signed_by(OTHER.public_key(), told_at, body, signature, NOW_S)
    assert not is_signed_by(public, str(NOW_S + apart_s + 1), body, signature, NOW_S)
    assert not is_signed_by(public, told_at, body + b" ", signature, NOW_S)


@pytest.mark.parametrize(
    ("told_at", "expected"),
    [
        (str(NOW_S - 300), True),
        (str(NOW_S - 301), False),
        (str(NOW_S + 300), True),
        (str(NOW_S + 301), False),
        ("", False),
        (f" {NOW_S}", False),
        (f"{NOW_S}.0", False),
        (f"-{NOW_S}", False),
        ("9" * 5000, False),
        ("٣" * 10, False),
    ],
)
def test_the_time_that_is_told(told_at: str, expected: bool) -> None:
    assert is_signed_by(OURS.public_key(), told_at, EVENT, signed(EVENT, told_at), NOW_S) == expected


def test_the_window_is_of_whole_seconds() -> None:
    told_at = str(NOW_S - 300)
    assert is_signed_by(OURS.public_key(), told_at, EVENT, signed(EVENT, told_at), NOW_S + 0.999)
    assert not is_signed_by(OURS.public_key(), told_at, EVENT, signed(EVENT, told_at), NOW_S + 1)


@given(st.text())
def test_whatever_is_sent_for_a_signature_is_no_failure(text: str) -> None:
    assert not is_signed_by(OURS.public_key(), str(NOW_S), EVENT, text, NOW_S)
    assert not is_signed_by(OURS.public_key(), text, EVENT, signed(EVENT), NOW_S)


@pytest.mark.parametrize("name", ["telnyx-signature-ed25519", "telnyx-timestamp"])
def test_what_is_not_signed_is_not_even_read(name: str) -> None:
    assert webhooks().authenticate(request(b"%", **{name: ""})) is None


def test_an_event_is_handed_on_as_it_is() -> None:
    authentic = webhooks().authenticate(request())
    assert authentic is not None
    assert authentic.event == {"id": "e1", "event_type": "message.read", "payload": {"text": "é"}}


def test_the_first_value_of_a_field_counts() -> None:
    body = b"CallSid=v3%3Aabc&Digits=1&Digits=2&From=%2B14155550100&Empty="
    authentic = webhooks().authenticate(request(body, FORM))
    assert authentic is not None
    assert authentic.form == {"CallSid": "v3:abc", "Digits": "1", "From": "+14155550100", "Empty": ""}


def test_a_query_alone_is_nobodys_word() -> None:
    assert webhooks().authenticate(request(b"")) is None


def test_a_replay_after_five_minutes_is_refused() -> None:
    assert webhooks(NOW + timedelta(seconds=301)).authenticate(request()) is None


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"{", JSON),
        (b"[]", JSON),
        (b'"data"', JSON),
        (b'{"data": 1}', JSON),
        (b'{"sms_id": "1"}', JSON),
        (b"\xff", JSON),
        (b"[" * 60_000, JSON),
        (b"a=%4", FORM),
        (b"a=%00", FORM),
        (b"a=%ff", FORM),
        (b"&a=1" * 300, FORM),
        (b"a", "text/plain"),
    ],
)
def test_what_is_signed_and_cannot_be_read(body: bytes, kind: str) -> None:
    with pytest.raises(BadRequestError) as caught:
        webhooks().authenticate(request(body, kind))
    assert caught.value.__context__ is None or caught.value.__suppress_context__


def test_a_key_is_read_as_the_portal_shows_it() -> None:
    raw = OURS.public_key().public_bytes_raw()
    assert read_public_key(b64encode(raw).decode()).public_bytes_raw() == raw
    for wrong in ("", "key", b64encode(raw[:31]).decode(), binascii.hexlify(raw).decode()):
        with pytest.raises(ValueError, match=r".") as caught:
            read_public_key(wrong)
        assert isinstance(caught.value, ValueError)


def test_the_key_and_the_address_do_not_print() -> None:
    assert repr(webhooks()) == "TelnyxWebhooks(development=False)"
