"""Opening hours compared, in words: "Friday now closes at 16:00 (was 17:00)"."""

from collections.abc import Iterator, Mapping
from typing import Final

from ivr.menu.diffing.change import Change, Kind
from ivr.menu.diffing.phrases import changed
from ivr.menu.line import Schedule, Span
from ivr.menu.reading.texts import listed, shown_seconds
from ivr.menu.schedule_words import DAY_MINUTES

_DAYS: Final = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_Spans = tuple[Span, ...]


def compare_hours(old: Schedule, new: Schedule) -> Iterator[Change]:
    """Yield what changed in opening hours of one name."""
    yield from _week(old, new)
    yield from _exceptions(_by_days(old), _by_days(new))
    if old.holidays != new.holidays:
        yield _told(_holidays(old.holidays, new.holidays))
    if old.closing != new.closing:
        was, now = (shown_seconds(one.closing) if one.closing else "none" for one in (old, new))
        yield _told(changed("The time shortly before closing", now, was))
    if old.zone != new.zone:
        yield _told(changed("Its time zone", new.zone, old.zone), "callers at other times than before")


def _told(text: str, by: str | None = None) -> Change:
    return Change(Kind.HOURS, text, by=by)


def _week(old: Schedule, new: Schedule) -> Iterator[Change]:
    """Yield the days that changed; those next to each other that changed alike are told as one."""
    day = 0
    while day < len(_DAYS):
        pair = old.week[day], new.week[day]
        last = day
        while last + 1 < len(_DAYS) and (old.week[last + 1], new.week[last + 1]) == pair:
            last += 1
        if pair[0] != pair[1]:
            days = _DAYS[day : last + 1]
            name = days[0] if len(days) == 1 else f"{days[0]} to {days[-1]}" if len(days) > 2 else " and ".join(days)
            yield _told(_day(name, *pair, several=len(days) > 1), _whoever(name, *pair))
        day = last + 1


def _day(name: str, old: _Spans, new: _Spans, *, several: bool) -> str:
    if len(old) == len(new) == 1 and not (_is_whole(old) or _is_whole(new)):
        (was,), (now,) = old, new
        s = "" if several else "s"
        if was.start == now.start:
            return f"{name} now close{s} at {_clock(now.end)} (was {_clock(was.end)})."
        if was.end == now.end:
            return f"{name} now open{s} at {_clock(now.start)} (was {_clock(was.start)})."
    are = "are" if several else "is"
    return f"{name} {are} now {shown_spans(new)} (was {shown_spans(old)})."


def shown_spans(spans: _Spans) -> str:
    """Return the times of a day in words."""
    if not spans:
        return "closed"
    if _is_whole(spans):
        return "open all day"
    return f"open {listed([f'{_clock(span.start)} to {_clock(span.end)}' for span in spans])}"


def _is_whole(spans: _Spans) -> bool:
    return spans == (Span(0, DAY_MINUTES),)


def _clock(minutes: int) -> str:
    return f"{minutes // 60:02}:{minutes % 60:02}"


def _whoever(name: str, old: _Spans, new: _Spans) -> str | None:
    """Return who calls when only one of both is open."""
    was, now = _minutes(old), _minutes(new)
    differ = sorted(was ^ now)
    stretches: list[tuple[int, int]] = []
    for minute in differ:
        if stretches and stretches[-1][1] == minute:
            stretches[-1] = stretches[-1][0], minute + 1
        else:
            stretches.append((minute, minute + 1))
    times = [f"{_clock(first % DAY_MINUTES)} to {_clock((last - 1) % DAY_MINUTES + 1)}" for first, last in stretches]
    return f"callers on {name} from {listed(times)}" if times else None


def _minutes(spans: _Spans) -> set[int]:
    return {
        minute
        for span in spans
        for minute in range(span.start, span.end if span.end > span.start else span.end + DAY_MINUTES)
    }


def _by_days(schedule: Schedule) -> Mapping[str, _Spans]:
    return {
        one.first if one.first == one.last else f"{one.first} to {one.last}": one.spans for one in schedule.exceptions
    }


def _exceptions(old: Mapping[str, _Spans], new: Mapping[str, _Spans]) -> Iterator[Change]:
    for days in sorted({*old, *new}):
        was, now = old.get(days), new.get(days)
        who = f"callers on {days}"
        if now is None and was is not None:
            yield _told(f"{days} is a day like any other now (was {shown_spans(was)}).", who)
        elif was is None and now is not None:
            yield _told(f"{days} is {shown_spans(now)} now (was a day like any other).", who)
        elif was is not None and now is not None and was != now:
            yield _told(f"{days} is now {shown_spans(now)} (was {shown_spans(was)}).", who)


def _holidays(old: str | None, new: str | None) -> str:
    if new is None:
        return f"Holidays count no longer (were those of {old})."
    return f"The holidays of {new} count now (were {'none' if old is None else f'those of {old}'})."
