"""Reading a condition into a small tree.

Tokens, names and values are python-liquid's. `and`, `or`, `not` and comparisons are read here, because Liquid takes
`not a and b` for `not (a and b)` and a bracket for a range whenever two dots follow anywhere.
"""

from dataclasses import dataclass
from typing import Final

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

from ivr.menu.templates.expression import (
    OPENING,
    Operand,
    TemplateError,
    end_of,
    open_tokens,
    place_of,
    read_operand,
)

_LONGEST: Final = 1_000
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


def read_test(inside: str, source: str, offset: int) -> Test:
    """Return what the text at `offset` of `source` asks; TemplateError with what to write when it cannot be read."""
    if not inside.strip():
        raise TemplateError("A condition is missing here.", offset)
    if len(inside) > _LONGEST:
        raise TemplateError("A condition of over 1,000 characters is not read; use a list or several steps.", offset)
    _refuse_foreign(inside, offset)
    tokens = open_tokens(inside, source, offset)
    test = _read_joined(tokens)
    if tokens.current.kind != TOKEN_EOF:
        raise _unexpected(tokens)
    return test


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
