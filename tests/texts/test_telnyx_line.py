"""A line at Telnyx, from a signed event to the order for the reply, over HTTP to a stand-in; nothing happens twice."""

import json
import time
from base64 import b64encode
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any, Final

import pytest
import sqlalchemy as sa
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from desk import Desk
from flask import Flask, Response
from telnyx_rest import KEY, TelnyxRest, serve_telnyx

from ivr.clock import utc_now
from ivr.ports.text_work import Job
from ivr.ports.texts import TextProvider
from ivr.providers.telnyx.text_client import TelnyxTextSender
from ivr.providers.telnyx.texts import TelnyxTexts
from ivr.stores.sql.database import Database
from ivr.stores.sql.tables import MESSAGES
from ivr.stores.sql.texts import SqlTexts
from ivr.web.gate import Gate, Refused
from ivr.web.texts import TextDoor, text_routes
from ivr.workflows.answer_text import answer_text
from ivr.workflows.send_text import send_text
from ivr.workflows.sweep_texts import sweep_texts

ANNA, LINE = "+14155551234", "+14155550100"
PRIVATE: Final = Ed25519PrivateKey.generate()


class TelnyxLine:
    """The doors of texts, the rows behind them, and Telnyx in front."""

    def __init__(self, database: Database, rest: TelnyxRest) -> None:
        self.database, self.rest = database, rest
        self.events = 0
        self.last: tuple[str, dict[str, str]] = ("", {})
        self.desk = Desk(SqlTexts(database))
        provider: TextProvider = TelnyxTexts("https://line.example", PRIVATE.public_key(), utc_now)
        self.threads = ThreadPoolExecutor(1)
        door = TextDoor(self.desk.texts, Gate({provider.signature_header: provider}), self.threads, is_fast=False)
        app = Flask("telnyx")
        app.register_blueprint(text_routes(door))
        app.register_error_handler(Refused, lambda refused: Response(status=refused.status))
        self.client = app.test_client()

    def tell(self, kind: str, payload: dict[str, Any], address: str = "/sms", key: Ed25519PrivateKey = PRIVATE) -> int:
        """Deliver an event; return the status of the answer."""
        self.events += 1
        event = {"id": f"event {self.events}", "event_type": kind, "payload": payload}
        body, told_at = json.dumps({"data": event}), str(int(time.time()))
        signature = b64encode(key.sign(f"{told_at}|{body}".encode())).decode()
        self.last = (body, {"telnyx-signature-ed25519": signature, "telnyx-timestamp": told_at})
        return self.replay(address)

    def replay(self, address: str) -> int:
        """Deliver the last event again, as whoever has seen it can; return the status of the answer."""
        body, headers = self.last
        answer = self.client.post(address, data=body, headers=headers, content_type="application/json")
        assert not answer.data.strip(b"{}")
        return answer.status_code

    def text(self, body: str, name: str = "m1") -> int:
        """Let a text come in."""
        payload = {"id": name, "from": {"phone_number": ANNA}, "to": [{"phone_number": LINE}], "text": body}
        return self.tell("message.received", payload)

    def work(self) -> None:
        """Do all jobs, and what comes of them."""
        senders = {"telnyx": TelnyxTextSender(KEY, "https://line.example", self.rest.url)}
        while self.desk.jobs:
            job, number = self.desk.jobs.pop(0)
            if job is Job.ANSWER_TEXT:
                answer_text(self.desk.texts, number)
            else:
                send_text(self.desk.texts, senders, number)

    def later(self, seconds: float) -> None:
        """Let time pass, sweep, and do what comes of it."""
        self.desk.now += timedelta(seconds=seconds)
        sweep_texts(self.desk.texts)
        self.work()

    def statuses(self) -> list[str | None]:
        """Return where the texts that were sent stand."""
        wanted = sa.select(MESSAGES.c.status).where(MESSAGES.c.direction == "outbound").order_by(MESSAGES.c.id)
        with self.database.read() as connection:
            return list(connection.execute(wanted).scalars())


@pytest.fixture
def line(database: Database) -> Iterator[TelnyxLine]:
    with serve_telnyx() as rest:
        line = TelnyxLine(database, rest)
        yield line
        line.threads.shutdown()


def test_a_text_is_answered_by_an_order(line: TelnyxLine) -> None:
    assert line.text("hi|there") == 200
    line.work()
    assert [each["text"] for each in line.rest.sent.values()] == ["You said: hi", "You said: there"]
    assert {(each["from"], each["to"]) for each in line.rest.sent.values()} == {(LINE, ANNA)}


def test_an_event_that_comes_again_is_answered_once(line: TelnyxLine) -> None:
    assert [line.text("hi") for _ in range(3)] == [200, 200, 200]
    line.work()
    assert [each["text"] for each in line.rest.sent.values()] == ["You said: hi"]


@pytest.mark.parametrize("address", ["/sms", "/status/message?m={}"])
def test_what_is_told_of_a_reply_counts_at_either_address(line: TelnyxLine, address: str) -> None:
    line.text("hi")
    line.work()
    own_id = next(iter(line.rest.sent))
    for status in ("delivered", "sent", "something_new"):
        payload = {"id": "40385f64-0000", "to": [{"phone_number": ANNA, "status": status}]}
        assert line.tell("message.finalized", payload, address.format(own_id)) == 204
    assert line.statuses() == ["delivered"]


def test_a_reply_that_telnyx_took_without_a_word_is_sent_once(line: TelnyxLine) -> None:
    line.rest.is_lost = lambda _order: line.rest.orders == 1
    line.text("hi")
    line.work()
    line.later(61)
    line.later(1)
    assert line.rest.orders == 2
    assert [each["text"] for each in line.rest.sent.values()] == ["You said: hi"]
    assert line.statuses() == ["queued"]


def test_a_replay_to_another_address_changes_nothing(line: TelnyxLine) -> None:
    line.text("hi|there")
    while line.desk.jobs[0][0] is Job.ANSWER_TEXT:
        answer_text(line.desk.texts, line.desk.jobs.pop(0)[1])
    with line.database.read() as connection:
        wanted = sa.select(MESSAGES.c.own_id).where(MESSAGES.c.direction == "outbound").order_by(MESSAGES.c.id)
        first, second = connection.execute(wanted).scalars()
    payload = {"id": "40385f64-0000", "to": [{"phone_number": ANNA, "status": "delivered"}]}
    assert line.tell("message.finalized", payload, f"/status/message?m={first}") == 204
    assert line.replay(f"/status/message?m={second}") == 204
    assert line.statuses() == ["delivered", "queued"]


def test_a_replay_of_a_text_moves_nothing(line: TelnyxLine, database: Database) -> None:
    line.text("hi")
    with database.begin() as connection:  # as if its row had been taken away meanwhile
        connection.execute(MESSAGES.delete())
    assert line.replay("/sms") == 200
    line.work()
    assert line.statuses() == []


@pytest.mark.parametrize("body", ["half \ud83d", "a\0b", "\ud800" * 30])
def test_letters_that_nothing_can_store_do_not_lose_a_text(line: TelnyxLine, body: str) -> None:
    assert line.text(body) == 200
    line.work()
    (sent,) = line.rest.sent.values()
    assert sent["text"].startswith(("You said: half \ufffd", "You said: ab", "You said: \ufffd\ufffd"))


@pytest.mark.parametrize("kind", ["call.initiated", "message.link_click", "message.something"])
def test_events_of_other_kinds_are_taken(line: TelnyxLine, kind: str) -> None:
    assert line.tell(kind, {"id": "c1"}) == 204
    line.work()
    assert not line.rest.sent


@pytest.mark.parametrize("address", ["/sms", "/status/message"])
def test_texts_of_an_older_api_are_refused_and_not_lost_in_silence(line: TelnyxLine, address: str) -> None:
    """A messaging profile whose API is `2010-04-01` sends forms as Twilio does."""
    body, told_at = "MessageSid=SM1&From=%2B14155551234&To=%2B14155550100&Body=hi", str(int(time.time()))
    signature = b64encode(PRIVATE.sign(f"{told_at}|{body}".encode())).decode()
    headers = {"telnyx-signature-ed25519": signature, "telnyx-timestamp": told_at}
    kind = "application/x-www-form-urlencoded"
    assert line.client.post(address, data=body, headers=headers, content_type=kind).status_code == 400


def test_nobody_else_is_let_in(line: TelnyxLine) -> None:
    payload = {"id": "m1", "from": {"phone_number": ANNA}, "to": [{"phone_number": LINE}], "text": "hi"}
    assert line.tell("message.received", payload, key=Ed25519PrivateKey.generate()) == 403
    assert line.client.post("/sms", json={"data": payload}).status_code == 403
    line.work()
    assert not line.desk.converser.heard
