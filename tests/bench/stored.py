"""Many live calls in Redis, as the app's own writer writes them, without ringing each."""

import os
import time
from pathlib import Path
from typing import Any, Final

from msgspec.structs import replace
from redis import Redis

from bench.webhooks import SECRET, call_sid
from ivr.dialog.facts import Outcome, TurnFact
from ivr.dialog.record import Kept
from ivr.dialog.state import CallState
from ivr.ports.calls import Meanwhile, idle
from ivr.sealing import Seal
from ivr.stores.facts_spool import FactsSpool
from ivr.stores.redis_calls import RedisCalls
from ivr.stores.redis_wire import RedisWire, Reply
from ivr.values import CallId

_AT_ONCE: Final = 500
_FIRST: Final = 1 << 100  # calls that nobody rings


class _Bundled(RedisWire):
    """Sends what the app's writer asks for in bundles, and says yes at once."""

    def __init__(self, redis: "Redis") -> None:
        self._pipeline: Any = redis.pipeline(transaction=False)

    def ask(self, *command: str | bytes | int, meanwhile: Meanwhile = idle) -> Reply:
        """Take a command; its reply is looked at when the bundle is sent."""
        meanwhile()
        self._pipeline.execute_command(*command)
        if len(self._pipeline) == _AT_ONCE:
            self.send()
        return 1

    def send(self) -> None:
        """Send what is left. Every write must have been taken."""
        replies: list[Any] = self._pipeline.execute()
        assert all(reply == 1 for reply in replies), replies[:3]


def store_more(redis: "Redis", redis_url: str, like: int, count: int) -> None:
    """Store `count` more live calls, and a fact of each, like the one that stands in Redis under the number `like`."""
    found = _calls_on(RedisWire(redis_url)).find(CallId(call_sid(like)))
    assert found is not None
    wire = _Bundled(redis)
    calls = _calls_on(wire)
    for number in range(_FIRST, _FIRST + count):
        state = replace(found.state, call_id=CallId(call_sid(number)))
        calls.save(Kept(state, found.last), _fact_of(state), None)
    wire.send()
    wait_for_disk(redis)


def _calls_on(wire: RedisWire) -> RedisCalls:
    return RedisCalls(wire, Seal(SECRET.encode(), "calls"), FactsSpool(Path(os.devnull) / "never"))


def _fact_of(state: CallState) -> TurnFact:
    return TurnFact(
        call_id=state.call_id,
        turn=state.turn,
        at=state.at,
        menus=state.menus,
        language=state.language,
        step=state.here,
        outcome=Outcome.CHOSE,
        key="2",
        path=(state.here,),
    )


def wait_for_disk(redis: "Redis") -> None:
    """Wait until the server no longer rewrites its file: that takes a core."""
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        found: Any = redis.info("persistence")
        if not (found["aof_rewrite_in_progress"] or found["aof_rewrite_scheduled"]):
            return
        time.sleep(0.1)
