"""Connections held open by the dozen, with half a request or none: what honest requests notice of it. All of it real.

`-s` prints the figures.
"""

import select
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from itertools import cycle, islice
from pathlib import Path
from statistics import median

import pytest
from how_much import in_all
from served import Served, serve_tiny
from test_slow_clients import HALF_SENT

from ivr.host.waiting import MOST_HELD_BYTES

ROUNDS = 40
LONGEST_S = 2.0  # a loaded machine's; the figures are a thousandth of it
FEW, MANY = 32, 200
HELD = {
    **{name: [sent] for name, sent in HALF_SENT.items() if name != "a chunk"},
    "of everything half": list(HALF_SENT.values()),
    "nothing at all": [b""],
    "the next request": [b"GET / HTTP/1.1\r\nHost: here\r\n\r\nPOST /length HTT"],
    "a megabyte announced and not wanted": [b"POST / HTTP/1.1\r\nHost: here\r\nContent-Length: 1000000\r\n\r\n"],
    "a body held back until told": [
        b"POST /length HTTP/1.1\r\nHost: here\r\nContent-Length: 9\r\nExpect: 100-continue\r\n\r\n"
    ],
}


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with serve_tiny(tmp_path_factory.mktemp("crowded")) as served:
        yield served


@contextmanager
def held(port: int, count: int, sent: list[bytes]) -> Iterator[list[socket.socket]]:
    """Hold connections open that have sent these bytes, in turn."""
    with ExitStack() as opened:
        clients = []
        for piece in islice(cycle(sent), count):
            clients.append(opened.enter_context(socket.create_connection(("127.0.0.1", port), timeout=15)))
            clients[-1].sendall(piece)
        yield clients


def took_s(served: Served, rounds: int = ROUNDS) -> list[float]:
    """How long each of some honest requests took, one after the other."""
    found = []
    for _ in range(rounds):
        began = time.monotonic()
        assert served.ask("POST", "/length", b"abc") == (200, b"3")
        found.append(time.monotonic() - began)
    return found


def note(what: str, quiet: list[float], crowded: list[float]) -> None:
    quiet_ms, crowded_ms = ([1000 * each for each in (median(took), max(took))] for took in (quiet, crowded))
    print(
        f"\n{what}: alone {quiet_ms[0]:.1f} ms (longest {quiet_ms[1]:.1f}), "
        f"crowded {crowded_ms[0]:.1f} ms (longest {crowded_ms[1]:.1f})"
    )


@pytest.mark.parametrize("count", [FEW, MANY])
@pytest.mark.parametrize("what", HELD)
def test_connections_that_are_held_open_do_not_delay_honest_ones(served: Served, what: str, count: int) -> None:
    quiet = took_s(served)
    with held(served.port, count, HELD[what]):
        crowded = took_s(served)
    note(f"{count} hold {what}", quiet, crowded)
    assert median(crowded) < median(quiet) + 0.05
    assert max(crowded) < LONGEST_S


@contextmanager
def dripping(clients: list[socket.socket]) -> Iterator[None]:
    """Send a byte a second on each of them meanwhile."""
    over = threading.Event()

    def drip() -> None:
        while not over.wait(1.0):
            for client in clients:
                try:
                    client.send(b"X")
                except OSError:
                    continue  # the server has shown it the door

    thread = threading.Thread(target=drip)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()


def test_two_hundred_that_drip_a_byte_a_second_do_not_delay_honest_ones(served: Served) -> None:
    quiet, crowded = took_s(served), []
    with held(served.port, MANY, [b"POST /length HTTP/1.1\r\nX-Drip: "]) as clients, dripping(clients):
        until = time.monotonic() + 2.5
        while time.monotonic() < until:
            crowded += took_s(served, 5)
            time.sleep(0.05)
    note(f"{MANY} drip", quiet, crowded)
    assert median(crowded) < median(quiet) + 0.05
    assert max(crowded) < LONGEST_S


@in_all
def test_two_hundred_that_come_again_whenever_they_are_closed_do_not_delay_honest_ones(served: Served) -> None:
    quiet, crowded = took_s(served), []
    until = time.monotonic() + 15
    while time.monotonic() < until:
        with held(served.port, MANY, HELD["of everything half"]):
            crowded += took_s(served, 200)
    note(f"{MANY} come again and again", quiet, crowded)
    assert median(crowded) < median(quiet) + 0.05
    assert max(crowded) < LONGEST_S


@pytest.mark.parametrize("sent", [b"", b"POST /length HTT", b"GET / HTTP/1.1\r\nHost: here\r\n\r\n"])
def test_more_than_there_is_room_for_push_out_each_other_and_nobody_else(tmp_path: Path, sent: bytes) -> None:
    with serve_tiny(tmp_path, "--worker-connections", "100") as small, held(small.port, 300, [sent]):
        assert max(took_s(small)) < LONGEST_S


def test_halves_are_kept_only_up_to_a_bound_and_the_oldest_go_first(served: Served) -> None:
    head = b"POST /length HTTP/1.1\r\nHost: here\r\nContent-Length: 65000\r\n\r\n"
    too_many = MOST_HELD_BYTES // 60_000 + 20
    with held(served.port, too_many, [head + b"x" * 60_000]) as clients:
        assert max(took_s(served)) < LONGEST_S
        closed = [client in select.select([client], [], [], 0)[0] for client in clients]
        assert 15 < sum(closed) < 40
        assert sum(closed[:60]) == sum(closed)
