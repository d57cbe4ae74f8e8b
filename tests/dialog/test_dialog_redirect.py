"""A call that another application takes over, sends back, or cannot be given to."""

from conversation import CALLER, LINE_NUMBER, Conversation

from ivr.dialog.directives import HangUp, LeaveFor
from ivr.dialog.events import CallArrived, Caller, DigitsPressed, DocumentFailed
from ivr.values import CallId, PhoneNumber

FLOW = """
m: {menu: Choose., keys: {1: away, 2: far}}
away: {redirect: "https://other.example/voice?a=b", failed: sorry}
far: {redirect: "https://far.example/"}
sorry: {say: They cannot be reached., next: m}
"""
AGAIN = CallArrived(CallId("CA1"), Caller(PhoneNumber(CALLER)), PhoneNumber(LINE_NUMBER))


def test_the_call_leaves_for_the_other_application() -> None:
    call = Conversation(FLOW).presses("1")
    assert (call.waits_for, call.ended) == (LeaveFor("https://other.example/voice?a=b"), True)
    closed = call.is_closed()
    assert (closed.fact.disposition, str(closed.fact.step)) == ("redirected", "main/away")


def test_what_was_to_be_said_before_is_said() -> None:
    call = Conversation("s: {say: Hold on., next: r}\nr: {redirect: https://other.example/}")
    assert (call.heard, call.waits_for) == ("Hold on.", LeaveFor("https://other.example/"))


def test_one_that_cannot_be_reached_leads_where_the_step_says() -> None:
    call = Conversation(FLOW).presses("1").take(DocumentFailed())
    assert (call.heard, call.outcome) == ("They cannot be reached. Choose.", "unreached")
    assert call.is_closed().fact.disposition == "abandoned"


def test_one_that_cannot_be_reached_leads_to_the_lines_way_out() -> None:
    out = {"main": FLOW, "out": "o: {menu: Out., keys: {1: hangup}}"}
    assert Conversation(out, patience="{give_up: out}").presses("2").take(DocumentFailed()).heard == "Out."
    assert isinstance(Conversation(FLOW).presses("2").take(DocumentFailed()).waits_for, HangUp)


def test_a_call_that_comes_back_starts_anew_and_is_counted_on() -> None:
    call = Conversation(FLOW).presses("1").take(AGAIN)
    assert (call.heard, call.state.turn, call.outcome) == ("Choose.", 3, "arrived")
    assert call.presses("1").waits_for == LeaveFor("https://other.example/voice?a=b")


def test_a_call_that_is_sent_back_and_forth_for_ever_is_ended() -> None:
    call = Conversation("r: {redirect: https://other.example/}", limits="{turns: 10}")
    for _ in range(40):
        call.take(AGAIN)
    assert isinstance(call.waits_for, HangUp)


def test_nothing_else_brings_it_back() -> None:
    assert isinstance(Conversation(FLOW).presses("1").take(DigitsPressed("2")).waits_for, LeaveFor)
