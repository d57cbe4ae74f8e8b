"""Facts that wait in a file: none is lost or told twice, whoever writes and sends, and whatever the disk is like."""

import fcntl
import io
import os
import resource
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import pytest
from line import ROOT

from ivr.errors import StoreUnavailableError
from ivr.stores.facts_spool import FactsSpool


class Store:
    """Takes facts as the real one does: each file's in one piece, from where it has got to."""

    def __init__(self) -> None:
        self.facts: list[str] = []
        self.sizes: list[int] = []
        self.dropped = 0
        self.is_away = False
        self.loses_answers = 0
        self._taken: dict[str, int] = {}
        self._lock = threading.Lock()

    def take(self, name: str, begin: int, end: int, facts: Sequence[bytes], dropped: int) -> int:
        with self._lock:
            if self.is_away:
                raise StoreUnavailableError("away")
            if self._taken.get(name, 0) == begin:
                self._taken[name] = end
                self.facts += [fact.decode() for fact in facts]
                self.sizes.append(len(facts))
                self.dropped += dropped
            if self.loses_answers:
                self.loses_answers -= 1
                raise StoreUnavailableError("no answer")
            return self._taken.get(name, 0)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "var" / "facts.spool"


@pytest.fixture
def store() -> Store:
    return Store()


def fact(number: object) -> str:
    return f'{{"number":"{number}"}}'


def until(condition: Callable[[], bool], within_s: float = 15.0) -> None:
    deadline = time.monotonic() + within_s
    while not condition():
        assert time.monotonic() < deadline, f"not so after {within_s} s"
        time.sleep(0.01)


def sent(spool: FactsSpool, store: Store) -> list[str]:
    """Return what the store has once the spool is empty."""
    spool.send_to(store.take)
    until(lambda: not spool.holds)
    return store.facts


def test_what_was_put_is_sent_in_order_and_once(path: Path, store: Store) -> None:
    spool = FactsSpool(path)
    assert not path.exists()
    for text in ('{"a":1}', '{"b":"ñ\\n"}'):
        spool.put(text)
    assert spool.holds
    assert path.stat().st_mode & 0o077 == 0, "callers' numbers are in there"
    assert sent(spool, store) == ['{"a":1}', '{"b":"ñ\\n"}']
    spool.put('{"c":1}')
    until(lambda: len(store.facts) == 3 and not spool.holds)


def test_another_process_sends_what_was_left(path: Path, store: Store) -> None:
    FactsSpool(path).put("{}")
    assert sent(FactsSpool(path), store) == ["{}"]


def test_many_go_in_pieces(path: Path, store: Store) -> None:
    spool = FactsSpool(path)
    spool.put(*(fact(number) for number in range(250)))
    assert sent(spool, store) == [fact(number) for number in range(250)]
    assert max(store.sizes) <= 100


def test_what_cannot_be_sent_stays_until_it_can(path: Path, store: Store) -> None:
    store.is_away = True
    spool = FactsSpool(path)
    spool.send_to(store.take)
    spool.put(fact(1), fact(2))
    spool.close()
    assert (store.facts, spool.holds) == ([], True)
    store.is_away = False
    assert sent(FactsSpool(path), store) == [fact(1), fact(2)]


def test_a_store_that_comes_back_is_told_without_another_turn(path: Path, store: Store) -> None:
    store.is_away = True
    spool = FactsSpool(path)
    spool.send_to(store.take)
    spool.put(fact(1))
    store.is_away = False
    until(lambda: store.facts == [fact(1)])


def test_an_answer_that_is_lost_tells_nothing_twice(path: Path, store: Store) -> None:
    spool = FactsSpool(path)
    spool.put(*(fact(number) for number in range(150)))
    store.loses_answers = 2
    assert sent(spool, store) == [fact(number) for number in range(150)]


def test_a_worker_that_ends_sends_what_it_has(path: Path, store: Store) -> None:
    store.is_away = True
    spool = FactsSpool(path)
    spool.send_to(store.take)
    spool.put(fact(1))
    time.sleep(0.1)  # it waits until it tries again
    store.is_away = False
    spool.close()
    assert store.facts == [fact(1)]
    assert not spool.holds


def test_many_who_write_and_send_at_once_lose_nothing_and_turn_nothing_round(path: Path, store: Store) -> None:
    def work(worker: int) -> None:
        spool = FactsSpool(path)
        spool.send_to(store.take)
        for number in range(60):
            spool.put(fact(f"{worker}/{number}"))
            if number % 20 == 0:
                time.sleep(0.01)

    with ThreadPoolExecutor(8) as threads:
        list(threads.map(work, range(8)))
    until(lambda: not path.exists())
    for worker in range(8):
        own = [each for each in store.facts if f'"{worker}/' in each]
        assert own == [fact(f"{worker}/{number}") for number in range(60)]


WRITER = """
import sys
from pathlib import Path
from ivr.stores.facts_spool import FactsSpool
spool = FactsSpool(Path(sys.argv[1]))
number = 0
while True:
    spool.put('{"number":"%s/%d"}' % (sys.argv[2], number))
    number += 1
    print(number, flush=True)
"""


def test_writers_that_are_killed_leave_all_that_they_put(path: Path, store: Store) -> None:
    counts = []
    for name in ("a", "b"):
        command = [sys.executable, "-c", WRITER, str(path), name]
        with subprocess.Popen(command, env={**os.environ, "PYTHONPATH": str(ROOT)}, stdout=subprocess.PIPE) as writer:
            assert writer.stdout is not None
            told = [writer.stdout.readline() for _ in range(50)]
            writer.kill()
            counts.append(int([*told, *writer.stdout.readlines()][-1]))
    found = sent(FactsSpool(path), store)
    for name, count in zip("ab", counts, strict=True):
        own = [each for each in found if f'"{name}/' in each]
        assert own[:count] == [fact(f"{name}/{number}") for number in range(count)]


@contextmanager
def room_for(most_bytes: int) -> Iterator[None]:
    before = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    try:
        resource.setrlimit(resource.RLIMIT_FSIZE, (most_bytes, hard))
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        signal.signal(signal.SIGXFSZ, before)


def test_a_full_disk_spoils_no_other_fact_and_is_counted(path: Path, store: Store, logged: io.StringIO) -> None:
    spool = FactsSpool(path)
    spool.put(fact("first"))
    with room_for(path.stat().st_size + 10):
        spool.put(fact("second"), fact("third"))
    spool.put(fact("fourth"))
    assert sent(spool, store) == [fact("first"), fact("fourth")]
    assert store.dropped == 2
    assert "facts_dropped" in logged.getvalue()
    assert "count=2" in logged.getvalue()


def test_it_takes_no_more_than_its_largest_size(path: Path, store: Store, logged: io.StringIO) -> None:
    spool = FactsSpool(path, largest_bytes=2_000)
    for number in range(200):
        spool.put(fact(number))
    assert path.stat().st_size <= 2_000
    kept = sent(spool, store)
    assert kept == [fact(number) for number in range(len(kept))]
    assert 50 < len(kept) == 200 - store.dropped


@pytest.mark.parametrize("torn", [b'{"number":"ha', b"\0\0\0\0", b"\xff{}\n", b'{"number":"ha\n\n'])
@pytest.mark.parametrize("follows", [True, False])
def test_what_a_power_cut_left_of_a_fact_spoils_no_other(path: Path, store: Store, torn: bytes, follows: bool) -> None:
    spool = FactsSpool(path)
    spool.put(fact(1))
    with path.open("ab") as file:
        file.write(torn)
    if follows:
        spool.put(fact(2))
    assert sent(spool, store) == [fact(1), fact(2)][: 1 + follows]


def test_a_file_of_rubbish_is_got_rid_of(path: Path, store: Store) -> None:
    path.parent.mkdir()
    path.write_bytes(os.urandom(3_000_000))
    spool = FactsSpool(path)
    assert sent(spool, store) == []
    spool.put(fact(1))
    until(lambda: store.facts == [fact(1)])


def test_a_process_that_stopped_in_the_middle_of_a_write_stops_nobody(path: Path, logged: io.StringIO) -> None:
    spool = FactsSpool(path)
    spool.put(fact(1))
    with spool._locked(os.O_RDWR):
        spool.put(fact(2))
    spool.put(fact(3))
    assert b'"2"' not in path.read_bytes()
    assert "count=1" in logged.getvalue()


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_cannot_be_written_to_stops_nothing(tmp_path: Path) -> None:
    (tmp_path / "var").mkdir(mode=0o500)
    FactsSpool(tmp_path / "var" / "facts.spool").put("{}")


def test_a_place_that_is_no_folder_stops_nothing(tmp_path: Path) -> None:
    (tmp_path / "var").write_text("in the way")
    FactsSpool(tmp_path / "var" / "facts.spool").put("{}")


def test_who_waited_for_a_file_that_was_then_sent_and_removed_writes_a_new_one(path: Path, store: Store) -> None:
    FactsSpool(path).put(fact(1))
    late = FactsSpool(path, lock_s=15)
    with path.open("rb") as sent_now:
        fcntl.flock(sent_now, fcntl.LOCK_EX)
        writer = threading.Thread(target=late.put, args=(fact(2),))
        writer.start()
        time.sleep(0.2)  # so that it has opened the file
        path.unlink()
    writer.join()
    assert sent(FactsSpool(path), store) == [fact(2)]
