"""A part of the space unfolded: places together with the counts and values that decide where a call may go."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import product
from typing import Final, NamedTuple

from ivr.menu.model import Menus, Step
from ivr.menu.names import saved_by
from ivr.menu.parts import ToStep
from ivr.menu.proving.knowledge import ANYTHING, Knowledge, Known
from ivr.menu.proving.onward_passing import OTHERWISE
from ivr.menu.proving.space import Does, Edge, Space, Spot
from ivr.menu.verbs import Ask, AskKind, Choose, SetNames

Values = tuple[Known, ...]
_TRUTHS: Final = {"yes": True, "no": False}
_SAVING: Final = frozenset(
    {Does.ENTERS, Does.CONFIRMS, Does.PICKS, Does.SYSTEM, Does.LEAVES_MESSAGE, Does.PAYMENT}
)


class State(NamedTuple):
    """A place, by its number, and the values there."""

    spot: int
    values: Values


class Unfolding:
    """The ways on from places, for some of the spots: with visits counted and values followed."""

    def __init__(self, menus: Menus, knowledge: Knowledge, space: Space, spots: Iterable[int]) -> None:
        self._menus = menus
        self._knowledge = knowledge
        self._space = space
        steps = {space.spots[spot].step: None for spot in spots}
        here = [menus.steps[name] for name in steps if name is not None and name in menus.steps]
        self._most = {step.name: step.at_most for step in here if step.at_most is not None}
        self._counted = {name: place for place, name in enumerate(self._most)}
        self._names = knowledge.followed(here)
        self._places = {name: len(self._counted) + place for place, name in enumerate(self._names)}

    def size_of(self, spots: int) -> int:
        """Return about how many states that many places have."""
        for choices in self._domains():
            spots *= len(choices)
        return spots

    def most_visits(self) -> Iterable[int]:
        """Return how often each counted step may be entered."""
        return self._most.values()

    def any_values(self) -> Iterator[Values]:
        """Yield all values that a call may have when it comes here."""
        return product(*self._domains())

    def first_values(self) -> Values:
        """Return the values of a new call from a number for which nothing is kept."""
        return (0,) * len(self._counted) + (None,) * len(self._names)

    def follow(self, state: State, edge: Edge) -> Values | None:
        """Return the values after a way was taken; None when it cannot be."""
        values = state.values
        if edge.enters is not None and (place := self._counted.get(edge.enters)) is not None:
            visits = values[place]
            assert isinstance(visits, int)
            if visits >= self._most[edge.enters]:
                return None
            values = (*values[:place], visits + 1, *values[place + 1 :])
        if edge.refused is not None and (place := self._counted.get(edge.refused)) is not None:
            if values[place] != self._most[edge.refused]:
                return None
        spot = self._space.spots[state.spot]
        if spot.step is None or spot.full or not self._names:
            return values
        return self._computed(self._menus.steps[spot.step], edge, values)

    def _computed(self, step: Step, edge: Edge, values: Values) -> Values | None:
        match step.verb:
            case Choose() as verb if edge.happening.does is Does.CASE:
                case = None if edge.happening.what == OTHERWISE else int(edge.happening.what)
                may, _ = self._knowledge.may_take(verb, case, self._known(values))
                return values if may else None
            case SetNames() as verb:
                after = self._knowledge.after(verb, self._known(values))
                return (*values[: len(self._counted)], *(after[name] for name in self._names))
            case Ask(kind=AskKind.YES_NO, confirm=None, save=name) if edge.happening.does is Does.ENTERS:
                return self._with(values, name, _TRUTHS.get(edge.happening.what, ANYTHING))
            case _ if edge.happening.does in _SAVING:
                for name in saved_by(step):
                    values = self._with(values, name, ANYTHING)
                return values
            case _:
                return values

    def _with(self, values: Values, name: str, value: Known) -> Values:
        place = self._places.get(name)
        if place is None:
            return values
        return (*values[:place], value, *values[place + 1 :])

    def _known(self, values: Values) -> dict[str, Known]:
        return dict(zip(self._names, values[len(self._counted) :], strict=True))

    def _domains(self) -> Iterator[Sequence[Known]]:
        yield from (range(most + 1) for most in self._most.values())
        yield from (self._knowledge.may_be(name) for name in self._names)
