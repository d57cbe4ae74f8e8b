"""Hours in which a phone does not ring: from nine in the evening to eight in the morning, where the phone is."""

from datetime import UTC, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

import phonenumbers
from phonenumbers import timezone

from ivr.values import PhoneNumber

_FIRST_HOUR, _LAST_HOUR = 8, 21
_AWAKE_S: Final = 3600  # who asked to be called back so short a time ago is up
_QUARTER: Final = timedelta(minutes=15)
_QUARTERS_A_DAY: Final = 96


def find_polite_moment(number: PhoneNumber, line_zone: str, asked_at: int, moment: int) -> int:
    """Return when a customer may be called, at that moment or later; at once when they asked for it within the hour.

    A number may lie in several zones (a mobile phone's country has many); then it is day in all of them, or, where that
    is never so, in the line's own.
    """
    if moment - asked_at <= _AWAKE_S:
        return moment
    zones = _zones(number, line_zone)
    return _first_day(moment, zones) or _first_day(moment, [ZoneInfo(line_zone)]) or moment


def _first_day(moment: int, zones: list[ZoneInfo]) -> int | None:
    at = datetime.fromtimestamp(moment, UTC)
    for _ in range(_QUARTERS_A_DAY + 1):
        if all(_FIRST_HOUR <= at.astimezone(zone).hour < _LAST_HOUR for zone in zones):
            return max(moment, int(at.timestamp()))
        at = _next_quarter(at)
    return None


def _next_quarter(at: datetime) -> datetime:
    """Return the next quarter of an hour: every zone there is begins its hours at one."""
    return (at + _QUARTER).replace(minute=(at.minute // 15 * 15 + 15) % 60, second=0, microsecond=0)


def _zones(number: PhoneNumber, line_zone: str) -> list[ZoneInfo]:
    try:
        names = timezone.time_zones_for_number(phonenumbers.parse(number.reveal()))
    except phonenumbers.NumberParseException:
        names = ()
    return [ZoneInfo(name) for name in names if name != timezone.UNKNOWN_TIMEZONE] or [ZoneInfo(line_zone)]
