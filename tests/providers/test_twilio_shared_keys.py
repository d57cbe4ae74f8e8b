"""Keys that are shared with Twilio: who may have signed what, whatever the header that nobody signs says."""

from collections.abc import Sequence
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st
from twilio.request_validator import RequestValidator

from ivr.ports.webhooks import RawRequest
from ivr.providers.twilio.provider import TwilioVoice
from ivr.providers.twilio.shared_keys import SETTINGS_HEADER, Signer, find_signers
from ivr.providers.twilio.signature import is_signed_by

BASE: Final = "https://line.example"
TOKEN, SECRET, OTHER = "the-token", "the-shared-secret", "the-other-secret"
KEYS: Final = {"webhooks_sharedkey_1": SECRET, "webhooks_sharedkey_2": OTHER}
FORM: Final = {"CallSid": "CA1", "Digits": "2", "From": "+14155550100", "To": "+18005550199"}
BODY: Final = b"CallSid=CA1&Digits=2&From=%2B14155550100&To=%2B18005550199"
FIRST: Final = "key=webhooks_sharedkey_1,algorithm=HMAC_SHA256"
MYCOMPANY: Final = (
    ("CallSid", "CA1234567890ABCDE"),
    ("Digits", "1234"),
    ("From", "+14158675309"),
    ("To", "+18005551212"),
    ("Caller", "+14158675309"),
)

provider = TwilioVoice(BASE, (TOKEN,), development=False, shared_keys=KEYS)


def is_let_in(secret: str, algorithm: str, told: str | None) -> bool:
    signature = RequestValidator(secret).compute_signature(f"{BASE}/voice", FORM, algorithm)
    headers = {"x-twilio-signature": signature, "content-type": "application/x-www-form-urlencoded"}
    if told is not None:
        headers[SETTINGS_HEADER] = told
    return provider.authenticate(RawRequest("POST", "/voice", headers, BODY)) is not None


def test_a_signature_that_twilios_library_gives() -> None:
    url = "https://mycompany.com/myapp.php?foo=1&bar=2"
    assert is_signed_by("12345", url, MYCOMPANY, "033hgUJA9M/hXIZsYjwkerEP/DBm35nEri5FhCYjA5s=", "sha256")
    assert not is_signed_by("12345", url, MYCOMPANY, "033hgUJA9M/hXIZsYjwkerEP/DBm35nEri5FhCYjA5s=")


@pytest.mark.parametrize(
    ("secret", "algorithm", "told", "expected"),
    [
        (TOKEN, "HMAC_SHA1", None, True),
        (TOKEN, "HMAC_SHA1", "", True),
        (TOKEN, "HMAC_SHA1", "algorithm=HMAC_SHA1", True),
        (SECRET, "HMAC_SHA256", FIRST, True),
        (SECRET, "HMAC_SHA256", " algorithm = hmac_sha256 , key = webhooks_sharedkey_1 ", True),
        (SECRET, "HMAC_SHA256", "key=webhooks_sharedkey_1", True),
        (OTHER, "HMAC_SHA256", FIRST.replace("_1", "_2"), True),
        # a key signs by its own algorithm only, whatever is told
        (SECRET, "HMAC_SHA1", "key=webhooks_sharedkey_1,algorithm=HMAC_SHA1", False),
        (SECRET, "HMAC_SHA1", FIRST, False),
        (SECRET, "HMAC_SHA1", None, False),
        (SECRET, "HMAC_SHA256", None, False),
        (TOKEN, "HMAC_SHA256", "algorithm=HMAC_SHA256", False),
        (TOKEN, "HMAC_SHA1", FIRST, False),
        # and only when it is the one that is named
        (OTHER, "HMAC_SHA256", FIRST, False),
        (SECRET, "HMAC_SHA256", FIRST.replace("_1", "_3"), False),
        (SECRET, "HMAC_SHA256", FIRST + ",key=webhooks_sharedkey_2", False),
        (SECRET, "HMAC_SHA256", FIRST.replace("HMAC_SHA256", "HMAC_MD5"), False),
    ],
)
def test_who_is_let_in(secret: str, algorithm: str, told: str | None, expected: bool) -> None:
    assert is_let_in(secret, algorithm, told) == expected


@given(st.text(st.sampled_from("key=algorithm,HMAC_SHA1256webhooks_sharedkey_ ")), st.lists(st.text()))
def test_no_header_makes_a_signer_of_what_is_none(told: str, tokens: Sequence[str]) -> None:
    allowed = [Signer(token, "sha1") for token in tokens] + [Signer(secret, "sha256") for secret in KEYS.values()]
    assert all(signer in allowed for signer in find_signers(told, tokens, KEYS))


def test_secrets_do_not_print() -> None:
    assert SECRET not in repr(provider)
    assert SECRET not in repr(find_signers(FIRST, (), KEYS))
