"""Asks: the check that an answer must pass, and the question whether it was understood."""

import pytest
from conversation import ask

from ivr.dialog.directives import Listening


@pytest.mark.parametrize(("pressed", "fits"), [("0", False), ("1", True), ("5", True), ("6", False)])
def test_an_answer_must_pass_the_check(pressed: str, fits: bool) -> None:
    call = ask("as: number, length: 1, check: it >= 1 and it <= 5").presses(pressed)
    assert call.saved == ({"it": int(pressed)} if fits else {})
    assert call.outcome == ("entered" if fits else "no_match")


def test_a_check_that_cannot_be_computed_counts_as_false_and_is_told_without_values() -> None:
    call = ask('as: digits, check: "it > caller"').presses("4711")
    assert call.outcome == "no_match"
    assert call.complaints
    assert "4711" not in " ".join(call.complaints)


CONFIRM = "as: number, again: Again?, confirm: 'It is {{ it }}?'"


def test_nothing_is_saved_before_a_yes() -> None:
    call = ask(CONFIRM).presses("042")
    assert (call.heard, call.outcome, dict(call.saved)) == ("It is 42?", "entered", {})
    assert (call.collects.max_digits, call.collects.finish_on) == (1, "")
    assert call.presses("1").heard == "Bye."
    assert call.saved == {"it": 42}


def test_a_no_asks_for_it_again_and_is_a_try() -> None:
    call = ask(CONFIRM).presses("42", "2")
    assert (call.heard, call.outcome) == ("Again?", "declined")
    assert call.presses("43").heard == "It is 43?"
    assert call.presses("2").heard == "Again?"
    assert call.presses("44").heard == "It is 44?"
    assert call.presses("2").ended


def test_wrong_answers_and_silence_at_the_confirming_ask_to_confirm_again() -> None:
    call = ask(CONFIRM).presses("42")
    assert call.presses("7").heard == "That is no choice. It is 42?"
    assert call.silence().heard == "I heard nothing. It is 42?"
    assert call.presses("8").ended
    assert "it" not in call.saved


def test_tries_of_entering_and_of_confirming_add_up() -> None:
    call = ask(CONFIRM).silence().presses("42")
    assert call.presses("2").heard == "Again?"
    assert call.silence().ended


def test_the_confirming_understands_words_where_the_ask_listens() -> None:
    spoken = ask("as: words, confirm: 'It is {{ it }}?'")
    assert spoken.says("the red one").heard == "It is the red one?"
    assert spoken.collects.listening == Listening("en-US", ("yes", "no", "correct", "wrong", "one", "two"))
    assert spoken.says("that's not right").heard == "Well?"
    assert spoken.says("the blue one").says("yes").saved == {"it": "the blue one"}


def test_the_confirming_of_a_silent_ask_does_not_listen() -> None:
    assert ask(CONFIRM).presses("42").collects.listening is None


def test_what_works_anywhere_works_while_confirming_but_for_yes_and_no() -> None:
    tail = "\nperson: {hangup: A person.}"
    line = {"anywhere": '{"0": main/person, "1": main/person, agent: main/person}'}
    assert ask(CONFIRM, tail, **line).presses("42", "0").heard == "A person."
    assert ask(CONFIRM, tail, **line).presses("42", "1").saved == {"it": 42}
    assert ask(CONFIRM, tail, **line).presses("42").says("agent").heard == "A person."


def test_repeat_while_confirming_repeats_the_confirming() -> None:
    call = ask(CONFIRM, anywhere='{"9": repeat}').presses("42")
    for _ in range(5):
        assert call.presses("9").heard == "It is 42?"
    assert call.presses("1").saved == {"it": 42}


def test_coming_again_forgets_what_was_to_be_confirmed() -> None:
    call = ask(CONFIRM, anywhere='{"9": start}').presses("42", "9")
    assert call.heard == "Well?"
    assert call.presses("1").heard == "It is 1?"
