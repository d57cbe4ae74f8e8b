"""Records of calls: each fact is filed once, in any order, and the row stands where all of them together say."""

from datetime import UTC, datetime, timedelta
from itertools import islice, permutations
from typing import Any

import pytest
import sqlalchemy as sa
from how_much import IS_ALL

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
from ivr.menu.parts import Channel, ToStep
from ivr.stores.sql.call_records import SqlCallRecords
from ivr.stores.sql.database import Database
from ivr.stores.sql.tables import (
    CALL_EVENTS,
    CALL_TURNS,
    CALLS,
    HEARD_EVENTS,
    MESSAGE_EVENTS,
    MESSAGES,
    OPT_OUTS,
    RECORDINGS,
)
from ivr.values import CallId, MenuVersion, PhoneNumber, Seconds

CALL = CallId("CA1")
BEGAN = 1_772_532_000
HERE, NEXT = ToStep("main", "choices"), ToStep("balance", "account")


def turn(number: int, **more: Any) -> TurnFact:
    given = {"path": (NEXT,), "step": HERE, "key": "1", "outcome": Outcome.CHOSE, **more}
    return TurnFact(CALL, number, BEGAN + number, MenuVersion("3f9c"), "en", **given)


FIRST = turn(1, outcome=Outcome.ARRIVED, caller=PhoneNumber("+14155551234"), line_number=PhoneNumber("+14155550100"))
RECORDED = Recorded("https://x/RE1", "RE1", Seconds(8), "front", transcribe=True)


def status(word: CallStatus, at: int, duration: int | None = None, answered_by: str | None = None) -> StatusFact:
    seconds = None if duration is None else Seconds(duration)
    return StatusFact(CALL, BEGAN + at, word, word.value, seconds, answered_by)


def end(disposition: Disposition, at: int = 60) -> CallFact:
    return CallFact(CALL, BEGAN + at, disposition, 2, Seconds(58), HERE, (NEXT,))


@pytest.fixture
def records(database: Database) -> SqlCallRecords:
    return SqlCallRecords(database)


def rows(database: Database, table: sa.Table) -> list[dict[str, Any]]:
    with database.read() as connection:
        found = connection.execute(sa.select(table).order_by(table.c.id)).mappings()
        return [{name: value for name, value in row.items() if name != "id"} for row in found]


def test_a_call_from_its_first_turn_to_its_end(records: SqlCallRecords, database: Database) -> None:
    records.file([status(CallStatus.RINGING, 0), FIRST, turn(2), status(CallStatus.IN_PROGRESS, 1)])
    records.file([end(Disposition.GOODBYE), status(CallStatus.COMPLETED, 60, 58, "human")])
    assert rows(database, CALLS) == [
        {
            "call_id": "CA1",
            "caller": "+14155551234",
            "line_number": "+14155550100",
            "channel": "call",
            "language": "en",
            "menus": "3f9c",
            "began_at": datetime.fromtimestamp(BEGAN, UTC),
            "ended_at": datetime.fromtimestamp(BEGAN + 60, UTC),
            "status": "completed",
            "rank": CallStatus.COMPLETED.rank,
            "answered_by": "human",
            "disposition": "goodbye",
            "end_rank": 1,
            "turns": 2,
            "step": "balance/account",
            "duration_s": 58,
            "cost": "",
        }
    ]
    kept = [(row["turn"], row["outcome"], row["key"], row["path"]) for row in rows(database, CALL_TURNS)]
    path = '["balance/account"]'
    assert kept == [(1, "arrived", "1", path), (2, "chose", "1", path), (0, "goodbye", None, path)]
    assert [row["mark"] for row in rows(database, CALL_EVENTS)] == ["ringing", "in_progress", "completed"]


def test_all_120_orders_of_five_end_in_the_same_row_however_often_they_are_told(
    records: SqlCallRecords, database: Database
) -> None:
    five: tuple[Fact, ...] = (
        FIRST,
        turn(2, corrected=Disposition.MESSAGE),
        end(Disposition.ABANDONED),
        status(CallStatus.COMPLETED, 60, 58),
        status(CallStatus.IN_PROGRESS, 2, None, "human"),
    )
    ends = []
    for order in islice(permutations(five), 0, None, 1 if IS_ALL else 11):
        with database.begin() as connection:
            for table in (CALLS, CALL_TURNS, CALL_EVENTS):
                connection.execute(table.delete())
        records.file([*order, *order[:2]])
        ends.append(rows(database, CALLS))
    assert ends[0][0]["disposition"] == "message"
    assert all(each == ends[0] for each in ends)


def test_an_end_that_nobody_saw_gives_way_to_one_that_somebody_did(records: SqlCallRecords, database: Database) -> None:
    for first, second in ((Disposition.UNKNOWN, Disposition.CONNECTED), (Disposition.CONNECTED, Disposition.UNKNOWN)):
        with database.begin() as connection:
            connection.execute(CALLS.delete())
        records.file([end(first), end(second, 70)])
        assert rows(database, CALLS)[0]["disposition"] == "connected"


def test_a_call_that_is_over_without_anybody_knowing_how_ended_unknown(
    records: SqlCallRecords, database: Database
) -> None:
    three: tuple[Fact, ...] = (FIRST, turn(2), status(CallStatus.COMPLETED, 60, 58))
    for told in permutations(three):
        with database.begin() as connection:
            for table in (CALLS, CALL_TURNS, CALL_EVENTS):
                connection.execute(table.delete())
        records.file(told)
        assert rows(database, CALLS)[0]["disposition"] == "unknown"
        records.file([end(Disposition.GOODBYE)])
        assert rows(database, CALLS)[0]["disposition"] == "goodbye"


def test_a_call_that_never_came_to_the_line_has_no_end(records: SqlCallRecords, database: Database) -> None:
    records.file([status(CallStatus.COMPLETED, 60, 58)])
    assert rows(database, CALLS)[0]["disposition"] == ""


def test_a_call_under_way_has_no_end(records: SqlCallRecords, database: Database) -> None:
    records.file([FIRST, status(CallStatus.IN_PROGRESS, 2, None), turn(2)])
    assert rows(database, CALLS)[0]["disposition"] == ""


def test_what_is_told_of_a_call_before_anything_else_is_kept_and_joined(
    records: SqlCallRecords, database: Database
) -> None:
    records.file([RecordingFact(CALL, BEGAN + 9, "RE1", "https://x/RE1", Seconds(8))])
    records.file([TranscriptFact(CALL, BEGAN + 9, "RE1", "please call me")])
    records.file([status(CallStatus.UNKNOWN, 5), turn(2, recorded=RECORDED), FIRST])
    (call,) = rows(database, CALLS)
    assert (call["caller"], call["turns"], call["status"]) == ("+14155551234", 2, "unknown")
    assert rows(database, RECORDINGS) == [
        {
            "recording_id": "RE1",
            "call_id": "CA1",
            "at": datetime.fromtimestamp(BEGAN + 9, UTC),
            "url": "https://x/RE1",
            "mailbox": "front",
            "seconds": 8,
            "words": "please call me",
        }
    ]


def test_what_else_is_told_is_kept_once(records: SqlCallRecords, database: Database) -> None:
    told: list[Fact] = [
        CalleeFact(CALL, 1, BEGAN, CallId("CA2"), CalleeDid.ACCEPTED),
        RingFact(CallId(""), "r1", "cards", BEGAN, "no_answer"),
        CallbackFact(CALL, "CA1:3:0", "cards", BEGAN, 1, "busy", is_final=False),
        CallbackFact(CALL, "CA1:3:0", "cards", BEGAN, 2, "reached", is_final=True),
        TranscriptFact(CALL, BEGAN, "RE1", None),
    ]
    records.file(told)
    records.file(told)
    assert [row["kind"] for row in rows(database, CALL_EVENTS)] == [
        "callee",
        "ring",
        "callback",
        "callback",
        "transcript",
    ]
    assert rows(database, RECORDINGS)[0]["words"] is None


def test_a_key_that_opts_out_writes_the_register(records: SqlCallRecords, database: Database) -> None:
    opted_out = OptedOut(PhoneNumber("+14155551234"), (Channel.CALL,))
    for _ in range(2):
        records.file([FIRST, turn(2, opted_out=opted_out)])
    (row,) = rows(database, OPT_OUTS)
    assert (row["number"], row["channel"], row["source"], row["evidence"]) == ("+14155551234", "call", "key", "CA1:2")
    texts = OptedOut(PhoneNumber("+14155551234"), (Channel.TEXT,))
    records.file([CallFact(CALL, BEGAN, Disposition.ABANDONED, 2, None, opted_out=texts)])
    assert [row["evidence"] for row in rows(database, OPT_OUTS)] == ["CA1:2", "CA1:0"]


def test_facts_are_filed_all_or_none(records: SqlCallRecords, database: Database) -> None:
    broken: Any = "no fact"
    with pytest.raises(AssertionError):
        records.file([FIRST, broken])
    assert rows(database, CALLS) == []


def test_words_go_after_a_while_and_so_does_what_was_told(records: SqlCallRecords, database: Database) -> None:
    records.file([FIRST, turn(2, recorded=RECORDED), TranscriptFact(CALL, BEGAN, "RE1", "my address is")])
    records.file([status(CallStatus.COMPLETED, 60, 58)])
    began = datetime.fromtimestamp(BEGAN, UTC)
    message = {
        **dict.fromkeys(("provider", "service", "error"), ""),
        **dict.fromkeys(("created_at", "updated_at"), began),
        "direction": "inbound",
        "our_number": "+14155550100",
        "their_number": "+14155551234",
        "body": "hi",
        "media": '[["https://x/1",""]]',
        "about": '{"city":"X"}',
        "segments": 1,
        "status": "received",
        "rank": -1,
        "part": 0,
        "attempts": 1,
    }
    with database.begin() as connection:
        for name, look_at in (("done", None), ("open", began)):
            connection.execute(MESSAGES.insert().values(message | {"own_id": name, "next_look_at": look_at}))
        empty = {"own_id": "empty", "body": "", "media": "[]", "next_look_at": None}
        connection.execute(MESSAGES.insert().values(message | empty))
        event = {"provider": "x", "provider_id": "y", "status": "sent", "meaning": "sent", "error": "", "at": began}
        connection.execute(MESSAGE_EVENTS.insert().values(event))
        heard = {"provider": "x", "event_id": "e1", "at": began}
        connection.execute(HEARD_EVENTS.insert().values(heard))
    assert records.forget(began, began, began) == 0, "it is not that old"
    after = began + timedelta(days=1)
    assert records.forget(after, began, began) == 3
    assert records.forget(began, began, after) == 1, "the name of a webhook"
    assert [row["body"] for row in rows(database, MESSAGES)] == ["", "hi", ""], "what is still to be answered stays"
    assert rows(database, MESSAGES)[2]["about"] == "{}", "where somebody is goes too, also of a text without words"
    assert (rows(database, MESSAGES)[0]["media"], rows(database, MESSAGES)[0]["about"]) == ("[]", "{}")
    assert rows(database, RECORDINGS)[0]["words"] is None
    assert records.forget(after, after, after) == 5
    assert records.forget(after, after, after) == 0
    assert len(rows(database, CALLS)) == 1, "the record of the call stays"
