"""Callbacks in Redis: taken in from the stream of errands, then kept until each is over."""

from base64 import b64decode, b64encode
from collections.abc import Sequence
from typing import Final

from redis.exceptions import ResponseError

from ivr.dialog.errands import CallbackWanted
from ivr.log import get_logger
from ivr.ports_people import Job, JobState
from ivr.ringing.patience import CallbackEnd
from ivr.ringing.people import agent_key
from ivr.sealing import Seal
from ivr.stores.errand_record import load_errand
from ivr.stores.redis_asking import ask, load_script, refused, run
from ivr.stores.redis_calls import ERRANDS_KEY
from ivr.stores.redis_queues import queue_key
from ivr.stores.redis_wire import RedisWire
from ivr.values import CallId

_GROUP: Final = "callbacks"
_READER: Final = "worker"  # one name for all: only who has the lease reads, and finds what a dead one left
_CALLBACKS: Final = "callbacks"
_KEPT_S: Final = 8 * 86_400
_AT_ONCE: Final = 100
_MOVE: Final = load_script("move_callback.lua")
_PREFIX: Final = "callback:"
_log = get_logger(__name__)


class RedisCallbacks:
    """The callback shelf on a Redis server. `seal` is the one that errands are sealed with."""

    def __init__(self, wire: RedisWire, seal: Seal) -> None:
        self._wire = wire
        self._seal = seal

    def take_in(self) -> int:
        """Take in what calls have left since the last time; return how many. Other errands stay as they are.

        The group is ours alone: whoever sends the texts reads the same stream with a group of their own.
        """
        taken = 0
        for entry_id, line in (*self._read("0"), *self._read(">")):
            taken += self._keep(line)
            ask(self._wire, "XACK", ERRANDS_KEY, _GROUP, entry_id)
        return taken

    def _read(self, after: str) -> list[tuple[bytes, bytes]]:
        command = ("XREADGROUP", "GROUP", _GROUP, _READER, "COUNT", _AT_ONCE, "STREAMS", ERRANDS_KEY, after)
        try:
            found = self._wire.ask(*command)
        except ResponseError as error:
            if not str(error).startswith("NOGROUP"):
                raise refused(error) from error
            ask(self._wire, "XGROUP", "CREATE", ERRANDS_KEY, _GROUP, "0", "MKSTREAM")
            found = ask(self._wire, *command)
        if not found:
            return []
        ((_, entries),) = found
        # An entry that was deleted while it was pending has no fields.
        return [(entry_id, fields[1] if fields else b"") for entry_id, fields in entries]

    def _keep(self, line: bytes) -> bool:
        """Begin a callback; False for what is none, or is known already."""
        wanted = load_errand(line, self._seal)
        if not isinstance(wanted, CallbackWanted):
            if wanted is None:
                _log.warning("errand_unreadable")
            return False
        job_id = f"{wanted.call_id.value}:{wanted.turn}:{wanted.number}"
        fields = ("state", "waiting", "line", b64encode(line), "tries", 0)
        due = wanted.at or wanted.since
        return bool(run(self._wire, _MOVE, (_PREFIX + job_id, _CALLBACKS), (job_id, "", due, "due", due, *fields)))

    def due(self, now: int) -> Sequence[str]:
        """Return the callbacks that are to be looked at."""
        found = ask(self._wire, "ZRANGEBYSCORE", _CALLBACKS, "-inf", now, "LIMIT", 0, _AT_ONCE)
        return [job_id.decode() for job_id in found]

    def find(self, job_id: str) -> Job | None:
        """Return a callback, or None."""
        flat = ask(self._wire, "HGETALL", _PREFIX + job_id)
        fields = {name.decode(): value.decode() for name, value in zip(flat[::2], flat[1::2], strict=True)}
        wanted = load_errand(b64decode(fields.get("line", "")), self._seal)
        if not isinstance(wanted, CallbackWanted):
            return None
        return Job(
            job_id=job_id,
            wanted=wanted,
            state=JobState(fields["state"]),
            due=int(fields["due"]),
            tries=int(fields["tries"]),
            ring_id=fields.get("ring_id", ""),
            leg=CallId(fields["leg"]) if fields.get("leg") else None,
            last=CallbackEnd(fields["last"]) if fields.get("last") else None,
        )

    def move(self, job: Job, state: JobState, due: int, **changes: str | int) -> bool:
        """Write changes; False when its state is no longer the one that was read."""
        fields: list[str | int] = ["state", state, "due", due]
        for name, value in changes.items():
            fields += [name, value]
        keys = (_PREFIX + job.job_id, _CALLBACKS)
        return bool(run(self._wire, _MOVE, keys, (job.job_id, job.state, due, *fields)))

    def note_leg(self, job_id: str, leg: CallId) -> None:
        """Note the provider's name for the call to a customer."""
        ask(self._wire, "HSET", _PREFIX + job_id, "leg", leg.value)

    def enter(self, job: Job) -> None:
        """Put a callback into its queue, at the place that the customer kept."""
        ask(self._wire, "ZADD", queue_key(job.wanted.queue), "NX", job.wanted.since, job.place)

    def leave(self, job: Job) -> None:
        """Take a callback out of its queue."""
        ask(self._wire, "ZREM", queue_key(job.wanted.queue), job.place)
        ask(self._wire, "HDEL", f"promised:{job.wanted.queue}", job.place)

    def is_first_of_its_number(self, job: Job) -> bool:
        """Whether no other open callback into the queue is for the same number; the first to ask is."""
        key = _open_key(job)
        if ask(self._wire, "SET", key, job.job_id, "NX", "EX", _KEPT_S) is not None:
            return True
        return bool(ask(self._wire, "GET", key) == job.job_id.encode())

    def close(self, job: Job) -> None:
        """Forget a callback that is over, but for long enough to know it again."""
        ask(self._wire, "ZREM", _CALLBACKS, job.job_id)
        ask(self._wire, "EXPIRE", _PREFIX + job.job_id, _KEPT_S)
        if ask(self._wire, "GET", _open_key(job)) == job.job_id.encode():
            ask(self._wire, "DEL", _open_key(job))

    def forget(self, job_id: str) -> None:
        """Look no more at a callback that cannot be read."""
        ask(self._wire, "ZREM", _CALLBACKS, job_id)


def _open_key(job: Job) -> str:
    return f"callback_of:{job.wanted.queue}:{agent_key(job.wanted.to)}"
