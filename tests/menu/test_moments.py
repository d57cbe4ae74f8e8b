"""Moments that are rehearsed: what is read, and one sentence for everything else."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ivr.menu.moments import UnknownZoneError, read_moment

NEW_YORK = ZoneInfo("America/New_York")
MIDNIGHT = datetime(2026, 12, 24)  # noqa: DTZ001 - the line's own zone is meant


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2026-12-24", MIDNIGHT),
        ("2026-12-24 17:05", MIDNIGHT + timedelta(hours=17, minutes=5)),
        ("2026-12-24T17:05", MIDNIGHT + timedelta(hours=17, minutes=5)),
        (" 2026-12-24   9:05 ", MIDNIGHT + timedelta(hours=9, minutes=5)),
        ("2026-12-24 9:05:07", MIDNIGHT + timedelta(hours=9, minutes=5, seconds=7)),
        ("2026-12-24 17:05 America/New_York", datetime(2026, 12, 24, 17, 5, tzinfo=NEW_YORK)),
        ("2026-12-24 America/New_York", datetime(2026, 12, 24, tzinfo=NEW_YORK)),
        ("2026-12-24 17:05 UTC", datetime(2026, 12, 24, 17, 5, tzinfo=UTC)),
        ("1971-01-01", datetime(1971, 1, 1)),  # noqa: DTZ001 - the line's own zone is meant
        ("2999-12-31 23:59", datetime(2999, 12, 31, 23, 59)),  # noqa: DTZ001 - the line's own zone is meant
    ],
)
def test_moments(text: str, moment: datetime) -> None:
    assert read_moment(text) == moment
    assert (read_moment(text).tzinfo is None) == (moment.tzinfo is None)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "A date is missing; write a date and a time like 2026-12-24 17:05"),
        ("  ", "A date is missing"),
        ("17:30", "`17:30` cannot be read; write a date and a time like 2026-12-24 17:05"),
        ("tomorrow", "`tomorrow` cannot be read; write a date"),
        ("24.11.2026 17:30", "`24.11.2026 17:30` cannot be read"),
        ("12/24/2026", "cannot be read"),
        ("2026-12-24 noon", "cannot be read"),
        ("2026-12-24 17", "cannot be read"),
        ("2026-12-24 17:05+02:00", "cannot be read"),
        ("٢٠٢٦-12-24", "cannot be read"),
        ("2026-13-24", "`2026-13-24` is on no calendar or clock"),
        ("2026-02-30", "is on no calendar or clock"),
        ("2026-12-24 25:00", "is on no calendar or clock"),
        ("0000-01-01", "is on no calendar or clock"),
        ("1970-12-31", "write a year from 1971 to 2999"),
        ("3000-01-01", "write a year from 1971 to 2999"),
    ],
)
def test_what_is_no_moment_is_explained(text: str, said: str) -> None:
    with pytest.raises(ValueError, match=r"^[^\n]+\.$") as refused:
        read_moment(text)
    assert said in str(refused.value)
    assert not isinstance(refused.value, UnknownZoneError)


@pytest.mark.parametrize(
    ("zone", "meant"),
    [
        ("Berlin", "Europe/Berlin"),
        ("new york", "America/New_York"),
        ("Mars/Base", "America/New_York"),
        ("localtime", "America/New_York"),
        ("../etc/passwd", "America/New_York"),
        ("\N{PILE OF POO}", "America/New_York"),
    ],
)
def test_a_zone_that_is_none_is_told_apart(zone: str, meant: str) -> None:
    with pytest.raises(UnknownZoneError) as refused:
        read_moment(f"2026-12-24 17:05 {zone}")
    assert str(refused.value) == f"`{zone}` is no time zone; write one like {meant}."


@given(st.text() | st.from_regex(r"[\d :TZ+./-]{0,30}") | st.datetimes().map(str))
def test_no_text_raises_anything_else(text: str) -> None:
    try:
        moment = read_moment(text)
    except ValueError as refused:
        assert str(refused).endswith(".")  # noqa: PT017 - a moment is fine, too
    else:
        assert 1971 <= moment.year <= 2999
