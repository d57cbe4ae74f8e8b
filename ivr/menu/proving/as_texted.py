"""A line as text conversations meet it: the same flows as a line of calls, so that one proof serves both channels.

What `by_text` leads elsewhere leads there, nobody is silent, no key finishes an answer, and who is not understood is
led where texts are led.
"""

from dataclasses import replace

from ivr.menu.channels import truth_by_text
from ivr.menu.line import Line, NumberRoute
from ivr.menu.model import Menus, Step
from ivr.menu.parts import ByChannel, Channel, Manners, ToStep
from ivr.menu.verbs import Ask, Callback, Case, Choose, Go, HangUp, Menu, Verb, Voiced


def find_texted(menus: Menus) -> Menus | None:
    """Return the line as texts meet it; None when it answers none."""
    starts = _starts(menus.line)
    if not starts:
        return None
    routes = {f"text {number}": NumberRoute(start, None, None, {}) for number, start in enumerate(starts[1:])}
    of_numbers = {number: replace(route, calls=None) for number, route in menus.line.numbers.items()}
    manners = _manners(menus.line.manners)
    line = replace(menus.line, calls=starts[0], numbers={**of_numbers, **routes}, manners=manners, hung_up=None)
    steps = {name: _texted(step) for name, step in menus.steps.items()}
    return replace(menus, line=line, steps=steps)


def _starts(line: Line) -> tuple[ToStep, ...]:
    found = (line.texts, *line.keywords.values(), *(route.texts for route in line.numbers.values()))
    return tuple(dict.fromkeys(start for start in found if start is not None))


def _texted(step: Step) -> Step:
    if step.by_text is not None:
        return replace(step, verb=Go(step.by_text), by_text=None, at_most=None)
    return replace(step, verb=_verb(step.verb), give_up=_by_text(step.give_up))


def _verb(verb: Verb) -> Verb:
    match verb:
        case Menu():
            return replace(verb, manners=_manners(verb.manners), silent=verb.otherwise)
        case Ask():
            return _ask(verb)
        case Callback():
            return replace(verb, ask=_ask(verb.ask))
        case Choose():
            return _choose(verb)
        case _:
            return HangUp() if isinstance(verb, Voiced) else verb


def _ask(ask: Ask) -> Ask:
    return replace(ask, manners=_manners(ask.manners), silent=ask.otherwise, finish="")


def _choose(choose: Choose) -> Choose:
    """Leave out the cases that are of calls; one that always holds by text is where it goes otherwise."""
    cases: list[Case] = []
    for case in choose.cases:
        truth = truth_by_text(case.when)
        if truth:
            return Choose(tuple(cases), case.next)
        if truth is None:
            cases.append(case)
    return Choose(tuple(cases), choose.otherwise)


def _manners(manners: Manners) -> Manners:
    return replace(manners, give_up=_by_text(manners.give_up))


def _by_text(give_up: ByChannel | None) -> ByChannel | None:
    return None if give_up is None else ByChannel(give_up.of(Channel.TEXT))
