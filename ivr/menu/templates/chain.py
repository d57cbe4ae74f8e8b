"""What stands inside `{{ }}`: a name or value, and the filters it goes through."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

from liquid.builtin.expressions.arguments import KeywordArgument
from liquid.builtin.expressions.filtered import Filter as LiquidFilter
from liquid.exceptions import LiquidError
from liquid.stream import TokenStream
from liquid.token import TOKEN_COLON, TOKEN_EOF, TOKEN_PIPE, TOKEN_WORD

from ivr.menu.speaking.speech import Speech
from ivr.menu.templates.effort import OF_EXPRESSION, OF_FILTER, spend
from ivr.menu.templates.expression import (
    LIQUID,
    Literal,
    NameUse,
    Operand,
    TemplateError,
    did_you_mean,
    from_liquid,
    open_tokens,
    place_of,
    plain_error,
    read_operand,
    uses_of,
    value_of,
)
from ivr.menu.templates.filters import FILTERS, Filter
from ivr.menu.templates.value import CannotComputeError, Complain, Scope, Value

_COUNTING: Final = frozenset({"plus", "minus"})
_SHOWN: Final = 60
_LINE_NAME: Final = ("line", "name")
_ELSEWHERE: Final = {
    "if": "Conditions are written `{% if … %}…{% endif %}`.",
    "==": "Comparisons belong into `{% if … %}` or `when:`.",
    "and": "Conditions belong into `{% if … %}` or `when:`.",
    "or": "Another value for a missing one is written `| default: …`.",
    "||": "Another value for a missing one is written `| default: …`.",
    "=": "Values are saved by a `set:` step, not in braces.",
}


@dataclass(frozen=True, slots=True)
class Call:
    """One filter and its settings."""

    name: str
    filter: Filter
    settings: tuple[Operand, ...]


@dataclass(frozen=True, slots=True)
class Chain:
    """A value and the filters it goes through; `shown` is how it was written.

    `is_settled`: it is the same in every call: one written out, or the name of the line.
    """

    operand: Operand
    calls: tuple[Call, ...]
    shown: str
    is_settled: bool = False


def read_chain(inside: str, source: str, offset: int) -> Chain:
    """Return the value that is written at `offset` of `source`; TemplateError when it cannot be read."""
    tokens = open_tokens(inside, source, offset)
    operand = read_operand(tokens)
    _check_pipes(tokens)
    try:
        filters = LiquidFilter.parse(LIQUID, tokens, delim=(TOKEN_PIPE,))
    except LiquidError as error:
        raise plain_error(error, source) from None
    calls = tuple(_read_call(one) for one in filters)
    if tokens.current.kind != TOKEN_EOF:
        raise _unexpected(tokens, after_filter=bool(calls))
    chain = Chain(operand, calls, inside if len(inside) <= _SHOWN else f"{inside[: _SHOWN - 1]}…")
    return replace(chain, is_settled=all(use.path == _LINE_NAME for use in names_of(chain, frozenset())))


def names_of(chain: Chain, guards: frozenset[str]) -> Iterator[NameUse]:
    """Yield the names that a chain uses; `guards` are those known to be there."""
    has_default = any(call.name == "default" for call in chain.calls)
    counted = bool(chain.calls) and chain.calls[0].name in _COUNTING
    operands = [(chain.operand, has_default, counted)]
    operands += [(setting, False, False) for call in chain.calls for setting in call.settings]
    for operand, guarded, counts in operands:
        for use in uses_of(operand, guarded=guarded, counted=counts):
            yield NameUse(use.path, use.offset, guarded or use.root in guards, use.counted)


def compute(chain: Chain, scope: Scope, speech: Speech, complain: Complain) -> Value:
    """Return what the chain comes to; None when the name is missing or, after a complaint, a filter cannot compute."""
    spend(scope, OF_EXPRESSION + OF_FILTER * len(chain.calls))
    value = value_of(chain.operand, scope)
    for call in chain.calls:
        try:
            value = call.filter.apply(value, tuple(value_of(one, scope) for one in call.settings), speech)
        except CannotComputeError as error:
            complain(f"`{call.name}` in `{{{{ {chain.shown} }}}}`: {error.why}.")
            value = error.instead
    return value


def _check_pipes(tokens: TokenStream) -> None:
    """Refuse a `|` without a name after it, in words of our own."""
    for token, after in zip(tokens.tokens, [*tokens.tokens[1:], None], strict=True):
        if token.kind == TOKEN_PIPE and (after is None or after.kind != TOKEN_WORD):
            raise TemplateError("After `|` comes the name of a filter.", token.start_index)


def _read_call(found: LiquidFilter) -> Call:
    place = found.token.start_index
    known = FILTERS.get(found.name)
    if known is None:
        raise TemplateError(f"There is no filter `{found.name}`.{did_you_mean(found.name, list(FILTERS))}", place)
    settings: list[Operand] = []
    for argument in found.args:
        if isinstance(argument, KeywordArgument):
            raise TemplateError(f"The settings of `{found.name}` have no names; leave out `{argument.name}:`.", place)
        settings.append(from_liquid(argument.value))
    if not known.fewest <= len(settings) <= known.most:
        raise TemplateError(f"`{found.name}` takes {_counted(known)}, not {len(settings)}.", place)
    for setting in settings:
        problem = known.problem(setting.value) if known.problem and isinstance(setting, Literal) else None
        if problem:
            raise TemplateError(problem, place)
    return Call(found.name, known, tuple(settings))


def _counted(known: Filter) -> str:
    if known.most == 0:
        return "no settings"
    number = str(known.fewest) if known.fewest == known.most else f"{known.fewest} to {known.most}"
    return f"{number} setting{'' if number == '1' else 's'}, written after a colon"


def _unexpected(tokens: TokenStream, *, after_filter: bool) -> TemplateError:
    token = tokens.current
    place = place_of(tokens)
    if token.value in _ELSEWHERE:
        return TemplateError(_ELSEWHERE[token.value], place)
    if after_filter:
        return TemplateError(
            f"`{token.value[:40]}` cannot stand here; settings follow a colon (`plus: 1`), filters a `|`.", place
        )
    if token.kind == TOKEN_COLON:
        return TemplateError("A colon stands after a filter's name only: `name | filter: setting`.", place)
    return TemplateError(
        f"`{token.value[:40]}` cannot stand here; a name has no blanks in it, and a filter stands after `|`.", place
    )
