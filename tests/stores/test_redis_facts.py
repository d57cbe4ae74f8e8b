"""Facts from the stream to the records: none lost, none twice, whoever dies in between."""

import io
import json
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from embedded import embedded
from line import SECRET, calls_on
from redis import Redis

from ivr.dialog.events import CallStatus
from ivr.dialog.facts import (
    CallbackFact,
    CalleeDid,
    CalleeFact,
    CallFact,
    Fact,
    OptedOut,
    Outcome,
    Recorded,
    RecordingFact,
    RingFact,
    StatusFact,
    TranscriptFact,
    TurnFact,
)
from ivr.dialog.state import Disposition
from ivr.errors import DatabaseUnavailableError
from ivr.menu.parts import Channel, ToStep
from ivr.menu.verbs import Priority
from ivr.ports.calls import Waiter
from ivr.ports.records import RecordShelf
from ivr.sealing import Seal
from ivr.stores.fact_reading import NewerFactError, find_fact
from ivr.stores.fact_record import dump_fact
from ivr.stores.redis_calls import RedisCalls
from ivr.stores.redis_facts import RedisFacts
from ivr.stores.redis_queues import RedisQueues
from ivr.stores.redis_wire import RedisWire
from ivr.stores.sql.call_records import SqlCallRecords
from ivr.stores.sql.database import Database
from ivr.stores.sql.tables import CALL_EVENTS, CALL_TURNS, CALLS
from ivr.values import CallId, MenuVersion, PhoneNumber, Seconds
from ivr.workflows.file_facts import file_facts

CALL, LEG, AT = CallId("CA1"), CallId("CA2"), 1_772_532_000
SEAL = Seal(SECRET.encode(), "calls")
STEP = ToStep("main", "choices")
RECORDED = Recorded("https://x/RE1", "RE1", Seconds(8), None, transcribe=False)
OPTED_OUT = OptedOut(PhoneNumber("+14155551234"), (Channel.TEXT, Channel.CALL))
FACTS: tuple[Fact, ...] = (
    TurnFact(
        CALL, 1, AT, MenuVersion("3f9c"), "en", STEP, Outcome.ARRIVED, None, (STEP, STEP), PhoneNumber("+1"), None
    ),
    TurnFact(CALL, 2, AT, MenuVersion("3f9c"), "es", STEP, Outcome.CHOSE, "1", (), None, None, RECORDED),
    TurnFact(CALL, 3, AT, MenuVersion("3f9c"), "es", STEP, Outcome.LEFT, None, (), corrected=Disposition.MESSAGE),
    TurnFact(CALL, 4, AT, MenuVersion("3f9c"), "es", STEP, Outcome.LEFT, None, (), channel=Channel.TEXT),
    TurnFact(CALL, 5, AT, MenuVersion("3f9c"), "es", STEP, Outcome.LEFT, None, (), opted_out=OPTED_OUT),
    CallFact(CALL, AT, Disposition.GOODBYE, 2, Seconds(9), STEP, (STEP,)),
    CallFact(CALL, AT, Disposition.UNKNOWN, 0, None),
    CallFact(CALL, AT, Disposition.ABANDONED, 2, None, opted_out=OPTED_OUT),
    CalleeFact(CALL, 2, AT, LEG, CalleeDid.ACCEPTED),
    RingFact(LEG, "r1", "cards", AT, "served", "CA1", Seconds(30)),
    RingFact(CallId(""), "r2", "cards", AT, "no_answer"),
    CallbackFact(CALL, "CA1:3:0", "cards", AT, 1, "reached", True, LEG),
    StatusFact(CALL, AT, CallStatus.COMPLETED, "completed", Seconds(9), "human"),
    StatusFact(CALL, AT, CallStatus.UNKNOWN, "beamed up"),
    RecordingFact(CALL, AT, "RE1", "https://x/RE1", Seconds(8)),
    RecordingFact(CALL, AT, "RE2", "https://x/RE2", None),
    TranscriptFact(CALL, AT, "RE1", "please call ñandú"),
    TranscriptFact(CALL, AT, "RE2", None),
)


@pytest.mark.parametrize("fact", FACTS, ids=lambda fact: type(fact).__name__)
def test_a_fact_comes_back_as_it_was(fact: Fact) -> None:
    assert find_fact(dump_fact(fact, SEAL), SEAL) == fact


@pytest.mark.parametrize("line", ["", "{", "[]", '{"kind":"new"}', '{"kind":["turn"],"call_id":"CA1"}', "null"])
def test_what_is_no_fact_is_none(line: str) -> None:
    assert find_fact(line, SEAL) is None


@pytest.mark.parametrize("fact", FACTS, ids=lambda fact: type(fact).__name__)
def test_what_says_more_than_is_known_here_is_of_a_newer_version(fact: Fact) -> None:
    record = json.loads(dump_fact(fact, SEAL))
    for more in ({"mood": "good"}, {"kind": "mood"}):
        with pytest.raises(NewerFactError):
            find_fact(json.dumps(record | more), SEAL)


def test_a_word_of_a_newer_version_is_no_rubbish() -> None:
    record = json.loads(dump_fact(FACTS[0], SEAL))
    with pytest.raises(NewerFactError):
        find_fact(json.dumps(record | {"outcome": "beamed_up"}), SEAL)


def test_words_sealed_by_another_are_words_that_never_came() -> None:
    line = dump_fact(TranscriptFact(CALL, AT, "RE1", "hello"), Seal(b"another secret", "calls"))
    assert find_fact(line, SEAL) == TranscriptFact(CALL, AT, "RE1", None)


class Refusing:
    """A shelf over a database that is away."""

    def file(self, facts: Any) -> None:
        raise DatabaseUnavailableError("away")

    def forget(self, bodies_before: Any, events_before: Any, names_before: Any) -> int:
        raise DatabaseUnavailableError("away")


@pytest.fixture
def source(wire: RedisWire) -> RedisFacts:
    return RedisFacts(wire, SEAL)


@pytest.fixture
def database(tmp_path: Path) -> Database:
    """One kind is enough here; `tests/stores/sql` tries both."""
    return embedded(tmp_path)


def counts(database: Database) -> tuple[int, ...]:
    with database.read() as connection:
        return tuple(
            connection.execute(sa.select(sa.func.count()).select_from(table)).scalar_one()
            for table in (CALLS, CALL_TURNS, CALL_EVENTS)
        )


def note_all(calls: RedisCalls) -> None:
    for fact in FACTS:
        calls.note(fact)


def test_what_waits_is_filed_and_gone(
    calls: RedisCalls, source: RedisFacts, database: Database, redis: "Redis"
) -> None:
    assert file_facts(source, SqlCallRecords(database)) == 0
    note_all(calls)
    assert file_facts(source, SqlCallRecords(database)) == len(FACTS)
    assert counts(database) == (1, 6, 10)
    assert redis.xlen("facts") == 0
    assert file_facts(source, SqlCallRecords(database)) == 0
    database.close()


def test_who_hung_up_unnoticed_waits_in_no_queue_once_that_is_known(
    calls: RedisCalls, source: RedisFacts, database: Database, wire: RedisWire
) -> None:
    queues = RedisQueues(wire, SEAL)
    gone, ended, waits = CallId("CA7"), CallId("CA8"), CallId("CA9")
    for call_id in (gone, ended, waits):
        queues.enter(Waiter(call_id, "cards", AT, Priority.NORMAL, 1, PhoneNumber("+14155550100")))
    calls.note(CallFact(gone, AT, Disposition.UNKNOWN, 0, None))
    calls.note(StatusFact(ended, AT, CallStatus.COMPLETED, "completed"))
    calls.note(StatusFact(waits, AT, CallStatus.IN_PROGRESS, "in-progress"))
    assert queues.find_position("cards", waits) == 3
    file_facts(source, SqlCallRecords(database), queues.leave)
    assert queues.find_position("cards", waits) == 1
    assert queues.count(("cards",))["cards"].waiting == 1
    database.close()


def test_what_was_taken_and_not_filed_is_taken_again(
    calls: RedisCalls, source: RedisFacts, database: Database, wire: RedisWire, redis: "Redis"
) -> None:
    note_all(calls)
    away: RecordShelf = Refusing()
    with pytest.raises(DatabaseUnavailableError):
        file_facts(source, away)
    calls.note(FACTS[0])
    assert source.take(3).facts == list(FACTS[:3]), "the same, as after a crash"
    filed = source.take(1_000)
    SqlCallRecords(database).file(filed.facts)  # and died before it said so
    assert file_facts(RedisFacts(wire, SEAL), SqlCallRecords(database)) == len(FACTS) + 1
    assert counts(database) == (1, 6, 10)
    assert redis.xlen("facts") == 0
    database.close()


def test_what_nobody_can_read_does_not_stand_in_the_way(
    calls: RedisCalls, source: RedisFacts, database: Database, redis: "Redis"
) -> None:
    redis.xadd("facts", {"fact": "{"})
    calls.note(FACTS[0])
    assert file_facts(source, SqlCallRecords(database)) == 1
    assert redis.xlen("facts") == 0
    database.close()


NEWER = '{"kind":"mood","call_id":"CA1","turn":1,"at":1}'


def test_what_a_newer_version_wrote_is_left_to_it(
    calls: RedisCalls, source: RedisFacts, database: Database, wire: RedisWire, redis: "Redis"
) -> None:
    records = SqlCallRecords(database)
    redis.xadd("facts", {"fact": NEWER})
    calls.note(FACTS[0])
    for _ in range(250):
        redis.xadd("facts", {"fact": NEWER})
    calls.note(FACTS[1])
    assert [file_facts(source, records) for _ in range(3)] == [2, 0, 0]
    calls.note(FACTS[2])
    assert [file_facts(source, records) for _ in range(2)] == [1, 0]
    assert redis.xlen("facts") == redis.xpending("facts", "records")["pending"] == 251
    assert file_facts(RedisFacts(wire, SEAL), records) == 0, "nor does the next old one take it"
    newer = RedisFacts(wire, SEAL, lambda _line, _seal: StatusFact(CALL, AT, CallStatus.RINGING, "ringing"))
    assert sum(file_facts(newer, records) for _ in range(3)) == 251
    assert redis.xlen("facts") == 0
    database.close()


def test_one_fact_that_can_never_be_filed_does_not_hold_up_the_others(
    calls: RedisCalls, source: RedisFacts, database: Database, redis: "Redis", logged: io.StringIO
) -> None:
    calls.note(FACTS[0])
    calls.note(StatusFact(CALL, AT, CallStatus.COMPLETED, "completed", Seconds(10**30)))
    calls.note(FACTS[1])
    assert file_facts(source, SqlCallRecords(database)) == 3
    assert counts(database)[1] == 2
    assert redis.xlen("facts") == 0
    assert logged.getvalue().count("fact_not_filed") == 1
    database.close()


def test_a_stream_that_was_lost_begins_anew(
    calls: RedisCalls, source: RedisFacts, database: Database, redis: "Redis"
) -> None:
    note_all(calls)
    file_facts(source, SqlCallRecords(database))
    redis.flushall()
    calls.note(FACTS[0])
    assert file_facts(source, SqlCallRecords(database)) == 1
    database.close()


def test_facts_trimmed_after_they_were_taken_are_passed_over(
    wire: RedisWire, tmp_path: Path, source: RedisFacts, database: Database, redis: "Redis"
) -> None:
    calls = calls_on(wire, tmp_path, most_facts=2)
    calls.note(FACTS[0])
    calls.note(FACTS[1])
    assert len(source.take(10).facts) == 2
    calls.note(FACTS[2])
    assert file_facts(source, SqlCallRecords(database)) == 2
    assert redis.xpending("facts", "records")["pending"] == 0
    database.close()
