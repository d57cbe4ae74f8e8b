"""A ring ends, once, however many say so: the agent is left alone for a while, and how it went is written down."""

from collections.abc import Callable

from ivr.dialog.events import CallStatus
from ivr.dialog.facts import Fact, RingFact
from ivr.errors import StoreUnavailableError
from ivr.log import get_logger
from ivr.ports.people import People
from ivr.ringing.patience import misses_after
from ivr.ringing.people import AgentState, Ring, RingEnd
from ivr.values import CallId, Seconds

_ENDS = {
    CallStatus.BUSY: RingEnd.BUSY,
    CallStatus.NO_ANSWER: RingEnd.NO_ANSWER,
    CallStatus.CANCELED: RingEnd.NO_ANSWER,
    CallStatus.FAILED: RingEnd.FAILED,
}
_log = get_logger(__name__)


def end_of(ring: Ring, status: CallStatus) -> RingEnd:
    """Return what a leg's final status means; an agent who picked up and pressed nothing did not take the call."""
    if ring.served is not None:
        return RingEnd.SERVED
    return _ENDS.get(status, RingEnd.DECLINED)


def end_ring(people: People, ring: Ring, end: RingEnd) -> None:
    """End a ring. One that is over stays as it is."""
    now = int(people.clock().timestamp())
    misses = people.shelf.find_agent(ring.agent).misses
    until = now + people.pace.rest_after(end, misses)
    if not people.shelf.end(ring, until, misses_after(end, misses), now):
        return
    talked = Seconds(max(0, now - ring.served_at)) if ring.served is not None else Seconds(0)
    _log.info("ring_ended", ring=ring.ring_id, queue=ring.queue, agent=str(ring.agent), end=end.value)
    leg = ring.leg or CallId("")
    note(people, RingFact(leg, ring.ring_id, ring.queue, now, end.value, ring.served, talked))
    if ring.served is not None:
        people.shelf.note_talk(ring.queue, talked)


def record_agent_status(people: People, ring_id: str, status: CallStatus) -> None:
    """Take note of where an agent's leg stands."""
    people.begin()
    try:
        ring = people.shelf.find_ring(ring_id) if status.is_final else None
        if ring is not None and not ring.is_over:
            end_ring(people, ring, end_of(ring, status))
    except StoreUnavailableError as error:
        _log.warning("store_unavailable", ring=ring_id, why=str(error))


def note_taken(people: People, ring_id: str, caller: CallId) -> None:
    """Take note of the caller whom an agent is now connected with: by the provider's order, whatever was promised."""
    people.begin()
    now = int(people.clock().timestamp())
    try:
        ring = people.shelf.find_ring(ring_id)
        if ring is not None:
            people.shelf.take(ring, caller.value, now, now + people.pace.look_again)
            _log.info("call_taken", call=caller.value, ring=ring_id, queue=ring.queue, agent=str(ring.agent))
    except StoreUnavailableError as error:
        _log.warning("store_unavailable", ring=ring_id, why=str(error))


def sweep_rings(people: People, find_status: Callable[[CallId], CallStatus | None]) -> None:
    """End the rings that last longer than they can; one that still goes on, as the provider has it, goes on."""
    now = int(people.clock().timestamp())
    for ring_id in people.shelf.overdue(now):
        ring = people.shelf.find_ring(ring_id)
        if ring is None or ring.is_over:
            people.shelf.forget(ring_id)
            continue
        status = find_status(ring.leg) if ring.leg is not None else None
        goes_on_s = _find_more(people, ring, status, now)
        if goes_on_s is not None:
            people.shelf.keep(ring, now + goes_on_s)
        elif status is not None and status.is_final:
            end_ring(people, ring, end_of(ring, status))
        else:
            end_ring(people, ring, RingEnd.NO_ANSWER if ring.served is None else RingEnd.SERVED)


def _find_more(people: People, ring: Ring, status: CallStatus | None, now: int) -> int | None:
    """Return for how long a ring is believed to go on; None when it is over.

    A talk may last for hours of which nothing is told; somebody who has accepted and holds asks every second.
    """
    pace = people.pace
    if ring.state is AgentState.TALKING:
        is_over = (status is not None and status.is_final) or now - ring.served_at >= pace.longest_talk
        return None if is_over else pace.look_again
    holds = ring.state is AgentState.ACCEPTED and status is CallStatus.IN_PROGRESS
    return pace.hold if holds and now - ring.at < pace.longest_hold else None


def note(people: People, fact: Fact) -> None:
    """Write a fact down; where the store does not take it now, it waits."""
    try:
        people.calls.note(fact)
    except StoreUnavailableError:
        _log.info("fact_waits", call=fact.call_id.value)
