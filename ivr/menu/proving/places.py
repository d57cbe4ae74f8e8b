"""Places of a call and every way on from them, found one after the other."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final

from ivr.menu.model import Menus, Step
from ivr.menu.parts import Target, TargetWord, ToStep
from ivr.menu.proving.contexts import Context, Contexts, Depth
from ivr.menu.proving.lost import Lost
from ivr.menu.proving.onward import GOES, Onward
from ivr.menu.proving.onward_asking import answered, choices, put
from ivr.menu.proving.onward_passing import passed
from ivr.menu.proving.onward_reaching import asked, reached, way_out
from ivr.menu.proving.space import BEGIN, END, Does, Edge, Happening, Kind, Spot
from ivr.menu.verbs import Asking, Do, Go, Passing, Reaching, System

_WORDS_OF_TRAIL: Final = frozenset({TargetWord.BACK, TargetWord.REPEAT, TargetWord.SLOWER})
_NOTHING_TOLD: Final = frozenset({Does.LEAVES_NONE, Does.MACHINE, Does.PAYMENT, Does.OTHER_LINE})


class Search:
    """A search from the beginning of a call, with contexts of a certain depth.

    What is found is in `spots` and `edges`, by number.
    """

    def __init__(self, menus: Menus, lost: Lost, may_return: frozenset[ToStep], depth: Depth, most_spots: int) -> None:
        self._menus = menus
        self._may_return = may_return
        self._most_spots = most_spots
        self.contexts = Contexts(depth)
        self.spots: list[Spot] = []
        self.edges: list[list[Edge]] = []
        self._numbers: dict[Spot, int] = {}
        self._starts = _starts(menus)
        self._questions = tuple(name for name, step in menus.steps.items() if isinstance(step.verb, Asking))
        self._does = tuple(step for step in menus.steps.values() if isinstance(step.verb, Do))
        self._lost = lost
        self.needs_trail = False
        self._number(Spot(None))
        self._number(_begins(Spot(None)))

    def run(self) -> bool:
        """Find everything; return whether that could be done: a trail may be needed and not kept, or it is too much."""
        number = BEGIN
        while number < len(self.spots):
            self.edges_from(number)
            if self.needs_trail or len(self.spots) > self._most_spots:
                return False
            number += 1
        return True

    def edges_from(self, number: int) -> Sequence[Edge]:
        """Return the ways on from a place that was found, finding them if need be."""
        if not self.edges[number] and number != END:
            self.edges[number] = list(self._edges_of(self.spots[number]))
        return self.edges[number]

    def _number(self, spot: Spot) -> int:
        number = self._numbers.get(spot)
        if number is None:
            number = self._numbers[spot] = len(self.spots)
            self.spots.append(spot)
            self.edges.append([])
        return number

    # --- what happens at a place -----------------------------------------------------------------------------

    def _edges_of(self, spot: Spot) -> Iterator[Edge]:
        if spot.step is None:
            yield from self._edges_of_hub(spot)
            return
        step = self._menus.steps[spot.step]
        if spot.full and spot.chosen:  # a `do` that comes back to its own `return`, for ever
            yield Edge(self._number(spot), GOES)
            return
        if spot.full:
            yield from self._to(Onward(way_out(step)), spot)
            return
        for onward in self._onward(spot, step):
            yield from self._to(onward, spot)
        if not spot.asked and not spot.chosen:
            yield from self._asks_again(spot, step)

    def _edges_of_hub(self, spot: Spot) -> Iterator[Edge]:
        """Yield the ways from the beginning of a call, or from a `back` of which it is not known where it leads."""
        if spot.full:
            for name in self._questions:
                yield from self._to(Onward(name), spot)
            return
        for start in self._starts:
            yield from self._to(Onward(start, Happening(Does.STARTS, str(start))), spot)

    def _onward(self, spot: Spot, step: Step) -> Iterator[Onward]:
        verb = step.verb
        if isinstance(verb, Asking):
            if spot.chosen:
                return choices(spot, verb, self._menus.line)
            return answered(spot, verb) if spot.asked else put(spot, verb)
        if isinstance(verb, Reaching):
            return reached(verb, self._menus.line)
        if isinstance(verb, System):
            return asked(verb)
        if isinstance(verb, Passing):
            return passed(verb, self._menus.line)
        return iter((Onward(TargetWord.HANGUP),))

    def _asks_again(self, spot: Spot, step: Step) -> Iterator[Edge]:
        """Yield the ways back to what saves a name that is used here, for when an outage has lost its value."""
        for saver in self._lost.savers_for(step):
            onward = Onward(saver, Happening(Does.LOST, str(saver)), Kind.AGAIN)
            yield from self._to(onward, spot)

    # --- where it leads --------------------------------------------------------------------------------------

    def _to(self, onward: Onward, spot: Spot) -> Iterator[Edge]:
        """Yield the edges of a way on: one, but more where a step counts or something is not known."""
        edge = Edge(END, onward.happening, onward.kind, onward.turns)
        if isinstance(onward.to, Spot):
            yield edge._replace(to=self._number(onward.to))
            return
        target = self._meant(onward.to)
        context = spot.context
        if onward.answered and target not in _WORDS_OF_TRAIL and self._is_question(spot.step):
            assert spot.step is not None
            context = self.contexts.answered(context, spot.step)
        # A finishing key that may still come is forgotten by the next that a call is told, but not where it is nothing.
        is_kept = not onward.turns or onward.happening.does in _NOTHING_TOLD
        left = onward.leaving or spot
        at = left._replace(context=context, stray=onward.may_be_stray or (spot.stray and is_kept))
        yield from self._arrive(target, at, edge)

    def _arrive(self, target: Target, at: Spot, edge: Edge) -> Iterator[Edge]:
        here = at.here if at.full else at.step
        match target:
            case ToStep():
                yield from self._enter(target, at, edge)
            case TargetWord.HANGUP:
                yield edge
            case TargetWord.START:
                at = at._replace(context=self.contexts.in_flows(at.context, ()))
                if len(self._starts) == 1:
                    yield from self._arrive(self._meant(self._starts[0]), at, edge)
                else:
                    yield edge._replace(to=self._number(_begins(at)))
            case TargetWord.RETURN:
                yield from self._return(at, here, edge)
            case TargetWord.BACK:
                yield from self._back(at, here, edge)
            case TargetWord.REPEAT | TargetWord.SLOWER:
                yield from self._repeat(at, here, edge)

    def _enter(self, name: ToStep, at: Spot, edge: Edge) -> Iterator[Edge]:
        step = self._menus.steps.get(name)
        if step is None:
            yield edge
            return
        context = at.context if name in self._may_return else self.contexts.in_flows(at.context, ())
        if isinstance(step.verb, Do) and step.verb.next is not TargetWord.RETURN:
            context = self.contexts.went_into(context, name)
        arrived = self._number(Spot(name, stray=at.stray, context=context))
        if step.at_most is None:
            yield edge._replace(to=arrived)
            return
        yield edge._replace(to=arrived, enters=name, most_visits=step.at_most)
        here = at.here if at.full else at.step
        full = Spot(
            name,
            full=True,
            stray=at.stray,
            here=here,
            context=at.context,
            asked=at.asked,
            tries=at.tries,
            entry=at.entry,
        )
        yield edge._replace(to=self._number(full), refused=name)

    def _return(self, at: Spot, here: ToStep | None, edge: Edge) -> Iterator[Edge]:
        returns = self.contexts[at.context].returns
        came_from = returns[-1] if returns else here
        if returns and came_from is None:
            for do in self._does:
                assert isinstance(do.verb, Do)
                target = self._meant(do.verb.next)
                if target is not TargetWord.RETURN:  # which leads to where these lead, too
                    yield from self._arrive(target, at, edge)
            return
        step = self._menus.steps.get(came_from) if came_from is not None else None
        target = step.verb.next if step is not None and isinstance(step.verb, Do) else TargetWord.START
        target = self._meant(target)
        if not returns and target is TargetWord.RETURN:
            yield edge._replace(to=self._number(Spot(here, full=True, chosen=True)))
            return
        context = self.contexts.in_flows(at.context, returns[:-1])
        yield from self._arrive(target, at._replace(context=context), edge)

    def _back(self, at: Spot, here: ToStep | None, edge: Edge) -> Iterator[Edge]:
        if not self.contexts.depth.trail:
            self.needs_trail = self.needs_trail or edge.kind is not Kind.CHOICE
            if self._is_question(here):
                yield from self._again(at, here, edge)
            return
        context = self.contexts[at.context]
        trail = context.trail_before(here)
        if not trail:
            yield from self._repeat(at, here, edge)
        elif (before := trail[-1]) is None:
            yield from self._anywhere_before(at, here, edge)
        else:
            number = self.contexts.number_of(replace(context, returns=before.returns, trail=trail[:-1]))
            yield from self._enter(before.step, at._replace(context=number), edge)

    def _repeat(self, at: Spot, here: ToStep | None, edge: Edge) -> Iterator[Edge]:
        if self._is_question(here):
            yield from self._again(at, here, edge)
            return
        if not self.contexts.depth.trail:
            self.needs_trail = self.needs_trail or edge.kind is not Kind.CHOICE
            return
        context = self.contexts[at.context]
        if not context.trail:
            yield from self._arrive(TargetWord.START, at, edge)
        elif (last := context.trail[-1]) is None:
            yield from self._anywhere_before(at, here, edge)
        else:
            number = self.contexts.in_flows(at.context, last.returns)
            yield from self._enter(last.step, at._replace(context=number), edge)

    def _anywhere_before(self, at: Spot, here: ToStep | None, edge: Edge) -> Iterator[Edge]:
        """Yield the way to every question there is, for a call of which too little is known."""
        self.contexts.is_cut = True
        unknown = self.contexts.number_of(Context((None,), (None,)))
        yield edge._replace(to=self._number(Spot(None, full=True, stray=at.stray, context=unknown)))
        if self._is_question(here):
            yield from self._again(at, here, edge)

    def _again(self, at: Spot, question: ToStep | None, edge: Edge) -> Iterator[Edge]:
        same = Spot(question, asked=True, tries=at.tries, entry=at.entry, stray=at.stray, context=at.context)
        yield edge._replace(to=self._number(same))

    def _is_question(self, name: ToStep | None) -> bool:
        step = self._menus.steps.get(name) if name is not None else None
        return step is not None and isinstance(step.verb, Asking)

    def _meant(self, target: Target) -> Target:
        """Return the target behind steps that are nothing but targets."""
        passed_by: list[Target] = []
        while isinstance(target, ToStep) and target not in passed_by:
            step = self._menus.steps.get(target)
            if step is None or not isinstance(step.verb, Go):
                break
            passed_by.append(target)
            target = step.verb.target
        return target


def _starts(menus: Menus) -> tuple[ToStep, ...]:
    """Return every step at which calls begin, whichever number was dialled."""
    line = menus.line
    routes = (route.calls for route in line.numbers.values() if route.calls is not None)
    return tuple(dict.fromkeys((line.calls, *routes)))


def _begins(at: Spot) -> Spot:
    return Spot(None, chosen=True, stray=at.stray, context=at.context)
