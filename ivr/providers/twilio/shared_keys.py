"""Who may have signed a webhook: https://www.twilio.com/docs/usage/webhooks/webhooks-security.

An account's tokens sign with SHA-1. A key that is shared with Twilio signs with SHA-256, and the webhook names it in a
header of its own, which nobody has signed: so that header only says which key to try, never how.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final, Literal

SETTINGS_HEADER: Final = "x-twilio-webhooks-signature-settings"

Algorithm = Literal["sha1", "sha256"]
_NAMES: Final[Mapping[str, Algorithm]] = {"HMAC_SHA1": "sha1", "HMAC_SHA256": "sha256"}


@dataclass(frozen=True, slots=True)
class Signer:
    """A secret, and the one algorithm that it signs with."""

    secret: str = field(repr=False)
    algorithm: Algorithm


def find_signers(told: str | None, tokens: Sequence[str], shared_keys: Mapping[str, str]) -> Sequence[Signer]:
    """Return who may have signed a webhook with that header; nobody, when it names a key or an algorithm we lack.

    Without the header, or with one that names no key, the account's tokens.
    """
    if not told:  # nearly always
        return _of_account(tuple(tokens))
    named = _read(told)
    if named is None:
        return ()
    key = named.get("key")
    signers: Sequence[Signer] = ()
    if key is None:
        signers = _of_account(tuple(tokens))
    elif key in shared_keys:
        signers = (Signer(shared_keys[key], "sha256"),)
    algorithm = named.get("algorithm")
    return [signer for signer in signers if algorithm is None or _NAMES.get(algorithm.upper()) == signer.algorithm]


@lru_cache(maxsize=16)
def _of_account(tokens: tuple[str, ...]) -> tuple[Signer, ...]:
    return tuple([Signer(token, "sha1") for token in tokens])


def _read(told: str) -> Mapping[str, str] | None:
    """Return what `key=…,algorithm=…` says; None when it says something twice, which is not Twilio's way."""
    named: dict[str, str] = {}
    for part in told.split(","):
        name, mark, value = (piece.strip() for piece in part.partition("="))
        if not mark or not value:
            continue
        if name in named:
            return None
        named[name] = value
    return named
