"""A part of the space unfolded: places together with the counts and values that decide where a call may go."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Final, NamedTuple

from ivr.menu.model import Menus, Step
from ivr.menu.names import saved_by
from ivr.menu.proving.knowledge import ANYTHING, Knowledge, Known, Unknown, answer_to
from ivr.menu.proving.onward_passing import OTHERWISE
from ivr.menu.proving.space import Does, Edge, Happening, Space
from ivr.menu.verbs import Ask, AskKind, CheckHours, Choose, Menu, Offers, SetNames

Values = tuple[Known, ...]
_TRUTHS: Final = {"yes": True, "no": False}
_SAVING: Final = frozenset({Does.ENTERS, Does.CONFIRMS, Does.PICKS, Does.LEAVES_MESSAGE})
_SAVING_IF: Final = {Does.SYSTEM: "answers", Does.PAYMENT: "paid"}
_OF_LIST: Final = {Does.PICKS: True, Does.TURNS_PAGE: True, Does.EMPTY: False}


class State(NamedTuple):
    """A place, by its number, and the values there."""

    spot: int
    values: Values


@dataclass(frozen=True, slots=True)
class Minding:
    """What is minded: how often counted steps are entered, what saved names hold, where the number that was dialled
    starts, and that a place stays open, or closed, for a whole call.
    """

    visits: bool = True
    names: bool = True
    number: bool = True
    hours: bool = False


NOTHING_MINDED: Final = Minding(visits=False, names=False, number=False)


class Unfolding:
    """The ways on from places, for some of the spots."""

    def __init__(
        self, menus: Menus, knowledge: Knowledge, space: Space, spots: Iterable[int], minding: Minding
    ) -> None:
        self._menus = menus
        self._knowledge = knowledge
        self._space = space
        steps = {space.spots[spot].step: None for spot in spots}
        here = [menus.steps[name] for name in steps if name is not None and name in menus.steps]
        counted = {step.name: step.at_most for step in here if step.at_most is not None}
        self._most = counted if minding.visits else {}
        self._counted = {name: place for place, name in enumerate(self._most)}
        self._names = knowledge.followed(here) if minding.names else ()
        self._places = {name: len(self._counted) + place for place, name in enumerate(self._names)}
        number = (Does.STARTS,) if minding.number else ()
        asked = {step.verb.name: None for step in here if isinstance(step.verb, CheckHours)}
        facts = (*number, *(asked if minding.hours else ()))
        self._facts = {fact: len(self._counted) + len(self._names) + place for place, fact in enumerate(facts)}

    @property
    def width(self) -> int:
        """How many counts and values each state has."""
        return len(self._counted) + len(self._names) + len(self._facts)

    def size_of(self, spots: int) -> int:
        """Return about how many states that many places have."""
        for choices in self._domains():
            spots *= len(choices)
        return spots

    def states_at(self, spot: int) -> Iterator[State]:
        """Yield every state in which a call may be at a place: at a counted step it was entered at least once."""
        at = self._space.spots[spot]
        place = self._counted.get(at.step) if at.step is not None and not at.full else None
        for values in product(*self._domains()):
            if place is None or values[place] != 0:
                yield State(spot, values)

    def first_values(self) -> Values:
        """Return the values of a new call."""
        named = [self._knowledge.at_first(name) for name in self._names]
        return (*[0 for _ in self._counted], *named, *[ANYTHING for _ in self._facts])

    def adopt(self, other: "Unfolding", values: Values) -> Values:
        """Return the values of another unfolding, as far as they count here."""
        held = other.held(values)
        counted, named = [held[str(name)] for name in self._counted], [held[name] for name in self._names]
        facts = [other.begun(values) if fact is Does.STARTS else ANYTHING for fact in self._facts]
        return (*counted, *named, *facts)

    def held(self, values: Values) -> dict[str, Known]:
        """Return how often each counted step was entered, by flow/step, and what each name holds."""
        entered = {str(name): values[place] for name, place in self._counted.items()}
        return entered | self._known(values)

    def begun(self, values: Values) -> Known:
        """Return where the number that was dialled starts, by flow/step."""
        place = self._facts.get(Does.STARTS)
        return values[place] if place is not None else ANYTHING

    def follow(self, state: State, edge: Edge) -> Values | None:
        """Return the values after a way was taken; None when it cannot be."""
        values = state.values
        if edge.enters is not None and (place := self._counted.get(edge.enters)) is not None:
            visits = values[place]
            assert isinstance(visits, int)
            if visits >= self._most[edge.enters]:
                return None
            values = (*values[:place], visits + 1, *values[place + 1 :])
        refused = edge.refused if edge.refused in self._counted else None
        if refused is not None and values[self._counted[refused]] != self._most[refused]:
            return None
        spot = self._space.spots[state.spot]
        if edge.happening.does is Does.STARTS:
            return self._with_fact(values, Does.STARTS, edge.happening.what)
        if spot.step is None or spot.full:
            return values
        return self._computed(self._menus.steps[spot.step], edge, values)

    def _has_choices(self, offers: Offers, values: Values) -> bool | None:
        """Return whether there is a list to choose from; None when that is not known."""
        if not self._knowledge.is_ever_saved(offers.source):
            return False
        held = self._known(values).get(offers.source, ANYTHING)
        return held.is_list if isinstance(held, Unknown) else False  # what is known is no list

    def is_sure(self, state: State, edge: Edge) -> bool:
        """Return whether the way is taken whatever the values are of which nothing is known."""
        spot = self._space.spots[state.spot]
        verb = self._menus.steps[spot.step].verb if spot.step is not None else None
        if isinstance(verb, Menu) and verb.offers is not None and not (spot.asked or spot.chosen):
            return self._has_choices(verb.offers, state.values) is not None
        if not isinstance(verb, Choose) or edge.happening.does is not Does.CASE:
            return True
        return self._knowledge.may_take(verb, _case_of(edge), self._known(state.values))[1]

    def _computed(self, step: Step, edge: Edge, values: Values) -> Values | None:
        match step.verb:
            case Choose() as verb if edge.happening.does is Does.CASE:
                may, _ = self._knowledge.may_take(verb, _case_of(edge), self._known(values))
                return values if may else None
            case Menu(offers=Offers() as offers) if (needs := _needs_list(edge)) is not None:
                if self._has_choices(offers, values) is (not needs):
                    return None
                return self._saved(step, values) if is_saving(edge.happening) else values
            case CheckHours() as verb:
                return self._with_fact(values, verb.name, edge.happening.what)
            case SetNames() as verb:
                for name, value in self._knowledge.after(verb, self._known(values)).items():
                    values = self._with(values, name, value)
                return values
            case Ask(kind=AskKind.YES_NO, confirm=None, save=name) if edge.happening.does is Does.ENTERS:
                return self._with(values, name, _TRUTHS.get(edge.happening.what, ANYTHING))
            case Ask() as verb if is_saving(edge.happening):
                # What is read back is saved by a yes only, but for a recording, which is not read back.
                is_read_back = verb.confirm is not None and verb.kind is not AskKind.RECORDING
                is_saved = not is_read_back or edge.happening.does is Does.CONFIRMS
                return self._with(values, verb.save, answer_to(verb)) if is_saved else values
            case _:
                return self._saved(step, values) if is_saving(edge.happening) else values

    def _saved(self, step: Step, values: Values) -> Values:
        for name in saved_by(step):
            values = self._with(values, name, ANYTHING)
        return values

    def _with(self, values: Values, name: str, value: Known) -> Values:
        place = self._places.get(name)
        if place is None:
            return values
        return (*values[:place], value, *values[place + 1 :])

    def _with_fact(self, values: Values, fact: str, what: str) -> Values | None:
        place = self._facts.get(fact)
        if place is None:
            return values
        return (*values[:place], what, *values[place + 1 :]) if values[place] in {ANYTHING, what} else None

    def _known(self, values: Values) -> dict[str, Known]:
        return {name: values[place] for name, place in self._places.items()}

    def _domains(self) -> Iterator[Sequence[Known]]:
        yield from (range(most + 1) for most in self._most.values())
        yield from (self._knowledge.may_be(name) for name in self._names)
        yield from ((ANYTHING,) for _ in self._facts)


def is_saving(happening: Happening) -> bool:
    """Return whether a step that saves something has saved it when this has happened."""
    return happening.does in _SAVING or _SAVING_IF.get(happening.does, "never") == happening.what


def _needs_list(edge: Edge) -> bool | None:
    """Return whether the list must hold something for this to happen, or nothing; None: it may be either."""
    is_put = edge.happening.does is Does.GOES and not edge.turns
    return True if is_put else _OF_LIST.get(edge.happening.does)


def _case_of(edge: Edge) -> int | None:
    return None if edge.happening.what == OTHERWISE else int(edge.happening.what)
