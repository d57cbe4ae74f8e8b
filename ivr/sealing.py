"""Sealed bytes: nobody without the secret can read them, alter them, or move them to another place.

AES-SIV, by the library `cryptography`: the same bytes about the same thing are always sealed alike, so what goes into
an answer stays the same when a webhook is delivered twice, and no nonce can ever be used again by mistake.
"""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from hashlib import sha512

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESSIV


class Seal:
    """Seals and opens with one secret, for one purpose: what another purpose sealed cannot be opened."""

    def __init__(self, secret: bytes, purpose: str) -> None:
        self._cipher = AESSIV(sha512(purpose.encode() + b":" + secret).digest())

    def __repr__(self) -> str:
        return "Seal()"

    def seal(self, plain: bytes, about: bytes) -> bytes:
        """Return the bytes sealed, 16 longer; they open only with the same `about`."""
        return self._cipher.encrypt(plain, [about])

    def find(self, sealed: bytes, about: bytes) -> bytes | None:
        """Return what was sealed about that, or None when this seal did not."""
        try:
            return self._cipher.decrypt(sealed, [about])
        except (InvalidTag, ValueError):
            return None

    def seal_text(self, plain: bytes, about: bytes) -> str:
        """Return the bytes sealed as letters, digits, `-` and `_`: as an address can hold them."""
        return urlsafe_b64encode(self.seal(plain, about)).rstrip(b"=").decode()

    def find_text(self, text: str, about: bytes) -> bytes | None:
        """Return what was sealed as that text about that, or None when this seal did not."""
        try:
            return self.find(urlsafe_b64decode(text + "=" * (-len(text) % 4)), about)
        except ValueError:  # not what base64 writes
            return None
