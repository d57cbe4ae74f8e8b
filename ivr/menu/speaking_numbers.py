"""Saying numbers, amounts of money and ordinals, with what babel knows of locales and currencies."""

from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache
from typing import Final

from babel import Locale
from babel.numbers import (
    format_currency,
    format_decimal,
    get_currency_name,
    get_currency_precision,
    get_territory_currencies,
    is_currency,
)

from ivr.menu.speech import Coins, Speech, Words, find_words, locale_of, plain_spaces, territory_of
from ivr.menu.value import CannotComputeError, Value, find_number, kind_of, text_of

_LARGEST: Final = Decimal(10) ** 15
_PLACES: Final = Decimal(1).scaleb(-10)


def number(speech: Speech, value: Value) -> str:
    """Return a number grouped as its readers and synthesisers expect: `1,234.5`, in German `1.234,5`."""
    found = _get_number(value, "a number")
    locale = locale_of(speech.locale)
    exponent = found.as_tuple().exponent
    if isinstance(exponent, int) and exponent < -10:
        found = found.quantize(_PLACES, ROUND_HALF_UP)
    return _said(_formatted(abs(found), locale), found, locale, speech)


def ordinal(speech: Speech, value: Value) -> str:
    """Return a place in a row: `3rd`, which synthesisers read as third.

    The digits stand alone in a language whose endings are not known here.
    """
    found = _get_number(value, "a whole number")
    if found != found.to_integral_value() or found < 0:
        raise CannotComputeError("needs a whole number", text_of(value))
    locale = locale_of(speech.locale)
    words = find_words(locale)
    digits = _formatted(found.to_integral_value(), locale)
    return digits + words.ordinals[locale.ordinal_form(int(found))] if words else digits


def money(speech: Speech, value: Value, currency: Value = None) -> str:
    """Return an amount, halves rounded up: `12 dollars and 50 cents`, or `$12.50` when written.

    Without a currency it is in that of the locale's country.
    """
    found = _get_number(value, "an amount")
    locale = locale_of(speech.locale)
    local = local_currency(locale)
    code = local if currency is None else text_of(currency).upper()
    if not is_currency(code):
        raise CannotComputeError("needs a currency such as USD or EUR", text_of(value))
    amount = found.quantize(Decimal(1).scaleb(-get_currency_precision(code)), ROUND_HALF_UP)
    if not amount:
        amount = abs(amount)  # no `-$0.00`
    if speech.written:
        return plain_spaces(format_currency(amount, code, locale=locale))
    words = find_words(locale)
    coins = words.coins.get(code) if words else None
    if words is None or coins is None:
        spoken = format_currency(abs(amount), code, locale=locale, format_type="name")
        return _said(plain_spaces(spoken), amount, locale, speech)
    return _said(_in_coins(abs(amount), code, coins, words, locale), amount, locale, speech)


def currency_problem(code: Value) -> str | None:
    """Return what is wrong with a currency that is written in a menu, or None."""
    if isinstance(code, str) and is_currency(code.upper()):
        return None
    return 'A currency has three letters, such as `money: "EUR"`.'


@lru_cache(maxsize=64)
def local_currency(locale: Locale) -> str:
    """Return the currency of the locale's country."""
    return get_territory_currencies(territory_of(locale))[0]


def _in_coins(amount: Decimal, code: str, coins: Coins, words: Words, locale: Locale) -> str:
    whole, small = divmod(int(amount * 100), 100)
    # Dollars of another country have to be told apart from the caller's own.
    shared = code != local_currency(locale) and [coin.one for coin in words.coins.values()].count(coins.one) > 1
    name = get_currency_name(code, whole, locale=locale) if shared else coins.one if whole == 1 else coins.many
    large_part = f"{_formatted(Decimal(whole), locale)} {name}"
    if not small:
        return large_part
    small_part = f"{small} {coins.small_one if small == 1 else coins.small_many}"
    return f"{large_part} {words.joined_by} {small_part}" if whole or shared else small_part


def _get_number(value: Value, needed: str) -> Decimal:
    found = find_number(value)
    if found is None or abs(found) > _LARGEST:
        kind = kind_of(value) if found is None else "one over 1,000,000,000,000,000"
        raise CannotComputeError(f"needs {needed}, not {kind}", text_of(value))
    return found


def _formatted(found: Decimal, locale: Locale) -> str:
    return plain_spaces(format_decimal(found, locale=locale, decimal_quantization=False))


def _said(text: str, signed: Decimal, locale: Locale, speech: Speech) -> str:
    if signed >= 0:
        return text
    words = None if speech.written else find_words(locale)
    return f"{words.minus} {text}" if words else f"-{text}"
