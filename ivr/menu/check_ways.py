"""Rules about where calls go: every step can be reached, and nobody goes round without being asked."""

from collections.abc import Iterator, Mapping

from ivr.menu.load import Draft
from ivr.menu.model import Ask, Dial, Do, Menu, Menus, Step, Target, TargetWord, ToStep, Voicemail
from ivr.menu.problems import Problem
from ivr.menu.ways import ways_on


def check_ways(draft: Draft) -> Iterator[Problem]:
    """Yield unreachable steps, rounds without a question, and `return` where there is nothing to return to."""
    menus = draft.menus
    reached = reachable(draft)
    for name, step in menus.steps.items():
        if name not in reached:
            yield Problem(
                step.place,
                "E202",
                f"No call can reach the step `{name.step}`; lead to it from another step, or remove it.",
            )
    yield from _rounds(menus, reached)
    yield from _lost_returns(menus)


def reachable(draft: Draft) -> set[ToStep]:
    """Return the steps that some call or text can come to."""
    menus = draft.menus
    line = menus.line
    entries: list[Target | None] = [line.calls, line.texts]
    entries += [start for route in line.numbers.values() for start in (route.calls, route.texts)]
    found: set[ToStep] = set()
    waiting = [target for target in entries if isinstance(target, ToStep)]
    while waiting:
        name = waiting.pop()
        if name in found:
            continue
        found.add(name)
        step = menus.steps.get(name)
        targets = draft.leads_to.get(name, ()) if step is None else [way.target for way in ways_on(step, line)]
        if step is not None and isinstance(step.verb, Do):
            targets = [*targets, step.verb.next]
        waiting += [target for target in targets if isinstance(target, ToStep)]
    return found


def _rounds(menus: Menus, reached: set[ToStep]) -> Iterator[Problem]:
    """Yield every round of steps that a call could go through for ever without being asked anything."""
    onward = {name: _silent_ways(menus, step) for name, step in menus.steps.items() if name in reached}
    for round_ in _circles(onward):
        names = sorted(round_)
        first = menus.steps[names[0]]
        shown = ", ".join(f"`{name}`" for name in names[:5])
        yield Problem(
            first.place,
            "E204",
            f"A call goes round here without ever being asked anything: {shown}. Lead out of it, or ask.",
        )


def _silent_ways(menus: Menus, step: Step) -> tuple[ToStep, ...]:
    """Return where the step leads in the same turn."""
    if isinstance(step.verb, Menu | Ask | Voicemail | Dial) or step.at_most is not None:
        return ()
    found = []
    for way in ways_on(step, menus.line):
        target = menus.line.calls if way.target is TargetWord.START else way.target
        if isinstance(target, ToStep):
            found.append(target)
    return tuple(found)


def _circles(onward: Mapping[ToStep, tuple[ToStep, ...]]) -> Iterator[set[ToStep]]:
    """Yield what is left when steps that lead out are taken away until none does: each connected rest is a circle.

    Tarjan's algorithm would name each circle alone; here those that share a step are told as one.
    """
    left = {name: set(targets) & onward.keys() for name, targets in onward.items()}
    into: dict[ToStep, set[ToStep]] = {name: set() for name in left}
    for name, targets in left.items():
        for target in targets:
            into[target].add(name)
    _take_away(left, into)
    _take_away(into, left)
    unseen = set(left) & set(into)
    while unseen:
        circle: set[ToStep] = set()
        waiting = [min(unseen)]
        while waiting:
            name = waiting.pop()
            if name in unseen:
                unseen.discard(name)
                circle.add(name)
                waiting += left.get(name, set()) | into.get(name, set())
        yield circle


def _take_away(ways: dict[ToStep, set[ToStep]], back: dict[ToStep, set[ToStep]]) -> None:
    """Remove, in both directions, every step that has no way on, until all have one."""
    empty = [name for name, targets in ways.items() if not targets]
    while empty:
        name = empty.pop()
        ways.pop(name, None)
        for before in back.pop(name, set()):
            if before in ways:
                ways[before].discard(name)
                if not ways[before]:
                    empty.append(before)


def _lost_returns(menus: Menus) -> Iterator[Problem]:
    inside = within_do(menus)
    for name, step in menus.steps.items():
        if name not in inside and any(way.target is TargetWord.RETURN for way in ways_on(step, menus.line)):
            yield Problem(
                step.place, "E207", "`return` leads nowhere here: no `do` goes through this flow. Name a step instead."
            )


def within_do(menus: Menus) -> Mapping[ToStep, frozenset[ToStep]]:
    """Return, for each step that a call may be at between `do` and `return`, the `do` steps it may have come from."""
    came: dict[ToStep, set[ToStep]] = {}
    waiting = [(step.verb.flow, name) for name, step in menus.steps.items() if isinstance(step.verb, Do)]
    while waiting:
        name, do = waiting.pop()
        step = menus.steps.get(name)
        if step is None or do in came.setdefault(name, set()):
            continue
        came[name].add(do)
        targets = [way.target for way in ways_on(step, menus.line)]
        if isinstance(step.verb, Do):
            targets = [step.verb.next]
        waiting += [(target, do) for target in targets if isinstance(target, ToStep)]
    return {name: frozenset(does) for name, does in came.items()}
