"""Steps that the caller does not notice: hours, conditions, saved values, the language, flows gone through."""

from datetime import datetime, timedelta
from typing import Final, assert_never
from zoneinfo import ZoneInfo

from ivr.dialog.facts import OptedOut
from ivr.dialog.moves import GoOn, Move
from ivr.dialog.state import DEEPEST
from ivr.dialog.turn import KEPT_LANGUAGE, Turn
from ivr.menu.model import Step
from ivr.menu.parts import Channel, TargetWord
from ivr.menu.schedule import OpenState, state_at
from ivr.menu.templates.conditions import holds, parse_condition
from ivr.menu.verbs import CheckHours, Choose, Do, NoMore, OptOut, Say, SetLanguage, SetNames

_NO_MORE: Final = {
    NoMore.ALL: (Channel.TEXT, Channel.CALL),
    NoMore.TEXTS: (Channel.TEXT,),
    NoMore.CALLS: (Channel.CALL,),
}


def check_hours(turn: Turn, verb: CheckHours) -> Move:
    """Branch by the schedule, now."""
    state = state_at(turn.menus.line.hours[verb.name], turn.world.now)
    turn.leave_by(state.value)
    match state:
        case OpenState.OPEN:
            return GoOn(verb.open)
        case OpenState.CLOSING:
            return GoOn(verb.closing)
        case OpenState.HOLIDAY:
            return GoOn(verb.holiday)
        case OpenState.CLOSED:
            return GoOn(verb.closed)
        case unknown:
            assert_never(unknown)


def choose(turn: Turn, verb: Choose) -> Move:
    """Branch by the first condition that holds."""
    scope = turn.scope()
    for case in verb.cases:
        if holds(parse_condition(case.when), scope, turn.complain):
            turn.leave_by(case.when)
            return GoOn(case.next)
    turn.leave_by("otherwise")
    return GoOn(verb.otherwise)


def set_names(turn: Turn, verb: SetNames) -> Move:
    """Save values, each seeing those before it."""
    turn.compute(verb.values)
    return GoOn(verb.next)


def set_language(turn: Turn, verb: SetLanguage) -> Move:
    """Speak another language from here on; one that the line does not have changes nothing."""
    code = turn.text_of(verb.code).strip()
    if turn.menus.line.find_language(code) is not None:
        turn.change(language=code)
        turn.keep(KEPT_LANGUAGE, code)
    else:
        turn.complain("language: not one of the line's languages")
    return GoOn(verb.next)


def opt_out(turn: Turn, verb: OptOut) -> Move:
    """Write down that the caller wants no more of this line; a number that is withheld cannot be left alone."""
    number, before = turn.state.caller.number, turn.opted_out
    if number.is_e164:
        channels = dict.fromkeys((*(before.channels if before is not None else ()), *_NO_MORE[verb.what]))
        turn.opted_out = OptedOut(number, tuple(channels))
    else:
        turn.complain("opt_out: the caller's number is not known")
    return GoOn(verb.next)


def go_through(turn: Turn, step: Step, verb: Do) -> Move:
    """Go through a flow, to come back here."""
    if verb.next is not TargetWord.RETURN:  # what does nothing more when it comes back need not be come back to
        turn.change(returns=(*turn.state.returns, step.name)[-DEEPEST:])
    return GoOn(verb.flow)


def _is_meant_now(turn: Turn, verb: Say) -> bool:
    if verb.since is None and verb.until is None:
        return True
    local = turn.world.now.astimezone(ZoneInfo(turn.menus.line.zone)).replace(tzinfo=None)
    begun = verb.since is None or local >= datetime.fromisoformat(verb.since)
    return begun and not (verb.until is not None and local >= _end_of(verb.until))


def _end_of(until: str) -> datetime:
    """Return when something that is said until then is no longer said; a day counts to its end."""
    moment = datetime.fromisoformat(until)
    return moment if " " in until or "T" in until else moment + timedelta(days=1)


def say(turn: Turn, step: Step, verb: Say) -> Move:
    """Add to what is heard, within the dates it is meant for."""
    if _is_meant_now(turn, verb):
        turn.hear(verb.prompt, must_hear=verb.must_hear)
        turn.note_said(step)
    return GoOn(verb.next)
