"""Customers are called back, agent first: by the real webhooks, on a real Redis; the provider is played."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from line import BY_EVERY_COMPANY_IN_ALL, SECRET
from switchboard import Switchboard

from ivr.dialog.errands import CallbackWanted
from ivr.dialog.events import CallStatus
from ivr.handset.heard import Ended, WaitingElsewhere
from ivr.phone.rung import NotAnswered, RungTelephone
from ivr.ports.people import CallRefusedError, CallUnknownError, NotMadeError
from ivr.sealing import Seal
from ivr.stores.errand_record import dump_errand
from ivr.values import CallId, PhoneNumber

pytestmark = BY_EVERY_COMPANY_IN_ALL

Open = Callable[..., Switchboard]
ASKED = "CA" + "a" * 32
CUSTOMER = PhoneNumber("+14155551234")
GREETING = "Hello, this is Acme Bank. You asked us to call you back. One moment please."


@pytest.fixture
def board(open_board: Open) -> Switchboard:
    board = open_board()
    begin_in_the_morning(board)
    return board


def begin_in_the_morning(board: Switchboard) -> None:
    """Let it be ten where the customers are, so that it stays day for all that a test lets pass."""
    now = board.clock().astimezone(ZoneInfo("America/Los_Angeles"))
    ten = now.replace(hour=10, minute=0, second=0, microsecond=0) + timedelta(days=now.hour >= 10)
    board.pass_time(int((ten - now).total_seconds()))


def ask_for_callback(board: Switchboard, number: PhoneNumber = CUSTOMER, **more: Any) -> None:
    """Leave what a call leaves whose caller wants to be called back."""
    since = int(board.clock().timestamp()) - more.pop("ago", 60)
    call_id = CallId(more.pop("call_id", ASKED))
    wanted = CallbackWanted(call_id, 3, 0, number, PhoneNumber("+14155550100"), "cards", since, "en", **more)
    board.line.redis.xadd("errands", {"errand": dump_errand(wanted, Seal(SECRET.encode(), "calls"))})


def hold(board: Switchboard) -> RungTelephone:
    """Let an agent pick up who is rung for the callback."""
    board.look(1)
    agent = board.exchange.next()
    agent.pick_up()
    return agent


def accept(board: Switchboard, agent: RungTelephone) -> str:
    """Let an agent press 1; return the address at which they ask again while the customer is rung."""
    form = form_of(agent, Digits="1")
    return way_on(board.line.post(way_on(last_page(agent), b'action="', b'"'), form).body)


def hold_on(board: Switchboard, agent: RungTelephone, target: str) -> bytes:
    return board.line.post(target, form_of(agent)).body


def last_page(agent: RungTelephone) -> bytes:
    assert agent._call is not None
    return agent._call.last_page.text.encode()


def way_on(document: bytes, before: bytes = b'<Redirect method="POST">', after: bytes = b"</Redirect>") -> str:
    return document.partition(before)[2].partition(after)[0].decode().replace("&amp;", "&")


def form_of(phone: RungTelephone, **more: str) -> dict[str, str]:
    return {"CallSid": phone.leg.call_sid, "From": "+14155550100", "To": phone.to_number, **more}


def ends(board: Switchboard) -> list[tuple[str, int, bool]]:
    return [(fact["end"], fact["tries"], fact["is_final"]) for fact in board.facts("callback")]


def test_the_whole_way_from_the_queue_to_the_talk(board: Switchboard) -> None:
    caller = board.line.phone(at=None)
    caller.ring()
    caller.press("1")
    assert caller.press("1").words == "Thank you."
    agent = hold(board)
    target = accept(board, agent)
    assert b"<Conference" not in hold_on(board, agent, target)
    board.look(1)
    order = board.exchange.orders[-1]
    assert (order.to.reveal(), order.caller_id.reveal()) == ("+14155551234", "+14155550100")
    assert order.detects_machines
    customer = board.exchange.next()
    customer.answered_by = "human"
    report = customer.pick_up()
    assert report.words == GREETING
    assert isinstance(report.waits, WaitingElsewhere)
    joined = hold_on(board, agent, target)
    assert f">{report.waits.what}</Conference>".encode() in joined
    assert board.waiting() == 0
    assert customer.hang_up().waits == Ended("caller hung up")
    agent.hang_up()
    board.look(1)
    assert ends(board) == [("reached", 1, True)]
    assert board.facts("callback")[0]["call_id"] == board.line.call_id(caller.leg.call_sid).value
    assert [fact["end"] for fact in board.facts("ring")] == ["served"]
    for _ in range(3):
        board.look(4000)
    assert len(board.exchange.orders) == 2


def test_the_agent_hears_what_is_done(board: Switchboard) -> None:
    ask_for_callback(board)
    agent = hold(board)
    form = form_of(agent, Digits="1")
    document = board.line.post(way_on(last_page(agent), b'action="', b'"'), form).body
    assert b"We are calling 4 1 5, 5 5 5, 1 2 3 4 back. Please hold on." in document


def test_no_customer_is_rung_before_an_agent_holds(board: Switchboard) -> None:
    ask_for_callback(board)
    for _ in range(3):
        board.look(1)
    agent = board.exchange.next()
    agent.pick_up()
    board.look(1)
    assert [order.detects_machines for order in board.exchange.orders] == [False]
    assert board.waiting() == 1


@pytest.mark.parametrize(
    ("how", "end", "after"), [("busy", "busy", 300), ("no-answer", "no_answer", 1800), ("failed", "failed", 900)]
)
def test_a_customer_who_is_not_reached_is_tried_again_later(
    board: Switchboard, how: NotAnswered, end: str, after: int
) -> None:
    ask_for_callback(board)
    agent = hold(board)
    target = accept(board, agent)
    board.look(1)
    board.exchange.next().not_answer(how)
    assert ends(board) == [(end, 1, False)]
    assert board.waiting() == 0
    document = hold_on(board, agent, target)
    assert b"They could not be reached." in document
    assert b"<Hangup/>" in document
    board.look(after - 20)
    assert len(board.exchange.orders) == 2
    board.look(40)
    assert len(board.exchange.orders) == 3, "an agent is rung for the second attempt"


@pytest.mark.parametrize("found", ["machine_start", "machine_end_beep", "fax"])
def test_a_machine_hears_nothing_and_is_tried_again(board: Switchboard, found: str) -> None:
    ask_for_callback(board)
    accept(board, hold(board))
    board.look(1)
    customer = board.exchange.next()
    customer.answered_by = found
    report = customer.pick_up()
    assert (report.words, report.waits) == ("", Ended("hangup"))
    assert ends(board) == [("machine", 1, False)]


def test_after_the_last_attempt_it_is_over_for_good(board: Switchboard) -> None:
    ask_for_callback(board)
    for _ in range(4):
        accept(board, hold(board))
        board.look(1)
        board.exchange.next().not_answer("busy")
        end_rings(board)
        board.look(2000)
    board.look(1)
    assert ends(board) == [("busy", 1, False), ("busy", 2, False), ("busy", 3, False), ("busy", 4, True)]
    for _ in range(5):
        board.look(86_400)
    assert sum(order.detects_machines for order in board.exchange.orders) == 4


def end_rings(board: Switchboard) -> None:
    """Let the agents be free at once."""
    rings: Any = board.line.redis.zrange("rings", 0, -1)
    for ring_id in rings:
        ring = board.people.shelf.find_ring(ring_id.decode())
        assert ring is not None
        board.people.shelf.end(ring, 0, 0, 0)


def test_the_place_is_kept_among_those_who_wait(board: Switchboard) -> None:
    board.caller("Ann")
    ask_for_callback(board, ago=30 * 3600, at=int(board.clock().timestamp()) - 60)
    board.look(1)
    first = board.line.redis.zrange("queue:cards", 0, 0)
    assert first == [f"callback:{ASKED}:3:0".encode()]


def test_nobody_is_called_before_the_time_they_asked_for(board: Switchboard) -> None:
    later = int(board.clock().timestamp()) + 1800
    ask_for_callback(board, at=later)
    board.look(1)
    board.look(1700)
    assert board.waiting() == 0
    board.look(200)
    assert board.waiting() == 1


def test_nobody_is_called_at_night(board: Switchboard) -> None:
    night = int(datetime(2027, 3, 3, 8, 0, tzinfo=UTC).timestamp())  # midnight in California
    board.pass_time(night - int(board.clock().timestamp()))
    ask_for_callback(board, ago=4000)
    board.look(1)
    board.look(7 * 3600)
    assert board.waiting() == 0
    board.look(3600)
    assert board.waiting() == 1


def test_a_place_in_the_queue_is_left_when_the_night_comes(board: Switchboard) -> None:
    evening = int(datetime(2027, 3, 4, 4, 55, tzinfo=UTC).timestamp())  # 20:55 in California
    board.pass_time(evening - int(board.clock().timestamp()))
    ask_for_callback(board, ago=4000)
    board.look(1)
    assert board.waiting() == 1
    board.look(600)
    assert board.waiting() == 0


def test_one_number_waits_once(board: Switchboard) -> None:
    ask_for_callback(board)
    board.look(1)
    ask_for_callback(board, call_id="CA" + "b" * 32)
    board.look(1)
    board.look(1)
    assert board.waiting() == 1
    assert [(fact["call_id"][:4], fact["end"]) for fact in board.facts("callback")] == [("CAbb", "duplicate")]


def test_an_errand_that_comes_twice_is_one_callback(board: Switchboard) -> None:
    ask_for_callback(board)
    ask_for_callback(board)
    board.look(1)
    board.look(1)
    assert board.waiting() == 1
    assert ends(board) == []


def test_texts_stay_where_they_are(board: Switchboard) -> None:
    board.line.redis.xadd("errands", {"errand": '{"kind":"errand","what":"text","id":"x","sealed":"AAAA"}'})
    ask_for_callback(board)
    board.look(1)
    assert board.line.redis.xlen("errands") == 2
    board.line.redis.xgroup_create("errands", "texts", "0")
    entries: Any = board.line.redis.xreadgroup("texts", "sender", {"errands": ">"})
    assert len(entries[0][1]) == 2
    assert board.waiting() == 1


def test_what_a_worker_took_in_when_it_died_is_taken_in_by_the_next(board: Switchboard) -> None:
    board.look(1)
    ask_for_callback(board)
    board.line.redis.xreadgroup("callbacks", "worker", {"errands": ">"})
    board.look(1)
    assert board.waiting() == 1


def test_an_order_that_was_surely_not_taken_is_no_attempt(board: Switchboard) -> None:
    ask_for_callback(board)
    accept(board, hold(board))
    board.exchange.fails = [NotMadeError("429")]
    board.look(1)
    assert ends(board) == [("not_made", 0, False)]


def test_a_number_that_cannot_be_called_is_not_tried_again(board: Switchboard) -> None:
    ask_for_callback(board)
    accept(board, hold(board))
    board.exchange.fails = [CallRefusedError("21211")]
    board.look(1)
    board.look(1)
    assert ends(board) == [("refused", 1, True)]


def test_an_order_of_which_nothing_is_known_is_one_attempt_and_not_repeated(board: Switchboard) -> None:
    ask_for_callback(board)
    accept(board, hold(board))
    board.exchange.fails = [CallUnknownError("?")]
    board.look(1)
    orders = len(board.exchange.orders)
    board.look(20)
    assert len(board.exchange.orders) == orders
    board.look(60)
    assert ends(board) == [("no_answer", 1, False)]


def test_a_customer_who_answers_an_order_that_seemed_lost_is_served(board: Switchboard) -> None:
    ask_for_callback(board)
    agent = hold(board)
    target = accept(board, agent)
    board.exchange.fails = [CallUnknownError("?")]
    board.look(1)
    customer = board.exchange.phone(board.exchange.orders[-1], "CA" + "e" * 32)
    assert customer.pick_up().words == GREETING
    assert b"<Conference" in hold_on(board, agent, target)


def test_when_the_agent_has_gone_the_customer_is_told_and_called_again_soon(board: Switchboard) -> None:
    ask_for_callback(board)
    agent = hold(board)
    accept(board, agent)
    board.look(1)
    agent.hang_up()
    report = board.exchange.next().pick_up()
    assert report.words == "We are sorry, we will call you again in a moment."
    assert ends(board) == [("missed", 1, False)]
    board.look(40)
    assert board.waiting() == 1


def test_an_agent_who_hangs_up_before_the_customer_is_rung_leaves_no_attempt(board: Switchboard) -> None:
    ask_for_callback(board)
    agent = hold(board)
    accept(board, agent)
    agent.hang_up()
    board.look(1)
    assert not any(order.detects_machines for order in board.exchange.orders)
    assert board.waiting() == 1
    assert ends(board) == []


def test_a_second_agent_takes_over_from_one_who_hung_up_while_it_rang(board: Switchboard) -> None:
    ask_for_callback(board)
    first = hold(board)
    accept(board, first)
    board.look(1)
    customer = board.exchange.next()
    first.hang_up()
    second = hold(board)
    target = accept(board, second)
    assert customer.pick_up().words == GREETING
    assert b"<Conference" in hold_on(board, second, target)


def test_a_customer_who_hangs_up_during_the_greeting_is_called_again(board: Switchboard) -> None:
    ask_for_callback(board)
    accept(board, hold(board))
    board.look(1)
    customer = board.exchange.next()
    customer.pick_up()
    customer.hang_up()
    assert ends(board) == [("left", 1, False)]


def test_a_customer_whose_agent_has_gone_waits_for_another(board: Switchboard) -> None:
    ask_for_callback(board)
    first = hold(board)
    accept(board, first)
    board.look(1)
    customer = board.exchange.next()
    customer.pick_up()
    first.hang_up()
    second = hold(board)
    assert (
        b"<Conference"
        in board.line.post(way_on(last_page(second), b'action="', b'"'), form_of(second, Digits="1")).body
    )
    customer.hang_up()
    board.look(1)
    assert ends(board) == [("reached", 1, True)]


def test_a_webhook_whose_answer_was_lost_is_answered_alike(board: Switchboard) -> None:
    board.caller("Ann")
    ask_for_callback(board, ago=48 * 3600, at=int(board.clock().timestamp()) - 60)
    agent = hold(board)
    form = form_of(agent, Digits="1")
    asked = way_on(last_page(agent), b'action="', b'"')
    answers = [board.line.post(asked, form).body for _ in range(2)]
    assert answers[0] == answers[1]
    assert b"We are calling" in answers[0]
    board.look(1)
    next(phone for phone in board.exchange.ringing if phone.to_number == CUSTOMER.reveal()).pick_up()
    target = way_on(answers[0])
    joined = [hold_on(board, agent, target) for _ in range(2)]
    assert joined[0] == joined[1]
    assert b"<Conference" in joined[0]
    assert board.waiting() == 1, "nobody else was promised to them"
    assert board.line.redis.hlen("promised:cards") == 0


def test_a_customer_to_whom_nobody_comes_is_let_go_and_called_again(board: Switchboard) -> None:
    ask_for_callback(board)
    agent = hold(board)
    accept(board, agent)
    board.look(1)
    customer = board.exchange.next()
    customer.pick_up()
    agent.hang_up()
    board.look(70)
    assert board.exchange.hung_up == [(board.line.call_id(customer.leg.call_sid).value, False)]
    assert ends(board) == [("missed", 1, False)]


def test_a_late_word_of_an_earlier_attempt_changes_nothing(board: Switchboard) -> None:
    ask_for_callback(board)
    accept(board, hold(board))
    board.look(1)
    first = board.exchange.next()
    status, answer = board.exchange.orders[-1].on_status, board.exchange.orders[-1].on_answer
    first.not_answer("busy")
    board.look(400)
    accept(board, hold(board))
    board.look(1)
    form = {"CallSid": first.leg.call_sid, "CallStatus": "busy", "From": "+14155550100", "To": "+14155551234"}
    assert board.line.post(status, form).status == 204
    assert b"<Say" not in board.line.post(answer, form).body
    assert ends(board) == [("busy", 1, False)]
    assert board.exchange.next().pick_up().words == GREETING


def test_a_talk_of_which_nothing_more_is_heard_is_over_when_the_provider_says_so(board: Switchboard) -> None:
    ask_for_callback(board)
    agent = hold(board)
    target = accept(board, agent)
    board.look(1)
    customer = board.exchange.next()
    customer.pick_up()
    hold_on(board, agent, target)
    board.exchange.statuses[board.line.call_id(customer.leg.call_sid).value] = CallStatus.IN_PROGRESS
    board.look(700)
    assert ends(board) == []
    board.exchange.statuses[board.line.call_id(customer.leg.call_sid).value] = CallStatus.COMPLETED
    board.look(700)
    board.look(1)
    assert ends(board) == [("reached", 1, True)]


def test_a_callback_for_which_nobody_has_time_for_days_expires(board: Switchboard) -> None:
    ask_for_callback(board, ago=4 * 86_400)
    board.look(1)
    board.look(1)
    assert ends(board) == [("expired", 0, True)]


def test_no_number_stands_in_the_open(board: Switchboard) -> None:
    ask_for_callback(board)
    accept(board, hold(board))
    board.look(1)
    redis = board.line.redis
    keys: Any = redis.keys("*")
    for key in keys:
        if key.split(b":")[0] in {b"callback", b"callback_of", b"ring", b"agent", b"callbacks", b"queue"}:
            dump: Any = redis.dump(key)
            assert b"5551234" not in key + dump
            assert b"5550111" not in key + dump


def test_forged_addresses_are_refused(board: Switchboard) -> None:
    ask_for_callback(board)
    accept(board, hold(board))
    board.look(1)
    order = board.exchange.orders[-1]
    form = {"CallSid": "CA" + "7" * 32, "From": "+14155550100", "To": "+14155551234", "CallStatus": "busy"}
    assert board.line.post(order.on_answer.replace("n=1", "n=2"), form).status == 403
    assert board.line.post(order.on_status.replace("n=1", "n=2"), form).status == 403
    assert board.line.post(order.on_answer.replace("customer", "agent"), form).status == 403
    assert board.line.post(order.on_answer, form, token="x").status == 403
