"""What Twilio says a call cost, over real HTTP."""

import logging
import socket
from collections.abc import Iterator

import pytest
from rest import ACCOUNT, TOKEN, Rest, serve_rest

from ivr.providers.twilio.costs import TwilioCosts
from ivr.values import CallId

SID = "CA" + "a" * 32


@pytest.fixture
def rest() -> Iterator[Rest]:
    with serve_rest() as served:
        served.statuses[SID] = "completed"
        yield served


@pytest.mark.parametrize(
    ("price", "cost"),
    [
        ("-0.00850", "0.0085 USD"),
        ("-0.10000", "0.1 USD"),
        ("-12", "12 USD"),
        ("-100.00", "100 USD"),
        ("0", "0 USD"),
        ("-0.0", "0 USD"),
        ("0.5", "-0.5 USD"),
        (-0.0085, "0.0085 USD"),
        (None, None),
        ("", None),
        ("NaN", None),
        ("much", None),
    ],
)
def test_what_a_call_cost(rest: Rest, price: object, cost: str | None) -> None:
    rest.prices[SID] = price
    assert TwilioCosts(ACCOUNT, TOKEN, rest.url).find_cost(CallId(SID)) == cost


@pytest.mark.parametrize("sid", ["v3:abc", "CA1", "", "../Messages/SM1", SID + "\n"])
def test_calls_of_others_are_not_even_asked_after(rest: Rest, sid: str) -> None:
    assert TwilioCosts(ACCOUNT, TOKEN, rest.url).find_cost(CallId(sid)) is None
    assert rest.asked == []


def test_a_call_that_is_not_there_an_account_that_is_none_nobody_at_all(rest: Rest) -> None:
    assert TwilioCosts(ACCOUNT, TOKEN, rest.url).find_cost(CallId("CA" + "b" * 32)) is None
    assert TwilioCosts(ACCOUNT, "another", rest.url).find_cost(CallId(SID)) is None
    with socket.create_server(("127.0.0.1", 0)) as taken:
        url = f"http://127.0.0.1:{taken.getsockname()[1]}"
    assert TwilioCosts(ACCOUNT, TOKEN, url).find_cost(CallId(SID)) is None


def test_it_prints_no_token_and_logs_none(rest: Rest, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    costs = TwilioCosts(ACCOUNT, TOKEN, rest.url)
    costs.find_cost(CallId(SID))
    assert TOKEN not in repr(costs) + caplog.text
