"""What keys and words mean as an answer to `ask`: a value of the kind that was asked for, or no match."""

import re
from datetime import date
from typing import Final

import phonenumbers

from ivr.dialog.spoken import keys_said, plain, said_yes
from ivr.dialog.values_said import amount_said, date_keys_said, time_said
from ivr.menu.numbers import find_dialable
from ivr.menu.verbs import Ask, AskKind

_MOST_NUMBER_KEYS: Final = 40  # longer ones nothing in the language computes with
_SPOKEN_AMOUNT: Final = re.compile(
    r"[^\w.,+-]*([1-9][0-9]{0,2}(?:[.,\s][0-9]{3})+|[0-9]+)(?:[.,]([0-9]{1,2}))?[^\w+-]*"
)
_SIGNED_DIGIT: Final = re.compile(r"[^\w]\d", re.ASCII)
_SPOKEN_NUMBER: Final = re.compile(r"(\d{1,3}(?:,\d{3})+|\d+)[.]?", re.ASCII)
_USUAL_LENGTHS: Final = {AskKind.DATE: (8, 8), AskKind.TIME: (4, 4), AskKind.YES_NO: (1, 1)}

Answer = str | int | float | bool


def lengths(ask: Ask, locale: str) -> tuple[int, int | None]:
    """Return how many keys an answer has, at least and at most; no most where it is open."""
    if ask.longest is not None:
        return ask.shortest, ask.longest
    if ask.kind is AskKind.DATE:
        digits = len(written_order(ask, locale))
        return digits, digits
    return _USUAL_LENGTHS.get(ask.kind, (ask.shortest, None))


def written_order(ask: Ask, locale: str) -> str:
    """Return the order in which a date's digits are entered: as the menu says, else as people there write it."""
    return ask.written or ("MMDDYYYY" if locale.endswith("-US") else "DDMMYYYY")


def read_keys(ask: Ask, keys: str, locale: str, country: str) -> Answer | None:
    """Return what the keys mean, or None when they are no answer of this kind. Leading zeros of digits stay."""
    shortest, longest = lengths(ask, locale)
    if len(keys) < shortest or (longest is not None and len(keys) > longest):
        return None
    if ask.kind is AskKind.AMOUNT:
        return _amount(keys)
    if not (keys.isascii() and keys.isdigit()):
        return None
    match ask.kind:
        case AskKind.DIGITS:
            return keys
        case AskKind.NUMBER:
            return int(keys) if len(keys) <= _MOST_NUMBER_KEYS else None
        case AskKind.DATE:
            return _date(keys, written_order(ask, locale))
        case AskKind.TIME:
            return f"{keys[:2]}:{keys[2:]}" if len(keys) == 4 and keys[:2] < "24" and keys[2:] < "60" else None
        case AskKind.PHONE:
            return _phone(keys, country)
        case AskKind.YES_NO:
            return {"1": True, "2": False}.get(keys)
        case _:
            return None


def read_words(ask: Ask, utterance: str, locale: str, country: str) -> Answer | None:
    """Return what was said, or written, as an answer of this kind, or None."""
    said = plain(utterance)
    match ask.kind:
        case AskKind.TIME if (time := time_said(utterance)) is not None:
            return time
        case AskKind.DATE if keys := date_keys_said(utterance, written_order(ask, locale), locale):
            return read_keys(ask, keys, locale, country)
        case AskKind.WORDS:
            return utterance.strip() or None
        case AskKind.YES_NO:
            agreed = said_yes(said)
            return {"1": True, "2": False}.get(keys_said(said)) if agreed is None else agreed
        case AskKind.RECORDING:
            return None
        case _:
            return read_keys(ask, _spoken_keys(ask.kind, utterance), locale, country)


def _spoken_keys(kind: AskKind, utterance: str) -> str:
    """Return the keys that what was said stands for; "" where a point or comma in it would change the number."""
    if kind is AskKind.AMOUNT:
        amount = _SPOKEN_AMOUNT.fullmatch(re.sub(r"\s", " ", amount_said(utterance)))
        if amount is None:
            return ""
        whole = re.sub(r"[., ]", "", amount[1])
        return f"{whole}*{amount[2]}" if amount[2] else whole
    named, close = keys_said(plain(utterance)), re.sub(r"\s", "", utterance)
    if kind is AskKind.NUMBER:
        number = _SPOKEN_NUMBER.fullmatch(close)
        if number is not None:
            return number[1].replace(",", "")
        return "" if _SIGNED_DIGIT.search(close) else named
    return named or re.sub(r"[.,()+:-]", "", close)


def _phone(keys: str, country: str) -> str | None:
    """Return the number as E.164: as people dial it in that country, or with a country's code in front.

    Not held to that one country: +1 is many, and a caller from Detroit may well leave a number in Windsor.
    """
    for spelled in (keys, f"+{keys}"):
        try:
            number = phonenumbers.parse(spelled, country)
        except phonenumbers.NumberParseException:
            continue
        found = find_dialable(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164), ())
        if found is not None:
            return found
    return None


def _amount(keys: str) -> float | int | None:
    """Return an amount; the star is the decimal point, as on every bank's line."""
    found = re.fullmatch(r"(\d{1,12})(?:\*(\d{1,2}))?", keys, re.ASCII)
    if found is None:
        return None
    return float(f"{found[1]}.{found[2]}") if found[2] else int(found[1])


def _century(year: str) -> str:
    """Return the whole year of two digits: 1950 to 2049."""
    return f"19{year}" if year >= "50" else f"20{year}"


def _date(keys: str, order: str) -> str | None:
    parts: dict[str, str] = {}
    place = 0
    for name in re.findall(r"YYYY|YY|MM|DD", order):
        parts[name] = keys[place : place + len(name)]
        place += len(name)
    if place != len(keys):
        return None
    year = parts.get("YYYY") or (_century(parts["YY"]) if "YY" in parts else "2000")
    try:
        day = date(int(year), int(parts["MM"]), int(parts["DD"]))
    except ValueError:
        return None
    return day.isoformat() if "YYYY" in parts or "YY" in parts else day.isoformat()[5:]
