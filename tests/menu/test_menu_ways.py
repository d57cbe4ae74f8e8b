"""Which steps can be reached, where a call would go round, which keys get in each other's way: one rule each."""

from typing import Final

import pytest
from menu_samples import LINE, flow, problems_of, told

from ivr.menu.checking.check import Known, examine
from ivr.menu.checking.web import components
from ivr.menu.parts import ToStep

# name: (main.yaml, other flows, what is told)
WAYS: Final[dict[str, tuple[str, dict[str, str], list[str]]]] = {
    "a step that nobody leads to": (flow("a: {hangup: x}", "b: {hangup: y}"), {}, ["main:2 E202"]),
    "steps behind it are not told": (
        flow("a: {hangup: x}", "b: {say: y, next: c}", "c: {say: z, next: d}", "d: {hangup: w}"),
        {},
        ["main:2 E202"],
    ),
    "a ring that nobody leads to": (
        flow("a: {hangup: x}", "b: {menu: y, keys: {1: c}}", "c: {menu: z, keys: {1: b}}"),
        {},
        ["main:2 E202"],
    ),
    "two of them": (flow("a: {hangup: x}", "b: {hangup: y}", "c: {hangup: z}"), {}, ["main:2 E202", "main:3 E202"]),
    "a flow that nobody leads to": (
        flow("a: {hangup: x}"),
        {"other": flow("b: {say: y, next: c}", "c: {hangup: z}")},
        ["other:1 E202"],
    ),
    "reached by silence, otherwise, give_up, busy and by_text": (
        flow(
            "a: {menu: x, keys: {1: hangup}, silent: b, otherwise: c, give_up: d, by_text: e}",
            "b: {hangup: x}",
            "c: {hangup: x}",
            "d: {dial: '+14155550111', busy: f, otherwise: g}",
            "e: {hangup: x}",
            "f: {hangup: x}",
            "g: {hangup: x}",
        ),
        {},
        [],
    ),
    "reached after a do": (
        flow("a: {do: other, next: b}", "b: {hangup: x}"),
        {"other": flow("c: {say: x, next: return}")},
        [],
    ),
    "reached by at_most": (flow("a: {menu: x, keys: {1: a}, at_most: 2, give_up: b}", "b: {hangup: x}"), {}, []),
    "round: itself": (flow("a: {say: x, next: a}"), {}, ["main:1 E204"]),
    "round: two": (flow("a: {say: x, next: b}", "b: {say: y, next: a}"), {}, ["main:1 E204"]),
    "round: through start": (flow("a: {say: x, next: b}", "b: {say: y, next: start}"), {}, ["main:1 E204"]),
    "round: through choose and hours": (
        flow("a: {choose: [{when: caller.city, next: b}], otherwise: hangup}", "b: {set: {x: y}, next: a}"),
        {},
        ["main:1 E204"],
    ),
    "round: bare targets": (flow("a: b", "b: c", "c: b"), {}, ["main:2 E204"]),
    "round: do that does nothing": (
        flow("a: {do: other, next: a}"),
        {"other": flow("b: {say: x, next: return}")},
        ["main:1 E204"],
    ),
    "round: do into itself": (flow("a: {do: main, next: hangup}"), {}, ["main:1 E204"]),
    "round: do through do": (
        flow("a: {do: outer, next: a}"),
        {"outer": flow("o: {do: inner, next: return}"), "inner": flow("i: {say: x, next: return}")},
        ["main:1 E204"],
    ),
    "no round: do asks": (flow("a: {do: other, next: a}"), {"other": flow("b: {menu: x, keys: {1: return}}")}, []),
    "no round: the inner do asks": (
        flow("a: {do: outer, next: a}"),
        {"outer": flow("o: {do: inner, next: return}"), "inner": flow("i: {menu: x, keys: {1: return}}")},
        [],
    ),
    "no round: the inner do asks, then returns by the way": (
        flow("a: {do: outer, next: a}"),
        {
            "outer": flow("o: {do: inner, next: x}", "x: return"),
            "inner": flow("i: {menu: x, keys: {1: return}}"),
        },
        [],
    ),
    "no round: a menu asks": (flow("a: {menu: x, keys: {1: b}}", "b: {say: y, next: a}"), {}, []),
    "no round: a voicemail waits": (flow("a: {voicemail: x, next: a, silent: hangup}"), {}, []),
    "no round: at_most leads out": (flow("a: {say: x, at_most: 3, next: a, give_up: hangup}"), {}, []),
    "round: at_most leads back": (
        flow("a: {say: x, at_most: 3, next: hangup, give_up: b}", "b: {say: y, next: a}"),
        {},
        ["main:1 E204"],
    ),
    "two rounds": (
        flow(
            "m: {menu: x, keys: {1: a, 2: c}}", "a: {say: x, next: b}", "b: {say: y, next: a}", "c: {say: z, next: c}"
        ),
        {},
        ["main:2 E204", "main:4 E204"],
    ),
    "two rounds and a way between": (
        flow(
            "a: {choose: [{when: caller.city, next: a}], otherwise: b}", "b: {say: x, next: c}", "c: {say: y, next: c}"
        ),
        {},
        ["main:1 E204", "main:3 E204"],
    ),
    "return without do": (flow("a: {say: x, next: return}"), {}, ["main:1 E207"]),
    "return inside do": (flow("a: {do: other, next: hangup}"), {"other": flow("b: {say: x, next: return}")}, []),
    "return in a flow that do leads on to": (
        flow("a: {do: other, next: hangup}"),
        {"other": flow("b: {say: x, next: third}"), "third": flow("c: {menu: y, keys: {1: return}}")},
        [],
    ),
    "return by a do's own next": (
        flow("a: {do: other, next: return}"),
        {"other": flow("b: {say: x, next: return}")},
        ["main:1 E207"],
    ),
    "a key begins a longer one": (flow("a: {menu: x, keys: {1: hangup, 12: hangup}}"), {}, ["main:1 W302"]),
    "a key begins a pattern": (flow("a: {menu: x, keys: {1: hangup, 1XX: hangup}}"), {}, ["main:1 W302"]),
    "a pattern begins a longer one": (flow("a: {menu: x, keys: {X: hangup, 123: hangup}}"), {}, ["main:1 W302"]),
    "star begins star star": (flow("a: {menu: x, keys: {'*': hangup, '**': hangup}}"), {}, ["main:1 W302"]),
    "keys of all lengths wait for the longest": (
        flow("a: {menu: x, keys: {1: hangup, 23: hangup, 4XX: hangup, '/5+/': hangup}}"),
        {},
        ["main:1 W302"],
    ),
    "a pattern of one key": (flow("a: {menu: x, keys: {1: hangup, '/[2-5]/': hangup, '/6|7/': hangup}}"), {}, []),
    "keys that are equally long": (flow("a: {menu: x, keys: {11: hangup, 2X: hangup, '/3\\d/': hangup}}"), {}, []),
    "a pattern covers another": (
        flow("a: {menu: x, keys: {'/[1-3]/': hangup, '/[12]/': hangup}}"),
        {},
        ["main:1 E304"],
    ),
    "the narrower pattern comes first": (flow("a: {menu: x, keys: {'/[12]/': hangup, '/[1-3]/': hangup}}"), {}, []),
    "written patterns overlap": (
        flow("a: {menu: x, keys: {'/1[0-4]|2[0-4]/': hangup, '/[12][3-9]/': hangup}}"),
        {},
        ["main:1 E301"],
    ),
    "patterns overlap": (flow("a: {menu: x, keys: {1X: hangup, X1: hangup}}"), {}, ["main:1 E301"]),
    "a plain key wins over a pattern": (flow("a: {menu: x, keys: {11: hangup, 1X: hangup}}"), {}, []),
    "offers what is not there": (flow("a: {menu: 'Press 1, or press 2.', keys: {1: hangup}}"), {}, ["main:1 W305"]),
    "offers the pound key": (flow("a: {menu: Press pound., keys: {1: hangup}}"), {}, ["main:1 W305"]),
    "offers the first key of an extension": (
        flow("a: {menu: Press 1 and the extension., keys: {1XX: hangup}}"),
        {},
        [],
    ),
    "offers a number, not a key": (flow("a: {menu: Press 10 for sales., keys: {10: hangup}}"), {}, []),
    "offers in words": (flow("a: {menu: 'For one, press the button.', keys: {1: hangup}}"), {}, []),
    "offers in the words of a recording": (
        flow("a: {menu: {by_phone: {audio: x.wav, text: Press 3.}, by_text: x}, keys: {1: hangup}}"),
        {},
        ["main:1 E402", "main:1 W305"],
    ),
}


@pytest.mark.parametrize("name", WAYS)
def test_ways(name: str) -> None:
    steps, others, expected = WAYS[name]
    assert told(problems_of(steps, **others)) == expected


def test_a_key_that_works_everywhere_may_be_offered() -> None:
    offered = "a: {menu: 'Press 1, or press 0.', keys: {1: hangup}}"
    assert told(problems_of(offered)) == ["main:1 W305"]
    assert told(problems_of(offered, f"{LINE}anywhere: {{0: hangup}}\n")) == []


def test_a_key_that_works_everywhere_may_begin_a_longer_one() -> None:
    steps = "a: {menu: x, keys: {01: hangup}}"
    assert told(problems_of(steps, f"{LINE}anywhere: {{0: hangup}}\n")) == ["main:1 W302"]
    used = "a: {menu: x, keys: {01: hangup, 0: hangup}}"
    assert told(problems_of(used, f"{LINE}anywhere: {{0: hangup}}\n")) == ["main:1 W302"]


def test_a_round_shows_the_shortest_way() -> None:
    steps = "a: {say: x, next: b}\nb: {choose: [{when: caller.city, next: a}], otherwise: c}\nc: {say: y, next: a}"
    (problem,) = problems_of(steps)
    assert "`main/a` → `main/b` → `main/a`" in problem.text


def test_a_long_round_is_shortened() -> None:
    steps = "".join(f"s{n}: {{say: x, next: s{(n + 1) % 30}}}\n" for n in range(30))
    (problem,) = problems_of(steps)
    assert "`main/s0` → `main/s1` → `main/s2` → `main/s3` → … → `main/s0`" in problem.text


def test_groups_of_steps_come_after_what_they_lead_to() -> None:
    a, b, c, d = (ToStep("f", name) for name in "abcd")
    found = [frozenset(group) for group in components({a: [b], b: [a, c], c: [d], d: []})]
    assert found == [{d}, {c}, {a, b}]


def test_a_file_that_cannot_be_had_is_no_reason_to_complain_of_others() -> None:
    files = {
        "line.yaml": f"{LINE}anywhere: {{0: operator/ring}}\n",
        "main.yaml": flow(
            "a: {menu: '{{ saved_there }}', keys: {1: operator, 2: operator/cards}}", "b: {say: x, next: return}"
        ),
    }
    assert told(examine(files, Known()).problems) != []
    assert examine(files, Known(), unreadable=["operator.yaml"]).problems == ()


def test_a_line_that_cannot_be_had_is_not_told_to_be_missing() -> None:
    steps = (
        "a: {menu: {en: x, es: y}, keys: {1: b}}\nb: {dial: support, otherwise: b2}\nb2: {language: es, next: hangup}"
    )
    assert examine({"main.yaml": steps}, Known(), unreadable=["line.yaml"]).problems == ()
