"""Patience: silences and wrong answers, how often, what is said, and where it ends."""

import pytest
from conversation import Conversation

from ivr.values import Seconds

OUT = "\nout: {hangup: Out.}\nfar: {hangup: Far.}\n"
MENU = "m: {menu: Choose., again: Again., keys: {1: n}, give_up: out}\nn: {menu: Deeper., keys: {1: m}, give_up: far}"
ASK = "m: {ask: Number?, again: Again., save: n, as: digits, length: 4, next: hangup, give_up: out}"


@pytest.mark.parametrize(
    ("does", "heard"),
    [
        ("sss", ["I heard nothing. Again.", "I heard nothing. Again.", "Out."]),
        ("www", ["That is no choice. Again.", "That is no choice. Again.", "Out."]),
        ("sws", ["I heard nothing. Again.", "That is no choice. Again.", "Out."]),
        ("wws", ["That is no choice. Again.", "That is no choice. Again.", "Out."]),
    ],
)
@pytest.mark.parametrize("question", ["menu", "ask"])
def test_silences_and_wrong_answers_are_told_apart_and_add_up(question: str, does: str, heard: list[str]) -> None:
    call = Conversation(MENU + OUT if question == "menu" else ASK + "\nout: {hangup: Out.}")
    for done, expected in zip(does, heard, strict=True):
        call = call.silence() if done == "s" else call.presses("9")
        assert call.heard == expected
        assert call.outcome == ("no_input" if done == "s" else "no_match")
    assert call.ended


@pytest.mark.parametrize("tries", [1, 2, 5])
def test_it_is_asked_as_often_as_tries_says_in_all(tries: int) -> None:
    call = Conversation(
        f"m: {{menu: Choose., keys: {{1: hangup}}, tries: {tries}, give_up: out}}\nout: {{hangup: Out.}}"
    )
    for _ in range(tries - 1):
        assert call.silence().heard == "I heard nothing. Choose."
    assert call.silence().heard == "Out."


def test_who_is_given_up_back_to_the_same_question_has_all_tries_again() -> None:
    call = Conversation("m: {menu: Choose., keys: {1: hangup}, tries: 2, give_up: back}")
    for _ in range(3):
        assert call.silence().heard == "I heard nothing. Choose."
        assert call.silence().heard == "Choose."


def test_coming_again_gives_all_tries_again() -> None:
    call = Conversation(MENU + OUT)
    call.silence().presses("9")
    assert call.presses("1", "1").heard == "Choose."
    assert call.silence().heard == "I heard nothing. Again."
    assert call.presses("9").heard == "That is no choice. Again."
    assert call.silence().heard == "Out."


def test_each_question_counts_for_itself() -> None:
    call = Conversation(MENU + OUT).silence().silence().presses("1")
    assert call.silence().heard == "I heard nothing. Deeper."
    assert call.presses("1", "1").heard == "Deeper."
    assert call.silence().silence().silence().heard == "Far."


def test_the_lines_patience_holds_where_a_step_says_nothing() -> None:
    line = {"patience": "{wait: 7s, tries: 2, on_silence: Quiet., on_wrong: Wrong., give_up: out}"}
    flows = {
        "main": """
            m: {menu: Choose., keys: {1: own}}
            own: {menu: Own., keys: {1: hangup}, wait: 9s, tries: 1, on_wrong: Not that., give_up: main/far}
            far: {hangup: Far.}
        """,
        "out": "bye: {hangup: Out.}",
    }
    call = Conversation(flows, **line)
    assert call.collects.wait == Seconds(7)
    assert call.silence().heard == "Quiet. Choose."
    assert call.presses("9").heard == "Out."
    own = Conversation(flows, **line).presses("1")
    assert own.collects.wait == Seconds(9)
    assert own.presses("9").heard == "Far."


def test_what_a_step_says_itself_is_heard_instead_of_the_lines_words() -> None:
    call = Conversation("m: {menu: Choose., keys: {1: hangup}, on_silence: Hello?, on_wrong: No.}")
    assert call.silence().heard == "Hello? Choose."
    assert call.presses("5").heard == "No. Choose."


def test_nothing_is_said_where_patience_has_no_words() -> None:
    call = Conversation("m: {menu: Choose., keys: {1: hangup}}", patience="{give_up: hangup}")
    assert call.silence().heard == "Choose."
    assert call.presses("7").heard == "Choose."


def test_five_seconds_and_three_tries_are_usual() -> None:
    call = Conversation("m: {menu: Choose., keys: {1: hangup}}", patience="{give_up: hangup}")
    assert call.collects.wait == Seconds(5)
    assert call.silence().silence().ended is False
    assert call.silence().ended


@pytest.mark.parametrize("target", ["start", "main/m"])
def test_giving_up_may_lead_anywhere(target: str) -> None:
    flow = f"hello: {{say: Hello., next: m}}\nm: {{menu: Choose., keys: {{1: hangup}}, tries: 1, give_up: {target}}}"
    assert Conversation(flow).silence().heard == ("Hello. Choose." if target == "start" else "Choose.")


def test_a_call_that_is_over_stays_over_whatever_still_arrives() -> None:
    call = Conversation("m: {menu: Choose., keys: {1: m}, tries: 1}").silence()
    assert call.ended
    assert call.presses("1").ended
    assert call.says("one").ended
    assert call.silence().ended
    assert call.callee("answered").ended
    assert call.outcome == "ignored"
