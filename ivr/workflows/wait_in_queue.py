"""Somebody waits in a queue: what they hear next, and which key leads them out."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from msgspec.structs import replace

from ivr.dialog.beginning import begin_at, footing_at
from ivr.dialog.directives import Directive, HangUp, LeaveQueue, Music, WaitOn
from ivr.dialog.engine import find_enqueued, hear_waiting
from ivr.dialog.events import CallArrived, DigitsPressed, Event
from ivr.dialog.state import CallState
from ivr.dialog.world import USUAL_TALK_S, QueuePlace, World, agents_of, minutes_until
from ivr.errors import StoreUnavailableError
from ivr.log import get_logger
from ivr.menu.model import Menus
from ivr.menu.verbs import Queue
from ivr.ports.calls import Services
from ivr.values import Seconds
from ivr.workflows.queueing import waiter_of
from ivr.workflows.standing import Ticket
from ivr.workflows.worlds import world_at

_IN_SILENCE: Final = WaitOn((), Music(None), Seconds(20))
_RETURNED_S: Final = 2  # whose place is older than their wait by more was in the queue before
_log = get_logger(__name__)


@dataclass(frozen=True, slots=True)
class StillWaiting:
    """A webhook of a wait that began at `begun`; `said`: after how many seconds the last announcement was, if any.

    `waited` and `place` are the provider's own idea of how long it has been, and of where the call stands.
    """

    arrived: CallArrived
    ticket: Ticket
    event: Event
    begun: int
    said: int | None
    waited: int
    place: int


@dataclass(frozen=True, slots=True)
class Heard:
    """What the caller hears, and when the last announcement was made by then."""

    directives: Sequence[Directive]
    said: int | None


def wait_in_queue(services: Services, waiting: StillWaiting) -> Heard:
    """Return what the caller hears next. The call's own turn does not go on; whatever breaks, they wait on."""
    services.begin()
    try:
        return _hear(services, waiting)
    except Exception as error:  # noqa: BLE001 - a call is never answered with an error
        _log.exception("wait_failed", call=waiting.arrived.call_id.value, error=type(error).__name__)
        return Heard((_IN_SILENCE,), waiting.said)


def _hear(services: Services, waiting: StillWaiting) -> Heard:
    ticket = waiting.ticket
    menus = services.menus.find(ticket.menus) or services.menus.current()
    key = waiting.event.digits[:1] if isinstance(waiting.event, DigitsPressed) else ""
    # Not every provider says at every request how long it has been.
    waited = max(waiting.waited, int(services.clock().timestamp()) - waiting.begun)
    now = World(services.clock().replace(microsecond=0))
    footing = footing_at(menus, waiting.arrived, ticket.here, ticket.language, ticket.turn)
    here = begin_at(menus, waiting.arrived, footing, now)
    # Who leaves is known without the store, and noted before a slow one is asked anything else.
    heard = hear_waiting(menus, here, now, QueuePlace(waited, waiting.place, 1), waited, key)
    if heard is None:
        return Heard((HangUp(),), waiting.said)
    last = heard.directives[-1]
    if isinstance(last, LeaveQueue):
        _note_key(services, waiting, last.key)
        return Heard(heard.directives, waiting.said)
    state = _find_stored(services, waiting) or here
    place = _place(services, menus, state, QueuePlace(waited, waiting.place, 1), waiting.begun)
    heard = hear_waiting(menus, state, world_at(services, menus, None), place, waiting.said, key) or heard
    return Heard(heard.directives, waited if heard.announced else waiting.said)


def _find_stored(services: Services, waiting: StillWaiting) -> CallState | None:
    ticket = waiting.ticket
    try:
        stored = services.calls.find(waiting.arrived.call_id)
    except StoreUnavailableError as error:
        _log.warning("store_unavailable", call=waiting.arrived.call_id.value, why=str(error))
        return None
    if stored is not None and stored.state.turn == ticket.turn and stored.state.here == ticket.here:
        return stored.state
    return None


def _place(services: Services, menus: Menus, state: CallState, told: QueuePlace, begun: int) -> QueuePlace:
    """Return where the call stands by our own count, else where we were told that it does."""
    name = _queue_name(menus, state)
    position, talk_s = told.position, USUAL_TALK_S
    try:
        ours = services.queues.find_position(name, state.call_id)
        if ours is None:
            _enter_again(services, menus, state, begun)
        position = ours or position
        talk_s = services.queues.count((name,))[name].talk_s
    except StoreUnavailableError as error:
        _log.warning("store_unavailable", call=state.call_id.value, why=str(error))
    return QueuePlace(told.waited, position, minutes_until(position, agents_of(menus.line, name), talk_s))


def _queue_name(menus: Menus, state: CallState) -> str:
    step = menus.steps.get(state.here)
    return step.verb.name if step is not None and isinstance(step.verb, Queue) else ""


def _enter_again(services: Services, menus: Menus, state: CallState, begun: int) -> None:
    """Put a call that waits, but is not known to, back to its place: the store has lost it, or an agent missed it."""
    name = _queue_name(menus, state)
    since = state.queued.get(name, begun)
    came_back = begun - since > _RETURNED_S
    state = replace(state, queued={**state.queued, name: since})
    directive = find_enqueued(menus, state, world_at(services, menus, None), returned=came_back)
    if directive is not None:
        services.queues.enter_again(waiter_of(directive, state))


def _note_key(services: Services, waiting: StillWaiting, key: str) -> None:
    call_id = waiting.arrived.call_id
    try:
        services.queues.note_key(call_id, waiting.ticket.turn, key)
    except StoreUnavailableError as error:
        _log.warning("store_unavailable", call=call_id.value, why=str(error))
