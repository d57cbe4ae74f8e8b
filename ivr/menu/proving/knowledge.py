"""What is known of saved values on the way: constants, counters, what a caller was asked; all else may be anything."""

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from typing import Final, TypeAlias, assert_never

from ivr.menu.model import Menus, Step
from ivr.menu.names import saved_by
from ivr.menu.speaking.speech import Speech
from ivr.menu.templates.condition_reader import Alone, Compared, Joined, Not, Test
from ivr.menu.templates.conditions import Condition, holds, parse_condition
from ivr.menu.templates.expression import Literal, Path
from ivr.menu.templates.template import evaluate, parse_template
from ivr.menu.templates.value import Value, find_number
from ivr.menu.verbs import Ask, Choose, Menu, SetNames


class Unknown:
    """The kind of ANYTHING."""

    def __repr__(self) -> str:
        return "anything"


ANYTHING: Final = Unknown()  # a value of which nothing is known
Known: TypeAlias = "Value | Unknown"
_NO_NAMES: Final[frozenset[str]] = frozenset()
_WIDEST: Final = 60  # steps that a counter is followed through


class Knowledge:
    """How a line computes with names: which of them can be followed, what `set` makes of them, what a `when` says."""

    def __init__(self, menus: Menus) -> None:
        line = menus.line
        self._steps = menus.steps
        self._speech = Speech(line.first_language.locale, line.zone)
        self._savers: dict[str, list[Step]] = {}
        for step in menus.steps.values():
            for name in saved_by(step):
                self._savers.setdefault(name, []).append(step)
        self._of_numbers = frozenset(name for route in line.numbers.values() for name in route.set)
        self._bounds = _bounds(menus.steps.values())
        self._compared = _compared(menus.steps.values())

    def followed(self, steps: Iterable[Step]) -> tuple[str, ...]:
        """Return the names that decide about branches at these steps, and those which they are computed from."""
        here = tuple(steps)
        waiting = [
            name.root
            for step in here
            if isinstance(step.verb, Choose)
            for case in step.verb.cases
            for name in parse_condition(case.when).names
        ]
        waiting += [step.verb.offers.source for step in here if isinstance(step.verb, Menu) and step.verb.offers]
        found: dict[str, None] = {}
        while waiting:
            name = waiting.pop()
            if name in found or name not in self._savers:
                continue
            found[name] = None
            for step in self._savers[name]:
                if isinstance(step.verb, SetNames):
                    waiting += [use.root for use in parse_template(step.verb.values[name]).names]
        return tuple(sorted(found))

    def may_be(self, name: str) -> tuple[Known, ...]:
        """Return what a name may hold anywhere in a call: every value that is worth telling apart, or ANYTHING."""
        bounds = self._bounds.get(name)
        savers = self._savers.get(name, [])
        if bounds is None or name in self._of_numbers or bounds[1] - bounds[0] > _WIDEST:
            return (ANYTHING,)
        values: dict[Value, None] = {None: None}
        for step in savers:
            if not isinstance(step.verb, SetNames):
                return (ANYTHING,)
            template = parse_template(step.verb.values[name])
            roots = {use.root for use in template.names}
            if not roots:
                value = self._clamped(name, evaluate(template, {}, self._speech))
                if not isinstance(value, Unknown) and isinstance(value, str | int | float | bool):
                    values[value] = None
            elif roots != {name}:
                return (ANYTHING,)
        counted = range(bounds[0], bounds[1] + 1)
        return (*values, *(number for number in counted if number not in values))

    def after(self, verb: SetNames, known: Mapping[str, Known]) -> dict[str, Known]:
        """Return what is known of names once they have been saved."""
        now = dict(known)
        for name, text in verb.values.items():
            if name not in now:
                continue
            template = parse_template(text)
            roots = {use.root for use in template.names}
            if any(isinstance(now.get(root, ANYTHING), Unknown) for root in roots):
                now[name] = ANYTHING
            else:
                scope = {root: value for root in roots if not isinstance(value := now[root], Unknown)}
                now[name] = self._clamped(name, evaluate(template, scope, self._speech), is_computed=bool(roots))
        return now

    def at_first(self, name: str) -> Known:
        """Return what a name holds when a call begins: nothing, unless it was dialled with it, or it is remembered."""
        is_kept = any(step.keep is not None for step in self._savers.get(name, ()))
        return ANYTHING if is_kept or name in self._of_numbers else None

    def is_ever_saved(self, name: str) -> bool:
        """Return whether a name can hold anything."""
        return name in self._savers or name in self._of_numbers

    @property
    def names(self) -> Iterable[str]:
        """Every name that a step saves."""
        return self._savers.keys()

    def compared_with(self, name: str) -> frozenset[str]:
        """Return the texts and numbers that a name is compared with anywhere, as they would be entered."""
        return self._compared.get(name, frozenset())

    def passes(self, ask: Ask, value: Known) -> bool:
        """Return whether an answer may pass the check of its question."""
        return ask.check is None or _decided(parse_condition(ask.check).test, {ask.save: value}) is not False

    def may_take(self, verb: Choose, case: int | None, known: Mapping[str, Known]) -> tuple[bool, bool]:
        """Return whether a case (None: otherwise) may be taken, and whether that is sure."""
        is_sure = True
        for number, each in enumerate(verb.cases):
            said = _decided(parse_condition(each.when).test, known)
            is_own = number == case
            if said is (not is_own):
                return False, True
            is_sure = is_sure and said is not None
            if is_own:
                break
        return True, is_sure

    def _clamped(self, name: str, value: Value, *, is_computed: bool = False) -> Known:
        """Return a number no further out than any that it is compared with; those beyond are all the same."""
        number = find_number(value)
        bounds = self._bounds.get(name)
        if number is None or (not is_computed and not isinstance(value, int | float)):
            return value
        if bounds is None:
            return ANYTHING if is_computed else value
        return value if bounds[0] <= number <= bounds[1] else bounds[number > bounds[1]]


def _decided(test: Test, known: Mapping[str, Known]) -> bool | None:
    match test:
        case Not():
            said = _decided(test.part, known)
            return None if said is None else not said
        case Joined():
            return _joined([_decided(part, known) for part in test.parts], is_and=test.word == "and")
        case Alone() | Compared():
            return _computed(test, known)
        case _:
            assert_never(test)


def _joined(said: list[bool | None], *, is_and: bool) -> bool | None:
    if (not is_and) in said:
        return not is_and
    return None if None in said else is_and


def _computed(test: Alone | Compared, known: Mapping[str, Known]) -> bool | None:
    operands = (test.operand,) if isinstance(test, Alone) else (test.left, test.right)
    scope: dict[str, Value] = {}
    for operand in operands:
        for root in _roots(operand):
            value = known.get(root, ANYTHING)
            if isinstance(value, Unknown):
                return None
            scope[root] = value
    complaints: list[str] = []
    # What cannot be computed makes the whole condition false, so that is left open.
    held = holds(Condition("", test, (), _NO_NAMES, _NO_NAMES), scope, complaints.append)
    return None if complaints else held


def _roots(operand: Path | Literal) -> Iterator[str]:
    if isinstance(operand, Path):
        yield operand.root
        for segment in operand.segments[1:]:
            if isinstance(segment, Path):
                yield from _roots(segment)


def _bounds(steps: Iterable[Step]) -> dict[str, tuple[int, int]]:
    """Return, for each name that is compared with plain numbers only, the numbers just beyond all of them."""
    numbers: dict[str, list[Decimal]] = {}
    others: set[str] = set()
    for step in steps:
        for case in step.verb.cases if isinstance(step.verb, Choose) else ():
            for test in _leaves(parse_condition(case.when).test):
                name, number = _compared_with_number(test)
                if number is not None:
                    numbers.setdefault(name, []).append(number)
                elif not (
                    isinstance(test, Alone) and isinstance(test.operand, Path) and len(test.operand.segments) == 1
                ):
                    others.update(use.root for use in _uses(test))
    return {name: (int(min(found)) - 1, int(max(found)) + 1) for name, found in numbers.items() if name not in others}


def _compared(steps: Iterable[Step]) -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for step in steps:
        for case in step.verb.cases if isinstance(step.verb, Choose) else ():
            for test in _leaves(parse_condition(case.when).test):
                sides = (test.left, test.right) if isinstance(test, Compared) else ()
                names = [side.root for side in sides if isinstance(side, Path)]
                texts = [str(side.value) for side in sides if isinstance(side, Literal)]
                for name in names:
                    found.setdefault(name, set()).update(texts)
    return {name: frozenset(texts) for name, texts in found.items()}


def _compared_with_number(test: Alone | Compared) -> tuple[str, Decimal | None]:
    if not isinstance(test, Compared) or test.operator == "contains":
        return "", None
    for path, literal in ((test.left, test.right), (test.right, test.left)):
        if isinstance(path, Path) and len(path.segments) == 1 and isinstance(literal, Literal):
            return path.root, find_number(literal.value)
    return "", None


def _uses(test: Alone | Compared) -> Iterator[Path]:
    for operand in (test.operand,) if isinstance(test, Alone) else (test.left, test.right):
        if isinstance(operand, Path):
            yield operand


def _leaves(test: Test) -> Iterator[Alone | Compared]:
    match test:
        case Not():
            yield from _leaves(test.part)
        case Joined():
            for part in test.parts:
                yield from _leaves(part)
        case Alone() | Compared():
            yield test
        case _:
            assert_never(test)
