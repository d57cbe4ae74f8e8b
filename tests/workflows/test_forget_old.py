"""How long things are kept, and how often that is looked at."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from ivr.dialog.facts import Fact
from ivr.workflows.forget_old import Retention

NOON = datetime(2026, 11, 26, 12, tzinfo=UTC)


@dataclass
class Shelf:
    """Has so many old rows, and notes what it is asked."""

    counts: list[int]
    asked: list[tuple[datetime, ...]] = field(default_factory=list)

    def file(self, facts: Sequence[Fact]) -> None:
        raise NotImplementedError

    def forget(self, *before: datetime) -> int:
        self.asked.append(before)
        return self.counts.pop(0)


def test_it_goes_on_until_nothing_is_old_and_rests_for_an_hour() -> None:
    shelf = Shelf([1_000, 3, 0, 0])
    retention = Retention(shelf, words_days=90, events_days=400)
    for minutes in (0, 1, 2, 3, 61):
        retention.look(NOON + timedelta(minutes=minutes))
    assert len(shelf.asked) == 3
    assert shelf.asked[0] == tuple(NOON - timedelta(days=days) for days in (90, 400, 1))
    retention.look(NOON + timedelta(minutes=63))
    assert len(shelf.asked) == 4


def test_a_clock_that_is_suddenly_ahead_makes_it_forget_nothing() -> None:
    shelf = Shelf([0, 0, 0])
    retention = Retention(shelf, words_days=90, events_days=400)
    retention.look(NOON)
    for seconds in range(3):
        retention.look(NOON + timedelta(days=4_000, seconds=seconds))
    assert len(shelf.asked) == 1
    retention.look(NOON + timedelta(seconds=9))
    assert len(shelf.asked) == 2, "set right again, it goes on"
    assert shelf.asked[1][0] == NOON + timedelta(seconds=9) - timedelta(days=90)


def test_a_clock_that_stays_ahead_is_believed_after_a_day() -> None:
    shelf = Shelf([0, 0])
    retention = Retention(shelf, words_days=90, events_days=400)
    retention.look(NOON)
    for hours in range(25):
        retention.look(NOON + timedelta(days=30, hours=hours))
    assert len(shelf.asked) == 2
    assert shelf.asked[1][0] == NOON + timedelta(days=31 - 90)
