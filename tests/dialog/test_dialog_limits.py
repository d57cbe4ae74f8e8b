"""Limits: on turns, on minutes, and on the steps of one turn."""

import pytest
from conversation import Conversation

FLOWS = {
    "main": """
        m: {menu: Choose., keys: {1: m, 2: d, 3: v, 4: ring}, tries: 10}
        d: {dial: "+14155550111", answered: m, otherwise: m}
        v: {voicemail: Speak., next: m}
        ring: {dial: "+14155550112", otherwise: ring}
    """,
    "out": """
        out: {say: Sorry., next: choose}
        choose: {menu: A person 1., keys: {1: person, 2: choose}}
        person: {dial: "+14155550113", otherwise: choose}
    """,
}
LIMITS = {"limits": "{turns: 10, minutes: 5}", "patience": "{tries: 10, give_up: out}"}


def limited() -> Conversation:
    return Conversation(FLOWS, **LIMITS)


def test_a_call_of_too_many_turns_is_led_out_once_and_then_ended() -> None:
    call = limited().presses(*"1" * 9)
    assert (call.state.turn, call.heard) == (10, "Choose.")
    assert call.presses("1").heard == "Sorry. A person 1."
    assert call.outcome == "over_limit"
    turns = 11
    while not call.ended:
        assert call.presses("2").heard in {"A person 1.", ""}
        turns += 1
        assert turns <= 35
    assert (turns, call.outcome) == (31, "over_limit")


def test_the_way_out_works_beyond_the_limit() -> None:
    call = limited().presses(*"1" * 10)
    assert call.presses("1").dialled == ["+14155550113"]
    assert call.callee("busy").heard == "A person 1."
    assert call.presses("1").callee("answered", talked=600).ended


@pytest.mark.parametrize(("minutes", "heard"), [(4, "Choose."), (5, "Sorry. A person 1."), (29, "Sorry. A person 1.")])
def test_a_call_of_too_many_minutes_is_led_out(minutes: int, heard: str) -> None:
    assert limited().later(minutes=minutes).presses("1").heard == heard


def test_after_the_minutes_are_over_there_are_as_many_turns_to_get_out_as_after_the_turns() -> None:
    line = {**LIMITS, "limits": "{turns: 150, minutes: 5}"}
    call = Conversation(FLOWS, **line).later(minutes=5).presses("1")
    assert call.heard == "Sorry. A person 1."
    for _ in range(19):
        assert call.presses("2").heard == "A person 1."
    assert call.presses("2").ended


def test_minutes_of_talk_do_not_count() -> None:
    call = limited().presses("2").later(minutes=61).callee("answered", talked=3600)
    assert (call.heard, call.outcome) == ("Choose.", "answered")
    assert call.later(minutes=3).presses("1").heard == "Choose."
    assert call.later(minutes=1).presses("1").heard == "Sorry. A person 1."


@pytest.mark.parametrize("set_by", [-600, -60, -1, 31, 60, 600])
def test_a_clock_that_is_set_in_mid_call_neither_ends_the_call_nor_lets_it_go_on(set_by: int) -> None:
    call = limited().later(minutes=2).presses("1").later(minutes=set_by).presses("1")
    assert (call.heard, call.facts[-1].at) == ("Choose.", int(call.now.timestamp()))
    assert call.later(minutes=2).presses("1").heard == "Choose."
    assert call.later(minutes=1).presses("1").heard == "Sorry. A person 1."


@pytest.mark.parametrize("set_by", [-600, -60, 60, 600])
def test_nor_does_one_that_is_set_in_mid_talk(set_by: int) -> None:
    call = limited().presses("2").later(minutes=61 + set_by).callee("answered", talked=3600)
    assert (call.heard, call.outcome) == ("Choose.", "answered")
    assert call.later(minutes=4).presses("1").heard == "Choose."
    assert call.later(minutes=1).presses("1").heard == "Sorry. A person 1."


def test_minutes_of_ringing_do() -> None:
    call = limited().presses("2").later(minutes=5).callee("no_answer")
    assert call.presses("1").heard == "Sorry. A person 1."


def test_a_message_left_after_the_limit_is_kept_and_the_way_out_still_comes_after_it() -> None:
    call = limited().presses("3").later(minutes=6).leaves_message(60)
    assert (call.outcome, call.heard) == ("message", "Choose.")
    assert call.facts[-1].recorded is not None
    assert call.presses("1").heard == "Sorry. A person 1."


def test_a_callee_that_is_never_there_does_not_ring_for_ever() -> None:
    call = limited().presses("4")
    for _ in range(40):
        if call.ended:
            break
        call.callee("no_answer")
    assert call.ended
    assert call.state.turn <= 10 + 25


def test_without_a_way_out_the_call_ends_at_the_limit() -> None:
    flow = "m: {menu: Choose., keys: {1: m}, silent: m, otherwise: m}"
    call = Conversation(flow, patience="{tries: 3}", limits="{turns: 10}").presses(*"1" * 9)
    assert call.presses("1").ended
    assert call.outcome == "over_limit"


@pytest.mark.parametrize("steps", [98, 99, 100])
def test_a_turn_has_at_most_a_hundred_steps(steps: int) -> None:
    flow = (
        "".join(f"s{n}: {{set: {{x: '{n}'}}, next: s{n + 1}}}\n" for n in range(steps)) + f"s{steps}: {{hangup: Bye.}}"
    )
    call = Conversation(flow)
    assert call.ended
    assert call.heard == ("Bye." if steps < 100 else "")
    assert bool(call.complaints) is (steps >= 100)
