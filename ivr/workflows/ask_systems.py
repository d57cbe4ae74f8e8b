"""Services and functions that a turn asks before it can go on: each answer continues the same turn."""

import time
from collections.abc import Callable, Sequence
from typing import Final

from ivr.dialog.directives import Write
from ivr.dialog.engine import Advanced, break_off, park, resume
from ivr.dialog.events import Event, SystemEnded, SystemOutcome
from ivr.dialog.state import Awaited, CallState
from ivr.menu.templates.effort import LARGEST_SAVED, weight_of
from ivr.ports.calls import Services
from ivr.ports.conversations import Hold
from ivr.rehearsal.aside import LineSide

_PATIENCE_S: Final = 2.0  # of a caller who hears nothing meanwhile; then they hear something, and come back
_PATIENCE_BY_TEXT_S: Final = 5.0  # of somebody who wrote; then they are told that it takes a while
_NOBODY_WAITS_S: Final = 1.0  # beyond the system's own time, where nobody is on the phone
_MOST: Final = 20  # in one turn
_FAILED: Final = SystemEnded(SystemOutcome.FAILED)


def ask_systems(
    services: Services, begun: Advanced, aside: LineSide | None = None
) -> tuple[Advanced, tuple[SystemEnded, ...]]:
    """Return what the turn comes to, and what the systems said on the way, so that it can be computed again.

    `aside`: a rehearsal, which may answer in their place and is told what they said.
    """
    answers: list[SystemEnded] = []
    until = time.monotonic() + _PATIENCE_S
    so_far = begun
    while (asked := so_far.find_asked()) is not None:
        if _is_enough(answers):
            return break_off(so_far), tuple(answers)
        claim = _claim(so_far, len(answers))
        patience_s = asked.timeout + _NOBODY_WAITS_S if so_far.caller_left else until - time.monotonic()
        ended = aside.answer(asked) if aside is not None else None
        ended = ended or services.systems.ask(claim, asked, max(0.0, patience_s))
        if ended is None and not so_far.caller_left:
            return park(so_far, claim), tuple(answers)
        answers.append(ended or _FAILED)
        if aside is not None:
            aside.note(asked, answers[-1])
        so_far = resume(so_far, answers[-1])
    return so_far, tuple(answers)


def ask_to_the_end(
    services: Services, begun: Advanced, hold: Hold, aside: LineSide | None, tell: Callable[[Write], object] | None
) -> Advanced:
    """Return what the turn of a text conversation comes to, however long the systems take that it asks.

    The conversation is held meanwhile; who has to wait long is told so, once in a turn.
    """
    answers: list[SystemEnded] = []
    so_far, told = begun, False
    while (asked := so_far.find_asked()) is not None:
        if _is_enough(answers):
            return break_off(so_far)
        hold.renew(asked.timeout + _NOBODY_WAITS_S)
        claim = _claim(so_far, len(answers))
        ended = aside.answer(asked) if aside is not None else None
        ended = ended or services.systems.ask(claim, asked, min(asked.timeout, _PATIENCE_BY_TEXT_S))
        if ended is None:
            if tell is not None and not told:
                for write in asked.meanwhile:
                    assert isinstance(write, Write)
                    tell(write)
                told = True
            ended = services.systems.find(claim, asked.timeout + _NOBODY_WAITS_S) or _FAILED
        answers.append(ended)
        if aside is not None:
            aside.note(asked, ended)
        so_far = resume(so_far, ended)
    return so_far


def ask_again(begun: Advanced, answers: Sequence[SystemEnded]) -> Advanced:
    """Return what the turn came to when the systems said that; nobody is asked."""
    so_far = begun
    for ended in answers:
        so_far = resume(so_far, ended)
    if so_far.find_asked() is None:
        return so_far
    return break_off(so_far) if _is_enough(answers) else park(so_far, _claim(so_far, len(answers)))


def _is_enough(answers: Sequence[SystemEnded]) -> bool:
    return len(answers) == _MOST or sum(weight_of(ended.value) for ended in answers) > LARGEST_SAVED


def awaited_answer(services: Services, state: CallState, event: Event) -> Event:
    """Return the answer that a call has come back for, when it is there; otherwise the event as it is."""
    if state.awaited is not Awaited.SYSTEM or isinstance(event, SystemEnded):
        return event
    if not state.asked:
        return _FAILED
    return services.systems.find(state.asked, _PATIENCE_S) or event


def _claim(so_far: Advanced, number: int) -> str:
    return f"{so_far.state.call_id.value}:{so_far.state.turn}:{number}"
