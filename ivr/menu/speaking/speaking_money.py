"""Saying amounts of money, with what babel knows of currencies."""

from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache
from typing import Final

from babel import Locale
from babel.numbers import (
    format_currency,
    get_currency_name,
    get_currency_precision,
    get_territory_currencies,
    is_currency,
)

from ivr.menu.speaking.speaking_numbers import get_number, is_round, spoken, spoken_whole, with_sign
from ivr.menu.speaking.speech import Speech, find_words, locale_of, plain_spaces, territory_of
from ivr.menu.speaking.speech_words import Coins, Counting, Counts, Words, as_digits
from ivr.menu.templates.value import CannotComputeError, Value, text_of

_VOWELS: Final = frozenset("aeiouàâéèêëîïôûAEIOU")


def money(speech: Speech, value: Value, currency: Value = None) -> str:
    """Return an amount, halves rounded up: `12 dollars and 50 cents`, or `$12.50` when written.

    Without a currency it is in that of the locale's country.
    """
    found = get_number(value, "an amount")
    locale = locale_of(speech.locale)
    code = local_currency(locale) if currency is None else text_of(currency).upper()
    if not is_currency(code):
        raise CannotComputeError("needs a currency such as USD or EUR", text_of(value))
    amount = found.quantize(Decimal(1).scaleb(-get_currency_precision(code)), ROUND_HALF_UP)
    if not amount:
        amount = abs(amount)  # no `-$0.00`
    if speech.written:
        return plain_spaces(format_currency(amount, code, locale=locale))
    words = find_words(locale)
    if words is None:
        by_babel = format_currency(abs(amount), code, locale=locale, format_type="name")
        return with_sign(plain_spaces(by_babel), amount, None)
    coins = words.coins.get(code)
    size = abs(amount)
    said = _in_coins(size, code, coins, words, locale) if coins else _by_name(size, code, words, locale)
    return with_sign(said, amount, words)


def currency_problem(code: Value) -> str | None:
    """Return what is wrong with a currency that is written in a menu, or None."""
    if isinstance(code, str) and is_currency(code.upper()):
        return None
    return 'A currency has three letters, such as `money: "EUR"`.'


@lru_cache(maxsize=64)
def local_currency(locale: Locale) -> str:
    """Return the currency of the locale's country, or of the United States when it has none of its own."""
    return next(iter(get_territory_currencies(territory_of(locale))), "USD")


def _in_coins(amount: Decimal, code: str, coins: Coins, words: Words, locale: Locale) -> str:
    whole, small = divmod(int(amount * 100), 100)
    counting = words.counting
    # Dollars of another country have to be told apart from the caller's own.
    abroad = coins.told_apart and code != local_currency(locale)
    one = _is_one(whole, counting)
    name = _name_abroad(code, coins, one, words, locale) if abroad else coins.one if one else coins.many
    large_part = _counted(whole, name, _counts(counting, coins.feminine), counting, locale)
    if not small:
        return large_part
    small_name = coins.small_one if small == 1 else coins.small_many
    small_part = _counted(small, small_name, _counts(counting, coins.small_feminine), counting, locale)
    return f"{large_part} {words.joined_by} {small_part}" if whole or abroad else small_part


def _by_name(amount: Decimal, code: str, words: Words, locale: Locale) -> str:
    """Return an amount of a currency whose coins and gender are not known here: `12.50 Swiss francs`."""
    counting = words.counting
    whole = int(amount)
    if whole == amount:
        name = _babel_name(code, 1 if _is_one(whole, counting) else 2, words, locale)
        return _counted(whole, name, as_digits, counting, locale)
    return f"{spoken(amount, counting, locale)} {_babel_name(code, amount, words, locale)}"


def _counted(whole: int, name: str, counts: Counts, counting: Counting, locale: Locale) -> str:
    count = spoken_whole(whole, counting, locale, counts)
    if not is_round(whole, counting):
        return f"{count} {name}"
    return f"{count} {counting.of_before_vowel if name[0] in _VOWELS else counting.of}{name}"


def _counts(counting: Counting, feminine: bool) -> Counts:
    return counting.feminine if feminine else counting.masculine


def _is_one(whole: int, counting: Counting) -> bool:
    return whole == 1 or (whole == 0 and counting.zero_is_one)


def _name_abroad(code: str, coins: Coins, one: bool, words: Words, locale: Locale) -> str:
    if coins.abroad is None:
        return _babel_name(code, 1 if one else 2, words, locale)
    return coins.abroad[0] if one else coins.abroad[1]


def _babel_name(code: str, count: Decimal | int, words: Words, locale: Locale) -> str:
    name = plain_spaces(get_currency_name(code, count, locale=locale))
    return name[:1].lower() + name[1:] if words.lower_names else name
