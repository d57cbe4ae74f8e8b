"""Many live calls in Redis, as the app's own writer writes them, without ringing each."""

import time
from dataclasses import replace
from typing import Any, Final

from redis import Redis

from bench.webhooks import call_sid
from ivr.dialog.events import CallArrived
from ivr.dialog.facts import Outcome, TurnFact
from ivr.dialog.record import Kept
from ivr.dialog.state import CallState
from ivr.stores.redis_calls import RedisCalls
from ivr.stores.redis_wire import RedisWire, Reply
from ivr.values import CallId

_AT_ONCE: Final = 500
_FIRST: Final = 1 << 100  # calls that nobody rings


class _Bundled(RedisWire):
    """Sends what the app's writer asks for in bundles, and says yes at once."""

    def __init__(self, redis: "Redis") -> None:
        self._pipeline: Any = redis.pipeline(transaction=False)

    def ask(self, *command: str | bytes | int) -> Reply:
        """Take a command; its reply is looked at when the bundle is sent."""
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
    shelved = RedisCalls(RedisWire(redis_url)).find(CallId(call_sid(like)))
    assert shelved is not None
    wire = _Bundled(redis)
    calls = RedisCalls(wire)
    for number in range(_FIRST, _FIRST + count):
        kept = _renamed(shelved.kept, CallId(call_sid(number)))
        calls.save(kept, _fact_of(kept.state), 0)
    wire.send()
    wait_for_disk(redis)


def _renamed(kept: Kept, call_id: CallId) -> Kept:
    event = replace(kept.event, call_id=call_id) if isinstance(kept.event, CallArrived) else kept.event
    before = None if kept.before is None else replace(kept.before, call_id=call_id)
    return Kept(replace(kept.state, call_id=call_id), event, before)


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
