"""Which names are there, and surely saved where a caller would hear them missing: small lines, one rule each."""

from typing import Final

import pytest
from menu_samples import LINE, flow, problems_of, told

from ivr.menu.checking.check import Known, check
from ivr.menu.checking.saved import surely_saved
from ivr.menu.checking.web import weave
from ivr.menu.parts import ToStep
from ivr.menu.reading.load import load

# name: (main.yaml, other flows, what is told)
NAMES: Final[dict[str, tuple[str, dict[str, str], list[str]]]] = {
    "saved before": (flow("a: {ask: Number?, save: n, next: b}", "b: {hangup: '{{ n }}'}"), {}, []),
    "saved nowhere": (flow("a: {hangup: '{{ n }}'}"), {}, ["main:1 E404"]),
    "saved after only": (
        flow("a: {say: '{{ n }}', next: b}", "b: {ask: Number?, save: n, next: c}", "c: {hangup: '{{ n }}'}"),
        {},
        ["main:1 E405"],
    ),
    "saved in both branches": (
        flow(
            "a: {menu: Which?, keys: {1: one, 2: two}}",
            "one: {set: {n: x}, next: b}",
            "two: {set: {n: y}, next: b}",
            "b: {hangup: '{{ n }}'}",
        ),
        {},
        [],
    ),
    "saved in one branch": (
        flow("a: {menu: Which?, keys: {1: one, 2: b}}", "one: {set: {n: x}, next: b}", "b: {hangup: '{{ n }}'}"),
        {},
        ["main:3 E405"],
    ),
    "saved in one branch, with a default": (
        flow(
            "a: {menu: Which?, keys: {1: one, 2: b}}",
            "one: {set: {n: x}, next: b}",
            "b: {hangup: \"{{ n | default: 'none' }}\"}",
        ),
        {},
        [],
    ),
    "saved in one branch, asked by if": (
        flow(
            "a: {menu: Which?, keys: {1: one, 2: b}}",
            "one: {set: {n: x}, next: b}",
            "b: {hangup: 'Hi{% if n %} {{ n }}{% endif %}{% unless n %} none{% else %} {{ n }}{% endunless %}'}",
        ),
        {},
        [],
    ),
    "saved in one branch, guarded by choose": (
        flow(
            "a: {menu: Which?, keys: {1: one, 2: b}}",
            "one: {set: {n: x}, next: b}",
            "b: {choose: [{when: n, next: c}], otherwise: hangup}",
            "c: {hangup: '{{ n }}'}",
        ),
        {},
        [],
    ),
    "guarded by choose, used on the other way": (
        flow(
            "a: {menu: Which?, keys: {1: one, 2: b}}",
            "one: {set: {n: x}, next: b}",
            "b: {choose: [{when: n, next: hangup}], otherwise: c}",
            "c: {hangup: '{{ n }}'}",
        ),
        {},
        ["main:4 E405"],
    ),
    "guarded by the opposite": (
        flow(
            "a: {menu: Which?, keys: {1: one, 2: b}}",
            "one: {set: {n: x}, next: b}",
            "b: {choose: [{when: not n, next: hangup}], otherwise: c}",
            "c: {hangup: '{{ n }}'}",
        ),
        {},
        [],
    ),
    "guarded by one half of or": (
        flow(
            "a: {menu: Which?, keys: {1: one, 2: b}}",
            "one: {set: {n: x}, next: b}",
            "b: {choose: [{when: n or caller.city, next: c}], otherwise: hangup}",
            "c: {hangup: '{{ n }}'}",
        ),
        {},
        ["main:4 E405"],
    ),
    "guarded by one half of and": (
        flow(
            "a: {menu: Which?, keys: {1: one, 2: b}}",
            "one: {set: {n: x}, next: b}",
            "b: {choose: [{when: n and caller.city, next: c}], otherwise: hangup}",
            "c: {hangup: '{{ n }}'}",
        ),
        {},
        [],
    ),
    "guarded, but reached past the guard as well": (
        flow(
            "a: {menu: Which?, keys: {1: one, 2: b, 3: c}}",
            "one: {set: {n: x}, next: b}",
            "b: {choose: [{when: n, next: c}], otherwise: hangup}",
            "c: {hangup: '{{ n }}'}",
        ),
        {},
        ["main:4 E405"],
    ),
    "a counter": (
        flow("a: {set: {n: '{{ n | plus: 1 }}'}, next: b}", "b: {menu: '{{ n }} tries', keys: {1: a}}"),
        {},
        [],
    ),
    "a counter of another name": (flow("a: {set: {n: '{{ m | plus: 1 }}'}, next: hangup}"), {}, ["main:1 E404"]),
    "a loop that saves": (
        flow("a: {ask: Number?, save: n, next: b}", "b: {menu: '{{ n }}', keys: {1: a, 2: hangup}}"),
        {},
        [],
    ),
    "a loop that comes before what saves": (
        flow("a: {menu: 'You said {{ n }}', keys: {1: b}}", "b: {ask: Number?, save: n, next: a}"),
        {},
        ["main:1 E405"],
    ),
    "saved, then confirmed and checked in the same ask": (
        flow("a: {ask: Number?, save: n, check: n > 5, confirm: 'Is it {{ n }}?', next: hangup}"),
        {},
        [],
    ),
    "used in its own question": (flow("a: {ask: 'Was it {{ n }}?', save: n, next: hangup}"), {}, ["main:1 E405"]),
    "not saved when keys leave": (
        flow("a: {ask: Number?, save: n, keys: {0: b}, next: b}", "b: {hangup: '{{ n }}'}"),
        {},
        ["main:2 E405"],
    ),
    "not saved when tries are used up": (
        flow("a: {ask: Number?, save: n, give_up: b, next: b}", "b: {hangup: '{{ n }}'}"),
        {},
        ["main:2 E405"],
    ),
    "saved in a flow that do goes through": (
        flow("a: {do: other, next: b}", "b: {hangup: '{{ n }}'}"),
        {"other": flow("x: {ask: Number?, save: n, next: return}")},
        [],
    ),
    "not saved on one way through the flow": (
        flow("a: {do: other, next: b}", "b: {hangup: '{{ n }}'}"),
        {"other": flow("w: {menu: Which?, keys: {1: x, 2: return}}", "x: {ask: Number?, save: n, next: return}")},
        ["main:2 E405"],
    ),
    "not saved in the flow when it returns early": (
        flow("a: {do: other, next: b}", "b: {hangup: '{{ n }}'}"),
        {"other": flow("x: {ask: Number?, save: n, next: y}", "y: {menu: '{{ n }}', keys: {1: return}}")},
        [],
    ),
    "one flow, called from two places, which keep what they know": (
        flow(
            "a: {menu: Which?, keys: {1: b, 2: d}}",
            "b: {ask: Number?, save: n, next: c}",
            "c: {do: other, next: c2}",
            "c2: {hangup: '{{ n }}'}",
            "d: {do: other, next: d2}",
            "d2: {hangup: Bye.}",
        ),
        {"other": flow("x: {say: Hello., next: return}")},
        [],
    ),
    "one flow, called from two places, uses what one of them knows": (
        flow(
            "a: {menu: Which?, keys: {1: b, 2: d}}",
            "b: {ask: Number?, save: n, next: c}",
            "c: {do: other, next: hangup}",
            "d: {do: other, next: hangup}",
        ),
        {"other": flow("x: {say: '{{ n }}', next: return}")},
        ["other:1 E405"],
    ),
    "a flow within a flow": (
        flow("a: {do: outer, next: b}", "b: {hangup: '{{ n }}'}"),
        {"outer": flow("o: {do: inner, next: return}"), "inner": flow("i: {ask: Number?, save: n, next: return}")},
        [],
    ),
    "saved after the inner flow": (
        flow("a: {do: outer, next: b}", "b: {hangup: '{{ n }}'}"),
        {
            "outer": flow("o: {do: inner, next: p}", "p: {ask: Number?, save: n, next: return}"),
            "inner": flow("i: {say: Hello., next: return}"),
        },
        [],
    ),
    "a flow that never returns": (
        flow("a: {do: other, next: b}", "b: {hangup: '{{ n }}'}"),
        {"other": flow("x: {ask: Number?, save: n, next: hangup}")},
        ["main:1 W209"],
    ),
    "parts of what is given": (
        flow(
            "a: {hangup: '{{ caller.number }} {{ call.turns }} {{ today.holiday }} {{ today }} {{ now }} {{ digits }}'}"
        ),
        {},
        [],
    ),
    "parts that are not given": (flow("a: {hangup: '{{ caller.numbr }}'}"), {}, ["main:1 E404"]),
    "in whom to dial": (flow("a: {dial: '{{ n }}', otherwise: hangup}"), {}, ["main:1 E404"]),
    "in a language": (flow("a: {language: '{{ n }}', next: hangup}"), {}, ["main:1 E404"]),
    "in a condition that comes before it is saved": (
        flow("a: {choose: [{when: n, next: hangup}], otherwise: b}", "b: {ask: Number?, save: n, next: a, at_most: 3}"),
        {},
        [],
    ),
    "in a condition, saved nowhere": (
        flow("a: {choose: [{when: n, next: hangup}], otherwise: hangup}"),
        {},
        ["main:1 E404"],
    ),
    "in a recording's words": (
        flow("a: {hangup: [Bye., {audio: x.wav, text: '{{ n }}'}]}"),
        {},
        ["main:1 E402", "main:1 E404"],
    ),
}


@pytest.mark.parametrize("name", NAMES)
def test_names(name: str) -> None:
    steps, others, expected = NAMES[name]
    assert told(problems_of(steps, **others)) == expected


def test_a_key_that_works_everywhere_leads_past_what_saves() -> None:
    steps = flow("a: {ask: Number?, save: n, next: b}", "b: {hangup: '{{ n }}'}")
    assert told(problems_of(steps)) == []
    assert told(problems_of(steps, f"{LINE}anywhere: {{0: main/b}}\n")) == ["main:2 E405"]


def test_a_name_in_a_prompt_of_the_line_is_told_once() -> None:
    steps = "a: {menu: A., keys: {1: b}}\nb: {menu: B., keys: {1: c}}\nc: {set: {n: x}, next: a}"
    line = LINE.replace("{give_up: hangup}", "{give_up: hangup, on_silence: 'Sorry {{ n }}'}")
    assert told(problems_of(steps, line)) == ["line:4 E405"]
    line = LINE.replace("{give_up: hangup}", "{give_up: hangup, on_silence: 'Sorry {{ m }}'}")
    assert told(problems_of(steps, line)) == ["line:4 E404"]


def test_what_a_number_sets_is_there_where_its_calls_begin() -> None:
    line = LINE + "numbers: {'+14155550177': {calls: other, set: {city: Oakland}}}\n"
    other = "x: {say: '{{ city }}', next: main}"
    assert told(problems_of("a: {hangup: Bye.}", line, other=other)) == []
    assert told(problems_of("a: {hangup: '{{ city }}'}", line, other=other)) == ["main:1 E405"]


def test_what_is_surely_saved_is_told_by_step() -> None:
    draft = load(
        {
            "line.yaml": LINE,
            "main.yaml": "a: {do: other, next: b}\nb: {set: {y: z}, next: c}\nc: hangup\n",
            "other.yaml": "x: {ask: Number?, save: n, give_up: hangup, next: return}\n",
        }
    )
    surely = surely_saved(draft, weave(draft))
    assert surely[ToStep("main", "a")] == frozenset()
    assert surely[ToStep("main", "b")] == {"n"}
    assert surely[ToStep("main", "c")] == {"n", "y"}
    assert check(draft, Known(), manners=False) == ()
