"""Every way on from a step, and what is known of a call that takes it."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import assert_never

from ivr.menu.line import Line
from ivr.menu.model import Step
from ivr.menu.parts import ByChannel, Target
from ivr.menu.templates.conditions import Condition, parse_condition
from ivr.menu.templates.expression import TemplateError
from ivr.menu.verbs import (
    Ask,
    Asking,
    Callback,
    CheckHours,
    Choose,
    Conference,
    Dial,
    Do,
    Ending,
    Fetch,
    Go,
    OptOut,
    Passing,
    Pay,
    Queue,
    Reaching,
    Redirect,
    Run,
    Say,
    SendText,
    SetLanguage,
    SetNames,
    Stream,
    System,
    Voicemail,
)


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
    if isinstance(verb, Asking):
        yield from _from_asking(verb, line)
    elif isinstance(verb, Reaching):
        yield from _from_reaching(verb)
    elif isinstance(verb, System):
        yield from _from_system(verb)
    elif isinstance(verb, Passing):
        yield from _from_passing(verb)
    elif not isinstance(verb, Ending):
        assert_never(verb)
    if step.at_most is not None:
        yield from _way_out(step.give_up, of_line=step.give_up is line.manners.give_up)
    if step.by_text is not None:
        yield Way(step.by_text, asked=True, by_call=False)


def _from_asking(verb: Asking, line: Line) -> Iterator[Way]:
    asked = verb.ask if isinstance(verb, Callback) else verb
    if isinstance(asked, Ask):
        yield Way(asked.next, frozenset({asked.save}), asked=True)
    elif asked.offers is not None:
        yield Way(asked.offers.next, frozenset({asked.offers.save}), asked=True)
        yield Way(asked.offers.empty)
    yield from (Way(key.target, asked=True) for key in asked.keys)
    yield from (Way(key.target, asked=True, of_line=True) for key in line.anywhere)
    yield from (Way(target, asked=True) for target in (asked.silent, asked.otherwise) if target is not None)
    yield from _way_out(verb.manners.give_up, of_line=verb.manners.give_up is line.manners.give_up)


def _from_reaching(verb: Reaching) -> Iterator[Way]:
    match verb:
        case Dial():
            targets = (verb.answered, verb.busy, verb.no_answer, verb.failed, verb.otherwise, verb.leave)
            yield from (Way(target) for target in targets if target is not None)
        case Voicemail():
            saved = frozenset({verb.save}) if verb.save else frozenset()
            yield Way(verb.next, saved, asked=True)
            yield Way(verb.silent or verb.next, asked=True)
        case Queue():
            results = (verb.answered, verb.full, verb.failed, verb.otherwise)
            yield from (Way(target, asked=True) for target in results if target is not None)
            yield from (Way(key.target, asked=True) for key in verb.leave)
        case Conference():
            yield Way(verb.next, asked=True)
        case Stream():
            yield from (Way(target, asked=True) for target in (verb.next, verb.failed))
        case Pay():
            yield Way(verb.paid, frozenset({verb.save}) if verb.save else frozenset(), asked=True)
            yield Way(verb.failed, asked=True)
        case Redirect():
            if verb.failed is not None:
                yield Way(verb.failed, asked=True)
        case _:
            assert_never(verb)


def _from_system(verb: System) -> Iterator[Way]:
    match verb:
        case Fetch():
            saved = frozenset({verb.save}) if verb.save else frozenset()
            yield Way(verb.next, saved)
            yield from (Way(target) for target in (verb.missing, verb.refused, verb.failed) if target is not None)
        case Run():
            yield Way(verb.next, frozenset({verb.save}) if verb.save else frozenset())
            yield Way(verb.failed)
        case SendText():
            yield from (Way(target) for target in (verb.next, verb.failed) if target is not None)
        case _:
            assert_never(verb)


def _from_passing(verb: Passing) -> Iterator[Way]:
    match verb:
        case Say() | SetLanguage() | OptOut():
            yield Way(verb.next)
        case CheckHours():
            yield from (Way(target) for target in (verb.open, verb.closed, verb.holiday, verb.closing))
        case Choose():
            yield from _cases(verb)
        case SetNames():
            yield Way(verb.next, frozenset(verb.values))
        case Do():
            yield Way(verb.flow)
        case Go():
            yield Way(verb.target)
        case _:
            assert_never(verb)


def _way_out(give_up: ByChannel | None, *, of_line: bool) -> Iterator[Way]:
    if give_up is not None:
        is_one = give_up.texts is None or give_up.texts == give_up.calls
        yield Way(give_up.calls, asked=True, of_line=of_line, by_text=is_one)
        if give_up.texts is not None and not is_one:
            yield Way(give_up.texts, asked=True, of_line=of_line, by_call=False)


def _cases(verb: Choose) -> Iterator[Way]:
    false_so_far: frozenset[str] = frozenset()
    for case in verb.cases:
        condition = _condition(case.when)
        if condition is None:
            yield Way(case.next)
            continue
        yield Way(case.next, false_so_far | condition.there_if_true)
        false_so_far |= condition.there_if_false
    yield Way(verb.otherwise, false_so_far)


def _condition(when: str) -> Condition | None:
    """Return the condition, or None when it cannot be read, which was told when the file was."""
    try:
        return parse_condition(when)
    except TemplateError:
        return None
