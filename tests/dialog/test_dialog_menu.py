"""Menus: keys alone and in a row, patterns, words, and what works anywhere."""

import pytest
from conversation import Conversation

from ivr.dialog.directives import Listening

DESTINATIONS = """
a: {hangup: A.}
b: {hangup: B.}
c: {hangup: C.}
d: {hangup: D.}
"""


@pytest.mark.parametrize(
    ("keys", "pressed", "heard"),
    [
        ('{1: a, 2: b, "*": c, "#": d}', "1", "A."),
        ('{1: a, 2: b, "*": c, "#": d}', "2", "B."),
        ('{1: a, 2: b, "*": c, "#": d}', "*", "C."),
        ('{1: a, 2: b, "*": c, "#": d}', "#", "D."),
        ("{1: a, 12: b, 123: c, 0: d}", "1", "A."),
        ("{1: a, 12: b, 123: c, 0: d}", "12", "B."),
        ("{1: a, 12: b, 123: c, 0: d}", "123", "C."),
        ("{0: a, 00: b, 07: c, 7: d}", "00", "B."),
        ("{0: a, 00: b, 07: c, 7: d}", "07", "C."),
        ("{10XX: a, 1099: b, 2X: c, 9: d}", "1042", "A."),
        ("{10XX: a, 1099: b, 2X: c, 9: d}", "1099", "B."),
        ("{10XX: a, 1099: b, 2X: c, 9: d}", "20", "C."),
        ("{/[2-4][0-9]{2}/: a, /9+/: b, 250: c, 1: d}", "311", "A."),
        ("{/[2-4][0-9]{2}/: a, /9+/: b, 250: c, 1: d}", "9999", "B."),
        ("{/[2-4][0-9]{2}/: a, /9+/: b, 250: c, 1: d}", "250", "C."),
    ],
)
def test_the_very_keys_are_taken_before_a_pattern(keys: str, pressed: str, heard: str) -> None:
    block = "".join(f"    {entry.strip()}\n" for entry in _entries(keys))
    call = Conversation(f"m:\n  menu: Choose.\n  keys:\n{block}{DESTINATIONS}")
    assert call.presses(pressed).heard == heard
    assert call.outcome == "chose"


def _entries(keys: str) -> list[str]:
    inside = keys[1:-1]
    return [part for part in inside.split(", ") if part]


@pytest.mark.parametrize(
    ("keys", "most", "finish"),
    [
        ("{1: a, 2: b}", 1, ""),
        ("{1: a, 12: b}", 2, "#"),
        ("{10XX: a, 9: b}", 4, "#"),
        ('{1: a, "1#": b}', 2, ""),
        ('{"#": a, 1: b}', 1, ""),
    ],
)
def test_a_menu_waits_for_no_more_keys_than_its_longest_choice(keys: str, most: int, finish: str) -> None:
    call = Conversation(f"m: {{menu: Choose., keys: {keys}}}\na: hangup\nb: hangup")
    assert (call.collects.max_digits, call.collects.finish_on) == (most, finish)


def test_a_pattern_without_an_end_waits_for_any_number_of_keys() -> None:
    call = Conversation('m:\n  menu: Choose.\n  keys:\n    "/9+/": a\na: hangup')
    assert (call.collects.max_digits, call.collects.finish_on) == (None, "#")


def test_a_key_that_works_anywhere_lengthens_no_menu_but_counts_there() -> None:
    call = Conversation("m: {menu: Choose., keys: {1: a}}\na: {hangup: A.}\nb: {hangup: B.}", anywhere='{"00": main/b}')
    assert (call.collects.max_digits, call.collects.finish_on) == (2, "#")
    assert call.presses("00").heard == "B."


@pytest.mark.parametrize("pressed", ["3", "11", "A", "1A", "#", "**", "99999999999999999999"])
def test_any_other_key_is_a_wrong_answer(pressed: str) -> None:
    call = Conversation("m: {menu: Choose., keys: {1: a}}\na: hangup").presses(pressed)
    assert call.heard == "That is no choice. Choose."
    assert call.outcome == "no_match"


def test_what_was_pressed_is_in_digits() -> None:
    call = Conversation('m: {menu: Extension?, keys: {10XX: a}}\na: {hangup: "Room {{ digits }}."}')
    assert call.presses("1042").heard == "Room 1042."


# --- words -------------------------------------------------------------------------------------------------------

WORDS = (
    """
m:
  menu: Choose.
  keys: {1: a, 2: b, 3: c, 12: d}
  words: {1: [balance, how much], 2: [lost, lost card], 3: "card"}
"""
    + DESTINATIONS
)


@pytest.mark.parametrize(
    ("said", "heard"),
    [
        ("balance", "A."),
        ("Balance.", "A."),
        ("what is my BALANCE please", "A."),
        ("How much?", "A."),
        ("I lost it", "B."),
        ("card", "C."),
        ("I have a lost card", "B."),  # the longest match wins
        ("two", "B."),
        ("2", "B."),
        ("1 2", "D."),
        ("balances", None),  # whole words only
        ("how very much", None),
        ("balance card", "A."),
        ("", None),
        ("!?", None),
        ("balancé", "A."),
    ],
)
def test_words_match_whole_and_the_longest_wins(said: str, heard: str | None) -> None:
    call = Conversation(WORDS).says(said)
    assert call.heard == (heard or "That is no choice. Choose.")
    assert call.outcome == ("chose" if heard else "no_match")


def test_two_targets_at_once_are_a_wrong_answer() -> None:
    flow = """
        m: {menu: Choose., keys: {1: a, 2: b, 3: a}, words: {1: [rent], 2: [sale], 3: [lend]}}
        a: {hangup: A.}
        b: {hangup: B.}
    """
    assert Conversation(flow).says("rent or sale").outcome == "no_match"
    assert Conversation(flow).says("rent or lend").heard == "A."  # two keys, one target


def test_a_menu_listens_only_when_it_has_words() -> None:
    assert Conversation("m: {menu: Choose., keys: {1: a}}\na: hangup").collects.listening is None
    listening = Conversation(WORDS).collects.listening
    assert listening == Listening("en-US", ("balance", "how much", "lost", "lost card", "card"))


def test_phrases_are_those_of_the_language_spoken_now() -> None:
    flow = """
        m:
          menu: {en: Choose., es: Elija.}
          keys: {1: a, 9: spanish}
          words: {1: {en: [balance], es: [saldo]}}
        spanish: {language: es, next: m}
        a: {hangup: {en: A., es: AA.}}
    """
    spoken = {"languages": "{en: {locale: en-US}, es: {locale: es-US}}", "patience": "{give_up: hangup}"}
    assert Conversation(flow, **spoken).says("saldo").outcome == "no_match"
    call = Conversation(flow, **spoken).presses("9")
    assert call.collects.listening == Listening("es-US", ("saldo",))
    assert call.says("balance").outcome == "no_match"
    assert call.says("mi saldo, por favor").heard == "AA."


# --- anywhere ----------------------------------------------------------------------------------------------------

ANYWHERE = '{"0": main/person, "*": back, agent: main/person, human being: main/person}'
PERSON = "\nperson: {hangup: A person.}\n"


def test_keys_and_phrases_that_work_anywhere() -> None:
    flow = "m: {menu: Choose., keys: {1: n}}\nn: {menu: Deeper., keys: {1: hangup}}" + PERSON
    for say in ("agent", "I want an agent now", "a human being!"):
        assert Conversation(flow, anywhere=ANYWHERE).says(say).heard == "A person."
    assert Conversation(flow, anywhere=ANYWHERE).presses("1", "0").heard == "A person."
    assert Conversation(flow, anywhere=ANYWHERE).presses("1", "*").heard == "Choose."
    assert Conversation(flow, anywhere=ANYWHERE).collects.listening == Listening("en-US", ("agent", "human being"))


def test_a_key_said_aloud_works_like_the_key() -> None:
    call = Conversation("m: {menu: Choose., keys: {1: hangup}}" + PERSON, anywhere=ANYWHERE)
    assert call.says("0").heard == "A person."


@pytest.mark.parametrize(
    ("keys", "pressed"),
    [("{0: own}", "0"), ("{X: own}", "0"), ("{/[0-9]/: own}", "0")],
)
def test_a_menu_that_uses_the_key_itself_hides_it(keys: str, pressed: str) -> None:
    block = f"    {_entries(keys)[0]}\n"
    call = Conversation(
        f"m:\n  menu: Choose.\n  keys:\n{block}    8: person\nown: {{hangup: Own.}}{PERSON}", anywhere=ANYWHERE
    )
    assert call.presses(pressed).heard == "Own."


def test_a_menu_that_uses_the_phrase_itself_hides_it() -> None:
    flow = "m: {menu: Choose., keys: {1: own}, words: {1: [agent]}}\nown: {hangup: Own.}" + PERSON
    assert Conversation(flow, anywhere=ANYWHERE).says("an agent").heard == "Own."


def test_the_longer_phrase_wins_whether_it_is_the_menus_own_or_not() -> None:
    flow = "m: {menu: Choose., keys: {1: own}, words: {1: [being]}}\nown: {hangup: Own.}" + PERSON
    assert Conversation(flow, anywhere=ANYWHERE).says("human being").heard == "A person."


# --- taken at once -----------------------------------------------------------------------------------------------


def test_silent_and_otherwise_are_taken_at_once_and_are_no_tries() -> None:
    flow = """
        m: {menu: Choose., keys: {1: hangup, 2: repeat}, silent: quiet, otherwise: odd}
        quiet: {say: Nobody there?, next: m}
        odd: {say: Odd., next: m}
    """
    call = Conversation(flow, patience="{tries: 1, give_up: hangup}")
    for _ in range(4):
        assert call.silence().heard == "Nobody there? Choose."
        assert call.outcome == "no_input"
        assert call.presses("7").heard == "Odd. Choose."
        assert call.outcome == "no_match"


def test_silent_alone_leaves_wrong_answers_to_patience() -> None:
    flow = "m: {menu: Choose., keys: {1: hangup}, silent: repeat, give_up: out}\nout: {hangup: Out.}"
    call = Conversation(flow)
    for _ in range(5):
        assert call.silence().heard == "Choose."
    assert [call.presses(keys).heard for keys in "777"] == ["That is no choice. Choose."] * 2 + ["Out."]
