"""What a step that waits makes of an event: each verb takes its own, and hears what does not fit it as nothing."""

from typing import Final

from ivr.dialog import asking, machines, reaching, systems, waiting
from ivr.dialog.directives import HangUp
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
    TextReceived,
    ThreadLost,
)
from ivr.dialog.facts import Outcome
from ivr.dialog.going import perform, way_out
from ivr.dialog.moves import GoOn, Move, Stay
from ivr.dialog.state import Awaited
from ivr.dialog.turn import Turn
from ivr.menu.model import Step
from ivr.menu.parts import TargetWord
from ivr.menu.verbs import Ask, Callback, Conference, Dial, Fetch, Menu, Pay, Queue, Redirect, Run, Stream, Voicemail

# These count whatever the limits say.
_Talks: Final = RecordingReady | DialEnded | QueueEnded | StreamEnded | PayEnded | SystemEnded
_GRACE_TURNS: Final = 20  # after a limit was passed: to reach a person or leave a message, not to go on for ever


def take(turn: Turn, event: Event) -> Move:
    """Return where the call goes from the step that waited."""
    if turn.state.awaited in (Awaited.NOTHING, Awaited.END):
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
        case (Menu() | Ask()) as verb, (
            DigitsPressed() | SpeechHeard() | NoInput() | RecordingReady() | TextReceived()
        ):
            return asking.answer(turn, verb, event)
        case Dial() as verb, DialEnded():
            return reaching.dialled(turn, verb, event)
        case Voicemail() as verb, (RecordingReady() | NoInput()):
            return reaching.message_left(turn, verb, event)
        case Voicemail() as verb, TextReceived():
            return reaching.message_texted(turn, verb, event)
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
        case Callback() as verb, (DigitsPressed() | SpeechHeard() | NoInput() | TextReceived()):
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
    if state.turn < limits.turns and (minutes < limits.minutes or turn.by_text):
        return None
    turn.change(over_limit_at=state.turn)
    turn.outcome = Outcome.OVER_LIMIT
    return GoOn(way_out(turn))
