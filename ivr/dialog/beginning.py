"""How a call begins: as one that arrives, or in the middle, where its address says that it stands."""

from collections.abc import Mapping

from msgspec.structs import replace

from ivr.dialog.events import CallArrived, TextReceived
from ivr.dialog.spoken import plain
from ivr.dialog.starting import start_for_texts, start_of
from ivr.dialog.state import Awaited, CallState, Footing
from ivr.dialog.turn import KEPT_LANGUAGE, Turn
from ivr.dialog.world import World
from ivr.menu.model import Menus, Step
from ivr.menu.parts import Channel, ToStep
from ivr.menu.templates.effort import LARGEST_SAVED, TooMuchError, weight_of
from ivr.menu.templates.value import Value
from ivr.menu.verbs import (
    Ask,
    AskKind,
    Conference,
    Dial,
    Fetch,
    Menu,
    Pay,
    Queue,
    Redirect,
    Run,
    Stream,
    Voicemail,
)
from ivr.values import PhoneNumber


def begin(menus: Menus, arrived: CallArrived | TextReceived, world: World) -> CallState:
    """Return the state of a call, or a conversation, that has just begun: what is kept for the caller, then what their
    number sets.
    """
    start, language = start_of(menus, arrived.line_number)
    if isinstance(arrived, TextReceived):
        start = find_first_step(menus, arrived.line_number, arrived.text) or start
    state = _place(menus, arrived, start, language, world)
    if isinstance(arrived, TextReceived):
        state = replace(state, channel=Channel.TEXT, message=as_message(arrived))
    route = menus.line.numbers.get(arrived.line_number.reveal())
    keeps_language = route is None or route.language is None
    state = _recalled(menus, state, arrived.remembered, keeps_language=keeps_language)
    return _with_number(menus, state, world)


def find_first_step(menus: Menus, line_number: PhoneNumber, text: str) -> ToStep | None:
    """Return where a conversation starts whose first text is this one; None where the line answers none."""
    said = plain(text)
    for word, step in menus.line.keywords.items():
        if said and plain(word) == said:
            return step
    return start_for_texts(menus, line_number)


def as_message(received: TextReceived) -> Mapping[str, Value]:
    """Return a text message as templates see it."""
    return {"text": received.text.strip(), "media": list(received.media)}


def footing_at(menus: Menus, arrived: CallArrived, here: ToStep, language: str, turn: int) -> Footing:
    """Return where a call stands of which only its address is known, in a language that the line speaks."""
    code = language if menus.line.find_language(language) is not None else start_of(menus, arrived.line_number)[1]
    return Footing(arrived.call_id, menus.version, code, here, turn, _awaited_at(menus.steps.get(here)))


def begin_at(menus: Menus, arrived: CallArrived, footing: Footing, world: World) -> CallState:
    """Return a state for a call that stands there; of its own only what its number sets is known."""
    state = _place(menus, arrived, footing.here, footing.language, world, footing.turn, footing.awaited)
    return _with_number(menus, state, world)


def _place(
    menus: Menus,
    arrived: CallArrived | TextReceived,
    here: ToStep,
    language: str,
    world: World,
    turn: int = 0,
    awaited: Awaited = Awaited.NOTHING,
) -> CallState:
    moment = int(world.now.timestamp())
    return CallState(
        call_id=arrived.call_id,
        menus=menus.version,
        caller=arrived.caller,
        line_number=arrived.line_number,
        language=language,
        here=here,
        started_at=moment,
        at=moment,
        turn=turn,
        awaited=awaited,
    )


def _with_number(menus: Menus, state: CallState, world: World) -> CallState:
    """Return the state with what the dialled number sets."""
    route = menus.line.numbers.get(state.line_number.reveal())
    if route is None or not route.set:
        return state
    turn = Turn(menus, world, state)
    try:
        turn.compute(route.set)
    except TooMuchError:
        return state
    return turn.state


def _awaited_at(step: Step | None) -> Awaited:
    """Return what a call that stands at the step must be waiting for; it cannot be over, or it would not have asked."""
    match step.verb if step is not None else None:
        case Menu():
            return Awaited.KEYS
        case Voicemail() | Ask(kind=AskKind.RECORDING):
            return Awaited.MESSAGE
        case Dial():
            return Awaited.CALLEE
        case Redirect():
            return Awaited.OTHERS
        case Queue():
            return Awaited.QUEUE
        case Conference():
            return Awaited.ROOM
        case Stream() | Pay():
            return Awaited.MACHINE
        case Fetch() | Run():
            return Awaited.SYSTEM
        case _:
            return Awaited.KEYS


def _recalled(menus: Menus, state: CallState, remembered: Mapping[str, Value], *, keeps_language: bool) -> CallState:
    """Return the state with what is kept: the caller's language, when the line still speaks it, and names saved.

    Who dials a number that has a language of its own has just chosen that.
    """
    if not remembered:
        return state
    kept = menus.line.find_language(str(remembered.get(KEPT_LANGUAGE))) if keeps_language else None
    saved = {name: value for name, value in remembered.items() if name != KEPT_LANGUAGE}
    if weight_of(saved) > LARGEST_SAVED:
        saved = {}
    return replace(state, saved=saved, language=kept.code if kept is not None else state.language)
