"""Conditions: read once into a small tree, computed by one walk of it. The same for `when`, `check` and `{% if %}`."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import assert_never

from ivr.menu.templates.comparing import contains, equal, is_true, order
from ivr.menu.templates.condition_reader import Alone, Compared, Joined, Not, Test, read_test
from ivr.menu.templates.effort import OF_EXPRESSION, spend
from ivr.menu.templates.expression import NameUse, Operand, Path, TemplateError, uses_of, value_of
from ivr.menu.templates.value import CannotComputeError, Complain, Scope, Value


@dataclass(frozen=True, slots=True)
class Condition:
    """A condition that has been read. `there_if_true` are the names that must be there when it holds."""

    source: str
    test: Test
    names: tuple[NameUse, ...]
    there_if_true: frozenset[str]
    there_if_false: frozenset[str]


@lru_cache(maxsize=4096)
def parse_condition(source: str) -> Condition:
    """Return what the text asks; TemplateError with what to write instead when it cannot be read."""
    for brace in ("{{", "{%"):
        if brace in source:
            raise TemplateError("A condition is written without braces: `account.balance > 0`.", source.index(brace))
    return read_condition(source, source, 0)


def read_condition(inside: str, source: str, offset: int) -> Condition:
    """Return what the text at `offset` of `source` asks; TemplateError when it cannot be read."""
    test = read_test(inside, source, offset)
    names = tuple(_names(test))
    return Condition(inside, test, names, _there(test, holds=True), _there(test, holds=False))


def holds(condition: Condition, scope: Scope, complain: Complain) -> bool:
    """Return whether the condition is true. One that cannot be computed is false, and complained of.

    Only a scope that counts what is computed raises TooMuchError.

    `and` and `or` go from left to right and stop when they know, so what stands behind is then not computed.
    """
    spend(scope, OF_EXPRESSION)
    try:
        return _walk(condition.test, scope)
    except CannotComputeError as error:
        complain(f"`{condition.source}` cannot be computed and counts as false: {error.why}.")
        return False


def negated(condition: Condition) -> Condition:
    """Return the opposite condition, for `unless`."""
    return Condition(
        condition.source, Not(condition.test), condition.names, condition.there_if_false, condition.there_if_true
    )


# --- computing ---------------------------------------------------------------------------------------------------


def _walk(test: Test, scope: Scope) -> bool:
    match test:
        case Compared():
            return _compare(value_of(test.left, scope), test.operator, value_of(test.right, scope))
        case Alone():
            return is_true(value_of(test.operand, scope))
        case Not():
            return not _walk(test.part, scope)
        case Joined(word="and"):
            return all(_walk(part, scope) for part in test.parts)
        case Joined():
            return any(_walk(part, scope) for part in test.parts)
        case _:
            assert_never(test)


def _compare(left: Value, operator: str, right: Value) -> bool:
    match operator:
        case "==":
            return equal(left, right)
        case "!=":
            return not equal(left, right)
        case "contains":
            return contains(left, right)
        case "<":
            return order(left, right) == -1
        case ">":
            return order(left, right) == 1
        case "<=":
            return order(left, right) in {-1, 0}
        case _:
            return order(left, right) in {0, 1}


# --- names -------------------------------------------------------------------------------------------------------


def _names(test: Test) -> Iterator[NameUse]:
    match test:
        case Alone():
            yield from uses_of(test.operand, guarded=True)
        case Compared():
            yield from uses_of(test.left, guarded=True)
            yield from uses_of(test.right, guarded=True)
        case Not():
            yield from _names(test.part)
        case Joined():
            for part in test.parts:
                yield from _names(part)
        case _:
            assert_never(test)


def _there(test: Test, *, holds: bool) -> frozenset[str]:
    """Return the names that cannot be missing when the test comes out that way."""
    match test:
        case Alone():
            return _roots(test.operand) if holds else frozenset()
        case Compared():
            tells = holds is not (test.operator == "!=")
            return _roots(test.left) | _roots(test.right) if tells else frozenset()
        case Not():
            return _there(test.part, holds=not holds)
        case Joined():
            sides = [_there(part, holds=holds) for part in test.parts]
            every = holds is (test.word == "and")
            return frozenset().union(*sides) if every else frozenset.intersection(*sides)
        case _:
            assert_never(test)


def _roots(operand: Operand) -> frozenset[str]:
    return frozenset({operand.root}) if isinstance(operand, Path) else frozenset()
