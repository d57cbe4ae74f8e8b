"""Somebody waits in a queue: time counts by either clock, keys lead out, and where they stand is told in between."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from line import followed, services_on

from ivr.dialog.directives import LeaveQueue, Speak, WaitOn
from ivr.dialog.events import CallArrived, Caller, DigitsPressed, Event, NoInput
from ivr.menu.parts import ToStep
from ivr.ports.calls import Services
from ivr.stores.redis_wire import RedisWire
from ivr.values import CallId, PhoneNumber
from ivr.workflows.standing import Ticket
from ivr.workflows.wait_in_queue import Heard, StillWaiting, wait_in_queue

NOON = datetime(2026, 3, 3, 12, tzinfo=UTC)
ARRIVED = CallArrived(CallId("CA1"), Caller(PhoneNumber("+14155551234"), "US"), PhoneNumber("+14155550100"))
LINE = """
line: Desk
calls: main
timezone: UTC
contacts: {support: {dial: ["+14155550111"]}}
queues: {cards: {agents: support}}
patience: {give_up: hangup}
"""
MAIN = """
hold:
  queue: cards
  announce: "You are number {{ queue.position }}."
  every: 30s
  max_wait: 5m
  leave: {"*": bye}
  otherwise: bye
bye: {hangup: Goodbye.}
"""


@pytest.fixture
def services(wire: RedisWire, tmp_path: Path) -> Services:
    folder = tmp_path / "menus"
    folder.mkdir()
    (folder / "line.yaml").write_text(LINE)
    (folder / "main.yaml").write_text(MAIN)
    return services_on(wire, tmp_path, followed(folder, tmp_path / "followed"), lambda: NOON)


def heard(services: Services, began_s: int, told_s: int, *, said: int | None = 0, event: Event | None = None) -> Heard:
    """What somebody hears whose wait began so long ago, when the provider says that it was `told_s`."""
    ticket = Ticket(ToStep("main", "hold"), 1, services.menus.current().version, "en")
    begun = int((NOON - timedelta(seconds=began_s)).timestamp())
    return wait_in_queue(services, StillWaiting(ARRIVED, ticket, event or NoInput(), begun, said, told_s, 3))


@pytest.mark.parametrize(("began_s", "told_s"), [(300, 0), (0, 300), (301, 299), (299, 301)])
def test_who_has_waited_long_enough_by_either_clock_leaves(services: Services, began_s: int, told_s: int) -> None:
    assert isinstance(heard(services, began_s, told_s).directives[-1], LeaveQueue)
    assert services.queues.find_key(CallId("CA1"), 1) == "late"


def test_who_has_not_waits_on_and_hears_where_they_stand_every_so_often(services: Services) -> None:
    first, again, later = (
        heard(services, 10, 0, said=None),
        heard(services, 39, 0, said=10),
        heard(services, 40, 0, said=10),
    )
    words = [
        [sound.text for sound in each.directives[-1].sounds if isinstance(sound, Speak)]
        for each in (first, again, later)
        if isinstance(each.directives[-1], WaitOn)
    ]
    assert words == [["You are number 3."], [], ["You are number 1."]], "as we were told, then by our own count"
    assert [each.said for each in (first, again, later)] == [10, 10, 40]


def test_a_key_leads_out_and_is_noted(services: Services) -> None:
    assert isinstance(heard(services, 10, 0, event=DigitsPressed("5")).directives[-1], WaitOn)
    assert services.queues.find_key(CallId("CA1"), 1) is None
    left = heard(services, 10, 0, event=DigitsPressed("*"), said=7)
    assert (left.directives, left.said) == ((LeaveQueue("*"),), 7)
    assert services.queues.find_key(CallId("CA1"), 1) == "*"
