"""The engine: menus, a call's state and what happened become the new state, what to do next, and a fact.

Pure: no clock, no store, no provider. The same arguments always give the same step.
"""

from dataclasses import dataclass, replace
from typing import Final, assert_never

from ivr.dialog import asking, deciding, reaching
from ivr.dialog.directives import Directive, HangUp, RejectCall
from ivr.dialog.events import CallArrived, DialEnded, DigitsPressed, Event, NoInput, RecordingReady, SpeechHeard
from ivr.dialog.facts import Outcome, TurnFact
from ivr.dialog.moves import GoOn, Move, Stay
from ivr.dialog.state import DEEPEST, Awaited, CallState, Disposition
from ivr.dialog.turn import Turn
from ivr.dialog.world import World
from ivr.menu.model import (
    Ask,
    CheckHours,
    Choose,
    Dial,
    Do,
    Go,
    Menu,
    Menus,
    Reject,
    Say,
    SetLanguage,
    SetNames,
    Step,
    Target,
    TargetWord,
    ToStep,
    Voicemail,
)
from ivr.menu.model import HangUp as HangUpVerb

_MOST_STEPS: Final = 100  # in one turn; a line that the check passed never comes near
_GRACE_TURNS: Final = 20  # after a limit was passed: to reach a person or leave a message, not to go on for ever


@dataclass(frozen=True, slots=True)
class Advanced:
    """What a turn came to. `directives` end in exactly one that waits or ends. `complaints` hold no values."""

    state: CallState
    directives: tuple[Directive, ...]
    fact: TurnFact
    complaints: tuple[str, ...] = ()


def advance(menus: Menus, state: CallState | None, event: Event, world: World) -> Advanced:
    """Return what the event makes of the call. No state: the call begins, and the event must be its arrival.

    Never raises on anything a caller can press or say; costs no more than 100 steps.
    """
    if isinstance(event, CallArrived):
        turn = Turn(menus, world, _begin(menus, event, world))
        turn.outcome = Outcome.ARRIVED
        move: Move = GoOn(_route(menus, turn.state)[0])
    else:
        assert state is not None, "only an arrival begins a call"
        turn = Turn(menus, world, state)
        turn.change(at=int(world.now.timestamp()))
        move = _take(turn, event)
    asked_at = turn.state.here
    directives = _go(turn, move)
    turn.change(turn=turn.state.turn + 1)
    first = turn.state.turn == 1
    fact = TurnFact(
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
    )
    return Advanced(turn.state, directives, fact, tuple(turn.complaints))


def give_up(menus: Menus, state: CallState, world: World) -> tuple[CallState, tuple[Directive, ...]]:
    """Return the way out that the line gives to those it could not serve; for when something broke here."""
    turn = Turn(menus, world, state)
    manners = menus.line.manners.give_up
    directives = _go(turn, GoOn(manners.calls if manners is not None else TargetWord.HANGUP))
    return turn.state, directives


def begin_at(menus: Menus, arrived: CallArrived, here: ToStep, language: str, turn: int, world: World) -> CallState:
    """Return a state for a call whose own was lost: it stands where its address says."""
    state = _begin(menus, arrived, world)
    known = menus.line.find_language(language) is not None
    return replace(state, here=here, language=language if known else state.language, turn=turn)


def _begin(menus: Menus, arrived: CallArrived, world: World) -> CallState:
    moment = int(world.now.timestamp())
    state = CallState(
        call_id=arrived.call_id,
        menus=menus.version,
        caller=arrived.caller,
        line_number=arrived.line_number,
        language=menus.line.first_language.code,
        here=menus.line.calls,
        started_at=moment,
        at=moment,
    )
    turn = Turn(menus, world, state)
    start, language = _route(menus, state)
    turn.change(here=start, language=language)
    route = menus.line.numbers.get(arrived.line_number.reveal())
    if route is not None:
        turn.change(saved={name: turn.value_of(template) for name, template in route.set.items()})
    return turn.state


def _route(menus: Menus, state: CallState) -> tuple[ToStep, str]:
    """Return where calls to the dialled number start, and in which language."""
    route = menus.line.numbers.get(state.line_number.reveal())
    start = route.calls if route is not None and route.calls is not None else menus.line.calls
    language = route.language if route is not None and route.language is not None else menus.line.first_language.code
    return start, language


def _take(turn: Turn, event: DigitsPressed | SpeechHeard | NoInput | RecordingReady | DialEnded) -> Move:
    """Return where the call goes from the step that waited; what does not fit that step is heard as nothing."""
    step = turn.menus.steps.get(turn.state.here)
    if step is None:
        return GoOn(TargetWord.START)
    over = _past_limits(turn)
    if over is not None and not isinstance(event, RecordingReady | DialEnded):
        return over
    match step.verb, event:
        case (Menu() | Ask()) as verb, (DigitsPressed() | SpeechHeard() | NoInput() | RecordingReady()):
            return asking.answer(turn, verb, event)
        case Dial() as verb, DialEnded():
            return reaching.dialled(turn, verb, event)
        case Voicemail() as verb, (RecordingReady() | NoInput()):
            return reaching.message_left(turn, verb, event)
        case (Menu() | Ask()) as verb, _:
            return asking.repeat(turn, verb)
        case _:
            return GoOn(step.name)


def _past_limits(turn: Turn) -> Move | None:
    """Return the way out for a call that goes on for too long, else None."""
    state, limits = turn.state, turn.menus.line.limits
    minutes = (state.at - state.started_at - state.apart_s) / 60
    if state.turn < limits.turns and minutes < limits.minutes:
        return None
    if state.over_limit:
        if state.turn < limits.turns + _GRACE_TURNS:
            return None
        return GoOn(TargetWord.HANGUP)
    turn.change(over_limit=True)
    turn.outcome = Outcome.OVER_LIMIT
    manners = turn.menus.line.manners.give_up
    return GoOn(manners.calls if manners is not None else TargetWord.HANGUP)


def _go(turn: Turn, move: Move) -> tuple[Directive, ...]:
    """Return the turn's directives: follow targets until the call waits or ends."""
    for _ in range(_MOST_STEPS):
        if isinstance(move, Stay):
            return move.directives
        if move.answered:
            _note_answer(turn, move.target)
        move = _arrive(turn, move.target)
    turn.complaints.append(f"more than {_MOST_STEPS} steps in one turn")
    return _end(turn)


def _note_answer(turn: Turn, target: Target) -> None:
    """Remember the answered question for `back`, and begin anew what `repeat` says."""
    if target in {TargetWord.REPEAT, TargetWord.SLOWER}:
        return
    here, trail = turn.state.here, turn.state.trail
    if target is not TargetWord.BACK and _is_question(turn, here) and trail[-1:] != (here,):
        trail = (*trail, here)[-DEEPEST:]
    turn.change(trail=trail, said=())


def _is_question(turn: Turn, name: ToStep) -> bool:
    step = turn.menus.steps.get(name)
    return step is not None and isinstance(step.verb, Menu | Ask)


def _arrive(turn: Turn, target: Target) -> Move:
    """Return what comes of going to a target."""
    match target:
        case ToStep():
            return _enter(turn, target)
        case TargetWord.HANGUP:
            return Stay(_end(turn))
        case TargetWord.START:
            return GoOn(_route(turn.menus, turn.state)[0])
        case TargetWord.BACK:
            return _back(turn)
        case TargetWord.REPEAT:
            return _repeat(turn)
        case TargetWord.SLOWER:
            turn.change(slower=True)
            return _repeat(turn)
        case TargetWord.RETURN:
            return _return(turn)
        case _:
            assert_never(target)


def _back(turn: Turn) -> Move:
    """Go to the question answered before this one; with none before, ask this one again."""
    trail = turn.state.trail
    while trail and trail[-1] == turn.state.here:
        trail = trail[:-1]
    if not trail:
        return _repeat(turn)
    turn.change(trail=trail[:-1])
    return GoOn(trail[-1])


def _repeat(turn: Turn) -> Move:
    """Say again what was said since the last answer and ask again, which is no try.

    From a step that asks nothing itself, the question answered last is asked again.
    """
    step = turn.menus.steps.get(turn.state.here)
    if turn.path or step is None or not isinstance(step.verb, Menu | Ask):
        last = turn.state.trail[-1:]
        return GoOn(last[0] if last else TargetWord.START)
    for name in turn.state.said:
        said = turn.menus.steps.get(name)
        if said is not None and isinstance(said.verb, Say):
            turn.hear(said.verb.prompt, must_hear=said.verb.must_hear)
    return asking.repeat(turn, step.verb)


def _return(turn: Turn) -> Move:
    """Go on after the `do` that led here."""
    *rest, came_from = turn.state.returns or (turn.state.here,)
    step = turn.menus.steps.get(came_from)
    turn.change(returns=tuple(rest))
    return GoOn(step.verb.next if step is not None and isinstance(step.verb, Do) else TargetWord.START)


def _enter(turn: Turn, name: ToStep) -> Move:
    """Go to a step: count the visit where that matters, then do what its verb says."""
    step = turn.menus.steps.get(name)
    if step is None:
        turn.complaints.append(f"step {name} is not in these menus")
        return Stay(_end(turn))
    turn.path.append(name)
    if step.at_most is not None:
        visits = turn.state.visits.get(str(name), 0) + 1
        if visits > step.at_most:
            return GoOn(step.give_up.calls if step.give_up is not None else TargetWord.HANGUP)
        turn.change(visits={**turn.state.visits, str(name): visits})
    turn.change(here=name)
    if turn.caller_left and not isinstance(step.verb, CheckHours | Choose | SetNames | Do | Go | SetLanguage):
        return Stay(_end(turn))
    return _perform(turn, step)


def _perform(turn: Turn, step: Step) -> Move:
    match step.verb:
        case Say() as verb:
            return deciding.say(turn, step, verb)
        case (Menu() | Ask()) as verb:
            return asking.enter(turn, step, verb)
        case Dial() as verb:
            return reaching.dial(turn, verb)
        case Voicemail() as verb:
            return reaching.take_message(turn, step, verb)
        case CheckHours() as verb:
            return deciding.check_hours(turn, verb)
        case Choose() as verb:
            return deciding.choose(turn, verb)
        case SetNames() as verb:
            return deciding.set_names(turn, verb)
        case SetLanguage() as verb:
            return deciding.set_language(turn, verb)
        case Do() as verb:
            return deciding.go_through(turn, step, verb)
        case Go() as verb:
            return GoOn(verb.target)
        case HangUpVerb() as verb:
            turn.hear(verb.prompt)
            return Stay(_end(turn))
        case Reject() as verb:
            return Stay(_reject(turn, busy=verb.reason == "busy"))
        case _:
            assert_never(step.verb)


def _end(turn: Turn) -> tuple[Directive, ...]:
    """Return the directives of a goodbye: what is still to be heard, then the end."""
    if not turn.caller_left:
        turn.change(reached=turn.state.reached or Disposition.GOODBYE)
    return turn.wait(Awaited.NOTHING, HangUp(), turn.sounds)


def _reject(turn: Turn, *, busy: bool) -> tuple[Directive, ...]:
    """Refuse the call while it is unanswered; afterwards that can only be a hanging up."""
    if turn.state.turn or turn.sounds:
        return _end(turn)
    turn.change(reached=Disposition.REJECTED)
    return turn.wait(Awaited.NOTHING, RejectCall(busy=busy), ())
