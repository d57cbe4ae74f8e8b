"""Real web processes and workers, killed for real, a stand-in for Twilio's REST server, both databases.

`-s` prints how it went.
"""

import http.client
import os
import random
import signal
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing, contextmanager, suppress
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from urllib.parse import urlencode, urlsplit
from xml.etree import ElementTree as ET

import pytest
import sqlalchemy as sa
from how_much import IS_ALL, in_all, so_many
from line import LINE_NUMBER, ROOT, SECRET
from redis import Redis
from rest import ACCOUNT, TOKEN, Form, Rest, serve_rest
from served import Served, serve
from workers import Workers

from ivr.host.redis import EmbeddedRedis
from ivr.phone.signing import SIGNATURE_HEADER, sign
from ivr.stores.sql.database import Database
from ivr.stores.sql.tables import MESSAGES

HERE = Path(__file__).parent
# A thousand is what is promised, and takes minutes on two busy cores: RINGTREE_ALL=every tries so many.
TEXTS, KILLS = so_many((30, 1), (100, 3), (1000, 4))
KINDS = so_many(["sqlite"], ["sqlite", "postgresql"])
pytestmark = [pytest.mark.parametrize("database_url", KINDS, indirect=True), pytest.mark.timeout(900)]


@dataclass
class Town:
    """People who text, a provider that delivers as often as it likes, and what came of it."""

    served: Served
    rest: Rest
    database: Database
    failures: list[str] = field(default_factory=list)

    @property
    def base(self) -> str:
        return f"http://127.0.0.1:{self.served.port}"

    def post(self, url: str, form: Mapping[str, str]) -> tuple[int, bytes]:
        """Deliver one signed webhook; 0 when the connection broke."""
        headers = {"Content-Type": "application/x-www-form-urlencoded", SIGNATURE_HEADER: sign(TOKEN, url, form)}
        target = url.removeprefix(self.base)
        try:
            with closing(self.served.connect()) as connection:
                connection.request("POST", target, urlencode(form), headers)
                response = connection.getresponse()
                return response.status, response.read()
        except (OSError, http.client.HTTPException):
            return 0, b""

    def text(self, number: int) -> tuple[int, bytes]:
        """Deliver text number so-and-so."""
        form = {
            "MessageSid": f"SMin{number:028d}",
            "From": f"+1415{number % 100:07d}",  # a few texts from each
            "To": LINE_NUMBER,
            "Body": f"text {number}",
            "NumMedia": "0",
        }
        status, body = self.post(f"{self.base}/sms", form)
        if status == 200:
            self._perform(body)
        return status, body

    def _perform(self, document: bytes) -> None:
        """Send what an answer says is to be sent."""
        for message in ET.fromstring(document):
            body = message.findtext("Body") or ""
            form = {"To": "", "From": LINE_NUMBER, "Body": body, "StatusCallback": message.attrib["statusCallback"]}
            self.rest.take_text(form)

    def tell(self, text: Form) -> None:
        """Tell how a text fares, in a bad order, before its sender knows its name."""
        for status in ("delivered", "sent"):
            form = {"MessageSid": text["sid"], "MessageStatus": status, "AccountSid": ACCOUNT}
            if self.post(text["StatusCallback"], form)[0] != 204:
                self.failures.append(f"{urlsplit(text['StatusCallback']).path} did not take {status}")

    @property
    def open(self) -> int:
        """Return how many rows have something left to be done."""
        query = sa.select(sa.func.count()).select_from(MESSAGES).where(MESSAGES.c.next_look_at.is_not(None))
        with self.database.read() as connection:
            return int(connection.execute(query).scalar_one())

    @property
    def replies(self) -> Counter[str]:
        """Return how often each reply was sent."""
        return Counter(each["Body"] for each in self.rest.texts)

    def statuses(self) -> Counter[str]:
        query = sa.select(MESSAGES.c.status).where(MESSAGES.c.direction == "outbound")
        with self.database.read() as connection:
            return Counter(connection.execute(query).scalars())


def until(is_so: Callable[[], object], patience_s: float, said: Callable[[], str]) -> None:
    deadline = time.monotonic() + patience_s
    while not is_so():
        assert time.monotonic() < deadline, said()
        time.sleep(0.05)


@dataclass
class Setting:
    """How a line is started."""

    redis: "Redis"
    redis_url: str
    folder: Path
    database: Database
    database_url: str | None

    @contextmanager
    def town(self, **more: str) -> Iterator[tuple[Town, Workers]]:
        with serve_rest() as rest:
            settings = {
                "REDIS_URL": self.redis_url,
                "IVR_SECRET_KEY": SECRET,
                "IVR_VAR_DIR": str(self.folder),
                "TWILIO_ACCOUNT_SID": ACCOUNT,
                "TWILIO_AUTH_TOKEN": TOKEN,
                "TWILIO_API_BASE_URL": rest.url,
                "PUBLIC_BASE_URL": "http://127.0.0.1:{port}",
                "PYTHONPATH": f"{ROOT}:{HERE}",
                **({"DATABASE_URL": self.database_url} if self.database_url else {}),
                **more,
            }
            config = ("-c", str(ROOT / "gunicorn.conf.py"))
            with serve(self.folder, "echo_line:app", *config, cwd=ROOT, settings=settings) as served:
                given = {name: value.format(port=served.port) for name, value in settings.items()}
                workers = Workers(self.folder, HERE / "echo_worker.py", given)
                try:
                    yield Town(served, rest, self.database), workers
                finally:
                    workers.stop()
                assert "Traceback" not in workers.said, workers.said
                assert "You said" not in workers.said + served.said, "what is written is never logged"
                assert "+1415" not in workers.said + served.said


@pytest.fixture
def setting(
    redis: "Redis", redis_server: EmbeddedRedis, tmp_path: Path, database: Database, database_url: str | None
) -> Setting:
    return Setting(redis, redis_server.url, tmp_path, database, database_url)


@in_all
def test_ten_deliveries_at_once_over_four_processes_are_answered_once(setting: Setting) -> None:
    with setting.town(WEB_CONCURRENCY="4") as (town, _workers):
        town.rest.told = town.tell
        together = threading.Barrier(10)

        def deliver(number: int) -> int:
            together.wait(20)
            return town.text(number)[0]

        for number in range(5):
            with ThreadPoolExecutor(10) as pool:
                assert list(pool.map(deliver, [number] * 10)) == [200] * 10
        assert town.replies == Counter(f"You said: text {number}" for number in range(5))
        assert town.open == 0, "the callbacks have said that the documents arrived"
        assert town.statuses() == Counter({"delivered": 5})


@contextmanager
def killing(workers: Workers, every_s: float) -> Iterator[None]:
    """Kill a worker that is at work again and again, and start another in its place."""
    over = threading.Event()

    def kill() -> None:
        while not over.wait(every_s):
            workers.replace_one("text_")

    killer = threading.Thread(target=kill)
    killer.start()
    try:
        yield
    finally:
        over.set()
        killer.join(60)


@in_all
def test_every_text_is_answered_once_though_workers_are_killed_all_the_time(setting: Setting) -> None:
    texts = TEXTS if setting.database_url is None else min(TEXTS, 200)  # PostgreSQL takes thrice as long
    deliveries = [number for number in range(texts) for _ in range(3)]
    random.Random(7).shuffle(deliveries)
    told = count(1)  # one number each, however many are told at once
    with setting.town(WEB_CONCURRENCY="2", SMS_FAST_MODE="true") as (town, workers), ExitStack() as stack:

        def tell(text: Form) -> None:
            town.tell(text)
            if next(told) % (texts // (KILLS + 1)) == 0 and workers.started <= KILLS:
                workers.replace()  # while it waits for the answer to this very order

        town.rest.told = tell
        workers.start()
        if IS_ALL:
            workers.start()
            stack.enter_context(killing(workers, 2.0))
        with ThreadPoolExecutor(8) as pool:
            answers = Counter(status for status, _ in pool.map(town.text, deliveries))
        until(lambda: town.replies.total() >= texts, 700, lambda: workers.said[-5000:])
        until(lambda: town.open == 0, 60, lambda: workers.said[-5000:])
        print(f"\n{workers.started} workers; webhooks {dict(answers)}; rows {dict(town.statuses())}")
        assert answers == Counter({200: 3 * texts})
        assert town.replies == Counter(f"You said: text {number}" for number in range(texts))
        delivered = Counter({"delivered": texts})  # the last row is closed a moment before its status is written
        until(lambda: town.statuses() == delivered, 30, lambda: str(town.statuses()))
        assert town.failures == []
        assert workers.started > KILLS


@in_all
def test_web_processes_killed_between_claim_and_reply(setting: Setting) -> None:
    with setting.town(WEB_CONCURRENCY="2", ECHO_S="0.3") as (town, workers):
        town.rest.told = town.tell
        with ThreadPoolExecutor(6) as pool:
            sent = [pool.submit(town.text, number) for number in range(6)]
            until(lambda: town.open >= 3, 20, lambda: town.served.said)
            for pid in town.served.workers:
                with suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)
            broke = [number for number, each in enumerate(sent) if each.result()[0] == 0]
        assert broke, "some were cut off"
        for number in broke:  # the provider tries again
            until(lambda number=number: town.text(number)[0] == 200, 60, lambda: town.served.said)  # type: ignore[misc]
        workers.start()
        until(lambda: town.open == 0, 60, lambda: workers.said)
        assert town.replies == Counter(f"You said: text {number}" for number in range(6))


@in_all
def test_while_redis_is_gone_texts_wait(setting: Setting) -> None:
    with setting.town(SMS_FAST_MODE="true") as (town, workers):
        setting.redis.client_pause(1500, all=True)
        assert town.text(1)[0] == 200
        workers.start()
        until(lambda: town.replies.total() == 1, 30, lambda: workers.said)
