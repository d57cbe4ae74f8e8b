"""What systems were asked for calls, and what they said, in Redis: sealed, and gone after a few minutes."""

from typing import Final

import msgspec
from redis.exceptions import ResponseError

from ivr.dialog.events import SystemEnded, SystemOutcome
from ivr.errors import StoreUnavailableError
from ivr.ports import Claimed
from ivr.sealing import Seal
from ivr.stores.redis_wire import RedisWire, Reply

_GRACE_S: Final = 10  # beyond the time that an answer may take
_KEPT_S: Final = 300
_CLAIMED: Final = b"claimed"


class RedisClaims:
    """The claim shelf on a Redis server. Safe to share between threads."""

    def __init__(self, wire: RedisWire, seal: Seal) -> None:
        self._wire = wire
        self._seal = seal

    def claim(self, claim: str, longest_s: int) -> bool:
        """Take a claim; False when somebody has it."""
        return self._ask("SET", _key(claim), _CLAIMED, "NX", "EX", longest_s + _GRACE_S) is not None

    def settle(self, claim: str, ended: SystemEnded) -> None:
        """Put the answer where the claim was."""
        plain = msgspec.json.encode([ended.outcome, ended.value])
        self._ask("SET", _key(claim), self._seal.seal(plain, claim.encode()), "EX", _KEPT_S)

    def find(self, claim: str) -> Claimed:
        """Return whether somebody has the claim, and the answer when it is there."""
        held = self._ask("GET", _key(claim))
        if held is None:
            return Claimed(is_claimed=False, ended=None)
        if held == _CLAIMED:
            return Claimed(is_claimed=True, ended=None)
        plain = self._seal.find(held, claim.encode())
        if plain is None:
            return Claimed(is_claimed=False, ended=None)
        outcome, value = msgspec.json.decode(plain)
        return Claimed(is_claimed=True, ended=SystemEnded(SystemOutcome(outcome), value))

    def _ask(self, *command: str | bytes | int) -> Reply:
        try:
            return self._wire.ask(*command)
        except ResponseError as error:
            raise StoreUnavailableError(f"Redis refuses ({type(error).__name__}); look at its memory") from error


def _key(claim: str) -> str:
    return f"asked:{claim}"
