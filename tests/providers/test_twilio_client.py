"""Calls that Twilio is asked to make, over real HTTP: what the order says, and what is known when it goes wrong."""

import logging
import socket
from collections.abc import Iterator

import pytest
from rest import ACCOUNT, TOKEN, Rest, serve_rest

from ivr.dialog.events import CallStatus
from ivr.ports.people import CallNotMadeError, CallRefusedError, CallUnknownError, NotMadeError, OutgoingCall
from ivr.providers.twilio.client import TwilioCalls
from ivr.values import CallId, PhoneNumber, Seconds

AGENT = PhoneNumber("+14155550111")
CALL = OutgoingCall(AGENT, PhoneNumber("+14155550100"), "/voice/side/agent?k=1", "/status/agent?k=2", Seconds(20))


@pytest.fixture
def rest() -> Iterator[Rest]:
    with serve_rest() as served:
        yield served


def calls(rest: Rest, token: str = TOKEN) -> TwilioCalls:
    return TwilioCalls(ACCOUNT, token, "https://line.example.com/", rest.url + "/")


def test_an_order_says_whom_to_ring_and_where_to_ask(rest: Rest) -> None:
    assert calls(rest).make(CALL) == CallId("CA" + f"{1:032x}")
    assert rest.orders == [
        {
            "To": "+14155550111",
            "From": "+14155550100",
            "Url": "https://line.example.com/voice/side/agent?k=1",
            "Method": "POST",
            "StatusCallback": "https://line.example.com/status/agent?k=2",
            "StatusCallbackMethod": "POST",
            "Timeout": "20",
        }
    ]


def test_machines_are_looked_for_when_that_is_asked(rest: Rest) -> None:
    calls(rest).make(OutgoingCall(AGENT, AGENT, "/a", "/b", Seconds(1), detects_machines=True))
    assert rest.orders[0]["MachineDetection"] == "Enable"
    assert rest.orders[0]["Timeout"] == "5"


@pytest.mark.parametrize(
    ("status", "code", "error"),
    [
        (400, 21211, CallRefusedError),
        (400, 21217, CallRefusedError),
        (400, 21215, NotMadeError),
        (400, 21210, NotMadeError),
        (429, 20429, NotMadeError),
        (403, 20003, NotMadeError),
        (500, 20500, CallUnknownError),
        (503, 20503, CallUnknownError),
    ],
)
def test_what_a_refusal_means(rest: Rest, status: int, code: int, error: type[CallNotMadeError]) -> None:
    rest.order = lambda _sid, form: (status, {"code": code, "message": f"no: {form['To']}"})
    with pytest.raises(CallNotMadeError) as caught:
        calls(rest).make(CALL)
    assert type(caught.value) is error
    assert "5550111" not in str(caught.value)
    assert caught.value.__cause__ is None
    assert len(rest.orders) == 1, "never tried a second time from here"


def test_a_wrong_token_is_nobody_s_number(rest: Rest) -> None:
    with pytest.raises(NotMadeError, match="20003"):
        calls(rest, "another").make(CALL)


def test_an_order_that_broke_off_may_have_been_carried_out(rest: Rest) -> None:
    rest.order = lambda _sid, _form: (0, {})
    with pytest.raises(CallUnknownError):
        calls(rest).make(CALL)
    assert len(rest.orders) == 1


def test_where_nobody_listens_nothing_was_made() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        url = f"http://127.0.0.1:{taken.getsockname()[1]}"
    with pytest.raises(NotMadeError, match="TWILIO_API_BASE_URL"):
        TwilioCalls(ACCOUNT, TOKEN, "https://line.example.com", url).make(CALL)


def test_where_a_call_stands(rest: Rest) -> None:
    rest.statuses["CA1"] = "no-answer"
    assert calls(rest).find_status(CallId("CA1")) is CallStatus.NO_ANSWER
    assert calls(rest).find_status(CallId("CA2")) is None


def test_a_call_is_ended_or_only_let_ring_no_longer(rest: Rest) -> None:
    calls(rest).hang_up(CallId("CA1"))
    calls(rest).hang_up(CallId("CA2"), ringing_only=True)
    assert rest.updates == [("CA1", "completed"), ("CA2", "canceled")]


def test_a_call_that_cannot_be_ended_now_is_nobody_s_trouble() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        url = f"http://127.0.0.1:{taken.getsockname()[1]}"
    TwilioCalls(ACCOUNT, TOKEN, "https://line.example.com", url).hang_up(CallId("CA1"))


def test_whom_it_calls_is_logged_nowhere(rest: Rest, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    calls(rest).make(CALL)
    assert "urllib3" in caplog.text, "something is logged at that level"
    assert "5550111" not in caplog.text


def test_it_prints_no_token(rest: Rest) -> None:
    assert TOKEN not in repr(calls(rest))
