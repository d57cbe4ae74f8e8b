"""How long a call can go on without the caller choosing anything; and the rounds in which that never ends."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from ivr.menu.proving.components import components, goes_round
from ivr.menu.proving.space import END, Edge, Kind, Space
from ivr.menu.proving.unfold import NOTHING_MINDED, Minding, State, Unfolding

_MOST_STATES: Final = 20_000  # of one round that is unfolded


class Leg(NamedTuple):
    """A part of a way: a place, and what happens there."""

    spot: int
    edge: Edge


class _Best(NamedTuple):
    """The longest way on from a state: what happens, and the state after it, None where the round is left."""

    edge: Edge
    to: State | None


@dataclass(slots=True)
class Measured:
    """The most turns from each place to a way out, the caller choosing nothing, and the way that takes them.

    `endless`: groups of places from which such a call need never come to a way out. `rough`: places whose turns are
    only known not to be more, for their round is too large to be unfolded.
    """

    turns: list[int]
    endless: list[tuple[int, ...]] = field(default_factory=list)
    rough: set[int] = field(default_factory=set)
    next: dict[int, Edge] = field(default_factory=dict)
    first: dict[int, State] = field(default_factory=dict)
    best: dict[State, _Best] = field(default_factory=dict)

    def way_from(self, spot: int) -> Iterator[Leg]:
        """Yield the longest way from a place, leg by leg; a part of it where a place is rough."""
        while spot != END:
            state = self.first.get(spot)
            edge = self.next.get(spot)
            while state is not None:
                edge, after = self.best[state]
                if after is None:
                    break
                yield Leg(state.spot, edge)
                state = after
            if edge is None:
                return
            yield Leg(state.spot if state is not None else spot, edge)
            if edge.kind is not Kind.FORCED:
                return
            spot = edge.to


@dataclass(frozen=True, slots=True)
class Reached:
    """All states, by place, in which a call can come to some places."""

    unfolding: Unfolding
    states: Mapping[int, Sequence[State]]


Unfold = Callable[[Collection[int], Minding], Unfolding]


def measure(space: Space, unfold: Unfold, reached: Mapping[int, Reached]) -> Measured:
    """Return how long calls can go on. `reached`: where it is known in which states a call comes to a place.

    Costs a few microseconds for each way, but more where there are rounds.
    """
    forced = [[edge.to for edge in edges if edge.kind is Kind.FORCED] for edges in space.edges]
    measured = Measured([0] * len(space.spots))
    for group in components(forced):
        if not goes_round(group, forced):
            _measure_place(space, measured, group[0])
        else:
            _Round(space, measured, group, unfold, reached.get(group[0])).measure()
    return measured


def _measure_place(space: Space, measured: Measured, spot: int) -> None:
    longest = -1
    for edge in space.edges[spot]:
        turns = _turns_by(measured, edge)
        if turns > longest:
            longest = turns
            measured.next[spot] = edge
    measured.turns[spot] = max(0, longest)


def _turns_by(measured: Measured, edge: Edge) -> int:
    """Return the turns until a way out when this happens; -1 where the caller would have to choose it."""
    match edge.kind:
        case Kind.FORCED:
            return edge.turns + measured.turns[edge.to]
        case Kind.REACHED:
            return edge.turns
        case _:
            return -1


class _Round:
    """Places that lead to each other without the caller choosing anything."""

    def __init__(
        self, space: Space, measured: Measured, group: Sequence[int], unfold: Unfold, reached: Reached | None
    ) -> None:
        self._space = space
        self._measured = measured
        self._group = group
        self._members = frozenset(group)
        self._unfold = unfold
        self._reached = reached

    def measure(self) -> None:
        """Measure its places: state by state where these are not too many, else roughly."""
        unfolding = self._unfold(self._group, Minding())
        if self._reached is None and unfolding.size_of(len(self._group)) > _MOST_STATES:
            self._measure_roughly()
            return
        known = self._any(unfolding) if self._reached is None else self._known(unfolding, self._reached)
        states, onward = self._states(unfolding, known)
        best: dict[State, tuple[int, _Best]] = {}
        for group in self._groups(states, onward):
            state = states[group]
            best[state] = self._best_from(unfolding, state, [(edge, states[to]) for edge, to in onward[group]], best)
        if len(best) < len(states):
            return
        for state, (turns, way) in best.items():
            self._measured.best[state] = way
            if state.spot not in self._measured.first or turns > self._measured.turns[state.spot]:
                self._measured.first[state.spot] = state
                self._measured.turns[state.spot] = turns

    def _groups(self, states: Sequence[State], onward: Sequence[Sequence[tuple[Edge, int]]]) -> Iterator[int]:
        """Yield each state, those that lead nowhere else first; stop at a round, and note that it is endless."""
        targets = [[to for _, to in ways] for ways in onward]
        for group in components(targets):
            if goes_round(group, targets):
                self._measured.endless.append(tuple(dict.fromkeys(states[number].spot for number in group)))
                return
            yield group[0]

    def _any(self, unfolding: Unfolding) -> Iterable[State]:
        return (state for spot in self._group for state in unfolding.states_at(spot))

    def _known(self, unfolding: Unfolding, reached: Reached) -> Iterable[State]:
        for spot in self._group:
            for state in reached.states.get(spot, ()):
                yield State(spot, unfolding.adopt(reached.unfolding, state.values))

    def _states(
        self, unfolding: Unfolding, starts: Iterable[State], *, without_counted: bool = False
    ) -> tuple[list[State], list[list[tuple[Edge, int]]]]:
        """Return every state of the round, and the ways between them; those into counted steps may be left out."""
        states = list(dict.fromkeys(starts))
        numbers = {state: number for number, state in enumerate(states)}
        onward: list[list[tuple[Edge, int]]] = []
        for state in states:  # grows meanwhile
            ways: list[tuple[Edge, int]] = []
            for edge in self._space.edges[state.spot]:
                is_left_out = without_counted and edge.enters is not None
                if edge.kind is not Kind.FORCED or edge.to not in self._members or is_left_out:
                    continue
                values = unfolding.follow(state, edge)
                if values is None:
                    continue
                after = State(edge.to, values)
                if after not in numbers:
                    numbers[after] = len(states)
                    states.append(after)
                ways.append((edge, numbers[after]))
            onward.append(ways)
        return states, onward

    def _best_from(
        self,
        unfolding: Unfolding,
        state: State,
        ways: Iterable[tuple[Edge, State]],
        best: Mapping[State, tuple[int, _Best]],
    ) -> tuple[int, _Best]:
        found = (-1, _Best(self._space.edges[state.spot][0], None))
        for edge, after in ways:
            turns = edge.turns + best[after][0]
            if turns > found[0]:
                found = turns, _Best(edge, after)
        for edge in self._space.edges[state.spot]:
            if edge.kind is Kind.FORCED and edge.to in self._members:
                continue
            turns = _turns_by(self._measured, edge)
            if turns > found[0] and unfolding.follow(state, edge) is not None:
                found = turns, _Best(edge, None)
        return found

    # --- where there is too much to tell apart ---------------------------------------------------------------

    def _measure_roughly(self) -> None:
        """Take counted steps for what they are at worst: entered as often as they may be, with the longest way between.

        What is left of the round without them must not go round itself.
        """
        unfolding = self._unfold(self._group, Minding(visits=False))
        if unfolding.size_of(len(self._group)) > _MOST_STATES:
            unfolding = self._unfold(self._group, NOTHING_MINDED)
        states, onward = self._states(unfolding, self._any(unfolding), without_counted=True)
        longest = [-1] * len(states)
        for number in self._groups(states, onward):
            longest[number] = max((edge.turns + longest[to] for edge, to in onward[number]), default=0)
        if -1 in longest:
            return
        leaving = max(_turns_by(self._measured, edge) for spot in self._group for edge in self._leaving(spot))
        turns = (self._most_visits() + 1) * (max(longest) + 1) + max(0, leaving)
        for spot in self._group:
            self._measured.turns[spot] = turns
            self._measured.rough.add(spot)

    def _most_visits(self) -> int:
        """Return how often the counted steps of the round can be entered, all together."""
        edges = [edge for spot in self._group for edge in self._space.edges[spot]]
        return sum({edge.enters: edge.most_visits for edge in edges if edge.enters is not None}.values())

    def _leaving(self, spot: int) -> list[Edge]:
        return [e for e in self._space.edges[spot] if not (e.kind is Kind.FORCED and e.to in self._members)]
