"""Dial: who is rung, how, and where each outcome leads."""

import pytest
from conversation import CALLER, LINE_NUMBER, Conversation

from ivr.dialog.directives import AddressKind, Callee
from ivr.dialog.state import Disposition
from ivr.values import PhoneNumber, Seconds

TAIL = """
o: {hangup: Otherwise.}
b: {hangup: Busy.}
n: {hangup: No answer.}
f: {hangup: Failed.}
a: {hangup: Answered.}
"""
CONTACTS = """{
  desk: {dial: "+14155550111", ring: 25s},
  team: {dial: ["+14155550112", "sip:desk@acme.example", "client:anna"], in_order: yes, ring: 15s},
  far: {dial: ["+442079460958", "+14155550111"]},
}""".replace("\n", " ")


def dial(settings: str, **line: str) -> Conversation:
    flow = f"m: {{menu: Choose., keys: {{1: d, 2: o, 3: b, 4: n, 5: f, 6: a}}}}\nd: {{dial: {settings}}}{TAIL}"
    return Conversation(flow, contacts=CONTACTS, **line).presses("1")


def phone(number: str, then_press: str | None = None) -> Callee:
    return Callee(AddressKind.PHONE, PhoneNumber(number), then_press)


# --- who ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("who", "rung", "ring", "in_order"),
    [
        ('"+14155550111"', ["+14155550111"], 20, False),
        ('["+14155550111", "+14155550112"]', ["+14155550111", "+14155550112"], 20, False),
        ('["+14155550111", "+14155550112"], in_order: yes', ["+14155550111", "+14155550112"], 20, True),
        ("sip:desk@acme.example, ring: 40s", ["sip:desk@acme.example"], 40, False),
        ("client:anna", ["anna"], 20, False),
        ("desk", ["+14155550111"], 25, False),
        ("desk, ring: 10s", ["+14155550111"], 10, False),
        ("team", ["+14155550112", "sip:desk@acme.example", "anna"], 15, True),
        ("[desk, team]", ["+14155550111", "+14155550112", "sip:desk@acme.example", "anna"], 25, True),
    ],
)
def test_numbers_addresses_contacts_and_lists_are_rung(who: str, rung: list[str], ring: int, in_order: bool) -> None:
    call = dial(f"{who}, otherwise: o")
    assert call.dialled == rung
    assert (call.dials.ring, call.dials.in_order) == (ring, in_order)


def test_what_kind_of_address_it_is() -> None:
    kinds = [callee.kind for callee in dial("team, otherwise: o").dials.callees]
    assert kinds == [AddressKind.PHONE, AddressKind.SIP, AddressKind.CLIENT]


def test_at_most_ten_are_rung_at_once() -> None:
    numbers = ", ".join(f'"+141555501{n:02}"' for n in range(12))
    assert len(dial(f"[{numbers}], otherwise: o").dialled) == 10


@pytest.mark.parametrize(
    ("value", "rung"),
    [
        ("+14155550111", ["+14155550111"]),
        ("desk", ["+14155550111"]),
        (" desk ", ["+14155550111"]),
        ("sip:desk@acme.example", ["sip:desk@acme.example"]),  # a contact's
        ("client:anna", ["anna"]),
    ],
)
def test_whom_to_ring_may_come_from_a_value(value: str, rung: list[str]) -> None:
    flow = f"s: {{set: {{who: '{value}'}}, next: d}}\nd: {{dial: '{{{{ who }}}}', otherwise: o}}\no: hangup"
    assert Conversation(flow, contacts=CONTACTS).dialled == rung


@pytest.mark.parametrize(
    "value",
    ["sip:x@evil.example", "client:boss", "sip:", "+8816555512345", "+18095550123", "+447012345678"],
)
def test_what_a_caller_may_have_chosen_is_not_rung(value: str) -> None:
    flow = f"s: {{set: {{who: '{value}'}}, next: d}}\nd: {{dial: '{{{{ who }}}}', otherwise: o}}\no: hangup"
    call = Conversation(flow, contacts=CONTACTS, called="+14155550100")
    assert call.ended
    assert call.complaints[0] == "dial: an address that cannot be dialled, or must not be"


@pytest.mark.parametrize(
    ("who", "countries", "rung"),
    [
        ("+442079460958", "[US, CA]", []),
        ("+442079460958", "[US, GB]", ["+442079460958"]),
        ("+18765550123", "[US, CA]", []),  # Jamaica shares +1
        ("+14165550123", "[US]", []),
        ("+14165550123", "[US, CA]", ["+14165550123"]),
        ("+19005550111", "[US]", []),  # premium
        ("4155550111", "[US]", ["+14155550111"]),
        ("911", "[US]", []),
        ("somebody", "[US]", []),
        ("", "[US]", []),
        ("tel:+14155550111", "[US]", ["+14155550111"]),
    ],
)
def test_numbers_beyond_the_limits_are_not_rung(who: str, countries: str, rung: list[str]) -> None:
    flow = (
        f"s: {{set: {{who: '{who}'}}, next: d}}\nd: {{dial: '{{{{ who }}}}', failed: f, otherwise: o}}\n"
        "o: {hangup: Otherwise.}\nf: {hangup: Failed.}"
    )
    call = Conversation(flow, limits=f"{{dial: {countries}}}")
    if rung:
        assert call.dialled == rung
    else:
        assert call.heard == "Failed."
        assert call.complaints
        assert not who or who not in " ".join(call.complaints)


@pytest.mark.parametrize("who", ["+19005550111", "+448715550111"])
def test_premium_numbers_are_never_rung_even_without_limits(who: str) -> None:
    flow = f"s: {{set: {{who: '{who}'}}, next: d}}\nd: {{dial: '{{{{ who }}}}', otherwise: o}}\no: {{hangup: No.}}"
    assert Conversation(flow).heard == "No."


def test_of_several_those_that_may_be_dialled_are() -> None:
    assert dial("far, otherwise: o", limits="{dial: [US]}").dialled == ["+14155550111"]


# --- how ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("settings", "called", "caller_id"),
    [
        ("", LINE_NUMBER, LINE_NUMBER),
        ("", "sip:line@acme.example", None),
        (', caller_id: "+14155550199"', LINE_NUMBER, "+14155550199"),
        (', caller_id: "{{ caller.number }}"', LINE_NUMBER, CALLER),
        (', caller_id: "{{ caller.name }}"', LINE_NUMBER, None),
    ],
)
def test_the_callee_sees_the_lines_number_unless_the_menu_says_otherwise(
    settings: str, called: str, caller_id: str | None
) -> None:
    call = Conversation(f"d: {{dial: desk{settings}, otherwise: o}}\no: hangup", called=called, contacts=CONTACTS)
    assert call.dials.caller_id == (None if caller_id is None else PhoneNumber(caller_id))


def test_keys_are_sent_to_telephones_only() -> None:
    call = dial('["+14155550111", "sip:desk@acme.example"], then_press: ww12#, otherwise: o')
    assert call.dials.callees == (
        phone("+14155550111", "ww12#"),
        Callee(AddressKind.SIP, PhoneNumber("sip:desk@acme.example")),
    )


def test_the_longest_talk_and_recording_are_told() -> None:
    call = dial("desk, max: 10m, record: yes, otherwise: o")
    assert (call.dials.longest, call.dials.record) == (Seconds(600), True)
    assert (dial("desk, otherwise: o").dials.longest, dial("desk, otherwise: o").dials.record) == (None, False)


def test_what_was_said_before_is_heard_before_it_rings() -> None:
    flow = "s: {say: One moment., next: d}\nd: {dial: desk, otherwise: o}\no: hangup"
    call = Conversation(flow, contacts=CONTACTS)
    assert call.heard == "One moment."
    assert call.dialled == ["+14155550111"]


# --- outcomes ----------------------------------------------------------------------------------------------------

EVERY = "desk, answered: a, busy: b, no_answer: n, failed: f, otherwise: o"


@pytest.mark.parametrize(
    ("settings", "outcome", "heard"),
    [
        (EVERY, "answered", "Answered."),
        (EVERY, "busy", "Busy."),
        (EVERY, "no_answer", "No answer."),
        (EVERY, "failed", "Failed."),
        ("desk, otherwise: o", "answered", ""),
        ("desk, otherwise: o", "busy", "Otherwise."),
        ("desk, otherwise: o", "no_answer", "Otherwise."),
        ("desk, otherwise: o", "failed", "Otherwise."),
        ("desk, busy: b, otherwise: o", "busy", "Busy."),
        ("desk, busy: b, otherwise: o", "no_answer", "Otherwise."),
        ("desk, busy: b, no_answer: n, failed: f", "failed", "Failed."),
        (EVERY, "canceled", ""),
    ],
)
def test_each_outcome_leads_where_it_should(settings: str, outcome: str, heard: str) -> None:
    call = dial(settings).callee(outcome)
    assert call.heard == heard
    assert call.ended
    assert call.outcome == outcome


@pytest.mark.parametrize(
    ("outcome", "reached"),
    [
        ("answered", Disposition.CONNECTED),
        ("busy", Disposition.GOODBYE),
        ("canceled", None),  # the caller hung up while it rang
    ],
)
def test_what_the_call_came_to(outcome: str, reached: Disposition | None) -> None:
    assert dial(EVERY).callee(outcome).state.reached is reached


def test_after_the_talk_the_call_may_go_on() -> None:
    flow = """
        d: {dial: desk, answered: survey, otherwise: d2}
        survey: {menu: Were you happy?, keys: {1: hangup}}
        d2: {dial: team, otherwise: hangup}
    """
    call = Conversation(flow, contacts=CONTACTS).callee("answered", talked=90)
    assert call.heard == "Were you happy?"
    assert call.presses("1").state.reached is Disposition.CONNECTED
    assert Conversation(flow, contacts=CONTACTS).callee("busy").dialled[0] == "+14155550112"


def test_a_key_or_silence_while_it_rings_dials_again_and_is_no_new_visit() -> None:
    call = dial("desk, otherwise: o, at_most: 1, give_up: f")
    assert call.presses("5").dialled == ["+14155550111"]
    assert call.silence().dialled == ["+14155550111"]
    assert call.outcome == "ignored"
    assert call.callee("busy").heard == "Otherwise."
