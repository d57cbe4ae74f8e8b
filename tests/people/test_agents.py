"""Agents are rung for those who wait: by the real webhooks, on a real Redis; the provider is played."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import pytest
from line import BY_EVERY_COMPANY_IN_ALL
from switchboard import HOLD, Switchboard

from ivr.dialog.events import CallStatus
from ivr.handset.heard import Ended, WaitingForCaller, WaitingForInput
from ivr.menu.line import Limits
from ivr.menu.model import Menus
from ivr.phone.rung import NotAnswered, RungTelephone
from ivr.phone.telephone import Telephone
from ivr.ports.people import CallRefusedError, CallUnknownError, NotMadeError
from ivr.values import MenuVersion

pytestmark = BY_EVERY_COMPANY_IN_ALL

Open = Callable[..., Switchboard]
PRIORITIES = """\
who: {choose: [{when: "caller.name == 'Vip'", next: first}], otherwise: hold}
first: {queue: cards, priority: high, with: {name: "{{ caller.name }}"}, answered: rate, otherwise: sorry}
hold: {queue: cards, with: {name: "{{ caller.name }}"}, answered: rate, otherwise: sorry}
rate: {hangup: Goodbye.}
"""
OFFER = "A call from Acme Bank, queue cards. To take it, press 1."


def accepted(agent: RungTelephone) -> RungTelephone:
    assert agent.pick_up().words == OFFER
    assert isinstance(agent.press("1").waits, WaitingForCaller)
    return agent


def talk(agent: RungTelephone, caller: Telephone) -> None:
    """Connect the two, and let the caller hang up."""
    assert agent.take(caller).warnings == ()
    assert caller.dequeue().words == "Goodbye."
    assert agent.talk_over().waits == Ended("hangup")


def test_an_agent_is_rung_accepts_and_talks(board: Switchboard) -> None:
    caller = board.caller()
    board.look()
    (order,) = board.exchange.orders
    assert (order.to.reveal(), order.caller_id.reveal(), order.ring) == ("+14155550111", "+14155550100", 15)
    agent = board.exchange.next()
    report = agent.pick_up()
    assert report.words == OFFER
    report = agent.press("1")
    assert report.words == "name: Ann."
    assert report.waits == WaitingForCaller("cards", 5)
    talk(agent, caller)
    assert board.waiting() == 0
    (fact,) = board.facts("ring")
    assert (fact["end"], fact["queue"], fact["served"]) == (
        "served",
        "cards",
        board.line.call_id(caller.leg.call_sid).value,
    )
    assert fact["call_id"] == board.line.call_id(agent.leg.call_sid).value


def test_nobody_is_rung_while_nobody_waits(board: Switchboard) -> None:
    for _ in range(3):
        board.look(1)
    assert board.exchange.orders == []


def test_no_more_agents_are_rung_than_callers_wait(board: Switchboard) -> None:
    board.caller()
    for _ in range(3):
        board.look(1)
    assert len(board.exchange.orders) == 1
    board.caller()
    board.look(1)
    board.caller()
    board.look(1)
    assert [order.to.reveal() for order in board.exchange.orders] == ["+14155550111", "sip:desk@acme.example"]


def test_an_agent_in_a_talk_is_not_rung(board: Switchboard) -> None:
    caller = board.caller()
    board.look()
    agent = accepted(board.exchange.next())
    agent.take(caller)
    board.caller()
    board.look(1)
    board.caller()
    board.look(3600)
    assert [order.to.reveal() for order in board.exchange.orders].count("+14155550111") == 1


def test_the_line_knows_how_many_agents_are_busy_and_how_long_talks_are(board: Switchboard) -> None:
    caller = board.caller()
    board.look()
    agent = accepted(board.exchange.next())
    agent.take(caller)
    board.look(200)
    assert board.line.redis.get("queue:cards:busy") == b"1"
    caller.dequeue()
    agent.talk_over()
    board.look(1)
    assert board.line.redis.get("queue:cards:busy") == b"0"
    talk_s: Any = board.line.redis.get("queue:cards:talk")
    assert 195 < int(talk_s) < 260


def test_a_talk_is_recorded_where_the_menu_says_so(open_board: Open) -> None:
    board = open_board(HOLD.replace("  max_wait: 1h\n", "  max_wait: 1h\n  record: yes\n"))
    board.caller()
    board.look()
    document = accepted(board.exchange.next())._call.last_page.text  # type: ignore[union-attr]  # it has rung
    assert 'record="record-from-answer-dual" recordingStatusCallback="/status/recording"' in document


def test_a_voicemail_takes_nobody(board: Switchboard) -> None:
    board.caller()
    board.look()
    agent = board.exchange.next()
    agent.pick_up()
    assert agent.stay_silent().words == OFFER
    assert agent.stay_silent().waits == Ended("hangup")
    assert board.waiting() == 1
    assert [fact["end"] for fact in board.facts("ring")] == ["declined"]
    board.look(1)
    assert [order.to.reveal() for order in board.exchange.orders] == ["+14155550111", "sip:desk@acme.example"]


def test_a_wrong_key_is_asked_about_once(board: Switchboard) -> None:
    board.caller()
    board.look()
    agent = board.exchange.next()
    agent.pick_up()
    assert isinstance(agent.press("5").waits, WaitingForInput)
    assert agent.press("5").waits == Ended("hangup")
    assert [fact["end"] for fact in board.facts("ring")] == ["declined"]


@pytest.mark.parametrize(
    ("how", "end", "rest"), [("busy", "busy", 45), ("no-answer", "no_answer", 90), ("failed", "failed", 300)]
)
def test_who_does_not_answer_is_left_alone_for_a_while(open_board: Open, how: NotAnswered, end: str, rest: int) -> None:
    board = open_board(queues='contacts: {desk: {dial: ["+14155550111"]}}\nqueues: {cards: {agents: desk}}\n')
    board.caller()
    board.look()
    board.exchange.next().not_answer(how)
    assert [fact["end"] for fact in board.facts("ring")] == [end]
    board.look(rest - 2)
    assert len(board.exchange.orders) == 1
    board.look(4)
    assert len(board.exchange.orders) == 2
    board.exchange.next().not_answer(how)
    board.look(rest + 4)
    assert len(board.exchange.orders) == 2, "the second time longer"
    board.look(rest)
    assert len(board.exchange.orders) == 3


def test_a_status_told_twice_counts_once(board: Switchboard) -> None:
    board.caller()
    board.look()
    agent = board.exchange.next()
    agent.not_answer("busy")
    order = board.exchange.orders[0]
    for _ in range(2):
        form = {"CallSid": agent.leg.call_sid, "CallStatus": "busy", "From": "+14155550100", "To": "+14155550111"}
        assert board.line.post(order.on_status, form).status == 204
    assert len(board.facts("ring")) == 1


def test_who_accepts_second_holds_until_the_first_caller_is_taken(board: Switchboard) -> None:
    first, second = board.caller("Ann"), board.caller("Bea")
    board.look()
    one, two = board.exchange.next(), board.exchange.next()
    one.pick_up()
    two.pick_up()
    one.press("1")
    hold = board.line.post(asked_at(two), form_of(two, Digits="1"))
    assert b"name: Bea." in hold.body
    assert b"<Redirect" in hold.body
    assert b"<Queue" not in hold.body
    target = hold.body.partition(b'<Redirect method="POST">')[2].partition(b"</Redirect>")[0].decode()
    target = target.replace("&amp;", "&")
    again = board.line.post(target, form_of(two))
    assert b"<Queue" not in again.body
    assert b"name:" not in again.body, "told once"
    one.take(first)
    assert b"<Queue" in board.line.post(target, form_of(two)).body
    assert second.leg.status == "in-progress"


def asked_at(phone: RungTelephone) -> str:
    document = phone._call.last_page.text if phone._call is not None else ""
    return document.partition('action="')[2].partition('"')[0].replace("&amp;", "&")


def form_of(phone: RungTelephone, **more: str) -> dict[str, str]:
    return {"CallSid": phone.leg.call_sid, "From": "+14155550100", "To": phone.to_number, **more}


def test_a_caller_who_has_gone_is_passed_over(board: Switchboard) -> None:
    first, second = board.caller("Ann"), board.caller("Bea")
    board.look()
    agent = board.exchange.next()
    agent.pick_up()
    first.hang_up()
    assert agent.press("1").words == "name: Bea."
    talk(agent, second)


def test_a_phone_rings_no_longer_when_its_caller_has_gone(board: Switchboard) -> None:
    first, second = board.caller("Ann"), board.caller("Bea")
    board.look()
    one, two = board.exchange.next(), board.exchange.next()
    one.pick_up()
    first.hang_up()
    board.look(1)
    rung = [order.to.reveal() for order in board.exchange.orders]
    assert len(board.exchange.hung_up) == 1, "whoever has picked up is not cut off"
    assert board.exchange.hung_up[0][1]
    assert [fact["end"] for fact in board.facts("ring")] == ["unneeded"]
    two.not_answer("no-answer")
    assert len(board.facts("ring")) == 1, "and is not to blame"
    board.look(1)
    assert [order.to.reveal() for order in board.exchange.orders] == rung
    assert one.press("1").words == "name: Bea."
    talk(one, second)


def test_when_the_last_caller_has_gone_the_agent_is_told_and_free_at_once(board: Switchboard) -> None:
    caller = board.caller()
    board.look()
    agent = board.exchange.next()
    agent.pick_up()
    caller.hang_up()
    report = agent.press("1")
    assert report.words == "Nobody waits any more. Thank you."
    assert report.waits == Ended("hangup")
    assert [fact["end"] for fact in board.facts("ring")] == ["unneeded"]
    board.caller()
    board.look(1)
    assert [order.to.reveal() for order in board.exchange.orders][1:] == ["sip:desk@acme.example"]


def test_a_place_without_anybody_costs_one_attempt(board: Switchboard) -> None:
    board.line.redis.zadd("queue:cards", {"CAghost": 5.0})
    caller = board.caller()
    board.look()
    agent = board.exchange.next()
    agent.pick_up()
    assert agent.press("1").words == "name: Ann.", "a place of which nothing is known is passed over"
    agent.nobody_comes()
    assert board.waiting() == 0
    caller.stay_silent()
    assert board.waiting() == 1, "who still waits is back by the next word from them"


def test_a_webhook_that_comes_twice_drops_nobody_else(board: Switchboard) -> None:
    first, second = board.caller("Ann"), board.caller("Bea")
    board.look()
    agent = board.exchange.next()
    agent.pick_up()
    document = board.line.post(asked_at(agent), form_of(agent, Digits="1")).body.decode()
    over = document.partition('<Dial action="')[2].partition('"')[0].replace("&amp;", "&")
    form = form_of(agent, DialCallStatus="no-answer", CallStatus="in-progress")
    answers = [board.line.post(over, form).body for _ in range(2)]
    assert b"name: Bea." in answers[0]
    assert board.waiting() == 1, "only the place at which nobody was found is gone"
    assert b">cards</Queue>" in answers[1]
    assert {first.leg.status, second.leg.status} == {"in-progress"}


def test_what_is_told_is_told_again_when_the_answer_was_lost(board: Switchboard) -> None:
    board.caller("Ann")
    board.look()
    agent = board.exchange.next()
    agent.pick_up()
    answers = [board.line.post(asked_at(agent), form_of(agent, Digits="1")).body for _ in range(2)]
    assert answers[0] == answers[1]
    assert b"name: Ann." in answers[0]


def test_everybody_is_back_when_the_store_has_lost_all(board: Switchboard) -> None:
    callers = [board.caller("Ann"), board.caller("Bea")]
    board.line.redis.flushall()
    for caller in callers:
        caller.stay_silent()
    assert board.waiting() == 2
    board.look()
    talk(accepted(board.exchange.next()), callers[0])


def test_an_agent_who_hangs_up_after_accepting_gives_the_place_back(board: Switchboard) -> None:
    caller = board.caller()
    board.look()
    accepted(board.exchange.next()).hang_up()
    assert board.waiting() == 1
    board.look(1)
    talk(accepted(board.exchange.next()), caller)


def test_priority_goes_first(open_board: Open) -> None:
    board = open_board(PRIORITIES)
    board.caller("Ann")
    vip = board.caller("Vip")
    board.look()
    agent = board.exchange.next()
    agent.pick_up()
    report = agent.press("1")
    assert report.words == "name: Vip."
    assert report.waits == WaitingForCaller("cards.high", 5)
    talk(agent, vip)


def test_nobody_holds_for_a_caller_of_another_priority(open_board: Open) -> None:
    board = open_board(PRIORITIES)
    board.caller("Ann")
    board.caller("Vip")
    board.look()
    one, two = board.exchange.next(), board.exchange.next()
    one.pick_up()
    two.pick_up()
    assert one.press("1").waits == WaitingForCaller("cards.high", 5)
    assert two.press("1").waits == WaitingForCaller("cards", 5)


def test_who_kept_their_place_is_served_at_it(open_board: Open) -> None:
    flow = """\
hold: {queue: cards, with: {name: "{{ caller.name }}"}, leave: {2: look}, answered: rate, otherwise: sorry}
look: {menu: Look around., keys: {1: hold}}
rate: {hangup: Goodbye.}
"""
    board = open_board(flow)
    first = board.caller("Ann")
    board.caller("Bea")
    first.press("2")
    first.press("1")
    board.look()
    agent = board.exchange.next()
    agent.pick_up()
    report = agent.press("1")
    assert report.words == "name: Ann."
    assert report.waits == WaitingForCaller("cards.back", 5)
    talk(agent, first)


def test_an_order_that_was_not_taken_frees_the_agent_soon(board: Switchboard) -> None:
    board.exchange.fails = [NotMadeError("busy"), CallRefusedError("never")]
    board.caller()
    board.look()
    board.look(1)
    assert [fact["end"] for fact in board.facts("ring")] == ["not_made", "failed"]
    board.look(10)
    assert [order.to.reveal() for order in board.exchange.orders][2:] == ["+14155550111"]


def test_an_order_of_which_nothing_is_known_is_not_repeated_before_it_must_be_over(board: Switchboard) -> None:
    board.exchange.fails = [CallUnknownError("?")]
    board.caller()
    board.look()
    board.look(20)
    assert len(board.exchange.orders) == 1, "the phone may be ringing"
    board.look(10)
    assert [fact["end"] for fact in board.facts("ring")] == ["no_answer"]
    assert len(board.exchange.orders) == 2


def test_an_order_of_which_nothing_is_known_may_have_been_carried_out(board: Switchboard) -> None:
    board.exchange.fails = [CallUnknownError("?")]
    caller = board.caller()
    board.look()
    agent = board.exchange.phone(board.exchange.orders[0], "CA" + "e" * 32)
    talk(accepted(agent), caller)
    assert [fact["call_id"] for fact in board.facts("ring")] == [board.line.call_id("CA" + "e" * 32).value]


def test_a_talk_of_which_nothing_more_is_heard_is_over_when_the_provider_says_so(board: Switchboard) -> None:
    caller = board.caller()
    board.look()
    agent = accepted(board.exchange.next())
    agent.take(caller)
    sid = board.line.call_id(agent.leg.call_sid).value
    board.exchange.statuses[sid] = CallStatus.IN_PROGRESS
    board.look(700)
    assert board.facts("ring") == []
    board.exchange.statuses[sid] = CallStatus.COMPLETED
    board.look(700)
    assert [fact["end"] for fact in board.facts("ring")] == ["served"]


@dataclass
class Older:
    """Menus that a stricter check would not let live any more."""

    menus: Menus

    def current(self) -> Menus:
        return self.menus

    def find(self, _version: MenuVersion) -> Menus | None:
        return self.menus


def test_numbers_that_must_not_be_dialled_are_not(board: Switchboard) -> None:
    menus = board.people.menus.current()
    dial = ("+442079460958", "+19005550123", "+14155550111")
    contacts = {"support": replace(menus.line.contacts["support"], dial=dial)}
    line = replace(menus.line, contacts=contacts, limits=Limits(dial=("US",)))
    object.__setattr__(board.people, "menus", Older(replace(menus, line=line)))
    board.caller()
    board.caller()
    board.look()
    assert [order.to.reveal() for order in board.exchange.orders] == ["+14155550111"]


def test_forged_addresses_are_refused(board: Switchboard) -> None:
    board.caller()
    board.look()
    (order,) = board.exchange.orders
    form = {"CallSid": "CA" + "7" * 32, "From": "+14155550100", "To": "+14155550111", "CallStatus": "busy"}
    assert board.line.post(order.on_answer, form).status == 200
    assert board.line.post(order.on_answer.replace("n=0", "n=1"), form).status == 403
    assert board.line.post(order.on_answer.replace("picked_up", "holding"), form).status == 403
    assert board.line.post(order.on_answer.replace("/voice/side/agent", "/voice/side/customer"), form).status == 403
    assert board.line.post(order.on_answer, form, token="x").status == 403
    assert board.line.post(order.on_status.partition("?")[0], form).status == 403
