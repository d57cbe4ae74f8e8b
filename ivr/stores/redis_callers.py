"""Names kept for callers' numbers in Redis. The numbers are not in there: a keyed hash of each is."""

import hmac
from collections.abc import Mapping
from typing import Final

import msgspec

from ivr.dialog.turn import Remembered
from ivr.log import get_logger
from ivr.menu.templates.value import Value
from ivr.sealing import Seal
from ivr.stores.redis_asking import load_script, run
from ivr.stores.redis_wire import RedisWire
from ivr.values import PhoneNumber

_log = get_logger(__name__)
_HASH_CHARACTERS: Final = 32
_MOST_NAMES: Final = 100  # of one number
_LARGEST_BYTES: Final = 16_384  # of one value, sealed
_RECALL: Final = load_script("recall_caller.lua")
_REMEMBER: Final = load_script("remember_caller.lua")


class RedisCallers:
    """The caller shelf on a Redis server. Safe to share between threads."""

    def __init__(self, wire: RedisWire, secret: bytes) -> None:
        self._wire = wire
        self._secret = secret
        self._seal = Seal(secret, "callers")

    def recall(self, number: PhoneNumber, now: int) -> Mapping[str, Value]:
        """Return what is kept for the number at that second; what cannot be read, or is too much, is not kept."""
        key = self._key(number)
        held = run(self._wire, _RECALL, (key,), (_MOST_NAMES, _LARGEST_BYTES))
        found: dict[str, Value] = {}
        for name, sealed in zip(held[::2], held[1::2], strict=True):
            try:
                plain = self._seal.find(sealed, key.encode() + name)
                value, until = msgspec.json.decode(plain or b"")
                if until > now:
                    found[name.decode()] = value
            except (ValueError, TypeError):
                _log.warning("kept_name_unreadable", name=name.decode(errors="replace"))
        return found

    def remember(self, number: PhoneNumber, names: Mapping[str, Remembered], now: int) -> None:
        """Keep these names too, in place of older values; all of a number's go when the last of them is over."""
        key = self._key(number)
        fields: list[str | bytes] = []
        for name, kept in names.items():
            sealed = self._seal.seal(msgspec.json.encode([kept.value, kept.until]), key.encode() + name.encode())
            if len(sealed) > _LARGEST_BYTES:
                _log.warning("kept_name_too_large", name=name, bytes=len(sealed))
            else:
                fields += [name, sealed]
        lives_s = max(1, *(kept.until - now for kept in names.values()))
        refused = run(self._wire, _REMEMBER, (key,), (lives_s, _MOST_NAMES, *fields)) if fields else 0
        if refused:
            _log.warning("too_many_kept_names", refused=refused, most=_MOST_NAMES)

    def _key(self, number: PhoneNumber) -> str:
        return "caller:" + hmac.digest(self._secret, number.reveal().encode(), "sha256").hex()[:_HASH_CHARACTERS]
