"""Where a call stands when a webhook arrives: by the store, by what travelled in its address, or by its place alone."""

from collections.abc import Callable

from msgspec import Struct
from msgspec.structs import replace

from ivr.dialog.beginning import begin_at, footing_at
from ivr.dialog.events import CallArrived, DigitsPressed, Event, NoInput, SpeechHeard, ThreadLost
from ivr.dialog.state import CallState, Footing
from ivr.dialog.world import World
from ivr.menu.model import Menus
from ivr.menu.parts import ToStep
from ivr.menu.verbs import Ask, Menu
from ivr.values import MenuVersion
from ivr.workflows.worlds import Rehearsed


class Ticket(Struct, frozen=True):
    """Where the caller stood when the last answer was given; it travels in the address of the next webhook.

    `unpack` returns the state with that footing and what else travelled; None when that cannot be read.
    """

    here: ToStep
    turn: int
    menus: MenuVersion
    language: str
    unpack: Callable[[Footing], CallState | None] | None = None


class Incoming(Struct, frozen=True):
    """One webhook of a call. No ticket: the call's first. `rehearsed`: a development telephone makes believe."""

    arrived: CallArrived
    event: Event
    ticket: Ticket | None
    rehearsed: Rehearsed | None = None


class Standing(Struct, frozen=True):
    """The state that an event meets, and the event as it may be understood there."""

    state: CallState
    event: Event


def stand_by_ticket(menus: Menus, incoming: Incoming, ticket: Ticket) -> Standing | None:
    """Return where the ticket alone says that the call stands; None when something of it did not travel."""
    state = _unpacked(menus, incoming, ticket)
    return None if state is None or state.lost else _standing(menus, incoming, ticket, state, is_known=True)


def stand(menus: Menus, incoming: Incoming, ticket: Ticket, stored: CallState | None, world: World) -> Standing:
    """Return where the call stands by all that is known of it: an older stored state is better than none."""
    if stored is not None and stored.turn == ticket.turn:
        return _standing(menus, incoming, ticket, stored, is_known=True)
    travelled = _unpacked(menus, incoming, ticket)
    if travelled is None:
        place = begin_at(menus, incoming.arrived, _footing(menus, incoming, ticket), world)
        state = place if stored is None else _with_older(place, stored)
        return _standing(menus, incoming, ticket, state, is_known=False)
    if stored is not None:
        # One that was given anew while the store was away is not the one that it has.
        secrets = {
            name: value
            for name, value in stored.secrets.items()
            if travelled.entered.get(name) == stored.entered.get(name)
        }
        lost = tuple(name for name in travelled.lost if name not in secrets)
        travelled = replace(travelled, secrets=secrets, lost=lost, ended=stored.ended)
    return _standing(menus, incoming, ticket, travelled, is_known=True)


def _unpacked(menus: Menus, incoming: Incoming, ticket: Ticket) -> CallState | None:
    """Return the state that the ticket carries; None when it carries none that can be read."""
    return None if ticket.unpack is None else ticket.unpack(_footing(menus, incoming, ticket))


def _footing(menus: Menus, incoming: Incoming, ticket: Ticket) -> Footing:
    return footing_at(menus, incoming.arrived, ticket.here, ticket.language, ticket.turn)


def _standing(menus: Menus, incoming: Incoming, ticket: Ticket, state: CallState, *, is_known: bool) -> Standing:
    event = incoming.event
    if _may_mean_something_else(menus, ticket, is_known=is_known) and isinstance(
        event, DigitsPressed | SpeechHeard | NoInput
    ):
        event = ThreadLost()
    # When its own menus are gone, from here on these are its own.
    return Standing(state if state.menus == menus.version else replace(state, menus=menus.version), event)


def _may_mean_something_else(menus: Menus, ticket: Ticket, *, is_known: bool) -> bool:
    """Whether a key may answer another question than the one we would take it for.

    A menu of changed menus may have other choices under its keys; and where an entry is read back, a 1 may be the yes
    to something that nobody remembers.
    """
    step = menus.steps.get(ticket.here)
    if step is None:
        return False
    if isinstance(step.verb, Menu):
        return ticket.menus != menus.version
    return isinstance(step.verb, Ask) and step.verb.confirm is not None and not is_known


def _with_older(place: CallState, older: CallState) -> CallState:
    """Return a place with what an older state of the call still knows."""
    return replace(
        place,
        saved={**place.saved, **older.saved},
        secrets=older.secrets,
        started_at=older.started_at,
        apart_s=older.apart_s,
        trail=older.trail,
        returns=older.returns,
        visits=older.visits,
        slower=older.slower,
        reached=older.reached,
        ended=older.ended,
    )
