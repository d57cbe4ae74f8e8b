"""Calls on a real Redis: written once, remembered for a while, never trusted blindly."""

import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from line import calls_on, facts_in
from msgspec.structs import replace
from redis import Redis

from ivr.dialog.events import Caller, DialEnded, DialOutcome, DigitsPressed, Event, RecordingReady, SpeechHeard
from ivr.dialog.facts import CallFact, Outcome, Recorded, TurnFact
from ivr.dialog.record import Kept, keep
from ivr.dialog.state import Awaited, CallState, Disposition
from ivr.errors import StoreUnavailableError
from ivr.menu.parts import ToStep
from ivr.sealing import Seal
from ivr.stores.fact_record import dump_fact
from ivr.stores.facts_spool import FactsSpool
from ivr.stores.redis_asking import load_script, run
from ivr.stores.redis_calls import RedisCalls
from ivr.stores.redis_wire import RedisWire
from ivr.values import CallId, MenuVersion, PhoneNumber, Seconds

CALL = CallId("CA1")
SEAL = Seal(b"secret of a test", "calls")
STATE = CallState(
    call_id=CALL,
    menus=MenuVersion("3f9c"),
    caller=Caller(PhoneNumber("+14155551234"), "US", city="SAN FRANCISCO"),
    line_number=PhoneNumber("+14155550100"),
    language="es",
    here=ToStep("main", "choices"),
    started_at=1_772_532_000,
    at=1_772_532_007,
    turn=2,
    saved={"pin": "0042", "paid": 12.5, "yes": True, "words": "ñandú \N{PILE OF POO}"},
)
BEFORE = replace(STATE, turn=1, saved={})
KEPT = keep(STATE, DigitsPressed("0042"), BEFORE)


def kept_at(turn: int) -> Kept:
    return keep(replace(STATE, turn=turn), DigitsPressed("0042"), None)


FACT = TurnFact(CALL, 2, STATE.at, STATE.menus, "es", STATE.here, Outcome.CHOSE, "1", (ToStep("main", "choices"),))


@pytest.mark.parametrize(
    "event",
    [
        DigitsPressed("0042"),
        SpeechHeard("hola", None),
        SpeechHeard("hola", 0.5),
        RecordingReady("https://x/RE1", "RE1", Seconds(3), caller_left=True),
        DialEnded(DialOutcome.CANCELED, Seconds(0)),
    ],
)
def test_what_is_kept_comes_back(calls: RedisCalls, event: Event) -> None:
    kept = keep(STATE, event, BEFORE)
    assert calls.find(CALL) is None
    assert calls.save(kept, FACT, None)
    found = calls.find(CALL)
    assert found is not None
    assert found == kept
    assert (found.before(), found.event()) == (BEFORE, event)


def test_a_write_names_the_state_that_it_replaces(calls: RedisCalls, redis: "Redis") -> None:
    one, two, three = (kept_at(turn) for turn in (1, 2, 3))
    assert not calls.save(two, FACT, one.state)
    assert calls.save(one, FACT, None)
    tries = [(one, None), (three, two.state), (two, one.state), (two, one.state), (two, None), (three, two.state)]
    assert [calls.save(kept, FACT, replaces) for kept, replaces in tries] == [False, False, True, False, False, True]
    assert redis.xlen("facts") == 3


def test_a_call_that_was_closed_meanwhile_is_another_state(calls: RedisCalls) -> None:
    calls.save(KEPT, FACT, None)
    closed = Kept(replace(STATE, ended=Disposition.MESSAGE), KEPT.last)
    assert calls.save(closed, FACT, STATE)
    assert not calls.save(kept_at(3), FACT, STATE)
    assert calls.save(kept_at(3), FACT, closed.state)


def test_of_twenty_at_once_one_is_first(calls: RedisCalls, redis: "Redis") -> None:
    start = threading.Barrier(20)

    def write(number: int) -> bool:
        start.wait(10)
        return calls.save(kept_at(number + 1), FACT, None)

    with ThreadPoolExecutor(20) as threads:
        won = [number for number, done in enumerate(threads.map(write, range(20))) if done]
    found = calls.find(CALL)
    assert found is not None
    assert won == [found.state.turn - 1]
    assert redis.xlen("facts") == 1


def test_what_is_done_meanwhile_is_done_once_the_store_has_been_told(calls: RedisCalls, redis: "Redis") -> None:
    seen: list[int] = []
    calls.save(kept_at(1), FACT, None)  # the server knows the script now
    assert calls.save(kept_at(2), FACT, kept_at(1).state, (), lambda: seen.append(_facts_once(redis, 2)))
    assert seen == [2]
    assert not calls.save(kept_at(2), FACT, None, (), lambda: seen.append(0)), "it is done whatever comes of it"
    assert seen == [2, 0]


def _facts_once(redis: "Redis", length: int) -> int:
    """Return how many facts are there, once there are that many."""
    deadline = time.monotonic() + 5
    while redis.xlen("facts") < length and time.monotonic() < deadline:
        time.sleep(0.001)
    return int(redis.xlen("facts"))


def test_twenty_who_count_together_lose_nothing(calls: RedisCalls, redis: "Redis") -> None:
    calls.save(kept_at(1), FACT, None)

    def count(_: int) -> int:
        done = 0
        while done < 10:
            found = calls.find(CALL)
            assert found is not None
            done += calls.save(kept_at(found.state.turn + 1), FACT, found.state)
        return done

    with ThreadPoolExecutor(20) as threads:
        assert sum(threads.map(count, range(20))) == 200
    found = calls.find(CALL)
    assert found is not None
    assert (found.state.turn, redis.xlen("facts")) == (201, 201)


@pytest.mark.parametrize(
    ("awaited", "ended", "hours"),
    [
        (Awaited.KEYS, None, 7),
        (Awaited.SYSTEM, None, 7),
        (Awaited.NOTHING, None, 7),
        (Awaited.CALLEE, None, 25),
        (Awaited.QUEUE, None, 25),
        (Awaited.ROOM, None, 25),
        (Awaited.MACHINE, None, 25),
        (Awaited.OTHERS, None, 25),
        (Awaited.CALLEE, Disposition.CONNECTED, 2),
    ],
)
def test_a_call_is_forgotten_when_nothing_can_come_of_it_any_more(
    calls: RedisCalls, redis: "Redis", awaited: Awaited, ended: Disposition | None, hours: int
) -> None:
    for replaces in (None, replace(STATE, ended=ended)):
        assert calls.save(Kept(replace(STATE, awaited=awaited, ended=ended), KEPT.last), FACT, replaces)
        left: Any = redis.ttl("call:CA1")
        assert hours * 3600 - 60 < left <= hours * 3600
        redis.expire("call:CA1", 100)
    assert redis.ttl("facts") == -1


def test_facts_are_bounded_and_what_went_is_counted(redis: "Redis", wire: RedisWire, tmp_path: Path) -> None:
    calls = calls_on(wire, tmp_path, most_facts=10)
    for turn in range(25):
        assert calls.save(KEPT, replace(FACT, turn=turn), STATE if turn else None)
    assert redis.xlen("facts") == 10
    assert redis.get("facts:dropped") == b"15"
    entries: Any = redis.xrange("facts")
    assert b'"turn":15' in entries[0][1][b"fact"]
    assert b'"turn":24' in entries[-1][1][b"fact"]


def test_a_fact_that_is_refused_is_not_appended(calls: RedisCalls, redis: "Redis") -> None:
    calls.save(KEPT, FACT, STATE)
    assert redis.dbsize() == 0


@pytest.mark.parametrize(
    "record",
    [
        b"",
        b"garbage",
        b"1 ",
        b"1 {}",
        b"1 []",
        b"1 null",
        b"12 {",
        b"x {}",
        b"\xff\xfe\x00",
        b'3 {"v":99,"s":{},"e":["none"]}',
        b'3 {"v":1,"s":{},"e":["none"]}',
        b'3 {"v":[1],"s":{},"e":["none"]}',
    ],
    ids=lambda record: repr(record[:30]),
)
def test_what_cannot_be_read_counts_as_gone_and_makes_room(calls: RedisCalls, redis: "Redis", record: bytes) -> None:
    redis.set("call:CA1", record)
    assert calls.find(CALL) is None
    assert calls.save(KEPT, FACT, None)
    assert calls.find(CALL) == KEPT


def test_one_who_read_before_does_not_overwrite_what_made_room(calls: RedisCalls, redis: "Redis") -> None:
    redis.set("call:CA1", b'3 {"v":99}')
    assert calls.find(CALL) is None
    assert not calls.save(kept_at(4), FACT, kept_at(3).state), "a newer process that had read turn 3 reads again"


def test_the_script_is_loaded_again_when_the_server_forgot_it(calls: RedisCalls, redis: "Redis") -> None:
    assert calls.save(KEPT, FACT, None)
    redis.script_flush()
    assert calls.save(KEPT, FACT, STATE)
    redis.script_flush()
    redis.set("call:CA1", "1 {}")
    assert calls.find(CALL) is None


def _find(calls: RedisCalls) -> object:
    return calls.find(CALL)


def _save(calls: RedisCalls) -> object:
    return calls.save(KEPT, FACT, None)


@pytest.mark.parametrize("use", [_find, _save])
@pytest.mark.parametrize("url", ["redis://:open-sesame@127.0.0.1:1/0", "unix:///no/such/open-sesame.sock"])
def test_a_server_that_is_not_there_is_said_without_its_address(
    use: Callable[[RedisCalls], object], url: str, tmp_path: Path
) -> None:
    with pytest.raises(
        StoreUnavailableError, match=r"^Redis does not answer \(ConnectionError\); is REDIS_URL right\?$"
    ):
        use(calls_on(RedisWire(url), tmp_path))


def test_a_key_of_another_kind_is_no_answer(calls: RedisCalls, redis: "Redis") -> None:
    redis.lpush("call:CA1", "x")
    with pytest.raises(StoreUnavailableError):
        calls.find(CALL)


@pytest.mark.parametrize("url", ["redis://h?nonsense=1", "redis://h?socket_timeout=soon", "redis://h:port", "http://h"])
def test_an_address_with_options_that_do_not_exist_is_refused_at_once(url: str) -> None:
    with pytest.raises(ValueError, match=r"option|Invalid|Port|scheme"):
        RedisWire(url)


def test_facts_as_they_are_written() -> None:
    assert dump_fact(FACT, SEAL) == (
        '{"kind":"turn","call_id":"CA1","turn":2,"at":1772532007,"menus":"3f9c","language":"es","step":"main/choices",'
        '"outcome":"chose","key":"1","path":["main/choices"]}'
    )
    recorded = Recorded("https://x/RE1", "RE1", Seconds(3), "front", transcribe=False)
    first = replace(FACT, turn=1, caller=PhoneNumber("+14155551234"), recorded=recorded)
    assert '"caller":"+14155551234"' in dump_fact(first, SEAL)
    assert '"recorded":{"url":"https://x/RE1","recording_id":"RE1","duration":3,' in dump_fact(first, SEAL)
    assert dump_fact(CallFact(CALL, 5, Disposition.MESSAGE, 4, None), SEAL) == (
        '{"kind":"call","call_id":"CA1","turn":0,"at":5,"disposition":"message","turns":4}'
    )


def _until_empty(folder: Path) -> None:
    deadline = time.monotonic() + 15
    while (folder / "facts.spool").exists():
        assert time.monotonic() < deadline
        time.sleep(0.01)


def test_facts_of_a_call_are_never_turned_round(wire: RedisWire, redis: "Redis", tmp_path: Path) -> None:
    away = calls_on(RedisWire("unix:///no/such.sock"), tmp_path)
    with pytest.raises(StoreUnavailableError):
        away.save(kept_at(1), replace(FACT, turn=1), None)
    calls = calls_on(wire, tmp_path)
    for turn in range(2, 20):
        assert calls.save(kept_at(turn), replace(FACT, turn=turn), kept_at(turn - 1).state if turn > 2 else None)
    _until_empty(tmp_path)
    assert [fact["turn"] for fact in facts_in(redis)] == list(range(1, 20))


def test_a_turn_that_was_not_written_leaves_no_fact_behind_those_that_wait(
    wire: RedisWire, redis: "Redis", tmp_path: Path
) -> None:
    calls = calls_on(wire, tmp_path)
    assert calls.save(KEPT, FACT, None)
    FactsSpool(tmp_path / "facts.spool").put(dump_fact(replace(FACT, turn=7), SEAL))
    assert not calls.save(kept_at(4), replace(FACT, turn=4), kept_at(3).state)
    assert calls.save(kept_at(3), replace(FACT, turn=3), KEPT.state)
    _until_empty(tmp_path)
    assert [fact["turn"] for fact in facts_in(redis)] == [2, 7, 3]


def test_what_waited_goes_over_once_with_its_errands_and_the_count_of_what_was_lost(
    calls: RedisCalls, redis: "Redis"
) -> None:
    fact, errand = dump_fact(FACT, SEAL).encode(), b'{"kind":"errand","what":"text","id":"x","sealed":""}'
    assert calls._drain("a", 0, 50, [fact, errand], 3) == 50
    assert calls._drain("a", 0, 50, [fact, errand], 3) == 50, "its answer was lost, so it is sent again"
    assert calls._drain("a", 0, 90, [fact, errand], 3) == 50, "another process saw more of the file"
    assert calls._drain("a", 50, 90, [fact], 0) == 90
    assert calls._drain("b", 0, 10, [fact], 0) == 10
    assert (redis.xlen("facts"), redis.xlen("errands"), redis.get("facts:dropped")) == (3, 1, b"3")


def test_what_was_written_since_it_was_read_is_not_forgotten(wire: RedisWire, redis: "Redis") -> None:
    redis.set("call:CA1", "5 newer")
    assert run(wire, load_script("forget_call.lua"), ("call:CA1",), (b"1 older",)) == 0
    assert redis.get("call:CA1") == b"5 newer"
    assert run(wire, load_script("forget_call.lua"), ("call:CA1",), (b"5 newer",)) == 1
    assert not redis.exists("call:CA1")


def test_facts_that_are_noted_alone_are_bounded_and_counted_too(
    wire: RedisWire, redis: "Redis", tmp_path: Path
) -> None:
    calls = calls_on(wire, tmp_path, most_facts=3)
    for at in range(5):
        calls.note(CallFact(CALL, at, Disposition.MESSAGE, 4, None))
    assert [fact["at"] for fact in facts_in(redis)] == [2, 3, 4]
    assert redis.get("facts:dropped") == b"2"
