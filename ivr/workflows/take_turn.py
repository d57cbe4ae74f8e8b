"""A webhook of a call becomes the call's next turn, exactly once, however often it is delivered."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from ivr.dialog.beginning import begin_at, footing_at
from ivr.dialog.directives import Directive, HangUp, Speak
from ivr.dialog.engine import Advanced, advance, give_up
from ivr.dialog.events import CallArrived, DocumentFailed, Event, SystemEnded
from ivr.dialog.record import Kept, Record, keep
from ivr.dialog.state import Awaited, CallState
from ivr.dialog.world import World
from ivr.errors import MenusNotReadyError, StoreUnavailableError
from ivr.log import get_logger
from ivr.menu.model import Menus
from ivr.menu.parts import ToStep
from ivr.ports.calls import Meanwhile, Services, idle
from ivr.rehearsal.aside import LineSide
from ivr.values import MenuVersion
from ivr.workflows.ask_systems import ask_again, ask_systems, awaited_answer
from ivr.workflows.note_unstored import note_end, note_turn
from ivr.workflows.queueing import note_queues, with_key
from ivr.workflows.standing import Incoming, Ticket, stand, stand_by_ticket
from ivr.workflows.worlds import world_at

_DELIVERED_AGAIN_S: Final = 30  # a provider gives up a webhook, and tries it once more, within 15 s each
_RACES: Final = 5  # how often a write may be overtaken before we answer without it
APOLOGY: Final = Speak("We are sorry, this line cannot take your call right now. Please try again later.", "en-US")
_log = get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Answer:
    """What the provider is told, the ticket for the webhook that comes of it, and the state that travels with it.

    `written`: the state as it is stored, where that is known already.
    """

    directives: Sequence[Directive]
    ticket: Ticket
    state: CallState | None
    written: Record | None = field(default=None, repr=False, compare=False)


class _Taken(Struct, frozen=True):
    """A turn: what it came to, what is to be stored in place of what; `repeated` when it was written before.

    `before`: the state that its event met.
    """

    advanced: Advanced
    kept: Kept
    replaces: CallState | None
    before: CallState | None = None
    repeated: bool = False


@dataclass(slots=True)
class _Ahead:
    """What is made of a turn while the store is still writing it down: the answer's document, the line of the log."""

    taken: _Taken
    answer: Answer
    prepare: Callable[[Answer], object] | None
    line: str | None = None

    def make(self) -> None:
        """Make it; again, when the store is asked again."""
        if self.prepare is not None:
            self.prepare(self.answer)
        self.line = _line_of(self.taken)


def take_turn(services: Services, incoming: Incoming, prepare: Callable[[Answer], object] | None = None) -> Answer:
    """Return the answer to a webhook; whatever breaks, the caller hears something sensible and is led out.

    `prepare` is given the answer as it nearly always is, while the store is still writing the turn down.
    """
    services.begin()
    try:
        return _take(services, incoming, prepare)
    except MenusNotReadyError:
        return _answer((APOLOGY, HangUp()))
    except Exception as error:  # noqa: BLE001 - a call is never answered with an error
        _log.exception("turn_failed", call=incoming.arrived.call_id.value, error=type(error).__name__)
        return _rescue(services, incoming)


def _take(services: Services, incoming: Incoming, prepare: Callable[[Answer], object] | None) -> Answer:
    taken = _presumed(services, incoming)
    if taken is not None:
        ahead = _Ahead(taken, _answer_of(taken), prepare)
        if _write(services, taken, ahead.make):
            _log_turn(taken, ahead.line)
            return ahead.answer
    taken = _looked_up(services, incoming)
    _log_turn(taken)
    return _answer_of(taken)


def _presumed(services: Services, incoming: Incoming) -> _Taken | None:
    """Return the turn as it is when this webhook comes for the first time and nothing is lost: by its ticket alone.

    The store, which is not asked before, refuses it when that is not so. None when the ticket does not say enough.
    """
    ticket = incoming.ticket
    menus = _menus(services, ticket.menus if ticket is not None else None)
    world = world_at(services, menus, incoming.rehearsed)
    if ticket is None:
        return _new(services, menus, _arriving(services, menus, incoming, world), world, None)
    standing = stand_by_ticket(menus, incoming, ticket)
    if standing is None:
        return None
    met = _Met(standing.state, standing.event, _aside(incoming))
    return _new(services, menus, met, world, standing.state)


def _looked_up(services: Services, incoming: Incoming) -> _Taken:
    """Return the turn as the store has it, written down; without a store, by the ticket, its fact left for later."""
    try:
        for _ in range(_RACES):
            taken = _decide(services, incoming, services.calls.find(incoming.arrived.call_id))
            if taken.repeated or _write(services, taken):
                return taken
        _log.error("turn_not_written", call=incoming.arrived.call_id.value, why="overtaken again and again")
    except StoreUnavailableError as error:
        _log.warning("store_unavailable", call=incoming.arrived.call_id.value, why=str(error))
        taken = _decide(services, incoming, None)
        note_turn(services, taken.advanced)
    return taken


def _decide(services: Services, incoming: Incoming, stored: Kept | None) -> _Taken:
    """Return this webhook's turn: a new one, or the last one again when it has been taken already."""
    ticket = incoming.ticket
    if stored is not None and (ticket is None or ticket.turn < stored.state.turn):
        return _taken_before(services, incoming, stored)
    menus = _menus(services, ticket.menus if ticket is not None else None)
    world = world_at(services, menus, incoming.rehearsed)
    if ticket is None:
        return _new(services, menus, _arriving(services, menus, incoming, world), world, None)
    replaced = stored.state if stored is not None else None
    standing = stand(menus, incoming, ticket, replaced, world)
    return _new(services, menus, _Met(standing.state, standing.event, _aside(incoming)), world, replaced)


def _taken_before(services: Services, incoming: Incoming, stored: Kept) -> _Taken:
    """Return the last turn again; or a new one, when another application had the call and has done with it."""
    state = stored.state
    menus = _menus(services, state.menus)
    if incoming.ticket is None and state.awaited is Awaited.OTHERS:
        world = world_at(services, menus, incoming.rehearsed)
        if isinstance(incoming.event, DocumentFailed):
            return _new(services, menus, _Met(state, incoming.event, _aside(incoming)), world, state)
        # Soon after the call was handed over, an arrival is the same webhook delivered once more.
        if world.now.timestamp() - state.at > _DELIVERED_AGAIN_S:
            return _new(services, menus, _Met(state, incoming.arrived, _aside(incoming)), world, state)
    at_the_time = World(datetime.fromtimestamp(state.at, UTC), stored.last.queues)
    again = ask_again(advance(menus, stored.before(), stored.event(), at_the_time), stored.answers())
    return _Taken(again, stored, state, repeated=True)


class _Met(Struct, frozen=True):
    """The state that an event meets, and the event; what is told beside it when it is rehearsed."""

    state: CallState | None
    event: Event
    aside: LineSide | None = None


def _arriving(services: Services, menus: Menus, incoming: Incoming, world: World) -> _Met:
    return _Met(None, _recalled(services, menus, incoming.arrived, world), _aside(incoming))


def _aside(incoming: Incoming) -> LineSide | None:
    return None if incoming.rehearsed is None else incoming.rehearsed.aside


def _new(services: Services, menus: Menus, met: _Met, world: World, replaces: CallState | None) -> _Taken:
    before, event = met.state, met.event
    if before is not None:
        event = awaited_answer(services, before, with_key(services, before.call_id, before.turn, event))
        if met.aside is not None and isinstance(event, SystemEnded):
            met.aside.note_late(menus, before, event)
    advanced, answers = ask_systems(services, advance(menus, before, event, world), met.aside)
    if met.aside is not None:
        met.aside.tell(menus, advanced)
    return _Taken(advanced, keep(advanced.state, event, before, answers, world.queues), replaces, before=before)


def _write(services: Services, taken: _Taken, meanwhile: Meanwhile = idle) -> bool:
    """Write a turn down; False when the store has another state than the one it replaces.

    A state that the store does not take travels in the address of the next webhook, and the fact waits.
    """
    advanced, stored = taken.advanced, False
    try:
        stored = services.calls.save(taken.kept, advanced.fact, taken.replaces, advanced.errands, meanwhile)
        if not stored:
            return False
        note_queues(services, advanced, taken.before)
        if advanced.kept:
            services.callers.remember(advanced.state.caller.number, advanced.kept, advanced.state.at)
    except StoreUnavailableError as error:
        _log.warning("store_unavailable", call=advanced.state.call_id.value, why=str(error))
        if not stored:
            note_end(services, advanced)
    return True


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


def _menus(services: Services, version: MenuVersion | None) -> Menus:
    """Return the version the call began with, or the current one when that is gone."""
    pinned = services.menus.find(version) if version is not None else None
    return pinned or services.menus.current()


def _answer_of(taken: _Taken) -> Answer:
    return _answer(taken.advanced.directives, taken.advanced.state, taken.kept.written)


def _answer(directives: Sequence[Directive], state: CallState | None = None, written: Record | None = None) -> Answer:
    if state is None:
        return Answer(directives, Ticket(ToStep("", ""), 0, MenuVersion(""), ""), None)
    return Answer(directives, Ticket(state.here, state.turn, state.menus, state.language), state, written)


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
        footing = footing_at(menus, incoming.arrived, start, code, turn)
        travelled = ticket.unpack(footing) if ticket is not None and ticket.unpack is not None else None
        state = travelled or begin_at(menus, incoming.arrived, footing, world)
        led_out, directives = give_up(menus, state, world)
        return _answer(directives, led_out)
    except Exception:  # noqa: BLE001 - the last resort must not fail
        _log.exception("rescue_failed", call=incoming.arrived.call_id.value)
        return _answer((APOLOGY, HangUp()))


def _line_of(taken: _Taken) -> str:
    fact = taken.advanced.fact
    return _log.line_of(
        "turn",
        call=fact.call_id.value,
        turn=fact.turn,
        step=str(fact.step),
        outcome=fact.outcome.value,
        path=[str(step) for step in fact.path],
        repeated=taken.repeated,
    )


def _log_turn(taken: _Taken, line: str | None = None) -> None:
    """Log a turn, whose line may have been made already."""
    fact = taken.advanced.fact
    _log.write(_line_of(taken) if line is None else line)
    for complaint in () if taken.repeated else taken.advanced.complaints:  # they were told when it was taken
        _log.warning("menu_complaint", call=fact.call_id.value, step=str(fact.step), what=complaint)
