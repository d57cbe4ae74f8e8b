"""Services that mean harm: what they answer, how slowly, how much, and whither their names lead."""

import gzip
import json
import resource
import socket
import sys
import threading
import time
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from ipaddress import ip_address
from typing import Any

import pytest
from fake_service import Says, serving
from how_much import in_all, so_many

from ivr.dialog.directives import AskFunction, AskService
from ivr.dialog.events import SystemEnded, SystemOutcome
from ivr.menu.line import Service
from ivr.ports.calls import Claimed
from ivr.systems.functions import Functions, load_functions
from ivr.systems.guarded import is_public
from ivr.systems.pool import SystemsPool
from ivr.systems.services import ServiceClient
from ivr.values import Seconds

OK, FAILED, MISSING = SystemOutcome.OK, SystemOutcome.FAILED, SystemOutcome.MISSING
_FOR_EVER_S = 30


def ask(url: str, *, private: str = "", timeout: int = 2, headers: dict[str, str] | None = None) -> SystemEnded:
    """Return what comes of asking an address."""
    client = ServiceClient({"A": "a\r\nX-Evil: yes", "IVR_SECRET_KEY": "s3cret"}, frozenset({private}))
    return client.ask(asked(url, timeout, headers), "claim")


def asked(url: str, timeout: int = 2, headers: dict[str, str] | None = None) -> AskService:
    """Return a question to an address."""
    service = Service("bank", url, headers or {}, Seconds(timeout))
    return AskService(service, "GET", "x", {}, None, {}, has_body=False, timeout=Seconds(timeout))


@contextmanager
def talking(answer: Callable[[socket.socket], None]) -> Iterator[str]:
    """Run a server that answers each connection in its own way, for as long as this lasts; say its host and port."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.settimeout(0.05)
        over = threading.Event()

        def serve() -> None:
            while not over.is_set():
                try:
                    connection, _ = listener.accept()
                except TimeoutError:
                    continue
                threading.Thread(target=talk, args=(connection,), daemon=True).start()

        def talk(connection: socket.socket) -> None:
            with connection:
                try:
                    connection.recv(65_536)
                    answer(connection)
                except OSError:
                    pass

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        try:
            yield f"127.0.0.1:{listener.getsockname()[1]}"
        finally:
            over.set()
            thread.join()


def _dripping(head: bytes, drop: bytes, every_s: float) -> Callable[[socket.socket], None]:
    def drip(connection: socket.socket) -> None:
        connection.sendall(head)
        until = time.monotonic() + _FOR_EVER_S
        while time.monotonic() < until:
            connection.sendall(drop)
            time.sleep(every_s)

    return drip


_HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"


@pytest.mark.parametrize(
    "answer",
    [
        pytest.param(_dripping(b"", b"", 0.5), id="nothing at all", marks=in_all),
        pytest.param(_dripping(b"HTTP/1.1 200 OK\r\n", b"X: y\r\n", 0.2), id="a head that drips", marks=in_all),
        pytest.param(_dripping(b"HTTP/1.1 200 ", b"O", 0.2), id="a first line that drips", marks=in_all),
        pytest.param(_dripping(_HEAD + b"Content-Length: 60000\r\n\r\n", b" ", 0.2), id="a body that drips"),
        pytest.param(
            _dripping(_HEAD + b"Transfer-Encoding: chunked\r\n\r\n", b"1\r\n \r\n", 0.2),
            id="chunks that drip",
            marks=in_all,
        ),
        pytest.param(_dripping(_HEAD + b"\r\n", b" " * 65_536, 0.0), id="a body without end", marks=in_all),
        pytest.param(_dripping(b"", b"X" * 65_536, 0.0), id="a head without end"),
        pytest.param(
            _dripping(b"HTTP/1.1 100 Continue\r\n\r\n", b"HTTP/1.1 100 Continue\r\n\r\n", 0.2),
            id="continue",
            marks=in_all,
        ),
    ],
)
def test_what_never_ends_is_ended(answer: Callable[[socket.socket], None]) -> None:
    begun = time.monotonic()
    with talking(answer) as host:
        assert ask(f"http://{host}", private=host).outcome is FAILED
    assert time.monotonic() - begun < _FOR_EVER_S / 2


_MUCH = 200_000_000


def _bomb(layers: int) -> bytes:
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    packed = b"".join([*(packer.compress(b" " * 1_000_000) for _ in range(_MUCH // 1_000_000)), packer.flush()])
    for _ in range(layers - 1):
        packed = gzip.compress(packed)
    return packed


@pytest.mark.parametrize("layers", so_many([2], [1, 2, 3]))
def test_what_is_packed_is_not_unpacked_beyond_measure(layers: int) -> None:
    packed = Says(_bomb(layers), headers={"Content-Encoding": ", ".join(["gzip"] * layers)})
    with serving({"/x": packed}) as service:
        before = _peak_bytes()
        assert ask(service.url, private=service.host).outcome is FAILED
        assert _peak_bytes() - before < 50_000_000


def _peak_bytes() -> int:
    used = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return used * 1024 if sys.platform == "linux" else used


@pytest.mark.parametrize(
    ("body", "outcome"),
    [
        (b'"\\ud800 half"', OK),
        (b"1e999999", FAILED),
        (b'{"a": [-1e400]}', FAILED),
        (b"9" * 41, FAILED),
        (b"9" * 60_000, FAILED),
        (b"[" * 14 + b"]" * 14, FAILED),
        (b"[" * 30_000 + b"]" * 30_000, FAILED),
        (b'{"a":' * 10_000 + b"1" + b"}" * 10_000, FAILED),
        (b"[" + b"1," * 30_000 + b"1]", OK),
        (b'{"a": 1, "a": 2}', OK),
        (b"\xff\xfe[\x00]\x00", FAILED),
        (b"", FAILED),
        (b"NaN", FAILED),
        (b"Infinity", FAILED),
    ],
)
def test_what_json_can_hold(body: bytes, outcome: SystemOutcome) -> None:
    with serving({"/x": Says(body)}) as service:
        ended = ask(service.url, private=service.host)
    assert ended.outcome is outcome
    json.dumps(ended.value, allow_nan=False).encode()


@pytest.mark.parametrize(
    "host",
    [
        *("127.0.0.1", "localhost", "0.0.0.0", "127.1", "2130706433", "0x7f000001", "0177.0.0.1", "127.0.0.1.", "0"),
        *("[::1]", "[::]", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "[0:0:0:0:0:ffff:10.0.0.1]", "[64:ff9b::7f00:1]"),
        *("[64:ff9b::10.0.0.1]", "[2002:7f00:1::]", "[2002:0a00:0001::1]", "[fe80::1]", "[fc00::1]", "[fd12::1]"),
        *("10.0.0.1", "172.16.0.1", "172.31.255.255", "192.168.1.1", "169.254.169.254", "100.64.0.1", "192.0.0.1"),
        *("198.18.0.1", "224.0.0.1", "240.0.0.1", "255.255.255.255", "localhost.", "LOCALHOST", "[ff02::1]"),
        *("⑯⑨.254.169.254", "127。0。0。1", "[::ffff:0:127.0.0.1]", "[2001:0000:4136:e378:8000:63bf:3fff:fdd2]"),
    ],
)
def test_private_addresses_are_not_reached_however_they_are_written(host: str) -> None:
    reached: list[bool] = []
    with talking(lambda connection: reached.append(True)) as here:
        port = here.partition(":")[2]
        assert ask(f"http://{host}:{port}", timeout=1).outcome is FAILED
    assert not reached


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_nobody_is_sent_on_to_private_addresses(status: int) -> None:
    with serving({"/secret": Says(b'"secret"')}) as inside:
        away = Says(
            status=status, headers={"Location": f"{inside.url}/secret", "Refresh": f"0;url={inside.url}/secret"}
        )
        with serving({"/x": away}) as outside:
            assert ask(outside.url, private=outside.host).outcome is FAILED
        assert inside.asked == []


def answer_lookups(monkeypatch: pytest.MonkeyPatch, look_up: Callable[..., Any]) -> None:
    """Answer what this thread looks up; threads that other tests left behind are none of its business."""
    mine, real = threading.get_ident(), socket.getaddrinfo

    def answer(*asked: Any, **named: Any) -> Any:
        return (look_up if threading.get_ident() == mine else real)(*asked, **named)

    monkeypatch.setattr(socket, "getaddrinfo", answer)


def test_a_name_that_leads_elsewhere_the_second_time(monkeypatch: pytest.MonkeyPatch) -> None:
    looked_up: list[str] = []
    reached: list[bool] = []
    with talking(lambda connection: reached.append(True)) as here:
        port = int(here.partition(":")[2])

        def look_up(host: str, *_: object, **__: object) -> list[tuple[object, ...]]:
            if host == "1.1.1.1":
                raise OSError("nobody is reached from a test")
            looked_up.append(host)
            address = "1.1.1.1" if len(looked_up) == 1 else "127.0.0.1"
            return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port))]

        answer_lookups(monkeypatch, look_up)
        assert ask(f"http://rebinding.example:{port}", timeout=1).outcome is FAILED
    assert looked_up == ["rebinding.example"]  # once: what is connected to is the address that was judged
    assert not reached


def test_a_name_with_public_and_private_addresses(monkeypatch: pytest.MonkeyPatch) -> None:
    reached: list[bool] = []
    with talking(lambda connection: reached.append(True)) as here:
        port = int(here.partition(":")[2])
        found = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (each, port)) for each in ("127.0.0.1", "10.0.0.1")]
        answer_lookups(monkeypatch, lambda *_, **__: found)
        assert ask(f"http://several.example:{port}", timeout=1).outcome is FAILED
    assert not reached


def test_every_reserved_block_is_private() -> None:
    for address in ("::ffff:10.1.2.3", "64:ff9b::a01:203", "2002:a01:203::", "fe80::1%eth0", "100.100.100.200"):
        assert not is_public(address), address
    assert is_public("1.1.1.1")
    assert is_public("2606:4700:4700::1111")
    assert ip_address("1.1.1.1").is_global


def test_a_header_cannot_hold_two() -> None:
    with serving({"/x": Says(b"1")}) as service:
        assert ask(service.url, private=service.host, headers={"X": "{{ env.A }}"}).outcome is FAILED
        assert service.asked == []


def test_our_own_secrets_go_to_no_service() -> None:
    with serving({"/x": Says(b"1")}) as service:
        ask(service.url, private=service.host, headers={"X": "<{{ env.IVR_SECRET_KEY }}>"})
        (request,) = service.asked
    assert request.headers["x"] == "<>"


def test_a_server_that_speaks_no_tls() -> None:
    with talking(_dripping(b"\x16\x03\x01" + b"\x00" * 100, b"\x00", 0.2)) as host:
        begun = time.monotonic()
        assert ask(f"https://{host}", private=host).outcome is FAILED
        assert time.monotonic() - begun < _FOR_EVER_S / 2


# --- the threads of the line -------------------------------------------------------------------------------------


class _NoClaims:
    """Claims of a process that is alone."""

    def claim(self, claim: str, longest_s: int) -> bool:
        return True

    def settle(self, claim: str, ended: SystemEnded) -> None:
        pass

    def find(self, claim: str) -> Claimed:
        return Claimed(is_claimed=True, ended=None)


def test_slow_systems_leave_half_of_the_web_threads_to_others() -> None:
    """Forty callers wait for a service that says nothing; those above 32 are told at once to come back."""
    with talking(_dripping(b"", b"", 0.5)) as host:
        pool = SystemsPool(ServiceClient({}, frozenset({host})), Functions({}), _NoClaims())
        services = [Service(f"s{n}", f"http://{host}", {}, Seconds(4)) for n in range(3)]
        waited: list[float] = []

        def wait(number: int) -> None:
            question = AskService(services[number % 3], "GET", "x", {}, None, {}, has_body=False, timeout=Seconds(4))
            begun = time.monotonic()
            pool.ask(f"claim {number}", question, 3.0)
            waited.append(time.monotonic() - begun)

        callers = [threading.Thread(target=wait, args=(number,)) for number in range(40)]
        for caller in callers:
            caller.start()
        for caller in callers:
            caller.join()
    assert sum(seconds >= 2.5 for seconds in waited) <= 32
    assert sum(seconds < 2.5 for seconds in waited) >= 8


@in_all
def test_a_function_that_hangs_takes_its_own_threads_only(
    tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path_factory.mktemp("functions")
    code = "import threading\nover = threading.Event()\ndef hang() -> str:\n    over.wait()\n    return ''\n"
    (folder / "hanging_line.py").write_text(code + "def quick() -> str:\n    return 'done'\n")
    monkeypatch.syspath_prepend(str(folder))
    functions = load_functions(("hanging_line",))
    pool = SystemsPool(ServiceClient({}, frozenset()), Functions(functions), _NoClaims())
    try:
        hung = [pool.ask(f"h{n}", AskFunction("hang", {}, Seconds(4)), 0.0) for n in range(30)]
        assert hung.count(None) == 16
        assert {ended.outcome for ended in hung if ended is not None} == {FAILED}
        quick = pool.ask("q", AskFunction("quick", {}, Seconds(4)), 10.0)
        assert quick is not None
        assert quick.value == "done"
        # Nobody waits for ever for what hangs: when its time is over it has failed.
        hanging = pool.find("h0", 30.0)
        assert hanging is not None
        assert hanging.outcome is FAILED
    finally:
        functions["hang"].call.__globals__["over"].set()
