"""Calls go out by the provider of the number that they show, and are ended and asked for where they were made."""

from dataclasses import dataclass, field

import pytest

from ivr.dialog.events import CallStatus
from ivr.errors import MenusNotReadyError
from ivr.menu.checking.check import Known, examine
from ivr.menu.model import Menus
from ivr.ports.people import NotMadeError, OutgoingCall
from ivr.values import CallId, MenuVersion, PhoneNumber, Seconds
from ivr.workflows.choose_provider import CallsByNumber, provider_by_number

LINE = """\
line: Acme Bank
calls: main
timezone: America/New_York
provider: acme
numbers: {"+14155550177": {provider: other}, "+14155550178": {provider: nobody}}
"""


@dataclass
class Carrier:
    name: str
    made: list[str] = field(default_factory=list)
    ended: list[CallId] = field(default_factory=list)

    def knows(self, leg: CallId) -> bool:
        return leg.value.startswith(self.name)

    def make(self, call: OutgoingCall) -> CallId:
        self.made.append(call.caller_id.reveal())
        return CallId(f"{self.name}-{len(self.made)}")

    def hang_up(self, leg: CallId, *, ringing_only: bool = False) -> None:
        self.ended.append(leg)

    def find_status(self, leg: CallId) -> CallStatus | None:
        return CallStatus.RINGING


@dataclass
class Shelf:
    live: Menus | None

    def current(self) -> Menus:
        if self.live is None:
            raise MenusNotReadyError("Nothing is published.")
        return self.live

    def find(self, version: MenuVersion) -> Menus | None:
        return self.live


def call(caller_id: str) -> OutgoingCall:
    return OutgoingCall(PhoneNumber("+14155550111"), PhoneNumber(caller_id), "/voice", "/status", Seconds(20))


def shelf() -> Shelf:
    return Shelf(examine({"line.yaml": LINE, "main.yaml": "bye: {hangup: Goodbye.}\n"}, Known()).menus)


def test_a_call_is_made_and_ended_at_the_provider_of_its_number() -> None:
    acme, other = Carrier("acme"), Carrier("other")
    calls = CallsByNumber({"acme": acme, "other": other}, provider_by_number(shelf(), "acme"))
    legs = [calls.make(call("+14155550177")), calls.make(call("+14155550100"))]
    assert (other.made, acme.made) == (["+14155550177"], ["+14155550100"])
    for leg in legs:
        calls.hang_up(leg)
    assert (other.ended, acme.ended) == (legs[:1], legs[1:])
    assert calls.find_status(legs[0]) is CallStatus.RINGING


def test_without_keys_of_that_provider_no_other_makes_the_call() -> None:
    acme = Carrier("acme")
    calls = CallsByNumber({"acme": acme}, provider_by_number(shelf(), "acme"))
    with pytest.raises(NotMadeError, match="at nobody, and there are no keys of nobody"):
        calls.make(call("+14155550178"))
    calls.hang_up(CallId("nobody-1"))
    assert calls.find_status(CallId("nobody-1")) is None
    assert (acme.made, acme.ended) == ([], [])


@pytest.mark.parametrize("usual", ["acme", "other"])
def test_a_line_without_menus_is_at_the_provider_whose_keys_are_set(usual: str) -> None:
    assert provider_by_number(Shelf(None), usual)(PhoneNumber("+14155550177")) == usual
