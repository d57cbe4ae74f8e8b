"""Saying what is read digit by digit: codes and phone numbers."""

import unicodedata
from typing import Final

import phonenumbers
from babel import Locale
from phonenumbers import NumberParseException, PhoneNumberFormat

from ivr.menu.speaking.speech import Speech, find_words, locale_of, territory_of, words_of
from ivr.menu.templates.value import LONGEST_TEXT, CannotComputeError, Value, short_text

LONGEST_SIGN: Final = 16  # `jogo da velha` and its comma
_LONGEST_PHONE: Final = 40
_LONGEST_GROUP: Final = 5


def spell(speech: Speech, value: Value) -> str:
    """Return a text whose letters and digits are heard one by one: `4021` as `4, 0, 2, 1`; as it is when written."""
    text = short_text(value)
    if speech.written:
        return text
    if len(text) * LONGEST_SIGN > LONGEST_TEXT:
        raise CannotComputeError("is too long to be spelled", text)
    if text.isascii() and text.isdigit():  # nearly always
        return ", ".join(text)
    words = words_of(speech.locale)
    # Normalised, so that a letter and its accent stay together.
    signs = unicodedata.normalize("NFC", text).split()
    symbols = words.symbols if words else {}
    return ", ".join([symbols.get(sign) or _large(sign) for sign in "".join(signs)])


def phone(speech: Speech, value: Value) -> str:
    """Return a phone number digit by digit in its country's groups, or written the way that country writes it.

    A number of another country than the caller's language is said with its country's code.
    """
    text = short_text(value)
    locale = locale_of(speech.locale)
    number = _parse(text, territory_of(locale))
    at_home = number.country_code == phonenumbers.country_code_for_region(territory_of(locale))
    form = PhoneNumberFormat.NATIONAL if at_home else PhoneNumberFormat.INTERNATIONAL
    if speech.written:
        return phonenumbers.format_number(number, form)
    extension = number.extension
    number.extension = None
    said = _grouped(phonenumbers.format_number(number, form), locale)
    if not extension:
        return said
    words = find_words(locale)
    return f"{said}, {words.extension} {' '.join(extension)}" if words else f"{said}, {' '.join(extension)}"


def _large(sign: str) -> str:
    upper = sign.upper()
    return upper if len(upper) == 1 else sign


def _parse(text: str, territory: str) -> phonenumbers.PhoneNumber:
    if len(text) <= _LONGEST_PHONE and "@" not in text and sum(map(str.isdigit, text)) >= 3:
        try:
            number = phonenumbers.parse(text, territory)
        except NumberParseException:
            number = None
        # 911 and 988 are no possible numbers, but are said as one; `room 101` is not.
        if number and (phonenumbers.is_possible_number(number) or not any(map(str.isalpha, text))):
            return number
    raise CannotComputeError("needs a phone number", text)


def _grouped(written: str, locale: Locale) -> str:
    words = find_words(locale)
    groups = "".join(sign if sign.isdigit() else " " for sign in written).split()
    said = ", ".join(" ".join(breath) for group in groups for breath in _breaths(group))
    return f"{words.plus} {said}" if words and written.startswith("+") else said


def _breaths(group: str) -> list[str]:
    """Return what is said in one breath: a long group, as where numbers have no groups, in pairs after a three."""
    if len(group) <= _LONGEST_GROUP:
        return [group]
    first = 2 + len(group) % 2
    return [group[:first], *(group[start : start + 2] for start in range(first, len(group), 2))]
