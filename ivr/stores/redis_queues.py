"""Who waits in which queue, in Redis: by the time they came, those who go first a day ahead."""

from collections.abc import Mapping, Sequence
from typing import Final

import msgspec
from redis.exceptions import ResponseError

from ivr.errors import StoreUnavailableError
from ivr.menu.verbs import Priority
from ivr.ports import QueueCount, Waiter
from ivr.sealing import Seal
from ivr.stores.redis_wire import RedisWire, Reply
from ivr.values import CallId, PhoneNumber

_LONGEST_WAIT_S: Final = 4 * 3600
_KEY_KEPT_S: Final = 600
_IN_ONE_SECOND: Final = 1_000_000
_USUAL_TALK_S: Final = 180
_AHEAD_S: Final = {Priority.HIGH: 86_400, Priority.NORMAL: 0, Priority.LOW: -86_400}


class RedisQueues:
    """The queue shelf on a Redis server. Safe to share between threads."""

    def __init__(self, wire: RedisWire, seal: Seal) -> None:
        self._wire = wire
        self._seal = seal

    def enter(self, waiter: Waiter) -> None:
        """Put a call into a queue, at the place of somebody who came then; in one second, the first is first."""
        queue, call_id = waiter.queue, waiter.call_id
        self._ask("DEL", _served(call_id))
        self._ask("SET", waiter_key(call_id), _dump_waiter(waiter, self._seal), "EX", _LONGEST_WAIT_S)
        number = int(self._ask("INCR", f"queue:{queue}:came")) % _IN_ONE_SECOND
        score = waiter.since - _AHEAD_S[waiter.priority] + number / _IN_ONE_SECOND
        place = f"place:{queue}:{call_id.value}"
        if self._ask("SET", place, repr(score), "NX", "EX", _LONGEST_WAIT_S) is None:
            score = float(self._ask("GET", place))  # who has been in it before is where they were
        self._ask("ZADD", queue_key(queue), repr(score), call_id.value)
        self._ask("SET", _where(call_id), queue, "EX", _LONGEST_WAIT_S)

    def enter_again(self, waiter: Waiter) -> None:
        """Put a call that still waits back into a queue where it is no more, unless an agent has just served it."""
        if self._ask("GET", _served(waiter.call_id)) is not None:
            return
        sealed = self._ask("GET", waiter_key(waiter.call_id))
        kept = None if sealed is None else load_waiter(sealed, waiter.call_id, self._seal)
        self.enter(kept if kept is not None and kept.turn == waiter.turn else waiter)

    def leave(self, call_id: CallId) -> None:
        """Take a call out of whatever queue it is in."""
        queue = self._ask("GETDEL", _where(call_id))
        if queue is not None:
            self._ask("ZREM", queue_key(queue.decode()), call_id.value)
            self._ask("HDEL", f"promised:{queue.decode()}", call_id.value)

    def count(self, queues: Sequence[str]) -> Mapping[str, QueueCount]:
        """Return how each of these queues stands."""
        return {queue: self._count(queue) for queue in queues}

    def _count(self, queue: str) -> QueueCount:
        talk = self._ask("GET", f"queue:{queue}:talk")
        busy = self._ask("GET", f"queue:{queue}:busy")
        return QueueCount(
            waiting=int(self._ask("ZCARD", queue_key(queue))),
            busy=int(busy or 0),
            talk_s=int(talk) if talk is not None else _USUAL_TALK_S,
        )

    def find_position(self, queue: str, call_id: CallId) -> int | None:
        """Return the place of a call in a queue, from 1; None when it is not in there."""
        rank = self._ask("ZRANK", queue_key(queue), call_id.value)
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


def queue_key(name: str) -> str:
    """Return where it is kept who waits in a queue."""
    return f"queue:{name}"


def waiter_key(call_id: CallId) -> str:
    """Return where it is kept what an agent should know of a caller who waits."""
    return f"waiter:{call_id.value}"


def _dump_waiter(waiter: Waiter, seal: Seal) -> bytes:
    record = [
        *(waiter.queue, waiter.since, waiter.priority, waiter.turn, waiter.line_number.reveal()),
        *(waiter.returned, waiter.record, waiter.data),
    ]
    return seal.seal(msgspec.json.encode(record), waiter.call_id.value.encode())


def load_waiter(sealed: bytes, call_id: CallId, seal: Seal) -> Waiter | None:
    """Return what was kept of a caller who waits, or None when it cannot be read."""
    plain = seal.find(sealed, call_id.value.encode())
    if plain is None:
        return None
    queue, since, priority, turn, number, *rest = msgspec.json.decode(plain)
    return Waiter(call_id, queue, since, Priority(priority), turn, PhoneNumber(number), *rest)


def _served(call_id: CallId) -> str:
    return f"served:{call_id.value}"


def _where(call_id: CallId) -> str:
    return f"inqueue:{call_id.value}"
