"""Who waits in which queue, in Redis: by the time they came, those who go first a day ahead."""

from collections.abc import Mapping, Sequence
from typing import Final

from redis.exceptions import ResponseError

from ivr.errors import StoreUnavailableError
from ivr.menu.verbs import Priority
from ivr.ports import QueueCount
from ivr.stores.redis_wire import RedisWire, Reply
from ivr.values import CallId

_LONGEST_WAIT_S: Final = 4 * 3600
_KEY_KEPT_S: Final = 600
_IN_ONE_SECOND: Final = 1_000_000
_USUAL_TALK_S: Final = 180
_AHEAD_S: Final = {Priority.HIGH: 86_400, Priority.NORMAL: 0, Priority.LOW: -86_400}


class RedisQueues:
    """The queue shelf on a Redis server. Safe to share between threads."""

    def __init__(self, wire: RedisWire) -> None:
        self._wire = wire

    def enter(self, queue: str, call_id: CallId, since: int, priority: Priority) -> None:
        """Put a call into a queue, at the place of somebody who came then; in one second, the first is first."""
        number = int(self._ask("INCR", f"queue:{queue}:came")) % _IN_ONE_SECOND
        score = since - _AHEAD_S[priority] + number / _IN_ONE_SECOND
        place = f"place:{queue}:{call_id.value}"
        if self._ask("SET", place, repr(score), "NX", "EX", _LONGEST_WAIT_S) is None:
            score = float(self._ask("GET", place))  # who has been in it before is where they were
        self._ask("ZADD", _queue(queue), repr(score), call_id.value)
        self._ask("SET", _where(call_id), queue, "EX", _LONGEST_WAIT_S)

    def leave(self, call_id: CallId) -> None:
        """Take a call out of whatever queue it is in."""
        queue = self._ask("GETDEL", _where(call_id))
        if queue is not None:
            self._ask("ZREM", _queue(queue.decode()), call_id.value)

    def count(self, queues: Sequence[str]) -> Mapping[str, QueueCount]:
        """Return how each of these queues stands."""
        return {queue: self._count(queue) for queue in queues}

    def _count(self, queue: str) -> QueueCount:
        talk = self._ask("GET", f"queue:{queue}:talk")
        return QueueCount(
            waiting=int(self._ask("ZCARD", _queue(queue))),
            busy=int(self._ask("SCARD", f"queue:{queue}:busy")),
            talk_s=int(talk) if talk is not None else _USUAL_TALK_S,
        )

    def find_position(self, queue: str, call_id: CallId) -> int | None:
        """Return the place of a call in a queue, from 1; None when it is not in there."""
        rank = self._ask("ZRANK", _queue(queue), call_id.value)
        return None if rank is None else int(rank) + 1

    def note_key(self, call_id: CallId, turn: int, key: str) -> None:
        """Remember by which key a call leaves the queue that it has been in since that turn."""
        self._ask("SET", f"left:{call_id.value}:{turn}", key, "EX", _KEY_KEPT_S)

    def find_key(self, call_id: CallId, turn: int) -> str | None:
        """Return that key, or None."""
        key = self._ask("GET", f"left:{call_id.value}:{turn}")
        return None if key is None else str(key.decode())

    def _ask(self, *command: str | bytes | int) -> Reply:
        try:
            return self._wire.ask(*command)
        except ResponseError as error:
            raise StoreUnavailableError(f"Redis refuses ({type(error).__name__}); look at its memory") from error


def _queue(name: str) -> str:
    return f"queue:{name}"


def _where(call_id: CallId) -> str:
    return f"inqueue:{call_id.value}"
