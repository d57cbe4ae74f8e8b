"""Signs webhooks as companies do: by Twilio's own library, and as Telnyx's reference says. Nothing of the server."""

import time
import uuid
from base64 import b64encode
from collections.abc import Mapping
from hashlib import sha256

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from twilio.request_validator import RequestValidator

SIGNATURE_HEADER = "X-Twilio-Signature"


def sign(auth_token: str, url: str, form: Mapping[str, str]) -> str:
    """Return Twilio's signature of a request to `url` that posts `form`; for a GET the form is empty."""
    return str(RequestValidator(auth_token).compute_signature(url, form))


def twilio_headers(auth_token: str, url: str, form: Mapping[str, str]) -> Mapping[str, str]:
    """Return the headers of one of Twilio's webhooks, signed by address and form."""
    return {
        "User-Agent": "TwilioProxy/1.1",
        "Accept": "*/*",
        "I-Twilio-Idempotency-Token": str(uuid.uuid4()),
        SIGNATURE_HEADER: sign(auth_token, url, form),
    }


def telnyx_headers(token: str, body: bytes) -> Mapping[str, str]:
    """Return the headers of one of Telnyx's webhooks, signed now by the key that a line under development believes."""
    key = Ed25519PrivateKey.from_private_bytes(sha256(f"telnyx:{token}".encode()).digest())
    told_at = str(int(time.time()))
    return {
        "User-Agent": "telnyx-webhooks",
        "telnyx-timestamp": told_at,
        "telnyx-signature-ed25519": b64encode(key.sign(told_at.encode() + b"|" + body)).decode(),
    }
