"""Which steps have only another name now: the same content, under a name that was not there before."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping

from ivr.menu.diffing.plain import Renamed, content
from ivr.menu.model import Menus, Step
from ivr.menu.parts import Target, ToStep
from ivr.menu.verbs import Go

_Seen = Callable[[Target], object]


def find_renames(old: Menus, new: Menus) -> Mapping[ToStep, ToStep]:
    """Return the steps of the old version that are called otherwise in the new one.

    First those that lead to the same steps too, of several in the order they stand in; then those whose content is the
    same and no other's, wherever they lead; then those of one name in a flow that is called otherwise now.
    """
    gone = [step for name, step in old.steps.items() if name not in new.steps]
    come = [step for name, step in new.steps.items() if name not in old.steps]
    found: dict[ToStep, ToStep] = {}

    def as_now(target: Target) -> Target:
        return found.get(target, target) if isinstance(target, ToStep) else target

    before = -1
    while len(found) != before:
        before = len(found)
        for old_names, new_names in _alike(old, gone, as_now, new, come, lambda target: target, found):
            found.update(zip(old_names, new_names, strict=False))
    for old_names, new_names in _alike(old, gone, _nowhere, new, come, _nowhere, found):
        if len(old_names) == len(new_names) == 1:
            found[old_names[0]] = new_names[0]
    for flow, called in _flows(old, new, found):
        for step in gone:
            name = ToStep(called, step.name.step)
            if step.name.flow == flow and step.name not in found and name in new.steps and name not in found.values():
                found[step.name] = name
    return found


def renamed_by(renames: Mapping[ToStep, ToStep]) -> Renamed:
    """Return what makes of a target of the old version the same one of the new version."""
    return lambda target: renames.get(target, target) if isinstance(target, ToStep) else target


def _flows(old: Menus, new: Menus, found: Mapping[ToStep, ToStep]) -> Iterator[tuple[str, str]]:
    """Yield the flows that are called otherwise now: half of their steps are in one that was not there before."""
    steps, later = _by_flow(old), _by_flow(new)
    for flow in sorted(steps.keys() - later.keys()):
        shared = {
            name: sum(_is_there(ToStep(flow, step), name, names, found) for step in steps[flow])
            for name, names in later.items()
            if name not in steps
        }
        called = max(sorted(shared), key=lambda name: shared[name], default=None)
        if called is not None and 2 * shared[called] >= len(steps[flow]):
            yield flow, called


def _is_there(step: ToStep, flow: str, names: set[str], found: Mapping[ToStep, ToStep]) -> bool:
    return step.step in names if step not in found else found[step].flow == flow


def _by_flow(menus: Menus) -> dict[str, set[str]]:
    flows: dict[str, set[str]] = {}
    for name in menus.steps:
        flows.setdefault(name.flow, set()).add(name.step)
    return flows


def _nowhere(_target: Target) -> object:
    return None


def _alike(
    old: Menus,
    gone: list[Step],
    old_target: _Seen,
    new: Menus,
    come: list[Step],
    new_target: _Seen,
    found: Mapping[ToStep, ToStep],
) -> list[tuple[list[ToStep], list[ToStep]]]:
    """Return the names, in either version, of steps of one content that have no match yet."""
    names: dict[object, tuple[list[ToStep], list[ToStep]]] = defaultdict(lambda: ([], []))
    taken = set(found.values())
    for step in gone:
        # A bare target is nothing but where it leads.
        if step.name not in found and not (old_target is _nowhere and isinstance(step.verb, Go)):
            names[content(step, old.line, old_target)][0].append(step.name)
    for step in come:
        if step.name not in taken:
            names[content(step, new.line, new_target)][1].append(step.name)
    return list(names.values())
