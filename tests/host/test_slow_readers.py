"""Clients that ask for a large file and read it slowly, or not at all: what honest requests notice of it. All real."""

import socket
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from statistics import median

import pytest
from how_much import in_all
from served import Served, serve_tiny
from test_crowded_door import dripping, took_s
from tiny_app import LARGE_BYTES

LONGEST_S = 2.0  # a loaded machine's; the figures are a thousandth of it


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("file") / "large.wav"
    path.write_bytes(bytes(number % 251 for number in range(100_000)) * (LARGE_BYTES // 100_000))
    return path


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory, file: Path) -> Iterator[Served]:
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv("TINY_FILE", str(file))
        with serve_tiny(tmp_path_factory.mktemp("readers")) as served:
            yield served


@contextmanager
def reading(port: int, count: int, path: str) -> Iterator[list[socket.socket]]:
    """Hold connections open that have asked for a large file and read nothing of it."""
    with ExitStack() as opened:
        clients = []
        for _ in range(count):
            client = opened.enter_context(socket.socket())
            client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            client.settimeout(30)
            client.connect(("127.0.0.1", port))
            client.sendall(f"GET {path} HTTP/1.1\r\nHost: here\r\n\r\n".encode())
            clients.append(client)
        yield clients


@pytest.mark.parametrize("path", ["/file", "/pieces"])
@pytest.mark.parametrize("count", [32, 200])
def test_those_who_read_nothing_do_not_delay_honest_ones(served: Served, count: int, path: str) -> None:
    quiet = took_s(served)
    with reading(served.port, count, path):
        time.sleep(0.5)
        crowded = took_s(served)
    assert median(crowded) < median(quiet) + 0.05
    assert max(crowded) < LONGEST_S


def test_nor_do_those_who_read_a_byte_a_second(served: Served) -> None:
    with reading(served.port, 100, "/file") as clients, dripping(clients):
        time.sleep(1)
        for client in clients:
            assert client.recv(1) == b"H"
        assert max(took_s(served)) < LONGEST_S


def body(client: socket.socket) -> bytes:
    received = bytearray()
    while more := client.recv(1 << 20):
        received += more
    return bytes(received).partition(b"\r\n\r\n")[2]


@pytest.mark.parametrize("path", ["/file", "/pieces"])
def test_who_reads_with_pauses_gets_every_byte(served: Served, file: Path, path: str) -> None:
    with socket.create_connection(("127.0.0.1", served.port), timeout=30) as client:
        client.sendall(f"GET {path} HTTP/1.1\r\nHost: here\r\nConnection: close\r\n\r\n".encode())
        time.sleep(1)
        assert body(client) == file.read_bytes()


def test_a_kept_connection_goes_on_after_a_large_answer(served: Served, file: Path) -> None:
    with socket.create_connection(("127.0.0.1", served.port), timeout=30) as client:
        for path in ("/file", "/pieces", "/file"):
            client.sendall(f"GET {path} HTTP/1.1\r\nHost: here\r\n\r\n".encode())
            time.sleep(0.3)
            received = bytearray()
            while len(received.partition(b"\r\n\r\n")[2]) < LARGE_BYTES:
                more = client.recv(1 << 20)
                assert more
                received += more
            assert bytes(received).partition(b"\r\n\r\n")[2] == file.read_bytes()


def is_connected(client: socket.socket) -> bool:
    """Return whether the server has not ended the connection yet; what it sent before may still be unread."""
    established = 1
    return client.getsockopt(socket.IPPROTO_TCP, socket.TCP_INFO, 1)[0] == established


@in_all
def test_they_are_shown_the_door_after_a_while(served: Served) -> None:
    with reading(served.port, 3, "/short") as clients:
        assert all(map(is_connected, clients))
        until = time.monotonic() + 60
        while any(map(is_connected, clients)) and time.monotonic() < until:
            time.sleep(1)
        assert not any(map(is_connected, clients))
