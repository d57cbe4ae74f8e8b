"""Queues, callbacks, conferences, machines, payments and texts, as callers meet them, over the real door and Redis."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from line import BY_EVERY_COMPANY_IN_ALL, SECRET, Line, dispositions

from ivr.dialog.errands import CallbackWanted, TextWanted
from ivr.handset.heard import (
    Ended,
    HeardAudio,
    HeardPause,
    WaitingElsewhere,
    WaitingForInput,
    WaitingInQueue,
)
from ivr.host.redis import ensure
from ivr.phone.companies import Company
from ivr.sealing import Seal
from ivr.stores.errand_record import load_errand

pytestmark = BY_EVERY_COMPANY_IN_ALL

QUEUES = """\
contacts: {support: {dial: ["+14155550111", "+14155550112"], text: "+14155550113"}}
queues: {cards: {agents: support, most: 3}}
"""
HOLD = """\
welcome: {say: Welcome., next: hold}
hold:
  queue: cards
  announce: "You are number {{ queue.position }}, {{ queue.minutes }} minutes."
  every: 30s
  max_wait: 5m
  leave: {1: call_me, "*": bye}
  answered: rate
  full: full
  failed: broken
  otherwise: late
call_me: {callback: We will ring you., into: cards, next: thanks}
thanks: {hangup: Thank you.}
bye: {hangup: You left.}
rate: {menu: "Were we any good? Press 1.", keys: {1: bye}}
full: {hangup: Too many people wait.}
broken: {hangup: The queue is broken.}
late: {hangup: It takes too long.}
"""


@pytest.fixture
def line(line_of: Callable[..., Line]) -> Line:
    return line_of(HOLD, QUEUES)


def errands(line: Line) -> list[Any]:
    """Return what is left to be done, oldest first."""
    entries: Any = line.redis.xrange("errands")
    seal = Seal(SECRET.encode(), "calls")
    return [load_errand(fields[b"errand"], seal) for _, fields in entries]


def test_who_waits_hears_where_they_stand(line: Line) -> None:
    first, second = line.phone(), line.phone()
    report = first.ring()
    assert report.words == "Welcome. You are number 1, 2 minutes."
    assert isinstance(report.waits, WaitingInQueue)
    assert report.waits.name == "cards"
    if line.company.name == "twilio":  # elsewhere nobody pauses while a key is listened for; the wait is the same
        assert any(isinstance(item, HeardPause | HeardAudio) for item in report.heard)
    assert "You are number 2, 3 minutes." in second.ring().words
    assert first.dequeue().words == "Were we any good? Press 1."
    assert "You are number 1," in " ".join(second.stay_silent().words for _ in range(4))
    first.hang_up()
    second.hang_up()
    assert dispositions(line.facts()) == ["connected", "abandoned"]
    assert line.redis.zcard("queue:cards") == 0


def test_a_call_whose_end_alone_is_told_waits_no_longer(line: Line) -> None:
    call_sid = "CA" + "5" * 32
    line.phone(call_sid=call_sid).ring()
    assert line.redis.zcard("queue:cards") == 1
    assert line.status(call_sid, "completed").status == 204
    assert line.redis.zcard("queue:cards") == 0


def test_who_has_yet_to_decide_hears_how_the_queue_stands(line_of: Callable[..., Line]) -> None:
    words = ", ".join(f"{{{{ queues.cards.{each} }}}}" for each in ("waiting", "free", "minutes"))
    ask = f'ask: {{menu: "{words}.", keys: {{1: hold}}}}\n'
    line = line_of(ask + HOLD.partition("hold:")[1] + HOLD.partition("hold:")[2], QUEUES)
    heard = []
    for _ in range(3):
        phone = line.phone()
        heard.append(phone.ring().words)
        phone.press("1")
    assert heard == ["0, 2, 2.", "1, 2, 3.", "2, 2, 5."], (
        "those before and oneself, by two who answer, at three minutes"
    )
    line.redis.set("queue:cards:busy", 3)
    assert line.phone().ring().words.startswith("3, 0,")


def test_an_announcement_comes_at_most_every_so_often(line: Line) -> None:
    phone = line.phone()
    heard = [phone.ring().words, *(phone.stay_silent().words for _ in range(5))]
    announced = [words for words in heard if "You are number" in words]
    assert 1 < len(announced) < len(heard)


@pytest.mark.parametrize(
    ("result", "heard", "outcome"),
    [
        ("full", "Too many people wait.", "full"),
        ("fails", "The queue is broken.", "failed"),
    ],
)
def test_how_a_wait_ends(line: Line, result: Any, heard: str, outcome: str) -> None:
    phone = line.phone()
    phone.ring()
    assert phone.dequeue(result).words == heard
    assert line.facts()[1]["outcome"] == outcome


def test_keys_lead_out_of_the_queue(line: Line) -> None:
    phone = line.phone()
    phone.ring()
    assert isinstance(phone.press("5").waits, WaitingInQueue)
    assert phone.press("*").words == "You left."
    assert line.facts()[1]["outcome"] == "left"
    assert line.facts()[1]["key"] == "*"
    assert line.redis.zcard("queue:cards") == 0


def test_nobody_waits_longer_than_they_are_to(line: Line) -> None:
    phone = line.phone()
    report = phone.ring()
    for _ in range(40):
        if isinstance(report.waits, Ended):
            break
        report = phone.stay_silent()
    assert report.words == "It takes too long."
    assert line.facts()[1]["outcome"] == "timed_out"


def test_a_queue_that_is_full_is_not_joined(line: Line) -> None:
    for _ in range(3):
        line.phone().ring()
    assert line.phone().ring().words == "Welcome. Too many people wait."


def test_a_caller_is_called_back_at_their_place(line: Line) -> None:
    phone = line.phone()
    phone.ring()
    asked = phone.press("1")
    assert asked.words == (
        "We will ring you. We will call you back at 4 1 5, 5 5 5, 1 2 3 4. If that is right, press 1. "
        "For another number, press 2."
    )
    assert phone.press("1").words == "Thank you."
    (wanted,) = errands(line)
    assert isinstance(wanted, CallbackWanted)
    assert wanted.to.reveal() == "+14155551234"
    assert (wanted.queue, wanted.language, wanted.at) == ("cards", "en", None)
    first = next(fact for fact in line.facts() if fact["turn"] == 1)
    assert wanted.since == first["at"]
    assert dispositions(line.facts()) == ["callback"]


def test_another_number_may_be_entered_and_is_read_back(line: Line) -> None:
    phone = line.phone(caller="anonymous")
    phone.ring()
    asked = phone.press("1")
    assert asked.words == "We will ring you. Please enter the number where we can reach you, then press pound."
    assert phone.press("5105551234#").words.startswith("We will call you back at 5 1 0, 5 5 5, 1 2 3 4.")
    assert phone.press("2").words.startswith("Please enter")
    assert phone.press("2125551234#").words.startswith("We will call you back at 2 1 2")
    assert phone.press("1").words == "Thank you."
    assert [wanted.to.reveal() for wanted in errands(line)] == ["+12125551234"]
    assert "2125551234" not in str(line.redis.xrange("errands"))


def test_no_number_abroad_is_called_back(line: Line) -> None:
    phone = line.phone(caller="anonymous")
    phone.ring()
    phone.press("1")
    phone.press("442079460958#")
    report = phone.press("1")
    assert isinstance(report.waits, WaitingForInput)
    assert errands(line) == []


def test_who_leaves_the_queue_for_a_while_keeps_their_place(line_of: Callable[..., Line]) -> None:
    flow = HOLD.replace('"*": bye', '"*": look') + "look: {menu: Look around., keys: {1: hold}}\n"
    line = line_of(flow, QUEUES)
    first, second = line.phone(), line.phone()
    first.ring()
    second.ring()
    first.press("*")
    assert "You are number 1," in first.press("1").words


def test_waiting_works_without_redis(line_of: Callable[..., Line], tmp_path: Path) -> None:
    with ensure(tmp_path / "store") as server:
        line = line_of(HOLD, QUEUES, REDIS_URL=server.url)
        phone = line.phone()
        phone.ring()
        server.close()
        report = phone.stay_silent()
        assert isinstance(report.waits, WaitingInQueue)
        assert phone.press("1").words.startswith("We will ring you.")


def test_a_forged_wait_is_refused(line: Line) -> None:
    phone = line.phone(call_sid="CA" + "5" * 32)
    document = phone.ring().document
    target = re.search(r'action="([^"]*side/wait[^"]*)"', document)
    assert target is not None
    path = target[1].replace("&amp;", "&")
    form = {"CallSid": "CA" + "5" * 32, "From": "+14155551234", "To": "+14155550100"}
    assert line.post(path, form).status == 200
    assert line.post(path, {**form, "CallSid": "CA" + "6" * 32}).status == 403
    assert line.post(path.replace("said=", "said=9"), form).status == 403
    assert line.post(urlsplit(path).path, form).status == 403


# --- conferences, machines, payments, texts ----------------------------------------------------------------------


def test_a_conference(line_of: Callable[..., Line]) -> None:
    flow = 'room: {conference: "team {{ caller.country }}", moderator: yes, record: yes, next: sorry}\n'
    line = line_of(flow)
    phone = line.phone()
    report = phone.ring()
    assert report.waits == WaitingElsewhere("conference", "team US")
    assert 'endConferenceOnExit="true"' in report.document
    assert phone.come_back().words == "We cannot do that now."
    gone = line.phone()
    gone.ring()
    gone.hang_up()
    assert dispositions(line.facts()) == ["connected", "connected"]


def test_a_machine(line_of: Callable[..., Line]) -> None:
    flow = """\
talk:
  stream: wss://agent.example/line
  kind: relay
  with: {name: "{{ caller.name | default: 'a <caller>' }}"}
  next: bye
  failed: sorry
bye: {hangup: Bye.}
"""
    line = line_of(flow)
    phone = line.phone()
    assert phone.ring().waits == WaitingElsewhere("stream", "wss://agent.example/line")
    assert phone.come_back().words == "Bye."
    other = line.phone()
    other.ring()
    assert other.come_back("fails").words == "We cannot do that now."
    assert dispositions(line.facts()) == ["machine", "goodbye"]


def test_a_payment(line_of: Callable[..., Line], company: Company) -> None:
    if company.name != "twilio":
        pytest.skip("others take none, and `ivr check` says so")
    flow = """\
owed: {set: {due: "{{ 12.5 }}"}, next: pay}
pay: {pay: "{{ due }}", currency: EUR, token: reusable, save: token, paid: thanks, failed: sorry}
thanks: {hangup: "Thank you. {% if token contains 'tok_' %}Kept.{% endif %}"}
"""
    line = line_of(flow)
    phone = line.phone()
    assert phone.ring().waits == WaitingElsewhere("payment", "12.50 EUR")
    assert phone.come_back().words == "Thank you. Kept."
    other = line.phone()
    other.ring()
    assert other.come_back("fails").words == "We cannot do that now."
    gone = line.phone()
    gone.ring()
    gone.hang_up()
    outcomes = [fact["outcome"] for fact in line.facts() if fact["kind"] == "turn" and fact["turn"] == 2]
    assert outcomes == ["paid", "unpaid", "unpaid"]


@pytest.mark.parametrize("amount", ["0", "-3", "12,50", "a lot", "9999999", "{{ nothing | default: 0 }}"])
def test_an_amount_that_is_none_is_a_failure(line_of: Callable[..., Line], amount: str) -> None:
    flow = f'set: {{set: {{nothing: "0", due: "{amount}"}}, next: pay}}\n'
    flow += 'pay: {pay: "{{ due }}", paid: sorry, failed: no}\n'
    assert line_of(flow + "no: {hangup: Not paid.}\n").phone().ring().words == "Not paid."


def test_texts_are_left_to_be_sent_once(line_of: Callable[..., Line]) -> None:
    flow = """\
menu: {menu: Press 1., keys: {1: text}}
text: {text: "Hello {{ caller.number | phone }}", media: "https://acme.example/a.png", next: desk, failed: sorry}
desk: {text: A call., to: support, next: bad}
bad: {text: Never., to: "{{ '+442079460958' }}", next: menu, failed: told}
told: {say: No text., next: menu}
"""
    line = line_of(flow, QUEUES)
    phone = line.phone(call_sid="CA" + "4" * 32)
    document = phone.ring().document
    assert phone.press("1").words.startswith("No text.")
    target = document.partition('action="')[2].partition('"')[0].replace("&amp;", "&")
    form = {"CallSid": "CA" + "4" * 32, "From": "+14155551234", "To": "+14155550100", "Digits": "1"}
    assert line.post(target, form).status == 200
    first, second = errands(line)
    assert isinstance(first, TextWanted)
    assert first.to.reveal() == "+14155551234"
    assert first.sender.reveal() == "+14155550100"
    assert first.text == "Hello (415) 555-1234"
    assert first.media == ("https://acme.example/a.png",)
    assert (second.to.reveal(), second.text, second.number) == ("+14155550113", "A call.", 1)
