"""Turns that compute, hear or save more than any line needs: broken off, left out or refused, and told in the log."""

from conversation import Conversation, menus_of
from msgspec.structs import replace

from ivr.dialog.directives import Record, WaitOn
from ivr.dialog.engine import advance, hear_waiting, resume
from ivr.dialog.events import CallArrived, Caller, SystemEnded, SystemOutcome
from ivr.dialog.state import Awaited
from ivr.dialog.world import QueuePlace, World
from ivr.menu.templates.effort import LARGEST_SAVED
from ivr.values import CallId, PhoneNumber

WORDS = f"[{', '.join(f'w{n}' for n in range(10_000))}]"
LOOKING = " or ".join(["lists.l contains digits"] * 36)
GIVE_UP = {"patience": "{give_up: main/person}", "lists": f"{{l: {WORDS}}}"}
PERSON = "person: {voicemail: Please leave a message., next: hangup}\n"
APOLOGY = "We are sorry, something went wrong."


def test_a_turn_that_computes_too_much_goes_the_way_out() -> None:
    flow = f"q: {{menu: Go., keys: {{1: much}}}}\nmuch: {{choose: [{{when: {LOOKING}, next: q}}], otherwise: q}}\n"
    call = Conversation(flow + PERSON, **GIVE_UP).presses("1")
    assert call.heard == f"{APOLOGY} Please leave a message."
    assert isinstance(call.waits_for, Record)
    assert call.complaints == [
        "more is computed in one turn than any line needs; do less, or ask the caller between",
    ]
    assert call.facts[-1].path[-1].step == "person"


def test_what_was_to_be_checked_is_not_kept_when_the_check_is_too_much() -> None:
    flow = f"pin: {{ask: PIN?, save: pin, sensitive: yes, check: '{LOOKING}', next: pin}}\n"
    call = Conversation(flow + PERSON, **GIVE_UP).presses("4711")
    assert call.heard.startswith(APOLOGY)
    assert "pin" not in call.state.saved
    assert "4711" not in repr(replace(call.state, secrets={}))


def test_each_turn_begins_anew() -> None:
    few = " or ".join(["lists.l contains digits"] * 15)
    flow = f"q: {{menu: Go., keys: {{1: some}}}}\nsome: {{choose: [{{when: {few}, next: q}}], otherwise: q}}\n"
    call = Conversation(flow + PERSON, **GIVE_UP).presses(*"1111")
    assert call.heard == "Go."
    assert call.complaints == []


def test_a_way_out_that_is_as_bad_is_the_end() -> None:
    worst = f'{{hangup: "{"{% if " + LOOKING + " %}x{% endif %}"}"}}'
    flow = f"q: {{menu: Go., keys: {{1: person}}}}\nperson: {worst}\n"
    call = Conversation(flow, **GIVE_UP).presses("1")
    assert call.heard == APOLOGY
    assert call.state.awaited is Awaited.NOTHING


def test_pieces_beyond_measure_are_left_out() -> None:
    flow = "".join(f"s{n}: {{say: [{', '.join(['a'] * 150)}], next: s{n + 1}}}\n" for n in range(5))
    call = Conversation(flow + "s5: {menu: Go., keys: {1: s5}}\n")
    assert len(call.sounds.interruptible) == 300
    assert call.complaints == ["more than 300 pieces are to be heard in one turn; the rest is left out"]


def test_an_answer_that_there_is_no_room_for_is_none() -> None:
    flow = "f0: {fetch: bank/x, save: v0, next: f1, failed: no}\n"
    flow += "".join(f"f{n}: {{fetch: bank/x, save: v{n}, next: f{n + 1}, failed: no}}\n" for n in range(1, 6))
    flow += "f6: {hangup: All saved.}\nno: {hangup: It failed.}\n"
    menus = menus_of(flow, services="{bank: {url: 'https://bank.example'}}")
    arrived = CallArrived(CallId("CA1"), Caller(PhoneNumber("+14155551234")), PhoneNumber("+14155550100"))
    call = Conversation(menus)
    so_far = advance(menus, None, arrived, World(call.now))
    answers = 0
    while so_far.find_asked() is not None:
        so_far = resume(so_far, SystemEnded(SystemOutcome.OK, "x" * 64_000))
        answers += 1
    assert answers == LARGEST_SAVED // 64_000 + 1
    assert so_far.fact.path[-1].step == "no"
    assert len(so_far.complaints) == 1
    assert "is not saved" in so_far.complaints[0]


def test_what_is_large_is_not_kept_for_the_next_call() -> None:
    flow = "f: {fetch: bank/x, save: v, keep: 90d, next: m, failed: m}\nm: {menu: Go., keys: {1: m}}\n"
    menus = menus_of(flow, services="{bank: {url: 'https://bank.example'}}")
    arrived = CallArrived(CallId("CA1"), Caller(PhoneNumber("+14155551234")), PhoneNumber("+14155550100"))
    for letters, is_kept in ((4_000, True), (5_000, False)):
        begun = advance(menus, None, arrived, World(Conversation(menus).now))
        advanced = resume(begun, SystemEnded(SystemOutcome.OK, "x" * letters))
        assert ("v" in advanced.kept) is is_kept
        assert bool(advanced.complaints) is not is_kept
        assert advanced.state.saved["v"] == "x" * letters


def test_texts_beyond_measure_are_not_sent() -> None:
    flow = "".join(f"s{n}: {{text: Hello {n}., next: s{n + 1}}}\n" for n in range(30))
    call = Conversation(flow + "s30: {menu: Go., keys: {1: s30}}\n")
    assert call.heard == "Go."
    assert call.complaints == ["text: more than 10 are to be sent in one turn"]


def test_an_announcement_that_computes_too_much_is_left_out() -> None:
    flow = f'q: {{queue: cards, announce: "{"{% if " + LOOKING + " %}x{% endif %}You wait."}", otherwise: hangup}}\n'
    line = {**GIVE_UP, "contacts": "{a: {dial: '+14155550111'}}", "queues": "{cards: {agents: a}}"}
    call = Conversation(flow + PERSON, **line)
    heard = hear_waiting(call.menus, call.state, World(call.now), QueuePlace(5, 1, 2), None, "")
    assert heard is not None
    assert isinstance(heard.directives[-1], WaitOn)
    assert heard.directives[-1].sounds == ()
    assert not heard.announced


def test_a_line_says_in_its_own_words_that_something_broke() -> None:
    flow = f"q: {{menu: Go., keys: {{1: much}}}}\nmuch: {{choose: [{{when: {LOOKING}, next: q}}], otherwise: q}}\n"
    own = {**GIVE_UP, "patience": "{give_up: main/person, broken: Ci scusiamo.}"}
    call = Conversation(flow + PERSON, **own).presses("1")
    assert call.heard == "Ci scusiamo. Please leave a message."
