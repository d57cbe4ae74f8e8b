"""Agents and rings in Redis: what two workers must not both do is one script each."""

from collections.abc import Mapping, Sequence
from typing import Final

import msgspec

from ivr.ports.calls import Waiter
from ivr.ports.people import Accepted, PlacesNow
from ivr.ringing.people import AgentNow, AgentState, Ring, agent_key
from ivr.sealing import Seal
from ivr.stores.redis_asking import ask, load_script, run
from ivr.stores.redis_queues import load_waiter, queue_key, waiter_key
from ivr.stores.redis_wire import RedisWire
from ivr.values import CallId, PhoneNumber

_RINGS: Final = "rings"
_RING_KEPT_S: Final = 6 * 3600
_SERVED_KEPT_S: Final = 4 * 3600
_BUSY_KEPT_S: Final = 60
_MOST_OVERDUE: Final = 100
_FIRST: Final = 5
_OFFER: Final = load_script("offer_ring.lua")
_ACCEPT: Final = load_script("accept_place.lua")
_TAKE: Final = load_script("take_place.lua")
_END: Final = load_script("end_ring.lua")


class RedisPeople:
    """The people shelf on a Redis server; numbers are sealed there. Safe to share between threads."""

    def __init__(self, wire: RedisWire, seal: Seal) -> None:
        self._wire = wire
        self._seal = seal

    def find_waiter(self, call_id: CallId) -> Waiter | None:
        """Return a caller who waits, or None."""
        sealed = ask(self._wire, "GET", waiter_key(call_id))
        return None if sealed is None else load_waiter(sealed, call_id, self._seal)

    def look(self, queue: str) -> PlacesNow:
        """Return how a queue stands."""
        flat = ask(self._wire, "ZRANGE", queue_key(queue), 0, -1, "WITHSCORES")
        promised = set(ask(self._wire, "HKEYS", _promised(queue)))
        places = [(place, float(worth)) for place, worth in zip(flat[::2], flat[1::2], strict=True)]
        free = [(place, worth) for place, worth in places if place not in promised]
        offers = tuple(ring_id.decode() for ring_id in ask(self._wire, "SMEMBERS", _offers(queue)))
        return PlacesNow(tuple(worth for _, worth in free), offers, tuple(place.decode() for place, _ in free[:_FIRST]))

    def find_agent(self, agent: PhoneNumber) -> AgentNow:
        """Return what an agent does."""
        fields = ("state", "until", "since", "misses")
        found = ask(self._wire, "HMGET", _agent(agent), *fields)
        state, *numbers = (None if value is None else value.decode() for value in found)
        until, since, misses = (int(number or 0) for number in numbers)
        return AgentNow(AgentState(state or "free"), until, since, misses)

    def offer(self, ring: Ring) -> bool:
        """Write a ring down before it is made; False when the agent is not free or no place needs one more."""
        queue = ring.queue
        keys = (_agent(ring.agent), _ring(ring.ring_id), _offers(queue), queue_key(queue), _promised(queue), _RINGS)
        plain = msgspec.json.encode([ring.agent.reveal(), ring.caller_id.reveal()])
        fields: tuple[str | bytes | int, ...] = (
            *("queue", queue, "state", ring.state, "at", ring.at, "until", ring.until),
            *("sealed", self._seal.seal(plain, ring.ring_id.encode())),
        )
        return bool(run(self._wire, _OFFER, keys, (ring.ring_id, ring.at, ring.until, _RING_KEPT_S, *fields)))

    def find_ring(self, ring_id: str) -> Ring | None:
        """Return a ring, also for some hours after it is over."""
        flat = ask(self._wire, "HGETALL", _ring(ring_id))
        fields = {name.decode(): value for name, value in zip(flat[::2], flat[1::2], strict=True)}
        plain = self._seal.find(fields.pop("sealed", b""), ring_id.encode())
        if plain is None:
            return None
        agent, caller_id = msgspec.json.decode(plain)
        text = {name: value.decode() for name, value in fields.items()}
        return Ring(
            ring_id=ring_id,
            queue=text["queue"],
            agent=PhoneNumber(agent),
            caller_id=PhoneNumber(caller_id),
            at=int(text["at"]),
            until=int(text["until"]),
            state=AgentState(text["state"]),
            leg=CallId(text["leg"]) if text.get("leg") else None,
            promised=text.get("promised") or None,
            served=text.get("served") or None,
            served_at=int(text.get("served_at") or 0),
            is_picked_up=text.get("picked_up") == "1",
            is_over=text.get("over") == "1",
        )

    def note_leg(self, ring_id: str, leg: CallId) -> None:
        """Note the provider's name for the call of a ring."""
        ask(self._wire, "HSET", _ring(ring_id), "leg", leg.value)

    def pick_up(self, ring: Ring, until: int) -> None:
        """Note that the agent has picked up, and is being asked for so long."""
        ask(self._wire, "HSET", _ring(ring.ring_id), "picked_up", "1")
        self.keep(ring, until)

    def accept(self, ring: Ring, until: int) -> Accepted | None:
        """Give the agent the first place that nobody has, for so long; None when there is none, or the ring is over."""
        found = run(self._wire, _ACCEPT, _keys(ring), (ring.ring_id, until))
        if not found:
            return None
        place, *ahead = (each.decode() for each in found)
        return Accepted(place, tuple(ahead))

    def take(self, ring: Ring, place: str, now: int, until: int) -> bool:
        """Note that the agent talks with whoever had that place, which is now gone; False when the ring is over."""
        keys = (*_keys(ring), f"place:{ring.queue}:{place}", f"served:{place}")
        return bool(run(self._wire, _TAKE, keys, (ring.ring_id, until, place, now, _SERVED_KEPT_S)))

    def drop(self, ring: Ring, place: str) -> None:
        """Take a place out of its queue at which nobody was found any more."""
        ask(self._wire, "ZREM", queue_key(ring.queue), place)
        ask(self._wire, "HDEL", _promised(ring.queue), place)

    def keep(self, ring: Ring, until: int) -> None:
        """Let a ring that is overdue go on."""
        ask(self._wire, "HSET", _agent(ring.agent), "until", until)
        ask(self._wire, "ZADD", _RINGS, "XX", until, ring.ring_id)

    def end(self, ring: Ring, until: int, misses: int, now: int) -> bool:
        """End a ring: its place is free for others, its agent again after a while. False when it was over already."""
        keys = (_ring(ring.ring_id), _agent(ring.agent), _offers(ring.queue), _promised(ring.queue), _RINGS)
        return bool(run(self._wire, _END, keys, (ring.ring_id, until, now, misses)))

    def forget(self, ring_id: str) -> None:
        """Take a ring of which nothing more is known out of what is counted."""
        ask(self._wire, "ZREM", _RINGS, ring_id)
        ask(self._wire, "SREM", _offers(ring_id.partition(".")[0]), ring_id)

    def overdue(self, now: int) -> Sequence[str]:
        """Return the rings that last longer than they can."""
        found = ask(self._wire, "ZRANGEBYSCORE", _RINGS, "-inf", now, "LIMIT", 0, _MOST_OVERDUE)
        return [ring_id.decode() for ring_id in found]

    def note_talk(self, queue: str, seconds: int) -> None:
        """Let a talk count for a fifth in how long one takes of late."""
        key = f"queue:{queue}:talk"
        before = ask(self._wire, "GET", key)
        usual = int(seconds) if before is None else (4 * int(before) + seconds) // 5
        ask(self._wire, "SET", key, max(1, usual))

    def note_busy(self, busy: Mapping[str, int]) -> None:
        """Note how many agents of each queue are busy."""
        for queue, number in busy.items():
            ask(self._wire, "SET", f"queue:{queue}:busy", number, "EX", _BUSY_KEPT_S)


def _keys(ring: Ring) -> tuple[str, ...]:
    queue = ring.queue
    return _ring(ring.ring_id), _agent(ring.agent), _offers(queue), queue_key(queue), _promised(queue), _RINGS


def _agent(agent: PhoneNumber) -> str:
    return f"agent:{agent_key(agent)}"


def _ring(ring_id: str) -> str:
    return f"ring:{ring_id}"


def _offers(queue: str) -> str:
    return f"offers:{queue}"


def _promised(queue: str) -> str:
    return f"promised:{queue}"
