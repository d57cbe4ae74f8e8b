"""The web worker and whatever HTTP allows, forbids or does not mention: cut up, sent ahead, reset, far too much."""

import resource
import socket
import ssl
import struct
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, suppress
from datetime import UTC, datetime, timedelta
from ipaddress import IPv4Address
from pathlib import Path
from random import Random

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from served import PROC, Served, serve_tiny

HEAD = b"POST /length HTTP/1.1\r\nHost: here\r\n"
WHOLE = HEAD + b"Content-Length: 5\r\n\r\nabcde"
CHUNKED = HEAD + b"Transfer-Encoding: chunked\r\n\r\n5\r\nabcde\r\n0\r\n\r\n"
GET = b"GET / HTTP/1.1\r\nHost: here\r\n\r\n"
RESET = struct.pack("ii", 1, 0)

Connect = Callable[[], socket.socket]


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with serve_tiny(tmp_path_factory.mktemp("wild")) as served:
        yield served


@pytest.fixture
def connect(served: Served) -> Iterator[Connect]:
    with ExitStack() as opened:

        def connecting() -> socket.socket:
            client = opened.enter_context(socket.create_connection(("127.0.0.1", served.port), timeout=15))
            client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            return client

        yield connecting


def answers(client: socket.socket, count: int) -> list[tuple[int, bytes]]:
    """Read that many answers of one connection; fewer when it is closed before."""
    found: list[tuple[int, bytes]] = []
    with client.makefile("rb") as file:
        while len(found) < count and (first := file.readline()):
            length = 0
            while (row := file.readline().strip()) != b"":
                name, _, value = row.partition(b":")
                length = int(value) if name.lower() == b"content-length" else length
            found.append((int(first.split()[1]), file.read(length)))
    return found


def until_closed(client: socket.socket) -> bytes:
    said = b""
    while piece := client.recv(65_536):
        said += piece
    return said


@pytest.mark.parametrize("request_bytes", [WHOLE, CHUNKED, b"\r\n" + WHOLE])
@pytest.mark.parametrize("size", [1, 3])
def test_a_request_in_many_small_pieces(connect: Connect, request_bytes: bytes, size: int) -> None:
    client = connect()
    for at in range(0, len(request_bytes), size):
        client.sendall(request_bytes[at : at + size])
    assert answers(client, 1) == [(200, b"5")]


def test_requests_that_were_sent_ahead_are_answered_in_their_order(connect: Connect) -> None:
    client = connect()
    bodies = [b"x" * (size * 37 % 5000) for size in range(60)]
    sent = b"".join(HEAD + b"Content-Length: %d\r\n\r\n%b" % (len(body), body) for body in bodies) + GET + CHUNKED
    random, at = Random(1), 0
    while at < len(sent):
        size = random.choice((1, 10, 3000, 20_000))
        client.sendall(sent[at : at + size])
        at += size
    expected = [*((200, str(len(body)).encode()) for body in bodies), (200, b"alive"), (200, b"5")]
    assert answers(client, 62) == expected


def test_the_end_of_a_request_sent_ahead_may_come_later(connect: Connect) -> None:
    client = connect()
    client.sendall(GET + WHOLE[:-2])
    assert answers(client, 1) == [(200, b"alive")]
    client.sendall(WHOLE[-2:] + GET[:10])
    assert answers(client, 1) == [(200, b"5")]
    client.sendall(GET[10:])
    assert answers(client, 1) == [(200, b"alive")]


def test_a_connection_is_kept_and_heads_have_no_body(served: Served) -> None:
    with closing(served.connect()) as connection:
        connection.connect()
        own = connection.sock
        for method in ("GET", "HEAD", "GET", "HEAD", "POST"):
            connection.request(method, "/length" if method == "POST" else "/", b"abc" if method == "POST" else None)
            response = connection.getresponse()
            assert (response.status, response.read()) == (200, {"GET": b"alive", "HEAD": b"", "POST": b"3"}[method])
            assert connection.sock is own


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        (b"nonsense\r\n\r\n", 400),
        (b"\r\n\r\n", 400),
        (b"GET / HTTP/1.1\n\n", 400),
        (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\n", 400),
        (b"GET /" + b"x" * 9000 + b" HTTP/1.1\r\n\r\n", 414),
        (HEAD + b"X: " + b"y" * 9000 + b"\r\n\r\n", 431),
        (HEAD + b"X: y\r\n" * 200_000, 431),
        (b"GET /" + b"x" * 200_000, 431),
        (HEAD + b"Content-Length: 5\r\nContent-Length: 6\r\n\r\n", 400),
        (HEAD + b"Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n", 400),
        (HEAD + b"Transfer-Encoding: nonsense\r\n\r\n", 501),
    ],
)
def test_what_is_no_request_is_refused_at_once(connect: Connect, sent: bytes, status: int) -> None:
    client, began = connect(), time.monotonic()
    client.sendall(sent)
    assert until_closed(client).startswith(b"HTTP/1.1 %d " % status)
    assert time.monotonic() - began < 3


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        (b"MARK" * 900 + b"\r\n\r\n", 400),
        (b"GET / HTTP/9" + b"MARK" * 900 + b"\r\n\r\n", 400),
        (HEAD + b"bad name" + b"MARK" * 900 + b": x\r\n\r\n", 400),
        (HEAD + b"Transfer-Encoding: " + b"MARK" * 900 + b"\r\n\r\n", 501),
        (HEAD + b"Expect: " + b"MARK" * 900 + b"\r\n\r\n", 417),
        (HEAD + b"Transfer-Encoding: chunked\r\n\r\n" + b"MARK" * 900 + b"\r\n\r\n", 400),
    ],
)
def test_what_is_no_request_is_repeated_nowhere(served: Served, connect: Connect, sent: bytes, status: int) -> None:
    client, before = connect(), len(served.said)
    client.sendall(sent)
    answer = until_closed(client)
    assert answer.startswith(b"HTTP/1.1 %d " % status)
    assert b"MARK" not in answer
    told = served.said[before:]
    assert "Invalid request from ip=127.0.0.1" in told
    assert "MARK" not in told
    assert len(told) < 200


def test_a_body_held_back_is_asked_for(connect: Connect) -> None:
    client = connect()
    client.sendall(HEAD + b"Content-Length: 5\r\nExpect: 100-continue\r\n\r\n")
    assert client.recv(100) == b"HTTP/1.1 100 Continue\r\n\r\n"
    client.sendall(b"abcde")
    assert answers(client, 2) == [(100, b""), (200, b"5")], "gunicorn says it again, which is allowed"


def test_megabytes(served: Served, connect: Connect) -> None:
    assert served.ask("POST", "/length", b"x" * 3_000_000) == (200, b"3000000")
    assert served.ask("POST", "/worker", b"x" * 3_000_000)[0] == 200, "sent, and not wanted"
    client = connect()
    client.sendall(b"POST / HTTP/1.1\r\nHost: here\r\nContent-Length: 3000000\r\n\r\n")
    began = time.monotonic()
    assert b"alive" in until_closed(client), "announced, not wanted, and not sent"
    assert time.monotonic() - began < 2


def reset(client: socket.socket) -> None:
    client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET)
    client.close()


def test_clients_that_reset_at_any_point_do_no_harm(served: Served, connect: Connect) -> None:
    (worker,) = served.workers
    for sent in (WHOLE + GET, CHUNKED):
        for cut in range(0, len(sent) + 1, 3):
            client = connect()
            client.sendall(sent[:cut])
            if cut % 2:
                time.sleep(0.001)  # the worker knows it by now
            reset(client)
    for _ in range(20):
        client = connect()
        client.sendall(GET)
        client.recv(10)
        reset(client)
    assert served.ask("POST", "/length", b"abc") == (200, b"3")
    assert served.workers == [worker], "it is the same process"


@pytest.mark.skipif(not PROC.exists(), reason="only Linux shows the files of another process")
def test_whoever_was_there_leaves_no_file_behind(served: Served) -> None:
    (worker,) = served.workers
    fds = Path(f"/proc/{worker}/fd")
    served.ask()
    before = len(list(fds.iterdir()))
    for ending in ("close", "half", "reset"):
        for sent in (b"", WHOLE[:30], WHOLE[:-1], WHOLE, WHOLE + GET[:10], GET * 5):
            for _ in range(5):
                client = socket.create_connection(("127.0.0.1", served.port), timeout=15)
                client.sendall(sent)
                if ending == "half":
                    client.shutdown(socket.SHUT_WR)
                    until_closed(client)
                if ending == "reset":
                    reset(client)
                client.close()
    deadline = time.monotonic() + 10
    while (left := len(list(fds.iterdir()))) > before and time.monotonic() < deadline:
        time.sleep(0.05)
    assert left <= before


@pytest.mark.skipif(not PROC.exists(), reason="only Linux sets the limits of another process")
@pytest.mark.parametrize("sent", [b"", WHOLE[:-1], GET])
def test_when_files_run_out_the_oldest_make_room(tmp_path: Path, sent: bytes) -> None:
    with serve_tiny(tmp_path) as small, ExitStack() as opened:
        (worker,) = small.workers
        used = len(list(Path(f"/proc/{worker}/fd").iterdir()))
        resource.prlimit(worker, resource.RLIMIT_NOFILE, (used + 30, used + 30))
        for _ in range(100):
            client = opened.enter_context(socket.create_connection(("127.0.0.1", small.port), timeout=15))
            with suppress(OSError):
                client.sendall(sent)
        began = time.monotonic()
        for _ in range(20):
            assert small.ask() == (200, b"alive")
        assert time.monotonic() - began < 3
        assert "ulimit -n" in small.said


def test_those_who_say_nothing_do_not_hold_up_a_stop(tmp_path: Path) -> None:
    with ExitStack() as opened:
        with serve_tiny(tmp_path) as stopping:
            for _ in range(5):
                opened.enter_context(socket.create_connection(("127.0.0.1", stopping.port), timeout=15))
            stopping.ask()
            began = time.monotonic()
        assert time.monotonic() - began < 5


def test_a_request_under_way_is_still_answered_by_a_worker_that_stops(tmp_path: Path) -> None:
    with ExitStack() as opened, serve_tiny(tmp_path) as stopping:
        client = opened.enter_context(socket.create_connection(("127.0.0.1", stopping.port), timeout=15))
        client.sendall(WHOLE[:-1])
        stopping.ask()
        stopping.master.terminate()
        time.sleep(0.5)
        client.sendall(WHOLE[-1:])
        assert answers(client, 1) == [(200, b"5")]
        assert until_closed(client) == b""


def write_certificate(folder: Path) -> tuple[Path, Path]:
    """Make a key, and a certificate for this machine that vouches for itself."""
    key, name = ec.generate_private_key(ec.SECP256R1()), x509.Name([])
    today = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(today - timedelta(days=1))
        .not_valid_after(today + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(IPv4Address("127.0.0.1"))]), critical=True)
        .sign(key, hashes.SHA256())
    )
    kept = (serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    (folder / "key").write_bytes(key.private_bytes(*kept))
    (folder / "certificate").write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    return folder / "key", folder / "certificate"


def test_enciphered_connections_are_served_too(tmp_path: Path) -> None:
    key, certificate = write_certificate(tmp_path)
    tls = ssl.create_default_context(cafile=certificate)
    with serve_tiny(tmp_path, "--keyfile", str(key), "--certfile", str(certificate), tls=tls) as enciphered:
        with closing(enciphered.connect()) as connection:
            for size in (3, 100_000, 5):
                connection.request("POST", "/length", b"x" * size)
                assert connection.getresponse().read() == str(size).encode()
        with socket.create_connection(("127.0.0.1", enciphered.port), timeout=15) as plain:
            plain.sendall(GET)
            with suppress(OSError):
                plain.recv(1000)
        assert enciphered.ask("POST", "/length", b"abc") == (200, b"3")
