"""A moment that somebody writes down to be rehearsed: a date, maybe a time, maybe a time zone."""

import re
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from ivr.menu.schedule_words import is_zone, known_zones

_MOMENT: Final = re.compile(
    r"(\d{4}-\d{2}-\d{2})(?:[ T](\d{1,2}:\d{2}(?::\d{2})?))?(?: ([^\W\d].*|\W.*))?", re.ASCII | re.DOTALL
)
_ADVICE: Final = "write a date and a time like 2026-12-24 17:05 or 2026-12-24 17:05 America/New_York"
_FIRST_YEAR, _LAST_YEAR = 1971, 2999  # seconds since 1970 are counted, and a zone may lie a day off


class UnknownZoneError(ValueError):
    """The moment is clear but for its time zone."""


def read_moment(text: str) -> datetime:
    """Return the moment that `2026-12-24` or `2026-12-24 17:05` means, maybe with a zone behind it.

    Naive without a zone: it is the line's then. ValueError, with one sentence that says what to write, for all else.
    """
    words = " ".join(text.split())
    if not words:
        raise ValueError(f"A date is missing; {_ADVICE}.")
    found = _MOMENT.fullmatch(words)
    if found is None or (found[2] is None and found[3] is not None and not is_zone(found[3])):
        raise ValueError(f"`{words}` cannot be read; {_ADVICE}.")
    day, clock, zone = found[1], found[2] or "00:00", found[3]
    try:
        moment = datetime.fromisoformat(f"{day}T{clock if clock[2] == ':' else '0' + clock}")
    except ValueError:
        raise ValueError(f"`{words}` is on no calendar or clock; {_ADVICE}.") from None
    if not _FIRST_YEAR <= moment.year <= _LAST_YEAR:
        raise ValueError(f"`{words}` is too far away; write a year from {_FIRST_YEAR} to {_LAST_YEAR}.")
    if zone is None:
        return moment
    if not is_zone(zone):
        raise UnknownZoneError(f"`{zone}` is no time zone; write one like {_find_meant(zone)}.")
    return moment.replace(tzinfo=ZoneInfo(zone))


def find_moment(text: str, zone: str) -> datetime | None:
    """Return the moment that a text means, in that zone when it names none; ISO 8601 too. None when it means none."""
    try:
        moment = datetime.fromisoformat(text.strip())
    except ValueError:
        try:
            moment = read_moment(text)
        except ValueError:
            return None
    return moment if moment.tzinfo is not None else moment.replace(tzinfo=ZoneInfo(zone))


def _find_meant(zone: str) -> str:
    """Return the zone of that city, when there is one, else any to show how zones are written."""
    city = zone.replace(" ", "_").lower()
    return next((one for one in sorted(known_zones()) if one.lower().endswith(f"/{city}")), "America/New_York")
