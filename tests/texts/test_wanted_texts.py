"""Texts that calls want sent: from a caller's key to the provider, once each."""

from collections.abc import Callable
from datetime import datetime

import pytest
import sqlalchemy as sa
from desk import Desk
from line import LINE_NUMBER, SECRET, Line
from redis import Redis

from ivr.errors import DatabaseUnavailableError
from ivr.ports.texts import OutgoingText
from ivr.sealing import Seal
from ivr.stores.redis_errands import RedisTextErrands
from ivr.stores.redis_wire import RedisWire
from ivr.stores.sql.database import Database
from ivr.stores.sql.tables import MESSAGES
from ivr.stores.sql.texts import SqlTexts
from ivr.values import PhoneNumber
from ivr.workflows.send_wanted_texts import send_wanted_texts

FLOW = """\
which: {menu: "For our address, press 1. For a call, press 2.", keys: {1: send, 2: call_me}}
send: {text: "1 Main Street.", next: bye}
call_me: {callback: We will ring you., into: cards, next: bye}
bye: {hangup: It is on its way.}
"""
QUEUES = 'contacts: {support: {dial: "+14155550111"}}\nqueues: {cards: {agents: support}}\n'

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def at_twilio(_number: PhoneNumber) -> str:
    return "twilio"


@pytest.fixture
def line(line_of: Callable[..., Line]) -> Line:
    return line_of(FLOW, QUEUES)


@pytest.fixture
def desk(database: Database) -> Desk:
    return Desk(SqlTexts(database))


def errands(wire: RedisWire) -> RedisTextErrands:
    return RedisTextErrands(wire, Seal(SECRET.encode(), "calls"))


def call(line: Line, key: str) -> None:
    phone = line.phone()
    phone.ring()
    phone.press(key)


def test_a_text_that_a_call_wants_is_sent_once(line: Line, wire: RedisWire, desk: Desk, redis: "Redis") -> None:
    call(line, "1")
    call(line, "2")
    for _ in range(3):
        send_wanted_texts(desk.texts, errands(wire), at_twilio)
        desk.work()
    assert [(each.to.reveal(), each.reply.body) for each in desk.provider.taken] == [("+14155551234", "1 Main Street.")]
    assert redis.xpending("errands", "texts")["pending"] == 0


def test_one_who_dies_before_it_is_done_does_not_double_it(line: Line, wire: RedisWire, desk: Desk) -> None:
    call(line, "1")

    class Forgetful(RedisTextErrands):
        def done(self, _wanted: object) -> None:
            """Die before."""

    send_wanted_texts(desk.texts, Forgetful(wire, Seal(SECRET.encode(), "calls")), at_twilio)
    for _ in range(2):
        send_wanted_texts(desk.texts, errands(wire), at_twilio)
        desk.work()
    assert desk.provider.bodies == ["1 Main Street."]


def test_while_nothing_can_be_written_down_it_stays_wanted(
    line: Line, wire: RedisWire, desk: Desk, database: Database
) -> None:
    call(line, "1")
    with database.begin() as connection:
        connection.execute(sa.text("ALTER TABLE messages RENAME TO elsewhere"))
    send_wanted_texts(desk.texts, errands(wire), at_twilio)
    with pytest.raises(DatabaseUnavailableError), database.read() as connection:
        connection.execute(sa.select(MESSAGES.c.id))
    with database.begin() as connection:
        connection.execute(sa.text("ALTER TABLE elsewhere RENAME TO messages"))
    send_wanted_texts(desk.texts, errands(wire), at_twilio)
    desk.work()
    assert desk.provider.bodies == ["1 Main Street."]


def test_it_goes_out_by_the_provider_of_the_number_it_comes_from(
    line: Line, wire: RedisWire, desk: Desk, database: Database
) -> None:
    call(line, "1")
    asked: list[str] = []

    def provider_of(number: PhoneNumber) -> str:
        asked.append(number.reveal())
        return "telnyx"

    send_wanted_texts(desk.texts, errands(wire), provider_of)
    with database.read() as connection:
        assert connection.scalars(sa.select(MESSAGES.c.provider)).all() == ["telnyx"]
    assert asked == [LINE_NUMBER]


def test_one_that_cannot_be_written_down_does_not_hold_up_the_others(
    line: Line, wire: RedisWire, desk: Desk, database: Database
) -> None:
    call(line, "1")
    call(line, "1")

    class Choosy(SqlTexts):
        refused = 0

        def add(self, provider: str, text: OutgoingText, now: datetime) -> int | None:
            if not Choosy.refused:
                Choosy.refused += 1
                raise ValueError("a bug")
            return super().add(provider, text, now)

    desk.shelf = Choosy(database)
    send_wanted_texts(desk.texts, errands(wire), at_twilio)
    desk.work()
    assert len(desk.provider.taken) == 1
    send_wanted_texts(desk.texts, errands(wire), at_twilio)
    desk.work()
    assert len(desk.provider.taken) == 2
