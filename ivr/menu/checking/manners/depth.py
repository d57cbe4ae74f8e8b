"""Advice on how deep menus lie, and whether there is a way back from there."""

from collections import deque
from collections.abc import Iterator, Mapping
from typing import Final

from ivr.menu.checking.web import Web
from ivr.menu.model import Step
from ivr.menu.parts import Target, TargetWord, ToStep
from ivr.menu.problems import Problem
from ivr.menu.reading.load import Draft
from ivr.menu.verbs import Menu

_DEEPEST: Final = 3
_BACK: Final = frozenset({TargetWord.BACK, TargetWord.START})


def advise_on_depth(draft: Draft, web: Web) -> Iterator[Problem]:
    """Yield advice on menus that lie deep: the first of those too deep, and those from which nothing leads back."""
    depth = _depths(draft, web)
    everywhere = [key.target for key in draft.menus.line.anywhere if key.keys]
    leads_up = any(target in _BACK for target in everywhere)
    for name, deep in depth.items():
        step = draft.menus.steps[name]
        if not isinstance(step.verb, Menu) or name in draft.guesses:
            continue
        if deep == _DEEPEST + 1:
            text = f"`{name.step}` is the fourth menu in a row for whoever comes here; ask for less, or put menus "
            yield Problem(step.place, "W702", f"{text}together.")
        if deep > 1 and not leads_up and not _leads_up(web, step, [*everywhere, *_chosen(step.verb)], depth):
            text = (
                f"Nothing leads back from `{name.step}`; lead `*` to `back` under `anywhere:` in line.yaml, or a key "
            )
            yield Problem(step.place, "W715", f"{text}here to the menu above.")


def _chosen(menu: Menu) -> list[Target]:
    return [key.target for key in menu.keys] + ([menu.offers.next] if menu.offers is not None else [])


def _leads_up(web: Web, step: Step, targets: list[Target], depth: Mapping[ToStep, int]) -> bool:
    """Return whether something that can be chosen leads back, or sooner or later to a menu nearer the start."""
    if any(target in _BACK for target in targets):
        return True
    seen: set[ToStep] = set()
    waiting = [target for target in targets if isinstance(target, ToStep)]
    while waiting:
        name = waiting.pop()
        if name in seen or name == step.name:
            continue
        seen.add(name)
        found = web.menus.steps.get(name)
        if found is not None and isinstance(found.verb, Menu) and depth.get(name, _DEEPEST) < depth[step.name]:
            return True
        ways = web.ways.get(name, ())
        if any(way.target in _BACK for way in ways):
            return True
        waiting += web.onward(name)
    return False


def _depths(draft: Draft, web: Web) -> Mapping[ToStep, int]:
    """Return how many menus a call has heard when it has heard each step, on the shortest way there."""
    line, steps = draft.menus.line, draft.menus.steps
    starts = [line.calls, *(route.calls for route in line.numbers.values())]
    depth: dict[ToStep, int] = {}
    waiting = deque((start, 0) for start in starts if start is not None and start in steps)
    while waiting:
        name, before = waiting.popleft()
        if name in depth:
            continue
        is_menu = isinstance(steps[name].verb, Menu)
        depth[name] = now = before + is_menu
        for target in web.onward(name):
            if target in steps and target not in depth:
                # What is no menu belongs to the same depth and comes first.
                add = waiting.append if isinstance(steps[target].verb, Menu) else waiting.appendleft
                add((target, now))
    return depth
