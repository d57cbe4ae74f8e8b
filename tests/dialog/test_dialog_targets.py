"""The words that are targets: hangup, back, repeat, start, slower, return."""

import pytest
from conversation import Conversation

from ivr.values import Seconds

# Three menus below each other; `*` leads where each test says.
DEEP = """
hello: {say: Hello., next: one}
one: {menu: One., keys: {1: two, "*": STAR}}
two: {menu: Two., keys: {1: middle, 2: one, "*": STAR}}
middle: {say: Middle., next: three}
three: {menu: Three., keys: {1: one, 2: two, "*": STAR}}
"""


def starred(star: str) -> Conversation:
    return Conversation(DEEP.replace("STAR", star))


def test_hangup_ends_the_call() -> None:
    call = starred("hangup").presses("*")
    assert call.ended
    assert call.heard == ""


# --- back --------------------------------------------------------------------------------------------------------


def test_back_leads_up_one_question_at_a_time() -> None:
    call = starred("back").presses("1", "1")
    assert call.heard == "Middle. Three."
    assert [call.presses("*").heard for _ in range(2)] == ["Two.", "One."]


def test_back_with_nothing_before_asks_again_all_that_was_said() -> None:
    call = starred("back")
    for _ in range(5):
        assert call.presses("*").heard == "Hello. One."
    assert call.state.visit.tries == 0


def test_back_goes_by_the_way_the_caller_came() -> None:
    call = starred("back").presses("1", "1", "2")  # one, two, three, two
    assert call.heard == "Two."
    assert [call.presses("*").heard for _ in range(3)] == ["Three.", "Two.", "One."]


def test_back_after_back_and_on_again() -> None:
    call = starred("back").presses("1", "*", "1", "1")
    assert call.heard == "Middle. Three."
    assert [call.presses("*").heard for _ in range(2)] == ["Two.", "One."]


def test_back_from_a_question_that_was_come_to_twice_leads_to_the_one_before_it() -> None:
    flow = """
        one: {menu: One., keys: {1: two}}
        two: {menu: Two., keys: {1: news, "*": back}}
        news: {say: News., next: two}
    """
    assert Conversation(flow).presses("1", "1", "*").heard == "One."


def test_back_from_a_say_leads_to_the_menu_that_led_there() -> None:
    flow = "m: {menu: Choose., keys: {1: news}}\nnews: {say: News., next: back}"
    assert Conversation(flow).presses("1").heard == "News. Choose."


def test_back_before_anything_was_answered_leads_to_the_start() -> None:
    flow = """
        m: {menu: Choose., keys: {1: hangup}, tries: 1, give_up: sorry}
        sorry: {say: Sorry., next: back}
    """
    assert Conversation(flow).silence().heard == "Sorry. Choose."


def test_back_skips_a_question_that_was_not_understood() -> None:
    flow = """
        one: {menu: One., keys: {1: two}}
        two: {menu: Two., keys: {1: three}, silent: three}
        three: {menu: Three., keys: {1: hangup, "*": back}}
    """
    assert Conversation(flow).presses("1").silence().presses("*").heard == "One."
    assert Conversation(flow).presses("1", "1", "*").heard == "Two."


def test_the_way_back_is_remembered_for_twelve_questions() -> None:
    flow = "".join(f'q{n}: {{menu: Q{n}., keys: {{1: q{n + 1}, "*": back}}}}\n' for n in range(16))
    call = Conversation(flow + 'q16: {menu: Q16., keys: {1: hangup, "*": back}}')
    call.presses(*"1" * 16)
    assert call.heard == "Q16."
    assert [call.presses("*").heard for _ in range(13)] == [f"Q{n}." for n in range(15, 3, -1)] + ["Q4."]


@pytest.mark.parametrize(
    ("name", "heard"),
    [("back", "One."), ("repeat", "Middle. Two."), ("start", "Hello. One."), ("slower", "Middle. Two.")],
)
def test_a_step_that_is_nothing_but_a_target_is_that_target(name: str, heard: str) -> None:
    flow = f"""
        hello: {{say: Hello., next: one}}
        one: {{menu: One., keys: {{1: middle}}}}
        middle: {{say: Middle., next: two}}
        two: {{menu: Two., keys: {{1: by_name, 2: {name}, 3: hangup}}}}
        by_name: again
        again: {name}
    """
    named, direct = Conversation(flow).presses("1", "1"), Conversation(flow).presses("1", "2")
    assert named.heard == direct.heard == heard
    assert named.path[:2] == ["main/by_name", "main/again"]
    assert (named.state.trail, named.state.visit) == (direct.state.trail, direct.state.visit)


# --- repeat ------------------------------------------------------------------------------------------------------


def test_repeat_says_again_all_since_the_last_answer() -> None:
    call = starred("repeat")
    assert call.heard == "Hello. One."
    assert call.presses("*").heard == "Hello. One."
    call.presses("1", "1")
    assert call.heard == "Middle. Three."
    for _ in range(5):
        assert call.presses("*").heard == "Middle. Three."


EXTENSION = """
    which: {menu: Which?, keys: {10XX: told, 20XX: more}}
    told: {say: "Extension {{ digits }}.", next: more}
    more: {menu: "More of {{ digits }}?", keys: {1: again, 2: slower, 4: which}}
    again: repeat
"""


@pytest.mark.parametrize("key", ["1", "2"])
def test_what_is_said_again_names_the_keys_that_it_named_before(key: str) -> None:
    call = Conversation(EXTENSION).presses("1042")
    assert call.heard == "Extension 1042. More of 1042?"
    assert [call.presses(key).heard for _ in range(2)] == ["Extension 1042. More of 1042?"] * 2


def test_a_wrong_key_is_told_of_but_does_not_change_the_question() -> None:
    call = Conversation(EXTENSION, patience='{on_wrong: "{{ digits }} is no choice.", give_up: hangup}')
    assert call.presses("2042", "7").heard == "7 is no choice. More of 2042?"


def test_repeat_is_no_try_and_forgives_none() -> None:
    call = starred("repeat").silence()
    assert call.presses("*").heard == "Hello. One."
    assert call.presses("8").heard == "That is no choice. One."
    assert call.presses("*", "*", "*").heard == "Hello. One."
    assert call.silence().ended


def test_repeat_sets_and_counts_nothing_twice() -> None:
    flow = """
        m: {menu: Choose., keys: {1: count}}
        count: {set: {n: "{{ n | plus: 1 }}"}, next: tell}
        tell: {say: "That makes {{ n }}.", next: q}
        q: {ask: Number?, save: it, at_most: 1, keys: {"*": repeat, "#": m}, next: hangup}
    """
    call = Conversation(flow).presses("1")
    for _ in range(3):
        assert call.presses("*").heard == "That makes 1. Number?"
    assert call.saved == {"n": 1}
    assert call.presses("#", "1").ended  # `at_most` counted one coming, and this is the second


def test_repeat_from_a_say_asks_the_last_question_again() -> None:
    flow = "m: {menu: Choose., keys: {1: news}}\nnews: {say: News., next: repeat}"
    assert Conversation(flow).presses("1").heard == "News. Choose."


def test_repeat_before_any_question_leads_to_the_start() -> None:
    flow = """
        m: {menu: Choose., keys: {1: hangup}, tries: 1, give_up: sorry}
        sorry: {say: Sorry., next: repeat}
    """
    assert Conversation(flow).silence().heard == "Sorry. Choose."


# --- start -------------------------------------------------------------------------------------------------------


def test_start_leads_where_calls_begin() -> None:
    assert starred("start").presses("1", "1", "*").heard == "Hello. One."


def test_start_leads_where_calls_to_this_number_begin() -> None:
    flows = {
        "main": "m: {menu: Main., keys: {1: hangup}}",
        "other": "m: {menu: Other., keys: {1: start, 2: main}}",
    }
    line = {"numbers": '{"+14155550177": {calls: other}}'}
    assert Conversation(flows, called="+14155550177", **line).presses("1").heard == "Other."
    assert Conversation(flows, called="+14155550177", **line).presses("2").heard == "Main."
    assert Conversation(flows, **line).heard == "Main."


# --- slower ------------------------------------------------------------------------------------------------------


def test_slower_doubles_waits_for_the_rest_of_the_call_and_repeats() -> None:
    call = starred("slower").presses("1")
    assert call.collects.wait == Seconds(5)
    assert call.presses("*").heard == "Two."
    assert call.collects.wait == Seconds(10)
    assert call.presses("*").collects.wait == Seconds(10)
    assert call.presses("2").heard == "One."
    assert call.collects.wait == Seconds(10)
    assert call.state.visit.tries == 0


def test_slower_holds_for_the_waits_that_steps_name_themselves() -> None:
    flow = """
        m: {menu: Choose., keys: {1: q, 2: slower}}
        q: {ask: Number?, save: it, wait: 8s, confirm: "{{ it }}?", next: hangup}
    """
    call = Conversation(flow).presses("2", "1")
    assert call.collects.wait == Seconds(16)
    assert call.presses("12").collects.wait == Seconds(16)


# --- do and return -----------------------------------------------------------------------------------------------

SURVEY = {
    "main": """
        m: {menu: Choose., keys: {1: first, 2: second}}
        first: {do: survey, next: after_first}
        second: {do: survey, next: after_second}
        after_first: {say: First done., next: m}
        after_second: {say: Second done., next: m}
    """,
    "survey": """
        q: {ask: Stars?, save: stars, length: 1, next: thanks, keys: {"*": return, "#": start}}
        thanks: {say: Thanks., next: return}
    """,
}


def test_return_comes_back_to_where_do_was() -> None:
    call = Conversation(SURVEY).presses("1")
    assert call.heard == "Stars?"
    assert call.presses("5").heard == "Thanks. First done. Choose."
    assert call.presses("2", "4").heard == "Thanks. Second done. Choose."
    assert call.presses("2", "*").heard == "Second done. Choose."
    assert call.state.returns == ()


def test_starting_anew_forgets_what_was_to_be_come_back_to() -> None:
    call = Conversation(SURVEY).presses("1", "#")
    assert call.heard == "Choose."
    assert call.state.returns == ()


def test_flows_gone_through_may_go_through_others() -> None:
    flows = {
        "main": "a: {do: outer, next: end}\nend: {hangup: End.}",
        "outer": "a: {say: Outer., next: b}\nb: {do: inner, next: c}\nc: {say: Outer again., next: return}",
        "inner": "a: {menu: Inner., keys: {1: return}}",
    }
    call = Conversation(flows)
    assert call.heard == "Outer. Inner."
    assert [str(step) for step in call.state.returns] == ["main/a", "outer/b"]
    assert call.presses("1").heard == "Outer again. End."


def test_a_flow_that_goes_through_itself_is_remembered_twelve_deep() -> None:
    flows = {
        "main": "a: {do: deep, next: end}\nend: {hangup: End.}",
        "deep": "m: {menu: Deep., keys: {1: on, 2: return}}\non: {do: deep, next: up}\nup: {say: Up., next: return}",
    }
    call = Conversation(flows).presses(*"1" * 15)
    assert len(call.state.returns) == 12
    assert call.presses("2").heard == " ".join(["Up."] * 12 + ["Deep."])  # then there is nowhere to return to: start
