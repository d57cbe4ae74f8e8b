"""Reading what people write for opening hours: days, times, dates, zones and holiday places.

Every function raises ValueError with what is wrong and what to write instead.
"""

import re
import zoneinfo
from collections.abc import Sequence
from datetime import date
from difflib import get_close_matches
from functools import lru_cache
from itertools import pairwise
from typing import Final

import holidays

from ivr.menu.line import Span

DAY_MINUTES: Final = 24 * 60
_DAYS: Final = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_GROUPS: Final = {
    "weekdays": tuple(range(5)),
    "weekday": tuple(range(5)),
    "weekends": (5, 6),
    "weekend": (5, 6),
    "daily": tuple(range(7)),
    "every day": tuple(range(7)),
    "everyday": tuple(range(7)),
}
_DAY_ADVICE: Final = "Write days as `mon-fri`, `sat` or `mon, wed`; or `weekdays`, `weekends`, `daily`."
_TIME_ADVICE: Final = "Write times as `09:00-17:00`, or `always`, or `closed`."
_DATE_ADVICE: Final = (
    "Write `2026-12-24`, `2026-12-27..2026-12-31`, or without a year `12-25` or `12-24..12-26` for every year."
)
_DASHES: Final = str.maketrans("–—‑", "---")
_CLOCK: Final = re.compile(r"(\d{1,2}):(\d{2})", re.ASCII)
_DATE: Final = re.compile(r"(?:(\d{4})-)?(\d{2})-(\d{2})", re.ASCII)
_NO_PLACES: Final = frozenset({"localtime", "Factory"})


def read_days(text: str) -> tuple[int, ...]:
    """Return the days that are meant, Monday being 0, in the week's order. `sat-mon` goes over Sunday."""
    days: set[int] = set()
    for part in text.translate(_DASHES).lower().split(","):
        days.update(_read_days(" ".join(part.split())))
    return tuple(sorted(days))


def read_spans(written: str | Sequence[str]) -> tuple[Span, ...]:
    """Return the times of one day, in order: none for `closed`, the whole day for `always`.

    `22:00-06:00` runs over midnight; `24:00` is the day's end. Times that overlap are refused.
    """
    parts = written.split(",") if isinstance(written, str) else [part for one in written for part in one.split(",")]
    words = [part.strip().translate(_DASHES) for part in parts]
    if len(words) == 1 and words[0].lower() in {"always", "closed"}:
        return (Span(0, DAY_MINUTES),) if words[0].lower() == "always" else ()
    spans = sorted((_read_span(word) for word in words), key=lambda span: span.start)
    for earlier, later in pairwise(spans):
        if later.start < _end(earlier):
            raise ValueError(f"`{_shown(earlier)}` and `{_shown(later)}` overlap. Write them as one.")
    if spans and _end(spans[-1]) > spans[0].start + DAY_MINUTES:
        raise ValueError(f"`{_shown(spans[-1])}` runs into `{_shown(spans[0])}`. Let it end before, or write `always`.")
    return tuple(spans)


def read_exception_days(text: str) -> tuple[str, str]:
    """Return the first and last day as `YYYY-MM-DD`, or as `MM-DD` for every year (`12-30..01-02` is over New Year)."""
    first, dots, last = text.strip().translate(_DASHES).partition("..")
    days = _read_date(first.strip()), _read_date(last.strip() if dots else first.strip())
    if len(days[0]) != len(days[1]):
        raise ValueError(f"`{text}` has a year on one side only. {_DATE_ADVICE}")
    if len(days[0]) == len("YYYY-MM-DD") and days[1] < days[0]:
        raise ValueError(f"`{text}` ends before it begins. Write the earlier day first.")
    return days


@lru_cache(maxsize=1)
def known_zones() -> frozenset[str]:
    """Return the names of all time zones known here."""
    return frozenset(zoneinfo.available_timezones() - _NO_PLACES)


def is_zone(name: str) -> bool:
    """Return whether this is a time zone such as `America/New_York`."""
    return name in known_zones()


@lru_cache(maxsize=1)
def holiday_places() -> frozenset[str]:
    """Return every place whose holidays are known: `US`, `US-NY` …"""
    places: set[str] = set()
    for country, parts in holidays.list_supported_countries().items():
        places.add(country)
        places.update(f"{country}-{part}" for part in parts)
    return frozenset(places)


def is_holiday_place(place: str) -> bool:
    """Return whether the holidays of this country, or country and part, are known."""
    return place in holiday_places()


def _read_days(words: str) -> tuple[int, ...]:
    if words in _GROUPS:
        return _GROUPS[words]
    first, dash, last = words.partition("-")
    begin = _read_day(first.strip())
    if not dash:
        return (begin,)
    length = (_read_day(last.strip()) - begin) % 7
    return tuple((begin + step) % 7 for step in range(length + 1))


def _read_day(word: str) -> int:
    name = word.rstrip(".")
    for number, day in enumerate(_DAYS):
        # `tues` and `thurs` are days too, `m` and `t` could be several.
        if len(name) >= 3 and day.startswith(name):
            return number
    if not name:
        raise ValueError(f"A day is missing. {_DAY_ADVICE}")
    near = get_close_matches(name, [*_DAYS, *(day[:3] for day in _DAYS), *_GROUPS], 1)
    raise ValueError(f"`{word}` is no day.{f' Did you mean `{near[0]}`?' if near else ''} {_DAY_ADVICE}")


def _read_span(word: str) -> Span:
    if word.lower() in {"always", "closed"}:
        raise ValueError(f"`{word}` stands alone, without other times.")
    first, dash, last = word.partition("-")
    if not dash:
        raise ValueError(f"`{word}` is no span of time. {_TIME_ADVICE}")
    start, end = _read_clock(first.strip(), word), _read_clock(last.strip(), word)
    if start == DAY_MINUTES:
        raise ValueError(f"`{word}` begins at the end of the day. Write `00:00` for its beginning.")
    if end == 0:
        end = DAY_MINUTES
    if start == end:
        raise ValueError(f"`{word}` ends when it begins. For the whole day write `always`.")
    return Span(start, end)


def _read_clock(text: str, word: str) -> int:
    clock = _CLOCK.fullmatch(text)
    if clock is None:
        raise ValueError(f"`{text}` in `{word}` is no time of day. {_TIME_ADVICE}")
    minutes = int(clock[1]) * 60 + int(clock[2])
    if int(clock[2]) > 59 or minutes > DAY_MINUTES:
        raise ValueError(f"`{text}` in `{word}` is no time of day: hours go to 23 (24:00 is the end), minutes to 59.")
    return minutes


def _read_date(text: str) -> str:
    found = _DATE.fullmatch(text)
    if found is None:
        raise ValueError(f"`{text}` is no date. {_DATE_ADVICE}" if text else f"A date is missing. {_DATE_ADVICE}")
    try:
        # 2024 had a 29th of February.
        date(int(found[1] or 2024), int(found[2]), int(found[3]))
    except ValueError:
        raise ValueError(f"`{text}` is no day of the calendar. {_DATE_ADVICE}") from None
    return text


def _end(span: Span) -> int:
    return span.end if span.end > span.start else span.end + DAY_MINUTES


def _shown(span: Span) -> str:
    return f"{span.start // 60:02}:{span.start % 60:02}-{span.end // 60:02}:{span.end % 60:02}"
