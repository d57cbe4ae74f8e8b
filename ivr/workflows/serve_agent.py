"""An agent who was rung: is told what it is about, accepts by a key, and is connected with the first who waits.

What a caller is said to want is told after the key, not before: only then is it sure whose turn it is, for several
agents may be hearing the offer at once. Providers connect an agent with the first of a queue, so an agent whose caller
is the second holds until the first is taken.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final
from zlib import crc32

from ivr.dialog.directives import AskCallee, AwaitSystem, Directive, HangUp, JoinRoom, Sound, TakeFromQueue
from ivr.dialog.events import DialEnded, DigitsPressed, Event
from ivr.dialog.people_words import ACCEPT_KEY, calling_back, nobody_waits, not_reached, offer_call, tell_data
from ivr.dialog.whispering import MOST_ASKED
from ivr.errors import MenusNotReadyError, StoreUnavailableError
from ivr.log import get_logger
from ivr.menu.line import Line
from ivr.ports.calls import Waiter
from ivr.ports.people import PLACE_PREFIX, Accepted, Job, JobState, People
from ivr.ringing.people import Ring, RingEnd
from ivr.values import CallId
from ivr.workflows.ring_addresses import Stage
from ivr.workflows.rings import end_ring

_STALE_PLACES: Final = 20  # passed over in one webhook
_NUMBERS: Final = 1_000_000
_log = get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Met:
    """A webhook of an agent's leg. `number`: how often they were asked, or at the end of a talk which place it was."""

    ring_id: str
    stage: Stage
    number: int
    leg: CallId
    event: Event


@dataclass(frozen=True, slots=True)
class Hears:
    """What somebody who was rung hears, and what the next webhook of theirs will be about."""

    directives: Sequence[Directive]
    stage: Stage = Stage.OVER
    number: int = 0


def meet_agent(people: People, met: Met) -> Hears:
    """Return what the agent hears next; without a store they are let go, and rung again when it is back."""
    people.begin()
    try:
        ring = people.shelf.find_ring(met.ring_id)
        line = people.menus.current().line
        if ring is None or ring.is_over:
            return Hears((HangUp(),) if met.stage is Stage.OVER else (nobody_waits(line), HangUp()))
        if ring.leg is None:
            people.shelf.note_leg(ring.ring_id, met.leg)
        return _meet(people, ring, line, met)
    except (StoreUnavailableError, MenusNotReadyError) as error:
        _log.warning("agent_not_served", ring=met.ring_id, why=str(error))
        return Hears((HangUp(),))


def _meet(people: People, ring: Ring, line: Line, met: Met) -> Hears:
    match met.stage:
        case Stage.PICKED_UP:
            people.shelf.pick_up(ring, int(people.clock().timestamp()) + people.pace.accept)
            return _ask(line, ring, 1)
        case Stage.ASKED:
            return _answered(people, ring, line, met)
        case Stage.OVER:
            return _over(people, ring, line, met)
        case _ if ring.served is not None:
            return _rejoin(people, ring)
        case _:
            return _connect(people, ring, line)


def _ask(line: Line, ring: Ring, asked: int) -> Hears:
    return Hears((AskCallee((offer_call(line, ring.queue),), line.manners.wait),), Stage.ASKED, asked)


def _answered(people: People, ring: Ring, line: Line, met: Met) -> Hears:
    pressed = met.event.digits if isinstance(met.event, DigitsPressed) else ""
    if ring.served is not None:
        return _rejoin(people, ring)
    if pressed == ACCEPT_KEY:
        # What was told may not have been heard when this comes a second time.
        return _connect(people, replace(ring, promised=None), line)
    if pressed and met.number < MOST_ASKED:
        return _ask(line, ring, met.number + 1)
    end_ring(people, ring, RingEnd.DECLINED)
    return Hears((HangUp(),))


def _over(people: People, ring: Ring, line: Line, met: Met) -> Hears:
    """Go on after a talk, or after nobody was at the place any more: then somebody else has waited the longest."""
    if ring.served is not None:
        end_ring(people, ring, RingEnd.SERVED)
        return Hears((HangUp(),))
    if isinstance(met.event, DialEnded) and met.event.caller_left:
        end_ring(people, ring, RingEnd.DECLINED)
        return Hears((HangUp(),))
    if ring.promised is not None and _number_of(ring.promised) == met.number:
        people.shelf.drop(ring, ring.promised)
    return _connect(people, ring, line)


def _rejoin(people: People, ring: Ring) -> Hears:
    """Answer a webhook once more whose answer connected the agent, and was lost."""
    job = people.callbacks.find((ring.served or "").removeprefix(PLACE_PREFIX))
    if job is None or job.state is not JobState.TALKING:
        return Hears((HangUp(),))
    return Hears((JoinRoom(room_of(job), moderator=True),))


def _connect(people: People, ring: Ring, line: Line) -> Hears:
    """Connect the agent with the first whom no other agent has, as soon as that can be.

    What is told of a place is told when it is not the one that the ring was promised already.
    """
    sounds: tuple[Sound, ...] = ()
    for _ in range(_STALE_PLACES):
        accepted = people.shelf.accept(ring, int(people.clock().timestamp()) + people.pace.hold)
        if _lost_customer(ring, accepted) and not sounds:
            sounds = (not_reached(line),)
        if accepted is None:
            break
        hears = _serve(people, ring, line, accepted, sounds)
        if hears is not None:
            return hears
        people.shelf.drop(ring, accepted.place)
    end_ring(people, ring, RingEnd.UNNEEDED)
    return Hears((*sounds, nobody_waits(line), HangUp()))


def _lost_customer(ring: Ring, accepted: Accepted | None) -> bool:
    """Whether the agent held for a customer who could not be reached."""
    if ring.promised is None or not ring.promised.startswith(PLACE_PREFIX):
        return False
    return accepted is None or accepted.place != ring.promised


def _serve(people: People, ring: Ring, line: Line, accepted: Accepted, sounds: tuple[Sound, ...]) -> Hears | None:
    """Return what the agent hears who has accepted a place; None when nobody can be at it any more."""
    place = accepted.place
    if place.startswith(PLACE_PREFIX):
        job = people.callbacks.find(place.removeprefix(PLACE_PREFIX))
        return None if job is None else _call_back(people, ring, line, job, sounds)
    waiter = people.shelf.find_waiter(CallId(place))
    if waiter is None:
        return None
    if place != ring.promised:
        _log.info("call_accepted", call=place, ring=ring.ring_id, queue=ring.queue, agent=str(ring.agent))
        sounds = (*sounds, *tell_data(line, waiter.data))
    if any(_are_in_one_row(people, waiter, other) for other in accepted.ahead):
        return Hears((*sounds, AwaitSystem()), Stage.HOLDING)
    take = TakeFromQueue(waiter.queue, waiter.priority, waiter.returned, waiter.record)
    return Hears((*sounds, take), Stage.OVER, _number_of(place))


def _are_in_one_row(people: People, waiter: Waiter, other: str) -> bool:
    """Whether the provider serves the other place before the waiter's."""
    if other.startswith(PLACE_PREFIX):
        return False
    found = people.shelf.find_waiter(CallId(other))
    return found is not None and (found.priority, found.returned) == (waiter.priority, waiter.returned)


def _call_back(people: People, ring: Ring, line: Line, job: Job, sounds: tuple[Sound, ...]) -> Hears | None:
    """Let the agent hold until the customer is there; None when the callback is no longer to be made now."""
    now = int(people.clock().timestamp())
    if job.state is JobState.THERE:
        if not people.callbacks.move(job, JobState.TALKING, now + people.pace.look_again, ring_id=ring.ring_id):
            return None
        people.shelf.take(ring, job.place, now, now + people.pace.look_again)
        return Hears((*sounds, JoinRoom(room_of(job), moderator=True)), Stage.OVER)
    if job.state is JobState.QUEUED:
        if not people.callbacks.move(job, JobState.WANTED, now, ring_id=ring.ring_id):
            return Hears((*sounds, AwaitSystem()), Stage.HOLDING)
    elif job.state not in {JobState.WANTED, JobState.CALLING}:
        return None
    elif job.ring_id != ring.ring_id:  # the agent before hung up while the customer was rung
        people.callbacks.move(job, job.state, job.due, ring_id=ring.ring_id)
    if job.place != ring.promised:
        sounds = (*sounds, calling_back(line, job.wanted.to))
    return Hears((*sounds, AwaitSystem()), Stage.HOLDING)


def room_of(job: Job) -> str:
    """Return the name of the conference in which agent and customer meet."""
    return f"callback {job.job_id}"


def _number_of(place: str) -> int:
    """Return a number by which a place is known again, so that a webhook delivered twice drops no other place."""
    return crc32(place.encode()) % _NUMBERS
