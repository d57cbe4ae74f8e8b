"""Filters that compute, in decimals: 0.1 and 0.2 are 0.3, and no result can grow past 1,000,000,000,000,000."""

from decimal import (
    ROUND_CEILING,
    ROUND_FLOOR,
    ROUND_HALF_UP,
    Context,
    Decimal,
    DivisionByZero,
    InvalidOperation,
    Overflow,
)
from typing import Final

from ivr.menu.templates.value import CannotComputeError, Value, from_decimal, get_number

_LARGEST: Final = Decimal(10) ** 15
_PLACES: Final = 10
# Wide enough for any two numbers that are let in (40 digits before and after the point); never the thread's own.
_EXACT: Final = Context(prec=200, rounding=ROUND_HALF_UP, traps=[InvalidOperation, DivisionByZero, Overflow])


def plus(value: Value, other: Value) -> Value:
    """Return the sum; a missing value counts as 0, so that counters can begin."""
    return _result(_EXACT.add(_counted(value), get_number(other)))


def minus(value: Value, other: Value) -> Value:
    """Return the difference; a missing value counts as 0."""
    return _result(_EXACT.subtract(_counted(value), get_number(other)))


def times(value: Value, other: Value) -> Value:
    """Return the product."""
    return _result(_EXACT.multiply(_bounded(value), _bounded(other)))


def divided_by(value: Value, other: Value) -> Value:
    """Return the quotient: 7 by 2 is 3.5, unlike in other Liquids; `floor` makes it whole."""
    return _result(_EXACT.divide(_bounded(value), _not_zero(other)))


def modulo(value: Value, other: Value) -> Value:
    """Return what is left over by division: never negative when `other` is not."""
    number, divisor = _bounded(value), _not_zero(other)
    rest = _EXACT.remainder(number, divisor)
    return _result(_EXACT.add(rest, divisor) if rest and (rest < 0) is not (divisor < 0) else rest)


def absolute(value: Value) -> Value:
    """Return the number without its sign."""
    return _result(abs(get_number(value)))


def rounded(value: Value, places: Value = 0) -> Value:
    """Return the number rounded to `places` decimals, halves away from zero."""
    wanted = get_number(places)
    if wanted != wanted.to_integral_value() or not 0 <= wanted <= _PLACES:
        raise CannotComputeError("rounds to 0 to 10 decimals")
    return _result(_EXACT.quantize(_bounded(value), Decimal(1).scaleb(-int(wanted))))


def ceil(value: Value) -> Value:
    """Return the whole number at or above."""
    return _result(_bounded(value).to_integral_value(ROUND_CEILING))


def floor(value: Value) -> Value:
    """Return the whole number at or below."""
    return _result(_bounded(value).to_integral_value(ROUND_FLOOR))


def at_least(value: Value, least: Value) -> Value:
    """Return the number, or `least` when it is smaller."""
    return _result(max(get_number(value), get_number(least)))


def at_most(value: Value, most: Value) -> Value:
    """Return the number, or `most` when it is larger."""
    return _result(min(get_number(value), get_number(most)))


def _counted(value: Value) -> Decimal:
    return Decimal(0) if value is None else _bounded(value)


def _not_zero(value: Value) -> Decimal:
    number = _bounded(value)
    if not number:
        raise CannotComputeError("nothing can be divided by 0")
    return number


def _bounded(value: Value) -> Decimal:
    number = get_number(value)
    if abs(number) > _LARGEST:
        raise CannotComputeError("the number is over 1,000,000,000,000,000")
    # What is smaller than this is no amount, count or measure; it would only make long decimals.
    return _EXACT.quantize(number, Decimal(1).scaleb(-30)) if abs(number.adjusted()) > 40 else number


def _result(number: Decimal) -> Value:
    if abs(number) > _LARGEST:
        raise CannotComputeError("the result would be over 1,000,000,000,000,000")
    places = Decimal(1).scaleb(-_PLACES)
    exponent = number.as_tuple().exponent
    long = isinstance(exponent, int) and exponent < -_PLACES
    return from_decimal(_EXACT.quantize(number, places) if long else number)
