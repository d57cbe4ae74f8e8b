"""What a text message means as an answer: keys, or words; and what people write otherwise than they say it."""

import re
from typing import Final

from ivr.dialog.answers import Answer, read_keys, read_words, written_order
from ivr.dialog.events import TextReceived
from ivr.dialog.facts import Recorded
from ivr.menu.verbs import Ask, AskKind
from ivr.values import Seconds

_KEYS: Final = re.compile(r"[0-9*#]+", re.ASCII)
_AROUND_KEYS: Final = re.compile(r"[\s\ufe0f\u20e3]+")  # blanks, and what makes an emoji of a key
_TIME: Final = re.compile(r"(\d{1,2})(?:[:.h](\d{2}))?\s*(?:([ap])\.?\s?m\.?)?", re.ASCII | re.IGNORECASE)
_ISO_DATE: Final = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})", re.ASCII)
_PARTED_DATE: Final = re.compile(r"\d{1,4}(?:[./\s-]+\d{1,4}){1,2}\.?", re.ASCII)
_NOON: Final = 12


def keys_texted(text: str) -> str:
    """Return the keys that a message consists of; "" when there is anything else in it."""
    keys = _AROUND_KEYS.sub("", text)
    return keys if _KEYS.fullmatch(keys) else ""


def read_text(ask: Ask, text: str, locale: str, country: str) -> Answer | None:
    """Return what a message means as an answer of this kind, or None: as it would be said, else as it is written."""
    written = text.strip()
    if ask.kind is AskKind.TIME:
        return _time(written) or read_words(ask, text, locale, country)
    if ask.kind is AskKind.DATE:
        found = _date_keys(ask, written, locale)
        return read_keys(ask, found, locale, country) if found else read_words(ask, text, locale, country)
    return read_words(ask, text, locale, country)


def recorded_text(event: TextReceived, mailbox: str | None) -> Recorded:
    """Return a text that stands where a recording would: it is kept under its own id, with the messages."""
    return Recorded("", event.message_id, Seconds(0), mailbox, transcribe=False)


def words_and_pictures(event: TextReceived) -> str:
    """Return a reply as it is saved: its words, then the addresses of its pictures."""
    return " ".join((event.text.strip(), *event.media)).strip()


def _time(text: str) -> str | None:
    """Return `9:30 pm` as 21:30; None for a bare number, which may be anything, and for what is no time."""
    found = _TIME.fullmatch(text)
    if found is None or not (found[2] or found[3]):
        return None
    hour, minute, half = int(found[1]), int(found[2] or 0), (found[3] or "").lower()
    if half and not 1 <= hour <= _NOON:
        return None
    if half:
        hour = hour % _NOON + (_NOON if half == "p" else 0)
    return f"{hour:02}:{minute:02}" if hour < 24 and minute < 60 else None


def _date_keys(ask: Ask, text: str, locale: str) -> str:
    """Return a date written in parts as the keys that would be pressed for it; "" when it is none."""
    order = re.findall(r"YYYY|YY|MM|DD", written_order(ask, locale))
    iso = _ISO_DATE.fullmatch(text)
    if iso is not None:
        parts = {"YYYY": iso[1], "YY": iso[1][2:], "MM": iso[2], "DD": iso[3]}
        return "".join(parts[name].zfill(len(name)) for name in order)
    found = re.findall(r"\d+", text) if _PARTED_DATE.fullmatch(text) else []
    if len(found) != len(order):
        return ""
    return "".join(_padded(part, name) for part, name in zip(found, order, strict=True))


def _padded(part: str, name: str) -> str:
    """Return a part with as many digits as its name; a year of two digits is one of these hundred years."""
    if name == "YYYY" and len(part) == 2:
        return f"19{part}" if part >= "50" else f"20{part}"
    return part[-2:] if name == "YY" else part.zfill(len(name))
