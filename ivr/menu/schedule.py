"""Whether a place is open at a moment, and when that changes.

The wall clock of the schedule's zone decides: an hour that comes twice counts twice, one that is skipped does not.

Of a day's rules the first that fits wins: an exception with a year, an exception for every year, a holiday, the week.
They decide about the spans that *begin* on that day. A span over midnight therefore runs to its end on the next
morning even if that day is closed, and a closed day has no night shift of its own.
"""

from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from functools import lru_cache
from typing import Final
from zoneinfo import ZoneInfo

import holidays

from ivr.menu.line import DayException, Schedule, Span
from ivr.menu.schedule_words import (
    DAY_MINUTES,
    holiday_places,
    is_holiday_place,
    is_zone,
    known_zones,
    read_days,
    read_exception_days,
    read_spans,
)

__all__ = [
    "OpenState",
    "closes_at",
    "find_holiday",
    "holiday_name",
    "holiday_places",
    "is_excepted",
    "is_holiday_place",
    "is_zone",
    "known_zones",
    "next_opening",
    "read_days",
    "read_exception_days",
    "read_spans",
    "state_at",
]

_LOOKED_AHEAD_DAYS: Final = 370
_DAY: Final = timedelta(days=1)


class OpenState(StrEnum):
    """What a step `hours:` branches by."""

    OPEN = "open"
    CLOSED = "closed"
    HOLIDAY = "holiday"
    CLOSING = "closing"


def state_at(schedule: Schedule, moment: datetime) -> OpenState:
    """Return how things stand at an aware moment. At 17:00:00 a span to 17:00 is over.

    CLOSING are the last `schedule.closing` seconds before it closes, unless another span adjoins.
    """
    wall = _wall(schedule, moment)
    end = _find_end(schedule, wall)
    if end is not None:
        margin = timedelta(seconds=schedule.closing)
        return OpenState.CLOSING if _last_end(schedule, end, margin) - wall <= margin else OpenState.OPEN
    day = wall.date()
    is_holiday = _find_exception(schedule, day) is None and _holiday_on(schedule, day) is not None
    return OpenState.HOLIDAY if is_holiday else OpenState.CLOSED


def next_opening(schedule: Schedule, moment: datetime) -> datetime | None:
    """Return when it next turns from closed to open, in the schedule's zone; None when it does not within 370 days."""
    return _next_change(schedule, moment, to_open=True)


def closes_at(schedule: Schedule, moment: datetime) -> datetime | None:
    """Return when it next turns from open to closed, in the schedule's zone; None when it does not within 370 days."""
    return _next_change(schedule, moment, to_open=False)


def holiday_name(schedule: Schedule, moment: datetime) -> str | None:
    """Return the name of the holiday that is observed at the schedule's place on that day, or None."""
    return _holiday_on(schedule, _wall(schedule, moment).date())


def find_holiday(place: str, day: date) -> str | None:
    """Return the name of the public holiday that a country, or a part of one, has on that day, or None."""
    return _holidays_in(place, day.year).get(day)


def is_excepted(schedule: Schedule, day: date) -> bool:
    """Return whether an exception says what is true on that day."""
    return _find_exception(schedule, day) is not None


# --- one day -----------------------------------------------------------------------------------------------------


def _wall(schedule: Schedule, moment: datetime) -> datetime:
    return moment.astimezone(ZoneInfo(schedule.zone)).replace(tzinfo=None)


def _spans_on(schedule: Schedule, day: date) -> tuple[Span, ...]:
    exception = _find_exception(schedule, day)
    if exception is not None:
        return exception.spans
    return () if _holiday_on(schedule, day) is not None else schedule.week[day.weekday()]


def _find_exception(schedule: Schedule, day: date) -> DayException | None:
    if not schedule.exceptions:
        return None
    text = day.isoformat()
    for written in (text, text[5:]):
        for exception in schedule.exceptions:
            if len(exception.first) == len(written) and _covers(exception, written):
                return exception
    return None


def _covers(exception: DayException, day: str) -> bool:
    if exception.first <= exception.last:
        return exception.first <= day <= exception.last
    return day >= exception.first or day <= exception.last


def _holiday_on(schedule: Schedule, day: date) -> str | None:
    return _holidays_in(schedule.holidays, day.year).get(day) if schedule.holidays else None


@lru_cache(maxsize=256)
def _holidays_in(place: str, year: int) -> Mapping[date, str]:
    country, _, part = place.partition("-")
    try:
        return dict(holidays.country_holidays(country, subdiv=part or None, years=year))
    except NotImplementedError:
        # Checked when the line was read; a place that a later release of the library drops has no holidays.
        return {}


# --- spans -------------------------------------------------------------------------------------------------------


def _times_from(schedule: Schedule, day: date) -> Iterator[tuple[datetime, datetime]]:
    """Yield when each span that begins on that day begins and ends, on the wall clock."""
    midnight = _midnight(day)
    for span in _spans_on(schedule, day):
        end = span.end if span.end > span.start else span.end + DAY_MINUTES
        yield midnight + timedelta(minutes=span.start), midnight + timedelta(minutes=end)


def _midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day)  # noqa: DTZ001 (a wall clock has no zone)


def _find_end(schedule: Schedule, wall: datetime) -> datetime | None:
    """Return when the span ends in which that time of the wall clock lies, or None."""
    for day in (wall.date(), wall.date() - _DAY):
        for start, end in _times_from(schedule, day):
            if start <= wall < end:
                return end
    return None


def _last_end(schedule: Schedule, end: datetime, margin: timedelta) -> datetime:
    """Return when the spans end that adjoin each other, looking on until it is surely later than the margin."""
    furthest = end + margin
    while end <= furthest and (later := _find_end(schedule, end)) is not None:
        end = later
    return end


# --- looking ahead -----------------------------------------------------------------------------------------------


def _next_change(schedule: Schedule, moment: datetime, *, to_open: bool) -> datetime | None:
    zone = ZoneInfo(schedule.zone)
    was_open, seen = _is_open(schedule, moment), moment.astimezone(UTC)
    first = _wall(schedule, moment).date() - _DAY
    for ahead in range(_LOOKED_AHEAD_DAYS + 2):
        for instant in _instants(schedule, first + ahead * _DAY, zone):
            if instant <= seen:
                continue
            now_open, seen = _is_open(schedule, instant), instant
            if now_open is not was_open and now_open is to_open:
                return instant.astimezone(zone)
            was_open = now_open
    return None


def _is_open(schedule: Schedule, moment: datetime) -> bool:
    return _find_end(schedule, _wall(schedule, moment)) is not None


def _instants(schedule: Schedule, day: date, zone: ZoneInfo) -> list[datetime]:
    """Return, in order, the instants of that day at which something may change: span ends, and jumps of the clock."""
    walls = {wall for begun in (day - _DAY, day) for times in _times_from(schedule, begun) for wall in times}
    here = {_instant(wall, zone, fold) for wall in walls if wall.date() == day for fold in (0, 1)}
    begin, end = _first_instant(day, zone), _first_instant(day + _DAY, zone)
    if begin.astimezone(zone).utcoffset() != end.astimezone(zone).utcoffset():
        here.add(_jump(begin, end, zone))
    return sorted(here)


def _first_instant(day: date, zone: ZoneInfo) -> datetime:
    return min(_instant(_midnight(day), zone, fold) for fold in (0, 1))


def _instant(wall: datetime, zone: ZoneInfo, fold: int) -> datetime:
    return wall.replace(tzinfo=zone, fold=fold).astimezone(UTC)


def _jump(before: datetime, after: datetime, zone: ZoneInfo) -> datetime:
    """Return the second at which the zone's clock jumps, somewhere between two instants with different offsets."""
    offset = before.astimezone(zone).utcoffset()
    while after - before > timedelta(seconds=1):
        middle = before + (after - before) // 2
        middle = middle.replace(microsecond=0)
        if middle.astimezone(zone).utcoffset() == offset:
            before = middle
        else:
            after = middle
    return after
