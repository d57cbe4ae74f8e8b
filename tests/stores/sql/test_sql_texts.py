"""Texts in SQL: who has one, what is left to be done, and where one stands whatever order that is told in."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from itertools import count, permutations

import pytest
import sqlalchemy as sa
from how_much import IS_ALL

from ivr.dialog.events import Caller
from ivr.menu.carrier_words import Wish
from ivr.messaging.status import MessageStatus
from ivr.ports.text_work import Hold, Incoming, Lane, Outgoing
from ivr.ports.texts import Media, MessageReceived, MessageReported, Reply
from ivr.stores.sql.database import Database
from ivr.stores.sql.tables import MESSAGE_EVENTS, MESSAGES
from ivr.stores.sql.texts import SqlTexts
from ivr.values import MessageId, OwnId, PhoneNumber

NOON = datetime(2026, 11, 26, 12, 0, tzinfo=UTC)
ANNA, BEN, LINE = PhoneNumber("+14155551234"), PhoneNumber("+14155555678"), PhoneNumber("+14155550100")
HOLDERS = count()


def after(seconds: float) -> datetime:
    return NOON + timedelta(seconds=seconds)


def hold(until: float = 30) -> Hold:
    return Hold(f"holder {next(HOLDERS)}", after(until))


def text(sid: str, body: str = "hi", sender: PhoneNumber = ANNA) -> MessageReceived:
    return MessageReceived(MessageId(sid), Caller(sender), LINE, body)


def told(sid: str, status: str, error: str = "", own_id: OwnId | None = None) -> MessageReported:
    known = {each.value: each for each in MessageStatus}
    return MessageReported(MessageId(sid), status, known.get(status), error, own_id)


@pytest.fixture
def texts(database: Database) -> SqlTexts:
    return SqlTexts(database)


def claim(texts: SqlTexts, received: MessageReceived, look_at: float = 5) -> int:
    number = texts.claim("twilio", received, NOON, after(look_at))
    assert number is not None
    return number


def answered(texts: SqlTexts, *bodies: str, sid: str = "SM1", sender: PhoneNumber = ANNA) -> list[int]:
    """Return the numbers of the replies to a text."""
    mine = hold()
    taken = texts.take_incoming(claim(texts, text(sid, sender=sender)), mine, NOON)
    assert taken is not None
    written = texts.settle(taken, mine, [Reply(body) for body in bodies], NOON)
    assert written is not None
    return [each.number for each in written]


def asked(texts: SqlTexts, number: int, until: float = 30) -> Outgoing:
    """Return a reply for which the provider is being asked."""
    mine = hold(until)
    taken = texts.take_outgoing(number, mine, NOON)
    assert taken is not None
    assert texts.note_asked(taken, mine, NOON)
    return taken


def row_of(database: Database, number: int) -> sa.Row[tuple[object, ...]]:
    with database.read() as connection:
        return connection.execute(sa.select(MESSAGES).where(MESSAGES.c.id == number)).one()


def test_a_text_comes_back_as_it_came(texts: SqlTexts) -> None:
    received = MessageReceived(
        MessageId("SM1"),
        Caller(ANNA, country="US", city="San José", zip="94100"),
        LINE,
        "hi 👋 'quoted'\nline",
        (Media("https://api.twilio.com/1", "image/jpeg"), Media("https://api.twilio.com/2", "")),
        "MG1",
        Wish.STOP,
        3,
    )
    taken = texts.take_incoming(claim(texts, received), hold(), NOON)
    assert taken == Incoming(taken.number if taken else 0, "twilio", received, 1)


def test_of_ten_who_claim_one_gets_it(open_it: Callable[[], Database], texts: SqlTexts) -> None:
    shelves = [SqlTexts(open_it()) for _ in range(10)]
    together = threading.Barrier(10)

    def race(shelf: SqlTexts) -> int | None:
        together.wait(10)
        return shelf.claim("twilio", text("SM1"), NOON, NOON)

    with ThreadPoolExecutor(10) as pool:
        won = [number for number in pool.map(race, shelves) if number is not None]
    assert len(won) == 1
    assert texts.claim("telnyx", text("SM1"), NOON, NOON) is not None, "another provider's ids are its own"


def test_of_ten_who_take_one_gets_it(open_it: Callable[[], Database], texts: SqlTexts) -> None:
    number = claim(texts, text("SM1"))
    shelves = [SqlTexts(open_it()) for _ in range(10)]
    with ThreadPoolExecutor(10) as pool:
        taken = list(pool.map(lambda shelf: shelf.take_incoming(number, hold(), NOON), shelves))
    assert sum(each is not None for each in taken) == 1


def test_who_holds_too_long_has_died(texts: SqlTexts) -> None:
    number = claim(texts, text("SM1"))
    dead, other = hold(30), hold(60)
    first = texts.take_incoming(number, dead, NOON)
    assert first is not None
    assert texts.take_incoming(number, other, after(29)) is None
    assert texts.due(after(29), after(99), 10) == []
    assert texts.due(after(30), after(99), 10) == [(number, Lane.INBOUND)]
    second = texts.take_incoming(number, other, after(30))
    assert second is not None
    assert second.attempts == 2
    assert texts.settle(first, dead, [Reply("from the dead")], after(31)) is None
    assert texts.settle(second, other, [Reply("hello")], after(31)) is not None
    assert texts.take_incoming(number, hold(), after(99)) is None, "it is done"
    assert len(texts.due(after(99), after(199), 10)) == 1, "only the reply is left"


def test_a_row_that_is_closed_while_it_is_swept_stays_closed(texts: SqlTexts, database: Database) -> None:
    number = claim(texts, text("SM1"), look_at=0)
    with ThreadPoolExecutor(1) as pool:
        with database.begin() as connection:
            connection.execute(MESSAGES.update().values(next_look_at=None))
            sweeping = pool.submit(texts.due, after(1), after(99), 10)
            with pytest.raises(TimeoutError):
                sweeping.result(0.3)  # it waits for who is closing it
        assert sweeping.result(10) == []
    assert row_of(database, number).next_look_at is None


def test_texts_of_one_person_are_answered_in_order(texts: SqlTexts) -> None:
    first, second, other = claim(texts, text("SM1")), claim(texts, text("SM2")), claim(texts, text("SM3", sender=BEN))
    assert texts.take_incoming(second, hold(), NOON) is None
    assert texts.take_incoming(other, hold(), NOON) is not None
    mine = hold()
    taken = texts.take_incoming(first, mine, NOON)
    assert taken is not None
    assert texts.find_next(taken) == first
    assert texts.take_incoming(second, hold(), NOON) is None
    texts.settle(taken, mine, [], NOON)
    assert texts.find_next(taken) == second
    assert texts.take_incoming(second, hold(), NOON) is not None


def test_one_that_is_put_off_is_taken_later(texts: SqlTexts) -> None:
    number, mine = claim(texts, text("SM1")), hold()
    texts.take_incoming(number, mine, NOON)
    texts.put_off(number, mine, after(4))
    assert texts.take_incoming(number, hold(), after(3)) is None
    assert texts.due(after(4), after(99), 10) == [(number, Lane.INBOUND)]
    assert texts.due(after(5), after(99), 10) == [], "not twice"
    assert texts.take_incoming(number, hold(), after(5)) is not None


def test_replies_go_out_in_order(texts: SqlTexts) -> None:
    first, second = answered(texts, "one", "two")
    assert texts.take_outgoing(second, hold(), NOON) is None
    being_sent = asked(texts, first)
    assert texts.take_outgoing(second, hold(), NOON) is None
    texts.note_unknown(being_sent, after(60), NOON)
    assert texts.take_outgoing(second, hold(), NOON) is not None, "nobody waits for what nobody knows"


def test_who_was_killed_while_asking_leaves_word(texts: SqlTexts) -> None:
    (number,) = answered(texts, "one")
    asked(texts, number, until=30)
    assert texts.due(after(30), after(99), 10) == [(number, Lane.OUTBOUND)]
    again = texts.take_outgoing(number, hold(90), after(31))
    assert again is not None
    assert again.asked_at == NOON, "it may have been sent"
    texts.note_not_sent(again, "20429", after(40), after(32))
    assert texts.take_outgoing(number, hold(90), after(39)) is None
    fresh = texts.take_outgoing(number, hold(90), after(40))
    assert fresh is not None
    assert fresh.asked_at is None


def test_what_a_callback_says_of_our_own_id_heals_an_unknown_one(texts: SqlTexts, database: Database) -> None:
    (number,) = answered(texts, "one")
    unknown = asked(texts, number)
    texts.note_unknown(unknown, after(60), NOON)
    texts.note_event("twilio", told("SM9", "sent", own_id=unknown.text.own_id), after(1))
    row = row_of(database, number)
    assert (row.provider_id, row.status, row.next_look_at) == ("SM9", "sent", None)
    texts.note_not_sent(unknown, "", after(2), after(2))
    texts.note_refused(unknown, "1", after(2))
    assert row_of(database, number).status == "sent", "who is late to say that it was not changes nothing"


def test_a_name_that_was_guessed_is_given_to_whose_it_is(texts: SqlTexts, database: Database) -> None:
    one, two = answered(texts, "same", sid="SM1"), answered(texts, "same", sid="SM2", sender=BEN)
    first, second = asked(texts, one[0]), asked(texts, two[0])
    texts.note_sent(first, told("SM9", "queued"), NOON)
    texts.note_sent(second, told("SM9", "queued"), NOON)
    assert row_of(database, two[0]).provider_id == "SM9"
    lost = row_of(database, one[0])
    assert (lost.provider_id, lost.status, lost.next_look_at) == (None, "unknown", NOON)


CALLBACKS = [
    told("SM9", "queued"),
    told("SM9", "sent"),
    told("SM9", "undelivered", "30003"),
    told("SM9", "delivered"),
    told("SM9", "flying"),
]


ORDERS = list(permutations(CALLBACKS))
if not IS_ALL:  # then it is all 120
    ORDERS = ORDERS[::13]


@pytest.mark.parametrize("row_comes_after", [0, 5])
def test_all_orders_of_five_callbacks_end_in_the_same_row(
    texts: SqlTexts, database: Database, row_comes_after: int
) -> None:
    ends = set()
    (number,) = answered(texts, "one")
    sending = asked(texts, number)
    for order in ORDERS:
        with database.begin() as connection:
            connection.execute(MESSAGE_EVENTS.delete())
            connection.execute(MESSAGES.update().values(provider_id=None, rank=-1, status="sending", error=""))
        ranks = []
        for place, callback in enumerate(order):
            if place == row_comes_after:
                texts.note_sent(sending, told("SM9", "accepted"), NOON)
            assert texts.note_event("twilio", callback, NOON)
            ranks.append(row_of(database, number).rank)
        if row_comes_after == 5:
            texts.note_sent(sending, told("SM9", "accepted"), NOON)
        assert ranks == sorted(ranks), "never backwards"
        row = row_of(database, number)
        ends.add((row.status, row.error))
        with database.read() as connection:
            kept = connection.execute(sa.select(MESSAGE_EVENTS)).all()
        assert {each.status for each in kept} == {"accepted", *(each.status for each in CALLBACKS)}
        assert {each.message_id for each in kept} == {number}
    assert ends == {("delivered", "30003")}


def test_what_is_told_twice_is_kept_once(texts: SqlTexts, database: Database) -> None:
    assert texts.note_event("twilio", told("SM9", "sent"), NOON)
    assert not texts.note_event("twilio", told("SM9", "sent"), NOON)
    assert texts.note_event("twilio", told("SM9", "failed", "30003"), NOON)
    assert texts.note_event("twilio", told("SM9", "failed", "30005"), NOON)
    with database.read() as connection:
        assert connection.execute(sa.select(sa.func.count()).select_from(MESSAGE_EVENTS)).scalar_one() == 3


def test_callbacks_all_at_once_and_the_row_with_them(open_it: Callable[[], Database], texts: SqlTexts) -> None:
    database = open_it()
    for turn in range(6):
        (number,) = answered(texts, "one", sid=f"SM{turn}")
        sending, sid = asked(texts, number), f"SMout{turn}"
        tellings = [told(sid, each.status, each.error) for each in CALLBACKS]
        works: list[Callable[[], object]] = [
            lambda: SqlTexts(open_it()).note_sent(sending, told(sid, "accepted"), NOON),  # noqa: B023
            *(lambda each=each: SqlTexts(open_it()).note_event("twilio", each, NOON) for each in tellings),
        ]
        with ThreadPoolExecutor(6) as pool:
            for done in [pool.submit(work) for work in works]:
                done.result(20)
        row = row_of(database, number)
        assert (row.status, row.error) == ("delivered", "30003")


def test_events_whose_row_was_committed_while_nobody_looked_are_joined(texts: SqlTexts, database: Database) -> None:
    texts.note_event("twilio", told("SM9", "delivered"), NOON)
    (number,) = answered(texts, "one")
    with database.begin() as connection:  # a process that died right after its commit
        connection.execute(MESSAGES.update().where(MESSAGES.c.id == number).values(provider_id="SM9"))
    assert texts.join_events() == 1
    assert row_of(database, number).status == "delivered"
    assert texts.join_events() == 0


def test_a_status_of_a_text_that_came_in_changes_nothing(texts: SqlTexts, database: Database) -> None:
    number = claim(texts, text("SM1"))
    texts.note_event("twilio", told("SM1", "delivered"), NOON)
    assert row_of(database, number).status == "received"


def test_known_ones_are_found(texts: SqlTexts) -> None:
    (number,) = answered(texts, "one")
    texts.note_sent(asked(texts, number), told("SM9", "queued"), NOON)
    assert texts.find_known("twilio", [told("SM9", "sent"), told("SM8", "sent")]) == {MessageId("SM9")}
