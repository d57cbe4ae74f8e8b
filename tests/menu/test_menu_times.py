"""Dates against a clock: what is over, what is to come, what never comes."""

from datetime import UTC, datetime
from typing import Final

import pytest
from menu_samples import LINE

from ivr.menu.checking.check import Known, examine

NOON: Final = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
OFFICE: Final = "a: {hours: office, open: hangup, closed: hangup}\n"


def codes(steps: str, hours: str = "", now: datetime | None = NOON) -> list[str]:
    line = LINE + (f"hours: {{office: {hours}}}\n" if hours else "")
    found = examine({"line.yaml": line, "main.yaml": steps}, Known(now=now), manners=False)
    return [problem.code for problem in found.problems]


@pytest.mark.parametrize(
    ("dates", "expected"),
    [
        ("until: 2026-11-22", ["W509"]),
        ("until: 2026-11-23", []),  # a day counts to its end
        ("until: 2026-11-23 06:59", ["W509"]),  # it is 07:00 in New York
        ("until: 2026-11-23 07:00", ["W509"]),
        ("until: 2026-11-23 07:01", []),
        ("until: 2026-11-23T07:01", []),
        ("since: 2026-11-23, until: 2026-11-23", []),
        ("since: 2026-11-24, until: 2026-11-23", ["E508"]),
        ("since: 2026-12-24 17:00, until: 2026-12-24 17:00", ["E508"]),
        ("since: 2026-12-24 17:00, until: 2026-12-24", []),
        ("since: 2090-01-01", []),
    ],
)
def test_notices(dates: str, expected: list[str]) -> None:
    assert codes(f"a: {{say: We are moving., {dates}, next: hangup}}\n") == expected


def test_nothing_is_over_without_a_clock() -> None:
    assert codes("a: {say: We are moving., until: 2020-01-01, next: hangup}\n", now=None) == []
    assert codes(OFFICE, '{open: {daily: "09:00-17:00"}, except: {"2020-12-24": closed}}', now=None) == []


@pytest.mark.parametrize(
    ("exceptions", "expected"),
    [
        ('{"2026-11-22": closed}', ["W510"]),
        ('{"2026-11-23": closed}', []),
        ('{"2025-12-24": closed, "2026-11-20..2026-11-24": closed}', []),
        ('{"2025-12-24": closed, "2027-12-24": closed}', []),
        ('{"12-24": closed}', []),
        ('{"12-24": closed, "2026-07-03": closed}', ["W510"]),
    ],
)
def test_exceptions(exceptions: str, expected: list[str]) -> None:
    assert codes(OFFICE, f'{{open: {{mon-fri: "9:00-17:00"}}, holidays: US, except: {exceptions}}}') == expected


@pytest.mark.parametrize(
    ("hours", "expected"),
    [
        ('{open: {daily: "9:00-17:00"}}', ["W511"]),
        ('{open: {daily: "9:00-17:00"}, holidays: US}', []),
        ('{open: {mon: "9:00-17:00", tue: "9:00-17:00"}}', []),  # the holidays ahead are a Thursday and a Friday
        ('{open: {daily: "9:00-17:00"}, except: {"11-26": "9:00-17:00", "12-25": closed, "01-01": closed}}', []),
        ('{open: {daily: "9:00-17:00"}, except: {"11-26": closed}}', ["W511"]),
        ("{open: always}", []),
        ('{open: {daily: ["00:00-12:00", "12:00-24:00"]}}', []),
        ('{open: {daily: "9:00-17:00"}, timezone: Europe/London}', ["W511"]),  # Christmas
        ('{open: {daily: "9:00-17:00"}, timezone: UTC}', []),  # is nowhere
    ],
)
def test_holidays_ahead(hours: str, expected: list[str]) -> None:
    assert codes(OFFICE, hours) == expected


def test_holidays_that_are_far_away() -> None:
    assert codes(OFFICE, '{open: {daily: "9:00-17:00"}}', datetime(2026, 7, 6, tzinfo=UTC)) == []


@pytest.mark.parametrize(
    ("hours", "expected"),
    [
        ("{open: closed}", ["W514"]),
        ('{open: closed, except: {"12-24": "09:00-12:00"}}', []),
        ('{open: {mon: "09:00-10:00"}, closing: 1h}', ["W514"]),
        ('{open: {mon: "09:00-10:00"}, closing: 59m}', []),
        ('{open: {mon: "22:00-06:00"}, closing: 7h}', []),
        ("{open: always, closing: 15m}", []),
    ],
)
def test_hours_that_never_open(hours: str, expected: list[str]) -> None:
    assert codes(OFFICE, hours) == expected
