"""The shortest way into a round that never ends, and once round it."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from heapq import heappop, heappush
from itertools import count
from typing import Final, NamedTuple

from ivr.menu.proving.components import components
from ivr.menu.proving.measure import Leg
from ivr.menu.proving.onward_passing import OTHERWISE
from ivr.menu.proving.space import BEGIN, Does, Edge, Kind, Space
from ivr.menu.proving.unfold import State, Unfolding

_MOST_STATES: Final = 20_000
_MOST_TRIED: Final = 20  # places of one group of rounds, for the shortest
_OF_OTHERS: Final = frozenset(
    {
        *(Does.QUEUE, Does.PAYMENT, Does.MACHINE, Does.OTHER_LINE, Does.ROOM, Does.NOBODY_TO_DIAL, Does.EMPTY),
        *(Does.ASKS_NUMBER, Does.NUMBER_REFUSED, Does.TEXT),
    }
)
# In turns: what a script cannot bring about is gone round, as far as possible.
_COST_OF_OTHERS: Final = 20
_COST_OF_LUCK: Final = 50
_COST_OF: Final = {Does.SILENT: 10, Does.WRONG: 11, Does.LATE_FINISH: 15}  # of a turn, tenths of one


@dataclass(frozen=True, slots=True)
class Lasso:
    """A way from the beginning of a call, and what then happens again and again."""

    way: tuple[Leg, ...]
    round: tuple[Leg, ...]


@dataclass(frozen=True, slots=True)
class Found:
    """What a search came to: a lasso or none; all states that a call may come to there, unless there are too many."""

    lasso: Lasso | None
    states: tuple[State, ...]
    is_whole: bool


class _Step(NamedTuple):
    before: State
    edge: Edge


def find_round(space: Space, unfolding: Unfolding, endless: Collection[int], leading: Collection[int]) -> Found:
    """Return the shortest way to a round through places of `endless`; `leading` are those from which one comes there.

    Costs some microseconds for each state, of which it looks at 20,000 at most.
    """
    came, costs, is_whole = _reach(space, unfolding, leading)
    states = [state for state in costs if state.spot in endless]
    numbers = {state: number for number, state in enumerate(states)}
    onward: list[list[tuple[Edge, int]]] = []
    for state in states:
        onward.append([])
        for edge in space.edges[state.spot]:
            if edge.kind is Kind.FORCED and edge.to in endless:
                values = unfolding.follow(state, edge)
                after = numbers.get(State(edge.to, values)) if values is not None else None
                if after is not None:
                    onward[-1].append((edge, after))
    best: tuple[int, Lasso] | None = None
    for group in components([[to for _, to in ways] for ways in onward]):
        members = frozenset(group)
        for first in sorted(group, key=lambda number: costs[states[number]])[:_MOST_TRIED]:
            legs = _round_from(first, members, onward, states)
            cost = costs[states[first]] + sum(_cost_of(leg.edge, is_sure=True) for leg in legs)
            if legs and (best is None or cost < best[0]):
                best = cost, Lasso(_way_to(states[first], came), legs)
    return Found(best[1] if best is not None else None, tuple(costs), is_whole)


def _reach(
    space: Space, unfolding: Unfolding, leading: Collection[int]
) -> tuple[Mapping[State, _Step], Mapping[State, int], bool]:
    """Return how each state is come to at the least cost, that cost, and whether these are all states there are."""
    begun = State(BEGIN, unfolding.first_values())
    costs = {begun: 0}
    came: dict[State, _Step] = {}
    order = count()
    waiting = [(0, next(order), begun)]
    done: dict[State, int] = {}
    while waiting and len(done) < _MOST_STATES:
        cost, _, state = heappop(waiting)
        if state in done:
            continue
        done[state] = cost
        for edge in space.edges[state.spot]:
            if edge.to not in leading:
                continue
            values = unfolding.follow(state, edge)
            if values is None:
                continue
            after = State(edge.to, values)
            cost_after = cost + _cost_of(edge, is_sure=unfolding.is_sure(state, edge))
            if cost_after < costs.get(after, cost_after + 1):
                costs[after] = cost_after
                came[after] = _Step(state, edge)
                heappush(waiting, (cost_after, next(order), after))
    return came, done, not waiting


def _cost_of(edge: Edge, *, is_sure: bool) -> int:
    of_others = edge.happening.does in _OF_OTHERS or 5 * (edge.kind is Kind.AGAIN)
    turns = edge.turns * _COST_OF.get(edge.happening.does, 10)
    is_named = edge.happening.does is Does.CASE and edge.happening.what != OTHERWISE
    return turns + is_named + 10 * (_COST_OF_OTHERS * of_others + _COST_OF_LUCK * (not is_sure))


def _way_to(state: State, came: Mapping[State, _Step]) -> tuple[Leg, ...]:
    legs: list[Leg] = []
    while state in came:
        state, edge = came[state]
        legs.append(Leg(state.spot, edge))
    return tuple(reversed(legs))


def _round_from(
    first: int, group: frozenset[int], onward: list[list[tuple[Edge, int]]], states: list[State]
) -> tuple[Leg, ...]:
    """Return the shortest round from a state back to it within a group; nothing when there is none."""
    came: dict[int, tuple[int, Edge]] = {}
    waiting = [first]
    for number in waiting:  # grows meanwhile
        for edge, to in onward[number]:
            if to in group and to not in came:
                came[to] = number, edge
                waiting.append(to)
        if first in came:
            break
    if first not in came:
        return ()
    legs: list[Leg] = []
    number = first
    while not legs or number != first:
        number, edge = came[number]
        legs.append(Leg(states[number].spot, edge))
    return tuple(reversed(legs))


def leading_to(space: Space, endless: Iterable[int]) -> frozenset[int]:
    """Return the places from which a call can come to one of these."""
    before: list[list[int]] = [[] for _ in space.spots]
    for spot, edges in enumerate(space.edges):
        for edge in edges:
            before[edge.to].append(spot)
    found = set(endless)
    waiting = list(found)
    while waiting:
        for spot in before[waiting.pop()]:
            if spot not in found:
                found.add(spot)
                waiting.append(spot)
    return frozenset(found)
