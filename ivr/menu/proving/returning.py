"""Where a call may still come to a `return`: only there does it matter which `do` it is to come back to."""

from collections.abc import Iterator

from ivr.menu.checking.ways import ways_on
from ivr.menu.model import Menus, Step
from ivr.menu.parts import Target, TargetWord, ToStep
from ivr.menu.proving.lost import Lost
from ivr.menu.verbs import Do


def returning(menus: Menus, lost: Lost) -> frozenset[ToStep]:
    """Return the steps from which a `return` can be met in the flow that a call is gone through in."""
    came: dict[ToStep, list[ToStep]] = {}
    found: set[ToStep] = set()
    for name, step in menus.steps.items():
        for target in (*_onward(menus, step), *lost.savers_for(step)):
            if target is TargetWord.RETURN:
                found.add(name)
            elif isinstance(target, ToStep):
                came.setdefault(target, []).append(name)
    waiting = list(found)
    while waiting:
        for before in came.get(waiting.pop(), ()):
            if before not in found:
                found.add(before)
                waiting.append(before)
    return frozenset(found)


def _onward(menus: Menus, step: Step) -> Iterator[Target]:
    targets = [way.target for way in ways_on(step, menus.line)]
    if isinstance(step.verb, Do):
        yield step.verb.next
        # What is gone through comes back here, but a `do` that would return at once is not come back to.
        targets = targets if step.verb.next is TargetWord.RETURN else targets[1:]
    yield from targets
