"""Texts that Twilio is asked to send, over real HTTP: what the order says, and what is known when it goes wrong."""

import logging
import socket
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from rest import ACCOUNT, TOKEN, Rest, serve_rest

from ivr.messaging.status import MessageStatus
from ivr.ports.texts import (
    BooksClosedError,
    MessageReported,
    NotSentError,
    NotSentNowError,
    OutgoingText,
    Reply,
    SendingStoppedError,
    TextRefusedError,
    TextUnknownError,
)
from ivr.providers.twilio.text_client import TwilioTextSender
from ivr.values import MessageId, OwnId, PhoneNumber

ANNA, LINE = PhoneNumber("+14155551234"), PhoneNumber("+14155550100")
TEXT = OutgoingText(OwnId("own-1"), LINE, ANNA, Reply("Hello.\nYou."))


@pytest.fixture
def rest() -> Iterator[Rest]:
    with serve_rest() as served:
        yield served


def sender(rest: Rest, token: str = TOKEN) -> TwilioTextSender:
    return TwilioTextSender(ACCOUNT, token, "https://line.example.com/", rest.url + "/")


def test_an_order_says_what_to_send_and_where_to_tell(rest: Rest) -> None:
    pictured = OutgoingText(OwnId("own-2"), LINE, ANNA, Reply("", ("/audio/a.png", "https://example.com/b")), "MG1")
    first = sender(rest).send(TEXT)
    sender(rest).send(pictured)
    assert first == MessageReported(MessageId(f"SM{1:032x}"), "queued", MessageStatus.QUEUED)
    orders = [{name: value for name, value in each.items() if name[0].isupper()} for each in rest.texts]
    assert orders[0] == {
        "To": "+14155551234",
        "From": "+14155550100",
        "Body": "Hello.\nYou.",
        "StatusCallback": "https://line.example.com/status/message?m=own-1",
    }
    assert orders[1]["MessagingServiceSid"] == "MG1"
    assert orders[1]["MediaUrl"] == "https://example.com/b", "the last of several, as the stand-in reads them"


@pytest.mark.parametrize(
    ("status", "code", "error"),
    [
        (400, 21610, TextRefusedError),
        (400, 21211, TextRefusedError),
        (400, 21617, TextRefusedError),
        (400, 30410, NotSentNowError),
        (429, 20429, NotSentNowError),
        (401, 20003, SendingStoppedError),
        (401, None, SendingStoppedError),
        (403, 20005, SendingStoppedError),
        (403, 21408, NotSentNowError),
        (403, 21610, TextRefusedError),
        (500, 20500, TextUnknownError),
        (503, 20503, TextUnknownError),
    ],
)
def test_what_a_refusal_means(rest: Rest, status: int, code: int | None, error: type[NotSentError]) -> None:
    rest.send = lambda form: (status, {"code": code, "message": f"no: {form['To']} {form['Body']}"})
    with pytest.raises(NotSentError) as caught:
        sender(rest).send(TEXT)
    assert type(caught.value) is error
    assert "5551234" not in str(caught.value)
    assert "Hello" not in str(caught.value)
    assert caught.value.__cause__ is None
    if isinstance(caught.value, TextRefusedError | NotSentNowError | SendingStoppedError):
        assert caught.value.code == str(code or 20003)


def test_an_order_that_broke_off_may_have_been_carried_out(rest: Rest) -> None:
    orders = []
    rest.send = lambda form: orders.append(form) or (0, {})  # type: ignore[func-returns-value]
    with pytest.raises(TextUnknownError):
        sender(rest).send(TEXT)
    assert len(orders) == 1, "never tried a second time from here"


def test_where_nobody_listens_nothing_was_sent() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        url = f"http://127.0.0.1:{taken.getsockname()[1]}"
    mine = TwilioTextSender(ACCOUNT, TOKEN, "https://line.example.com", url)
    with pytest.raises(NotSentNowError, match="TWILIO_API_BASE_URL"):
        mine.send(TEXT)
    with pytest.raises(BooksClosedError):
        mine.find_sent(TEXT, datetime.now(UTC))


def test_the_books_tell_what_was_sent(rest: Rest) -> None:
    mine, now = sender(rest), datetime.now(UTC)
    assert mine.find_sent(TEXT, now) == []
    other = OutgoingText(OwnId("own-3"), LINE, ANNA, Reply("Something else."))
    sent = [mine.send(each) for each in (TEXT, other, TEXT)]
    assert mine.find_sent(TEXT, now) == [sent[0], sent[2]]
    assert mine.find_sent(TEXT, now + timedelta(minutes=1)) == [], "what is older is another text"
    assert mine.find_sent(TEXT, now - timedelta(minutes=5)) == [], "and what is newer"


def test_whom_it_texts_is_logged_nowhere(rest: Rest, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    sender(rest).send(TEXT)
    assert "urllib3" in caplog.text, "something is logged at that level"
    assert "5551234" not in caplog.text
    assert TOKEN not in repr(sender(rest))
