"""Thousands of requests that nobody signed, through gunicorn: they leave nothing behind, and honest calls go on.

`-s` prints the figures.
"""

import http.client
import re
import threading
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from random import Random
from urllib.parse import urlencode

import pytest
from how_much import so_many
from line import FORM, LINE_NUMBER, OPEN
from redis import Redis
from served import PROC, Served, serve_line

from ivr.cli.access import LineAccess
from ivr.handset.heard import Ended, WaitingForCallee
from ivr.host.redis import EmbeddedRedis
from ivr.phone.line import HttpTransport
from ivr.phone.signing import SIGNATURE_HEADER, sign
from ivr.phone.telephone import Telephone

REQUESTS = so_many(800, 10_000)
FORGERS = 5
PATHS = (
    "/voice",
    "/sms",
    "/status/call",
    "/status/message",
    "/voice/main/choices?turn=1&menus=x&lang=en&k=y",
    "/x",
    "/voice/%ff/..%2f",
)

pytestmark = pytest.mark.skipif(not PROC.exists(), reason="only Linux shows what another process holds")


@dataclass(frozen=True, slots=True)
class Holdings:
    """What a process holds."""

    files: int
    threads: int
    megabytes: float


def holdings_of(pid: int) -> Holdings:
    status = Path(f"/proc/{pid}/status").read_text()
    threads, kilobytes = (
        int(re.findall(rf"^{name}:\s+(\d+)", status, re.MULTILINE)[0]) for name in ("Threads", "VmRSS")
    )
    return Holdings(len(list(Path(f"/proc/{pid}/fd").iterdir())), threads, kilobytes / 1024)


@pytest.fixture(scope="module")
def serving(
    redis_server: EmbeddedRedis, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Served, LineAccess]]:
    with serve_line(tmp_path_factory.mktemp("forged"), redis_server.url, WEB_CONCURRENCY="1") as both:
        yield both


@dataclass(slots=True)
class Forger:
    """Sends what looks like webhooks, on a connection that is kept or on new ones."""

    served: Served
    random: Random
    keeps: bool

    def send(self, count: int) -> Counter[int]:
        """Return how often which status came."""
        statuses: Counter[int] = Counter()
        connection = self.served.connect()
        for _ in range(count):
            target, body, headers = self._request()
            connection.request("POST", target, body, headers)
            response = connection.getresponse()
            assert response.read() == b""
            statuses[response.status] += 1
            if not self.keeps:
                connection.close()
        connection.close()
        return statuses

    def _request(self) -> tuple[str, bytes, dict[str, str]]:
        random = self.random
        form = {"CallSid": f"CA{random.getrandbits(128):032x}", "From": "+14155551234", "To": LINE_NUMBER}
        if random.random() < 0.2:
            form["SpeechResult"] = "x" * random.randrange(60_000)
        target = random.choice((*PATHS, f"/{random.getrandbits(64):x}"))
        headers = {"Content-Type": FORM}
        if random.random() < 0.7:
            headers[SIGNATURE_HEADER] = sign(f"{random.getrandbits(128):032x}", f"http://127.0.0.1{target}", form)
        return target, urlencode(form).encode(), headers


def forge(served: Served, count: int, forgers: int = FORGERS) -> Counter[int]:
    """Forge from several sides at once."""
    with ThreadPoolExecutor(forgers) as pool:
        hands = [Forger(served, Random(number), keeps=number % 2 == 0) for number in range(forgers)]
        counted: Counter[int] = Counter()
        for statuses in pool.map(Forger.send, hands, [count // forgers] * forgers):
            counted += statuses
        return counted


def ring(access: LineAccess, call_sid: str) -> float:
    """Have one honest call, and return how long its slowest turn took."""
    phone = Telephone(
        HttpTransport(),
        access.url or "",
        access.account_sid,
        access.auth_token,
        "+14155551234",
        LINE_NUMBER,
        call_sid=call_sid,
        extra_form={"RingtreeAt": OPEN},
    )
    took = []
    for act in (phone.ring, lambda: phone.press("1"), lambda: phone.press("12345678"), lambda: phone.press("0")):
        began = time.monotonic()
        assert act().warnings == ()
        took.append(time.monotonic() - began)
    assert isinstance(phone.waits, WaitingForCallee)
    assert phone.callee("answers").waits == Ended("hangup")
    return max(took)


def test_forged_requests_leave_nothing_behind_while_honest_calls_go_on(
    serving: tuple[Served, LineAccess], redis: "Redis"
) -> None:
    served, access = serving
    (worker,) = served.workers
    forge(served, 300, forgers=2 * FORGERS)
    with ThreadPoolExecutor(2 * FORGERS) as pool:  # every thread of the worker has its connection to Redis now
        assert set(pool.map(lambda _: served.ask(path="/health/ready")[0], range(300))) == {200}
    time.sleep(0.2)
    before, over = holdings_of(worker), threading.Event()
    took: list[float] = []

    def go_on_ringing() -> None:
        while not over.is_set():
            took.append(ring(access, f"CA{len(took):032x}"))

    honest = threading.Thread(target=go_on_ringing)
    honest.start()
    try:
        statuses = forge(served, REQUESTS)
    finally:
        over.set()
        honest.join()
    time.sleep(0.2)
    after = holdings_of(worker)
    print(f"\n{statuses}: {before} → {after}; slowest turn of {len(took)} honest calls {1000 * max(took):.0f} ms")
    assert set(statuses) == {403, 404}
    assert {key.decode() for key in redis.scan_iter()} == {*(f"call:CA{n:032x}" for n in range(len(took))), "facts"}
    assert after.files <= before.files
    assert after.threads <= before.threads
    assert after.megabytes < before.megabytes + 16
    assert served.workers == [worker]


def test_a_crowd_at_the_door_delays_no_call(serving: tuple[Served, LineAccess], redis: "Redis") -> None:
    served, access = serving
    head = b"POST /voice HTTP/1.1\r\nHost: here\r\nX-Twilio-Signature: x\r\n"
    halves = [
        *(b"", b"POST /voi", head, head + b"Content-Length: 9\r\n\r\nab", head + b"Content-Length: 999999\r\n\r\nab"),
        head + b"Transfer-Encoding: chunked\r\n\r\n5\r\nab",
        head + b"Content-Length: 9\r\nExpect: 100-continue\r\n\r\n",
    ]
    quiet = ring(access, "CA" + "a" * 32)
    clients = [http.client.HTTPConnection("127.0.0.1", served.port, timeout=15) for _ in range(200)]
    try:
        for number, client in enumerate(clients):
            client.connect()
            client.sock.sendall(halves[number % len(halves)])
        crowded = ring(access, "CA" + "b" * 32)
    finally:
        for client in clients:
            client.close()
    print(f"\nslowest turn alone {1000 * quiet:.0f} ms, among 200 half-sent requests {1000 * crowded:.0f} ms")
    assert crowded < 2
