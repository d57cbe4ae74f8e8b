"""Which names are saved, whichever way a call came to a step.

Sets of names are whole numbers here, a bit for each name, so that a line of ten thousand steps takes no time. All bits
(-1) stand for "not come here yet": what is common to all ways begins with everything, and each way takes away.
"""

from collections.abc import Iterator, Mapping
from typing import Final

from ivr.menu.checking.web import Web
from ivr.menu.parts import Target, TargetWord, ToStep
from ivr.menu.reading.load import Draft

_ALL: Final = -1


def surely_saved(draft: Draft, web: Web) -> Mapping[ToStep, frozenset[str]]:
    """Return, for each step that a call is known to come to, the names that are saved whichever way it came."""
    saved_together = {way.saves for ways in web.ways.values() for way in ways} | {saved for _, saved in web.starts}
    names = sorted(frozenset[str]().union(*saved_together))
    bits = {name: 1 << number for number, name in enumerate(names)}
    masks = {saves: sum(bits[name] for name in saves) for saves in saved_together}
    edges = {
        step: tuple(
            (way.target, _ALL if step in draft.guesses else masks[way.saves]) for way in ways if not way.guessed
        )
        for step, ways in web.ways.items()
    }
    until_return = _saved_until_return(web, edges)
    surely: dict[ToStep, int] = {}
    waiting = [(start, masks[saved]) for start, saved in web.starts]
    while waiting:
        step, saved = waiting.pop()
        before = surely.get(step, _ALL)
        now = before & saved
        if now == before and step in surely:
            continue
        surely[step] = now
        waiting += _onward(web, edges, until_return, step, now)
    sets: dict[int, frozenset[str]] = {}
    for saved in surely.values():
        if saved not in sets:
            sets[saved] = frozenset(name for name in names if saved & bits[name])
    return {step: sets[saved] for step, saved in surely.items()}


_Edges = Mapping[ToStep, tuple[tuple[Target, int], ...]]


def _onward(
    web: Web, edges: _Edges, until_return: Mapping[ToStep, int], step: ToStep, saved: int
) -> Iterator[tuple[ToStep, int]]:
    do = web.find_do(step)
    for target, saves in edges.get(step, ()):
        if isinstance(target, ToStep):
            yield target, saved | saves
            inside = _until(until_return, target)
            if do is not None and target == do.flow and isinstance(do.next, ToStep) and inside != _ALL:
                yield do.next, saved | saves | inside


def _saved_until_return(web: Web, edges: _Edges) -> Mapping[ToStep, int]:
    """Return what is surely saved on the way from each step to the `return` of its `do`; all where none is met."""
    came: dict[ToStep, list[ToStep]] = {}
    for step, ways in edges.items():
        do = web.find_do(step)
        for target in (*(target for target, _ in ways), *([do.next] if do is not None else [])):
            if isinstance(target, ToStep):
                came.setdefault(target, []).append(step)
    until = dict.fromkeys(edges, _ALL)
    waiting = list(edges)
    while waiting:
        step = waiting.pop()
        do = web.find_do(step)
        now = _ALL
        for target, saves in edges[step]:
            after = _until(until, do.next) if do is not None and target == do.flow else 0
            now &= saves | _until(until, target) | after
        if now != until[step]:
            until[step] = now
            waiting += came.get(step, ())
    return until


def _until(until: Mapping[ToStep, int], target: Target) -> int:
    if target is TargetWord.RETURN:
        return 0
    return until.get(target, _ALL) if isinstance(target, ToStep) else _ALL
