"""What systems were asked for calls, and what they said, in Redis: sealed, and gone after a few minutes."""

from typing import Final

import msgspec

from ivr.dialog.events import SystemEnded, SystemOutcome
from ivr.ports.calls import Claimed
from ivr.sealing import Seal
from ivr.stores.redis_asking import ask
from ivr.stores.redis_wire import RedisWire

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
        return ask(self._wire, "SET", _key(claim), _CLAIMED, "NX", "EX", longest_s + _GRACE_S) is not None

    def settle(self, claim: str, ended: SystemEnded) -> None:
        """Put the answer where the claim was."""
        plain = msgspec.json.encode([ended.outcome, ended.value])
        ask(self._wire, "SET", _key(claim), self._seal.seal(plain, claim.encode()), "EX", _KEPT_S)

    def find(self, claim: str) -> Claimed:
        """Return whether somebody has the claim, and the answer when it is there."""
        held = ask(self._wire, "GET", _key(claim))
        if held is None:
            return Claimed(is_claimed=False, ended=None)
        if held == _CLAIMED:
            return Claimed(is_claimed=True, ended=None)
        plain = self._seal.find(held, claim.encode())
        if plain is None:
            return Claimed(is_claimed=False, ended=None)
        outcome, value = msgspec.json.decode(plain)
        return Claimed(is_claimed=True, ended=SystemEnded(SystemOutcome(outcome), value))


def _key(claim: str) -> str:
    return f"asked:{claim}"
