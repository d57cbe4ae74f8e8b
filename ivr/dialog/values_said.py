"""Dates, times and amounts as people say and write them, which is seldom how they press them."""

import re
from functools import lru_cache
from typing import Final

from ivr.dialog.spoken import plain
from ivr.menu.speaking.speech import locale_of

_HOUR: Final = r"h|o\W?\s?clock|uhr|heures?|horas?"
_TIME: Final = re.compile(
    rf"(\d{{1,2}})(?:(?:[:.]|\s?(?:{_HOUR})\s?)(\d{{2}})|\s?({_HOUR}))?\s?(?:([ap])\.?\s?m\.?)?[.!]?",
    re.ASCII | re.IGNORECASE,
)
_NOON: Final = 12
_ISO_DATE: Final = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})", re.ASCII)
_PARTED_DATE: Final = re.compile(r"\d{1,4}(?:[./\s-]+\d{1,4}){1,2}\.?", re.ASCII)
_OF_DATE: Final = re.compile(r"YYYY|YY|MM|DD")
_NUMBERED: Final = re.compile(r"(\d{1,2}|\d{4})(?:st|nd|rd|th|er|re|o|a)?", re.ASCII)
_AROUND_DATE: Final = frozenset(
    {"the", "of", "on", "in", "el", "de", "del", "le", "du", "der", "den", "am", "em", "do"}
)

_COINS: Final = r"cents?|centavos?|c[eé]ntimos?|centimes?|pence|penny|pennies"
_UNITS: Final = r"dollars?|bucks?|euros?|pounds?|pesos?|reais|real|d[oó]lar(?:es)?|francs?|franken"
_COINS_ONLY: Final = re.compile(rf"([0-9]{{1,2}}) (?:{_COINS})", re.IGNORECASE)
_WITH_COINS: Final = re.compile(
    rf"([0-9][0-9., ]*) (?:{_UNITS}) (?:(?:and|y|con|et|und|e) )?([0-9]{{1,2}})(?: (?:{_COINS}))?", re.IGNORECASE
)
_WITH_UNITS: Final = re.compile(rf"([0-9][0-9., ]*) (?:{_UNITS})", re.IGNORECASE)


def time_said(text: str) -> str | None:
    """Return `9:30 pm` as 21:30; None for a bare number, which may be anything, and for what is no time."""
    found = _TIME.fullmatch(" ".join(text.split()))
    if found is None or not (found[2] or found[3] or found[4]):
        return None
    hour, minute, half = int(found[1]), int(found[2] or 0), (found[4] or "").lower()
    if half and not 1 <= hour <= _NOON:
        return None
    if half:
        hour = hour % _NOON + (_NOON if half == "p" else 0)
    return f"{hour:02}:{minute:02}" if hour < 24 and minute < 60 else None


def date_keys_said(text: str, written: str, locale: str) -> str:
    """Return a date, in parts or with the name of its month, as the keys that would be pressed for it; "" when none."""
    order = _OF_DATE.findall(written)
    text = text.strip()
    iso = _ISO_DATE.fullmatch(text)
    if iso is not None:
        parts = {"YYYY": iso[1], "YY": iso[1][2:], "MM": iso[2], "DD": iso[3]}
        return "".join([_padded(parts[name], name) for name in order])
    found = re.findall(r"\d+", text) if _PARTED_DATE.fullmatch(text) else []
    if len(found) != len(order):
        return _named_date(plain(text).split(), order, locale)
    return "".join([_padded(part, name) for part, name in zip(found, order, strict=True)])


def amount_said(text: str) -> str:
    """Return an amount without the names of its money: `12 dollars and 5 cents` is `12.05`; else the text as it is."""
    said = " ".join(text.split()).rstrip(".!")
    coins = _COINS_ONLY.fullmatch(said)
    if coins is not None:
        return f"0.{coins[1]:0>2}"
    both = _WITH_COINS.fullmatch(said)
    if both is not None:
        return f"{both[1]}.{both[2]:0>2}"
    units = _WITH_UNITS.fullmatch(said)
    return text if units is None else units[1]


def _named_date(words: list[str], order: list[str], locale: str) -> str:
    """Return the keys of a date whose month is named; "" for any other word in it, or a number too many or too few."""
    months = _months(locale)
    named = [months[word] for word in words if word in months]
    numbers = [_NUMBERED.fullmatch(word) for word in words if word not in months and word not in _AROUND_DATE]
    found = [number[1] for number in numbers if number is not None]
    years = [number for number in found if len(number) == 4]
    days = [number for number in found if len(number) < 4]
    has_year = len(order) > 2
    if None in numbers or len(named) != 1 or len(days) != 1 or len(years) != has_year:
        return ""
    parts = {"MM": named[0], "DD": days[0], "YYYY": "".join(years), "YY": "".join(years)}
    return "".join([_padded(parts[name], name) for name in order])


@lru_cache(maxsize=64)
def _months(code: str) -> dict[str, str]:
    """Return the number of each month by its names, long and short, as `plain` writes them."""
    months = locale_of(code).months
    named = [months[context][width] for context in ("format", "stand-alone") for width in ("wide", "abbreviated")]
    return {plain(name): str(number) for names in named for number, name in names.items()}


def _padded(part: str, name: str) -> str:
    """Return a part with as many digits as its name; a year of two digits is one of these hundred years."""
    if name == "YYYY" and len(part) == 2:
        return f"19{part}" if part >= "50" else f"20{part}"
    return part[-2:] if name == "YY" else part.zfill(len(name))
