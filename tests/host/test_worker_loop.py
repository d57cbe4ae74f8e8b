"""The worker's loop, called by hand: what one event closes, a later one of the same batch may still be about."""

import selectors
import socket
from collections.abc import Iterator

import pytest
from gunicorn.config import Config  # type: ignore[import-untyped]
from gunicorn.glogging import Logger  # type: ignore[import-untyped]

from ivr.host.worker import PatientConnection, PatientWorker


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


def test_what_wakes_the_loop_without_a_byte_changes_nothing(worker: PatientWorker, conn: PatientConnection) -> None:
    worker._hear(conn)
    assert worker.nr_conns == 1
    assert worker.room.oldest() is conn
