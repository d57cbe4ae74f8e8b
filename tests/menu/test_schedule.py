"""Opening hours: the words people write, the moments at which things change, and the clock that jumps."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from how_much import in_all, so_many
from hypothesis import given, settings
from hypothesis import strategies as st

from ivr.menu.line import DayException, Schedule, Span
from ivr.menu.schedule import (
    OpenState,
    closes_at,
    holiday_name,
    is_holiday_place,
    is_zone,
    known_zones,
    next_opening,
    read_days,
    read_exception_days,
    read_spans,
    state_at,
)
from ivr.values import Seconds

_NEW_YORK = "America/New_York"


def _week(hours: Mapping[str, str | list[str]]) -> tuple[tuple[Span, ...], ...]:
    week: list[tuple[Span, ...]] = [()] * 7
    for days, spans in hours.items():
        for day in read_days(days):
            week[day] = read_spans(spans)
    return tuple(week)


def _except(days: Mapping[str, str]) -> tuple[DayException, ...]:
    return tuple(DayException(*read_exception_days(day), read_spans(spans)) for day, spans in days.items())


_OFFICE = Schedule(
    name="office",
    zone=_NEW_YORK,
    week=_week({"mon-fri": ["09:00-12:00", "13:00-17:00"], "sat": "10:00-14:00"}),
    exceptions=_except({"2026-12-24": "09:00-12:00", "2026-12-27..2026-12-31": "closed", "12-25": "closed"}),
    holidays="US-NY",
    closing=Seconds(15 * 60),
)


def _at(text: str, zone: str = _NEW_YORK, fold: int = 0) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone), fold=fold)


# --- words -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("mon-fri", (0, 1, 2, 3, 4)),
        ("sat", (5,)),
        ("Mon, Wed", (0, 2)),
        ("monday - wednesday", (0, 1, 2)),
        ("sat-mon", (0, 5, 6)),
        ("fri-thu", (0, 1, 2, 3, 4, 5, 6)),
        ("weekdays", (0, 1, 2, 3, 4)),
        ("Weekends", (5, 6)),
        ("every day", (0, 1, 2, 3, 4, 5, 6)),
        ("daily", (0, 1, 2, 3, 4, 5, 6)),
        ("tues, thurs", (1, 3)),
        ("mon–fri", (0, 1, 2, 3, 4)),
        ("mon-tue, sun", (0, 1, 6)),
    ],
)
def test_days_are_read(text: str, days: tuple[int, ...]) -> None:
    assert read_days(text) == days


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("mno-fri", "`mno` is no day. Did you mean `mon`?"),
        ("", "A day is missing. Write days as `mon-fri`"),
        ("mon,", "A day is missing"),
        ("mon-", "A day is missing"),
        ("t", "`t` is no day"),
        ("mon-wed-fri", "`wed-fri` is no day"),
        ("weekday-sun", "`weekday` is no day"),
    ],
)
def test_days_that_are_none_are_told(text: str, sentence: str) -> None:
    with pytest.raises(ValueError, match="Write days as") as caught:
        read_days(text)
    assert sentence in str(caught.value)


@pytest.mark.parametrize(
    ("written", "spans"),
    [
        ("09:00-12:00", [(540, 720)]),
        ("9:00 - 17:00", [(540, 1020)]),
        ("9:00–17:00", [(540, 1020)]),
        ("09:00-24:00", [(540, 1440)]),
        ("09:00-00:00", [(540, 1440)]),
        ("22:00-06:00", [(1320, 360)]),
        ("00:00-24:00", [(0, 1440)]),
        ("always", [(0, 1440)]),
        ("closed", []),
        ("13:00-17:00, 09:00-12:00", [(540, 720), (780, 1020)]),
        (["13:00-17:00", "09:00-12:00"], [(540, 720), (780, 1020)]),
        (["09:00-12:00", "12:00-17:00"], [(540, 720), (720, 1020)]),
        (["closed"], []),
    ],
)
def test_times_are_read(written: str | list[str], spans: list[tuple[int, int]]) -> None:
    assert read_spans(written) == tuple(Span(*span) for span in spans)


@pytest.mark.parametrize(
    ("written", "sentence"),
    [
        ("9-17", "`9` in `9-17` is no time of day. Write times as `09:00-17:00`"),
        ("9am-5pm", "Write times as `09:00-17:00`"),
        ("09:00", "`09:00` is no span of time"),
        ("09:00-09:00", "For the whole day write `always`"),
        ("24:00-06:00", "Write `00:00`"),
        ("09:60-10:00", "minutes to 59"),
        ("09:00-25:00", "hours go to 23"),
        ("", "is no span of time"),
        ("open", "is no span of time"),
        (["always", "09:00-10:00"], "stands alone"),
        (["09:00-13:00", "12:00-17:00"], "`09:00-13:00` and `12:00-17:00` overlap"),
        (["22:00-06:00", "05:00-09:00"], "runs into"),
    ],
)
def test_times_that_are_none_are_told(written: str | list[str], sentence: str) -> None:
    with pytest.raises(ValueError, match=r".") as caught:
        read_spans(written)
    assert sentence in str(caught.value)


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("2026-12-24", ("2026-12-24", "2026-12-24")),
        ("2026-12-27..2026-12-31", ("2026-12-27", "2026-12-31")),
        ("2026-12-27 .. 2027-01-02", ("2026-12-27", "2027-01-02")),
        ("12-25", ("12-25", "12-25")),
        ("12-24..12-26", ("12-24", "12-26")),
        ("12-30..01-02", ("12-30", "01-02")),
        ("02-29", ("02-29", "02-29")),
    ],
)
def test_dates_are_read(text: str, days: tuple[str, str]) -> None:
    assert read_exception_days(text) == days


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("24.12.2026", "is no date"),
        ("12/25", "is no date"),
        ("2026-12-24..", "A date is missing"),
        ("2026-02-29", "no day of the calendar"),
        ("13-01", "no day of the calendar"),
        ("2026-12-24..12-26", "a year on one side only"),
        ("2026-12-31..2026-12-27", "ends before it begins"),
        ("", "A date is missing"),
    ],
)
def test_dates_that_are_none_are_told(text: str, sentence: str) -> None:
    with pytest.raises(ValueError, match=r".") as caught:
        read_exception_days(text)
    assert sentence in str(caught.value)


def test_zones_and_places_are_known() -> None:
    assert is_zone(_NEW_YORK)
    assert is_zone("UTC")
    assert not is_zone("America/New York")
    assert not is_zone("localtime")
    assert not is_zone("../etc/passwd")
    assert "Europe/Berlin" in known_zones()
    assert is_holiday_place("US")
    assert is_holiday_place("US-NY")
    assert is_holiday_place("DE-BY")
    assert not is_holiday_place("US-XX")
    assert not is_holiday_place("us")


# --- states ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("moment", "state"),
    [
        ("2026-11-23 08:59:59", "closed"),
        ("2026-11-23 09:00:00", "open"),
        ("2026-11-23 11:44:59.999999", "open"),
        ("2026-11-23 11:45:00", "closing"),
        ("2026-11-23 11:59:59", "closing"),
        ("2026-11-23 12:00:00", "closed"),
        ("2026-11-23 13:00:00", "open"),
        ("2026-11-23 16:59:59", "closing"),
        ("2026-11-23 17:00:00", "closed"),
        ("2026-11-28 10:00:00", "open"),
        ("2026-11-29 10:00:00", "closed"),
        # Thanksgiving
        ("2026-11-26 10:00:00", "holiday"),
        ("2026-11-26 03:00:00", "holiday"),
        # other hours on one day
        ("2026-12-24 10:00:00", "open"),
        ("2026-12-24 12:00:00", "closed"),
        ("2026-12-24 17:05:00", "closed"),
        # an exception wins over the holiday that Christmas is
        ("2026-12-25 10:00:00", "closed"),
        ("2027-12-25 10:00:00", "closed"),
        ("2026-12-28 10:00:00", "closed"),
        ("2026-12-31 10:00:00", "closed"),
        ("2027-01-04 10:00:00", "open"),
        # New Year's Day 2028 is a Saturday, observed on the Friday before
        ("2027-12-31 10:00:00", "holiday"),
    ],
)
def test_the_office(moment: str, state: str) -> None:
    assert state_at(_OFFICE, _at(moment)) is OpenState(state)


def test_the_moment_may_come_in_any_zone() -> None:
    assert state_at(_OFFICE, datetime(2026, 11, 23, 14, 0, tzinfo=UTC)) is OpenState.OPEN
    assert state_at(_OFFICE, datetime(2026, 11, 23, 13, 59, tzinfo=UTC)) is OpenState.CLOSED


def test_an_exception_with_a_year_wins_over_one_for_every_year() -> None:
    schedule = Schedule(
        "x",
        "UTC",
        _week({}),
        exceptions=_except({"12-25": "closed", "2026-12-25": "09:00-10:00", "12-24..01-01": "always"}),
    )
    assert state_at(schedule, _at("2026-12-25 09:30", "UTC")) is OpenState.OPEN
    assert state_at(schedule, _at("2027-12-25 09:30", "UTC")) is OpenState.CLOSED
    assert state_at(schedule, _at("2027-12-31 09:30", "UTC")) is OpenState.OPEN
    assert state_at(schedule, _at("2028-01-01 09:30", "UTC")) is OpenState.OPEN
    assert state_at(schedule, _at("2028-01-02 09:30", "UTC")) is OpenState.CLOSED


def test_a_span_over_midnight_belongs_to_the_day_it_begins() -> None:
    schedule = Schedule(
        "night",
        _NEW_YORK,
        _week({"mon-fri": "22:00-06:00"}),
        exceptions=_except({"2026-11-25": "closed"}),
        holidays="US",
    )
    # The night from Friday to Saturday; none from Sunday to Monday.
    assert state_at(schedule, _at("2026-11-21 05:59")) is OpenState.OPEN
    assert state_at(schedule, _at("2026-11-21 06:00")) is OpenState.CLOSED
    assert state_at(schedule, _at("2026-11-23 05:00")) is OpenState.CLOSED
    # Tuesday's night runs into the closed Wednesday, which has no night of its own.
    assert state_at(schedule, _at("2026-11-25 05:59")) is OpenState.OPEN
    assert state_at(schedule, _at("2026-11-25 23:00")) is OpenState.CLOSED
    # Nor has the holiday; the morning after it is an ordinary closed one.
    assert state_at(schedule, _at("2026-11-26 05:00")) is OpenState.HOLIDAY
    assert state_at(schedule, _at("2026-11-26 23:00")) is OpenState.HOLIDAY
    assert state_at(schedule, _at("2026-11-27 05:00")) is OpenState.CLOSED


def test_closing_is_not_said_where_another_span_adjoins() -> None:
    week = _week({"mon": "09:00-24:00", "tue": "00:00-10:00"})
    schedule = Schedule("x", "UTC", week, closing=Seconds(30 * 60))
    assert state_at(schedule, _at("2026-11-23 23:59", "UTC")) is OpenState.OPEN
    assert state_at(schedule, _at("2026-11-24 09:29:59", "UTC")) is OpenState.OPEN
    assert state_at(schedule, _at("2026-11-24 09:30", "UTC")) is OpenState.CLOSING
    always = Schedule("x", "UTC", _week({"daily": "always"}), closing=Seconds(30 * 60))
    assert state_at(always, _at("2026-11-24 23:59:59", "UTC")) is OpenState.OPEN
    # Unless the next day is closed.
    but = Schedule("x", "UTC", always.week, exceptions=_except({"2026-11-25": "closed"}), closing=Seconds(30 * 60))
    assert state_at(but, _at("2026-11-24 23:59:59", "UTC")) is OpenState.CLOSING


def test_a_margin_longer_than_the_span_is_all_of_it() -> None:
    schedule = Schedule("x", "UTC", _week({"mon": "09:00-10:00"}), closing=Seconds(86_400))
    assert state_at(schedule, _at("2026-11-23 09:00", "UTC")) is OpenState.CLOSING


def test_holidays_have_names() -> None:
    assert holiday_name(_OFFICE, _at("2026-11-26 10:00")) == "Thanksgiving Day"
    assert holiday_name(_OFFICE, _at("2026-12-25 10:00")) == "Christmas Day"
    assert holiday_name(_OFFICE, _at("2026-11-27 10:00")) is None
    assert holiday_name(Schedule("x", "UTC", _week({})), _at("2026-12-25 10:00")) is None


# --- changes -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("moment", "opens", "closes"),
    [
        ("2026-11-23 08:00", "2026-11-23 09:00", "2026-11-23 12:00"),
        ("2026-11-23 09:00", "2026-11-23 13:00", "2026-11-23 12:00"),
        ("2026-11-23 12:00", "2026-11-23 13:00", "2026-11-23 17:00"),
        ("2026-11-25 17:00", "2026-11-27 09:00", "2026-11-27 12:00"),
        ("2026-12-24 13:00", "2026-12-26 10:00", "2026-12-26 14:00"),
        ("2026-12-26 14:00", "2027-01-02 10:00", "2027-01-02 14:00"),
    ],
)
def test_the_next_change(moment: str, opens: str, closes: str) -> None:
    assert next_opening(_OFFICE, _at(moment)) == _at(opens)
    assert closes_at(_OFFICE, _at(moment)) == _at(closes)


def test_some_things_never_change() -> None:
    always = Schedule("x", _NEW_YORK, _week({"daily": "always"}))
    never = Schedule("x", _NEW_YORK, _week({}))
    now = _at("2026-11-23 10:00")
    assert next_opening(always, now) is None
    assert closes_at(always, now) is None
    assert next_opening(never, now) is None
    assert closes_at(never, now) is None


def test_changes_are_told_in_the_schedules_zone() -> None:
    opens = next_opening(_OFFICE, datetime(2026, 11, 23, 3, 0, tzinfo=UTC))
    assert opens is not None
    assert opens.isoformat() == "2026-11-23T09:00:00-05:00"


# --- clocks that jump --------------------------------------------------------------------------------------------


def _one(zone: str, spans: str) -> Schedule:
    return Schedule("x", zone, _week({"daily": spans}))


def test_a_skipped_hour_opens_late() -> None:
    # New York, March 8: 02:00 becomes 03:00.
    schedule = _one(_NEW_YORK, "02:30-05:00")
    assert state_at(schedule, _at("2026-03-08 01:59:59")) is OpenState.CLOSED
    assert state_at(schedule, _at("2026-03-08 03:00:00")) is OpenState.OPEN
    assert next_opening(schedule, _at("2026-03-08 00:00")) == _at("2026-03-08 03:00")
    assert closes_at(schedule, _at("2026-03-08 00:00")) == _at("2026-03-08 05:00")
    inside = _one(_NEW_YORK, "02:10-02:50")
    assert next_opening(inside, _at("2026-03-08 00:00")) == _at("2026-03-09 02:10")


def test_a_repeated_hour_opens_twice() -> None:
    # New York, November 1: 02:00 becomes 01:00.
    schedule = _one(_NEW_YORK, "01:15-01:45")
    first, second = _at("2026-11-01 01:30"), _at("2026-11-01 01:30", fold=1)
    assert second.timestamp() - first.timestamp() == 3600
    assert state_at(schedule, first) is OpenState.OPEN
    assert state_at(schedule, second) is OpenState.OPEN
    closes = closes_at(schedule, first)
    assert closes is not None
    assert closes.timestamp() == _at("2026-11-01 01:45").timestamp()
    opens = next_opening(schedule, closes)
    assert opens is not None
    assert opens.timestamp() == _at("2026-11-01 01:15", fold=1).timestamp()


def test_a_clock_that_jumps_at_midnight() -> None:
    # Santiago, September 6, 2026: 00:00 becomes 01:00.
    schedule = _one("America/Santiago", "00:30-05:00")
    opens = next_opening(schedule, _at("2026-09-05 20:00", "America/Santiago"))
    assert opens is not None
    assert opens.isoformat() == "2026-09-06T01:00:00-03:00"


# --- against a painter -------------------------------------------------------------------------------------------

_quarters = st.integers(0, 96).map(lambda quarter: quarter * 15)


@st.composite
def _spans(draw: st.DrawFn) -> tuple[Span, ...]:
    edges = draw(st.lists(_quarters.filter(lambda minute: minute < 1440), unique=True, max_size=4).map(sorted))
    if len(edges) % 2:
        edges = edges[:-1]
    spans = [Span(*pair) for pair in zip(edges[::2], edges[1::2], strict=True)]
    over_midnight = draw(st.booleans())
    if spans and over_midnight:
        # The last one runs over midnight, though not past the day's first.
        spans[-1] = Span(spans[-1].start, draw(st.integers(0, spans[0].start)))
    return tuple(spans)


# Where the clock jumps: by an hour, by half an hour, at midnight, to the evening before; and where it does not.
_JUMPS = [
    (_NEW_YORK, date(2026, 3, 8)),
    (_NEW_YORK, date(2026, 11, 1)),
    ("Europe/Berlin", date(2026, 3, 29)),
    ("Europe/Berlin", date(2026, 10, 25)),
    ("Australia/Lord_Howe", date(2026, 4, 5)),
    ("Australia/Lord_Howe", date(2026, 10, 4)),
    ("America/Santiago", date(2026, 4, 4)),
    ("America/Santiago", date(2026, 9, 6)),
    ("America/Havana", date(2026, 3, 8)),
    ("America/Havana", date(2026, 11, 1)),
    ("Asia/Beirut", date(2026, 3, 29)),
    ("Asia/Beirut", date(2026, 10, 25)),
    ("Asia/Kolkata", date(2026, 12, 31)),
    ("UTC", date(2028, 2, 29)),
]


@st.composite
def _schedules(draw: st.DrawFn) -> tuple[Schedule, date]:
    zone, around = draw(st.sampled_from(_JUMPS))
    day = st.integers(-3, 3).map(lambda days: around + timedelta(days=days))
    exceptions = [
        DayException(*((str(one), str(one)) if dated else (str(one)[5:], str(one)[5:])), spans)
        for one, dated, spans in draw(st.lists(st.tuples(day, st.booleans(), _spans()), max_size=3))
    ]
    week = tuple(draw(st.lists(_spans(), min_size=7, max_size=7)))
    place = draw(st.sampled_from([None, "US"]))
    closing = Seconds(draw(st.sampled_from([0, 900, 3600])))
    return Schedule("x", zone, week, tuple(exceptions), place, closing), around


def _painted(schedule: Schedule, around: date) -> dict[datetime, bool]:
    """Return, for every minute of the wall clock of nine days, whether it is open: the slow and obvious way."""
    open_at: dict[datetime, bool] = {}
    for ahead in range(-5, 6):
        day = around + timedelta(days=ahead)
        midnight = datetime(day.year, day.month, day.day)  # noqa: DTZ001
        for minute in range(1440):
            open_at.setdefault(midnight + timedelta(minutes=minute), False)
        for span in _plan(schedule, day):
            minute = span.start
            while True:
                open_at[midnight + timedelta(minutes=minute)] = True
                minute += 1
                if minute % 1440 == span.end % 1440:
                    break
    return open_at


def _plan(schedule: Schedule, day: date) -> tuple[Span, ...]:
    for name in (str(day), str(day)[5:]):
        for exception in schedule.exceptions:
            if exception.first == name:
                return exception.spans
    now = datetime(day.year, day.month, day.day, 12, tzinfo=ZoneInfo(schedule.zone))
    return () if holiday_name(schedule, now) else schedule.week[day.weekday()]


@in_all
@settings(max_examples=60, deadline=None)
@given(_schedules())
def test_every_minute_agrees_with_a_painter(made: tuple[Schedule, date]) -> None:
    schedule, around = made
    open_at = _painted(schedule, around)
    zone = ZoneInfo(schedule.zone)
    start = datetime(around.year, around.month, around.day, tzinfo=UTC) - timedelta(days=2)
    moments = [start + timedelta(minutes=minute * 7) for minute in range(4 * 1440 // 7)]
    for moment in moments:
        wall = moment.astimezone(zone).replace(tzinfo=None)
        margin = range(1, schedule.closing // 60 + 1)
        closes_soon = not all(open_at[wall + timedelta(minutes=minute)] for minute in margin)
        expected = {True: OpenState.CLOSING if closes_soon else OpenState.OPEN, False: OpenState.CLOSED}[open_at[wall]]
        state = state_at(schedule, moment)
        assert (OpenState.CLOSED if state is OpenState.HOLIDAY else state) is expected, wall


@settings(max_examples=so_many(15, 60), deadline=None)
@given(_schedules(), st.integers(0, 2 * 1440))
def test_nothing_changes_before_the_next_change(made: tuple[Schedule, date], minute: int) -> None:
    schedule, around = made
    moment = datetime(around.year, around.month, around.day, tzinfo=UTC) + timedelta(minutes=minute) - timedelta(days=1)
    was_open = _is_open(schedule, moment)
    change = closes_at(schedule, moment) if was_open else next_opening(schedule, moment)
    end = change.astimezone(UTC) if change else moment + timedelta(days=2)
    assert change is None or _is_open(schedule, end) is not was_open
    now = moment
    while now < min(end, moment + timedelta(days=2)):
        assert _is_open(schedule, now) is was_open, now
        now += timedelta(minutes=5)
    assert change is None or _is_open(schedule, end - timedelta(seconds=1)) is was_open


def _is_open(schedule: Schedule, moment: datetime) -> bool:
    return state_at(schedule, moment) in {OpenState.OPEN, OpenState.CLOSING}
