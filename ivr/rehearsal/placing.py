"""Who rings whom and when, as a person writes it, read before anything rings."""

import re
from datetime import datetime
from typing import Final

from ivr.errors import RingtreeError
from ivr.menu.moments import read_moment
from ivr.menu.script_model import Moment
from ivr.values import PhoneNumber

DEFAULT_CALLER: Final = "+14155551234"
DEFAULT_LINE_NUMBER: Final = "+14155550100"
_ADDRESS: Final = re.compile(r"sips?:[^\s@]+@[^\s@]+|client:[^\s@]+")
_HIDDEN: Final = ("anonymous", "unknown")  # what Twilio sends for callers who show no number
_NUMBER_ADVICE: Final = "write +, the country and the number without spaces, like +14155551234, or sip:name@host"


class BadOptionError(RingtreeError):
    """Something that cannot be read; the text names it, what was given and how to write it."""


def read_caller(option: str, text: str) -> str:
    """Return the number that the line is shown, or the word for none; BadOptionError names the option."""
    return _read_number(option, text, _HIDDEN)


def read_called(option: str, text: str) -> str:
    """Return the number that is rung; BadOptionError names the option."""
    return _read_number(option, text, ())


def read_at(option: str, text: str) -> str:
    """Return the moment as the line takes it; BadOptionError names the option."""
    try:
        read_moment(text)
    except ValueError as error:
        raise BadOptionError(f"{option}: {error}") from None
    return " ".join(text.split())


def moment_of(at: str | None, now: datetime) -> Moment:
    """Return the time a call is rehearsed at, else the time that it is, by the second."""
    text = at or f"{now:%Y-%m-%d %H:%M:%S} UTC"
    moment = read_moment(text)
    return Moment(text, moment.replace(tzinfo=None), None if moment.tzinfo is None else str(moment.tzinfo))


def quoted(text: str) -> str:
    """Return what was given, as it would be typed."""
    return f'"{text}"' if not text or " " in text else text


def _read_number(option: str, text: str, words: tuple[str, ...]) -> str:
    number = text.strip()
    if PhoneNumber(number).is_e164 or _ADDRESS.fullmatch(number) or number in words:
        return number
    others = "".join(f", or {word}" for word in words)
    raise BadOptionError(f"{option} {quoted(number)} is no telephone number; {_NUMBER_ADVICE}{others}.")
