"""A call's whole state in the address of its next webhook, while there is no store to leave it in.

Sealed, so that neither the provider nor anybody who reads its logs sees what was entered, and nobody can alter it.
"""

import zlib
from base64 import urlsafe_b64decode, urlsafe_b64encode
from hashlib import sha256
from hmac import digest
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from ivr.dialog.record import UnreadableRecordError, dump_state, load_state
from ivr.dialog.state import CallState
from ivr.values import CallId

_NONCE_BYTES: Final = 12
_LONGEST: Final = 4_000  # characters; with a longer address some server on the way may refuse the webhook
_LARGEST_BYTES: Final = 64_000


class Luggage:
    """Packs and unpacks states with one secret; a state belongs to one call."""

    def __init__(self, secret: bytes) -> None:
        self._key = sha256(b"luggage:" + secret).digest()
        self._cipher = AESGCM(self._key)

    def __repr__(self) -> str:
        return "Luggage()"

    def pack(self, call_id: CallId, state: CallState) -> str | None:
        """Return the sealed state as it stands in an address; None when it is too large to travel."""
        plain = zlib.compress(dump_state(state).encode("utf-8", "surrogatepass"), 9)
        # The nonce is made of the text: a webhook that comes twice gets the same address twice.
        nonce = digest(self._key, plain, sha256)[:_NONCE_BYTES]
        sealed = nonce + self._cipher.encrypt(nonce, plain, call_id.value.encode())
        packed = urlsafe_b64encode(sealed).rstrip(b"=").decode()
        return packed if len(packed) <= _LONGEST else None

    def find(self, call_id: CallId, packed: str) -> CallState | None:
        """Return the state of that call, or None when this is none that we packed for it."""
        try:
            sealed = urlsafe_b64decode(packed + "=" * (-len(packed) % 4))
            plain = self._cipher.decrypt(sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:], call_id.value.encode())
            return load_state(zlib.decompress(plain, bufsize=_LARGEST_BYTES).decode("utf-8", "surrogatepass"))
        except (ValueError, InvalidTag, zlib.error, UnreadableRecordError):
            return None
