"""Advice on how deep menus lie, and whether there is a way back from there."""

from collections import defaultdict, deque
from collections.abc import Iterator, Mapping
from itertools import chain
from typing import Final

from ivr.menu.checking.web import Web, components
from ivr.menu.parts import Target, TargetWord, ToStep
from ivr.menu.problems import Problem
from ivr.menu.reading.load import Draft
from ivr.menu.verbs import Menu, SetLanguage

_DEEPEST: Final = 3
_NEVER: Final = 1_000_000
_BACK: Final = frozenset({TargetWord.BACK, TargetWord.START})


def advise_on_depth(draft: Draft, web: Web) -> Iterator[Problem]:
    """Yield advice on menus that lie deep: the first of those too deep, and those from which nothing leads back."""
    depth = _depths(draft, web)
    everywhere = [key.target for key in draft.menus.line.anywhere if key.keys]
    up = {} if any(target in _BACK for target in everywhere) else _highest(web, depth)
    for name, deep in depth.items():
        step = draft.menus.steps[name]
        if not isinstance(step.verb, Menu) or name in draft.guesses:
            continue
        if deep == _DEEPEST + 1:
            text = f"`{name.step}` is the fourth menu in a row for whoever comes here; ask for less, or put menus "
            yield Problem(step.place, "W702", f"{text}together.")
        if deep > 1 and up and min(map(up.__getitem__, [*everywhere, *_chosen(step.verb)]), default=_NEVER) >= deep:
            text = (
                f"Nothing leads back from `{name.step}`; lead `*` to `back` under `anywhere:` in line.yaml, or a key "
            )
            yield Problem(step.place, "W715", f"{text}here to the menu above.")


def _chosen(menu: Menu) -> list[Target]:
    return [key.target for key in menu.keys] + ([menu.offers.next] if menu.offers is not None else [])


def _highest(web: Web, depth: Mapping[ToStep, int]) -> Mapping[Target, int]:
    """Return, for each step, how near the start the nearest menu is that it leads to; 0 where a call can go back."""
    found: dict[Target, int] = defaultdict(lambda: _NEVER, dict.fromkeys(_BACK, 0))
    for group in components(web.after):
        menus = (depth.get(name, _NEVER) for name in group if _is_menu(web, name))
        onward = (found[way.target] for name in group for way in web.ways[name])
        after = (found[name] for each in group for name in web.after[each])
        found.update(dict.fromkeys(group, min(chain(menus, onward, after), default=_NEVER)))
    return found


def _counts(web: Web, name: ToStep) -> bool:
    """Return whether a step is a menu that callers feel to be one: the choice of a language is none."""
    step = web.menus.steps.get(name)
    if step is None or not isinstance(step.verb, Menu):
        return False
    chosen = (web.menus.steps.get(key.target) for key in step.verb.keys if isinstance(key.target, ToStep))
    return step.verb.offers is not None or not all(each and isinstance(each.verb, SetLanguage) for each in chosen)


def _is_menu(web: Web, name: ToStep) -> bool:
    step = web.menus.steps.get(name)
    return step is not None and isinstance(step.verb, Menu)


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
        depth[name] = now = before + _counts(web, name)
        for target in web.onward(name):
            if target in steps and target not in depth:
                # What is no menu belongs to the same depth and comes first.
                add = waiting.append if isinstance(steps[target].verb, Menu) else waiting.appendleft
                add((target, now))
    return depth
