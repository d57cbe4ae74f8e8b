"""A lease in Redis: of several workers one does the work, and another goes on soon after that one has died."""

from secrets import token_hex
from typing import Final

from ivr.stores.redis_asking import ask, load_script, run
from ivr.stores.redis_wire import RedisWire

_HOLD: Final = load_script("lease.lua")


class RedisLease:
    """The lease of one tick. It saves work, no more: what must not be done twice is claimed one by one."""

    def __init__(self, wire: RedisWire, name: str, seconds: float) -> None:
        self._wire = wire
        self._key = f"lease:tick:{name}"
        self._who = token_hex(8)
        self._milliseconds = int(seconds * 1000)

    def hold(self) -> bool:
        """Take the lease or keep it; False when another worker has it. StoreUnavailableError like the shelves."""
        return bool(run(self._wire, _HOLD, (self._key,), (self._who, self._milliseconds)))

    def let_go(self) -> None:
        """Give it back at once, so that nobody has to wait until it runs out."""
        if ask(self._wire, "GET", self._key) == self._who.encode():
            ask(self._wire, "DEL", self._key)
