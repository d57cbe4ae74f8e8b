"""A web worker killed in the middle of a turn: the provider delivers the webhook again, and the call goes on.

`-s` prints how many turns of the random calls were really cut off.
"""

import os
import signal
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from random import Random
from urllib.parse import urlsplit

import pytest
from how_much import in_all, so_many
from line import CALLER, LINE_NUMBER, OPEN, facts_in, turns_of
from random_caller import live_a_call
from redis import Redis
from served import Served, serve_line

from ivr.cli.access import LineAccess
from ivr.handset.heard import Ended, WaitingForCallee
from ivr.host.redis import EmbeddedRedis
from ivr.phone.line import HttpTransport, Reply, Transport
from ivr.phone.problems import CallFailedError
from ivr.phone.telephone import Telephone

CALLS, CUTS = so_many((2, 1), (4, 3), (40, 6))
RETRIES = 2  # Twilio's `#rc=2`

Act = Callable[[], None]


def nothing() -> None:
    """Do nothing."""


@dataclass
class Retrying:
    """Delivers a webhook again when its connection broke; what `plan` returns is done while it is under way."""

    inner: Transport
    plan: Callable[[], Act] = lambda: nothing
    posted: Counter[str] = field(default_factory=Counter)
    broke: int = 0

    def post(self, url: str, form: Mapping[str, str], headers: Mapping[str, str]) -> Reply:
        self.posted["status" if urlsplit(url).path.startswith("/status/") else "voice"] += 1
        thread = threading.Thread(target=self.plan())
        thread.start()
        try:
            for _ in range(RETRIES):
                try:
                    return self.inner.post(url, form, headers)
                except CallFailedError as problem:
                    if isinstance(problem.__cause__, TimeoutError):
                        raise
                    self.broke += 1
            return self.inner.post(url, form, headers)
        finally:
            thread.join()

    def get(self, url: str, headers: Mapping[str, str]) -> Reply:
        return self.inner.get(url, headers)


@dataclass(frozen=True, slots=True)
class Killable:
    """A line with two web workers."""

    served: Served
    access: LineAccess

    def phone(self, transport: Transport, call_sid: str) -> Telephone:
        return Telephone(
            transport,
            self.access.url or "",
            self.access.account_sid,
            self.access.auth_token,
            CALLER,
            LINE_NUMBER,
            call_sid=call_sid,
            extra_form={"RingtreeAt": OPEN},
        )

    def kill(self, workers: list[int]) -> None:
        for worker in workers:
            with suppress(ProcessLookupError):
                os.kill(worker, signal.SIGKILL)


@pytest.fixture(scope="module")
def killable(redis_server: EmbeddedRedis, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Killable]:
    with serve_line(tmp_path_factory.mktemp("killed"), redis_server.url, WEB_CONCURRENCY="2") as (served, access):
        yield Killable(served, access)


def assert_one_fact_a_turn(redis: "Redis", voice: Mapping[str, int]) -> None:
    facts = facts_in(redis)
    assert turns_of(facts) == {call_sid: Counter(range(turns + 1)) for call_sid, turns in voice.items()}
    assert {fact["call_id"]: fact["turns"] for fact in facts if fact["kind"] == "call"} == voice


@in_all
@pytest.mark.parametrize("paused", ["ALL", "WRITE"])
def test_all_workers_killed_while_a_turn_waits_for_redis(killable: Killable, redis: "Redis", paused: str) -> None:
    workers = killable.served.workers
    assert len(workers) == 2

    def kill_all() -> None:
        time.sleep(0.1)
        killable.kill(workers)

    transport = Retrying(HttpTransport())
    phone = killable.phone(transport, "CA" + "1" * 32)
    phone.ring()
    redis.client_pause(300, all=paused == "ALL")
    transport.plan = lambda: kill_all
    assert "eight digit account number" in phone.press("1").words
    assert transport.broke == 1, "it was cut off"
    transport.plan = lambda: nothing
    assert "I have 1, 2, 3, 4, 5, 6, 7, 8." in " ".join(phone.press("12345678").words.split())
    assert isinstance(phone.press("0").waits, WaitingForCallee)
    assert phone.callee("answers").waits == Ended("hangup")
    assert set(killable.served.workers).isdisjoint(workers)
    assert_one_fact_a_turn(redis, {"CA" + "1" * 32: 5})


def test_all_workers_killed_as_soon_as_a_turn_is_written(killable: Killable, redis: "Redis") -> None:
    def plan() -> Act:
        workers, written = killable.served.workers, redis.xlen("facts")

        def kill_when_written() -> None:
            deadline = time.monotonic() + 5
            while redis.xlen("facts") == written and time.monotonic() < deadline:
                pass
            killable.kill(workers)

        return kill_when_written

    transport = Retrying(HttpTransport())
    phone = killable.phone(transport, "CA" + "2" * 32)
    phone.ring()
    transport.plan = plan
    turns = 1
    for keys in ("1", "12345678", "1", *"2" * 16):
        assert phone.press(keys).warnings == ()
        turns += 1
        until_served(killable)
        if transport.broke >= CUTS:
            break
    assert transport.broke >= CUTS, "at last the answer was cut off, and not what came after it"
    transport.plan = lambda: nothing
    phone.hang_up()
    assert_one_fact_a_turn(redis, {"CA" + "2" * 32: turns})


def until_served(killable: Killable) -> None:
    """Wait until both workers are there again."""
    deadline = time.monotonic() + 20
    while len(killable.served.workers) < 2 and time.monotonic() < deadline:
        time.sleep(0.02)
    assert killable.served.ask()[0] == 200


@in_all
@pytest.mark.timeout(600)  # forty calls, and each worker takes a second to come back
def test_one_or_both_workers_killed_again_and_again(killable: Killable, redis: "Redis") -> None:
    voice: dict[str, int] = {}
    broke = 0
    for seed in range(CALLS):
        random, call_sid = Random(f"killed {seed}"), f"CA{seed:032x}"
        delays = Random(f"delays {seed}")

        def plan(random: Random = delays) -> Act:
            if random.random() > 0.3:
                return nothing
            workers, delay_s = killable.served.workers, random.random() * 0.004
            victims = random.sample(workers, min(random.randint(1, 2), len(workers)))

            def kill_them() -> None:
                time.sleep(delay_s)
                killable.kill(victims)

            return kill_them

        transport = Retrying(HttpTransport(), plan)
        live_a_call(random, killable.phone(transport, call_sid), patience=0.9)
        voice[call_sid] = transport.posted["voice"]
        broke += transport.broke
    print(f"\n{broke} webhooks of {CALLS} calls ({sum(voice.values())} turns) were cut off")
    assert_one_fact_a_turn(redis, voice)
