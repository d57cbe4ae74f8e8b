"""A text message as a turn of its conversation: once, in order, sealed, however it is delivered. On a real Redis."""

import threading
import time
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from line import facts_in, followed, services_on
from redis import Redis

from ivr.dialog.directives import Asked
from ivr.dialog.events import Caller, SystemEnded, SystemOutcome
from ivr.dialog.facts import CallFact
from ivr.dialog.state import Disposition
from ivr.errors import StoreUnavailableError
from ivr.ports.calls import Services
from ivr.ports.conversations import ConversationBusyError, IncomingText
from ivr.rehearsal.aside import LineSide
from ivr.stores.live_menus import LiveMenus
from ivr.stores.redis_wire import RedisWire
from ivr.values import PhoneNumber
from ivr.workflows.converse import converse
from ivr.workflows.worlds import Rehearsed

LINE = """
line: A shop
calls: main
texts: main
keywords: {balance: account}
timezone: UTC
patience: {on_silence: Nothing heard., on_wrong: Not a choice., give_up: hangup, text_wait: 1h}
"""
MAIN = """
choices:
  menu: What would you like?
  keys: {1: account, 2: bye}
  words: {1: [my account], 2: [nothing]}
bye: {hangup: Goodbye.}
"""
ACCOUNT = """
number: {ask: Your four digits?, save: number, as: digits, length: 4, next: name}
name: {ask: "{{ number | spell }}. Your name?", save: name, as: words, next: thanks}
thanks: {hangup: "Thank you {{ name }}."}
"""
THEIRS, OURS = PhoneNumber("+14155551234"), PhoneNumber("+14155550100")
SHORT_S = 0.05


@dataclass
class Clock:
    now: datetime = field(default_factory=lambda: datetime(2026, 3, 3, 10, tzinfo=UTC))

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def menus(tmp_path: Path) -> Path:
    folder = tmp_path / "menus"
    folder.mkdir()
    for name, text in (("line", LINE), ("main", MAIN), ("account", ACCOUNT)):
        (folder / f"{name}.yaml").write_text(text)
    return folder


@pytest.fixture
def live(menus: Path, tmp_path: Path) -> LiveMenus:
    return followed(menus, tmp_path / "followed")


@pytest.fixture
def services(wire: RedisWire, live: LiveMenus, clock: Clock, tmp_path: Path) -> Services:
    return services_on(wire, tmp_path, live, clock)


def text(name: str, body: str, sender: PhoneNumber = THEIRS) -> IncomingText:
    return IncomingText("twilio", name, Caller(sender, "US"), OURS, body)


def said(services: Services, name: str, body: str, sender: PhoneNumber = THEIRS) -> str:
    return "\n".join(reply.text for reply in converse(services, text(name, body, sender)))


def test_texts_are_the_turns_of_a_conversation(services: Services, redis: "Redis") -> None:
    assert said(services, "SM1", "hi") == "What would you like?\n1: my account\n2: nothing"
    assert said(services, "SM2", "My Account, please!") == "Your four digits?"
    assert said(services, "SM3", "1234") == "1234. Your name?"
    assert said(services, "SM4", "Ann") == "Thank you Ann."
    assert said(services, "SM5", "hi again").startswith("What would you like?")
    facts = [(fact["call_id"], fact["turn"], fact.get("channel")) for fact in facts_in(redis)]
    of_first = [("SM1", 1, "text"), ("SM1", 2, "text"), ("SM1", 3, "text"), ("SM1", 4, "text"), ("SM1", 0, None)]
    assert facts == [*of_first, ("SM5", 1, "text")]


def test_a_message_that_comes_again_is_answered_alike_and_counts_once(services: Services, redis: "Redis") -> None:
    said(services, "SM1", "hi")
    first = said(services, "SM2", "1")
    assert [said(services, "SM2", "1") for _ in range(3)] == [first] * 3
    assert said(services, "SM1", "hi").startswith("What would you like?")
    assert said(services, "SM3", "12") == "Not a choice.\nYour four digits?"
    assert len(facts_in(redis)) == 3


def test_the_last_message_of_a_conversation_does_not_begin_another(services: Services) -> None:
    said(services, "SM1", "hi")
    assert said(services, "SM2", "2") == "Goodbye."
    assert said(services, "SM3", "hi").startswith("What would you like?")
    assert said(services, "SM2", "2") == "Goodbye."
    assert said(services, "SM4", "1") == "Your four digits?"


def test_two_people_have_two_conversations(services: Services) -> None:
    other = PhoneNumber("+14155559999")
    said(services, "SM1", "hi")
    said(services, "SM2", "1")
    assert said(services, "SM3", "hi", other).startswith("What would you like?")
    assert said(services, "SM4", "1234") == "1234. Your name?"


def test_quick_texts_run_one_after_the_other(services: Services) -> None:
    said(services, "SM0", "hi")
    said(services, "SM1", "1")
    answers: dict[str, str] = {}
    writes = [threading.Thread(target=lambda n=n: answers.update({n: said(services, n, "abcd")})) for n in "abcdefgh"]
    for thread in writes:
        thread.start()
    for thread in writes:
        thread.join()
    # Three wrong answers end it; the fourth text begins anew, and the fifth is a wrong answer there.
    assert sorted(answers.values()).count("Not a choice.\nYour four digits?") == 2
    assert len(answers) == 8


def test_a_text_waits_for_the_one_before_it_only_so_long(services: Services) -> None:
    with services.conversations.hold(text("SM1", "hi").party, 1), pytest.raises(ConversationBusyError):
        converse(services, text("SM1", "hi"), patience_s=SHORT_S)
    assert said(services, "SM1", "hi").startswith("What would you like?")


def test_a_turn_is_never_written_over_another(services: Services) -> None:
    said(services, "SM1", "hi")
    party = text("SM2", "1").party
    stale = services.conversations.find(party)
    said(services, "SM2", "1")
    now = services.conversations.find(party)
    assert stale is not None
    assert now is not None
    fact = CallFact(stale.state.call_id, 0, Disposition.ABANDONED, 1, None)
    assert not services.conversations.save(party, stale, 60, fact, stale)
    assert not services.conversations.save(party, stale, 60, fact, None)
    assert services.conversations.find(party) == now


def test_who_answers_too_late_begins_anew(services: Services, clock: Clock, redis: "Redis") -> None:
    said(services, "SM1", "hi")
    said(services, "SM2", "1")
    clock.now += timedelta(minutes=59)
    assert said(services, "SM3", "1234") == "1234. Your name?"
    clock.now += timedelta(minutes=61)
    assert said(services, "SM4", "Ann").startswith("What would you like?")
    ended = [fact for fact in facts_in(redis) if fact["kind"] == "call"]
    assert [(fact["call_id"], fact["disposition"]) for fact in ended] == [("SM1", "abandoned")]


def test_the_restart_word_and_a_keyword_of_a_first_text(services: Services) -> None:
    assert said(services, "SM1", "Balance!") == "Your four digits?"
    assert said(services, "SM2", "balance") == "Not a choice.\nYour four digits?"
    assert said(services, "SM3", " Restart. ").startswith("What would you like?")


def test_without_texts_nobody_is_answered(services: Services, live: LiveMenus, menus: Path, redis: "Redis") -> None:
    (menus / "line.yaml").write_text(LINE.replace("texts: main\n", ""))
    live.look()
    assert converse(services, text("SM1", "hi")) == ()
    assert not redis.exists("facts")
    assert said(services, "SM2", "balance") == "Your four digits?"


def test_changed_menus_do_not_take_a_key_for_another_choice(
    services: Services, live: LiveMenus, menus: Path, wire: RedisWire, clock: Clock, tmp_path: Path
) -> None:
    said(services, "SM1", "hi")
    (menus / "main.yaml").write_text(MAIN.replace("{1: account, 2: bye}", "{2: account, 1: bye}"))
    live.look()
    assert said(services, "SM2", "2") == "Goodbye."  # a conversation keeps its menus as long as they are held
    said(services, "SM3", "hi")
    (menus / "main.yaml").write_text(MAIN)
    elsewhere = services_on(wire, tmp_path, followed(menus, tmp_path / "elsewhere"), clock)
    assert said(elsewhere, "SM4", "1").startswith("Sorry, I need to ask you that again.\nWhat would you like?")


def test_nothing_of_a_conversation_can_be_read_in_the_store(services: Services, redis: "Redis") -> None:
    said(services, "SM1", "hi")
    said(services, "SM2", "1")
    said(services, "SM3", "1234")
    said(services, "SM4", "Ann Dee")
    for key in redis.keys("*"):
        stored = redis.dump(key)
        assert b"5551234" not in key
        assert b"Ann Dee" not in (stored or b"")
    found = services.conversations.find(text("SM4", "").party)
    assert found is not None
    assert found.state.saved["name"] == "Ann Dee"


def test_without_a_store_nothing_happens(tmp_path: Path, live: LiveMenus, clock: Clock) -> None:
    away = services_on(RedisWire("redis://127.0.0.1:1/0"), tmp_path, live, clock)
    with pytest.raises(StoreUnavailableError):
        converse(away, text("SM1", "hi"))


def test_a_hold_ends_by_itself_and_is_not_let_go_by_another(services: Services, redis: "Redis") -> None:
    party = text("SM1", "hi").party
    with services.conversations.hold(party, 1):
        (key,) = redis.keys("text:held:*")
        redis.pexpire(key, 1)
        time.sleep(SHORT_S)
        with services.conversations.hold(party, 0):
            pass
        redis.set(key, "somebody else")
    assert redis.get(key) == b"somebody else"


# --- systems, and what goes wrong --------------------------------------------------------------------------------

ASKING = """
f: {fetch: bank/rate, save: rate, meanwhile: One moment., next: t, failed: hangup}
t: {hangup: "The rate is {{ rate }}."}
"""


@pytest.fixture
def asking(services: Services, menus: Path, live: LiveMenus) -> Services:
    """A line whose keyword asks a service."""
    (menus / "account.yaml").write_text(ASKING)
    (menus / "line.yaml").write_text(LINE + 'services: {bank: {url: "https://bank.example"}}\n')
    live.look()
    return services


class SlowSystems:
    """Systems of which each answers after so many looks."""

    def __init__(self, looks: int) -> None:
        self.looks = looks
        self.asked: list[str] = []

    def ask(self, claim: str, asked: Asked, patience_s: float) -> SystemEnded | None:
        assert patience_s <= asked.timeout
        self.asked.append(claim)
        return SystemEnded(SystemOutcome.OK, 4.5) if not self.looks else None

    def find(self, claim: str, patience_s: float) -> SystemEnded | None:
        assert (claim, patience_s) == (self.asked[-1], 5)
        return SystemEnded(SystemOutcome.OK, 4.5) if self.looks == 1 else None


@pytest.mark.parametrize(
    ("looks", "told", "answer"),
    [(0, [], "The rate is 4.5."), (1, ["One moment."], "The rate is 4.5."), (2, ["One moment."], "")],
)
def test_a_system_is_waited_for_and_who_has_to_wait_is_told_so(
    asking: Services, looks: int, told: list[str], answer: str
) -> None:
    slow, heard = SlowSystems(looks), list[str]()
    replies = converse(replace(asking, systems=slow), text("SM1", "balance"), tell=lambda w: heard.append(w.text))
    assert ("".join(reply.text for reply in replies), heard, slow.asked) == (answer, told, ["SM1:1:0"])


def test_a_rehearsal_makes_systems_up_and_is_told_what_they_said(asking: Services) -> None:
    aside = LineSide('{"services": {"bank/rate": [false, [["answers", 7]]]}}')
    (reply,) = converse(asking, text("SM1", "balance"), rehearsed=Rehearsed(None, aside))
    assert reply.text == "The rate is 7."
    assert '"bank/rate"' in aside.dump()


class BrokenSystems(SlowSystems):
    """Systems that break the rule that they never raise."""

    def ask(self, claim: str, asked: Asked, patience_s: float) -> SystemEnded | None:
        raise RuntimeError("a bug")


def test_whatever_breaks_the_answer_is_an_apology_and_the_way_out(asking: Services, redis: "Redis") -> None:
    broken = replace(asking, systems=BrokenSystems(0))
    assert said(broken, "SM1", "balance") == "We are sorry, something went wrong."
    assert said(asking, "SM1", "balance") == "We are sorry, something went wrong."
    assert said(broken, "SM2", "hi").startswith("What would you like?")
    assert [fact["turn"] for fact in facts_in(redis) if fact["call_id"] == "SM1"] == [1, 0, 0]
