"""Rules about times: notices and exceptions that are over, holidays that nobody thought of, hours that never open."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Final
from zoneinfo import ZoneInfo

from babel.core import get_global

from ivr.menu.line import Line, Schedule
from ivr.menu.model import Step
from ivr.menu.problems import Problem
from ivr.menu.reading.load import Draft
from ivr.menu.schedule import find_holiday, is_excepted
from ivr.menu.schedule_words import DAY_MINUTES, is_holiday_place
from ivr.menu.verbs import CheckHours, Say

_LOOKED_AHEAD_DAYS: Final = 45
_WITH_YEAR: Final = len("2026-12-24")


def check_times(draft: Draft, now: datetime | None) -> Iterator[Problem]:
    """Yield what is wrong with dates and hours. Without `now` nothing is said of what is over or to come."""
    line = draft.menus.line
    for step in draft.menus.steps.values():
        if isinstance(step.verb, Say):
            yield from _notice(step, step.verb, _wall(line.zone, now))
    branched_by = {step.verb.name for step in draft.menus.steps.values() if isinstance(step.verb, CheckHours)}
    for schedule in line.hours.values():
        if line.places.get(f"hours.{schedule.name}.open") is not None:
            yield from _opening(line, schedule)
        if now is not None and schedule.name in branched_by:
            yield from _days(line, schedule, now.astimezone(ZoneInfo(schedule.zone)).date())


def _wall(zone: str, now: datetime | None) -> str | None:
    return now.astimezone(ZoneInfo(zone)).strftime("%Y-%m-%d %H:%M") if now is not None else None


def _notice(step: Step, say: Say, now: str | None) -> Iterator[Problem]:
    since, until = (text.replace("T", " ") if text else None for text in (say.since, say.until))
    if since is not None and until is not None and since >= _to_the_end(until):
        text = f"This is said from {since} until {until}, which is never; put the earlier day under `since`."
        yield Problem(step.place_of("until"), "E508", text)
    elif until is not None and now is not None and _to_the_end(until) <= now:
        text = f"This was said until {until} and is said no more; remove the step, or give it another date."
        yield Problem(step.place_of("until"), "W509", text)


def _to_the_end(until: str) -> str:
    """Return until when; a day counts to its end."""
    return until if " " in until else f"{until} 24:00"


def _opening(line: Line, schedule: Schedule) -> Iterator[Problem]:
    stretches = [span for day in schedule.week for span in day]
    stretches += [span for exception in schedule.exceptions for span in exception.spans]
    if not stretches:
        place = line.place_of("hours", schedule.name)
        yield Problem(place, "W514", f"The hours `{schedule.name}` never open; write the days and times under `open:`.")
        return
    longest = max((span.end - span.start - 1) % DAY_MINUTES + 1 for span in stretches) * 60
    if schedule.closing >= longest:
        text = f"`closing` is as long as the hours `{schedule.name}` themselves, so they are never just open; "
        yield Problem(
            line.place_of("hours", schedule.name, "closing"), "W514", f"{text}write a shorter time, like 15m."
        )


def _days(line: Line, schedule: Schedule, today: date) -> Iterator[Problem]:
    dated = [exception for exception in schedule.exceptions if len(exception.last) == _WITH_YEAR]
    if dated and all(exception.last < today.isoformat() for exception in dated):
        latest = max(exception.last for exception in dated)
        text = f"The last dated exception of `{schedule.name}` was on {latest}; write this year's, or remove them."
        yield Problem(line.place_of("hours", schedule.name, "except"), "W510", text)
    country = _country_of(schedule.zone)
    if schedule.holidays is not None or country is None:
        return
    for ahead in range(_LOOKED_AHEAD_DAYS):
        day = today + timedelta(days=ahead)
        name = find_holiday(country, day)
        spans = schedule.week[day.weekday()]
        is_round_the_clock = sum(span.end - span.start for span in spans) % DAY_MINUTES == 0
        if name is not None and not is_excepted(schedule, day) and spans and not is_round_the_clock:
            text = f"The hours `{schedule.name}` treat {day.isoformat()}, a public holiday ({name}), as any other day; "
            text += f"add `holidays: {country}`, or the day under `except:`."
            yield Problem(line.place_of("hours", schedule.name), "W511", text)
            return


@lru_cache(maxsize=256)
def _country_of(zone: str) -> str | None:
    """Return the country that a time zone lies in, when it has a calendar of holidays."""
    country = get_global("zone_territories").get(zone)
    return country if isinstance(country, str) and is_holiday_place(country) else None
