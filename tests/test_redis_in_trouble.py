"""Redis killed, frozen, slow, full, flushed and come back older, each in the middle of a call, and all of it real.

The caller hears what a caller of an undisturbed line hears, every webhook is answered within a second, and afterwards
the line is whole again without a restart.
"""

import os
import shutil
import signal
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
from how_much import in_all, so_many
from line import OPEN, Line, facts_in, open_line, spoken
from redis import Redis
from slow_proxy import slow_proxy

from ivr.handset.heard import Ended, Report
from ivr.host.redis import EmbeddedRedis, ensure
from ivr.phone.line import Reply, Transport, WsgiTransport
from ivr.phone.telephone import Telephone

LONGEST_S = 1.0
LINE = """
line: Toll
calls: main
timezone: UTC
languages: {en: {locale: en-US}, es: {locale: es-US}}
patience: {tries: 3, give_up: main/out}
anywhere: {"*": back}
"""
MAIN = """
language: {menu: {en: English 1., es: Español 2.}, keys: {1: card, 2: spanish}}
spanish: {language: es, next: card}
card: {ask: {en: Your card?, es: ¿Su tarjeta?}, save: card, length: 4, next: pay}
pay: {do: paying, next: choice}
choice:
  menu:
    en: Card {{ card }} pays {{ amount }}. Again 1, done 2.
    es: Tarjeta {{ card }} paga {{ amount }}. Otra 1, fin 2.
  keys: {1: pay, 2: bye}
bye: {hangup: {en: "Goodbye, {{ card }}.", es: "Adiós, {{ card }}."}}
out: {hangup: {en: Out., es: Fuera.}}
"""
PAYING = """
amount:
  ask: {en: How much?, es: ¿Cuánto?}
  save: amount
  as: amount
  confirm: {en: "{{ amount }}, right?", es: "¿{{ amount }}, correcto?"}
  next: return
"""
KEYS = ("2", "1234", "50#", "2", "60#", "1", "1", "*", "2")
SAID = (
    "English 1.",
    "¿Su tarjeta?",
    "¿Cuánto?",
    "¿50, correcto?",
    "¿Cuánto?",
    "¿60, correcto?",
    "Tarjeta 1234 paga 60. Otra 1, fin 2.",
    "¿Cuánto?",
    "Tarjeta 1234 paga 60. Otra 1, fin 2.",
    "Adiós, 1234.",
)
POSITIONS: Sequence[int] = so_many((5,), (2, 5, 7), range(1, len(KEYS)))


@dataclass
class Store:
    """A Redis of its own behind a line, which trouble can be made for."""

    folder: Path
    server: EmbeddedRedis
    delay_s: list[float] = field(default_factory=lambda: [0.0])

    @property
    def path(self) -> Path:
        return Path(unquote(urlsplit(self.server.url).path))

    @property
    def pid(self) -> int:
        owned = self.server._owned
        assert owned is not None
        return owned.process.pid

    def client(self) -> "Redis":
        return Redis.from_url(self.server.url)

    def start(self) -> None:
        self.server.close()
        self.server = ensure(self.folder)


@contextmanager
def killed(store: Store) -> Iterator[None]:
    """What the server has not handed to the disk is lost when it is killed, by its own rules: not tried here."""
    with store.client() as client:
        while client.info("persistence")["aof_buffer_length"]:
            time.sleep(0.01)
    os.kill(store.pid, signal.SIGKILL)
    yield
    store.start()


@contextmanager
def frozen(store: Store) -> Iterator[None]:
    os.kill(store.pid, signal.SIGSTOP)
    try:
        yield
    finally:
        os.kill(store.pid, signal.SIGCONT)


@contextmanager
def slow(store: Store) -> Iterator[None]:
    store.delay_s[0] = 0.2
    yield
    store.delay_s[0] = 0.0


@contextmanager
def full(store: Store) -> Iterator[None]:
    with store.client() as client:
        client.config_set("maxmemory-policy", "noeviction")
        client.config_set("maxmemory", "1")
        yield
        client.config_set("maxmemory", "0")


@contextmanager
def flushed(store: Store) -> Iterator[None]:
    with store.client() as client:
        client.flushall()
        client.script_flush()
    yield


@contextmanager
def older(store: Store) -> Iterator[None]:
    """Two turns later the server is killed, and what it had on disk two turns ago is what it comes back with."""
    kept = store.folder / "kept"
    with store.client() as client:
        client.bgrewriteaof()
        while client.info("persistence")["aof_rewrite_in_progress"]:
            time.sleep(0.01)
    shutil.copytree(store.folder / "redis" / "appendonlydir", kept)
    yield
    os.kill(store.pid, signal.SIGKILL)
    store.server.close()
    shutil.rmtree(store.folder / "redis" / "appendonlydir")
    shutil.copytree(kept, store.folder / "redis" / "appendonlydir")
    store.start()


Trouble = Callable[[Store], AbstractContextManager[None]]
TROUBLES: tuple[Trouble, ...] = (killed, frozen, slow, full, flushed, older)


@dataclass(frozen=True)
class Timed:
    """Delivers webhooks, and notes how long each was waited for."""

    inner: Transport
    took_s: list[float]

    def post(self, url: str, form: dict[str, str], headers: dict[str, str]) -> Reply:
        began = time.monotonic()
        reply = self.inner.post(url, form, headers)
        self.took_s.append(time.monotonic() - began)
        assert reply.status in {200, 204}
        return reply

    def get(self, url: str, headers: dict[str, str]) -> Reply:
        return self.inner.get(url, headers)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    store = Store(tmp_path / "store", ensure(tmp_path / "store"))
    yield store
    store.server.close()


@pytest.fixture
def troubled(store: Store, tmp_path: Path) -> Iterator[Line]:
    """A line whose Redis is reached through a proxy, so that it can be slow, too."""
    menus = tmp_path / "menus"
    menus.mkdir()
    for name, text in {"line": LINE, "main": MAIN, "paying": PAYING}.items():
        (menus / f"{name}.yaml").write_text(text)
    with ExitStack() as open_now:
        url = open_now.enter_context(slow_proxy(store.path, store.delay_s))
        client = open_now.enter_context(store.client())
        yield open_line(client, url, tmp_path, menus)


def rung(line: Line, took_s: list[float], call_sid: str) -> Telephone:
    transport = Timed(WsgiTransport(line.app), took_s)
    return line.phone(OPEN, transport=transport, call_sid=call_sid)  # type: ignore[arg-type]


def live(phone: Telephone, between: Callable[[int], None]) -> list[str]:
    """Ring and press all the keys; `between` is told how many have been pressed."""
    said = [spoken(phone.ring())]
    for number, keys in enumerate(KEYS, start=1):
        between(number - 1)
        said.append(spoken(_pressed(phone, keys)))
    return said


def _pressed(phone: Telephone, keys: str) -> Report:
    report = phone.press(keys)
    assert report.warnings == ()
    return report


@pytest.mark.parametrize("position", POSITIONS)
@pytest.mark.parametrize("trouble", TROUBLES, ids=lambda trouble: trouble.__name__)
def test_the_caller_notices_nothing(store: Store, troubled: Line, trouble: Trouble, position: int) -> None:
    took_s: list[float] = []
    with ExitStack() as now:

        def between(pressed: int) -> None:
            if pressed == position:
                now.enter_context(trouble(store))
            if pressed == position + 2:
                now.close()

        assert live(rung(troubled, took_s, "CA" + "1" * 32), between) == list(SAID)
    assert max(took_s) < LONGEST_S
    time.sleep(1.1)  # for a second after a failure nobody asks
    assert live(rung(troubled, took_s, "CA" + "2" * 32), lambda _: None) == list(SAID)
    with store.client() as client:
        facts = facts_in(client)
    turns = {fact["turn"] for fact in facts if fact["call_id"] == "CA" + "2" * 32}
    assert turns == set(range(len(SAID) + 1)), "stored again, without a restart"
    if trouble not in {flushed, older}:
        turns = {fact["turn"] for fact in facts if fact["call_id"] == "CA" + "1" * 32}
        assert turns == set(range(len(SAID) + 1)), "no fact of the call in between is missing"


@in_all
@pytest.mark.parametrize("trouble", [killed, frozen, full], ids=lambda trouble: trouble.__name__)
def test_a_call_that_ends_meanwhile_is_on_record(store: Store, troubled: Line, trouble: Trouble) -> None:
    took_s: list[float] = []
    phone = rung(troubled, took_s, "CA" + "1" * 32)
    phone.ring()
    with trouble(store):
        assert spoken(_pressed(phone, "1")) == "Your card?"
        assert isinstance(phone.hang_up().waits, Ended)
    assert max(took_s) < LONGEST_S
    time.sleep(1.1)
    rung(troubled, took_s, "CA" + "2" * 32).ring()
    with store.client() as client:
        facts = [fact for fact in facts_in(client) if fact["call_id"] == "CA" + "1" * 32]
    assert {fact["turn"] for fact in facts} == {0, 1, 2}
    ends = {fact["disposition"] for fact in facts if fact["kind"] == "call"}
    assert ends == ({"unknown"} if trouble is not full else {"abandoned"})


@pytest.mark.parametrize("before", [0, 2], ids=["all of it", "the end of it"])
@pytest.mark.parametrize("trouble", [killed, full], ids=lambda trouble: trouble.__name__)
def test_how_a_call_ended_meanwhile_is_on_record(store: Store, troubled: Line, trouble: Trouble, before: int) -> None:
    phone = rung(troubled, [], "CA" + "1" * 32)
    with ExitStack() as now:
        if before == 0:
            now.enter_context(trouble(store))
        phone.ring()
        for number, keys in enumerate(KEYS, start=1):
            if number == before:
                now.enter_context(trouble(store))
            _pressed(phone, keys)
        assert isinstance(phone.waits, Ended)
    time.sleep(1.1)
    rung(troubled, [], "CA" + "2" * 32).ring()
    with store.client() as client:
        facts = [fact for fact in facts_in(client) if fact["call_id"] == "CA" + "1" * 32]
    ends = [fact["disposition"] for fact in facts if fact["kind"] == "call"]
    assert ends[0] == "goodbye", "the first is filed, and those that know less change nothing"
    assert set(ends[1:]) <= {"unknown", "abandoned"}
