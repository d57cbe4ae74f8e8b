"""How long people are left alone, how often a customer is tried, and when a phone does not ring."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ivr.ringing.patience import CallbackEnd, Pace, Retries, misses_after
from ivr.ringing.people import RingEnd, agent_key
from ivr.ringing.quiet import find_polite_moment
from ivr.values import PhoneNumber

CALIFORNIA, TOLL_FREE = PhoneNumber("+14155551234"), PhoneNumber("+18005551234")


def second(text: str, zone: str = "America/Los_Angeles") -> int:
    return int(datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone)).timestamp())


def test_who_is_rung_in_vain_is_left_alone_longer_each_time() -> None:
    pace, misses, rests = Pace(), 0, []
    for _ in range(9):
        rests.append(pace.rest_after(RingEnd.NO_ANSWER, misses))
        misses = misses_after(RingEnd.NO_ANSWER, misses)
    assert rests[:3] == [90, 180, 360]
    assert rests[-1] == pace.longest_rest
    assert misses_after(RingEnd.SERVED, misses) == 0
    assert pace.rest_after(RingEnd.SERVED, misses) == 3


def test_every_end_has_a_rest() -> None:
    assert set(Pace().rests) == set(RingEnd)


@pytest.mark.parametrize("end", CallbackEnd)
def test_a_customer_is_tried_a_bounded_number_of_times(end: CallbackEnd) -> None:
    retries, tries, at = Retries(), 1, 0
    while (later := retries.find_next(end, tries, at)) is not None:
        assert later > at
        tries, at = tries + 1, later
    final = {CallbackEnd.REACHED, CallbackEnd.REFUSED, CallbackEnd.EXPIRED, CallbackEnd.DUPLICATE}
    assert tries == (1 if end in final else retries.most)


def test_an_agent_s_name_in_the_store_is_not_their_number() -> None:
    assert "415" not in agent_key(CALIFORNIA) or len(agent_key(CALIFORNIA)) == 16
    assert agent_key(CALIFORNIA) != agent_key(TOLL_FREE)


@pytest.mark.parametrize(
    ("moment", "polite"),
    [
        ("2026-03-03 07:59", "2026-03-03 08:00"),
        ("2026-03-03 08:00", "2026-03-03 08:00"),
        ("2026-03-03 20:59", "2026-03-03 20:59"),
        ("2026-03-03 21:00", "2026-03-04 08:00"),
        ("2026-03-07 23:30", "2026-03-08 08:00"),  # clocks change that night
    ],
)
def test_quiet_hours_are_those_of_the_customer(moment: str, polite: str) -> None:
    found = find_polite_moment(CALIFORNIA, "Europe/Berlin", 0, second(moment))
    assert found == second(polite)


def test_who_asked_just_now_is_called_at_night_too() -> None:
    moment = second("2026-03-03 23:30")
    assert find_polite_moment(CALIFORNIA, "Europe/Berlin", moment - 600, moment) == moment
    assert find_polite_moment(CALIFORNIA, "Europe/Berlin", moment - 3601, moment) > moment


def test_a_number_of_many_zones_is_called_when_it_is_day_in_the_line_s() -> None:
    moment = second("2026-03-03 03:00", "America/New_York")
    found = find_polite_moment(TOLL_FREE, "America/New_York", 0, moment)
    assert 8 <= datetime.fromtimestamp(found, ZoneInfo("America/New_York")).hour < 21


@given(moment=st.integers(1_600_000_000, 1_900_000_000), number=st.sampled_from([CALIFORNIA, TOLL_FREE]))
def test_it_is_never_quiet_for_longer_than_a_day(moment: int, number: PhoneNumber) -> None:
    found = find_polite_moment(number, "America/New_York", 0, moment)
    assert moment <= found <= moment + 86_400
    assert find_polite_moment(number, "America/New_York", 0, found) == found, datetime.fromtimestamp(found, UTC)
