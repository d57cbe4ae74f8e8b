"""Every way on from a step, and what is known of a call that takes it."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from ivr.menu.leads import By, leads_anywhere, leads_of
from ivr.menu.line import Line
from ivr.menu.model import Step
from ivr.menu.names import saved_by
from ivr.menu.parts import ByChannel, Target
from ivr.menu.templates.conditions import Condition, parse_condition
from ivr.menu.templates.expression import TemplateError
from ivr.menu.verbs import Asking, Choose, Dial, Do, Queue, Reaching

_NOBODYS: Final[frozenset[str]] = frozenset()
_TOO_OFTEN: Final = frozenset({By.TOO_OFTEN, By.TEXTER_TOO_OFTEN})
_GIVING_UP: Final = frozenset({By.GIVES_UP, By.TEXTER_GIVES_UP}) | _TOO_OFTEN
_BY_TEXT: Final = frozenset({By.TEXTER, By.TEXTER_GIVES_UP, By.TEXTER_TOO_OFTEN})
_NOT_AT_ONCE: Final = _TOO_OFTEN | _BY_TEXT
# What leads calls elsewhere than text conversations, where both are led.
_BY_CALL: Final = {By.GIVES_UP: By.TEXTER_GIVES_UP, By.TOO_OFTEN: By.TEXTER_TOO_OFTEN}
# After these the step has saved what it saves.
_SAVED: Final = frozenset({By.ANSWER, By.OFFERED, By.MESSAGE, By.PAID, By.GOT, By.NEXT})


@dataclass(frozen=True, slots=True)
class Way:
    """One way on: where to, the names that are saved by then, whether the caller did something to take it.

    `of_line`: it is the line's, the same at every step, and not written at this one. `guessed`: the step has an error,
    and this may be meant. `by_call`, `by_text`: whether calls and text conversations can take it.
    """

    target: Target
    saves: frozenset[str] = frozenset()
    asked: bool = False
    of_line: bool = False
    guessed: bool = False
    by_call: bool = True
    by_text: bool = True


def ways_on(step: Step, line: Line) -> Iterator[Way]:
    """Yield every way on from a step, those by keys that work everywhere too. Where `do` comes back to is not one."""
    verb = step.verb
    leads = [lead for lead in leads_of(step) if not (isinstance(verb, Do) and lead.by is By.NEXT)]
    causes = {lead.by for lead in leads}
    is_met = isinstance(verb, Asking | Reaching)  # somebody does something before the call goes on
    saved = saved_by(step) or _NOBODYS
    known = _known_in(verb) if isinstance(verb, Choose) else {}
    of_line = {by: _way_out(step, by) is line.manners.give_up for by in causes & _GIVING_UP}
    for lead in leads:
        yield Way(
            lead.target,
            saves=known.get(lead.about, _NOBODYS) if known else saved if lead.by in _SAVED else _NOBODYS,
            asked=(is_met and lead.by is not By.EMPTY) or lead.by in _NOT_AT_ONCE,
            of_line=of_line.get(lead.by, False),
            by_call=lead.by not in _BY_TEXT,
            by_text=_BY_CALL.get(lead.by) not in causes,
        )
    if isinstance(verb, Asking):
        yield from (Way(lead.target, asked=True, of_line=True) for lead in leads_anywhere(line))
    yield from _only_written(step, {lead.target for lead in leads})


def _way_out(step: Step, by: By) -> ByChannel | None:
    return step.verb.manners.give_up if isinstance(step.verb, Asking) and by not in _TOO_OFTEN else step.way_out


def _only_written(step: Step, taken: Collection[Target]) -> Iterator[Way]:
    """Yield ways that are written, but never taken, for others come before them: what they lead to is not lost.

    A call that takes too long is led to the line's `give_up` in any case.
    """
    give_up = step.verb.manners.give_up if isinstance(step.verb, Asking) else None
    otherwise = step.verb.otherwise if isinstance(step.verb, Dial | Queue) else None
    for target in (otherwise, *((give_up.calls, give_up.texts) if give_up is not None else ())):
        if target is not None and target not in taken:
            yield Way(target, asked=True, of_line=target is not otherwise)


def _known_in(verb: Choose) -> Mapping[str, frozenset[str]]:
    """Return the names that are there where each condition holds, and under no condition where none does."""
    known: dict[str, frozenset[str]] = {}
    false_so_far = _NOBODYS
    for case in verb.cases:
        condition = _condition(case.when)
        if condition is not None:
            known[case.when] = false_so_far | condition.there_if_true
            false_so_far |= condition.there_if_false
    known[""] = false_so_far
    return known


def _condition(when: str) -> Condition | None:
    """Return the condition, or None when it cannot be read, which was told when the file was."""
    try:
        return parse_condition(when)
    except TemplateError:
        return None
