"""The worker's loop: whose turn it is, what goes wrong, and how it ends; the lease on a real Redis."""

import io
import os
import signal
import threading
import time

import pytest

from ivr.errors import DatabaseUnavailableError, StoreUnavailableError
from ivr.host.work import Looks, work
from ivr.stores.redis_lease import RedisLease
from ivr.stores.redis_wire import RedisWire


def nothing() -> None:
    """Do nothing."""


def test_one_of_two_has_the_lease_until_it_lets_go(wire: RedisWire) -> None:
    one, two = RedisLease(wire, "people", 30), RedisLease(wire, "people", 30)
    assert [one.hold(), two.hold(), one.hold()] == [True, False, True]
    two.let_go()
    assert one.hold(), "nobody lets go what another has"
    one.let_go()
    assert [two.hold(), one.hold()] == [True, False]


def test_a_lease_runs_out(wire: RedisWire) -> None:
    one, two = RedisLease(wire, "people", 0.05), RedisLease(wire, "people", 30)
    assert one.hold()
    time.sleep(0.2)
    assert [two.hold(), one.hold()] == [True, False]


def test_without_the_lease_nothing_is_done() -> None:
    looked: list[int] = []
    Looks(lambda: looked.append(1), lambda: False, nothing).once()
    assert looked == []
    Looks(lambda: looked.append(1), lambda: True, nothing).once()
    assert looked == [1]


def test_whatever_goes_wrong_there_is_a_next_look(logged: io.StringIO) -> None:
    errors: list[Exception] = [
        StoreUnavailableError("gone"),
        StoreUnavailableError("gone"),
        ValueError("a number +14155551234"),
    ]

    def look() -> None:
        if errors:
            raise errors.pop(0)

    looks = Looks(look, lambda: True, nothing)
    for _ in range(4):
        looks.once()
    assert errors == []
    assert logged.getvalue().count("worker_waits") == 1, "a trouble that lasts is logged once"
    assert logged.getvalue().count("look_failed") == 1


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_it_and_gives_the_lease_back(number: signal.Signals) -> None:
    done: list[str] = []
    looks = Looks(lambda: done.append("looked"), lambda: True, lambda: done.append("let go"))
    threading.Timer(0.2, lambda: os.kill(os.getpid(), number)).start()
    assert work([looks], 0.02) == 0
    assert done[-1] == "let go"
    assert len(done) > 2


def test_of_several_looks_one_that_fails_stops_no_other() -> None:
    done: list[str] = []

    def fail() -> None:
        raise DatabaseUnavailableError("gone")

    looks = [Looks(fail, lambda: True, nothing), Looks(lambda: done.append("looked"), lambda: True, nothing)]
    threading.Timer(0.2, lambda: os.kill(os.getpid(), signal.SIGTERM)).start()
    assert work(looks, 0.02) == 0
    assert len(done) > 1
