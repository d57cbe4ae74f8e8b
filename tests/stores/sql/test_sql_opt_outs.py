"""Who does not want to be reached: told once or twice, taken back by whom, in the way of texts that wait."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from typing import Any

import pytest
import sqlalchemy as sa

from ivr.menu.carrier_words import Wish
from ivr.menu.parts import Channel
from ivr.ports.records import Source, WishTold
from ivr.stores.sql.database import Database
from ivr.stores.sql.opt_outs import SqlOptOuts
from ivr.stores.sql.tables import CONSENTS, OPT_OUTS
from ivr.values import PhoneNumber

NUMBER = PhoneNumber("+14155551234")
NOON = datetime(2026, 11, 26, 12, tzinfo=UTC)
BOTH = (Channel.TEXT, Channel.CALL)


def told(wish: Wish, evidence: str, source: Source = Source.KEYWORD, channels: Any = BOTH) -> WishTold:
    return WishTold(NUMBER, wish, channels, source, evidence, NOON, "STOP")


@pytest.fixture
def opt_outs(database: Database) -> SqlOptOuts:
    return SqlOptOuts(database)


def count(database: Database, table: sa.Table) -> int:
    with database.read() as connection:
        return int(connection.execute(sa.select(sa.func.count()).select_from(table)).scalar_one())


def test_one_register_for_texts_and_calls(opt_outs: SqlOptOuts) -> None:
    assert not opt_outs.has_opted_out(NUMBER, Channel.TEXT)
    assert opt_outs.note(told(Wish.STOP, "twilio:SM1"))
    assert [opt_outs.has_opted_out(NUMBER, channel) for channel in Channel] == [True, True]
    assert not opt_outs.has_opted_out(PhoneNumber("+14155551235"), Channel.TEXT)
    assert opt_outs.note(told(Wish.START, "twilio:SM2"))
    assert [opt_outs.has_opted_out(NUMBER, channel) for channel in Channel] == [False, False]


def test_only_what_changes_something_is_to_be_confirmed_and_the_same_is_told_alike(
    opt_outs: SqlOptOuts, database: Database
) -> None:
    assert not opt_outs.note(told(Wish.START, "twilio:SM0"))
    assert opt_outs.note(told(Wish.STOP, "twilio:SM1"))
    assert opt_outs.note(told(Wish.STOP, "twilio:SM1")), "delivered twice, it is answered alike"
    assert not opt_outs.note(told(Wish.STOP, "twilio:SM2")), "one confirmation is all there is"
    assert opt_outs.note(told(Wish.START, "twilio:SM3"))
    assert opt_outs.note(told(Wish.STOP, "twilio:SM1"))
    assert not opt_outs.has_opted_out(NUMBER, Channel.TEXT), "a text that comes late a second time changes nothing"
    assert count(database, CONSENTS) == 8, "every wish is kept"
    assert count(database, OPT_OUTS) == 0


def test_calls_alone_leave_texts_as_they_are(opt_outs: SqlOptOuts) -> None:
    assert opt_outs.note(told(Wish.STOP, "CA1:3", Source.KEY, (Channel.CALL,)))
    assert [opt_outs.has_opted_out(NUMBER, channel) for channel in Channel] == [True, False]
    assert opt_outs.note(told(Wish.STOP, "twilio:SM1")), "texts are stopped now"


def test_what_staff_wrote_down_only_staff_takes_back(opt_outs: SqlOptOuts) -> None:
    opt_outs.note(told(Wish.STOP, "letter of 26 November", Source.STAFF))
    assert not opt_outs.note(told(Wish.START, "twilio:SM1"))
    assert opt_outs.has_opted_out(NUMBER, Channel.TEXT)
    assert opt_outs.note(told(Wish.START, "call of 27 November", Source.STAFF))
    assert not opt_outs.has_opted_out(NUMBER, Channel.CALL)


def test_of_many_who_say_it_at_once_one_changes_it(opt_outs: SqlOptOuts) -> None:
    with ThreadPoolExecutor(6) as pool:
        changed = list(pool.map(lambda n: opt_outs.note(told(Wish.STOP, f"twilio:SM{n}")), range(6)))
    assert changed.count(True) == 1
