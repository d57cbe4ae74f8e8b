"""Who waits in which queue, in Redis: by the time they came, those who go first a day ahead. One trip for each."""

from collections.abc import Mapping, Sequence
from typing import Final

from ivr.menu.verbs import Priority
from ivr.ports import QueueCount
from ivr.stores.redis_asking import ask, load_script, run
from ivr.stores.redis_wire import RedisWire
from ivr.values import CallId

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

    def __init__(self, wire: RedisWire) -> None:
        self._wire = wire

    def enter(self, queue: str, call_id: CallId, since: int, priority: Priority) -> None:
        """Put a call into a queue, at the place of somebody who came then; in one second, the first is first."""
        own = _key(queue)
        keys = (own, f"{own}:came", f"place:{queue}:{call_id.value}", _where(call_id))
        run(self._wire, _ENTER, keys, (call_id.value, since - _AHEAD_S[priority], _LONGEST_WAIT_S, queue, _WHERE))

    def leave(self, call_id: CallId) -> None:
        """Take a call out of whatever queue it is in."""
        run(self._wire, _LEAVE, (_where(call_id),), (call_id.value, _QUEUE))

    def count(self, queues: Sequence[str]) -> Mapping[str, QueueCount]:
        """Return how each of these queues stands."""
        keys = tuple(f"{_key(queue)}{part}" for queue in queues for part in ("", ":busy", ":talk"))
        counted = run(self._wire, _COUNT, keys) if keys else ()
        each = zip(queues, counted[::3], counted[1::3], counted[2::3], strict=True)
        return {
            queue: QueueCount(int(waiting), int(busy), int(talk or _USUAL_TALK_S))
            for queue, waiting, busy, talk in each
        }

    def find_position(self, queue: str, call_id: CallId) -> int | None:
        """Return the place of a call in a queue, from 1; None when it is not in there."""
        rank = ask(self._wire, "ZRANK", _key(queue), call_id.value)
        return None if rank is None else int(rank) + 1

    def note_key(self, call_id: CallId, turn: int, key: str) -> None:
        """Remember by which key a call leaves the queue that it has been in since that turn."""
        ask(self._wire, "SET", f"left:{call_id.value}:{turn}", key, "EX", _KEY_KEPT_S)

    def find_key(self, call_id: CallId, turn: int) -> str | None:
        """Return that key, or None."""
        key = ask(self._wire, "GET", f"left:{call_id.value}:{turn}")
        return None if key is None else str(key.decode())


def _key(queue: str) -> str:
    return f"{_QUEUE}{queue}"


def _where(call_id: CallId) -> str:
    return f"{_WHERE}{call_id.value}"
