"""Conditions: read once into a small tree, computed by one walk of it. The same for `when`, `check` and `{% if %}`.

Tokens, names and values are python-liquid's. `and`, `or`, `not` and comparisons are read here, because Liquid takes
`not a and b` for `not (a and b)` and a bracket for a range whenever two dots follow anywhere.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, assert_never

from liquid.stream import TokenStream
from liquid.token import (
    TOKEN_AND,
    TOKEN_CONTAINS,
    TOKEN_EOF,
    TOKEN_EQ,
    TOKEN_GE,
    TOKEN_GT,
    TOKEN_LE,
    TOKEN_LT,
    TOKEN_NE,
    TOKEN_NOT,
    TOKEN_OR,
    TOKEN_RANGE,
    TOKEN_RPAREN,
    TOKEN_STRING,
    TOKEN_WORD,
)

from ivr.menu.comparing import contains, equal, is_true, order
from ivr.menu.expression import (
    OPENING,
    NameUse,
    Operand,
    Path,
    TemplateError,
    end_of,
    open_tokens,
    place_of,
    read_operand,
    uses_of,
    value_of,
)
from ivr.menu.value import CannotComputeError, Complain, Scope, Value

LONGEST: Final = 1_000
_OPERATORS: Final = frozenset({TOKEN_EQ, TOKEN_NE, TOKEN_LT, TOKEN_LE, TOKEN_GT, TOKEN_GE, TOKEN_CONTAINS})
_JOINING: Final = frozenset({TOKEN_AND, TOKEN_OR})
_INSTEAD: Final = {
    "=": "Compare with `==`; one `=` alone means nothing here.",
    "<>": "Write `!=` for not equal.",
    "=<": "Write `<=` for at most.",
    "=>": "Write `>=` for at least.",
    "&&": "Write `and` instead of `&` or `&&`.",
    "||": "Write `or` instead of `||`.",
    "|": "Filters do not work in conditions; `set` a name first and compare that.",
    "!": "Write `not` before what should not be.",
    "is": "Write `==` instead of `is`, and `!=` instead of `is not`.",
    "isnt": "Write `!=` instead of `isnt`.",
    "equals": "Write `==` instead of `equals`.",
    "eq": "Write `==` instead of `eq`.",
    "ne": "Write `!=` instead of `ne`.",
    "not": "`not` stands before the whole comparison: `not a contains b`; not equal is `!=`.",
    "in": "Turn it around: `list contains item`.",
    "AND": "Write `and` in small letters.",
    "OR": "Write `or` in small letters.",
    "NOT": "Write `not` in small letters.",
}


@dataclass(frozen=True, slots=True)
class Alone:
    """A name or value on its own."""

    operand: Operand


@dataclass(frozen=True, slots=True)
class Compared:
    """Two values and what is asked about them."""

    left: Operand
    operator: str
    right: Operand


@dataclass(frozen=True, slots=True)
class Not:
    """The opposite."""

    part: "Test"


@dataclass(frozen=True, slots=True)
class Joined:
    """Several tests, all of which (`and`) or any of which (`or`) must hold."""

    word: str
    parts: tuple["Test", ...]


Test = Alone | Compared | Not | Joined


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
    if not inside.strip():
        raise TemplateError("A condition is missing here.", offset)
    if len(inside) > LONGEST:
        raise TemplateError("A condition of over 1,000 characters is not read; use a list or several steps.", offset)
    _refuse_foreign(inside, offset)
    tokens = open_tokens(inside, source, offset)
    test = _read_joined(tokens)
    if tokens.current.kind != TOKEN_EOF:
        raise _unexpected(tokens)
    names = tuple(_names(test))
    return Condition(inside, test, names, _there(test, holds=True), _there(test, holds=False))


def holds(condition: Condition, scope: Scope, complain: Complain) -> bool:
    """Return whether the condition is true. One that cannot be computed is false, and complained of; never raises.

    `and` and `or` go from left to right and stop when they know, so what stands behind is then not computed.
    """
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


# --- reading -----------------------------------------------------------------------------------------------------


def _refuse_foreign(inside: str, offset: int) -> None:
    """Refuse `&&` and the like in words of our own, where the tokenizer would only say `unexpected`."""
    bare = _without_quoted(inside)
    for sign in ("&&", "=>", "=<"):
        if sign in bare:
            raise TemplateError(_INSTEAD[sign], offset + bare.index(sign))


def _without_quoted(text: str) -> str:
    shown: list[str] = []
    quote = ""
    for sign in text:
        if quote:
            quote = "" if sign == quote else quote
            shown.append(" ")
        else:
            quote = sign if sign in "\"'" else ""
            shown.append(sign)
    return "".join(shown)


def _read_joined(tokens: TokenStream) -> Test:
    parts = [_read_test(tokens)]
    word = tokens.current.kind
    if word not in _JOINING:
        return parts[0]
    while tokens.current.kind in _JOINING:
        if tokens.current.kind != word:
            raise TemplateError(
                "`and` and `or` stand together without brackets; write `a and (b or c)` or `(a and b) or c`.",
                tokens.current.start_index,
            )
        next(tokens)
        parts.append(_read_test(tokens))
    return Joined(word, tuple(parts))


def _read_test(tokens: TokenStream) -> Test:
    token = tokens.current
    if token.kind == TOKEN_NOT:
        next(tokens)
        return Not(_read_test(tokens))
    if token.kind in OPENING:
        return _read_bracket(tokens)
    left = _read_value(tokens)
    if tokens.current.kind not in _OPERATORS:
        return Alone(left)
    operator = next(tokens).value
    test = Compared(left, operator, _read_value(tokens))
    if tokens.current.kind in _OPERATORS:
        raise TemplateError(
            f"Only two values are compared at a time; join comparisons with `and`: `a {operator} b and b …`.",
            tokens.current.start_index,
        )
    return test


def _read_bracket(tokens: TokenStream) -> Test:
    opening = next(tokens)
    test = _read_joined(tokens)
    if tokens.current.kind == TOKEN_EOF:
        raise TemplateError("This bracket is never closed.", opening.start_index)
    if tokens.current.kind == TOKEN_RANGE:
        raise TemplateError("Ranges are not known here; write `a >= 1 and a <= 5`.", opening.start_index)
    if tokens.current.kind != TOKEN_RPAREN:
        raise _unexpected(tokens)
    next(tokens)
    if tokens.current.kind in _OPERATORS:
        raise TemplateError("Values are compared, not conditions; leave the brackets out.", tokens.current.start_index)
    return test


def _read_value(tokens: TokenStream) -> Operand:
    token = tokens.current
    if token.kind == TOKEN_EOF:
        raise TemplateError("Something is missing at the end.", end_of(tokens))
    if token.value in _INSTEAD and token.kind not in {TOKEN_WORD, TOKEN_STRING}:
        raise TemplateError(_INSTEAD[token.value], token.start_index)
    return read_operand(tokens)


def _unexpected(tokens: TokenStream) -> TemplateError:
    token = tokens.current
    place = place_of(tokens)
    if token.value in _INSTEAD and token.kind != TOKEN_STRING:
        return TemplateError(_INSTEAD[token.value], place)
    if token.kind == TOKEN_RPAREN:
        return TemplateError("This bracket was never opened.", place)
    if token.kind == TOKEN_WORD:
        return TemplateError(
            f"`{token.value}` cannot stand here; between two values stands one of == != < <= > >= contains and or.",
            place,
        )
    return TemplateError(f"`{token.value[:40]}` cannot stand here.", place)


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
