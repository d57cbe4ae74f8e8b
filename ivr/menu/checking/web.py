"""The whole line as a web of steps and ways, computed once for all rules about it."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from ivr.menu.checking.ways import Way, ways_on
from ivr.menu.line import Line
from ivr.menu.model import Menus, Step
from ivr.menu.parts import ToStep
from ivr.menu.reading.load import Draft
from ivr.menu.verbs import Do


@dataclass(frozen=True, slots=True)
class Web:
    """Every way on from every step, broken ones too, and where calls begin: each start with the names it saves."""

    menus: Menus
    ways: Mapping[ToStep, tuple[Way, ...]]
    starts: tuple[tuple[ToStep, frozenset[str]], ...]
    reached: frozenset[ToStep]
    after: Mapping[ToStep, tuple[ToStep, ...]]

    def find_do(self, name: ToStep) -> Do | None:
        """Return the step's verb when it is a `do`."""
        step = self.menus.steps.get(name)
        return step.verb if step is not None and isinstance(step.verb, Do) else None

    def reached_from(self, starts: Iterable[ToStep]) -> frozenset[ToStep]:
        """Return the steps that are come to from these, and these."""
        return reached(self.after, starts)

    def leading_to(self, ends: Iterable[ToStep]) -> frozenset[ToStep]:
        """Return the steps from which one of these is come to, and these."""
        before: dict[ToStep, list[ToStep]] = {}
        for name, targets in self.after.items():
            for target in targets:
                before.setdefault(target, []).append(name)
        return reached(before, ends)

    def onward(self, name: ToStep) -> tuple[ToStep, ...]:
        """Return every step that comes after this one, whatever a caller does; after a `do`, its flow and its next."""
        return self.after.get(name, ())


def weave(draft: Draft) -> Web:
    """Return the web of a line as far as it could be read."""
    menus = draft.menus
    ways: dict[ToStep, tuple[Way, ...]] = {}
    for name in (*menus.steps, *draft.guesses):
        step, guess = menus.steps.get(name), draft.guesses.get(name)
        known = tuple(ways_on(step, menus.line)) if step is not None else ()
        if guess is not None:
            known = tuple(replace(way, saves=way.saves | guess.names if way.saves else guess.names) for way in known)
            known += tuple(Way(target, guess.names, asked=True, guessed=True) for target in guess.targets)
        ways[name] = known
    starts = tuple(_starts(menus.line)) if draft.start_is_known else ()
    after = {name: _after(menus.steps.get(name), found) for name, found in ways.items()}
    return Web(menus, ways, starts, reached(after, [*(start for start, _ in starts), *draft.entries]), after)


def _after(step: Step | None, ways: Iterable[Way]) -> tuple[ToStep, ...]:
    targets = [way.target for way in ways]
    if step is not None and isinstance(step.verb, Do):
        targets.append(step.verb.next)
    return tuple(dict.fromkeys(target for target in targets if isinstance(target, ToStep)))


def components(graph: Mapping[ToStep, Iterable[ToStep]]) -> Iterator[tuple[ToStep, ...]]:
    """Yield the steps in groups that can all reach each other, those that lead nowhere else first (Tarjan's order)."""
    number: dict[ToStep, int] = {}
    lowest: dict[ToStep, int] = {}
    path: list[ToStep] = []
    on_path: set[ToStep] = set()
    for root in graph:
        if root in number:
            continue
        work: list[tuple[ToStep, Iterator[ToStep]]] = [(root, iter(graph[root]))]
        number[root] = lowest[root] = len(number)
        path.append(root)
        on_path.add(root)
        while work:
            name, targets = work[-1]
            following = next((target for target in targets if target in graph), None)
            if following is None:
                work.pop()
                if work:
                    lowest[work[-1][0]] = min(lowest[work[-1][0]], lowest[name])
                if lowest[name] == number[name]:
                    yield _taken_off(path, name, on_path)
            elif following not in number:
                number[following] = lowest[following] = len(number)
                path.append(following)
                on_path.add(following)
                work.append((following, iter(graph[following])))
            elif following in on_path:
                lowest[name] = min(lowest[name], number[following])


def _taken_off(path: list[ToStep], last: ToStep, on_path: set[ToStep]) -> tuple[ToStep, ...]:
    group: list[ToStep] = []
    while not group or group[-1] != last:
        group.append(path.pop())
        on_path.discard(group[-1])
    return tuple(group)


def _starts(line: Line) -> Iterator[tuple[ToStep, frozenset[str]]]:
    """Yield where calls and texts begin, and the names that are saved by then."""
    yield line.calls, frozenset()
    if line.texts is not None:
        yield line.texts, frozenset()
    if line.hung_up is not None:
        yield line.hung_up, frozenset()
    yield from ((start, frozenset()) for start in line.keywords.values())
    for route in line.numbers.values():
        for start in (route.calls, route.texts):
            if start is not None:
                yield start, frozenset(route.set)


def reached(after: Mapping[ToStep, Iterable[ToStep]], entries: Iterable[ToStep]) -> frozenset[ToStep]:
    """Return the steps that are come to from these, by the steps that come after each, and these."""
    found: set[ToStep] = set()
    waiting = list(entries)
    while waiting:
        name = waiting.pop()
        if name in found:
            continue
        found.add(name)
        waiting += after.get(name, ())
    return frozenset(found)
