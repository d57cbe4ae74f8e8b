"""Telnyx's texts: what its events mean, what it is asked to send, and what is known when that goes wrong."""

import socket
from base64 import b64encode
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any, Final

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st
from telnyx_rest import KEY, TelnyxRest, serve_telnyx

from ivr.errors import BadRequestError
from ivr.messaging.status import MessageStatus
from ivr.ports.texts import (
    Media,
    MessageReceived,
    MessageReported,
    NotSentError,
    NotSentNowError,
    OutgoingText,
    Reply,
    SendingStoppedError,
    TextRefusedError,
    TextUnknownError,
)
from ivr.ports.webhooks import Authentic
from ivr.providers.telnyx.text_client import TelnyxTextSender
from ivr.providers.telnyx.texts import TelnyxTexts
from ivr.values import MessageId, OwnId, PhoneNumber

ANNA, LINE = "+14155551234", "+14155550100"
NOW: Final = datetime(2026, 11, 26, 12, tzinfo=UTC)
PAYLOAD: Final[dict[str, Any]] = {
    "record_type": "message",
    "id": "b0c7e8cb",
    "direction": "inbound",
    "type": "MMS",
    "from": {"phone_number": ANNA, "carrier": "a carrier", "line_type": "Wireless"},
    "to": [{"phone_number": LINE, "status": "webhook_delivered"}],
    "cc": [],
    "text": "Héllo\0",
    "media": [{"url": "https://media.example/a.png", "content_type": "image/png", "size": 1}, {"url": ""}, 7],
    "messaging_profile_id": "profile-1",
    "parts": 2,
    "errors": [],
}

texts = TelnyxTexts("https://line.example", Ed25519PrivateKey.generate().public_key(), lambda: NOW)


def read(kind: object, payload: object, query: str = "") -> MessageReceived | MessageReported | None:
    event = {"record_type": "event", "id": "e1", "event_type": kind, "payload": payload}
    return texts.read_message(Authentic({}, rehearsal=False, event=event), query)


def test_a_text_that_came_in() -> None:
    received = read("message.received", PAYLOAD)
    assert isinstance(received, MessageReceived)
    assert received.message_id == MessageId("b0c7e8cb")
    assert (received.sender.number.reveal(), received.our_number.reveal()) == (ANNA, LINE)
    assert received.body == "Héllo"
    assert received.media == (Media("https://media.example/a.png", "image/png"),)
    assert (received.service, received.segments, received.told) == ("profile-1", 2, None)
    assert ANNA not in repr(received)
    assert "Héllo" not in repr(received)


@pytest.mark.parametrize(
    ("status", "stands"),
    [
        ("queued", MessageStatus.QUEUED),
        ("delivery_unconfirmed", MessageStatus.SENT),
        ("delivered", MessageStatus.DELIVERED),
        ("delivery_failed", MessageStatus.UNDELIVERED),
        ("sending_failed", MessageStatus.FAILED),
        ("something_new", None),
    ],
)
def test_what_is_told_of_a_text_of_ours(status: str, stands: MessageStatus | None) -> None:
    payload = {**PAYLOAD, "to": [{"phone_number": ANNA, "status": status}], "errors": [{"code": "40300"}]}
    expected = MessageReported(MessageId("b0c7e8cb"), status, stands, "40300", OwnId("own-1"), "e1")
    assert read("message.finalized", payload, "m=own-1") == expected
    without = read("message.sent", payload, "m=a b&m=own-2")
    assert isinstance(without, MessageReported)
    assert without.own_id is None, "what is no name of ours"


@pytest.mark.parametrize("kind", ["call.initiated", "10dlc.campaign.update", "", None, 7, ["message.sent"]])
def test_events_of_other_kinds_are_left_alone(kind: object) -> None:
    assert read(kind, PAYLOAD) is None


def test_a_click_on_a_link_is_left_alone() -> None:
    click = {"record_type": "message_link_click", "message_id": "1", "to": ANNA, "url": "https://x.example"}
    assert texts.read_message(Authentic({}, rehearsal=False, event=click), "") is None


@pytest.mark.parametrize(
    ("kind", "change"),
    [
        ("message.received", {"id": ""}),
        ("message.received", {"id": "a b"}),
        ("message.received", {"from": {}}),
        ("message.received", {"from": ANNA}),
        ("message.received", {"to": []}),
        ("message.received", {"to": None}),
        ("message.sent", {"to": [{"phone_number": ANNA}]}),
        ("message.sent", {"to": [ANNA]}),
        ("message.sent", {"to": ANNA}),
        ("message.sent", {"id": 7, "to": [{"status": "sent"}]}),
    ],
)
def test_what_says_too_little(kind: str, change: dict[str, object]) -> None:
    with pytest.raises(BadRequestError) as caught:
        read(kind, {**PAYLOAD, **change})
    assert ANNA not in str(caught.value)


JSONS: Final = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(sorted(PAYLOAD)), inner, max_size=5),
    max_leaves=10,
)


@given(st.sampled_from(["message.received", "message.sent", "message.finalized"]), JSONS, JSONS)
def test_whatever_an_event_is_made_of_is_no_failure(kind: str, payload: object, party: object) -> None:
    for each in (payload, {**PAYLOAD, "from": party}, {**PAYLOAD, "to": [party]}, {**PAYLOAD, "media": party}):
        try:
            read(kind, each)
        except BadRequestError:
            continue


def test_an_answer_is_empty() -> None:
    assert texts.render_texts(()).body == b"{}"
    assert not texts.sends_answers


# --- sending -----------------------------------------------------------------------------------------------------

TEXT: Final = OutgoingText(OwnId("own-1"), PhoneNumber(LINE), PhoneNumber(ANNA), Reply("Hello."))


@pytest.fixture
def rest() -> Iterator[TelnyxRest]:
    with serve_telnyx() as served:
        yield served


def sender(rest: TelnyxRest, key: str = KEY) -> TelnyxTextSender:
    return TelnyxTextSender(key, "https://line.example/", rest.url + "/")


def test_an_order_says_what_to_send_and_where_to_tell(rest: TelnyxRest) -> None:
    told = sender(rest).send(TEXT)
    assert told == MessageReported(MessageId("40385f64-0000"), "queued", MessageStatus.QUEUED)
    assert rest.sent["own-1"] == {
        "from": LINE,
        "to": ANNA,
        "text": "Hello.",
        "webhook_url": "https://line.example/status/message?m=own-1",
        "use_profile_webhooks": False,
    }
    pictured = OutgoingText(
        OwnId("own-2"), TEXT.sender, TEXT.to, Reply("", ("/audio/a.png", "https://x.example/b")), "p"
    )
    sender(rest).send(pictured)
    assert rest.sent["own-2"]["media_urls"] == ["https://line.example/audio/a.png", "https://x.example/b"]
    assert rest.sent["own-2"]["messaging_profile_id"] == "p"


def test_an_order_that_got_no_answer_is_placed_again_and_sent_once(rest: TelnyxRest) -> None:
    rest.is_lost = lambda _order: rest.orders == 1
    with pytest.raises(TextUnknownError):
        sender(rest).send(TEXT)
    assert sender(rest).find_sent(TEXT, NOW) == (), "so it is ordered again"
    assert sender(rest).send(TEXT).message_id == MessageId("40385f64-0000")
    assert rest.orders == 2
    assert len(rest.sent) == 1


@pytest.mark.parametrize(
    ("status", "said", "error"),
    [
        (400, {"errors": [{"code": "40300"}]}, TextRefusedError),
        (422, {"errors": [{"code": "10002"}]}, TextRefusedError),
        (400, {"errors": []}, TextRefusedError),
        (400, b"<html>", TextRefusedError),
        (429, {"errors": [{"code": "10011"}]}, NotSentNowError),
        (400, {"errors": [{"code": "40318"}]}, NotSentNowError),
        (401, {"errors": [{"code": "10009"}]}, SendingStoppedError),
        (401, b"<html>", SendingStoppedError),
        (403, {"errors": [{"code": "10010"}]}, SendingStoppedError),
        (403, {"errors": [{"code": "40300"}]}, TextRefusedError),
        (403, {"errors": []}, NotSentNowError),
        (500, {}, TextUnknownError),
        (302, {}, TextRefusedError),
        (200, b"<html>", TextUnknownError),
        (200, {"data": {}}, TextUnknownError),
        (200, {"data": None}, TextUnknownError),
        (0, None, TextUnknownError),
    ],
)
def test_what_is_known_when_it_goes_wrong(
    rest: TelnyxRest, status: int, said: object, error: type[NotSentError]
) -> None:
    rest.answer = lambda _order: (status, said)
    with pytest.raises(NotSentError) as caught:
        sender(rest).send(TEXT)
    assert type(caught.value) is error
    assert ANNA not in str(caught.value)
    assert caught.value.__suppress_context__ or caught.value.__context__ is None


def test_the_code_of_a_refusal_is_kept(rest: TelnyxRest) -> None:
    rest.answer = lambda _order: (400, {"errors": [{"code": "40300"}]})
    with pytest.raises(TextRefusedError) as caught:
        sender(rest).send(TEXT)
    assert caught.value.code == "40300"
    assert str(caught.value) == (
        "Telnyx refuses with 400, 40300: The recipient has texted STOP, and gets nothing until they text START."
    )


def test_nobody_there_is_surely_not_sent() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    with pytest.raises(NotSentNowError):
        TelnyxTextSender(KEY, "https://line.example", f"http://127.0.0.1:{port}").send(TEXT)


def test_the_key_does_not_print(rest: TelnyxRest) -> None:
    assert KEY not in repr(sender(rest))
    assert b64encode(KEY.encode()).decode() not in repr(sender(rest))
