"""The web worker among clients that send half a request, drip it, or never hang up. All of it real."""

import http.client
import select
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest
from how_much import in_all
from served import serve_tiny

HALF_SENT = {
    "a request line": b"POST /length HTT",
    "headers": b"POST /length HTTP/1.1\r\nHost: here\r\nX-Half: ",
    "a body": b"POST /length HTTP/1.1\r\nHost: here\r\nContent-Length: 10\r\n\r\n12345",
    "a chunk": b"POST /length HTTP/1.1\r\nHost: here\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n123",
}

Connect = Callable[[], socket.socket]


@pytest.fixture(scope="module")
def port(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    with serve_tiny(tmp_path_factory.mktemp("slow")) as served:
        yield served.port


@pytest.fixture
def connect(port: int) -> Iterator[Connect]:
    with ExitStack() as opened:
        yield lambda: opened.enter_context(socket.create_connection(("127.0.0.1", port), timeout=15))


def ask(port: int, body: bytes = b"abc") -> tuple[int, bytes, float]:
    """Status, answer and how long it took."""
    started = time.monotonic()
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=15)
    try:
        connection.request("POST", "/length", body)
        response = connection.getresponse()
        return response.status, response.read(), time.monotonic() - started
    finally:
        connection.close()


def answers_until_closed(clients: list[socket.socket], within_s: float) -> dict[socket.socket, tuple[float, bytes]]:
    """When each was closed by the server (seconds from now) and what it had said by then."""
    started = time.monotonic()
    said = dict.fromkeys(clients, b"")
    closed: dict[socket.socket, tuple[float, bytes]] = {}
    while len(closed) < len(clients) and time.monotonic() < started + within_s:
        for client in select.select([c for c in clients if c not in closed], [], [], 0.1)[0]:
            data = client.recv(4096)
            said[client] += data
            if not data:
                closed[client] = (time.monotonic() - started, said[client])
    return closed


@in_all
def test_half_sent_requests_are_closed_while_honest_ones_are_answered(port: int, connect: Connect) -> None:
    ask(port)
    clients = []
    for number in range(32):
        clients.append(connect())
        clients[-1].sendall(list(HALF_SENT.values())[number % 4])
    asked = [ask(port) for _ in range(20)]
    assert [(status, answer) for status, answer, _ in asked] == [(200, b"3")] * 20
    assert max(took_s for _, _, took_s in asked) < 2
    closed = answers_until_closed(clients, within_s=12)
    assert len(closed) == 32
    assert min(at_s for at_s, _ in closed.values()) > 3
    assert max(at_s for at_s, _ in closed.values()) < 8
    assert closed[clients[2]][1].startswith(b"HTTP/1.1 400"), "half a body is told so"
    assert closed[clients[0]][1] == b""
    assert ask(port)[2] < 2, "those who keep their end open do not stop the worker's loop"


@in_all
def test_dripping_a_byte_a_second_buys_no_time(port: int, connect: Connect) -> None:
    client, started = connect(), time.monotonic()
    client.sendall(b"GET / HTTP/1.1\r\n")
    while time.monotonic() < started + 12 and not select.select([client], [], [], 0.5)[0]:
        client.sendall(b"X")
    assert 3 < time.monotonic() - started < 8


def test_clients_that_never_hang_up_do_not_stop_the_loop(port: int, connect: Connect) -> None:
    for _ in range(8):
        connect().sendall(b"GET / HTTP/1.1\r\nHost: here\r\nConnection: close\r\n\r\n")
    time.sleep(0.3)
    assert ask(port)[2] < 2


@in_all
def test_a_kept_connection_has_the_full_time_for_each_request(connect: Connect) -> None:
    client = connect()
    for _ in range(3):
        client.sendall(b"POST /length HTTP/1.1\r\nHost: here\r\nContent-Length: 3\r\n\r\nab")
        time.sleep(2.6)
        client.sendall(b"c")
        said = b""
        while not said.endswith(b"\r\n\r\n3"):
            more = client.recv(4096)
            assert more, f"closed after {said!r}"
            said += more


def test_a_large_upload_arrives_whole(port: int) -> None:
    assert ask(port, b"x" * 5_000_000)[:2] == (200, b"5000000")
