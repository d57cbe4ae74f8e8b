"""Callbacks in Redis: taken in from the stream of errands, then kept until each is over."""

from base64 import b64decode, b64encode
from collections.abc import Sequence
from typing import Final

from ivr.dialog.errands import CallbackWanted
from ivr.ports.people import Job, JobState
from ivr.ringing.patience import CallbackEnd
from ivr.ringing.people import agent_key
from ivr.sealing import Seal
from ivr.stores.errand_record import load_errand
from ivr.stores.redis_asking import ask, load_script, run
from ivr.stores.redis_errands import RedisErrands
from ivr.stores.redis_queues import queue_key
from ivr.stores.redis_wire import RedisWire
from ivr.values import CallId

_CALLBACKS: Final = "callbacks"
_KEPT_S: Final = 8 * 86_400
_AT_ONCE: Final = 100
_MOVE: Final = load_script("move_callback.lua")
_PREFIX: Final = "callback:"


class RedisCallbacks:
    """The callback shelf on a Redis server. `seal` is the one that errands are sealed with."""

    def __init__(self, wire: RedisWire, seal: Seal) -> None:
        self._wire = wire
        self._seal = seal
        self._errands = RedisErrands(wire, seal, "callbacks")

    def take_in(self) -> int:
        """Take in what calls have left since the last time; return how many. Other errands stay as they are."""
        taken = 0
        for errand in self._errands.read():
            if isinstance(errand.wanted, CallbackWanted):
                taken += self._keep(errand.line, errand.wanted)
            self._errands.done(errand)
        return taken

    def _keep(self, line: bytes, wanted: CallbackWanted) -> bool:
        """Begin a callback; False for what is known already."""
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
