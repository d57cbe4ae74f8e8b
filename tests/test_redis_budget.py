"""All that one webhook asks Redis shares one time: each route, with a Redis that is frozen, or slow at every reply.

An authentic webhook is answered within a second whatever becomes of Redis. That is a promise, so it is asserted.
"""

import os
import re
import signal
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from html import unescape
from itertools import count
from pathlib import Path
from typing import NoReturn

import pytest
from line import CALLER, OPEN, Knocked, Line, open_line
from redis import Redis
from slow_proxy import slow_proxy

from ivr.host.redis import EmbeddedRedis, ensure

pytestmark = pytest.mark.sampled(4)

LONGEST_S = 1.0
TRIES = 3
LINE = """
line: Slow
calls: main
timezone: UTC
contacts: {support: {dial: ["+14155550111", "+14155550112"]}}
queues: {cards: {agents: support}, loans: {agents: support}, homes: {agents: support}}
patience: {give_up: main/bye}
"""
MAIN = """
hello:
  menu: Hello{% if name %} {{ name }}{% endif %}. {{ queues.cards.minutes }} minutes. Name 1, person 2, wait 3, leave 4.
  keys: {1: name, 2: person, 3: hold, 4: bye}
name: {ask: Your number., save: name, keep: 90d, length: 2, next: hello}
person: {dial: support, whisper: A call., accept: 5, otherwise: message}
message: {voicemail: Speak., transcribe: yes, next: bye}
hold: {queue: cards, announce: "You are number {{ queue.position }}.", leave: {"*": hello}, otherwise: bye}
bye: {hangup: Goodbye.}
"""
CALL_SID, LEG_SID, OTHER_SID = ("CA" + digit * 32 for digit in "123")


class Caller:
    """Delivers webhooks of calls on a line, and notes how long each took."""

    def __init__(self, line: Line) -> None:
        self.line = line

    def post(self, target: str, call_sid: str = CALL_SID, **more: str) -> Knocked:
        form = {"CallSid": call_sid, "From": CALLER, "To": "+14155550100", "RingtreeAt": OPEN, **more}
        return self.line.post(target, form)

    def arrived(self) -> str:
        """Ring, and return where the first key goes."""
        return _found(self.post("/voice"), "action")

    def pressed(self, key: str) -> Knocked:
        return self.post(self.arrived(), Digits=key)


def _found(answer: Knocked, attribute: str) -> str:
    found = re.search(rf' {attribute}="([^"]+)"', answer.body.decode())
    assert found is not None, answer.body
    return unescape(found[1])


Webhook = Callable[[], Knocked]


def _arrival(caller: Caller) -> Webhook:
    return lambda: caller.post("/voice", OTHER_SID)


def _turn_that_keeps(caller: Caller) -> Webhook:
    target = _found(caller.pressed("1"), "action")
    return lambda: caller.post(target, Digits="42")


def _repeated(caller: Caller) -> Webhook:
    target = caller.arrived()
    caller.post(target, Digits="1")
    return lambda: caller.post(target, Digits="1")


def _into_the_queue(caller: Caller) -> Webhook:
    target = caller.arrived()
    return lambda: caller.post(target, Digits="3")


def _waiting(caller: Caller) -> Webhook:
    target = _found(caller.pressed("3"), "waitUrl")
    return lambda: caller.post(target, QueueTime="3", QueuePosition="1")


def _leaving_by_key(caller: Caller) -> Webhook:
    target = _found(caller.pressed("3"), "waitUrl")
    return lambda: caller.post(target, QueueTime="3", QueuePosition="1", Digits="*")


def _out_of_the_queue(caller: Caller) -> Webhook:
    target = _found(caller.pressed("3"), "action")
    return lambda: caller.post(target, QueueResult="leave", QueueTime="3")


def _callee(caller: Caller) -> Webhook:
    target = _found(caller.pressed("2"), "url")
    return lambda: caller.post(target, LEG_SID)


def _callee_accepts(caller: Caller) -> Webhook:
    target = _found(caller.post(_found(caller.pressed("2"), "url"), LEG_SID), "action")
    return lambda: caller.post(target, LEG_SID, Digits="5")


def _dial_ended(caller: Caller) -> Webhook:
    target = _found(caller.pressed("2"), "action")
    return lambda: caller.post(target, DialCallStatus="no-answer")


def _status(caller: Caller) -> Webhook:
    caller.pressed("3")
    return lambda: caller.post("/status/call", CallStatus="completed", CallDuration="9")


def _recording(caller: Caller) -> Webhook:
    more = {
        "RecordingSid": "RE1",
        "RecordingStatus": "completed",
        "RecordingUrl": "https://r",
        "RecordingDuration": "3",
    }
    return lambda: caller.post("/status/recording", **more)


def _transcription(caller: Caller) -> Webhook:
    more = {"RecordingSid": "RE1", "TranscriptionStatus": "completed", "TranscriptionText": "hello"}
    return lambda: caller.post("/status/transcription", **more)


WEBHOOKS = (
    _arrival,
    _turn_that_keeps,
    _repeated,
    _into_the_queue,
    _waiting,
    _leaving_by_key,
    _out_of_the_queue,
    _callee,
    _callee_accepts,
    _dial_ended,
    _status,
    _recording,
    _transcription,
)


@pytest.fixture
def menus(tmp_path: Path) -> Path:
    folder = tmp_path / "menus"
    folder.mkdir()
    (folder / "line.yaml").write_text(LINE)
    (folder / "main.yaml").write_text(MAIN)
    return folder


@pytest.fixture
def server(tmp_path: Path) -> Iterator[EmbeddedRedis]:
    with ensure(tmp_path / "store") as server:
        yield server


@pytest.fixture
def delay_s() -> list[float]:
    return [0.0]


MakeCaller = Callable[[], Caller]


@pytest.fixture
def make_caller(server: EmbeddedRedis, delay_s: list[float], menus: Path, tmp_path: Path) -> Iterator[MakeCaller]:
    """Return what opens a line of its own on an empty store."""
    with ExitStack() as open_now:
        url = open_now.enter_context(slow_proxy(Path(server.url.removeprefix("unix://")), delay_s))
        client = open_now.enter_context(Redis.from_url(server.url))
        numbers = count()

        def make() -> Caller:
            delay_s[0] = 0.0
            client.flushall()
            return Caller(open_line(client, url, tmp_path / str(next(numbers)), menus))

        yield make


def pid_of(server: EmbeddedRedis) -> int:
    assert server._owned is not None
    return server._owned.process.pid


def time_of(webhook: Webhook) -> float:
    began = time.monotonic()
    answer = webhook()
    took_s = time.monotonic() - began
    assert answer.status in {200, 204}
    return took_s


def assert_in_time(attempt: Callable[[], float]) -> None:
    """Expect it within a second, in one of three: a machine that has other work may be late, a line's code never is."""
    took_s: list[float] = []
    while len(took_s) < TRIES and min(took_s, default=LONGEST_S) >= LONGEST_S:
        took_s.append(attempt())
    assert min(took_s) < LONGEST_S, took_s


@pytest.mark.parametrize("prepare", WEBHOOKS, ids=lambda prepare: prepare.__name__[1:])
def test_a_frozen_redis(server: EmbeddedRedis, make_caller: MakeCaller, prepare: Callable[[Caller], Webhook]) -> None:
    def attempt() -> float:
        webhook = prepare(make_caller())
        os.kill(pid_of(server), signal.SIGSTOP)
        try:
            return time_of(webhook)
        finally:
            os.kill(pid_of(server), signal.SIGCONT)

    assert_in_time(attempt)


@pytest.mark.parametrize("each_s", [0.2, 0.28])
@pytest.mark.parametrize("prepare", WEBHOOKS, ids=lambda prepare: prepare.__name__[1:])
def test_a_redis_that_is_slow_at_every_reply(
    make_caller: MakeCaller, delay_s: list[float], prepare: Callable[[Caller], Webhook], each_s: float
) -> None:
    def attempt() -> float:
        webhook = prepare(make_caller())
        delay_s[0] = each_s
        return time_of(webhook)

    assert_in_time(attempt)


def test_a_redis_whose_replies_come_drop_by_drop(
    make_line: Callable[..., Line], menus: Path, server: EmbeddedRedis
) -> None:
    delay_s = [0.0]
    with slow_proxy(Path(server.url.removeprefix("unix://")), delay_s, piece_bytes=8) as url:
        webhook = _repeated(Caller(make_line(menus=menus, REDIS_URL=url)))
        delay_s[0] = 0.05  # each piece comes long before anybody gives up waiting for one
        assert time_of(webhook) < LONGEST_S


def test_a_redis_whose_name_nobody_resolves(
    make_line: Callable[..., Line], menus: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    over = threading.Event()

    def look_up(*_arguments: object) -> NoReturn:
        over.wait(20)
        raise OSError("nobody knows")

    line = make_line(menus=menus, REDIS_URL="redis://far.example:6379/0")
    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    try:
        assert time_of(_arrival(Caller(line))) < LONGEST_S
    finally:
        over.set()


def test_a_login_that_takes_too_long_is_there_for_the_next(
    make_line: Callable[..., Line], menus: Path, server: EmbeddedRedis
) -> None:
    delay_s = [0.26]  # for the password's answer, and once more for the number of the database
    with Redis.from_url(server.url, db=1) as client:
        client.config_set("requirepass", "pw")
        with slow_proxy(Path(server.url.removeprefix("unix://")), delay_s) as url:
            caller = Caller(make_line(menus=menus, REDIS_URL=url.replace("//", "//:pw@").removesuffix("/0") + "/1"))
            assert time_of(_recording(caller)) < LONGEST_S
            assert client.dbsize() == 0
            time.sleep(1.2)
            assert time_of(_recording(caller)) < LONGEST_S
            deadline = time.monotonic() + 20
            while not client.xlen("facts"):
                assert time.monotonic() < deadline
                time.sleep(0.05)
        client.config_set("requirepass", "")


def test_who_waits_goes_on_waiting_when_the_menus_are_gone(
    make_line: Callable[..., Line], menus: Path, tmp_path: Path
) -> None:
    target = _found(Caller(make_line(menus=menus)).pressed("3"), "waitUrl")
    (tmp_path / "none").mkdir()
    answer = Caller(make_line(menus=tmp_path / "none")).post(target, QueueTime="3", QueuePosition="1")
    assert answer.status == 200
    assert b"<Pause" in answer.body
    assert b"<Redirect" in answer.body
