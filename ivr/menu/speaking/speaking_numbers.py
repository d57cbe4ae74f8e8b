"""Saying numbers and ordinals, with what babel knows of locales."""

from collections.abc import Iterator
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache
from typing import Final

from babel import Locale
from babel.numbers import format_decimal, get_decimal_symbol, get_group_symbol

from ivr.menu.speaking.speech import Speech, find_words, locale_of, plain_spaces
from ivr.menu.speaking.speech_words import Counting, Counts, Scale, Words
from ivr.menu.templates.value import CannotComputeError, Value, find_number, kind_of, text_of

_LARGEST: Final = Decimal(10) ** 15
_PLACES: Final = Decimal(1).scaleb(-10)


def number(speech: Speech, value: Value) -> str:
    """Return a number grouped as its readers expect, `1,234.5` and in German `1.234,5`.

    Aloud it is grouped where the language's synthesisers read that right.
    """
    found = get_number(value, "a number")
    locale = locale_of(speech.locale)
    exponent = found.as_tuple().exponent
    if isinstance(exponent, int) and exponent < -10:
        found = found.quantize(_PLACES, ROUND_HALF_UP)
    words = None if speech.written else find_words(locale)
    size = abs(found)
    said = spoken(size.normalize(), words.counting, locale) if words else _formatted(size, locale)
    return with_sign(said, found, words)


def ordinal(speech: Speech, value: Value) -> str:
    """Return a place in a row: `3rd`, which synthesisers read as third; `tercero` where they would not.

    The digits stand alone in a language whose endings are not known here.
    """
    found = get_number(value, "a whole number")
    if found != found.to_integral_value() or found < 0:
        raise CannotComputeError("needs a whole number", text_of(value))
    place = int(found)
    locale = locale_of(speech.locale)
    words = find_words(locale)
    if words is None:
        return _formatted(Decimal(place), locale)
    ordinals = words.ordinals
    if not speech.written and place in ordinals.words:
        return ordinals.words[place]
    if speech.plain and place in words.plain.ordinals:
        return words.plain.ordinals[place]
    endings = ordinals.written if speech.written and ordinals.written else ordinals.endings
    digits = _formatted(Decimal(place), locale) if speech.written else _digits(place, words.counting, locale)
    return digits + endings[locale.ordinal_form(place)]


def spoken(size: Decimal, counting: Counting, locale: Locale) -> str:
    """Return how a number that is not negative is said, with as many places as it has."""
    whole, _, places = f"{size:f}".partition(".")
    if not places:
        return spoken_whole(int(whole), counting, locale)
    return f"{_digits(int(whole), counting, locale)}{_decimal_sign(counting, locale)}{places}"


def spoken_whole(whole: int, counting: Counting, locale: Locale, counts: Counts | None = None) -> str:
    """Return how a count is said: `2 millones`, or digits, which are never so many that they sound like a code.

    `counts` are those of the thing that is counted; None: it stands alone.
    """
    written = counts or counting.alone
    if not counting.scales:
        return written(whole) or _digits(whole, counting, locale)
    *named, rest = _parts(whole, counting.scales)
    is_read_right = written(rest) is None and all(counting.masculine(count) is None for count in named if count > 1)
    if is_read_right and _is_grouped(counting, locale) and not is_round(whole, counting):
        return _digits(whole, counting, locale)
    said = [
        scale.one if count == 1 else f"{counting.masculine(count) or count} {scale.many}"
        for scale, count in zip(counting.scales, named, strict=True)
        if count
    ]
    if said and counting.last_joined and (0 < rest < 100 or (rest and rest % 100 == 0 and rest < 1_000)):
        said.append(counting.last_joined)
    if rest or not whole:
        said.append(written(rest) or (str(rest) if said else _digits(rest, counting, locale)))
    return " ".join(said)


def is_round(whole: int, counting: Counting) -> bool:
    """Return whether a count ends with the name of a scale, such as million."""
    return bool(counting.scales) and whole > 0 and whole % counting.scales[-1].size == 0


def with_sign(text: str, signed: Decimal, words: Words | None) -> str:
    """Return the text with what says that it is negative, if it is."""
    if signed >= 0:
        return text
    return f"{words.counting.minus} {text}" if words else f"-{text}"


def get_number(value: Value, needed: str) -> Decimal:
    """Return a number of at most 10^15 either way; CannotComputeError says that `needed` was."""
    found = find_number(value)
    if found is None or abs(found) > _LARGEST:
        kind = kind_of(value) if found is None else "one over 1,000,000,000,000,000"
        raise CannotComputeError(f"needs {needed}, not {kind}", text_of(value))
    return found


def _parts(whole: int, scales: tuple[Scale, ...]) -> Iterator[int]:
    """Yield how often each scale is in a count, and what is left."""
    rest = whole
    for scale in scales:
        count, rest = divmod(rest, scale.size)
        yield count
    yield rest


def _digits(whole: int, counting: Counting, locale: Locale) -> str:
    return _formatted(Decimal(whole), locale) if whole > 999 and _is_grouped(counting, locale) else str(whole)


def _is_grouped(counting: Counting, locale: Locale) -> bool:
    return _signs(locale)[0] == counting.grouping


def _decimal_sign(counting: Counting, locale: Locale) -> str:
    sign = _signs(locale)[1]
    return f" {counting.point} " if sign == counting.grouping else sign


@lru_cache(maxsize=64)
def _signs(locale: Locale) -> tuple[str, str]:
    return str(get_group_symbol(locale)), str(get_decimal_symbol(locale))


def _formatted(found: Decimal, locale: Locale) -> str:
    return plain_spaces(format_decimal(found, locale=locale, decimal_quantization=False))
