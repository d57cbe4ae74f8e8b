"""Names and values inside braces and conditions, read with python-liquid's tokens and turned into data of our own.

Nothing of python-liquid runs during a call: a path is followed through mappings and lists here, so no template can
reach an attribute of an object.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Final

from liquid import Environment
from liquid.builtin.expressions import Path as LiquidPath
from liquid.builtin.expressions import parse_primitive, tokenize
from liquid.builtin.expressions.primitive import Literal as LiquidLiteral
from liquid.builtin.expressions.primitive import RangeLiteral
from liquid.exceptions import LiquidError
from liquid.expression import Expression
from liquid.stream import TokenStream
from liquid.token import (
    TOKEN_BLANK,
    TOKEN_DOT,
    TOKEN_EMPTY,
    TOKEN_EOF,
    TOKEN_EXPRESSION,
    TOKEN_LBRACKET,
    TOKEN_LPAREN,
    TOKEN_NIL,
    TOKEN_NOT,
    TOKEN_NULL,
    TOKEN_RANGE_LITERAL,
    TOKEN_RBRACKET,
    TOKEN_RPAREN,
    TOKEN_WORD,
    Token,
)

from ivr.errors import RingtreeError
from ivr.menu.templates.effort import spend_on
from ivr.menu.templates.value import Scope, Value, WithParts, find_number

_MOST_TOKENS: Final = 300
_DEEPEST: Final = 20
_PLACES: Final = {"first": 0, "last": -1}
_LONGEST_PLACE: Final = 5
# Words that Liquid keeps for tags and filters which this language does not have.
_FREED: Final = frozenset(
    {"in", "offset", "limit", "reversed", "cols", "continue", "with", "for", "as", "if", "else", "required"}
)
_KEPT: Final = frozenset({"true", "false", "nil", "null", "empty", "blank", "and", "or", "contains", "not"})
_CURLY: Final = frozenset("“”‘’„«»")
# Liquid takes a bracket for a range's whenever two dots follow anywhere.
OPENING: Final = frozenset({TOKEN_LPAREN, TOKEN_RANGE_LITERAL})
_OPENERS: Final = OPENING | {TOKEN_LBRACKET}
_CLOSERS: Final = frozenset({TOKEN_RPAREN, TOKEN_RBRACKET})
_NOTHINGS: Final = frozenset({TOKEN_NIL, TOKEN_NULL, TOKEN_EMPTY, TOKEN_BLANK})


class TemplateError(RingtreeError):
    """A template or condition that cannot be read: what is wrong and what to write, and where (characters from 0)."""

    def __init__(self, message: str, offset: int) -> None:
        super().__init__(f"{message} (at character {offset})")
        self.message = message
        self.offset = offset


@dataclass(frozen=True, slots=True)
class Path:
    """A name and the way into what it holds: `account.balance`, `items[0]`, `prices[plan]`."""

    segments: tuple["str | int | Path", ...]
    offset: int

    @property
    def root(self) -> str:
        """The name that has to be in scope."""
        return str(self.segments[0])


@dataclass(frozen=True, slots=True)
class Literal:
    """A value written out."""

    value: bool | int | float | str


Operand = Path | Literal


@dataclass(frozen=True, slots=True)
class NameUse:
    """One use of a name: its path as far as it is written out, and where.

    `guarded`: nothing goes wrong when the name is missing, for there is a `default`, an `if` on it around it, or it
    stands in a condition. `counted`: it is the start of a `plus` or `minus`, which begins at 0.
    """

    path: tuple[str | int, ...]
    offset: int
    guarded: bool = False
    counted: bool = False

    @property
    def root(self) -> str:
        """The name that has to be in scope."""
        return str(self.path[0])


class _BareEnvironment(Environment):
    """Liquid's own filters and tags stay out."""

    def setup_tags_and_filters(self, *, extra: bool = False) -> None:
        """Register nothing."""


LIQUID: Final = _BareEnvironment()


def did_you_mean(word: str, known: Sequence[str]) -> str:
    """Return ` Did you mean …?` with the nearest known word, or nothing."""
    near = get_close_matches(word.lower(), known, 1, 0.6)
    return f" Did you mean `{near[0]}`?" if near else ""


def open_tokens(inside: str, source: str, offset: int) -> TokenStream:
    """Return the tokens of what stands at `offset` of `source`; TemplateError when it is none, too much or too deep."""
    try:
        tokens = list(_freed(tokenize(inside, Token(TOKEN_EXPRESSION, inside, offset, source))))
    except LiquidError as error:
        raise plain_error(error, source) from None
    if len(tokens) > _MOST_TOKENS:
        raise TemplateError("This is too long to be read by people; set names first, or use a list.", offset)
    _check_depth(tokens)
    return TokenStream(iter(tokens))


def read_operand(tokens: TokenStream) -> Operand:
    """Return the name or value that comes next and step past it; TemplateError when there is none."""
    token = tokens.current
    if token.kind in _NOTHINGS:
        raise TemplateError(
            f"`{token.value}` is not needed here: `not name` is true when a name is missing or blank.",
            token.start_index,
        )
    if token.kind in OPENING:
        raise TemplateError("Brackets can only stand around conditions, not around values.", token.start_index)
    try:
        return from_liquid(parse_primitive(LIQUID, tokens))
    except LiquidError as error:
        raise plain_error(error, _source_of(tokens)) from None


def end_of(tokens: TokenStream) -> int:
    """Return the offset where the tokens end."""
    last = tokens.tokens[-1] if tokens.tokens else None
    return last.start_index + len(last.value) if last else 0


def place_of(tokens: TokenStream) -> int:
    """Return the offset of the current token, or of the end."""
    return end_of(tokens) if tokens.current.kind == TOKEN_EOF else tokens.current.start_index


def uses_of(operand: Operand, *, guarded: bool = False, counted: bool = False) -> Iterator[NameUse]:
    """Yield the names that an operand needs, those inside square brackets too."""
    if isinstance(operand, Literal):
        return
    written: list[str | int] = []
    for segment in operand.segments:
        if isinstance(segment, Path):
            break
        written.append(segment)
    yield NameUse(tuple(written), operand.offset, guarded, counted)
    for segment in operand.segments:
        if isinstance(segment, Path):
            yield from uses_of(segment, guarded=guarded)


def value_of(operand: Operand, scope: Scope) -> Value:
    """Return what an operand stands for; None when the name, or something on the way, is missing.

    TooMuchError when the scope counts what is computed, and this is beyond it.
    """
    if isinstance(operand, Literal):
        return operand.value
    value = scope.get(operand.root)
    for segment in operand.segments[1:]:
        if value is None:
            return None
        value = _inside(value, value_of(segment, scope) if isinstance(segment, Path) else segment)
    found = value.whole if isinstance(value, WithParts) else value
    spend_on(scope, found)
    return found


def _inside(value: Value, key: Value) -> Value:
    if isinstance(key, bool) or not isinstance(key, str | int):
        return None
    if isinstance(value, Mapping):
        found = value.get(str(key))
        return len(value) if found is None and key == "size" and key not in value else found
    if not isinstance(value, Sequence):
        return None
    if key == "size":
        return len(value)
    if isinstance(value, str):
        return None
    place = _PLACES.get(key, _number(key)) if isinstance(key, str) else key
    return value[place] if place is not None and -len(value) <= place < len(value) else None


def _number(key: str) -> int | None:
    """Return the place that a text names, for what a caller entered is text."""
    return int(key) if key.isascii() and key.isdigit() and len(key) <= _LONGEST_PLACE else None


def _freed(tokens: Iterator[Token]) -> Iterator[Token]:
    """Yield the tokens with `account.limit` and a name like `offset` read as the names they are."""
    after_dot = False
    for token in tokens:
        is_name = token.kind in _FREED or (after_dot and token.kind in _KEPT)
        yield token._replace(kind=TOKEN_WORD) if is_name else token
        after_dot = token.kind == TOKEN_DOT


def _check_depth(tokens: list[Token]) -> None:
    depth = nots = 0
    for token in tokens:
        depth += (token.kind in _OPENERS) - (token.kind in _CLOSERS)
        nots = nots + 1 if token.kind == TOKEN_NOT else 0
        if depth > _DEEPEST or nots > _DEEPEST:
            raise TemplateError(f"Brackets or `not` go more than {_DEEPEST} deep; set names first.", token.start_index)


def from_liquid(expression: Expression) -> Operand:
    """Return a name or value that python-liquid has read; TemplateError for what this language leaves out."""
    token = expression.token
    if isinstance(expression, LiquidPath):
        segments = tuple(_from_segment(segment) for segment in expression.path)
        if not isinstance(segments[0], str):
            raise TemplateError("A name has to come first, before any `[ ]`.", token.start_index)
        return Path(segments, token.start_index)
    if isinstance(expression, RangeLiteral) or not isinstance(expression, LiquidLiteral):
        raise TemplateError(f"`{token.value}` is no name and no value.", token.start_index)
    value = expression.value
    if isinstance(value, int | float) and not isinstance(value, bool) and find_number(value) is None:
        raise TemplateError("This number has over 40 digits.", token.start_index)
    assert isinstance(value, bool | int | float | str)
    return Literal(value)


def _from_segment(segment: "str | int | LiquidPath") -> "str | int | Path":
    if not isinstance(segment, LiquidPath):
        return segment
    inner = from_liquid(segment)
    assert isinstance(inner, Path)
    return inner


def _source_of(tokens: TokenStream) -> str:
    return tokens.tokens[0].source if tokens.tokens else ""


def plain_error(error: LiquidError, source: str) -> TemplateError:
    """Return what python-liquid complains of, in words of ours."""
    token = error.token
    if token is None or token.start_index < 0:
        return TemplateError("Something is missing at the end.", len(source))
    found = token.value
    if found in {'"', "'"}:
        return TemplateError(f"The quotation mark {found} is never closed.", token.start_index)
    if found in _CURLY:
        return TemplateError(f"Use straight quotation marks (\" or ') instead of {found}.", token.start_index)
    if found == "&":
        return TemplateError("Write `and` instead of `&` or `&&`.", token.start_index)
    if found in {"{", "}"}:
        return TemplateError(f"`{found}` cannot stand here; names are written without braces here.", token.start_index)
    return TemplateError(f"`{found[:40]}` cannot stand here.", token.start_index)
