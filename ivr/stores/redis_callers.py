"""Names kept for callers' numbers in Redis. The numbers are not in there: a keyed hash of each is."""

import hmac
from collections.abc import Mapping
from typing import Final

import msgspec

from ivr.dialog.turn import Remembered
from ivr.log import get_logger
from ivr.menu.templates.value import Value
from ivr.sealing import Seal
from ivr.stores.redis_asking import ask
from ivr.stores.redis_wire import RedisWire
from ivr.values import PhoneNumber

_log = get_logger(__name__)
_HASH_CHARACTERS: Final = 32


class RedisCallers:
    """The caller shelf on a Redis server. Safe to share between threads."""

    def __init__(self, wire: RedisWire, secret: bytes) -> None:
        self._wire = wire
        self._secret = secret
        self._seal = Seal(secret, "callers")

    def recall(self, number: PhoneNumber, now: int) -> Mapping[str, Value]:
        """Return what is kept for the number at that second."""
        key = self._key(number)
        held = ask(self._wire, "HGETALL", key)
        pairs = held.items() if isinstance(held, Mapping) else zip(held[::2], held[1::2], strict=True)
        found: dict[str, Value] = {}
        for name, sealed in pairs:
            plain = self._seal.find(sealed, key.encode() + name)
            value, until = msgspec.json.decode(plain) if plain is not None else (None, 0)
            if until > now:
                found[name.decode()] = value
        return found

    def remember(self, number: PhoneNumber, names: Mapping[str, Remembered], now: int) -> None:
        """Keep these names too, in place of older values; all of a number's go when the last of them is over."""
        key = self._key(number)
        fields: list[str | bytes] = []
        for name, kept in names.items():
            plain = msgspec.json.encode([kept.value, kept.until])
            fields += [name, self._seal.seal(plain, key.encode() + name.encode())]
        ask(self._wire, "HSET", key, *fields)
        lives_s = max(kept.until for kept in names.values()) - now
        ask(self._wire, "EXPIRE", key, lives_s, "NX")
        ask(self._wire, "EXPIRE", key, lives_s, "GT")

    def _key(self, number: PhoneNumber) -> str:
        return "caller:" + hmac.digest(self._secret, number.reveal().encode(), "sha256").hex()[:_HASH_CHARACTERS]
