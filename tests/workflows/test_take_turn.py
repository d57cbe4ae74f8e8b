"""Which turn a webhook is: new, repeated, late, from the future, of a call nobody knows. On a real Redis."""

import io
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from urllib.parse import parse_qsl, urlencode

import pytest
from line import Line, facts_in, followed, open_line, services_on, turns_of
from msgspec import structs
from redis import Redis

from ivr.dialog.directives import Collect, HangUp, Speak
from ivr.dialog.events import CallArrived, Caller, CallStatus, CallStatusReported, DigitsPressed, Event, NoInput
from ivr.host.redis import EmbeddedRedis
from ivr.menu.parts import ToStep
from ivr.ports.calls import Services
from ivr.sealing import Seal
from ivr.stores.facts_spool import FactsSpool
from ivr.stores.live_menus import LiveMenus
from ivr.stores.redis_calls import RedisCalls
from ivr.stores.redis_wire import RedisWire
from ivr.values import CallId, PhoneNumber
from ivr.workflows.record_status import record_status
from ivr.workflows.standing import Incoming, Ticket
from ivr.workflows.take_turn import Answer, take_turn

CALL = CallId("CA1")
ARRIVED = CallArrived(CALL, Caller(PhoneNumber("+14155551234")), PhoneNumber("+14155550100"))
LINE = """
line: A table
calls: main
timezone: UTC
languages: {en: {locale: en-US}, es: {locale: es-ES}}
patience:
  on_silence: {en: Nothing heard., es: Nada.}
  on_wrong: {en: Not a choice., es: No.}
  give_up: hangup
"""
MAIN = """
choices:
  menu: {en: "First words at {{ now }}. For a number, press 1. For Spanish, press 2.", es: "Uno o dos, {{ now }}."}
  keys: {1: number, 2: spanish}
spanish: {language: es, next: choices}
number:
  ask: {en: Four digits please., es: Cuatro cifras.}
  save: pin
  as: digits
  length: 4
  next: tell
tell:
  say: {en: "You said {{ pin | spell }}.", es: "Usted dijo {{ pin | spell }}."}
  next: choices
"""


@pytest.fixture
def menus(tmp_path: Path) -> Path:
    folder = tmp_path / "menus"
    folder.mkdir()
    (folder / "line.yaml").write_text(LINE)
    (folder / "main.yaml").write_text(MAIN)
    return folder


@pytest.fixture
def services(wire: RedisWire, menus: Path, tmp_path: Path) -> Services:
    """A clock that is never the same twice, a real shelf for calls, a real folder of menus."""
    ticks = count()
    clock = lambda: datetime(2026, 3, 3, 10, tzinfo=UTC) + timedelta(seconds=next(ticks))  # noqa: E731
    return services_on(wire, tmp_path, followed(menus, tmp_path / "followed"), clock)


class Caller4:
    """One call, taken step by step, its answers kept."""

    def __init__(self, services: Services) -> None:
        self.services = services
        self.answers = [self.send(ARRIVED, None)]

    def send(self, event: Event, ticket: Ticket | None) -> Answer:
        return take_turn(self.services, Incoming(ARRIVED, event, ticket))

    def press(self, digits: str) -> Answer:
        self.answers.append(self.send(DigitsPressed(digits), self.answers[-1].ticket))
        return self.answers[-1]


@pytest.fixture
def call(services: Services) -> Caller4:
    return Caller4(services)


def said(answer: Answer) -> str:
    sounds = [each for each in answer.directives if isinstance(each, Speak)]
    last = answer.directives[-1]
    sounds += [each for each in last.sounds if isinstance(each, Speak)] if isinstance(last, Collect) else []
    return " ".join(sound.text for sound in sounds)


def turns(redis: "Redis") -> list[int]:
    return sorted(turns_of(facts_in(redis))[CALL.value].elements())


def test_a_turn_is_one_on_from_its_ticket(call: Caller4, redis: "Redis") -> None:
    assert [call.press(keys).ticket.turn for keys in ("1", "1234", "2", "1")] == [2, 3, 4, 5]
    assert call.answers[-1].ticket.language == "es"
    assert call.answers[-1].ticket.here == ToStep("main", "number")
    assert turns(redis) == [1, 2, 3, 4, 5]


@pytest.mark.parametrize("event", [ARRIVED, DigitsPressed("9"), NoInput()])
def test_a_repeated_arrival_gets_the_present_answer(call: Caller4, redis: "Redis", event: Event) -> None:
    assert call.send(event, None) == call.answers[0]
    call.press("2")
    assert call.send(event, None) == call.answers[1]
    assert turns(redis) == [1, 2]


def test_one_turn_less_gets_the_same_answer_whatever_it_says_now(call: Caller4, redis: "Redis") -> None:
    answer = call.press("2")
    assert "Uno o dos" in said(answer)
    for event in (DigitsPressed("2"), DigitsPressed("1"), NoInput()):
        assert call.send(event, call.answers[0].ticket) == answer
    assert turns(redis) == [1, 2]


def test_older_gets_the_present_answer(call: Caller4, redis: "Redis") -> None:
    call.press("1")
    answer = call.press("1234")
    assert said(answer).startswith("You said 1, 2, 3, 4. First words")
    for late in call.answers[:2]:
        assert call.send(DigitsPressed("2"), late.ticket) == answer
    assert turns(redis) == [1, 2, 3]


def test_newer_than_the_store_goes_by_the_address(call: Caller4, redis: "Redis") -> None:
    old = redis.get("call:CA1")
    call.press("2")
    call.press("1")
    assert old is not None
    redis.set("call:CA1", old)
    answer = call.press("4321")
    assert said(answer).startswith("Usted dijo 4, 3, 2, 1.")
    assert (answer.ticket.turn, answer.ticket.language) == (4, "es")
    assert turns(redis) == [1, 2, 3, 4]
    assert call.send(NoInput(), call.answers[2].ticket) == answer


def test_a_call_whose_state_is_gone_goes_on_where_its_address_says(call: Caller4, redis: "Redis") -> None:
    call.press("2")
    call.press("1")
    redis.delete("call:CA1")
    answer = call.press("4321")
    assert said(answer).startswith("Usted dijo 4, 3, 2, 1.")
    assert (answer.ticket.turn, answer.ticket.language) == (4, "es")
    assert call.send(DigitsPressed("4321"), call.answers[2].ticket) == answer
    assert turns(redis) == [1, 2, 3, 4]


def test_a_call_whose_state_and_address_are_gone_begins_again(call: Caller4, redis: "Redis") -> None:
    call.press("2")
    redis.delete("call:CA1")
    answer = call.send(DigitsPressed("1"), None)
    assert (said(answer).startswith("First words"), answer.ticket.turn) == (True, 1)


def test_a_closed_call_is_still_answered_and_stays_closed(call: Caller4, services: Services, redis: "Redis") -> None:
    call.press("2")
    for _ in range(2):
        record_status(services, CallStatusReported(CALL, CallStatus.COMPLETED))
        again, before = call.send(DigitsPressed("2"), call.answers[0].ticket), call.answers[-1]
        assert (again.directives, again.ticket) == (before.directives, before.ticket)
        call.press("2")
    assert turns(redis) == [0, 1, 2, 3, 4]


def test_a_live_call_keeps_the_menus_it_began_with(call: Caller4, services: Services, menus: Path) -> None:
    began = call.answers[0].ticket.menus
    (menus / "main.yaml").write_text(MAIN.replace("First words", "Second words"))
    assert isinstance(services.menus, LiveMenus)
    services.menus.look()
    call.press("1")
    assert "First words" in said(call.press("1234"))
    other = structs.replace(ARRIVED, call_id=CallId("CA2"))
    fresh = take_turn(services, Incoming(other, other, None))
    assert ("Second words" in said(fresh), fresh.ticket.menus == began) == (True, False)


def test_an_answer_is_prepared_while_it_is_written_and_again_when_another_came_of_it(services: Services) -> None:
    def turn(incoming: Incoming) -> tuple[Answer, list[Answer]]:
        prepared: list[Answer] = []
        return take_turn(services, incoming, prepared.append), prepared

    arrival, prepared = turn(Incoming(ARRIVED, ARRIVED, None))
    assert [each is arrival for each in prepared] == [True]
    ticket = structs.replace(arrival.ticket, unpack=lambda _: arrival.state)
    answer, prepared = turn(Incoming(ARRIVED, DigitsPressed("1"), ticket))
    assert [each is answer for each in prepared] == [True]
    # Pressed again, but something else: it is presumed to count, and does not.
    again, prepared = turn(Incoming(ARRIVED, DigitsPressed("9"), ticket))
    assert [each is again for each in prepared] == [False]
    assert again.directives == answer.directives


def test_menus_that_are_gone_give_way_to_the_present_ones_for_good(
    call: Caller4, services: Services, menus: Path, redis: "Redis"
) -> None:
    call.press("1")
    (menus / "main.yaml").write_text(MAIN.replace("First words", "Second words"))
    folder = followed(menus, menus.parent / "again")
    call.services = replace(services, menus=folder)
    answer = call.press("1234")
    assert said(answer).startswith("You said 1, 2, 3, 4. Second words")
    assert answer.ticket.menus == folder.current().version
    (menus / "main.yaml").write_text(MAIN.replace("First words", "Third words"))
    folder.look()
    assert "Second words" in said(call.press("9")), "it stays with the menus it went over to"
    assert [fact["menus"] for fact in facts_in(redis)][-2:] == [answer.ticket.menus.value] * 2


@pytest.mark.parametrize("stored", [True, False])
def test_a_step_that_is_gone_leads_to_the_start(
    call: Caller4, services: Services, menus: Path, redis: "Redis", stored: bool
) -> None:
    call.press("1")
    without, _, _ = MAIN.replace("1: number, ", "").partition("number:")
    (menus / "main.yaml").write_text(without)
    call.services = replace(services, menus=followed(menus, menus.parent / "again"))
    if not stored:
        redis.delete("call:CA1")
    answer = call.press("1234")
    assert said(answer).startswith("First words")
    assert answer.ticket.here == ToStep("main", "choices")


def test_a_ticket_of_a_language_that_is_gone_speaks_the_first(
    call: Caller4, services: Services, redis: "Redis"
) -> None:
    ticket = structs.replace(call.answers[0].ticket, language="fr")
    redis.delete("call:CA1")
    assert said(call.send(NoInput(), ticket)).startswith("Nothing heard. First words")


def test_garbage_in_the_store_counts_as_gone(call: Caller4, redis: "Redis") -> None:
    call.press("1")
    redis.set("call:CA1", "2 {}")
    assert said(call.press("1234")).startswith("You said 1, 2, 3, 4.")
    assert call.press("1").ticket.turn == 4
    assert turns(redis) == [1, 2, 3, 4]


def test_a_store_that_is_overtaken_for_ever_still_answers(
    logged: io.StringIO, call: Caller4, services: Services, wire: RedisWire, menus: Path
) -> None:
    class Overtaken(RedisCalls):
        """Somebody else always writes first."""

        def save(self, *_: object) -> bool:
            return False

    overtaken = Overtaken(wire, Seal(b"another", "calls"), FactsSpool(menus / "facts.spool"))
    call.services = replace(services, calls=overtaken)
    assert said(call.press("1")) == "Four digits please."
    assert logged.getvalue().count("turn_not_written") == 1


# --- tickets as addresses, through the door ------------------------------------------------------------------------


@pytest.fixture
def rung(redis: "Redis", redis_server: EmbeddedRedis, tmp_path: Path, menus: Path) -> Line:
    return open_line(redis, redis_server.url, tmp_path, menus)


def way_on(document: str) -> str:
    return document.partition('action="')[2].partition('"')[0].replace("&amp;", "&")


def form(call_sid: str, digits: str) -> dict[str, str]:
    return {"CallSid": call_sid, "From": "+14155551234", "To": "+14155550100", "Digits": digits}


def _turn(value: str) -> Callable[[str], str]:
    return lambda target: _changed(target, "turn", value)


def _changed(target: str, name: str, value: str) -> str:
    path, _, query = target.partition("?")
    return f"{path}?{urlencode({**dict(parse_qsl(query)), name: value})}"


@pytest.mark.parametrize(
    "tamper",
    [
        _turn("0"),
        _turn("2"),
        _turn("99999"),
        _turn("-1"),
        lambda target: _changed(target, "lang", "es"),
        lambda target: _changed(target, "menus", "0"),
        lambda target: _changed(target, "k", "0" * 22),
        lambda target: target.replace("/main/choices", "/main/tell"),
        lambda target: target.partition("?")[0],
        lambda target: target.replace("turn=1", "turn=1&turn=2").replace("turn=1&", "turn=3&", 1),
    ],
    ids=["turn 0", "turn 2", "turn 99999", "turn -1", "language", "menus", "mac", "step", "no query", "two turns"],
)
def test_an_authentic_webhook_with_a_tampered_address_gets_the_present_prompt(
    rung: Line, tamper: Callable[[str], str]
) -> None:
    arrived = rung.post("/voice", form("CA1", ""))
    target = tamper(way_on(arrived.body.decode()))
    assert rung.post(target, form("CA1", "1")) == arrived
    assert turns(rung.redis) == [1]


def test_the_address_of_another_call_leads_nowhere(rung: Line) -> None:
    first = rung.post("/voice", form("CA1", ""))
    second = rung.post("/voice", form("CA2", ""))
    foreign = way_on(second.body.decode())
    assert rung.post(foreign, form("CA1", "1")) == first
    assert turns(rung.redis) == [1]
    unknown = rung.post(foreign, form("CA3", "1"))
    assert (unknown.status, b"First words" in unknown.body) == (200, True)
    assert facts_in(rung.redis)[-1]["turn"] == 1


def test_without_menus_a_call_ends_with_an_apology(services: Services, tmp_path: Path) -> None:
    nothing = replace(services, menus=followed(tmp_path / "none", tmp_path / "without"))
    answer = take_turn(nothing, Incoming(ARRIVED, ARRIVED, None))
    assert (said(answer).startswith("We are sorry"), answer.directives[-1]) == (True, HangUp())
