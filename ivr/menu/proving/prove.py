"""Does every call end? The proof, or the shortest way to where it need not."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Final

from ivr.menu.model import Menus
from ivr.menu.parts import ToStep
from ivr.menu.proving.explore import TooLargeError, explore, search_exactly
from ivr.menu.proving.knowledge import Knowledge
from ivr.menu.proving.measure import Leg, Measured, Reached, measure
from ivr.menu.proving.retracing import goes_round
from ivr.menu.proving.search import Found, Lasso, find_round, leading_to
from ivr.menu.proving.space import BEGIN, Edge, Happening, Kind, Space, Spot
from ivr.menu.proving.unfold import NOTHING_MINDED, Minding, State, Unfolding

_WIDEST: Final = 20  # counts and values that are followed at once
_MOST_ROUNDS: Final = 3  # for which the shortest way is looked for


@dataclass(frozen=True, slots=True)
class Stage:
    """A part of a call: where it stands, and what happens there."""

    spot: Spot
    edge: Edge


@dataclass(frozen=True, slots=True)
class Stuck:
    """A round that only a limit ends: the way there, and once round it. `step` is where it is told.

    `is_sure`: a call really goes that way; else the call remembers more than could be told apart, and it may not.
    """

    step: ToStep
    way: tuple[Stage, ...]
    round: tuple[Stage, ...]
    is_sure: bool = True


@dataclass(frozen=True, slots=True)
class Proof:
    """What was found. `turns`: at most so many after it began, or after the caller last chose, a call has come to a way
    out; `longest` is how. `is_rough`: it may be fewer. `stuck`: the shortest first; `more`: how many are not shown.
    """

    turns: int
    longest: tuple[Stage, ...]
    is_rough: bool
    stuck: tuple[Stuck, ...]
    more: int
    places: int

    @property
    def holds(self) -> bool:
        """Whether every call ends."""
        return not self.stuck


def prove(menus: Menus, *, may_lose: bool = True) -> Proof | None:
    """Return the proof for a line that has no error; None when the line is too large for one. Never raises.

    `may_lose`: an outage may lose what somebody entered, which is asked for again then. Costs some seconds for ten
    thousand steps.
    """
    try:
        space = explore(menus, may_lose=may_lose)
    except TooLargeError:
        return None
    return _Prover(menus, space, may_lose).prove()


class _Prover:
    def __init__(self, menus: Menus, space: Space, may_lose: bool) -> None:
        self._menus = menus
        self._may_lose = may_lose
        self._space = space
        self._knowledge = Knowledge(menus)
        self._reached: dict[int, Reached] = {}
        self._refuted: set[tuple[int, ...]] = set()

    def prove(self) -> Proof:
        """Measure the line; where a round seems endless, look whether a call can really come to it."""
        while True:
            measured = measure(self._space, self._unfold, self._reached)
            groups = self._one_of_each(measured.endless)
            refuted = len(self._refuted)
            stuck = [each for group in groups[:_MOST_ROUNDS] if (each := self._find_stuck(group)) is not None]
            if not all(each.is_sure for each in stuck) and self._all_told_apart.is_exact:
                self._space, self._reached, self._refuted = self._all_told_apart, {}, set()
                continue
            if stuck or len(self._refuted) == refuted:
                more = max(0, len(groups) - _MOST_ROUNDS)
                return self._proof(measured, _one_of_each_round(stuck), more)

    def _one_of_each(self, endless: list[tuple[int, ...]]) -> list[tuple[int, ...]]:
        """Return one group of those that go through the same steps, the one that a call comes to first."""
        groups: dict[frozenset[ToStep | None], tuple[int, ...]] = {}
        for group in sorted(endless, key=min):
            groups.setdefault(frozenset(self._space.spots[spot].step for spot in group), group)
        return list(groups.values())

    def _unfold(self, spots: Collection[int], minding: Minding) -> Unfolding:
        return Unfolding(self._menus, self._knowledge, self._space, spots, minding)

    def _find_stuck(self, group: tuple[int, ...]) -> Stuck | None:
        """Return how a call comes into a round of this group; None when none can, which is then known for ever."""
        leading = leading_to(self._space, group)
        # On the way there, only so much is minded; where it would be more, only what decides within the round.
        is_wide = self._unfold(leading, Minding(hours=True)).width > _WIDEST
        minded = group if is_wide else leading
        found = find_round(self._space, self._unfold(minded, Minding(hours=True)), group, leading)
        if found.lasso is None and found.is_whole:
            unfolding = self._unfold(minded, Minding())
            found = find_round(self._space, unfolding, group, leading)
            if found.lasso is None and found.is_whole and group not in self._refuted:
                self._refuted.add(group)
                self._note(unfolding, found, leading)
                return None
        # Where there is too much to be looked through, the way is told without minding counts and values.
        lasso = found.lasso or find_round(self._space, self._unfold((), NOTHING_MINDED), group, leading).lasso
        assert lasso is not None
        if self._space.is_exact or goes_round(search_exactly(self._menus, may_lose=self._may_lose), self._space, lasso):
            return self._stuck(self._space, lasso)
        return self._surely_stuck(group) or replace(self._stuck(self._space, lasso), is_sure=False)

    def _surely_stuck(self, group: tuple[int, ...]) -> Stuck | None:
        """Return a round of this group that is found with nothing forgotten of a call, as far as that was looked."""
        plain = {self._space.spots[spot]._replace(context=0) for spot in group}
        exact = self._all_told_apart
        own = frozenset(number for number, spot in enumerate(exact.spots) if spot._replace(context=0) in plain)
        leading = leading_to(exact, own)
        unfolding = Unfolding(self._menus, self._knowledge, exact, leading, Minding(hours=True))
        lasso = find_round(exact, unfolding, own, leading).lasso
        return self._stuck(exact, lasso) if lasso is not None else None

    @cached_property
    def _all_told_apart(self) -> Space:
        search = search_exactly(self._menus, may_lose=self._may_lose)
        is_whole = search.run()
        return Space(search.spots, search.edges, is_exact=is_whole)

    def _note(self, unfolding: Unfolding, found: Found, looked_at: Iterable[int]) -> None:
        """Keep in mind in which states a call comes to the places that were looked at; to some in none at all."""
        states: dict[int, list[State]] = {}
        for state in found.states:
            states.setdefault(state.spot, []).append(state)
        reached = Reached(unfolding, states)
        self._reached |= dict.fromkeys(looked_at, reached)

    def _stuck(self, space: Space, lasso: Lasso) -> Stuck:
        way, again = _stages(space, lasso.way), _stages(space, lasso.round)
        waits = [stage.spot.step for stage in again if stage.edge.turns and stage.spot.step is not None]
        steps = [stage.spot.step for stage in again if stage.spot.step is not None]
        return Stuck([*waits, *steps, self._menus.line.calls][0], way, again)

    def _proof(self, measured: Measured, stuck: list[Stuck], more: int) -> Proof:
        # It is counted from where a call begins, or where a caller has just chosen, or somebody was reached.
        chosen = {edge.to for edges in self._space.edges for edge in edges if edge.kind is not Kind.FORCED}
        longest = max((BEGIN, *chosen), key=lambda spot: (measured.turns[spot], -spot))
        way = list(measured.way_from(longest))
        return Proof(
            turns=measured.turns[longest],
            longest=_stages(self._space, way),
            is_rough=bool(measured.rough) or not self._space.is_exact,
            stuck=tuple(stuck),
            more=more,
            places=len(self._space.spots),
        )


def _one_of_each_round(stuck: Iterable[Stuck]) -> list[Stuck]:
    """Return the rounds that differ, that with the shortest way first."""
    found: dict[frozenset[tuple[ToStep | None, Happening]], Stuck] = {}
    for each in sorted(stuck, key=lambda each: (len(each.way), str(each.step))):
        found.setdefault(frozenset((stage.spot.step, stage.edge.happening) for stage in each.round), each)
    return list(found.values())


def _stages(space: Space, legs: Iterable[Leg]) -> tuple[Stage, ...]:
    return tuple(Stage(space.spots[leg.spot], leg.edge) for leg in legs)
