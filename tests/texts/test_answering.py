"""Texts answered and sent: once, in order, whatever is lost, breaks, dies or stays silent on the way."""

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
import sqlalchemy as sa
from desk import Desk, Provider
from how_much import so_many

from ivr.errors import StoreUnavailableError
from ivr.ports.text_work import Job, TextPace
from ivr.ports.texts import BooksClosedError, MessageReceived, NotSentNowError, TextRefusedError, TextUnknownError
from ivr.stores.sql.database import Database
from ivr.stores.sql.tables import MESSAGES
from ivr.stores.sql.texts import SqlTexts
from ivr.values import PhoneNumber
from ivr.workflows.answer_text import APOLOGY
from ivr.workflows.receive_text import answer_at_once

# What the two databases do differently is tried where the rows are; `make test-all` tries all of this on both.
KINDS = so_many(["sqlite"], ["sqlite", "postgresql"])
pytestmark = pytest.mark.parametrize("database_url", KINDS, indirect=True)


@pytest.fixture
def desk(database: Database) -> Desk:
    return Desk(SqlTexts(database))


@pytest.fixture
def threads() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(4) as pool:
        yield pool


def raising(*errors: Exception) -> Callable[[], None]:
    """Return what raises these, one each time, and then nothing."""
    left = list(errors)

    def maybe() -> None:
        if left:
            raise left.pop(0)

    return maybe


def statuses(database: Database) -> list[str]:
    query = sa.select(MESSAGES.c.status).where(MESSAGES.c.direction == "outbound").order_by(MESSAGES.c.id)
    with database.read() as connection:
        return list(connection.execute(query).scalars())


def test_a_text_is_answered_once_however_often_it_comes(desk: Desk) -> None:
    for _ in range(3):
        desk.receive()
        desk.work()
    assert desk.provider.bodies == ["You said: hi"]
    desk.later(1000)
    assert desk.provider.bodies == ["You said: hi"]


def test_a_job_done_twice_is_done_once(desk: Desk) -> None:
    number = desk.receive("a|b|c")
    assert number is not None
    desk.jobs *= 3
    desk.work()
    desk.jobs = [(Job.ANSWER_TEXT, number), (Job.SEND_TEXT, number + 1), (Job.SEND_TEXT, number + 2)]
    desk.work()
    assert desk.provider.bodies == ["You said: a", "You said: b", "You said: c"]


def test_what_the_queue_loses_a_sweep_finds(desk: Desk) -> None:
    desk.loses_jobs = True
    desk.receive("a|b")
    desk.later(4)
    desk.loses_jobs = False
    desk.later(0)
    assert desk.provider.bodies == [], "it may still be done by the job that was asked for"
    desk.later(1)
    assert desk.provider.bodies == ["You said: a", "You said: b"]


def test_texts_of_one_person_are_answered_in_their_order(desk: Desk) -> None:
    for number in range(4):
        desk.receive(str(number), f"SM{number}")
    desk.jobs.reverse()
    desk.work()
    assert desk.provider.bodies == [f"You said: {number}" for number in range(4)]


def test_a_long_reply_goes_out_in_parts(desk: Desk) -> None:
    desk.receive("word " * 400)
    desk.work()
    assert len(desk.provider.bodies) == 2
    assert all(len(body) <= 1600 for body in desk.provider.bodies)


def test_who_has_to_wait_is_told_so_once_and_first(desk: Desk) -> None:
    desk.converser.meanwhile = "One moment."
    desk.provider.mood = raising(NotSentNowError("429"))
    moods = raising(ValueError("a bug"))
    desk.receive("a|b")
    desk.work()
    desk.converser.before = lambda _received: moods()
    desk.receive("c", "SM2")
    desk.work()
    desk.later(3)
    desk.later(5)
    assert desk.provider.bodies == ["One moment.", "You said: a", "You said: b", "One moment.", "You said: c"]


def test_one_who_answers_nothing_sends_nothing(desk: Desk) -> None:
    desk.receive(" ")
    desk.work()
    desk.later(100)
    assert desk.converser.heard == [" "]
    assert desk.provider.bodies == []


def test_when_it_cannot_be_answered_now_it_is_tried_again(desk: Desk) -> None:
    moods = raising(StoreUnavailableError("gone"), ValueError("a bug"))
    desk.converser.before = lambda _received: moods()
    desk.receive()
    desk.work()
    for seconds in (1.9, 0.2, 3.8, 0.3):
        desk.later(seconds)
    assert desk.converser.heard == ["hi"] * 3
    assert desk.provider.bodies == ["You said: hi"]


def test_in_the_end_there_is_an_apology(desk: Desk) -> None:
    def fail(_received: MessageReceived) -> None:
        raise ValueError("a bug")

    desk.converser.before = fail
    desk.receive()
    desk.work()
    for _ in range(10):
        desk.later(300)
    assert len(desk.converser.heard) == desk.pace.most_answers
    assert desk.provider.bodies == [APOLOGY.body]


def test_surely_not_sent_is_sent_again(desk: Desk) -> None:
    desk.provider.mood = raising(NotSentNowError("refused"), NotSentNowError("429"))
    desk.receive()
    desk.work()
    assert desk.provider.bodies == []
    desk.later(2.1)
    desk.later(4.1)
    assert desk.provider.bodies == ["You said: hi"]


def test_refused_for_good_is_not(desk: Desk, database: Database) -> None:
    desk.provider.mood = raising(TextRefusedError("opted out", "21610"))
    desk.receive("a|b")
    desk.work()
    desk.later(1000)
    assert desk.provider.bodies == ["You said: b"]
    assert statuses(database) == ["failed", "queued"]


@pytest.mark.parametrize("was_taken", [True, False])
def test_sent_into_silence_is_looked_up_and_never_doubled(desk: Desk, database: Database, was_taken: bool) -> None:
    mood = raising(TextUnknownError("read time-out"))
    if was_taken:
        desk.provider.mood_after = mood
    else:
        desk.provider.mood = mood
    desk.receive()
    desk.work()
    assert statuses(database) == ["unknown"]
    desk.later(59)
    assert len(desk.provider.bodies) == was_taken, "not sent again on a guess"
    desk.later(2)
    desk.later(1)
    assert desk.provider.bodies == ["You said: hi"]
    assert statuses(database) == ["queued"]


def test_what_another_row_has_in_the_books_is_not_taken_for_this_one(desk: Desk, database: Database) -> None:
    desk.receive("hi", "SM1")
    desk.work()
    desk.provider.mood = raising(TextUnknownError("read time-out"))
    desk.receive("hi", "SM2")  # the same words again, which never arrived
    desk.work()
    desk.later(61)
    desk.later(1)
    assert desk.provider.bodies == ["You said: hi", "You said: hi"]
    assert statuses(database) == ["queued", "queued"]


def test_while_the_books_are_closed_nobody_guesses(desk: Desk, database: Database) -> None:
    desk.provider.mood_after = raising(TextUnknownError("read time-out"))
    desk.provider.mood_asked = raising(BooksClosedError("no"), BooksClosedError("no"))
    desk.receive()
    desk.work()
    for _ in range(3):
        assert statuses(database) == ["unknown"]
        desk.later(61)
    assert statuses(database) == ["queued"]
    assert desk.provider.bodies == ["You said: hi"]


def test_books_that_never_open_leave_it_unknown(desk: Desk, database: Database) -> None:
    desk.provider.mood_after = raising(TextUnknownError("read time-out"))
    desk.provider.mood_asked = raising(*(BooksClosedError("no") for _ in range(99)))
    desk.receive()
    desk.work()
    for _ in range(30):
        desk.later(61)
    assert statuses(database) == ["unknown"]
    assert desk.provider.bodies == ["You said: hi"]


def test_who_dies_while_sending_is_followed_by_who_looks(desk: Desk) -> None:
    class KilledError(BaseException):
        """The process is gone in this moment."""

    desk.receive()
    desk.provider.mood_after = raising(KilledError())  # type: ignore[arg-type]
    with pytest.raises(KilledError):
        desk.work()
    desk.jobs.clear()
    desk.later(29)
    assert len(desk.provider.bodies) == 1
    desk.later(2)
    desk.later(1000)
    assert desk.provider.bodies == ["You said: hi"]


def test_one_who_is_never_taken_is_given_up(desk: Desk, database: Database) -> None:
    desk.provider.mood = raising(*(NotSentNowError("refused") for _ in range(99)))
    desk.receive()
    desk.work()
    for _ in range(30):
        desk.later(301)
    assert statuses(database) == ["failed"]


def test_without_a_sender_replies_wait(desk: Desk, database: Database) -> None:
    desk.provider.name = "telnyx"
    provider, desk.provider = desk.provider, Provider()
    desk.receive()
    desk.work()
    assert statuses(database) == ["queued"]
    assert provider.bodies == []


# --- in the document ---------------------------------------------------------------------------------------------


def at_once(desk: Desk, threads: ThreadPoolExecutor, body: str = "hi", sid: str = "SM1") -> list[str]:
    number = desk.receive(body, sid)
    desk.jobs.clear()
    if number is None:
        return []
    return [each.reply.body for each in answer_at_once(desk.texts, number, threads)]


def test_an_answer_in_the_document_is_not_sent_too(desk: Desk, threads: ThreadPoolExecutor) -> None:
    assert at_once(desk, threads, "a|b") == ["You said: a", "You said: b"]
    assert at_once(desk, threads, "a|b") == [], "the same text again"
    desk.work()
    desk.later(59)
    assert desk.provider.bodies == []


def test_a_document_that_never_arrived_is_sent_in_the_end(desk: Desk, threads: ThreadPoolExecutor) -> None:
    assert at_once(desk, threads) == ["You said: hi"]
    desk.later(61)
    desk.later(1)
    assert desk.provider.bodies == ["You said: hi"], "the provider's books have none"


def test_a_document_that_arrived_is_known_by_its_callback(desk: Desk, threads: ThreadPoolExecutor) -> None:
    number = desk.receive()
    assert number is not None
    (written,) = answer_at_once(desk.texts, number, threads)
    reported = Provider()._reported(1)
    desk.shelf.note_event("twilio", type(reported)(reported.message_id, "sent", None, "", written.own_id), desk.now)
    desk.jobs.clear()
    desk.later(1000)
    assert desk.provider.bodies == []


def test_a_slow_answer_is_sent_by_who_works_on_it(desk: Desk, threads: ThreadPoolExecutor) -> None:
    go_on = threading.Event()
    desk.pace = TextPace(compute_s=0.05)
    desk.converser.before = lambda _received: assert_waited(go_on)
    assert at_once(desk, threads) == []
    assert desk.jobs == [], "nobody else needs to be asked"
    go_on.set()
    threads.shutdown()
    desk.work()
    assert desk.converser.heard == ["hi"]
    assert desk.provider.bodies == ["You said: hi"]


def assert_waited(event: threading.Event) -> None:
    assert event.wait(10)


def test_one_that_was_not_even_begun_is_left_to_a_worker(desk: Desk) -> None:
    go_on = threading.Event()
    desk.pace = TextPace(compute_s=0.05)
    with ThreadPoolExecutor(1) as busy:
        busy.submit(assert_waited, go_on)
        assert at_once(desk, busy) == []
        desk.work()
        go_on.set()
    desk.work()
    assert desk.converser.heard == ["hi"]
    assert desk.provider.bodies == ["You said: hi"]


def test_a_second_text_waits_for_the_first_and_follows_by_a_job(desk: Desk, threads: ThreadPoolExecutor) -> None:
    go_on = threading.Event()
    desk.pace = TextPace(compute_s=0.2)
    desk.converser.before = lambda received: assert_waited(go_on) if received.body == "first" else None
    first = desk.receive("first", "SM1")
    assert first is not None
    waiting = threads.submit(answer_at_once, desk.texts, first, threads)
    while not desk.converser.heard:
        pass
    assert at_once(desk, threads, "second", "SM2") == []
    desk.work()
    assert desk.converser.heard == ["first"]
    go_on.set()
    in_document = [each.reply.body for each in waiting.result(10)]
    threads.shutdown()
    desk.work()
    assert [*in_document, *desk.provider.bodies] == ["You said: first", "You said: second"]


def test_what_goes_wrong_at_once_is_tried_again(desk: Desk, threads: ThreadPoolExecutor) -> None:
    moods = raising(ValueError("a bug"))
    desk.converser.before = lambda _received: moods()
    assert at_once(desk, threads) == []
    desk.work()
    desk.later(2.1)
    assert desk.provider.bodies == ["You said: hi"]


def test_two_people_do_not_wait_for_each_other(desk: Desk) -> None:
    desk.receive("a", "SM1")
    desk.receive("b", "SM2", PhoneNumber("+14155555678"))
    desk.jobs.reverse()
    desk.work()
    assert desk.provider.bodies == ["You said: b", "You said: a"]
