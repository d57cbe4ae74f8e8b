"""Every webhook delivered one to five times at once: one answer, one fact per turn."""

import io
from collections import Counter
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from random import Random
from urllib.parse import urlsplit

import pytest
from how_much import so_many
from line import CLOSED, HOLIDAY, OPEN, Line, turns_of
from random_caller import live_a_call

from ivr import log
from ivr.phone.line import RepeatingTransport, Reply, Transport, WsgiTransport

CALLS = so_many(80, 400)
CHUNKS = 4
TIMES = (OPEN, OPEN, OPEN, CLOSED, HOLIDAY, None)


@dataclass
class Counting:
    """Counts the webhooks of a call, by where they go; a repetition is another transport's matter."""

    inner: Transport
    posted: Counter[str] = field(default_factory=Counter)

    def post(self, url: str, form: Mapping[str, str], headers: Mapping[str, str]) -> Reply:
        self.posted["status" if urlsplit(url).path.startswith("/status/") else "voice"] += 1
        return self.inner.post(url, form, headers)

    def get(self, url: str, headers: Mapping[str, str]) -> Reply:
        return self.inner.get(url, headers)


@pytest.mark.parametrize("chunk", range(CHUNKS))
def test_one_answer_and_one_fact_however_often_it_comes(line: Line, chunk: int) -> None:
    voice: dict[str, int] = {}
    for seed in range(chunk, CALLS, CHUNKS):
        random = Random(seed)
        call_sid = f"CA{seed:032x}"
        repeating = RepeatingTransport(WsgiTransport(line.app), partial(random.randint, 1, 5))
        counting = Counting(repeating)
        phone = line.phone(random.choice(TIMES), transport=counting, call_sid=call_sid)
        live_a_call(random, phone, patience=0.9)
        voice[call_sid] = counting.posted["voice"]
    facts = line.facts()
    expected = {call_sid: Counter(range(turns + 1)) for call_sid, turns in voice.items()}
    assert turns_of(facts) == expected
    ends = {fact["call_id"]: fact["turns"] for fact in facts if fact["kind"] == "call"}
    assert ends == voice


def test_a_webhook_that_comes_late_gets_the_present_prompt_and_changes_nothing(line: Line) -> None:
    phone = line.phone()
    first = phone.ring()
    phone.press("1")
    third = phone.press("12345678")
    before = line.facts()
    late = line.post("/voice", {"CallSid": _call_sid(line), "From": "+14155551234", "To": "+14155550100"})
    assert (late.status, late.body.decode()) == (200, third.document)
    assert late.body.decode() != first.document
    assert line.facts() == before


def test_different_answers_at_once_count_as_one_turn_and_hear_the_same(line: Line) -> None:
    phone = line.phone()
    report = phone.ring()
    target = report.document.partition('action="')[2].partition('"')[0].replace("&amp;", "&")
    forms = [{"CallSid": _call_sid(line), "Digits": digit, "RingtreeAt": OPEN} for digit in "1239" * 3]
    with ThreadPoolExecutor(12) as threads:
        answers = list(threads.map(lambda form: line.post(target, form), forms))
    assert {answer.status for answer in answers} == {200}
    assert len({answer.body for answer in answers}) == 1
    assert [fact["turn"] for fact in line.facts()] == [1, 2]


def test_a_turn_is_logged_as_taken_once_however_many_come_at_once(
    logged: io.StringIO, line_of: Callable[..., Line]
) -> None:
    line = line_of(
        'a: {menu: "{{ caller.name | divided_by: 2 }} Press 1.", keys: {1: b}}\n'
        'b: {choose: [{when: "caller.number > 3", next: c}], otherwise: c}\n'
        'c: {menu: "{{ caller.name | divided_by: 2 }} Press 2.", keys: {2: a}}\n'
    )
    phone = line.phone()
    target = phone.ring().document.partition('action="')[2].partition('"')[0].replace("&amp;", "&")
    log.configure("text", logged)
    form = {"CallSid": _call_sid(line), "Digits": "1", "RingtreeAt": OPEN}
    with ThreadPoolExecutor(4) as threads:
        answers = list(threads.map(lambda _: line.post(target, form), range(4)))
    assert len({answer.body for answer in answers}) == 1
    told = logged.getvalue().splitlines()
    turns = [each for each in told if "] turn " in each]
    assert len(turns) == 4
    assert sum("repeated=False" in each for each in turns) == 1
    complaints = [each for each in told if "menu_complaint" in each]
    assert len(complaints) == len(set(map(_without_time, complaints))) > 0
    assert not [each for each in told if "error" in each or "unavailable" in each]


def _without_time(told: str) -> str:
    return told.partition(" ")[2]


def _call_sid(line: Line) -> str:
    call_sid: str = line.facts()[0]["call_id"]
    return call_sid
