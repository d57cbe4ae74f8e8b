"""Calls that Telnyx is asked to make, over real HTTP: what the order says, and what is known when it goes wrong."""

from collections.abc import Iterator
from typing import Any

import pytest
from telnyx_rest import KEY, TelnyxRest, serve_telnyx

from ivr.dialog.events import CallStatus
from ivr.ports.people import CallNotMadeError, CallRefusedError, CallUnknownError, NotMadeError, OutgoingCall
from ivr.providers.telnyx.client import TelnyxCalls
from ivr.providers.twilio.client import TwilioCalls
from ivr.values import CallId, PhoneNumber, Seconds

AGENT = PhoneNumber("+14155550111")
CALL = OutgoingCall(AGENT, PhoneNumber("+14155550177"), "/voice/side/agent?k=1", "/status/agent?k=2", Seconds(20))
LEG = CallId("telnyx:v3:of/the call")
CALLS = "/v2/texml/Accounts/user-1/Calls"


@pytest.fixture
def rest() -> Iterator[TelnyxRest]:
    with serve_telnyx() as served:
        yield served


def calls(rest: TelnyxRest, key: str = KEY) -> TelnyxCalls:
    return TelnyxCalls(key, "user-1", "1293384261075731499", "https://line.example.com/", rest.url + "/")


def test_an_order_says_whom_to_ring_and_where_to_ask(rest: TelnyxRest) -> None:
    assert calls(rest).make(CALL) == CallId("telnyx:v3:of-the-call")
    order = {
        "ApplicationSid": "1293384261075731499",
        "To": "+14155550111",
        "From": "+14155550177",
        "Url": "https://line.example.com/voice/side/agent?k=1",
        "UrlMethod": "POST",
        "StatusCallback": "https://line.example.com/status/agent?k=2",
        "StatusCallbackMethod": "POST",
        "Timeout": 20,
    }
    assert rest.calls == [("POST", CALLS, order)]


def test_machines_are_looked_for_when_that_is_asked(rest: TelnyxRest) -> None:
    calls(rest).make(OutgoingCall(AGENT, AGENT, "/a", "/b", Seconds(500), detects_machines=True))
    assert (rest.calls[0][2]["MachineDetection"], rest.calls[0][2]["Timeout"]) == ("Enable", 120)


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        ((422, {"errors": [{"code": "10016"}]}), CallRefusedError),
        ((422, {"errors": [{"code": "10002"}]}), CallRefusedError),
        ((422, {"errors": [{"code": "10015"}]}), NotMadeError),
        ((429, {"errors": [{"code": "10011"}]}), NotMadeError),
        ((401, b"no"), NotMadeError),
        ((500, {}), CallUnknownError),
        ((200, {"from": "+1", "status": "queued"}), CallUnknownError),  # its webhooks will name it
        ((200, b"[1]"), CallUnknownError),
        ((0, None), CallUnknownError),
    ],
)
def test_what_a_refusal_means(rest: TelnyxRest, answer: tuple[int, Any], error: type[CallNotMadeError]) -> None:
    rest.call_answer = answer
    with pytest.raises(CallNotMadeError) as caught:
        calls(rest).make(CALL)
    assert type(caught.value) is error
    assert "5550111" not in str(caught.value)
    assert caught.value.__cause__ is None
    assert len(rest.calls) == 1, "never tried a second time from here"


def test_nobody_there_is_surely_no_call() -> None:
    with serve_telnyx() as rest:
        gone = calls(rest)
    with pytest.raises(NotMadeError, match="TELNYX_API_BASE_URL"):
        gone.make(CALL)
    gone.hang_up(LEG)
    assert gone.find_status(LEG) is None


def test_a_call_is_ended_and_asked_for_by_its_own_name(rest: TelnyxRest) -> None:
    rest.call_answer = (200, {"sid": "v3:x", "status": "in-progress"})
    calls(rest).hang_up(LEG)
    assert calls(rest).find_status(LEG) is CallStatus.IN_PROGRESS
    one = f"{CALLS}/v3%3Aof%2Fthe%20call"
    assert rest.calls == [("POST", one, {"Status": "completed"}), ("GET", one, {})]
    rest.call_answer = (404, {"errors": []})
    assert calls(rest).find_status(LEG) is None


def test_each_company_knows_its_own_calls_only(rest: TelnyxRest) -> None:
    twilio = TwilioCalls("AC1", "token", "https://line.example.com", rest.url)
    theirs = CallId("CA" + "1" * 32)
    assert (twilio.knows(theirs), twilio.knows(LEG)) == (True, False)
    assert (calls(rest).knows(theirs), calls(rest).knows(LEG)) == (False, True)
    assert (twilio.name, calls(rest).name) == ("twilio", "telnyx")
    assert KEY not in repr(calls(rest))
