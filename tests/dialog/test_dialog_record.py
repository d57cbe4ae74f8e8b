"""What is stored of a call, how it is read again, and calls that their menus or their state have left."""

import json
from datetime import UTC, datetime

import pytest
from conversation import Conversation, menus_of
from msgspec.structs import replace

from ivr.dialog import record
from ivr.dialog.beginning import begin_at, footing_at
from ivr.dialog.directives import Collect
from ivr.dialog.ending import close
from ivr.dialog.engine import advance, give_up
from ivr.dialog.events import (
    CallArrived,
    Caller,
    CallStatus,
    CallStatusReported,
    DigitsPressed,
    NoInput,
    RecordingReady,
)
from ivr.dialog.record import UnreadableRecordError, dump_kept, dump_luggage, keep, load_kept, load_luggage
from ivr.dialog.state import Awaited, CallState, Disposition, Footing, Passed, Visit
from ivr.dialog.world import World
from ivr.menu.model import Menus
from ivr.menu.parts import Channel, ToStep
from ivr.values import CallId, MenuVersion, PhoneNumber, Seconds

FLOW = """
hello: {say: Hello., next: m}
m: {menu: Choose., keys: {1: q, 2: v, 3: gone}}
q: {ask: Number?, save: it, as: number, next: m}
v: {voicemail: Speak., next: m}
gone: {menu: Gone., keys: {1: m, "*": back, 2: repeat}}
"""
WORLD = World(datetime(2026, 3, 4, 15, 0, tzinfo=UTC))
ARRIVED = CallArrived(CallId("CA2"), Caller(PhoneNumber("+14155551234")), PhoneNumber("+14155550100"))


def stored() -> bytes:
    call = Conversation(FLOW).presses("1", "42")
    return dump_kept(keep(call.state, DigitsPressed("42"), call.state))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "null",
        "[]",
        "{}",
        "12",
        '"x"',
        "{",
        "[2]",
        '[2, [], ["none"], null]',
        '[[2], [], ["none"], null]',
        "[2, 2, 2, 2]",
    ],
)
def test_what_cannot_be_read_counts_as_gone(text: str) -> None:
    with pytest.raises(UnreadableRecordError):
        load_kept(text.encode())


@pytest.mark.parametrize(("place", "value"), [(1, None), (1, []), (1, ["CA1"]), (1, {}), (1, "x" * 30)])
def test_a_damaged_state_counts_as_gone(place: int, value: object) -> None:
    damaged = json.loads(stored())
    damaged[place] = value
    with pytest.raises(UnreadableRecordError):
        load_kept(json.dumps(damaged).encode())


@pytest.mark.parametrize(("place", "value"), [(2, ["danced"]), (2, []), (2, ["digits"]), (2, ["digits", 1])])
def test_an_event_that_cannot_be_read_is_an_error_where_it_is_needed(place: int, value: object) -> None:
    damaged = json.loads(stored())
    damaged[place] = value
    kept = load_kept(json.dumps(damaged).encode())
    with pytest.raises(ValueError, match="event"):
        kept.event()


def test_a_newer_record_names_its_version() -> None:
    newer = json.loads(stored())
    newer[0] = record.VERSION + 1
    with pytest.raises(UnreadableRecordError, match=f"version {record.VERSION + 1}"):
        load_kept(json.dumps(newer).encode())


def test_what_a_newer_record_added_to_the_state_is_left_alone() -> None:
    read = json.loads(stored())
    read[1].append("thing")
    assert load_kept(json.dumps(read).encode()) == load_kept(stored())


def test_what_an_older_record_lacks_has_its_usual_value() -> None:
    read = json.loads(stored())
    # the step a lost name is asked for, the secrets it came with, the claim of a system, the queues it waited in
    # (and, before all of these, the channel and the last text of it)
    assert [read[1].pop() for _ in range(6)] == [{}, "call", {}, None, "", {}]
    assert load_kept(json.dumps(read).encode()) == load_kept(stored())


STEPS = (ToStep("main", "m"), ToStep("other", "q"))
UNUSUAL = CallState(
    call_id=CallId("CA3"),
    menus=MenuVersion("3f9c"),
    caller=Caller(PhoneNumber("+14155551234"), "US", "OAKLAND", "CA", "94607", "Ada"),
    line_number=PhoneNumber("+14155550100"),
    language="es",
    here=STEPS[1],
    started_at=1,
    at=2,
    turn=3,
    awaited=Awaited.CALLEE,
    saved={"zip": "02134"},
    secrets={"pin": "4321"},
    lost=("a", "b"),
    visit=Visit(1, 2, "12", utterance=True, page=4),
    visits={"main/m": 2},
    trail=(Passed(STEPS[0]), Passed(STEPS[1], STEPS)),
    returns=STEPS,
    said=STEPS[:1],
    digits="12",
    stray="#",
    slower=True,
    apart_s=5,
    over_limit_at=6,
    reached=Disposition.MESSAGE,
    ended=Disposition.FAILED,
    queued={"cards": 7},
    asked="claim",
    sought_for=STEPS[0],
    entered={"pin": 8},
    channel=Channel.TEXT,
    message={"text": "hi", "media": []},
)


def test_every_field_has_its_own_place() -> None:
    values = [getattr(UNUSUAL, name) for name in CallState.__struct_fields__]
    assert len({repr(value) for value in values}) == len(values), "two that are alike could change places unseen"
    assert load_kept(dump_kept(keep(UNUSUAL, NoInput(), UNUSUAL))).state == UNUSUAL


@pytest.mark.parametrize("name", CallState.__struct_fields__[8:])
def test_any_field_alone_can_be_what_a_turn_changed(name: str) -> None:
    usual = CallState(*[getattr(UNUSUAL, name) for name in CallState.__struct_fields__][:8])
    changed = replace(usual, **{name: getattr(UNUSUAL, name)})
    for before, after in ((usual, changed), (changed, usual)):
        kept = load_kept(dump_kept(keep(after, NoInput(), before)))
        assert (kept.state, kept.before(), len(kept.last.undo or {})) == (after, before, 1)


def test_what_travels_is_all_but_the_footing_and_the_secrets() -> None:
    footing = Footing(*[getattr(UNUSUAL, name) for name in Footing.__struct_fields__])
    other = Footing(CallId("CA4"), MenuVersion("4"), "en", STEPS[0], 9, Awaited.KEYS)
    of_calls = replace(UNUSUAL, channel=Channel.CALL, message={})  # a conversation by text has no addresses
    came = replace(of_calls, secrets={}, ended=None, lost=("a", "b", "pin"))
    assert load_luggage(dump_luggage(UNUSUAL), footing) == came
    assert load_luggage(dump_luggage(UNUSUAL), other) == replace(
        came, **{name: getattr(other, name) for name in Footing.__struct_fields__}
    )


def test_a_record_is_small_where_little_happened() -> None:
    call = Conversation(FLOW)
    assert len(dump_kept(keep(call.state, NoInput(), call.state))) < 300


def test_all_but_secrets_travels() -> None:
    call = Conversation("q: {ask: PIN?, save: pin, sensitive: yes, next: m}\nm: {menu: Choose., keys: {1: m, 2: q}}")
    call.presses("4321", "1", "7")
    state = call.state
    assert (state.secrets, state.saved, state.visit.wrongs) == ({"pin": "4321"}, {}, 1)
    came = load_luggage(dump_luggage(state), footing_at(call.menus, ARRIVED, state.here, "en", state.turn))
    assert (came.lost, came.secrets, came.visit, came.trail) == (("pin",), {}, state.visit, state.trail)
    assert b"4321" not in dump_luggage(state)


# --- menus that changed under a call ------------------------------------------------------------------------------

SHORTER = menus_of(FLOW.replace("gone: ", "other: ").replace("3: gone", "3: other"))


@pytest.mark.parametrize("event", [DigitsPressed("1"), NoInput(), RecordingReady("u", "r", Seconds(3))])
def test_a_call_at_a_step_that_is_gone_starts_anew(event: DigitsPressed | NoInput | RecordingReady) -> None:
    call = Conversation(FLOW).presses("3")
    call.menus = SHORTER
    assert call.take(event).heard == "Hello. Choose."
    assert not call.ended


def without_b(flow: str) -> Menus:
    """Return the same line after its menu `b` was renamed."""
    return menus_of(flow.replace("b: {menu", "renamed: {menu").replace("1: b", "1: renamed"))


def test_back_passes_over_questions_that_are_gone() -> None:
    flow = """
        a: {menu: A., keys: {1: b}}
        b: {menu: B., keys: {1: c}}
        c: {menu: C., keys: {1: a, "*": back}}
    """
    call = Conversation(flow).presses("1", "1")
    call.menus = without_b(flow)
    assert call.presses("*").heard == "A."


def test_repeat_passes_over_questions_that_are_gone() -> None:
    flow = """
        a: {menu: A., keys: {1: b}}
        b: {menu: B., keys: {1: v}}
        v: {voicemail: Speak., next: repeat}
    """
    call = Conversation(flow).presses("1").presses("1")
    call.menus = without_b(flow)
    assert call.leaves_message(3).heard == "A."


def test_a_return_to_a_step_that_is_gone_starts_anew() -> None:
    flows = {
        "main": "a: {menu: A., keys: {1: d}}\nd: {do: sub, next: a}",
        "sub": "q: {menu: Q., keys: {1: return}}",
    }
    call = Conversation(flows).presses("1")
    call.menus = menus_of({**flows, "main": flows["main"].replace("d: {do", "e: {do").replace("1: d", "1: e")})
    assert call.presses("1").heard == "A."


# --- calls whose state was lost -----------------------------------------------------------------------------------


def lost_at(menus: Menus, here: ToStep, language: str, turn: int) -> CallState:
    """Return the state of a call of which only its address is known."""
    return begin_at(menus, ARRIVED, footing_at(menus, ARRIVED, here, language, turn), WORLD)


@pytest.mark.parametrize(
    ("step", "awaited"),
    [("m", Awaited.KEYS), ("q", Awaited.KEYS), ("v", Awaited.MESSAGE), ("nowhere", Awaited.KEYS)],
)
def test_a_lost_call_stands_where_its_address_says(step: str, awaited: Awaited) -> None:
    state = lost_at(menus_of(FLOW), ToStep("main", step), "xx", 7)
    assert (str(state.here), state.language, state.turn, state.awaited) == (f"main/{step}", "en", 7, awaited)


def test_a_lost_call_goes_on_with_what_the_caller_did() -> None:
    menus = menus_of(FLOW)
    state = lost_at(menus, ToStep("main", "q"), "en", 7)
    advanced = advance(menus, state, DigitsPressed("42"), WORLD)
    assert (advanced.state.turn, advanced.state.saved) == (8, {"it": 42})
    assert isinstance(advanced.directives[-1], Collect)


def test_whoever_cannot_be_served_is_led_to_the_lines_way_out() -> None:
    menus = menus_of({"main": FLOW, "out": "out: {menu: Out., keys: {1: hangup}}"}, patience="{give_up: out}")
    state, directives = give_up(menus, lost_at(menus, ToStep("", ""), "en", 3), WORLD)
    assert str(state.here) == "out/out"
    assert isinstance(directives[-1], Collect)


# --- the end ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("reached", "status", "ended"),
    [
        (None, CallStatus.COMPLETED, Disposition.ABANDONED),
        (None, CallStatus.CANCELED, Disposition.ABANDONED),
        (None, CallStatus.FAILED, Disposition.FAILED),
        (Disposition.MESSAGE, CallStatus.COMPLETED, Disposition.MESSAGE),
        (Disposition.CONNECTED, CallStatus.FAILED, Disposition.CONNECTED),
        (None, CallStatus.RINGING, None),
        (None, CallStatus.IN_PROGRESS, None),
    ],
)
def test_how_a_call_ended(reached: Disposition | None, status: CallStatus, ended: Disposition | None) -> None:
    call = Conversation(FLOW)
    call = call.presses("2").leaves_message(3) if reached is Disposition.MESSAGE else call
    state = call.state
    if reached is Disposition.CONNECTED:
        state = Conversation('d: {dial: "+14155550111", otherwise: hangup}').callee("answered", talked=9).state
    closed = close(call.menus, state, CallStatusReported(state.call_id, status, Seconds(30)), WORLD)
    if ended is None:
        assert closed is None
        return
    assert closed is not None
    after, fact = closed.state, closed.fact
    assert (after.ended, fact.disposition, fact.turns, fact.step) == (ended, ended, state.turn, state.here)
    assert close(call.menus, after, CallStatusReported(state.call_id, status), WORLD) is None
