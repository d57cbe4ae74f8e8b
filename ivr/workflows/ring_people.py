"""One look of the worker at all who wait: agents are rung for callers, customers for agents who hold.

Whoever makes it, however often, at the same time even: a ring is claimed in the store before it is made.
"""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from secrets import token_hex
from typing import Final

from ivr.errors import StoreUnavailableError
from ivr.log import get_logger
from ivr.menu.line import Line
from ivr.menu.numbers import find_dialable
from ivr.ports.people import (
    PLACE_PREFIX,
    CallMaker,
    CallNotMadeError,
    CallRefusedError,
    CallUnknownError,
    OutgoingCall,
    People,
    PlacesNow,
)
from ivr.ringing.people import AgentNow, AgentState, Ring, RingEnd, agent_key
from ivr.ringing.planning import QueueNow, plan
from ivr.values import CallId, PhoneNumber, Seconds
from ivr.workflows.call_customers import Order, look_at_callbacks
from ivr.workflows.ring_addresses import Stage
from ivr.workflows.rings import end_ring, sweep_rings

_BUSY: Final = frozenset({AgentState.ACCEPTED, AgentState.TALKING})
_log = get_logger(__name__)

Together = Callable[[Sequence[Order]], None]


@dataclass(frozen=True, slots=True)
class _Desk:
    """A queue: how it stands, who answers it, for how long their phones ring."""

    now: QueueNow
    places: PlacesNow
    people: Mapping[str, PhoneNumber]
    ring: Seconds


def ring_people(people: People, maker: CallMaker, together: Together) -> None:
    """Look once. `together` carries orders out at the same time, and returns when all are done.

    StoreUnavailableError and MenusNotReadyError when it cannot be done now.
    """
    people.callbacks.take_in()
    sweep_rings(people, maker.find_status)
    orders = list(look_at_callbacks(people, maker))
    line = people.menus.current().line
    desks = {name: desk for name in line.queues if (desk := _desk(people, line, name)) is not None}
    agents = {key: people.shelf.find_agent(number) for desk in desks.values() for key, number in desk.people.items()}
    for desk in desks.values():
        orders += _surplus(people, maker, desk)
    now = int(people.clock().timestamp())
    for wanted in plan([desk.now for desk in desks.values()], agents, now):
        order = _offer(people, maker, desks[wanted.queue], wanted.agent, now)
        if order is not None:
            orders.append(order)
    together(orders)
    people.shelf.note_busy(_busy(desks, agents))


def _desk(people: People, line: Line, queue: str) -> _Desk | None:
    """Return a queue that has agents who may be rung."""
    contact = line.contacts.get(line.queues[queue].agents or "")
    if contact is None:
        return None
    numbers = [number for address in contact.dial if (number := _find_number(line, address)) is not None]
    known = {agent_key(number): number for number in numbers}
    places = people.shelf.look(queue)
    now = QueueNow(queue, places.free, len(places.offers), tuple(known), contact.in_order)
    return _Desk(now, places, known, contact.ring or Seconds(people.pace.ring))


def _find_number(line: Line, address: str) -> PhoneNumber | None:
    """Return an agent's address as it is rung; None for a number that must not be."""
    if address.startswith(("sip:", "client:")):
        return PhoneNumber(address)
    number = find_dialable(address, line.limits.dial, is_written=True)
    return None if number is None else PhoneNumber(number)


def _offer(people: People, maker: CallMaker, desk: _Desk, agent: str, now: int) -> Order | None:
    """Claim an agent for a queue; return the order to ring them, None when somebody else was quicker."""
    queue, number = desk.now.name, desk.people[agent]
    caller_id = _caller_id(people, desk.places.first)
    if caller_id is None:
        _log.warning("no_caller_id", queue=queue, why="the number called is none, and the settings name none to show")
        return None
    until = now + desk.ring + people.pace.grace
    ring = Ring(f"{queue}.{token_hex(8)}", queue, number, caller_id, now, until)
    return (lambda: _ring(people, maker, ring, desk.ring)) if people.shelf.offer(ring) else None


def _surplus(people: People, maker: CallMaker, desk: _Desk) -> Sequence[Order]:
    """End the offers that no place needs any more; return the orders to let those phones ring no longer."""
    surplus = len(desk.places.offers) - len(desk.places.free)
    if surplus <= 0:
        return ()
    orders: list[Order] = []
    rings = [people.shelf.find_ring(ring_id) for ring_id in desk.places.offers]
    for ring in [ring for ring in rings if ring is not None and not ring.is_picked_up][:surplus]:
        if ring.leg is not None:  # else the order is still under way
            end_ring(people, ring, RingEnd.UNNEEDED)
            orders.append(partial(maker.hang_up, ring.leg, ringing_only=True))
    return orders


def _caller_id(people: People, places: Sequence[str]) -> PhoneNumber | None:
    """Return the number that the agent sees: the one that was called by the first of whom that is known."""
    for place in places:
        called = _find_called(people, place)
        if called is not None and called.is_e164:
            return called
    return people.own_number


def _find_called(people: People, place: str) -> PhoneNumber | None:
    if place.startswith(PLACE_PREFIX):
        job = people.callbacks.find(place.removeprefix(PLACE_PREFIX))
        return job.wanted.sender if job is not None else None
    waiter = people.shelf.find_waiter(CallId(place))
    return waiter.line_number if waiter is not None else None


def _ring(people: People, maker: CallMaker, ring: Ring, seconds: Seconds) -> None:
    call = OutgoingCall(
        to=ring.agent,
        caller_id=ring.caller_id,
        on_answer=people.ways.agent(ring.ring_id, Stage.PICKED_UP),
        on_status=people.ways.agent_status(ring.ring_id),
        ring=seconds,
    )
    try:
        leg = maker.make(call)
    except CallUnknownError as error:
        _log.warning("agent_maybe_rung", ring=ring.ring_id, why=str(error))  # it shows, or its time runs out
    except CallNotMadeError as error:
        _log.warning("agent_not_rung", ring=ring.ring_id, agent=str(ring.agent), why=str(error))
        end_ring(people, ring, RingEnd.FAILED if isinstance(error, CallRefusedError) else RingEnd.NOT_MADE)
    else:
        _log.info("agent_rung", ring=ring.ring_id, queue=ring.queue, agent=str(ring.agent))
        _note_leg(people, ring, leg)


def _note_leg(people: People, ring: Ring, leg: CallId) -> None:
    try:
        people.shelf.note_leg(ring.ring_id, leg)
    except StoreUnavailableError as error:  # the leg's own webhooks name it too
        _log.warning("store_unavailable", ring=ring.ring_id, why=str(error))


def _busy(desks: Mapping[str, _Desk], agents: Mapping[str, AgentNow]) -> Counter[str]:
    busy = Counter(dict.fromkeys(desks, 0))
    for name, desk in desks.items():
        busy[name] = sum(agents[key].state in _BUSY for key in desk.people)
    return busy
