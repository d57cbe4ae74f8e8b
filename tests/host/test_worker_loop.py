"""The worker's loop, called by hand: what one event closes, a later one of the same batch may still be about."""

import selectors
import socket
import time
from collections.abc import Iterator
from concurrent.futures import Future

import pytest
from gunicorn.config import Config  # type: ignore[import-untyped]
from gunicorn.glogging import Logger  # type: ignore[import-untyped]

from ivr.host.connection import PatientConnection
from ivr.host.unhurried import MOST_KEPT_BYTES, UnhurriedSocket
from ivr.host.worker import PatientWorker


@pytest.fixture
def worker() -> Iterator[PatientWorker]:
    settings = Config()
    worker = PatientWorker(1, 1, [], None, 30, settings, Logger(settings))
    worker.poller = selectors.DefaultSelector()
    yield worker
    worker.poller.close()
    worker.tmp.close()


@pytest.fixture
def conn(worker: PatientWorker) -> Iterator[PatientConnection]:
    """A connection that the worker has accepted, which has said nothing."""
    ours, theirs = socket.socketpair()
    with ours, theirs:
        conn = PatientConnection(worker.cfg, ours, ("", 0), ("", 0), linger=worker.linger)
        worker.nr_conns += 1
        worker._hear(conn)
        yield conn


def test_who_was_closed_for_the_sake_of_another_is_not_closed_again(
    worker: PatientWorker, conn: PatientConnection
) -> None:
    assert worker._drop_oldest()
    worker._hear(conn)
    assert worker.nr_conns == 0
    assert not worker._drop_oldest()


def test_nor_is_a_kept_connection(worker: PatientWorker, conn: PatientConnection) -> None:
    worker._let_go(conn)
    worker.keepalived_conns.append(conn)
    worker.poller.register(conn.sock, selectors.EVENT_READ)
    assert worker._drop_oldest()
    worker.on_client_socket_readable(conn, conn.sock)
    assert worker.nr_conns == 0


def test_nor_is_one_that_takes_leave(worker: PatientWorker, conn: PatientConnection) -> None:
    worker._drop(conn, graceful=True)
    assert worker._drop_lingering()
    worker._drain(conn.sock, None)
    assert not worker.poller.get_map()


def test_who_takes_leave_has_two_seconds(worker: PatientWorker, conn: PatientConnection) -> None:
    worker._drop(conn, graceful=True)
    (until,) = worker.lingering.values()
    assert until <= time.monotonic() + 2
    worker.murder_pending()
    assert worker.lingering
    worker.lingering[conn.sock] = 0.0
    worker.murder_pending()
    assert (worker.lingering, conn.sock.fileno()) == ({}, -1)


def test_what_wakes_the_loop_without_a_byte_changes_nothing(worker: PatientWorker, conn: PatientConnection) -> None:
    worker._hear(conn)
    assert worker.nr_conns == 1
    assert worker.room.oldest() is conn


@pytest.fixture
def reader(worker: PatientWorker) -> Iterator[PatientConnection]:
    """A connection whose answer is too large to be taken at once."""
    ours, theirs = socket.socketpair()
    with theirs:
        conn = PatientConnection(worker.cfg, UnhurriedSocket(ours, worker.kept), ("", 0), ("", 0), linger=worker.linger)
        worker.nr_conns += 1
        conn.sock.sendall(b"x" * 5_000_000)
        answered: Future[object] = Future()
        answered.set_result(False)
        worker.finish_request(conn, answered)
        yield conn
        conn.sock.close()


def test_who_does_not_read_holds_nothing_but_what_is_left_and_not_for_ever(
    worker: PatientWorker, reader: PatientConnection
) -> None:
    assert 4_000_000 < worker.kept.size_bytes < 5_000_000
    worker.murder_pending()
    assert (worker.nr_conns, list(worker.readers)) == (1, [reader])
    assert worker.readers[reader] < time.monotonic() + 10 + 5_000_000 / 32_768
    worker.readers[reader] = 0.0
    worker.murder_pending()
    assert (worker.nr_conns, worker.readers, worker.kept.size_bytes) == (0, {}, 0)
    assert not worker.poller.get_map()
    worker._pump(reader, Future())
    assert worker.nr_conns == 0


def test_more_who_do_not_read_push_out_the_first(worker: PatientWorker, reader: PatientConnection) -> None:
    assert worker._drop_reader()
    assert not worker._drop_reader()
    assert (worker.nr_conns, worker.kept.size_bytes) == (0, 0)


def test_too_much_that_nobody_takes_ends_the_connection(worker: PatientWorker, reader: PatientConnection) -> None:
    with pytest.raises(BrokenPipeError):
        reader.sock.sendall(b"x" * MOST_KEPT_BYTES)
