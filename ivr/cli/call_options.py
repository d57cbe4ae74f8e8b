"""What was typed behind `ivr call`: read before anything rings."""

import re
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

from ivr.errors import RingtreeError
from ivr.menu.moments import read_moment
from ivr.values import PhoneNumber

_ADDRESS: Final = re.compile(r"sips?:[^\s@]+@[^\s@]+|client:[^\s@]+")
_HIDDEN: Final = ("anonymous", "unknown")  # what Twilio sends for callers who show no number
_NUMBER_ADVICE: Final = "write +, the country and the number without spaces, like +14155551234, or sip:name@host"
_URL_ADVICE: Final = "write it like http://127.0.0.1:8000"


class BadOptionError(RingtreeError):
    """An option that cannot be read; the text names it, what was given and how to write it."""


@dataclass(frozen=True, slots=True)
class CallOptions:
    """Who rings whom, when and where; None is left to the line."""

    from_number: str
    to_number: str | None
    at: str | None
    url: str | None


def read_options(from_number: str, to_number: str | None, at: str | None, url: str | None) -> CallOptions:
    """Return the options as the line takes them; BadOptionError for the first that cannot be read."""
    return CallOptions(
        _read_number("--from", from_number, _HIDDEN),
        None if to_number is None else _read_number("--to", to_number),
        None if at is None else _read_at(at),
        None if url is None else _read_url(url),
    )


def _read_number(option: str, text: str, words: tuple[str, ...] = ()) -> str:
    number = text.strip()
    if PhoneNumber(number).is_e164 or _ADDRESS.fullmatch(number) or number in words:
        return number
    others = "".join(f", or {word}" for word in words)
    raise BadOptionError(f"{option} {_shown(number)} is no telephone number; {_NUMBER_ADVICE}{others}.")


def _read_at(text: str) -> str:
    try:
        read_moment(text)
    except ValueError as error:
        raise BadOptionError(f"--at: {error}") from None
    return " ".join(text.split())


def _read_url(text: str) -> str:
    url = text.strip()
    refused = BadOptionError(f"--url {_shown(url)} is no address of a line; {_URL_ADVICE}.")
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError:
        raise refused from None
    # The line answers at the root of its address only.
    is_bare = not parts.path.strip("/") and not any(mark in url for mark in "?#@ ") and url.isprintable()
    if parts.scheme not in {"http", "https"} or not parts.hostname or not is_bare:
        raise refused
    return url


def _shown(text: str) -> str:
    """Return what was given, as it would be typed."""
    return f'"{text}"' if not text or " " in text else text
