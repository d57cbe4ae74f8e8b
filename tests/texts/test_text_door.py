"""Texts through the line's real door, signed as Twilio signs, answered by menus, written down in SQL."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from line import LINE_NUMBER, Line, knock

from ivr.phone.line import WsgiTransport
from ivr.phone.problems import CallFailedError
from ivr.phone.text_phone import TextPhone
from ivr.stores.sql.database import open_database
from ivr.stores.sql.tables import MESSAGE_EVENTS, MESSAGES

MENUS = """\
hello: {say: Welcome., next: which}
which: {menu: "For hours, press 1. For somebody, press 2.", keys: {1: hours, 2: bye}}
hours: {hangup: We are open from nine to five.}
bye: {hangup: "Good <b>bye</b> & thanks."}
"""
NUMBER = "+14155551234"


@pytest.fixture
def texting(line_of: Callable[..., Line]) -> Callable[..., Line]:
    return lambda **settings: line_of(MENUS, "texts: main\n", **settings)


def phone_of(line: Line, number: str = NUMBER, **extra: str) -> TextPhone:
    return TextPhone(WsgiTransport(line.app), line.base, line.account_sid, line.token, number, LINE_NUMBER, extra)


def said(phone: TextPhone, body: str, sid: str | None = None) -> list[str]:
    return [heard.body for heard in phone.text(body, sid=sid).heard]


def rows(line: Line, table: sa.Table = MESSAGES) -> list[Any]:
    database = open_database(None, Path(line.environment["IVR_VAR_DIR"]))
    with database.read() as connection:
        found = list(connection.execute(sa.select(table).order_by(table.c.id)))
    database.close()
    return found


def test_a_conversation_by_text(texting: Callable[..., Line]) -> None:
    phone = phone_of(texting())
    assert said(phone, "hi") == ["Welcome.\nFor hours, press 1. For somebody, press 2."]
    assert said(phone, "2") == ["Good <b>bye</b> & thanks."]
    assert phone.warnings == []


def test_the_same_webhook_again_is_not_answered_again(texting: Callable[..., Line]) -> None:
    line = texting()
    phone = phone_of(line)
    assert said(phone, "hi", "SM1") != []
    assert said(phone, "hi", "SM1") == []
    assert [row.direction for row in rows(line)] == ["inbound", "outbound"]


def test_ten_deliveries_at_once_move_the_conversation_once(texting: Callable[..., Line]) -> None:
    line = texting()
    phones = [phone_of(line) for _ in range(10)]
    with ThreadPoolExecutor(10) as pool:
        answers = list(pool.map(lambda phone: said(phone, "hi", "SM1"), phones))
    assert sorted(answers)[:9] == [[]] * 9
    assert said(phones[0], "1") == ["We are open from nine to five."]


def test_a_callback_of_a_reply_in_a_document_closes_its_row(texting: Callable[..., Line]) -> None:
    line = texting()
    phone = phone_of(line)
    (heard,) = phone.text("hi").heard
    assert heard.status_callback.startswith(f"{line.base}/status/message?m=")
    assert rows(line)[1].next_look_at is not None
    phone.tell(heard.status_callback, "SMout", "sent")
    row = rows(line)[1]
    assert (row.status, row.provider_id, row.next_look_at) == ("sent", "SMout", None)


def test_a_callback_about_nothing_we_know_is_kept(texting: Callable[..., Line]) -> None:
    line = texting()
    phone = phone_of(line)
    for status in ("sent", "flying", "sent"):
        phone.tell(f"{line.base}/status/message", "SMunheard", status)
    assert phone.warnings == []
    kept = [(row.status, row.meaning, row.message_id) for row in rows(line, MESSAGE_EVENTS)]
    assert kept == [("sent", "sent", None), ("flying", "", None)]


def test_what_came_with_a_text_is_written_down(texting: Callable[..., Line]) -> None:
    line = texting()
    phone = phone_of(line, MessagingServiceSid="MG1", OptOutType="HELP", NumSegments="2")
    phone.text("a\0b 👋", ("https://api.twilio.com/media/1",))
    row = rows(line)[0]
    assert (row.body, row.service, row.segments) == ("ab 👋", "MG1", 2)
    assert row.media == '[["https://api.twilio.com/media/1","image/jpeg"]]'
    assert '"told":"help"' in row.about
    assert '"country":"US"' in row.about


@pytest.mark.parametrize("number", ["12345", "ACME", "whatsapp:+14155551234", "+4912345678901"])
def test_others_than_long_numbers_text_too(texting: Callable[..., Line], number: str) -> None:
    assert said(phone_of(texting(), number), "hi") != []


def test_fast_answers_nothing_at_once_and_leaves_a_job(texting: Callable[..., Line]) -> None:
    line = texting(SMS_FAST_MODE="true")
    assert said(phone_of(line), "hi") == []
    assert [row.status for row in rows(line)] == ["received"]
    assert line.redis.llen("dramatiq:reply") == 1
    (job,) = [str(value) for value in line.redis.hvals("dramatiq:reply.msgs") if "answer_text" in str(value)]
    assert '"args":[1]' in job, "the number of a row, and nothing else"
    assert "5551234" not in job


def test_a_text_that_cannot_be_written_down_is_not_taken(texting: Callable[..., Line]) -> None:
    line = texting()
    var = Path(line.environment["IVR_VAR_DIR"])
    database = open_database(None, var)
    with database.begin() as connection:
        connection.execute(sa.text("ALTER TABLE messages RENAME TO elsewhere"))
    phone = phone_of(line)
    with pytest.raises(CallFailedError, match="/sms answered 503"):
        phone.text("hi", sid="SM1")
    phone.tell(f"{line.base}/status/message?m=x", "SM2", "sent")
    assert phone.warnings == ["/status/message answered 503 to a callback (Twilio 15003)"]
    with database.begin() as connection:
        connection.execute(sa.text("ALTER TABLE elsewhere RENAME TO messages"))
    database.close()
    assert said(phone, "hi", "SM1") != []


@pytest.mark.parametrize("missing", ["From", "To", "MessageSid"])
def test_a_form_that_says_nothing_is_refused(texting: Callable[..., Line], missing: str) -> None:
    empty = {missing: ""} if missing != "MessageSid" else {"MessageSid": "", "SmsSid": "", "SmsMessageSid": ""}
    with pytest.raises(CallFailedError, match="answered 400"):
        phone_of(texting(), **empty).text("hi")


def test_a_rehearsing_phone_is_believed_when_it_says_what_time_it_is(line_of: Callable[..., Line]) -> None:
    flow = "which: {hours: office, open: there, closed: sorry}\nthere: {hangup: We are open.}\n"
    line = line_of(flow, 'texts: main\nhours: {office: {open: {mon-fri: "09:00-17:00"}}}\n')
    for at, answer in (("2026-03-03 10:00", "We are open."), ("2026-03-03 20:00", "We cannot do that now.")):
        assert said(phone_of(line, RingtreeAt=at), "hi") == [answer]
    with pytest.raises(CallFailedError, match="answered 400"):
        phone_of(line, RingtreeAt="tomorrow").text("hi")


def test_another_signature_header_is_nobody_s(texting: Callable[..., Line]) -> None:
    headers = {"telnyx-signature-ed25519": "x", "telnyx-timestamp": "1"}
    assert knock(texting().app, "POST", "/sms", b"{}", headers, CONTENT_TYPE="application/json").status == 403


def test_nothing_of_a_text_is_logged(texting: Callable[..., Line], capsys: pytest.CaptureFixture[str]) -> None:
    said(phone_of(texting()), "a very secret word")
    logged = capsys.readouterr().err
    assert "text_received" in logged
    assert "secret" not in logged
    assert "5551234" not in logged


def test_a_line_without_texts_answers_with_silence(line_of: Callable[..., Line]) -> None:
    assert said(phone_of(line_of("welcome: {hangup: Goodbye.}\n")), "hi") == []


def test_the_sample_line_answers_by_its_menus(line: Line) -> None:
    assert said(phone_of(line), "hi")[0].startswith("This is Harbor Bank.\n")
