"""What is still done after the caller has hung up."""

import pytest
from conversation import Conversation

FLOWS = {
    "main": """
m: {menu: Choose., keys: {1: box, 2: d, 3: bye, 4: away, 5: zip}}
box: {voicemail: Speak., next: note}
note: {set: {noted: yes}, next: bye}
d: {dial: "+14155550111", answered: survey, otherwise: m}
survey: {menu: How was it?, keys: {1: bye}}
zip: {ask: Zip?, save: zip, next: m}
away: {redirect: https://other.example/}
bye: {hangup: Goodbye.}
""",
    "after": """
first: {choose: [{when: zip, next: known}], otherwise: unknown}
known: {set: {left: "{{ zip }}"}, keep: 30d, next: told}
unknown: {set: {left: nobody}, next: told}
told: {say: Nobody hears this., next: never}
never: {set: {left: never}, next: hangup}
""",
}


NOBODY = ["after/first", "after/unknown", "after/told"]


def hung_up(*keys: str) -> Conversation:
    return Conversation(FLOWS, hung_up="after").presses(*keys)


def test_the_lines_flow_is_gone_through_without_the_caller_until_a_step_needs_one() -> None:
    closed = hung_up("5", "02134").is_closed()
    assert [str(step) for step in closed.fact.path] == ["after/first", "after/known", "after/told"]
    assert closed.fact.disposition == "abandoned"
    assert closed.kept["left"].value == "02134"
    assert str(closed.fact.step) == "main/m"


def test_where_the_caller_was_when_they_left_is_on_record() -> None:
    assert str(hung_up("5").is_closed().fact.step) == "main/zip"


@pytest.mark.parametrize("keys", [["3"], ["4"]])
def test_not_when_the_line_ended_the_call_or_gave_it_away(keys: list[str]) -> None:
    assert hung_up(*keys).is_closed().fact.path == ()


def test_not_when_what_they_left_was_an_answer() -> None:
    call = hung_up("1").hangs_up_during_message(8)
    assert call.saved["noted"] == "yes"
    assert call.is_closed().fact.path == ()


def test_a_caller_who_leaves_while_it_rings_has_hung_up() -> None:
    call = hung_up("2").callee("canceled", caller_left=True)
    assert call.path == []
    assert [str(step) for step in call.is_closed().fact.path] == NOBODY


def test_a_caller_who_ends_the_talk_is_not_asked_how_it_was() -> None:
    call = hung_up("2").callee("answered", 60, caller_left=True)
    assert (call.path, call.outcome) == ([], "answered")
    closed = call.is_closed()
    assert ([str(step) for step in closed.fact.path], closed.fact.disposition) == (NOBODY, "connected")


def test_a_callee_who_ends_the_talk_leaves_the_caller_to_be_asked() -> None:
    assert hung_up("2").callee("answered", 60).heard == "How was it?"


def test_without_such_a_flow_nothing_is_done() -> None:
    closed = Conversation(FLOWS["main"]).is_closed()
    assert (closed.fact.path, str(closed.fact.step)) == ((), "main/m")
