"""A call's state that travels in an address: nobody reads it, alters it, or takes it to another address."""

from base64 import urlsafe_b64decode
from random import Random

import pytest
from how_much import so_many
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from ivr.dialog.events import Caller
from ivr.dialog.state import CallState, Footing, Passed
from ivr.menu.parts import ToStep
from ivr.values import CallId, MenuVersion, PhoneNumber
from ivr.web.luggage import Luggage

TICKET, OTHER = "CA1\nmain\nchoices\n3", "CA1\nmain\nchoices\n4"
PLACE = CallState(
    call_id=CallId("CA1"),
    menus=MenuVersion("3f9c"),
    caller=Caller(PhoneNumber("+14155551234")),
    line_number=PhoneNumber("+14155550100"),
    language="en",
    here=ToStep("main", "choices"),
    started_at=1,
    at=2,
    turn=3,
)
FOOTING = Footing(PLACE.call_id, PLACE.menus, PLACE.language, PLACE.here, PLACE.turn, PLACE.awaited)
STATE = replace(PLACE, saved={"zip": "02134"}, trail=(Passed(ToStep("main", "choices")),), slower=True)
LUGGAGE = Luggage(b"a secret of some length")


def test_what_is_packed_comes_out_again() -> None:
    packed = LUGGAGE.pack(TICKET, STATE)
    assert packed is not None
    assert LUGGAGE.find(TICKET, packed, FOOTING) == STATE


def test_a_webhook_that_comes_twice_gets_the_same_address() -> None:
    assert LUGGAGE.pack(TICKET, STATE) == LUGGAGE.pack(TICKET, STATE)
    assert LUGGAGE.pack(TICKET, STATE) != LUGGAGE.pack(TICKET, replace(STATE, stray="#"))


def test_no_other_address_and_no_other_secret_opens_it() -> None:
    packed = LUGGAGE.pack(TICKET, STATE) or ""
    assert LUGGAGE.find(OTHER, packed, FOOTING) is None
    assert Luggage(b"another secret of some length").find(TICKET, packed, FOOTING) is None


@pytest.mark.parametrize("saved", [{}, {"zip": "02134"}, {f"name{number}": "again " * 40 for number in range(60)}])
def test_it_cannot_be_read_on_the_way(saved: dict[str, str]) -> None:
    packed = LUGGAGE.pack(TICKET, replace(STATE, saved=saved, secrets={"pin": "4321"})) or ""
    plain = urlsafe_b64decode(packed + "=" * (-len(packed) % 4))
    assert not any(each in plain for each in (b"02134", b"4321", b"again", b"choices"))


def test_answers_that_are_too_much_stay_and_the_call_knows_that_it_had_them() -> None:
    noise = {f"name{number}": Random(number).randbytes(50).hex() for number in range(60)}
    packed = LUGGAGE.pack(TICKET, replace(STATE, saved=noise, secrets={"pin": "4321"})) or ""
    found = LUGGAGE.find(TICKET, packed, FOOTING)
    assert found is not None
    assert (found.saved, found.secrets, found.trail) == ({}, {}, STATE.trail)
    assert found.lost == ("pin", *noise)


def test_what_is_too_large_even_then_stays() -> None:
    noise = {Random(number).randbytes(50).hex(): "" for number in range(99)}
    assert LUGGAGE.pack(TICKET, replace(STATE, saved=noise)) is None


@settings(max_examples=so_many(75, 300), deadline=None)
@given(st.integers(0, 400), st.characters(max_codepoint=0x17F))
def test_one_changed_character_spoils_it(place: int, character: str) -> None:
    packed = LUGGAGE.pack(TICKET, STATE) or ""
    place %= len(packed)
    changed = packed[:place] + character + packed[place + 1 :]
    found = LUGGAGE.find(TICKET, changed, FOOTING)
    assert found is None or found == STATE  # the last character has bits that mean nothing


@given(st.text())
def test_nothing_makes_it_raise(text: str) -> None:
    assert LUGGAGE.find(TICKET, text, FOOTING) is None
