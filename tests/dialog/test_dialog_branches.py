"""Steps the caller does not notice, where calls start, and how often a call may come to a step."""

import pytest
from conversation import Conversation

from ivr.dialog.directives import HangUp, RejectCall
from ivr.dialog.state import Disposition
from ivr.menu.templates.value import Value

# --- hours -------------------------------------------------------------------------------------------------------

HOURS = {
    "hours": '{office: {open: {mon-fri: "09:00-17:00"}, except: {"12-24": closed}, holidays: US-NY, closing: 15m}}',
}
EVERY = "h: {hours: office, open: o, closed: c, holiday: d, closing: s}\n"
ENDS = "o: {hangup: Open.}\nc: {hangup: Closed.}\nd: {hangup: Holiday.}\ns: {hangup: Closing.}"


@pytest.mark.parametrize(
    ("at", "heard"),
    [
        ("2026-03-04 08:59", "Closed."),
        ("2026-03-04 09:00", "Open."),
        ("2026-03-04 16:44", "Open."),
        ("2026-03-04 16:45", "Closing."),
        ("2026-03-04 16:59", "Closing."),
        ("2026-03-04 17:00", "Closed."),
        ("2026-03-07 12:00", "Closed."),
        ("2026-11-26 12:00", "Holiday."),
        ("2026-12-24 12:00", "Closed."),
    ],
)
def test_hours_branch_by_the_clock_of_the_line(at: str, heard: str) -> None:
    assert Conversation(EVERY + ENDS, at=at, **HOURS).heard == heard


@pytest.mark.parametrize(("at", "heard"), [("2026-11-26 12:00", "Closed."), ("2026-03-04 16:50", "Open.")])
def test_a_holiday_is_closed_and_closing_is_open_unless_the_menu_says_otherwise(at: str, heard: str) -> None:
    flow = "h: {hours: office, open: o, closed: c}\no: {hangup: Open.}\nc: {hangup: Closed.}"
    assert Conversation(flow, at=at, **HOURS).heard == heard


def test_hours_are_asked_when_the_call_gets_there() -> None:
    flow = "m: {menu: Choose., keys: {1: h}}\n" + EVERY + ENDS
    assert Conversation(flow, at="2026-03-04 16:40", **HOURS).later(minutes=30).presses("1").heard == "Closed."


# --- choose and set ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("pressed", "heard"), [("1", "One."), ("2", "Small."), ("3", "Small."), ("4", "Large."), ("9", "Large.")]
)
def test_the_first_condition_that_holds_wins(pressed: str, heard: str) -> None:
    flow = """
        q: {ask: Number?, save: n, as: number, length: 1, next: pick}
        pick:
          choose:
            - {when: n == 1, next: one}
            - {when: n < 4, next: small}
          otherwise: large
        one: {hangup: One.}
        small: {hangup: Small.}
        large: {hangup: Large.}
    """
    assert Conversation(flow).presses(pressed).heard == heard


def test_a_condition_that_cannot_be_computed_is_false_and_told() -> None:
    flow = """
        pick: {choose: [{when: caller > 1, next: one}], otherwise: other}
        one: {hangup: One.}
        other: {hangup: Other.}
    """
    call = Conversation(flow)
    assert call.heard == "Other."
    assert len(call.complaints) == 1


@pytest.mark.parametrize(
    ("values", "saved"),
    [
        ("{a: one}", {"a": "one"}),
        ("{a: 12}", {"a": "12"}),
        ('{a: "{{ 12 }}"}', {"a": 12}),
        ('{a: "{{ 12 }}", b: "{{ a | plus: 1 }}"}', {"a": 12, "b": 13}),
        ('{a: "{{ 12 }}", b: "is {{ a }}"}', {"a": 12, "b": "is 12"}),
        ('{a: "{{ caller.name }}"}', {"a": ""}),
        ('{a: "{{ today.holiday }}"}', {"a": None}),
        ('{a: "{{ today }}"}', {"a": "2026-03-04"}),
        ('{a: "{{ lists.blocked }}"}', {"a": ["+14155550199", "+14155550198"]}),
        ('{a: "{{ lists }}"}', {"a": {"blocked": ["+14155550199", "+14155550198"]}}),
        ('{a: "{{ hours.office }}"}', {"a": {"opens": "2026-03-05T09:00-05:00"}}),
    ],
)
def test_values_keep_their_kind_and_each_sees_those_before(values: str, saved: dict[str, Value]) -> None:
    call = Conversation(
        f"s: {{set: {values}, next: hangup}}", lists='{blocked: ["+14155550199", "+14155550198"]}', **HOURS
    )
    assert call.saved == saved


# --- reject ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("reason", "busy"), [("busy", True), ("rejected", False)])
def test_a_call_is_refused_before_it_is_answered(reason: str, busy: bool) -> None:
    call = Conversation(
        f"pick: {{choose: [{{when: lists.blocked contains caller.number, next: no}}], otherwise: yes_}}\n"
        f"no: {{reject: {reason}}}\nyes_: {{hangup: Hello.}}",
        lists='{blocked: ["+14155551234"]}',
    )
    assert call.waits_for == RejectCall(busy=busy)
    assert call.heard == ""
    assert call.state.reached is Disposition.REJECTED


def test_a_call_that_was_answered_can_only_be_hung_up() -> None:
    assert Conversation("s: {say: Hello., next: no}\nno: {reject: busy}").waits_for == HangUp()
    call = Conversation("m: {menu: Choose., keys: {1: no}}\nno: {reject: busy}").presses("1")
    assert call.waits_for == HangUp()
    assert call.state.reached is Disposition.GOODBYE


# --- numbers -----------------------------------------------------------------------------------------------------

NUMBERS = {
    "numbers": '{"+14155550177": {calls: urgent, language: es, set: {city: Oakland, here: "in {{ city }}"}}, '
    '"+14155550178": {set: {city: Salem}}}',
    "languages": "{en: {locale: en-US}, es: {locale: es-US}}",
    "patience": "{give_up: hangup}",
}
FLOWS = {
    "main": 'm: {hangup: {en: "Main {{ city | default: nowhere }}.", es: "Principal."}}'.replace("nowhere", "'-'"),
    "urgent": 'u: {hangup: {en: Urgent., es: "Urgente {{ here | default: city }}."}}'.replace("city }}", "'-' }}"),
}


@pytest.mark.parametrize(
    ("called", "heard"),
    [
        ("+14155550100", "Main -."),
        ("+14155550177", "Urgente in Oakland."),
        ("+14155550178", "Main Salem."),
        ("anonymous", "Main -."),
    ],
)
def test_what_is_different_for_one_number(called: str, heard: str) -> None:
    assert Conversation(FLOWS, called=called, **NUMBERS).heard == heard


# --- at most -----------------------------------------------------------------------------------------------------


def test_the_fourth_time_leads_to_the_way_out() -> None:
    flow = """
        m: {menu: Choose., keys: {1: x}}
        x: {say: X., at_most: 3, next: m, give_up: out}
        out: {hangup: Out.}
    """
    call = Conversation(flow)
    assert [call.presses("1").heard for _ in range(4)] == ["X. Choose."] * 3 + ["Out."]


def test_the_way_out_is_the_lines_where_the_step_names_none() -> None:
    flows = {
        "main": "m: {menu: Choose., keys: {1: x}}\nx: {say: X., at_most: 1, next: m}",
        "out": "out: {hangup: Out.}",
    }
    call = Conversation(flows, patience="{give_up: out}")
    assert [call.presses("1").heard for _ in range(2)] == ["X. Choose.", "Out."]


def test_each_step_counts_its_own_visits_and_being_asked_again_is_none() -> None:
    flow = """
        m: {menu: Choose., keys: {1: hangup, 2: m, 3: n}, at_most: 2, give_up: out}
        n: {menu: Other., keys: {2: m}, at_most: 1, give_up: out}
        out: {hangup: Out.}
    """
    call = Conversation(flow).silence().presses("9")
    assert call.presses("3").heard == "Other."
    assert call.presses("2").heard == "Choose."
    assert call.presses("2").heard == "Out."


def test_a_way_out_that_is_used_up_itself_ends_the_call() -> None:
    flow = """
        m: {menu: Choose., keys: {1: x}}
        x: {say: X., at_most: 1, next: m, give_up: y}
        y: {say: Y., at_most: 1, next: m, give_up: x}
    """
    call = Conversation(flow)
    assert [call.presses("1").heard for _ in range(3)] == ["X. Choose.", "Y. Choose.", ""]
    assert call.ended
    assert call.complaints == ["more than 100 steps in one turn"]
