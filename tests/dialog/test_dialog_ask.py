"""Asks: recordings, lengths, the finishing key, keys pressed alone."""

import pytest
from conversation import Conversation, ask

from ivr.values import Seconds

# --- recordings --------------------------------------------------------------------------------------------------


def test_a_recording_is_kept_and_the_call_goes_on() -> None:
    call = ask("as: recording, max: 30s")
    assert call.heard == "Well?"
    assert (call.records.longest, call.records.finish_on) == (Seconds(30), "#")
    call.leaves_message(6)
    assert call.heard == "Bye."
    assert call.saved["it"] == "https://recordings.test/RE1"
    recorded = call.facts[-1].recorded
    assert recorded is not None
    assert (recorded.duration, recorded.mailbox) == (6, None)


def test_an_empty_recording_is_a_silence() -> None:
    call = ask("as: recording").leaves_message(0)
    assert call.heard == "I heard nothing. Well?"
    assert call.records
    assert call.silence().leaves_message(0).ended


def test_hanging_up_after_speaking_is_an_answer() -> None:
    flow = """
        q: {ask: Well?, save: it, as: recording, next: mark}
        mark: {set: {done: "yes"}, next: bye}
        bye: {hangup: Bye.}
    """
    call = Conversation(flow).hangs_up_during_message(4)
    assert call.ended
    assert call.heard == ""
    assert call.saved == {"it": "https://recordings.test/RE1", "done": "yes"}


def test_somebody_who_hung_up_without_speaking_is_asked_nothing_more() -> None:
    call = ask("as: recording").hangs_up_during_message(0)
    assert call.ended
    assert call.heard == ""
    assert "it" not in call.saved


def test_somebody_who_hung_up_is_not_asked_again_by_repeat() -> None:
    flow = "q: {ask: Well?, save: it, as: recording, next: repeat}"
    assert Conversation(flow).hangs_up_during_message(4).ended


# --- how keys are taken ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("settings", "most", "finish"),
    [
        ("as: digits", None, "#"),
        ("as: digits, length: 8", 8, "#"),
        ("as: digits, length: 4-10", 10, "#"),
        ('as: digits, finish: "*"', None, "*"),
        ('as: digits, length: 4, keys: {"#": bye}', 4, ""),
        ('as: digits, keys: {"*": bye}', None, "#"),
        ("as: yes_no", 1, "#"),
        ("as: yes_no, keys: {99: bye}", 2, "#"),
        ("as: time", 4, "#"),
        ("as: date, written: MMDDYY", 6, "#"),
        ("as: words", 1, "#"),
        ("as: words, keys: {12: bye}", 2, "#"),
    ],
)
def test_how_many_keys_are_waited_for_and_which_finishes(settings: str, most: int | None, finish: str) -> None:
    call = ask(settings)
    assert (call.collects.max_digits, call.collects.finish_on) == (most, finish)


@pytest.mark.parametrize(
    ("settings", "finish"),
    [
        ("as: digits", "#"),
        ("as: digits, length: 4-10", "#"),
        ("as: digits, length: 8", ""),
        ("as: yes_no", ""),
        ("as: time", ""),
        ("as: date", ""),
        ("as: words", ""),
    ],
)
def test_a_key_that_works_anywhere_finishes_nothing_that_ends_by_itself(settings: str, finish: str) -> None:
    call = ask(settings, anywhere='{"#": repeat}')
    assert call.collects.finish_on == finish
    assert (call.presses("#").heard, call.outcome, call.state.visit.tries) == ("Well?", "chose", 0)


def test_an_answer_of_full_length_may_be_finished_by_a_key_that_works_anywhere() -> None:
    two = "q: {ask: First?, save: one, length: 4, next: r}\nr: {ask: Second?, save: two, length: 4, next: hangup}"
    call = Conversation(two, anywhere='{"#": repeat}').presses("1234")
    assert (call.presses("#5678").saved["two"], call.ended) == ("5678", True)
    assert Conversation(two, anywhere='{"#": repeat}').presses("123#").outcome == "no_match"


def test_a_finishing_key_that_the_provider_left_in_is_cut_off() -> None:
    assert ask("as: digits").presses("1234#").saved["it"] == "1234"


def test_a_finishing_key_alone_is_no_answer() -> None:
    assert ask("as: digits").presses("#").outcome == "no_match"


@pytest.mark.parametrize(
    ("settings", "pressed", "heard"),
    [
        ('as: digits, length: 4, keys: {"*": other}', "*", "Other."),
        ('as: digits, keys: {"9": other}', "9", "Other."),
        ('as: digits, keys: {"9": other}', "99", "Bye."),
        ("as: amount", "*", "Back."),
        ("as: digits", "0", "A person."),
        ("as: digits", "00", "Bye."),
        ("as: number", "0", "A person."),
        ("as: words", "0", "A person."),
        ("as: yes_no", "1", "Bye."),  # used there, though it works anywhere else
        ("as: digits, length: 8", "1", "One."),
    ],
)
def test_keys_pressed_alone_lead_away(settings: str, pressed: str, heard: str) -> None:
    call = ask(
        settings,
        tail="""
other: {hangup: Other.}
person: {hangup: A person.}
one: {hangup: One.}
backward: {hangup: Back.}
w: {menu: W?, keys: {1: other, 2: person, 3: one, 4: backward, 5: q}}
""",
        anywhere='{"0": main/person, "*": main/backward, "1": main/one, "2": main/w}',
    )
    assert call.presses(pressed).heard == heard


def test_a_phrase_that_works_anywhere_works_where_an_ask_listens() -> None:
    tail = "\nperson: {hangup: A person.}"
    listening = ask("as: words", tail, anywhere="{agent: main/person}")
    assert listening.says("Agent!").heard == "A person."


def test_a_phrase_that_works_anywhere_is_part_of_a_longer_answer() -> None:
    tail = "\nperson: {hangup: A person.}"
    call = ask("as: words", tail, anywhere="{agent: main/person}").says("my travel agent lost it")
    assert call.saved["it"] == "my travel agent lost it"


def test_what_a_sensitive_ask_took_is_not_in_digits_or_facts() -> None:
    flow = 'q: {ask: Code?, save: it, sensitive: yes, length: 4, next: bye}\nbye: {hangup: "You said {{ digits }}."}'
    call = Conversation(flow).presses("4711")
    assert call.state.digits == ""
    assert "4711" not in repr(call.facts)
    assert call.heard == "You said ."


# --- the stray finishing key -------------------------------------------------------------------------------------

TWO = """
q: {ask: First?, save: one, length: 4, next: r, confirm: CONFIRM}
r: {ask: Second?, save: two, length: 4, next: m, keys: {"9": hangup}}
m: {menu: Choose., keys: {1: hangup, 2: q}}
"""
UNCONFIRMED = TWO.replace(", confirm: CONFIRM", "")
CONFIRMED = TWO.replace("CONFIRM", "'{{ one }}?'")


def test_a_finishing_key_after_a_full_length_does_not_answer_the_next_ask() -> None:
    call = Conversation(UNCONFIRMED).presses("1234")
    assert call.heard == "Second?"
    call.silence()  # so it looks from outside when only the finishing key was pressed
    assert (call.heard, call.outcome, call.state.visit.tries) == ("Second?", "ignored", 0)
    assert call.silence().heard == "I heard nothing. Second?"


def test_a_stray_finishing_key_in_front_of_the_next_answer_is_cut_off() -> None:
    call = Conversation(UNCONFIRMED).presses("1234", "#5678")
    assert call.saved == {"one": "1234", "two": "5678"}


def test_a_stray_finishing_key_does_not_answer_the_next_menu() -> None:
    call = Conversation(UNCONFIRMED).presses("1234", "5678", "#")
    assert (call.heard, call.outcome, call.state.visit.tries) == ("Choose.", "ignored", 0)
    assert call.presses("#").outcome == "no_match"  # one only


def test_a_stray_finishing_key_does_not_answer_the_confirming() -> None:
    call = Conversation(CONFIRMED).presses("1234")
    assert call.heard == "1234?"
    assert (call.presses("#").heard, call.outcome) == ("1234?", "ignored")
    assert call.presses("#").heard == "That is no choice. 1234?"
    assert call.presses("1").saved["one"] == "1234"


def test_a_stray_finishing_key_is_none_even_where_a_menu_uses_it() -> None:
    flow = 'q: {ask: First?, save: one, length: 4, next: m}\nm: {menu: Choose., keys: {"#": a}}\na: {hangup: A.}'
    call = Conversation(flow).presses("1234", "#")
    assert (call.heard, call.outcome) == ("Choose.", "ignored")
    assert call.presses("#").heard == "A."


def test_a_shorter_answer_leaves_no_stray_key_behind() -> None:
    call = Conversation("q: {ask: First?, save: one, length: 2-4, next: r}\nr: {menu: Choose., keys: {1: hangup}}")
    assert call.presses("12", "#").outcome == "no_match"


def test_a_stray_key_is_not_expected_after_something_else_happened() -> None:
    flow = """
        q: {ask: First?, save: one, length: 4, next: d}
        d: {dial: "+14155550111", otherwise: m}
        m: {menu: Choose., keys: {1: hangup}}
    """
    assert Conversation(flow).presses("1234").callee("busy").presses("#").outcome == "no_match"
    assert Conversation(UNCONFIRMED).presses("1234").says("what?").presses("#").outcome == "no_match"


def test_what_was_said_leaves_no_stray_key() -> None:
    flow = """
        q: {ask: First?, save: one, length: 4, hints: [code], next: m}
        m: {menu: Choose., keys: {1: hangup}}
    """
    assert Conversation(flow).says("1234").presses("#").outcome == "no_match"
