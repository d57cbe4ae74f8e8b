"""What is known of saved values on the way: constants, counters, what a caller was asked; all else may be anything."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final, TypeAlias, assert_never

from ivr.menu.model import Menus, Step
from ivr.menu.names import saved_by
from ivr.menu.speaking.speech import Speech
from ivr.menu.templates.comparing import is_true
from ivr.menu.templates.condition_reader import Alone, Compared, Joined, Not, Test
from ivr.menu.templates.conditions import Condition, holds, parse_condition
from ivr.menu.templates.expression import Literal, Path
from ivr.menu.templates.template import evaluate, parse_template
from ivr.menu.templates.value import Value, find_number
from ivr.menu.verbs import Ask, AskKind, Choose, Menu, SetNames


@dataclass(frozen=True, slots=True, eq=False)
class Unknown:
    """A value of which it is known at most whether it is a list, and whether it is true where it stands alone.

    There are only those named below, so they compare by identity, which a proof does a million times.
    """

    is_list: bool | None = None
    is_true: bool | None = None


ANYTHING: Final = Unknown()
ANSWER: Final = Unknown(is_list=False, is_true=True)  # whatever a caller entered: it is there
WORDS: Final = Unknown(is_list=False)  # whatever a caller said, be it "false"
NOTHING: Final = Unknown(is_list=False, is_true=False)
CHOICES: Final = Unknown(is_list=True, is_true=True)
Known: TypeAlias = "Value | Unknown"
_NO_NAMES: Final[frozenset[str]] = frozenset()
_WIDEST: Final = 60  # steps that a counter is followed through
_COPIES: Final = re.compile(r"\s*\{\{-?\s*(\w+)\s*-?\}\}\s*", re.ASCII)
_COUNTS_UP: Final = re.compile(r"\s*\{\{-?\s*\w+\s*\|\s*plus:\s*\d+\s*-?\}\}\s*", re.ASCII)


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
        compared = _numbers_compared_with(menus.steps.values())
        counters = ((name, self._counter(name, numbers)) for name, numbers in compared.items())
        self._counters = {name: counter for name, counter in counters if counter is not None}
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
        counter = self._counters.get(name)
        if counter is None:
            return (ANYTHING,)
        numbers = range(counter.least, counter.most + 1)
        return (None, *counter.others, *numbers)

    def after(self, verb: SetNames, known: Mapping[str, Known]) -> dict[str, Known]:
        """Return what is known of names once they have been saved."""
        now = dict(known)
        for name, text in verb.values.items():
            if name not in now:
                continue
            template = parse_template(text)
            roots = {use.root for use in template.names}
            if any(isinstance(now.get(root, ANYTHING), Unknown) for root in roots):
                copied = _COPIES.fullmatch(text)
                now[name] = now.get(copied[1], ANYTHING) if copied is not None else ANYTHING
            else:
                scope = {root: value for root in roots if not isinstance(value := now[root], Unknown)}
                value = evaluate(template, scope, self._speech)
                now[name] = self._kept_within(name, value, is_computed=bool(roots))
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

    def _counter(self, name: str, numbers: Sequence[Decimal]) -> "_Counter | None":
        """Return how far a name is counted that is only compared with these; None when it is not just counted up."""
        if name in self._of_numbers:
            return None
        held: list[Decimal] = [Decimal(0), *numbers]
        others: list[Value] = []
        for step in self._savers.get(name, ()):
            text = step.verb.values[name] if isinstance(step.verb, SetNames) else None
            template = parse_template(text) if text is not None else None
            if template is None:
                return None
            if not template.names:
                value = evaluate(template, {}, self._speech)
                number = find_number(value)
                if number is not None:
                    held.append(number)
                if number is None or not isinstance(value, int):
                    others.append(value)
            elif _COUNTS_UP.fullmatch(text or "") is None or {use.root for use in template.names} != {name}:
                return None
        least, most = int(min(held)), int(max(held)) + 1
        return _Counter(least, most, tuple(others)) if most - least <= _WIDEST else None

    def _kept_within(self, name: str, value: Value, *, is_computed: bool) -> Known:
        """Return a value as it is followed: of a counter, those beyond all that it is compared with are one."""
        if isinstance(value, Sequence | Mapping) and not isinstance(value, str):
            if isinstance(value, Sequence) and any(item is not None for item in value):
                return CHOICES
            return ANSWER if is_true(value) else NOTHING
        if not is_computed:
            return value
        counter, number = self._counters.get(name), find_number(value)
        if counter is None or number is None:
            return ANYTHING
        return value if number < counter.most else counter.most


@dataclass(frozen=True, slots=True)
class _Counter:
    """A name that is set and counted up only: from `least`, to where more makes no difference; `others` it may hold."""

    least: int
    most: int
    others: tuple[Value, ...]


def answer_to(ask: Ask) -> Unknown:
    """Return what is known of any answer to a question."""
    # One of yes or no is told apart where it is entered.
    may_be_false = ask.kind in {AskKind.WORDS, AskKind.YES_NO}
    return WORDS if may_be_false else ANSWER


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
    if isinstance(test, Alone) and isinstance(test.operand, Path) and len(test.operand.segments) == 1:
        value = known.get(test.operand.root, ANYTHING)
        if isinstance(value, Unknown):
            return value.is_true
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


def _numbers_compared_with(steps: Iterable[Step]) -> dict[str, list[Decimal]]:
    """Return, for each name that is compared with plain numbers only, those."""
    numbers: dict[str, list[Decimal]] = {}
    others: set[str] = set()
    for step in steps:
        for case in step.verb.cases if isinstance(step.verb, Choose) else ():
            for test in _leaves(parse_condition(case.when).test):
                name, number = _compared_with_number(test)
                if number is not None:
                    numbers.setdefault(name, []).append(number)
                elif isinstance(test, Compared) or any(len(path.segments) > 1 for path in _uses(test)):
                    others.update(use.root for use in _uses(test))
    return {name: found for name, found in numbers.items() if name not in others}


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
