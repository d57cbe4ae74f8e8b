"""Texts that are not sent, or not now: the account is dead, or nothing reaches the number."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
from desk import ANNA, LINE, NOON, Desk
from how_much import so_many

from ivr.messaging.status import MessageStatus
from ivr.messaging.verdicts import verdicts_of
from ivr.ports.records import SendingStop
from ivr.ports.text_work import Job
from ivr.ports.texts import MessageReported, OutgoingText, Reply, SendingStoppedError, TextRefusedError
from ivr.providers.telnyx.message_words import ERRORS as TELNYX
from ivr.providers.twilio.message_words import ERRORS as TWILIO
from ivr.stores.sql.database import Database
from ivr.stores.sql.record_lists import list_stops
from ivr.stores.sql.tables import MESSAGES
from ivr.stores.sql.texts import SqlTexts
from ivr.values import MessageId, OwnId, PhoneNumber
from ivr.workflows.sweep_texts import sweep_texts

KINDS = so_many(["sqlite"], ["sqlite", "postgresql"])
pytestmark = pytest.mark.parametrize("database_url", KINDS, indirect=True)
VERDICTS = verdicts_of({"twilio": TWILIO, "telnyx": TELNYX})
BEN = PhoneNumber("+14155555678")


@pytest.fixture
def desk(database: Database) -> Desk:
    return Desk(SqlTexts(database, VERDICTS))


def wanted(desk: Desk, name: str, to: PhoneNumber = ANNA) -> None:
    """Let a call want a text sent, and do what comes of it."""
    number = desk.shelf.add("twilio", OutgoingText(OwnId(name), LINE, to, Reply(name)), desk.now)
    assert number is not None
    desk.enqueue(Job.SEND_TEXT, number)
    desk.work()


def rows(database: Database) -> list[tuple[str, str, str]]:
    query = sa.select(MESSAGES.c.body, MESSAGES.c.status, MESSAGES.c.error).where(MESSAGES.c.direction == "outbound")
    with database.read() as connection:
        return [tuple(row) for row in connection.execute(query.order_by(MESSAGES.c.id))]


def dead(desk: Desk) -> list[int]:
    """Let the account be dead; return what counts how often it is asked."""
    asked: list[int] = []

    def refuse() -> None:
        asked.append(1)
        raise SendingStoppedError("refused", "20003")

    desk.provider.mood = refuse
    return asked


def test_a_dead_account_is_asked_once_a_minute_and_everything_waits(desk: Desk, database: Database) -> None:
    asked = dead(desk)
    people = [PhoneNumber(f"+141555500{n:02}") for n in range(20)]
    for number, person in enumerate(people):
        wanted(desk, f"text {number}", person)
    assert len(asked) == 1, "only the first one"
    assert {row[1:] for row in rows(database)} == {("queued", "20003")}
    for _ in range(5):
        desk.jobs.clear()
        desk.now += timedelta(seconds=61)
        sweep_texts(desk.texts)
        assert len(desk.jobs) == 1, "and the others do not even look"
        desk.work()
    assert len(asked) == 6
    assert list_stops(database) == [SendingStop("twilio", "20003", NOON, 20)]
    desk.provider.mood = lambda: None
    desk.later(61)
    assert len(desk.provider.taken) == 1, "one tries"
    desk.later(1)
    assert sorted(desk.provider.bodies) == sorted(f"text {number}" for number in range(20)), "and all follow, once"
    assert {row[1:] for row in rows(database)} == {("queued", "")}
    assert list_stops(database) == []


def test_the_tries_of_a_text_are_not_spent_on_a_dead_account(desk: Desk, database: Database) -> None:
    dead(desk)
    wanted(desk, "a")
    for _ in range(20):
        desk.later(61)
    desk.provider.mood = lambda: None
    desk.later(61)
    assert rows(database) == [("a", "queued", "")]
    assert desk.provider.bodies == ["a"]


def test_after_ten_hours_nobody_wants_it_any_more(desk: Desk, database: Database) -> None:
    dead(desk)
    wanted(desk, "a")
    wanted(desk, "b", BEN)
    desk.later(10 * 3600 + 61)
    desk.later(61)
    assert [row[1:] for row in rows(database)] == [("failed", "20003")] * 2
    desk.provider.mood = lambda: None
    desk.later(1000)
    assert desk.provider.bodies == []


def test_an_account_that_is_told_to_be_suspended_stops_too(desk: Desk, database: Database) -> None:
    wanted(desk, "a")
    told = MessageReported(MessageId("SMout1"), "failed", MessageStatus.FAILED, "30002", OwnId("a"))
    desk.shelf.note_event("twilio", told, desk.now)
    wanted(desk, "b")
    assert rows(database) == [("a", "failed", "30002"), ("b", "queued", "30002")]
    desk.later(61)
    assert desk.provider.bodies == ["a", "b"], "a minute later it is tried"
    desk.shelf.note_event("twilio", told, desk.now)
    wanted(desk, "c")
    assert desk.provider.bodies == ["a", "b", "c"], "what is told again is nothing new"


def test_other_providers_go_on(desk: Desk, database: Database) -> None:
    dead(desk)
    wanted(desk, "a")
    assert [stop.provider for stop in list_stops(database)] == ["twilio"]
    number = desk.shelf.add("telnyx", OutgoingText(OwnId("t"), LINE, BEN, Reply("t")), desk.now)
    assert number is not None
    desk.enqueue(Job.SEND_TEXT, number)
    desk.work()
    assert rows(database)[1][1:] == ("queued", ""), "which only waits for somebody who sends"


def test_what_somebody_holds_when_sending_goes_on_stays_theirs(desk: Desk, database: Database) -> None:
    dead(desk)
    wanted(desk, "a")
    wanted(desk, "b", BEN)
    with database.begin() as connection:
        its = {"holder": "another", "held_until": NOON + timedelta(seconds=90)}
        connection.execute(MESSAGES.update().where(MESSAGES.c.body == "b").values(its))
    desk.provider.mood = lambda: None
    desk.later(61)
    desk.later(1)
    assert desk.provider.bodies == ["a"]


def refusing(desk: Desk, code: str) -> None:
    def refuse() -> None:
        raise TextRefusedError("refused", code)

    desk.provider.mood = refuse


def test_a_number_that_nothing_reaches_is_left_alone_after_two_texts(desk: Desk, database: Database) -> None:
    refusing(desk, "21614")
    wanted(desk, "a")
    wanted(desk, "b")
    desk.provider.mood = lambda: None
    wanted(desk, "c")
    wanted(desk, "d", BEN)
    assert desk.provider.bodies == ["d"]
    assert [row[2] for row in rows(database)] == ["21614", "21614", "bad_number", ""]
    desk.now += timedelta(days=31)
    wanted(desk, "e")
    assert desk.provider.bodies == ["d", "e"], "numbers are given to other people"


def test_what_is_told_later_counts_too(desk: Desk, database: Database) -> None:
    for number, name in enumerate("ab", 1):
        wanted(desk, name)
        sid, stands = MessageId(f"SMout{number}"), MessageStatus.UNDELIVERED
        desk.shelf.note_event("twilio", MessageReported(sid, "undelivered", stands, "30006"), desk.now)
    wanted(desk, "c")
    assert desk.provider.bodies == ["a", "b"]
    assert rows(database)[2] == ("c", "failed", "bad_number")


def test_one_failure_or_another_code_says_nothing_of_a_number(desk: Desk) -> None:
    refusing(desk, "30006")
    wanted(desk, "a")
    refusing(desk, "30003")
    for name in "bcd":
        wanted(desk, name)
    desk.provider.mood = lambda: None
    wanted(desk, "e")
    assert desk.provider.bodies == ["e"]


def test_who_texts_or_has_got_a_text_can_be_reached(desk: Desk) -> None:
    refusing(desk, "30006")
    wanted(desk, "a")
    wanted(desk, "b")
    desk.provider.mood = lambda: None
    desk.receive("hello")
    desk.work()
    assert desk.provider.bodies == ["You said: hello"]
    desk.shelf.note_event("twilio", MessageReported(MessageId("SMout1"), "delivered", MessageStatus.DELIVERED), NOON)
    wanted(desk, "c")
    assert desk.provider.bodies == ["You said: hello", "c"]
