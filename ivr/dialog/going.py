"""Going on: follow targets from step to step until the call waits for somebody or ends."""

from collections.abc import Callable
from typing import Final, assert_never

from ivr.dialog import asking, deciding, machines, reaching, systems, waiting
from ivr.dialog.directives import Directive, HangUp, RejectCall
from ivr.dialog.moves import GoOn, Move, Stay
from ivr.dialog.starting import start_again
from ivr.dialog.state import DEEPEST, Awaited, Disposition, Passed
from ivr.dialog.turn import Turn
from ivr.menu.exits import BY_TEXT
from ivr.menu.model import Step, needs_nobody
from ivr.menu.names import uses_of
from ivr.menu.parts import Target, TargetWord, ToStep
from ivr.menu.templates.effort import Effort, TooMuchError
from ivr.menu.verbs import (
    Ask,
    Asking,
    Callback,
    CheckHours,
    Choose,
    Conference,
    Dial,
    Do,
    Fetch,
    Go,
    Menu,
    OptOut,
    Pay,
    Queue,
    Redirect,
    Reject,
    RejectReason,
    Run,
    Say,
    SendText,
    SetLanguage,
    SetNames,
    Stream,
    System,
    Voiced,
    Voicemail,
)
from ivr.menu.verbs import HangUp as HangUpVerb

_LEADS_BACK: Final = frozenset({TargetWord.BACK, TargetWord.REPEAT, TargetWord.SLOWER})
_MOST_STEPS: Final = 100  # in one turn; a line that the check passed never comes near


def go(turn: Turn, first: Callable[[], Move]) -> tuple[Directive, ...]:
    """Return the turn's directives: follow targets until the call waits or ends.

    A turn that computes too much is broken off with an apology, and the call goes the line's way out.
    """
    try:
        return _follow(turn, first())
    except TooMuchError as error:
        turn.complain(str(error))
    turn.effort = Effort()
    turn.sounds, turn.writes, turn.must_hear = [], [], 0
    try:
        turn.hear_broken()
        return _follow(turn, GoOn(way_out(turn)))
    except TooMuchError:
        return _end(turn)


def way_out(turn: Turn) -> Target:
    """Return where the line leads those whom it could not serve."""
    return turn.way_out(turn.menus.line.manners.give_up)


def _follow(turn: Turn, move: Move) -> tuple[Directive, ...]:
    steps = 0
    while isinstance(move, GoOn):
        if steps == _MOST_STEPS:
            turn.complain(f"more than {_MOST_STEPS} steps in one turn")
            return _end(turn)
        steps += 1
        target = _meant(turn, move.target)
        if move.answered:
            _note_answer(turn, target)
        move = _arrive(turn, target)
    return move.directives


def _meant(turn: Turn, target: Target) -> Target:
    """Return the target behind steps that are nothing but targets: `back` by another name still leads back from here.

    A circle of such steps is left as it is; the count of steps ends it.
    """
    passed: list[ToStep] = []
    while isinstance(target, ToStep) and target not in passed:
        step = turn.menus.steps.get(target)
        if step is None or not isinstance(step.verb, Go):
            break
        passed.append(target)
        target = step.verb.target
    turn.path += passed
    return target


def _note_answer(turn: Turn, target: Target) -> None:
    """Remember the answered question for `back`, and begin anew what `repeat` says."""
    if target in _LEADS_BACK:
        return
    here, trail = turn.state.here, turn.state.trail
    passed = Passed(here, turn.state.returns)
    if _is_question(turn, here) and trail[-1:] != (passed,):
        trail = (*trail, passed)[-DEEPEST:]
    turn.change(trail=trail, said=())


def _is_question(turn: Turn, name: ToStep) -> bool:
    step = turn.menus.steps.get(name)
    return step is not None and isinstance(step.verb, Asking)


def _arrive(turn: Turn, target: Target) -> Move:
    """Return what comes of going to a target. Nobody who has left is asked anything again."""
    if turn.caller_left and target in _LEADS_BACK:
        return Stay(_end(turn))
    match target:
        case ToStep():
            return _enter(turn, target)
        case TargetWord.HANGUP:
            return Stay(_end(turn))
        case TargetWord.START:
            turn.change(returns=())
            return GoOn(start_again(turn))
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
    while trail and (trail[-1].step == turn.state.here or not _is_question(turn, trail[-1].step)):
        trail = trail[:-1]
    if not trail:
        return _repeat(turn)
    before = trail[-1]
    turn.change(trail=trail[:-1], said=(), returns=before.returns)
    return GoOn(before.step)


def _repeat(turn: Turn) -> Move:
    """Say again what was said since the last answer and ask again, which is no try.

    From a step that asks nothing itself, the question answered last is asked again.
    """
    turn.forget_keys()
    step = turn.menus.steps.get(turn.state.here)
    if step is None or not isinstance(step.verb, Asking):
        asked = [passed for passed in turn.state.trail if _is_question(turn, passed.step)]
        if not asked:
            return GoOn(TargetWord.START)
        turn.change(returns=asked[-1].returns)
        return GoOn(asked[-1].step)
    for name in turn.state.said:
        said = turn.menus.steps.get(name)
        if said is not None and isinstance(said.verb, Say):
            turn.hear(said.verb.prompt, must_hear=said.verb.must_hear)
    return waiting.repeat(turn, step.verb) if isinstance(step.verb, Callback) else asking.repeat(turn, step.verb)


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
        turn.complain(f"step {name} is not in these menus")
        return Stay(_end(turn))
    if step.by_text is not None and turn.by_text:
        turn.exits.append((name, BY_TEXT))
        return GoOn(step.by_text)
    turn.path.append(name)
    if step.at_most is not None:
        visits = turn.state.visits.get(str(name), 0) + 1
        if visits > step.at_most:
            turn.exits.append((name, "too often"))
            return GoOn(_way_out(turn, step))
        turn.change(visits={**turn.state.visits, str(name): visits})
    turn.change(here=name)
    if turn.caller_left and not needs_nobody(step):
        return Stay(_end(turn))
    return _seek_lost(turn, step) or perform(turn, step)


def _seek_lost(turn: Turn, step: Step) -> Move | None:
    """Return the way to what saves a name that the step uses and nobody has any more; None when it lacks nothing."""
    if not turn.state.lost or turn.caller_left:
        return None
    for use in uses_of(step):
        name = use.name.root
        saver = turn.menus.savers.get(name) if name in turn.state.lost and name not in turn.sought else None
        if saver is not None and saver != step.name:
            if not turn.sought:
                turn.hear_lost()
            turn.sought.add(name)
            turn.change(sought_for=step.name)
            return GoOn(saver)
    return None


def _way_out(turn: Turn, step: Step) -> Target:
    """Return where a call goes that comes to the step too often: as the step says, else the line."""
    return turn.way_out(step.way_out)


def perform(turn: Turn, step: Step) -> Move:
    """Do what the step's verb says, without counting it as a visit."""
    if turn.by_text and isinstance(step.verb, Voiced):
        return _without_voice(turn, step)
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
        case OptOut() as verb:
            return deciding.opt_out(turn, verb)
        case Do() as verb:
            return deciding.go_through(turn, step, verb)
        case Go() as verb:
            return GoOn(verb.target)
        case HangUpVerb() as verb:
            turn.hear(verb.prompt)
            return Stay(_end(turn))
        case Reject() as verb:
            return Stay(_reject(turn, busy=verb.reason is RejectReason.BUSY))
        case Redirect() as verb:
            return reaching.redirect(turn, verb)
        case _:
            return _perform_beyond(turn, step, step.verb)


def _without_voice(turn: Turn, step: Step) -> Move:
    """Lead a conversation out of a step that takes a voice; the check lets none come there."""
    turn.complain(f"a text conversation cannot go on at {step.name}, which takes a voice")
    out = way_out(turn)
    return Stay(_end(turn)) if out in turn.path else GoOn(out)


def _perform_beyond(turn: Turn, step: Step, verb: Callback | Queue | Conference | Stream | Pay | System) -> Move:
    """Do what needs people who are waited for, or somebody else's systems."""
    match verb:
        case Queue():
            return waiting.enqueue(turn, verb)
        case Callback():
            return waiting.offer_callback(turn, step, verb)
        case Conference():
            return waiting.join(turn, verb)
        case Stream():
            return machines.stream(turn, verb)
        case Pay():
            return machines.pay(turn, verb)
        case Fetch():
            return systems.fetch(turn, verb)
        case Run():
            return systems.run(turn, verb)
        case SendText():
            return systems.send_text(turn, verb)
        case _:
            assert_never(verb)


def _end(turn: Turn) -> tuple[Directive, ...]:
    """Return the directives of a goodbye: what is still to be heard, then the end."""
    if not turn.caller_left:
        turn.change(reached=turn.state.reached or Disposition.GOODBYE)
    return turn.wait(Awaited.NOTHING, HangUp(), turn.sounds)


def _reject(turn: Turn, *, busy: bool) -> tuple[Directive, ...]:
    """Refuse the call while it is unanswered; afterwards that can only be a hanging up."""
    if turn.state.turn or turn.sounds or turn.by_text:
        return _end(turn)
    turn.change(reached=Disposition.REJECTED)
    return turn.wait(Awaited.NOTHING, RejectCall(busy=busy), ())
