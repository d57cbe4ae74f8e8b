"""Texts come and are answered alike, whichever company brings them; and no conversation meets another company's."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from line import BY_EVERY_COMPANY, LINE_NUMBER, Line
from text_worker import talk_with, text_phone, text_worker

from ivr.cli.text_scripts import LineTalk
from ivr.handset.heard import TextSent
from ivr.phone.companies import TELNYX, TWILIO, Telnyx
from ivr.phone.line import Reply
from ivr.phone.problems import CallFailedError
from ivr.phone.text_companies import TelnyxTexting
from ivr.phone.text_phone import TextPhone
from ivr.values import MessageId

FLOW = """\
which: {menu: "For one, text 1. For two, text 2.", keys: {1: one, 2: two}}
one: {ask: Your number?, save: number, length: 2, next: told}
told: {menu: "You said {{ number }}. Text 1.", keys: {1: bye}}
two: {hangup: Two it is.}
bye: {hangup: Goodbye.}
"""
TEXTS = "texts: main\n"


@pytest.fixture
def line(line_of: Callable[..., Line]) -> Line:
    return line_of(FLOW, TEXTS)


def said(talk: LineTalk, text: str, *media: str) -> str:
    return " ".join(each.text for each in talk.send(text, media).heard if isinstance(each, TextSent))


@BY_EVERY_COMPANY
def test_a_conversation_by_text(line: Line) -> None:
    talk = talk_with(line)
    assert said(talk, "hi") == "For one, text 1. For two, text 2."
    assert said(talk, "1") == "Your number?"
    assert said(talk, "47") == "You said 47. Text 1."
    assert said(talk, "1") == "Goodbye."


@BY_EVERY_COMPANY
def test_a_text_that_is_delivered_again_is_not_answered_again(line: Line) -> None:
    phone, worker = text_phone(line), text_worker(line)
    at_once = [heard.body for _ in range(3) for heard in phone.text("hi", sid="the-same").heard]
    answered = worker.find_answer(MessageId("the-same"))
    assert answered is not None
    assert len(at_once) + len(answered.replies) == 1
    assert [fact["turn"] for fact in line.facts()] == [1]


@BY_EVERY_COMPANY
def test_pictures_come_along(line_of: Callable[..., Line]) -> None:
    line = line_of(
        "roof: {ask: Show it., as: recording, save: roof, next: told}\ntold: {hangup: '{{ roof }}'}\n", TEXTS
    )
    talk = talk_with(line)
    said(talk, "hi")
    assert said(talk, "Here", "https://p.example/1.jpg", "https://p.example/2.jpg") == (
        "Here https://p.example/1.jpg https://p.example/2.jpg"
    )


@BY_EVERY_COMPANY
@pytest.mark.parametrize(
    ("at", "answer"), [("2026-03-03 10:00", "Open."), ("2026-03-03 20:00", "We cannot do that now.")]
)
def test_a_rehearsing_phone_is_believed_what_time_it_is(line_of: Callable[..., Line], at: str, answer: str) -> None:
    flow = "which: {hours: office, open: there, closed: sorry}\nthere: {hangup: Open.}\n"
    line = line_of(flow, TEXTS + 'hours: {office: {open: {mon-fri: "09:00-17:00"}}}\n')
    assert said(talk_with(line, RingtreeAt=at), "hi") == answer
    with pytest.raises(CallFailedError, match="answered 400"):
        text_phone(line, RingtreeAt="tomorrow").text("hi")


@BY_EVERY_COMPANY
def test_a_phone_tells_how_a_reply_fares(line: Line) -> None:
    phone, worker = text_phone(line), text_worker(line)
    (heard, *_) = [*phone.text("hi", sid="m1").heard, None]
    worker.work()
    callback = f"{line.base}/status/message" if heard is None else heard.status_callback
    phone.tell(callback, "SMof-the-reply", "delivered")
    assert phone.warnings == []


def test_conversations_of_two_companies_never_meet(line: Line) -> None:
    """The same person, the same number of ours, the same names of texts: and still two conversations."""
    twilio, telnyx = replace(line, company=TWILIO), replace(line, company=TELNYX)

    def answers(of: Line, text: str, sid: str) -> list[str]:
        at_once = [each.body for each in text_phone(of).text(text, sid=sid).heard]
        answered = text_worker(of).find_answer(MessageId(sid))
        assert answered is not None
        return at_once or [each.reply.body for each in answered.replies]

    assert answers(twilio, "hi", "m1") == ["For one, text 1. For two, text 2."]
    assert answers(telnyx, "hi", "m1") == ["For one, text 1. For two, text 2."]
    assert answers(twilio, "1", "m2") == ["Your number?"]
    assert answers(telnyx, "2", "m2") == ["Two it is."]
    assert answers(twilio, "47", "m3") == ["You said 47. Text 1."]
    assert {fact["call_id"] for fact in line.facts()} == {"m1", "telnyx:m1"}


def test_an_answer_that_comes_too_late_for_a_company_is_told() -> None:
    class Taken:
        def deliver(self, _url: str, _body: bytes, _headers: object) -> Reply:
            return Reply(200, "application/json", b"{}", {})

    company = Telnyx(TelnyxTexting(patience_s=-1))
    phone = TextPhone(Taken(), "https://line.example", "AC1", "a token", "+14155551234", LINE_NUMBER, company=company)
    phone.text("hi")
    (warning,) = phone.warnings
    assert warning.startswith("/sms took ")
    assert warning.endswith("after -1 s it is delivered again")
