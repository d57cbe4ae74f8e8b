"""Telephones of browsers in Redis: sealed, for what was keyed in is among it, and gone an hour after their last use."""

import zlib
from typing import Final

from ivr.sealing import Seal
from ivr.stores.redis_asking import ask, load_script, run
from ivr.stores.redis_wire import Command, RedisWire

_ALIVE: Final = "phones:alive"
_KEPT_S: Final = 3_600
_MOST_ALIVE: Final = 200
_LARGEST_BYTES: Final = 8_000_000  # of one part, unpacked
_BEGIN: Final = load_script("begin_phone.lua")
_APPEND: Final = load_script("append_phone.lua")
_TAKE: Final = load_script("take_phone.lua")
_COUNT_TRY: Final = load_script("count_try.lua")


class RedisPhones:
    """The shelf of browsers' telephones on a Redis server. Safe to share between threads."""

    def __init__(self, wire: RedisWire, seal: Seal, most_alive: int = _MOST_ALIVE) -> None:
        self._wire = wire
        self._seal = seal
        self._most_alive = most_alive

    def begin(self, name: str, parts: tuple[bytes, ...], alive_until: int, now: int) -> bool:
        """Keep a new telephone's record; False when there are too many already."""
        sealed = tuple(self._sealed(name, number, part) for number, part in enumerate(parts))
        said: Command = (name, alive_until, self._most_alive, _KEPT_S, now, *sealed)
        return bool(run(self._wire, _BEGIN, (_key(name), _ALIVE), said))

    def append(self, name: str, number: int, part: bytes, alive_until: int | None) -> bool:
        """Keep one more part, when the record has `number` of them; False when it has not. None: the call is over."""
        until = "" if alive_until is None else alive_until
        said: Command = (number, self._sealed(name, number, part), name, until, _KEPT_S)
        return bool(run(self._wire, _APPEND, (_key(name), _ALIVE), said))

    def find(self, name: str) -> list[bytes]:
        """Return the parts of a record; none when it is unknown, or cannot be read any more."""
        held: list[bytes] = ask(self._wire, "LRANGE", _key(name), 0, -1)
        parts = [self._seal.find(sealed, _about(name, number)) for number, sealed in enumerate(held)]
        if any(part is None for part in parts):
            return []
        return [_unpacked(part) for part in parts if part is not None]

    def put_off(self, name: str, alive_until: int) -> None:
        """Let a telephone that is alive be so until then."""
        ask(self._wire, "ZADD", _ALIVE, "XX", alive_until, name)

    def take_left(self, now: int) -> str | None:
        """Return a telephone that nobody has used in time, to one who asks only; None when there is none."""
        found: bytes | None = run(self._wire, _TAKE, (_ALIVE,), (now,))
        return None if found is None else found.decode()

    def count_alive(self) -> int:
        """Return how many telephones are alive or were left lying."""
        return int(ask(self._wire, "ZCARD", _ALIVE))

    def count_try(self, who: str, within_s: int) -> int:
        """Return how often somebody has tried something, with this try, since they began to within so many seconds."""
        return int(run(self._wire, _COUNT_TRY, (f"tries:{who}",), (within_s,)))

    def _sealed(self, name: str, number: int, part: bytes) -> bytes:
        return self._seal.seal(zlib.compress(part), _about(name, number))


def _key(name: str) -> str:
    return f"phone:{name}"


def _about(name: str, number: int) -> bytes:
    return f"{name} {number}".encode()


def _unpacked(part: bytes) -> bytes:
    unpacking = zlib.decompressobj()
    return unpacking.decompress(part, _LARGEST_BYTES)
