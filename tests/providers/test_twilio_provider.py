"""The provider as a whole: who gets in, and what the workflows are given."""

import pytest
from twilio.request_validator import RequestValidator

from ivr.dialog.directives import HangUp
from ivr.dialog.events import CallArrived, DigitsPressed
from ivr.errors import BadRequestError
from ivr.ports.webhooks import Authentic, RawRequest, VoiceProvider, Ways
from ivr.providers.twilio.provider import TwilioVoice

BASE = "https://ivr.example"
TARGET = "/voice/balance/account?turn=7&lang=es"
FORM = {"CallSid": "CA1", "From": "+14155550100", "To": "+18005550199", "Digits": "2", "RingtreeAt": "2026-12-24 17:05"}
BODY = b"CallSid=CA1&From=%2B14155550100&To=%2B18005550199&Digits=2&RingtreeAt=2026-12-24+17%3A05"
FORM_TYPE = "application/x-www-form-urlencoded; charset=UTF-8"

provider = TwilioVoice(BASE, ("primary-token", "secondary-token"), development=False)


def signed(token: str, url: str = BASE + TARGET, form: dict[str, str] | None = None) -> str:
    return str(RequestValidator(token).compute_signature(url, FORM if form is None else form))


def request(
    signature: str | None, *, target: str = TARGET, body: bytes = BODY, content_type: str | None = FORM_TYPE
) -> RawRequest:
    headers = {"host": "elsewhere.example", "x-forwarded-host": "elsewhere.example"}
    if signature is not None:
        headers["x-twilio-signature"] = signature
    if content_type is not None:
        headers["content-type"] = content_type
    return RawRequest("POST", target, headers, body)


def authenticated(signature: str, by: VoiceProvider = provider) -> Authentic:
    authentic = by.authenticate(request(signature))
    assert authentic is not None
    return authentic


@pytest.mark.parametrize("token", ["primary-token", "secondary-token"])
def test_either_token_signs(token: str) -> None:
    assert authenticated(signed(token)) == Authentic(FORM, rehearsal=False)


REFUSED = [
    ("no signature", request(None)),
    ("empty signature", request("")),
    ("no signature, unreadable form", request(None, body=b"%")),
    ("another token", request(signed("tertiary-token"))),
    ("another target", request(signed("primary-token"), target=TARGET + "1")),
    ("another body", request(signed("primary-token"), body=BODY.replace(b"Digits=2", b"Digits=3"))),
    ("the host the client names", request(signed("primary-token", "https://elsewhere.example" + TARGET))),
    ("absolute target", request(signed("primary-token"), target=BASE + TARGET)),
    ("target elsewhere", request(signed("primary-token", "http://evil.example/"), target="http://evil.example/")),
    ("JSON without its hash", request(signed("primary-token", form={}), body=b"{}", content_type="application/json")),
]


@pytest.mark.parametrize("refused", [case[1] for case in REFUSED], ids=[case[0] for case in REFUSED])
def test_who_is_refused(refused: RawRequest) -> None:
    assert provider.authenticate(refused) is None


def test_without_tokens_nobody_gets_in() -> None:
    assert TwilioVoice(BASE, (), development=False).authenticate(request(signed(""))) is None
    assert TwilioVoice(BASE, ("",), development=False).authenticate(request(signed(""))) is None


@pytest.mark.parametrize(
    ("body", "content_type"), [(b"CallSid=%", FORM_TYPE), (BODY, "text/plain"), (BODY, None), (b"A=%00", FORM_TYPE)]
)
def test_a_form_that_cannot_be_read(body: bytes, content_type: str | None) -> None:
    with pytest.raises(BadRequestError):
        provider.authenticate(request(signed("primary-token"), body=body, content_type=content_type))


def test_a_json_body_is_known_by_its_hash_and_makes_an_empty_form() -> None:
    target = "/status?bodySHA256=44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a"
    signature = signed("primary-token", BASE + target, {})

    assert provider.authenticate(
        request(signature, target=target, body=b"{}", content_type="application/json")
    ) == Authentic({}, rehearsal=False)


def test_the_first_of_a_repeated_field_counts() -> None:
    body = b"CallSid=CA1&Digits=2&Digits=1"
    signature = signed("primary-token", form={"CallSid": "CA1", "Digits1Digits": "2"})

    assert provider.authenticate(request(signature, body=body)) == Authentic(
        {"CallSid": "CA1", "Digits": "2"}, rehearsal=False
    )


def test_what_the_workflows_are_given() -> None:
    authentic = authenticated(signed("primary-token"))
    arrived = provider.read_call_arrived(authentic)

    assert provider.read_call_event(authentic) == DigitsPressed("2")
    assert isinstance(arrived, CallArrived)
    assert arrived.caller.number.reveal() == "+14155550100"
    assert provider.read_call_status(authentic) is None
    assert provider.read_rehearsal(authentic) == (None, None)


def test_only_the_development_token_rehearses() -> None:
    development = TwilioVoice("http://127.0.0.1:8000", ("development-token",), development=True)
    authentic = authenticated(signed("development-token", "http://127.0.0.1:8000" + TARGET), by=development)

    assert authentic.rehearsal
    assert development.read_rehearsal(authentic) == ("2026-12-24 17:05", None)


def test_the_document_says_what_it_is() -> None:
    document = provider.render([HangUp()], Ways("/voice/a/b?turn=1"))

    assert document.content_type == "text/xml; charset=utf-8"
    assert document.body == b'<?xml version="1.0" encoding="UTF-8"?><Response><Hangup/></Response>'


def test_it_prints_no_secret() -> None:
    secret = TwilioVoice("https://user:hunter2@ivr.example", ("primary-token",), development=False)

    assert repr(secret) == str(secret) == "TwilioVoice(development=False)"
    assert (secret.name, secret.signature_header) == ("twilio", "x-twilio-signature")
