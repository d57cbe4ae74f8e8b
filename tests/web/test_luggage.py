"""A call's state that travels in an address: nobody reads it, alters it, or takes it to another call."""

from dataclasses import replace
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from ivr.dialog.events import Caller
from ivr.dialog.state import CallState
from ivr.menu.parts import ToStep
from ivr.values import CallId, MenuVersion, PhoneNumber
from ivr.web.luggage import Luggage

CALL, OTHER = CallId("CA1"), CallId("CA2")
STATE = CallState(
    call_id=CALL,
    menus=MenuVersion("3f9c"),
    caller=Caller(PhoneNumber("+14155551234")),
    line_number=PhoneNumber("+14155550100"),
    language="en",
    here=ToStep("main", "choices"),
    started_at=1,
    at=2,
    turn=3,
    saved={"pin": "0042"},
)
LUGGAGE = Luggage(b"a secret of some length")


def test_what_is_packed_comes_out_again() -> None:
    packed = LUGGAGE.pack(CALL, STATE)
    assert packed is not None
    assert LUGGAGE.find(CALL, packed) == STATE


def test_a_webhook_that_comes_twice_gets_the_same_address() -> None:
    assert LUGGAGE.pack(CALL, STATE) == LUGGAGE.pack(CALL, STATE)
    assert LUGGAGE.pack(CALL, STATE) != LUGGAGE.pack(CALL, replace(STATE, turn=4))


def test_no_other_call_and_no_other_secret_opens_it() -> None:
    packed = LUGGAGE.pack(CALL, STATE) or ""
    assert LUGGAGE.find(OTHER, packed) is None
    assert Luggage(b"another secret of some length").find(CALL, packed) is None


def test_what_is_too_large_stays() -> None:
    noise = {f"name{number}": Random(number).randbytes(50).hex() for number in range(99)}
    assert LUGGAGE.pack(CALL, replace(STATE, saved=noise)) is None


@settings(max_examples=300, deadline=None)
@given(st.integers(0, 400), st.characters(max_codepoint=0x17F))
def test_one_changed_character_spoils_it(place: int, character: str) -> None:
    packed = LUGGAGE.pack(CALL, STATE) or ""
    place %= len(packed)
    changed = packed[:place] + character + packed[place + 1 :]
    found = LUGGAGE.find(CALL, changed)
    assert found is None or found == STATE  # the last character has bits that mean nothing


@given(st.text())
def test_nothing_makes_it_raise(text: str) -> None:
    assert LUGGAGE.find(CALL, text) is None
