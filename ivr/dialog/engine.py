"""The engine: menus, a call's state and what happened become the new state, what to do next, and a fact.

Pure: no clock, no store, no provider. The same arguments always give the same step.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Final

from ivr.dialog import systems, waiting
from ivr.dialog.beginning import as_message, begin
from ivr.dialog.directives import Asked, Directive, Enqueue
from ivr.dialog.errands import Errand
from ivr.dialog.events import (
    CallArrived,
    DialEnded,
    Event,
    QueueEnded,
    SystemEnded,
    TextReceived,
)
from ivr.dialog.facts import Outcome, TurnFact
from ivr.dialog.going import go, way_out
from ivr.dialog.moves import GoOn, Move
from ivr.dialog.state import Awaited, CallState, Disposition
from ivr.dialog.taking import take
from ivr.dialog.turn import Remembered, Turn
from ivr.dialog.world import QueuePlace, World
from ivr.menu.model import Menus
from ivr.menu.parts import TargetWord, ToStep
from ivr.menu.templates.effort import Effort, TooMuchError
from ivr.menu.verbs import (
    Fetch,
    Queue,
    Run,
)

_LONGEST_WAIT_S: Final = 1800  # from turn to turn, a talk left out; where it was more, a clock was set


@dataclass(frozen=True, slots=True)
class Advanced:
    """What a turn came to. `directives` end in exactly one that waits or ends. `complaints` hold no values.

    `kept`: what is to be remembered for the caller's number, by name. `exits`: by what steps were left that wait for
    nobody. `turn`: the turn itself while it may go on.
    """

    state: CallState
    directives: tuple[Directive, ...]
    fact: TurnFact
    complaints: tuple[str, ...] = ()
    kept: Mapping[str, Remembered] = field(default_factory=dict)
    errands: tuple[Errand, ...] = ()
    exits: tuple[tuple[ToStep, str], ...] = ()
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
    """Return what the event makes of the call. No state: it begins, and the event must be its arrival or first text.

    Never raises on anything a caller can press or say; costs no more than 100 steps.
    """
    if state is None:
        assert isinstance(event, CallArrived | TextReceived), "only an arrival begins a call"
        turn = Turn(menus, world, begin(menus, event, world))
        turn.outcome = Outcome.ARRIVED
        first: Callable[[], Move] = lambda: GoOn(turn.state.here)  # noqa: E731
    else:
        turn = Turn(menus, world, state)
        _note_time(turn, event)
        if isinstance(event, TextReceived):
            turn.change(message=as_message(event))
        first = lambda: take(turn, event)  # noqa: E731
    asked_at = turn.state.here
    directives = go(turn, first)
    turn.change(turn=turn.state.turn + 1)
    return _advanced(turn, directives, asked_at, _correct_ending(turn))


def resume(so_far: Advanced, ended: SystemEnded) -> Advanced:
    """Return what the same turn comes to with the answer of the system that was asked last."""
    turn = so_far.turn
    assert turn is not None
    step = turn.menus.steps[turn.state.here]
    assert isinstance(step.verb, Fetch | Run)
    turn.change(turn=turn.state.turn - 1)
    turn.effort = Effort()
    verb = step.verb
    directives = go(turn, lambda: systems.answered(turn, verb, ended))
    turn.change(turn=turn.state.turn + 1)
    return _advanced(turn, directives, so_far.fact.step, so_far.fact.corrected)


def break_off(so_far: Advanced) -> Advanced:
    """Return the turn ended because it asks systems for ever."""
    turn = so_far.turn
    assert turn is not None
    turn.complain("more systems were asked in one turn than any line needs")
    directives = go(turn, lambda: GoOn(way_out(turn)))
    if isinstance(directives[-1], Asked):
        directives = go(turn, lambda: GoOn(TargetWord.HANGUP))
    return _advanced(turn, directives, so_far.fact.step, so_far.fact.corrected)


def lead_out(menus: Menus, state: CallState | None, received: TextReceived, world: World) -> Advanced:
    """Return a conversation led the line's way out with an apology, because something broke here."""
    turn = Turn(menus, world, state or begin(menus, received, world))
    turn.hear_broken()
    directives = go(turn, lambda: GoOn(way_out(turn)))
    if isinstance(directives[-1], Asked):
        directives = go(turn, lambda: GoOn(TargetWord.HANGUP))
    turn.change(turn=turn.state.turn + 1)
    return _advanced(turn, directives, turn.state.here, None)


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
    turn = Turn(menus, world, state)
    try:
        return waiting.hear_waiting(turn, step.verb, place, said, key)
    except TooMuchError as error:
        turn.complain(str(error))
        return waiting.hear_waiting(Turn(menus, world, state), replace(step.verb, announce=None), place, said, key)


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
    complaints, errands, exits = tuple(turn.complaints), tuple(turn.errands), tuple(turn.exits)
    return Advanced(turn.state, directives, fact, complaints, turn.kept, errands, exits, turn)


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
        channel=turn.state.channel,
        opted_out=turn.opted_out,
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
    start = menus.line.hung_up
    directives = go(turn, lambda: GoOn(start))
    return _advanced(turn, directives, state.here, None)


def give_up(menus: Menus, state: CallState, world: World) -> tuple[CallState, tuple[Directive, ...]]:
    """Return an apology and the way out that the line gives to those it could not serve; for when something broke."""
    turn = Turn(menus, world, state)
    turn.hear_broken()
    directives = go(turn, lambda: GoOn(way_out(turn)))
    return turn.state, directives
