"""What is proved, what is not, and how it is told: small lines, one round each."""

from typing import Final

import pytest
from menu_samples import LINE, examined, flow

from ivr.menu.proving.prove import Proof

CONTACTS: Final = (
    f'{LINE}contacts: {{desk: {{dial: "+14155550111"}}}}\nservices: {{bank: {{url: "https://bank.example"}}}}\n'
)


def proved(*steps: str, line: str = CONTACTS, **others: str) -> Proof:
    """Return the proof of a line that has no other error."""
    found = examined(flow(*steps), line, **others)
    assert [str(problem) for problem in found.problems if problem.code != "E205" and problem.is_error] == []
    assert found.proof is not None
    return found.proof


# What a caller can be kept in for ever, and what cannot keep anybody: both by the smallest line there is.
ENDLESS: Final = {
    "silence that is no try": ("a: {menu: Press 1., keys: {1: b}, silent: repeat}", "b: {hangup: Bye.}"),
    "a wrong answer that is no try": ("a: {menu: Press 1., keys: {1: b}, otherwise: slower}", "b: {hangup: Bye.}"),
    "silence that leads back through a prompt": (
        "a: {menu: Press 1., keys: {1: b}, silent: c}",
        "b: {hangup: Bye.}",
        "c: {say: Still there?, next: a}",
    ),
    "giving up that leads back": ("a: {menu: Press 1., keys: {1: b}, give_up: a}", "b: {hangup: Bye.}"),
    "an answer that nobody takes": (
        "a: {ask: Number?, save: n, length: 4, next: b}",
        'b: {fetch: "bank/{{ n }}", next: hangup, failed: hangup, missing: a}',
    ),
    "people who never answer": ("a: {dial: desk, otherwise: b}", "b: {dial: desk, otherwise: a}"),
    "a mailbox that wants words": ("a: {voicemail: Speak., silent: a, next: hangup}",),
    "a payment that fails": ("a: {pay: '9.99', paid: hangup, failed: a}",),
    "a stream that fails": ('a: {stream: "wss://agent.example", next: hangup, failed: a}',),
    "another application that cannot be reached": ("a: {redirect: https://other.example, failed: a}",),
    "a system that is asked again and again": (
        "a: {menu: Press 1., keys: {1: b}, at_most: 5}",
        "b: {fetch: bank/x, next: hangup, failed: c}",
        "c: {dial: desk, otherwise: b}",
    ),
    "a counter that begins anew each time round": (
        "z: {set: {n: '{{ 0 }}'}, next: a}",
        "a: {menu: Press 1., keys: {1: c}, silent: b}",
        "b: {set: {n: '{{ n | plus: 1 }}'}, next: d}",
        "d: {choose: [{when: n > 3, next: c}], otherwise: z}",
        "c: {hangup: Bye.}",
    ),
    "a way back that is taken for the caller": (
        "a: {ask: Number?, save: n, length: 4, next: b}",
        "b: {menu: Press 1., keys: {1: c}, silent: back}",
        "c: {hangup: Bye.}",
    ),
    "a flow that is gone through for ever": ("a: {do: sub, next: a}",),
}
ENDING: Final = {
    "rounds by choice": (
        "a: {menu: 'Press 1, 2 or 3.', keys: {1: b, 2: repeat, 3: a}}",
        "b: {say: Hello., next: a}",
    ),
    "a yes that leads round": (
        "a: {ask: Again?, save: more, as: yes_no, next: b}",
        "b: {choose: [{when: more, next: a}], otherwise: hangup}",
    ),
    "a counted question": (
        "a: {ask: Number?, save: n, length: 4, at_most: 3, next: b}",
        'b: {fetch: "bank/{{ n }}", next: hangup, failed: hangup, missing: a}',
    ),
    "a counter of one's own": (
        "a: {menu: Press 1., keys: {1: c}, silent: b}",
        "b: {set: {n: '{{ n | plus: 1 }}'}, next: d}",
        "d: {choose: [{when: n > 3, next: c}], otherwise: a}",
        "c: {hangup: Bye.}",
    ),
    "a mark that was set": (
        "a: {dial: desk, otherwise: b}",
        "b: {choose: [{when: tried, next: c}], otherwise: d}",
        "d: {set: {tried: 'yes'}, next: a}",
        "c: {hangup: Bye.}",
    ),
    "an answer that is there once it was given": (
        "a: {ask: Number?, save: n, length: 4, confirm: Right?, next: b}",
        "b: {choose: [{when: n, next: hangup}], otherwise: a}",
    ),
    "an answer that is kept under another name": (
        "a: {ask: Number?, save: n, length: 4, next: c}",
        "c: {set: {m: '{{ n }}'}, next: b}",
        "b: {choose: [{when: m, next: hangup}], otherwise: a}",
    ),
    "people who have answered": ("a: {dial: desk, answered: a, otherwise: hangup}",),
    "a way back by choice": (
        "a: {ask: Number?, save: n, length: 4, next: b}",
        "b: {menu: Press 1., keys: {1: c, 2: back}}",
        "c: {hangup: Bye.}",
    ),
    "a flow that is gone through twice": (
        "a: {do: sub, next: b}",
        "b: {do: sub, next: hangup}",
    ),
}
SUB: Final = {"sub": "t: {ask: Well?, save: t, length: 4, next: return}\n"}


def _others(steps: tuple[str, ...]) -> dict[str, str]:
    return SUB if any("do: sub" in step for step in steps) else {}


@pytest.mark.parametrize("name", ENDLESS)
def test_a_call_can_be_kept_for_ever_by(name: str) -> None:
    steps = ENDLESS[name]
    proof = proved(*steps, **_others(steps))
    assert not proof.holds
    assert proof.stuck[0].round


@pytest.mark.parametrize("name", ENDING)
def test_nobody_is_kept_by(name: str) -> None:
    steps = ENDING[name]
    assert proved(*steps, **_others(steps)).holds


# name: (steps, the most turns)
TURNS: Final = {
    "a goodbye": (("a: {hangup: Bye.}",), 0),
    "a person": (("a: {dial: desk, otherwise: hangup}",), 1),
    "a menu of three tries": (("a: {menu: Press 1., keys: {1: b}}", "b: {hangup: Bye.}"), 3),
    "two menus of two tries, by silence": (
        (
            "a: {menu: Press 1., keys: {1: b}, tries: 2, give_up: c}",
            "b: {hangup: Bye.}",
            "c: {menu: Press 1., keys: {1: b}, tries: 2}",
        ),
        4,
    ),
    # A silence, an answer; the finishing key, pressed late; a silence, an answer.
    "a question asked twice": (
        (
            "a: {ask: Number?, save: n, length: 4, at_most: 2, tries: 2, next: b}",
            'b: {fetch: "bank/x", next: hangup, failed: hangup, missing: a}',
        ),
        5,
    ),
    "a dial tried three times": (("a: {dial: desk, at_most: 3, otherwise: a}",), 3),
    "a counter of three": (
        (
            "a: {dial: desk, otherwise: b}",
            "b: {set: {n: '{{ n | plus: 1 }}'}, next: d}",
            "d: {choose: [{when: n >= 3, next: c}], otherwise: a}",
            "c: {hangup: Bye.}",
        ),
        3,
    ),
}


@pytest.mark.parametrize("name", TURNS)
def test_the_most_turns_of(name: str) -> None:
    steps, turns = TURNS[name]
    proof = proved(*steps)
    assert (proof.holds, proof.turns, proof.is_rough) == (True, turns, False)
    taken = sum(stage.edge.turns for stage in proof.longest)
    assert taken == turns


def test_a_round_that_no_call_comes_to_is_none() -> None:
    # Past its `at_most`, `b` would lead round; but it is come to once only.
    proof = proved(
        "a: {menu: Press 1., keys: {1: c}, give_up: b}",
        "b: {say: Sorry., at_most: 1, give_up: d, next: c}",
        "d: {dial: desk, otherwise: b}",
        "c: {hangup: Bye.}",
        line=CONTACTS,
    )
    assert proof.holds


def test_a_counter_kept_for_the_caller_may_be_anything_at_first() -> None:
    steps = (
        "a: {menu: Press 1., keys: {1: c}, silent: b}",
        "b: {choose: [{when: known, next: a}], otherwise: d}",
        "d: {set: {known: 'yes'}, keep: 90d, next: c}",
        "c: {hangup: Bye.}",
    )
    assert not proved(*steps).holds
    assert proved(*(step.replace(", keep: 90d", "") for step in steps)).holds


def test_the_shortest_way_is_told_with_its_keys() -> None:
    found = examined(
        flow(
            "a: {menu: 'Press 1 or 2.', keys: {1: b, 2: c}}",
            "b: {hangup: Bye.}",
            "c: {menu: Press 1., keys: {1: b}, silent: repeat}",
        )
    )
    (problem,) = found.problems
    assert str(problem.place) == "main.yaml:3:1"
    assert "It goes `main/a` (press 2) → `main/c`, and then round and round: `main/c` (silence)." in problem.text
    (script,) = found.stuck
    assert '- presses: "2"\n' in script
    assert found.menus is None


def test_a_line_with_another_error_is_not_proved() -> None:
    found = examined("a: {menu: Press 1., keys: {1: nowhere}, silent: repeat}")
    assert found.proof is None
    assert "E205" not in {problem.code for problem in found.problems}
