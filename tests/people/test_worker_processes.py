"""Real workers, killed for real, a real line on gunicorn, and a stand-in for Twilio's REST server that plays the calls.

`-s` prints how the callers were served.
"""

import random
import threading
import time
from collections import Counter, deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from how_much import in_all, so_many
from line import LINE_NUMBER, ROOT, SECRET
from redis import Redis
from rest import ACCOUNT, TOKEN, Form, Rest, serve_rest
from served import Served, serve
from workers import Workers

from ivr.handset.heard import Ended, HeardWords, WaitingElsewhere, WaitingForCaller, WaitingForInput, WaitingInQueue
from ivr.host.redis import EmbeddedRedis
from ivr.phone.line import HttpTransport
from ivr.phone.rung import RungTelephone
from ivr.phone.telephone import Telephone

HERE = Path(__file__).parent
CALLERS = so_many(30, 60, 200)
AGENTS = 5
LINE = """\
line: Acme Bank
calls: main
timezone: America/New_York
patience: {give_up: main/sorry, wait: 5s}
contacts: {support: {dial: [%s], ring: 5s}}
queues: {cards: {agents: support}}
"""
MAIN = """\
who: {choose: [{when: "caller.name contains 'vip'", next: first}], otherwise: hold}
first: {queue: cards, priority: high, with: {name: "{{ caller.name }}"}, answered: bye, otherwise: sorry}
hold: {queue: cards, with: {name: "{{ caller.name }}"}, leave: {1: call_me}, answered: bye, otherwise: sorry}
call_me: {callback: We will ring you., into: cards, next: bye}
bye: {hangup: Goodbye.}
sorry: {hangup: We cannot do that now.}
"""


@dataclass
class Town:
    """Everybody with a telephone. Twilio's queues serve in the order of coming."""

    served: Served
    rest: Rest
    redis: "Redis"
    mood: Callable[[], str] = lambda: "accepts"
    rows: dict[str, deque[Telephone]] = field(default_factory=dict)
    taken: list[tuple[str, str, str]] = field(default_factory=list)  # agent, what they were told, who it was
    outcomes: Counter[str] = field(default_factory=Counter)
    busy: dict[str, RungTelephone] = field(default_factory=dict)
    rung_twice: list[str] = field(default_factory=list)
    customers: Callable[[RungTelephone], None] = lambda _phone: None
    threads: list[threading.Thread] = field(default_factory=list)
    failures: list[BaseException] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def base(self) -> str:
        return f"http://127.0.0.1:{self.served.port}"

    def call(self, name: str, number: str = "+14155551234") -> Telephone:
        """Ring the line, and wait in its queue."""
        phone = Telephone(
            HttpTransport(), self.base, ACCOUNT, TOKEN, number, LINE_NUMBER, extra_form={"CallerName": name}
        )
        waits = phone.ring().waits
        assert isinstance(waits, WaitingInQueue)
        self.rows.setdefault(waits.name, deque()).append(phone)
        return phone

    def order(self, sid: str, form: Form) -> None:
        """Let a phone ring."""
        phone = RungTelephone(
            HttpTransport(),
            self.base,
            ACCOUNT,
            TOKEN,
            form["From"],
            form["To"],
            call_sid=sid,
            voice_path=form["Url"],
            status_path=form["StatusCallback"],
            let_pass=lambda seconds: time.sleep(seconds / 10),
        )
        target = self.customers if "MachineDetection" in form else self._agent
        thread = threading.Thread(target=self._live, args=(target, phone))
        self.threads.append(thread)
        thread.start()

    def _live(self, target: Callable[[RungTelephone], None], phone: RungTelephone) -> None:
        with self.lock:
            if self.busy.setdefault(phone.to_number, phone) is not phone:
                self.rung_twice.append(phone.to_number)
        try:
            target(phone)
        except BaseException as error:  # noqa: BLE001 - told by the test
            self.failures.append(error)
        finally:
            self.is_free(phone)

    def is_free(self, phone: RungTelephone) -> None:
        """Somebody is about to hang up: as soon as the line knows they may be rung again."""
        with self.lock:
            if self.busy.get(phone.to_number) is phone:
                del self.busy[phone.to_number]

    def _agent(self, phone: RungTelephone) -> None:
        mood = self.mood()
        self.outcomes[mood] += 1
        if mood in {"busy", "no-answer"}:
            self.is_free(phone)
            phone.not_answer(mood)  # type: ignore[arg-type]  # just looked at
            return
        phone.pick_up()
        if mood == "hangs up":
            self.is_free(phone)
            phone.hang_up()
            return
        report = phone.press("1")
        told = [item.text for item in report.heard if isinstance(item, HeardWords) and item.text.startswith("name:")]
        while isinstance(report.waits, WaitingForCaller):
            with self.lock:
                row = self.rows.get(report.waits.queue)
                caller = row.popleft() if row else None
                if caller is not None:
                    self.taken.append((phone.to_number, told[-1] if told else "", caller.extra_form["CallerName"]))
            if caller is None:
                report = phone.nobody_comes()
                told += [item.text for item in report.heard if isinstance(item, HeardWords)]
                continue
            phone.take(caller)
            caller.dequeue()
            self.is_free(phone)
            report = phone.talk_over()
        while isinstance(report.waits, WaitingElsewhere):
            report = phone.come_back()

    @property
    def waiting(self) -> int:
        return sum(map(len, self.rows.values()))

    def until(self, condition: Callable[[], bool], within_s: float = 90.0) -> None:
        deadline = time.monotonic() + within_s
        while not condition():
            assert self.failures == []
            assert time.monotonic() < deadline, f"not so after {within_s} s: {self.outcomes}, {self.waiting} wait"
            time.sleep(0.05)

    def settle(self) -> None:
        """Wait until every talk is over."""
        for thread in self.threads:
            thread.join(30)
        assert self.failures == []


@pytest.fixture(scope="module")
def rest() -> Iterator[Rest]:
    with serve_rest() as rest:
        yield rest


@pytest.fixture(scope="module")
def at_work(
    redis_server: EmbeddedRedis, rest: Rest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Served, dict[str, str]]]:
    folder = tmp_path_factory.mktemp("people")
    menus = folder / "menus"
    menus.mkdir()
    numbers = ", ".join(f'"+1415555011{number}"' for number in range(AGENTS))
    (menus / "line.yaml").write_text(LINE % numbers)
    (menus / "main.yaml").write_text(MAIN)
    settings = {
        "REDIS_URL": redis_server.url,
        "IVR_SECRET_KEY": SECRET,
        "IVR_VAR_DIR": str(folder / "var"),
        "IVR_MENUS_DIR": str(menus),
        "TWILIO_ACCOUNT_SID": ACCOUNT,
        "TWILIO_AUTH_TOKEN": TOKEN,
        "TWILIO_API_BASE_URL": rest.url,
        "PUBLIC_BASE_URL": "http://127.0.0.1:{port}",
        "PYTHONPATH": f"{ROOT}:{HERE}",
    }
    with serve(folder, "quick:app", "-c", str(ROOT / "gunicorn.conf.py"), cwd=ROOT, settings=settings) as served:
        yield served, {name: value.format(port=served.port) for name, value in settings.items()}


@pytest.fixture
def town(at_work: tuple[Served, dict[str, str]], rest: Rest, redis: "Redis") -> Iterator[Town]:
    town = Town(at_work[0], rest, redis)
    rest.order = town.order
    yield town
    town.settle()


@pytest.fixture
def workers(at_work: tuple[Served, dict[str, str]], tmp_path: Path) -> Iterator[Workers]:
    workers = Workers(tmp_path, HERE / "quick.py", at_work[1])
    yield workers
    workers.stop()
    assert "Traceback" not in workers.said, workers.said


def test_each_caller_is_answered_by_exactly_one_agent(town: Town, workers: Workers) -> None:
    callers = [town.call(f"{'vip' if number % 10 == 0 else 'number'} {number}") for number in range(CALLERS)]
    moods = random.Random(7)
    town.mood = lambda: moods.choices(["accepts", "busy", "no-answer", "hangs up"], [12, 1, 1, 1])[0]
    workers.start()
    workers.start()
    town.until(lambda: town.waiting == 0 and len(town.taken) == CALLERS)
    town.settle()
    print(f"\n{dict(town.outcomes)}; {Counter(agent for agent, _, _ in town.taken)}")
    names = [name for _, _, name in town.taken]
    assert Counter(names) == Counter(phone.extra_form["CallerName"] for phone in callers), "each by exactly one"
    assert all(phone.waits == Ended("hangup") for phone in callers)
    assert [(told, name) for _, told, name in town.taken if told != f"name: {name}."] == []
    vips = [place for place, name in enumerate(names) if name.startswith("vip")]
    assert max(vips) < CALLERS // 10 + AGENTS, "who goes first went first"
    assert town.rung_twice == []
    assert town.redis.zcard("queue:cards") == 0
    assert town.redis.hlen("promised:cards") == 0


@in_all
@pytest.mark.parametrize("carried_out", [True, False])
def test_a_worker_killed_while_it_orders_a_call(town: Town, workers: Workers, carried_out: bool) -> None:
    for number in range(12):
        town.call(f"number {number}")
    kills = iter([False, True, False, False, True])

    def order(sid: str, form: Form) -> tuple[int, dict[str, Any]] | None:
        if next(kills, False):
            workers.replace()
            if carried_out:
                town.order(sid, form)
            return (0, {})
        town.order(sid, form)
        return None

    town.rest.order = order
    workers.start()
    town.until(lambda: town.waiting == 0)
    town.settle()
    assert sorted(name for _, _, name in town.taken) == sorted(f"number {number}" for number in range(12))
    assert town.rung_twice == []
    assert workers.started == 3


@in_all
def test_a_customer_is_called_back_though_the_worker_is_killed(town: Town, workers: Workers) -> None:
    caller = town.call("number 1")
    town.rows.clear()
    assert isinstance(caller.press("1").waits, WaitingForInput)
    caller.press("1")
    talked = threading.Event()

    def answer(phone: RungTelephone) -> None:
        phone.answered_by = "human"
        report = phone.pick_up()
        assert isinstance(report.waits, WaitingElsewhere)
        time.sleep(1)
        talked.set()
        phone.hang_up()

    def order(sid: str, form: Form) -> tuple[int, dict[str, Any]] | None:
        town.order(sid, form)
        if "MachineDetection" in form:
            workers.replace()
            return (0, {})
        return None

    town.customers = answer
    town.rest.order = order
    workers.start()
    town.until(talked.is_set)
    town.until(lambda: _callback_ends(town) == ["reached"])
    assert workers.started == 2
    assert sum("MachineDetection" in form for form in town.rest.orders[-3:]) == 1
    assert "5551234" not in workers.said


def _callback_ends(town: Town) -> list[str]:
    entries: Any = town.redis.xrange("facts")
    return [
        field.decode().partition('"end":"')[2].partition('"')[0]
        for _, fields in entries
        for field in fields.values()
        if b'"kind":"callback"' in field
    ]


def test_without_an_account_the_worker_says_once_what_to_set(workers: Workers) -> None:
    workers.settings = {name: value for name, value in workers.settings.items() if not name.startswith("TWILIO_")}
    workers.start()
    deadline = time.monotonic() + 20
    while "nobody_can_be_rung" not in workers.said:
        assert time.monotonic() < deadline, workers.said
        time.sleep(0.05)
    time.sleep(1)
    workers.stop()
    assert workers.said.count("nobody_can_be_rung") == 1
    assert "TWILIO_ACCOUNT_SID" in workers.said
    workers.running.clear()
