"""Telnyx's signature: Ed25519 over the time, a bar and the body as it came. The address is not signed, nor the query.

https://developers.telnyx.com/docs/voice/programmable-voice/receiving-webhooks
"""

import binascii
import re
from base64 import b64decode
from hashlib import sha256
from typing import Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

SIGNATURE_HEADER: Final = "telnyx-signature-ed25519"
TIME_HEADER: Final = "telnyx-timestamp"
TOLERANCE_S: Final = 300  # whole seconds, both ways, as in Telnyx's own library
_TIME: Final = re.compile(r"[0-9]{1,12}", re.ASCII)


def read_public_key(text: str) -> Ed25519PublicKey:
    """Return the key of an account as its portal shows it: 32 bytes in base64; ValueError when it is none."""
    try:
        return Ed25519PublicKey.from_public_bytes(b64decode(text, validate=True))
    except binascii.Error as error:
        raise ValueError("not base64") from error


def development_key(token: str) -> Ed25519PrivateKey:
    """Return the key that a line under development lets its own telephone sign with, made of the line's token."""
    return Ed25519PrivateKey.from_private_bytes(sha256(f"telnyx:{token}".encode()).digest())


def is_signed_by(key: Ed25519PublicKey, told_at: str, body: bytes, signature: str, now_s: float) -> bool:
    """Return whether that key's owner signed this body, at a time within five minutes of now; never raises."""
    if not _TIME.fullmatch(told_at) or abs(int(now_s) - int(told_at)) > TOLERANCE_S:
        return False
    try:
        key.verify(b64decode(signature, validate=True), b"%b|%b" % (told_at.encode(), body))
    except (InvalidSignature, ValueError):
        return False
    return True
