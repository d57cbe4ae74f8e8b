"""The engine: menus, a call's state and what happened become the new state, what to do next, and a fact.

Pure: no clock, no store, no provider. The same arguments always give the same step.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Final

from ivr.dialog import asking, machines, reaching, systems, waiting
from ivr.dialog.directives import Asked, Directive, Enqueue, HangUp
from ivr.dialog.errands import Errand
from ivr.dialog.events import (
    CallArrived,
    DialEnded,
    DigitsPressed,
    DocumentFailed,
    Event,
    NoInput,
    PayEnded,
    QueueEnded,
    RecordingReady,
    SpeechHeard,
    StreamEnded,
    SystemEnded,
    ThreadLost,
)
from ivr.dialog.facts import Outcome, TurnFact
from ivr.dialog.going import go, perform, start_of
from ivr.dialog.moves import GoOn, Move, Stay
from ivr.dialog.state import Awaited, CallState, Disposition
from ivr.dialog.turn import KEPT_LANGUAGE, Remembered, Turn
from ivr.dialog.world import QueuePlace, World
from ivr.menu.model import Menus, Step
from ivr.menu.parts import TargetWord, ToStep
from ivr.menu.templates.value import Value
from ivr.menu.verbs import (
    Ask,
    AskKind,
    Callback,
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

_LONGEST_WAIT_S: Final = 1800  # from turn to turn, a talk left out; where it was more, a clock was set
# These count whatever the limits say.
_Talks: Final = RecordingReady | DialEnded | QueueEnded | StreamEnded | PayEnded | SystemEnded
_GRACE_TURNS: Final = 20  # after a limit was passed: to reach a person or leave a message, not to go on for ever


@dataclass(frozen=True, slots=True)
class Advanced:
    """What a turn came to. `directives` end in exactly one that waits or ends. `complaints` hold no values.

    `kept`: what is to be remembered for the caller's number, by name. `turn`: the turn itself while it may go on.
    """

    state: CallState
    directives: tuple[Directive, ...]
    fact: TurnFact
    complaints: tuple[str, ...] = ()
    kept: Mapping[str, Remembered] = field(default_factory=dict)
    errands: tuple[Errand, ...] = ()
    turn: Turn | None = field(default=None, repr=False, compare=False)

    def find_asked(self) -> Asked | None:
        """Return what is asked of a system before the turn can go on; None when it is over."""
        last = self.directives[-1]
        return last if isinstance(last, Asked) else None

    @property
    def caller_left(self) -> bool:
        """Whether nobody is on the phone any more."""
        return self.turn is not None and self.turn.caller_left


def advance(menus: Menus, state: CallState | None, event: Event, world: World) -> Advanced:
    """Return what the event makes of the call. No state: the call begins, and the event must be its arrival.

    Never raises on anything a caller can press or say; costs no more than 100 steps.
    """
    if state is None:
        assert isinstance(event, CallArrived), "only an arrival begins a call"
        turn = Turn(menus, world, _begin(menus, event, world))
        turn.outcome = Outcome.ARRIVED
        move: Move = GoOn(start_of(menus, turn.state.line_number)[0])
    else:
        turn = Turn(menus, world, state)
        _note_time(turn, event)
        move = _take(turn, event)
    asked_at = turn.state.here
    directives = go(turn, move)
    turn.change(turn=turn.state.turn + 1)
    return _advanced(turn, directives, asked_at, _correct_ending(turn))


def resume(so_far: Advanced, ended: SystemEnded) -> Advanced:
    """Return what the same turn comes to with the answer of the system that was asked last."""
    turn = so_far.turn
    assert turn is not None
    step = turn.menus.steps[turn.state.here]
    assert isinstance(step.verb, Fetch | Run)
    turn.change(turn=turn.state.turn - 1)
    directives = go(turn, systems.answered(turn, step.verb, ended))
    turn.change(turn=turn.state.turn + 1)
    return _advanced(turn, directives, so_far.fact.step, so_far.fact.corrected)


def break_off(so_far: Advanced) -> Advanced:
    """Return the turn ended because it asks systems for ever."""
    turn = so_far.turn
    assert turn is not None
    turn.complaints.append("more systems were asked in one turn than any line needs")
    manners = turn.menus.line.manners.give_up
    directives = go(turn, GoOn(manners.calls if manners is not None else TargetWord.HANGUP))
    if isinstance(directives[-1], Asked):
        directives = go(turn, GoOn(TargetWord.HANGUP))
    return _advanced(turn, directives, so_far.fact.step, so_far.fact.corrected)


def find_enqueued(menus: Menus, state: CallState, world: World, *, returned: bool) -> Enqueue | None:
    """Return how a call waits in the queue where it stands, since when the state says; None when it waits in none."""
    step = menus.steps.get(state.here)
    if step is None or not isinstance(step.verb, Queue):
        return None
    return waiting.enqueued(Turn(menus, world, state), step.verb, returned=returned)


def hear_waiting(
    menus: Menus, state: CallState, world: World, place: QueuePlace, said: int | None, key: str
) -> waiting.HeardWaiting | None:
    """Return what somebody who waits in a queue hears next; None when the call waits in none. The state stays.

    `said`: after how many seconds the last announcement was; `key` has just been pressed.
    """
    step = menus.steps.get(state.here)
    if step is None or not isinstance(step.verb, Queue):
        return None
    return waiting.hear_waiting(Turn(menus, world, state), step.verb, place, said, key)


def park(so_far: Advanced, claim: str) -> Advanced:
    """Return the turn ended while the system that was asked last has not answered; `claim` is under what it will."""
    turn, asked = so_far.turn, so_far.find_asked()
    assert turn is not None
    assert asked is not None
    turn.change(asked=claim)
    directives = systems.meanwhile(turn, asked.meanwhile)
    return _advanced(turn, directives, so_far.fact.step, so_far.fact.corrected)


def _advanced(
    turn: Turn, directives: tuple[Directive, ...], asked_at: ToStep, corrected: Disposition | None
) -> Advanced:
    fact = _fact(turn, asked_at, corrected)
    return Advanced(turn.state, directives, fact, tuple(turn.complaints), turn.kept, tuple(turn.errands), turn)


def _note_time(turn: Turn, event: Event) -> None:
    """Note when the turn takes place. What the clock was set by since the last one is no time that the call took."""
    at = int(turn.world.now.timestamp())
    waited = at - turn.state.at - _apart(event)
    if not 0 <= waited <= _LONGEST_WAIT_S:
        turn.change(apart_s=turn.state.apart_s + waited)
    turn.change(at=at)


def _apart(event: Event) -> int:
    """Return how long the caller has just been talking, or waiting, elsewhere."""
    match event:
        case DialEnded():
            return event.talked
        case QueueEnded():
            return event.waited
        case _:
            return 0


def _correct_ending(turn: Turn) -> Disposition | None:
    """Return what a call came to that was closed before its last webhook arrived, and note it; None for all others."""
    state = turn.state
    if state.ended is None or state.reached in {None, state.ended}:
        return None
    turn.change(ended=state.reached)
    return state.reached


def _fact(turn: Turn, asked_at: ToStep, corrected: Disposition | None) -> TurnFact:
    first = turn.state.turn == 1
    return TurnFact(
        call_id=turn.state.call_id,
        turn=turn.state.turn,
        at=turn.state.at,
        menus=turn.state.menus,
        language=turn.state.language,
        step=asked_at,
        outcome=turn.outcome,
        key=turn.key,
        path=tuple(turn.path),
        caller=turn.state.caller.number if first else None,
        line_number=turn.state.line_number if first else None,
        recorded=turn.recorded,
        corrected=corrected,
    )


def hang_up(menus: Menus, state: CallState, world: World) -> Advanced | None:
    """Return what comes of the caller's hanging up: the line's `hung_up`, gone through without them.

    None when there is none, when the line itself ended the call or gave it away, or what they left was an answer.
    """
    if menus.line.hung_up is None or state.awaited in {Awaited.NOTHING, Awaited.OTHERS}:
        return None
    turn = Turn(menus, world, state)
    turn.caller_left = True
    turn.change(at=int(world.now.timestamp()))
    directives = go(turn, GoOn(menus.line.hung_up))
    return _advanced(turn, directives, state.here, None)


def give_up(menus: Menus, state: CallState, world: World) -> tuple[CallState, tuple[Directive, ...]]:
    """Return the way out that the line gives to those it could not serve; for when something broke here."""
    turn = Turn(menus, world, state)
    manners = menus.line.manners.give_up
    directives = go(turn, GoOn(manners.calls if manners is not None else TargetWord.HANGUP))
    return turn.state, directives


def _begin(menus: Menus, arrived: CallArrived, world: World) -> CallState:
    """Return the state of a call that has just arrived: what is kept for the caller, then what their number sets."""
    start, language = start_of(menus, arrived.line_number)
    state = _place(menus, arrived, start, language, world)
    route = menus.line.numbers.get(arrived.line_number.reveal())
    keeps_language = route is None or route.language is None
    state = _recalled(menus, state, arrived.remembered, keeps_language=keeps_language)
    return _with_number(menus, state, world)


def begin_at(menus: Menus, arrived: CallArrived, here: ToStep, language: str, turn: int, world: World) -> CallState:
    """Return a state for a call that stands where its address says; of its own only what its number sets is known."""
    code = language if menus.line.find_language(language) is not None else start_of(menus, arrived.line_number)[1]
    state = _place(menus, arrived, here, code, world, turn, _awaited_at(menus.steps.get(here)))
    return _with_number(menus, state, world)


def _place(
    menus: Menus,
    arrived: CallArrived,
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
    turn.compute(route.set)
    return turn.state


def _awaited_at(step: Step | None) -> Awaited:
    """Return what a call that stands at the step must be waiting for; it cannot be over, or it would not have asked."""
    match step.verb if step is not None else None:
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
    return replace(state, saved=saved, language=kept.code if kept is not None else state.language)


def _take(turn: Turn, event: Event) -> Move:
    """Return where the call goes from the step that waited."""
    if turn.state.awaited in {Awaited.NOTHING, Awaited.END}:
        return Stay((HangUp(),))
    step = turn.menus.steps.get(turn.state.here)
    if step is None:
        return GoOn(TargetWord.START)
    if not isinstance(event, _Talks):
        return _past_limits(turn) or _taken_by(turn, step, event)
    turn.change(stray="")
    # A message or a talk counts whatever the limits say, and leads on; only not for ever.
    move = _taken_by(turn, step, event)
    is_stuck = turn.state.turn >= turn.menus.line.limits.turns + _GRACE_TURNS
    return GoOn(TargetWord.HANGUP) if is_stuck else move


def _taken_by(turn: Turn, step: Step, event: Event) -> Move:
    """Return what the step makes of the event; what does not fit it is heard as nothing."""
    match step.verb, event:
        case (Menu() | Ask()) as verb, (DigitsPressed() | SpeechHeard() | NoInput() | RecordingReady()):
            return asking.answer(turn, verb, event)
        case Dial() as verb, DialEnded():
            return reaching.dialled(turn, verb, event)
        case Voicemail() as verb, (RecordingReady() | NoInput()):
            return reaching.message_left(turn, verb, event)
        case Redirect() as verb, (CallArrived() | DocumentFailed()):
            return reaching.came_back(turn, verb, event)
        case (Menu() | Ask()) as verb, ThreadLost():
            turn.hear_lost()
            return asking.enter(turn, step, verb)
        case (Menu() | Ask()) as verb, _:
            return asking.repeat(turn, verb)
        case Fetch() | Run() as verb, SystemEnded():
            turn.outcome = Outcome.FETCHED
            return systems.answered(turn, verb, event)
        case ((Fetch() | Run()), _):
            return systems.still_waiting(turn)
        case _:
            return _taken_beyond(turn, step, event)


def _taken_beyond(turn: Turn, step: Step, event: Event) -> Move:
    """Return what a step makes of the event that hands the caller to people or machines of somebody else's."""
    match step.verb, event:
        case Callback() as verb, (DigitsPressed() | SpeechHeard() | NoInput()):
            return waiting.take_callback(turn, verb, event)
        case Queue() as verb, QueueEnded():
            return waiting.left_queue(turn, verb, event)
        case Conference() as verb, DialEnded():
            return waiting.left_room(turn, verb, event)
        case Stream() as verb, (StreamEnded() | NoInput()):
            return machines.stream_ended(turn, verb, event)
        case Pay() as verb, (PayEnded() | NoInput()):
            return machines.paid(turn, verb, event)
        case _:
            return perform(turn, step)


def _past_limits(turn: Turn) -> Move | None:
    """Return the way out for a call that goes on for too long, else None."""
    state, limits = turn.state, turn.menus.line.limits
    minutes = (state.at - state.started_at - state.apart_s) / 60
    # A call whose state was lost has forgotten that it was over a limit; its turns are counted in its address.
    if state.turn >= min(state.over_limit_at or limits.turns, limits.turns) + _GRACE_TURNS:
        turn.outcome = Outcome.OVER_LIMIT
        return GoOn(TargetWord.HANGUP)
    if state.over_limit_at:
        return None
    if state.turn < limits.turns and minutes < limits.minutes:
        return None
    turn.change(over_limit_at=state.turn)
    turn.outcome = Outcome.OVER_LIMIT
    manners = turn.menus.line.manners.give_up
    return GoOn(manners.calls if manners is not None else TargetWord.HANGUP)
