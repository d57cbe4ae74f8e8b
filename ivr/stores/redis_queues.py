"""Who waits in which queue, in Redis: by the time they came, those who go first a day ahead. One trip for each."""

from collections.abc import Mapping, Sequence
from typing import Final

import msgspec

from ivr.menu.verbs import Priority
from ivr.ports.calls import QueueCount, Waiter
from ivr.ports.people import PLACE_PREFIX
from ivr.sealing import Seal
from ivr.stores.redis_asking import ask, load_script, run
from ivr.stores.redis_wire import RedisWire
from ivr.values import CallId, PhoneNumber

_LONGEST_WAIT_S: Final = 25 * 3600  # and talk: no call lasts longer than a day
_KEY_KEPT_S: Final = 600
_USUAL_TALK_S: Final = 180
_AHEAD_S: Final = {Priority.HIGH: 86_400, Priority.NORMAL: 0, Priority.LOW: -86_400}
_QUEUE: Final = "queue:"
_WHERE: Final = "inqueue:"
_ENTER: Final = load_script("enter_queue.lua")
_LEAVE: Final = load_script("leave_queue.lua")
_COUNT: Final = load_script("count_queues.lua")


class RedisQueues:
    """The queue shelf on a Redis server. Safe to share between threads."""

    def __init__(self, wire: RedisWire, seal: Seal) -> None:
        self._wire = wire
        self._seal = seal

    def enter(self, waiter: Waiter) -> None:
        """Put a call into a queue, at the place of somebody who came then; in one second, the first is first."""
        call_id, own = waiter.call_id, queue_key(waiter.queue)
        place = f"place:{waiter.queue}:{call_id.value}"
        keys = (own, f"{own}:came", place, _where(call_id), waiter_key(call_id), _served(call_id))
        since = waiter.since - _AHEAD_S[waiter.priority]
        about = _dump_waiter(waiter, self._seal)
        arguments = (call_id.value, since, _LONGEST_WAIT_S, waiter.queue, _WHERE, about, PLACE_PREFIX)
        run(self._wire, _ENTER, keys, arguments)

    def enter_again(self, waiter: Waiter) -> None:
        """Put a call that still waits back into a queue where it is no more, unless an agent has just served it."""
        if ask(self._wire, "GET", _served(waiter.call_id)) is not None:
            return
        sealed = ask(self._wire, "GET", waiter_key(waiter.call_id))
        kept = None if sealed is None else load_waiter(sealed, waiter.call_id, self._seal)
        self.enter(kept if kept is not None and kept.turn == waiter.turn else waiter)

    def leave(self, call_id: CallId) -> None:
        """Take a call out of whatever queue it is in."""
        run(self._wire, _LEAVE, (_where(call_id),), (call_id.value, _QUEUE))

    def count(self, queues: Sequence[str]) -> Mapping[str, QueueCount]:
        """Return how each of these queues stands."""
        keys = tuple(f"{queue_key(queue)}{part}" for queue in queues for part in ("", ":busy", ":talk"))
        counted = run(self._wire, _COUNT, keys) if keys else ()
        each = zip(queues, counted[::3], counted[1::3], counted[2::3], strict=True)
        return {
            queue: QueueCount(int(waiting), int(busy), int(talk or _USUAL_TALK_S))
            for queue, waiting, busy, talk in each
        }

    def find_position(self, queue: str, call_id: CallId) -> int | None:
        """Return the place of a call in a queue, from 1; None when it is not in there."""
        rank = ask(self._wire, "ZRANK", queue_key(queue), call_id.value)
        return None if rank is None else int(rank) + 1

    def note_key(self, call_id: CallId, turn: int, key: str) -> None:
        """Remember by which key a call leaves the queue that it has been in since that turn."""
        ask(self._wire, "SET", f"left:{call_id.value}:{turn}", key, "EX", _KEY_KEPT_S)

    def find_key(self, call_id: CallId, turn: int) -> str | None:
        """Return that key, or None."""
        key = ask(self._wire, "GET", f"left:{call_id.value}:{turn}")
        return None if key is None else str(key.decode())


def queue_key(queue: str) -> str:
    """Return where it is kept who waits in a queue."""
    return f"{_QUEUE}{queue}"


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
    return f"{_WHERE}{call_id.value}"
