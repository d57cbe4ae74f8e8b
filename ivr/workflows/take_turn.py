"""A webhook of a call becomes the call's next turn, exactly once, however often it is delivered."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Final

from ivr.dialog.directives import Directive, HangUp, Speak
from ivr.dialog.engine import Advanced, advance, begin_at, give_up
from ivr.dialog.events import CallArrived, DigitsPressed, DocumentFailed, Event, NoInput, SpeechHeard, ThreadLost
from ivr.dialog.facts import Fact
from ivr.dialog.own_words import went_wrong
from ivr.dialog.record import Kept, keep
from ivr.dialog.state import Awaited, CallState
from ivr.dialog.world import World
from ivr.errors import MenusNotReadyError, StoreUnavailableError
from ivr.log import get_logger
from ivr.menu.model import Menus
from ivr.menu.parts import ToStep
from ivr.menu.verbs import Ask, Menu
from ivr.ports import Services, Shelved
from ivr.values import MenuVersion
from ivr.workflows.worlds import world_at

_DELIVERED_AGAIN_S: Final = 30  # a provider gives up a webhook, and tries it once more, within 15 s each
_RACES: Final = 5  # how often a write may be overtaken before we answer without it
APOLOGY: Final = Speak("We are sorry, this line cannot take your call right now. Please try again later.", "en-US")
_log = get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Ticket:
    """Where the caller stood when the last answer was given; it travels in the address of the next webhook.

    `unpack` makes a state at that place whole again with what else travelled; None when that cannot be read.
    """

    here: ToStep
    turn: int
    menus: MenuVersion
    language: str
    unpack: Callable[[CallState], CallState | None] | None = None


@dataclass(frozen=True, slots=True)
class Incoming:
    """One webhook of a call. No ticket: the call's first. `rehearsed` is the time a rehearsal asks for."""

    arrived: CallArrived
    event: Event
    ticket: Ticket | None
    rehearsed: datetime | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """What the provider is told, the ticket for the webhook that comes of it, and the state that travels with it."""

    directives: Sequence[Directive]
    ticket: Ticket
    state: CallState | None


@dataclass(frozen=True, slots=True)
class _Taken:
    """A turn ready to be written: `before` None on arrival; `repeated` when it was written before."""

    advanced: Advanced
    kept: Kept
    revision: int
    repeated: bool


def take_turn(services: Services, incoming: Incoming) -> Answer:
    """Return the answer to a webhook; whatever breaks, the caller hears something sensible and is led out."""
    try:
        return _take(services, incoming)
    except MenusNotReadyError:
        return _answer((APOLOGY, HangUp()))
    except Exception as error:  # noqa: BLE001 - a call is never answered with an error
        _log.exception("turn_failed", call=incoming.arrived.call_id.value, error=type(error).__name__)
        return _rescue(services, incoming)


def _take(services: Services, incoming: Incoming) -> Answer:
    try:
        taken = _written(services, incoming)
    except StoreUnavailableError as error:
        _log.warning("store_unavailable", call=incoming.arrived.call_id.value, why=str(error))
        taken = _decide(services, incoming, None)
        _note(services, taken.advanced.fact)
    _log_turn(taken)
    return _answer(taken.advanced.directives, taken.advanced.state)


def _written(services: Services, incoming: Incoming) -> _Taken:
    """Return the turn, written down; StoreUnavailableError when nobody can look whether it has been taken before."""
    taken = _decide(services, incoming, services.calls.find(incoming.arrived.call_id))
    for _ in range(_RACES):
        if taken.repeated or _write(services, taken):
            break
        taken = _decide(services, incoming, services.calls.find(incoming.arrived.call_id))
    return taken


def _write(services: Services, taken: _Taken) -> bool:
    """Write a turn down; False when another one was written meanwhile.

    A state that the store does not take travels in the address of the next webhook, and the fact waits.
    """
    try:
        if not services.calls.save(taken.kept, taken.advanced.fact, taken.revision):
            return False
        _remember(services, taken.advanced)
    except StoreUnavailableError as error:
        _log.warning("store_unavailable", call=taken.kept.state.call_id.value, why=str(error))
    return True


def _note(services: Services, fact: Fact) -> None:
    try:
        services.calls.note(fact)
    except StoreUnavailableError:
        _log.info("fact_waits", call=fact.call_id.value)


def _decide(services: Services, incoming: Incoming, shelved: Shelved | None) -> _Taken:
    """Return this webhook's turn: a new one, or the last one again when it has been taken already."""
    ticket = incoming.ticket
    if shelved is not None and (ticket is None or ticket.turn < shelved.kept.state.turn):
        return _taken_before(services, incoming, shelved)
    revision = shelved.revision if shelved is not None else 0
    menus = _menus(services, ticket.menus if ticket is not None else None)
    world = world_at(services, menus, incoming.rehearsed)
    if ticket is None:
        return _new(menus, None, _recalled(services, menus, incoming.arrived, world), world, revision)
    known = _state_at(menus, incoming, ticket, shelved, world)
    state = known or _begin_at(menus, incoming, ticket, shelved, world)
    event = incoming.event
    if _may_mean_something_else(menus, ticket, is_known=known is not None):
        event = _unheard(event)
    if state.menus != menus.version:  # its own are gone; from here on these are
        state = replace(state, menus=menus.version)
    return _new(menus, state, event, world, revision)


def _taken_before(services: Services, incoming: Incoming, shelved: Shelved) -> _Taken:
    """Return the last turn again; or a new one, when another application had the call and has done with it."""
    state = shelved.kept.state
    menus = _menus(services, state.menus)
    if incoming.ticket is None and state.awaited is Awaited.OTHERS:
        world = world_at(services, menus, incoming.rehearsed)
        # Soon after it was handed over, an arrival is the same webhook delivered once more.
        is_back = world.now.timestamp() - state.at > _DELIVERED_AGAIN_S
        if isinstance(incoming.event, DocumentFailed):
            return _new(menus, state, incoming.event, world, shelved.revision)
        if is_back:
            return _new(menus, state, incoming.arrived, world, shelved.revision)
    return _again(menus, shelved)


def _recalled(services: Services, menus: Menus, arrived: CallArrived, world: World) -> CallArrived:
    """Return the arrival with what is kept for the caller's number, when the line keeps anything."""
    if not menus.keeps or not arrived.caller.number.is_e164:
        return arrived
    try:
        names = services.callers.recall(arrived.caller.number, int(world.now.timestamp()))
    except StoreUnavailableError as error:
        _log.warning("not_recalled", call=arrived.call_id.value, why=str(error))
        return arrived
    return replace(arrived, remembered=names)


def _state_at(
    menus: Menus, incoming: Incoming, ticket: Ticket, shelved: Shelved | None, world: World
) -> CallState | None:
    """Return the state that the ticket was given for; None when nobody has it any more."""
    if shelved is not None and shelved.kept.state.turn == ticket.turn:
        return shelved.kept.state
    if ticket.unpack is None:
        return None
    unpacked = ticket.unpack(begin_at(menus, incoming.arrived, ticket.here, ticket.language, ticket.turn, world))
    if unpacked is None or shelved is None:
        return unpacked
    secrets = shelved.kept.state.secrets  # they do not travel; those of an older state are better than none
    lost = tuple(name for name in unpacked.lost if name not in secrets)
    return replace(unpacked, secrets=secrets, lost=lost, ended=shelved.kept.state.ended)


def _begin_at(menus: Menus, incoming: Incoming, ticket: Ticket, shelved: Shelved | None, world: World) -> CallState:
    """Return a state for the ticket's place; what a store that came back older still knows was entered is kept."""
    state = begin_at(menus, incoming.arrived, ticket.here, ticket.language, ticket.turn, world)
    if shelved is None:
        return state
    older = shelved.kept.state
    return replace(
        state,
        saved={**state.saved, **older.saved},
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


def _unheard(event: Event) -> Event:
    """Return the event, or that it cannot be understood: a key means something only to the question that was heard."""
    return ThreadLost() if isinstance(event, DigitsPressed | SpeechHeard | NoInput) else event


def _new(menus: Menus, before: CallState | None, event: Event, world: World, revision: int) -> _Taken:
    advanced = advance(menus, before, event, world)
    return _Taken(advanced, keep(advanced.state, event, before), revision, repeated=False)


def _again(menus: Menus, shelved: Shelved) -> _Taken:
    """Return the last turn once more, computed from the event that was stored, at the time it was taken."""
    kept = shelved.kept
    world = World(datetime.fromtimestamp(kept.state.at, UTC))
    return _Taken(advance(menus, kept.before(), kept.event(), world), kept, shelved.revision, repeated=True)


def _remember(services: Services, advanced: Advanced) -> None:
    """Keep for the caller's number what the turn says."""
    if advanced.kept:
        services.callers.remember(advanced.state.caller.number, advanced.kept, advanced.state.at)


def _menus(services: Services, version: MenuVersion | None) -> Menus:
    """Return the version the call began with, or the current one when that is gone."""
    pinned = services.menus.find(version) if version is not None else None
    return pinned or services.menus.current()


def _answer(directives: Sequence[Directive], state: CallState | None = None) -> Answer:
    if state is None:
        return Answer(directives, Ticket(ToStep("", ""), 0, MenuVersion(""), ""), None)
    return Answer(directives, Ticket(state.here, state.turn, state.menus, state.language), state)


def _rescue(services: Services, incoming: Incoming) -> Answer:
    """Return an apology and the line's own way out; where even that fails, an apology and the end.

    Nothing is stored. The new ticket is one turn on, so that the next webhook goes by it and not by the stored state.
    """
    try:
        ticket = incoming.ticket
        menus = _menus(services, ticket.menus if ticket is not None else None)
        world = world_at(services, menus, incoming.rehearsed)
        start = ticket.here if ticket is not None else menus.line.calls
        code = ticket.language if ticket is not None else ""
        turn = ticket.turn + 1 if ticket is not None else 1
        state = begin_at(menus, incoming.arrived, start, code, turn, world)
        if ticket is not None and ticket.unpack is not None:
            state = ticket.unpack(state) or state
        led_out, directives = give_up(menus, state, world)
        language = menus.line.find_language(led_out.language) or menus.line.first_language
        return _answer((went_wrong(language), *directives), led_out)
    except Exception:  # noqa: BLE001 - the last resort must not fail
        _log.exception("rescue_failed", call=incoming.arrived.call_id.value)
        return _answer((APOLOGY, HangUp()))


def _log_turn(taken: _Taken) -> None:
    fact = taken.advanced.fact
    _log.info(
        "turn",
        call=fact.call_id.value,
        turn=fact.turn,
        step=str(fact.step),
        outcome=fact.outcome.value,
        path=[str(step) for step in fact.path],
        repeated=taken.repeated,
    )
    for complaint in taken.advanced.complaints:
        _log.warning("menu_complaint", call=fact.call_id.value, step=str(fact.step), what=complaint)
