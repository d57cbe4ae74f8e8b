"""Texts to who has opted out are not sent, whenever they said so; what a provider refuses for it is noted."""

from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa

from ivr.dialog.events import Caller
from ivr.menu.carrier_words import Wish
from ivr.menu.parts import Channel
from ivr.messaging.status import MessageStatus
from ivr.messaging.verdicts import Verdicts
from ivr.ports.records import Source, WishTold
from ivr.ports.text_work import Hold, Incoming, Outgoing
from ivr.ports.texts import MessageReceived, MessageReported, Reply, Written
from ivr.stores.sql.database import Database
from ivr.stores.sql.opt_outs import SqlOptOuts
from ivr.stores.sql.tables import CONSENTS, MESSAGES
from ivr.stores.sql.texts import SqlTexts
from ivr.values import MessageId, OwnId, PhoneNumber

NOON = datetime(2026, 11, 26, 12, tzinfo=UTC)
ANNA, BEN, LINE = PhoneNumber("+14155551234"), PhoneNumber("+14155555678"), PhoneNumber("+14155550100")
HOLD = Hold("me", NOON + timedelta(seconds=30))
BOTH = (Channel.TEXT, Channel.CALL)


@pytest.fixture
def texts(database: Database) -> SqlTexts:
    return SqlTexts(database, Verdicts(opted_out=frozenset({("twilio", "21610")})))


@pytest.fixture
def opt_outs(database: Database) -> SqlOptOuts:
    return SqlOptOuts(database)


def stop(evidence: str, channels: tuple[Channel, ...] = BOTH, number: PhoneNumber = ANNA) -> WishTold:
    return WishTold(number, Wish.STOP, channels, Source.KEYWORD, evidence, NOON)


def taken(texts: SqlTexts, sid: str = "SM1") -> Incoming:
    received = MessageReceived(MessageId(sid), Caller(ANNA), LINE, "hi")
    number = texts.claim("twilio", received, NOON, NOON)
    assert number is not None
    text = texts.take_incoming(number, HOLD, NOON)
    assert text is not None
    return text


def replied(texts: SqlTexts, sid: str = "SM1", *, is_owed: bool = False) -> Written:
    written = texts.settle(taken(texts, sid), HOLD, [Reply("hello", is_owed=is_owed)], NOON)
    assert written is not None
    return written[0]


def outgoing(texts: SqlTexts, number: int) -> Outgoing:
    text = texts.take_outgoing(number, HOLD, NOON)
    assert text is not None
    return text


def stands(database: Database, number: int) -> tuple[str, str]:
    with database.read() as connection:
        row = connection.execute(sa.select(MESSAGES).where(MESSAGES.c.id == number)).one()
        return row.status, row.error


def test_what_waits_to_be_sent_is_not_when_they_opt_out(
    texts: SqlTexts, opt_outs: SqlOptOuts, database: Database
) -> None:
    reply = replied(texts)
    opt_outs.note(stop("twilio:SM2"))
    text = outgoing(texts, reply.number)
    assert not texts.note_asked(text, HOLD, NOON)
    assert stands(database, reply.number) == ("failed", "opted_out")
    assert texts.take_outgoing(reply.number, HOLD, NOON + timedelta(days=1)) is None, "it is done"


def test_others_and_calls_do_not_stand_in_the_way(texts: SqlTexts, opt_outs: SqlOptOuts) -> None:
    opt_outs.note(stop("twilio:SM2", number=BEN))
    opt_outs.note(stop("CA1:3", channels=(Channel.CALL,)))
    reply = replied(texts)
    assert texts.note_asked(outgoing(texts, reply.number), HOLD, NOON)


def test_what_the_rules_owe_them_is_sent_all_the_same(texts: SqlTexts, opt_outs: SqlOptOuts) -> None:
    opt_outs.note(stop("twilio:SM1"))
    reply = replied(texts, "SM1", is_owed=True)
    assert texts.note_asked(outgoing(texts, reply.number), HOLD, NOON)


@pytest.mark.parametrize("at_once", [False, True])
def test_what_is_being_answered_is_not_when_they_opt_out(texts: SqlTexts, opt_outs: SqlOptOuts, at_once: bool) -> None:
    text = taken(texts)
    opt_outs.note(stop("twilio:SM2"))
    replies = [Reply("hello")]
    if at_once:
        assert texts.settle_at_once(text, HOLD, replies, NOON, NOON) == []
    else:
        assert texts.settle(text, HOLD, replies, NOON) == []


def told(sid: str, error: str, own_id: OwnId) -> MessageReported:
    return MessageReported(MessageId(sid), "undelivered", MessageStatus.UNDELIVERED, error, own_id)


def test_a_refusal_is_noted_once(texts: SqlTexts, opt_outs: SqlOptOuts, database: Database) -> None:
    text = outgoing(texts, replied(texts).number)
    texts.note_refused(text, "21610", NOON)
    assert [opt_outs.has_opted_out(ANNA, channel) for channel in BOTH] == [True, True]
    with database.read() as connection:
        kept = connection.execute(sa.select(CONSENTS.c.source, CONSENTS.c.evidence)).all()
    assert {tuple(row) for row in kept} == {("carrier", f"twilio:{text.text.own_id}:21610")}


def test_a_refusal_that_is_told_later_is_noted_too(texts: SqlTexts, opt_outs: SqlOptOuts) -> None:
    reply = replied(texts)
    assert texts.note_asked(outgoing(texts, reply.number), HOLD, NOON)
    texts.note_event("twilio", told("SMout1", "21610", reply.own_id), NOON)
    texts.note_event("twilio", told("SMout1", "21610", reply.own_id), NOON)
    assert opt_outs.has_opted_out(ANNA, Channel.TEXT)
    back = WishTold(ANNA, Wish.START, BOTH, Source.KEYWORD, "twilio:SM9", NOON)
    assert opt_outs.note(back), "which a START takes back"
    texts.note_event("twilio", told("SMout1", "30003", reply.own_id), NOON)
    assert not opt_outs.has_opted_out(ANNA, Channel.TEXT), "what was told long ago is not told anew"


def test_other_errors_opt_nobody_out(texts: SqlTexts, opt_outs: SqlOptOuts) -> None:
    texts.note_refused(outgoing(texts, replied(texts).number), "30005", NOON)
    assert not opt_outs.has_opted_out(ANNA, Channel.TEXT)
