"""A key that opts out: what the records are told, and of whom."""

import pytest
from conversation import Conversation

from ivr.dialog.facts import OptedOut
from ivr.menu.parts import Channel
from ivr.values import PhoneNumber

ANNA = PhoneNumber("+14155551234")
FLOW = """
    ask: {menu: "Press 9.", keys: {9: WHAT, 8: twice, 1: bye}}
    all: {opt_out: all, next: bye}
    texts: {opt_out: texts, next: bye}
    calls: {opt_out: calls, next: bye}
    twice: {opt_out: calls, next: texts}
    bye: {hangup: Goodbye.}
"""


@pytest.mark.parametrize(
    ("what", "channels"),
    [("all", (Channel.TEXT, Channel.CALL)), ("texts", (Channel.TEXT,)), ("calls", (Channel.CALL,))],
)
def test_the_number_of_the_caller_is_written_down(what: str, channels: tuple[Channel, ...]) -> None:
    call = Conversation(FLOW.replace("WHAT", what)).presses("9")
    assert call.heard == "Goodbye."
    assert call.facts[-1].opted_out == OptedOut(ANNA, channels)
    assert call.facts[0].opted_out is None


def test_two_on_one_way_are_both_written_down() -> None:
    call = Conversation(FLOW.replace("WHAT", "all")).presses("8")
    assert call.facts[-1].opted_out == OptedOut(ANNA, (Channel.CALL, Channel.TEXT))


def test_who_presses_something_else_is_left_as_they_were() -> None:
    assert Conversation(FLOW.replace("WHAT", "all")).presses("1").facts[-1].opted_out is None


def test_a_number_that_is_withheld_cannot_be_left_alone() -> None:
    call = Conversation(FLOW.replace("WHAT", "all"), caller="anonymous").presses("9")
    assert (call.heard, call.facts[-1].opted_out) == ("Goodbye.", None)


def test_what_is_done_when_somebody_hangs_up_counts_too() -> None:
    flow = {"main": "ask: {menu: Choose., keys: {1: hangup}}", "after": "out: {opt_out: calls, next: hangup}"}
    closed = Conversation(flow, hung_up="after").is_closed()
    assert closed.fact.opted_out == OptedOut(ANNA, (Channel.CALL,))
