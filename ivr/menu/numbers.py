"""Telephone numbers in menu files: whether they can be dialled, and where they lie."""

import re
from typing import Final

import phonenumbers
from phonenumbers import PhoneNumberType

from ivr.values import masked

_OTHER: Final = re.compile(r"sip:[^\s@]+@[^\s@]+|client:[\w.-]+", re.ASCII)
# Personal numbers (+44 70 …) are forwarded to wherever their owner likes, at a price to match.
_PREMIUM: Final = frozenset(
    {PhoneNumberType.PREMIUM_RATE, PhoneNumberType.SHARED_COST, PhoneNumberType.PERSONAL_NUMBER}
)


def explain_bad_number(text: str) -> str | None:
    """Return why a text is no number with its country, or None when it is one. The number itself is not in there."""
    if not text.startswith("+"):
        digits = re.sub(r"\D", "", text)
        how = "write +1 before it" if len(digits) == 10 else "write +, the country and the number, like +14155550111"
        return f"This is not a full telephone number: its country is missing; {how}."
    try:
        number = phonenumbers.parse(text)
    except phonenumbers.NumberParseException:
        return "This is not a telephone number; write +, the country and the number, like +14155550111."
    if not phonenumbers.is_possible_number(number):
        return "This telephone number is too short or too long for its country."
    return None


def explain_bad_callee(text: str) -> str | None:
    """Return why somebody cannot be dialled by that text, or None."""
    if _OTHER.fullmatch(text):
        return None
    if text.startswith(("sip:", "client:")):
        return f"`{text}` is not a full address; write sip:name@host or client:name."
    if text.startswith(("+", "(")) or text[:1].isdigit():
        return explain_bad_number(text)
    return f"`{text}` is neither a number (+…), sip:…, client:… nor a contact of line.yaml."


def explain_undialled(text: str, countries: tuple[str, ...]) -> str | None:
    """Return why a number that is written in the menus is never dialled, masked; None when it is, or is no number."""
    if not text.startswith("+"):
        return None
    try:
        number = phonenumbers.parse(text)
    except phonenumbers.NumberParseException:
        return None
    if phonenumbers.number_type(number) in _PREMIUM:
        return f"`{masked(text)}` is a premium or personal number, and those are never dialled; write another."
    country = phonenumbers.region_code_for_number(number)
    if countries and phonenumbers.is_possible_number(number) and country not in countries:
        where = f"lies in {country}" if country is not None else "lies in none of the countries"
        allowed = ", ".join(countries)
        mend = f"add {country} there, or write another number" if country is not None else "write another number"
        return f"`{masked(text)}` {where}, but `limits: dial:` in line.yaml allows {allowed} only; {mend}."
    return None


def find_dialable(text: str, countries: tuple[str, ...], *, is_written: bool = False) -> str | None:
    """Return the number as E.164 when it may be dialled, else None.

    It must lie in one of the countries (any, when none is named) and never be a premium one. One that is written in the
    menus has to be possible; any other, which a caller may have chosen, has to be one that is given out: a premium
    number with a digit too many is none.
    """
    try:
        number = phonenumbers.parse(text, countries[0] if countries else None)
    except phonenumbers.NumberParseException:
        return None
    exists = phonenumbers.is_possible_number if is_written else phonenumbers.is_valid_number
    if not exists(number) or phonenumbers.number_type(number) in _PREMIUM:
        return None
    # By the number itself, not by its country code: +1 is also the Caribbean, where much toll fraud ends.
    if countries and phonenumbers.region_code_for_number(number) not in countries:
        return None
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def country_of(text: str) -> str | None:
    """Return the two letters of the country that a full number lies in, or None."""
    try:
        return phonenumbers.region_code_for_number(phonenumbers.parse(text))
    except phonenumbers.NumberParseException:
        return None
