"""Facts that wait in a file: none is lost, whoever writes and drains at once, and whatever the disk is like."""

import io
import os
import resource
import signal
import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from ivr.errors import StoreUnavailableError
from ivr.stores.facts_spool import FactsSpool


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "var" / "facts.spool"


def drained(spool: FactsSpool) -> list[str]:
    sent: list[str] = []
    spool.drain(sent.extend)
    return sent


def test_what_was_put_is_sent_in_order_and_once(path: Path) -> None:
    spool = FactsSpool(path)
    assert drained(spool) == []
    for fact in ('{"a":1}', '{"b":"ñ\\n"}'):
        spool.put(fact)
    assert drained(spool) == ['{"a":1}', '{"b":"ñ\\n"}']
    assert drained(spool) == []
    assert path.stat().st_mode & 0o077 == 0, "callers' numbers are in there"


def test_another_process_finds_what_was_left(path: Path) -> None:
    FactsSpool(path).put("{}")
    assert drained(FactsSpool(path)) == ["{}"]


def test_a_hundred_go_at_once(path: Path) -> None:
    spool = FactsSpool(path)
    for number in range(250):
        spool.put(str(number))
    assert [len(drained(spool)) for _ in range(4)] == [100, 100, 50, 0]


def test_what_cannot_be_sent_stays(path: Path) -> None:
    spool = FactsSpool(path)
    spool.put("{}")

    def refuse(_: Sequence[str]) -> None:
        raise StoreUnavailableError("no")

    with pytest.raises(StoreUnavailableError):
        spool.drain(refuse)
    assert drained(spool) == ["{}"]


def test_many_who_write_and_drain_at_once_lose_nothing(path: Path) -> None:
    sent: list[str] = []
    lock = threading.Lock()

    def send(facts: Sequence[str]) -> None:
        with lock:
            sent.extend(facts)

    def work(worker: int) -> None:
        spool = FactsSpool(path)
        for number in range(40):
            spool.put(f"{worker}/{number}")
            if number % 5 == 0:
                spool.drain(send)

    with ThreadPoolExecutor(8) as threads:
        list(threads.map(work, range(8)))
    last = FactsSpool(path)
    while rest := drained(last):
        sent += rest
    assert sorted(sent) == sorted(f"{worker}/{number}" for worker in range(8) for number in range(40))


def test_a_full_disk_spoils_no_other_fact(path: Path, logged: io.StringIO) -> None:
    spool = FactsSpool(path)
    spool.put("first")
    before = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    try:
        resource.setrlimit(resource.RLIMIT_FSIZE, (10, hard))
        spool.put("second, which is too long")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        signal.signal(signal.SIGXFSZ, before)
    spool.put("third")
    assert drained(spool) == ["first", "third"]
    assert "fact_lost" in logged.getvalue()


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_cannot_be_written_to_stops_nothing(tmp_path: Path) -> None:
    (tmp_path / "var").mkdir(mode=0o500)
    FactsSpool(tmp_path / "var" / "facts.spool").put("{}")


def test_a_place_that_is_no_folder_stops_nothing(tmp_path: Path) -> None:
    (tmp_path / "var").write_text("in the way")
    FactsSpool(tmp_path / "var" / "facts.spool").put("{}")
