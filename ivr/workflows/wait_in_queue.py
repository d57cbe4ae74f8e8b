"""Somebody waits in a queue: what they hear next, and which key leads them out."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from ivr.dialog.beginning import begin_at, footing_at
from ivr.dialog.directives import Directive, HangUp, LeaveQueue
from ivr.dialog.engine import hear_waiting
from ivr.dialog.events import CallArrived, DigitsPressed, Event
from ivr.dialog.state import CallState
from ivr.dialog.world import QueuePlace, minutes_until
from ivr.errors import StoreUnavailableError
from ivr.log import get_logger
from ivr.menu.model import Menus
from ivr.menu.verbs import Queue
from ivr.ports import Services
from ivr.workflows.standing import Ticket
from ivr.workflows.worlds import agents_of, world_at

_USUAL_TALK_S: Final = 180
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
    """Return what the caller hears next. The call's own turn does not go on; without a store it still works."""
    menus = services.menus.find(waiting.ticket.menus) or services.menus.current()
    state = _state(services, menus, waiting)
    place = _place(services, menus, state, waiting)
    key = waiting.event.digits[:1] if isinstance(waiting.event, DigitsPressed) else ""
    heard = hear_waiting(menus, state, world_at(services, menus, None), place, waiting.said, key)
    if heard is None:
        return Heard((HangUp(),), waiting.said)
    last = heard.directives[-1]
    if isinstance(last, LeaveQueue):
        _note_key(services, waiting, last.key)
    return Heard(heard.directives, place.waited if heard.announced else waiting.said)


def _state(services: Services, menus: Menus, waiting: StillWaiting) -> CallState:
    ticket = waiting.ticket
    try:
        stored = services.calls.find(waiting.arrived.call_id)
    except StoreUnavailableError as error:
        _log.warning("store_unavailable", call=waiting.arrived.call_id.value, why=str(error))
        stored = None
    if stored is not None and stored.state.turn == ticket.turn and stored.state.here == ticket.here:
        return stored.state
    world = world_at(services, menus, None)
    footing = footing_at(menus, waiting.arrived, ticket.here, ticket.language, ticket.turn)
    return begin_at(menus, waiting.arrived, footing, world)


def _place(services: Services, menus: Menus, state: CallState, waiting: StillWaiting) -> QueuePlace:
    """Return where the call stands by our own count, else by the provider's."""
    step = menus.steps.get(state.here)
    name = step.verb.name if step is not None and isinstance(step.verb, Queue) else ""
    position, talk_s = waiting.place, _USUAL_TALK_S
    try:
        position = services.queues.find_position(name, state.call_id) or position
        talk_s = services.queues.count((name,))[name].talk_s
    except StoreUnavailableError as error:
        _log.warning("store_unavailable", call=state.call_id.value, why=str(error))
    # Not every provider says at every request how long it has been.
    waited = max(waiting.waited, int(services.clock().timestamp()) - waiting.begun)
    return QueuePlace(waited, position, minutes_until(position, agents_of(menus.line, name), talk_s))


def _note_key(services: Services, waiting: StillWaiting, key: str) -> None:
    call_id = waiting.arrived.call_id
    try:
        services.queues.note_key(call_id, waiting.ticket.turn, key)
    except StoreUnavailableError as error:
        _log.warning("store_unavailable", call=call_id.value, why=str(error))
