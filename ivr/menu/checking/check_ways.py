"""Rules about where calls go: every step can be reached, and nobody goes round without being asked."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from ivr.menu.checking.ways import Way
from ivr.menu.checking.web import Web, components, reached
from ivr.menu.model import Step, needs_nobody
from ivr.menu.parts import Target, TargetWord, ToStep
from ivr.menu.problems import Problem
from ivr.menu.reading.load import Draft
from ivr.menu.verbs import Ask, Dial, Do, HangUp, Menu, Voicemail

_SHOWN: Final = 6


def check_ways(draft: Draft, web: Web) -> Iterator[Problem]:
    """Yield unreachable steps, rounds without a question, and `return` where there is nothing to return to."""
    if draft.is_whole:
        yield from _unreached(web)
        yield from _lost_returns(web, draft.entries)
        yield from _nobody_there(web)
        yield from _never_back(draft, web)
    yield from (problem for problem, steps in _rounds(web) if not any(step in draft.guesses for step in steps))


def _nobody_there(web: Web) -> Iterator[Problem]:
    """Yield each step at which `hung_up` stops because it needs a caller, where no caller ever comes."""
    start = web.menus.line.hung_up
    if start is None:
        return
    with_caller = web.reached_from(name for name, _ in web.starts if name != start)
    steps = web.menus.steps
    onward = {name: web.onward(name) if needs_nobody(step) else () for name, step in steps.items()}
    gone_through = reached(onward, [start])
    for name, step in steps.items():
        if name not in gone_through or needs_nobody(step):
            continue
        if name != start and (name in with_caller or isinstance(step.verb, HangUp)):
            continue
        text = f"Nobody is on the phone any more when `hung_up` comes to `{name.step}`, so it stops there; "
        yield Problem(step.place, "W208", f"{text}take set, choose, hours, do, fetch, run or text.")


def _unreached(web: Web) -> Iterator[Problem]:
    """Yield each step that no call reaches, but not those that only such a step leads to: it is one slip."""
    lost = {name: web.onward(name) for name in web.menus.steps if name not in web.reached}
    flows: dict[str, list[ToStep]] = {}
    for name in web.menus.steps:
        flows.setdefault(name.flow, []).append(name)
    lost_flows = {steps[0] for steps in flows.values() if len(steps) > 1 and all(name in lost for name in steps)}
    groups = list(components(lost))
    group_of = {name: number for number, group in enumerate(groups) for name in group}
    led_to = {
        group_of[target]
        for name, targets in lost.items()
        for target in targets
        if target in group_of and group_of[target] != group_of[name]
    }
    for number, group in enumerate(groups):
        if number not in led_to:
            name = _first(web, group)
            if name in lost_flows:
                text = (
                    f"No call can reach the flow `{name.flow}`; lead to it from a step of another, or remove the file."
                )
            else:
                text = f"No call can reach the step `{name.step}`; lead to it from another step, or remove it."
            yield Problem(web.menus.steps[name].place, "E202", text)


def _first(web: Web, names: Iterable[ToStep]) -> ToStep:
    return min(names, key=lambda name: web.menus.steps[name].place)


def _rounds(web: Web) -> Iterator[tuple[Problem, tuple[ToStep, ...]]]:
    """Yield every round of steps that a call could go through for ever without being asked anything, and the steps."""
    returning = _returning(web)
    onward = {name: tuple(_same_turn(web, name, returning)) for name in web.menus.steps if name in web.reached}
    for group in components(onward):
        first = _first(web, group)
        if len(group) == 1 and first not in onward[first]:
            continue
        shown = " → ".join(_round_from(first, onward, frozenset(group)))
        text = f"A call goes round here without ever being asked anything: {shown}. Lead out of it, or ask."
        yield Problem(web.menus.steps[first].place, "E204", text), group


def _round_from(first: ToStep, onward: Mapping[ToStep, Iterable[ToStep]], group: frozenset[ToStep]) -> list[str]:
    """Return the shortest round from a step back to it, cut when it is long."""
    came: dict[ToStep, ToStep] = {}
    waiting = [first]
    for name in waiting:
        for target in onward[name]:
            if target in group and target not in came:
                came[target] = name
                waiting.append(target)
        if first in came:
            break
    back = [first]
    while len(back) == 1 or back[-1] != first:
        back.append(came[back[-1]])
    names = [f"`{name}`" for name in reversed(back)]
    return names if len(names) <= _SHOWN else [*names[: _SHOWN - 2], "…", names[-1]]


def _same_turn(web: Web, name: ToStep, returning: frozenset[ToStep]) -> Iterator[ToStep]:
    """Yield where the step leads in the same turn."""
    step = web.menus.steps[name]
    for way in _silent(web, name, step):
        if way.target is TargetWord.START and ToStep(name.flow, TargetWord.START) not in web.menus.steps:
            yield from (start for start, _ in web.starts)
        elif isinstance(way.target, ToStep):
            yield way.target
    do = web.find_do(name)
    if do is not None and isinstance(do.next, ToStep) and do.flow in returning:
        yield do.next


def _silent(web: Web, name: ToStep, step: Step) -> tuple[Way, ...]:
    """Return the ways that are taken without the caller doing anything."""
    if step.at_most is not None and step.give_up is not None:
        # After so many visits it leads nowhere else.
        return (Way(step.give_up.calls), *([Way(step.give_up.texts)] if step.give_up.texts else []))
    if isinstance(step.verb, Menu | Ask | Voicemail | Dial):
        return ()
    return tuple(way for way in web.ways[name] if not way.asked)


def _returning(web: Web) -> frozenset[ToStep]:
    """Return the steps from which `return` is met in the same turn."""
    steps = web.menus.steps
    silent = {name: [way.target for way in _silent(web, name, step)] for name, step in steps.items()}
    found = {name for name, targets in silent.items() if TargetWord.RETURN in targets}
    came: dict[Target, set[ToStep]] = {}
    for name, targets in silent.items():
        do = web.find_do(name)
        for target in (*targets, *([do.next] if do is not None else [])):
            came.setdefault(target, set()).add(name)
    waiting = list(found)
    while waiting:
        for before in came.get(waiting.pop(), ()):
            if before not in found and _returns(web, before, found):
                found.add(before)
                waiting.append(before)
    return frozenset(found)


def _returns(web: Web, name: ToStep, returning: set[ToStep]) -> bool:
    """Return whether a step leads to `return`; a `do` does when both its flow and what comes after it do."""
    do = web.find_do(name)
    return do is None or (do.flow in returning and (do.next is TargetWord.RETURN or do.next in returning))


def _lost_returns(web: Web, entries: Iterable[ToStep]) -> Iterator[Problem]:
    inside = _inside_do(web, entries)
    for name, step in web.menus.steps.items():
        do = web.find_do(name)
        written = [way.target for way in web.ways[name] if not way.of_line and not way.guessed]
        written += [do.next] if do is not None else []
        if TargetWord.RETURN in written and name in web.reached and name not in inside:
            yield Problem(
                step.place,
                "E207",
                f"`return` leads nowhere in `{name.step}`: no `do` goes through this flow. Name a step instead.",
            )


def _never_back(draft: Draft, web: Web) -> Iterator[Problem]:
    """Yield each `do` through a flow in which nothing says `return`, so that its `next` never comes."""
    comes_back = web.leading_to(_say_return(draft, web))
    dos = {name: do for name in web.menus.steps if name in web.reached and (do := web.find_do(name)) is not None}
    stuck = {name: do for name, do in dos.items() if do.flow not in comes_back}
    round_of = {name: number for number, group in enumerate(components(web.after) if stuck else ()) for name in group}
    for name, do in stuck.items():
        if round_of[do.flow] != round_of[name]:  # else it is a round, of which other rules tell
            text = (
                f"No call comes back from `{do.flow}`: nothing there says `next: return`. Write it where this `next` "
                "is to follow, or lead there without `do`."
            )
            yield Problem(web.menus.steps[name].place_of("next"), "W209", text)


def _say_return(draft: Draft, web: Web) -> Iterator[ToStep]:
    """Yield the steps that say `return`, and those of which nobody knows whether they do."""
    yield from draft.guesses
    for name, ways in web.ways.items():
        yield from (target for target in web.onward(name) if target not in web.menus.steps)
        do = web.find_do(name)
        if TargetWord.RETURN in {way.target for way in ways} or (do is not None and do.next is TargetWord.RETURN):
            yield name


def _inside_do(web: Web, entries: Iterable[ToStep]) -> frozenset[ToStep]:
    """Return the steps that a call may be at between `do` and `return`; where something is broken, it may be a `do`."""
    found: set[ToStep] = set()
    verbs = [step.verb for step in web.menus.steps.values()]
    waiting = [*entries, *(verb.flow for verb in verbs if isinstance(verb, Do))]
    waiting += [
        way.target for ways in web.ways.values() for way in ways if way.guessed and isinstance(way.target, ToStep)
    ]
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting += web.onward(name)
    return frozenset(found)
