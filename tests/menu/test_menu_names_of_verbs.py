"""What each verb saves, and on which of its ways: a name that may be missing is told where it would be heard."""

from typing import Final

import pytest
from menu_samples import LINE, problems_of, told

WHOLE: Final = f"""\
{LINE}contacts: {{desk: {{dial: "+14155550111", text: "+14155550112"}}}}
queues: {{sales: {{agents: desk}}}}
services: {{bank: {{url: "https://api.acme.example"}}}}
"""
TELL: Final = "tell: {say: 'I have {{ v }}.', next: hangup}\n"
ASKED: Final = "a: {ask: Number?, save: v, next: b, silent: b}\n"

# steps: what is told of them
CASES: Final = {
    "a: {fetch: bank/x, save: v, next: tell, failed: hangup}\n" + TELL: [],
    "a: {fetch: bank/x, save: v, next: hangup, missing: tell, failed: hangup}\n" + TELL: ["main:2 E405"],
    "a: {fetch: bank/x, save: v, next: hangup, refused: tell, failed: hangup}\n" + TELL: ["main:2 E405"],
    "a: {fetch: bank/x, save: v, next: tell, failed: tell}\n" + TELL: ["main:2 E405"],
    "a: {run: find, save: v, next: tell, failed: hangup}\n" + TELL: [],
    "a: {run: find, save: v, next: hangup, failed: tell}\n" + TELL: ["main:2 E405"],
    "a: {pay: '1', save: v, paid: tell, failed: hangup}\n" + TELL: [],
    "a: {pay: '1', save: v, paid: hangup, failed: tell}\n" + TELL: ["main:2 E405"],
    "a: {voicemail: x, save: v, next: tell, silent: hangup}\ntell: {say: [{recording: v}], next: hangup}\n": [],
    "a: {voicemail: x, save: v, next: tell}\ntell: {say: [{recording: v}], next: hangup}\n": ["main:2 E405"],
    "a: {callback: x, into: sales, next: tell}\ntell: {say: '{{ callback_number }}', next: hangup}\n": [],
    "a: {callback: x, into: sales, next: hangup, silent: tell}\ntell: {say: '{{ callback_number }}', next: hangup}\n": [
        "main:2 E405"
    ],
    "f: {fetch: bank/x, save: films, next: a, failed: hangup}\n"
    "a: {menu: x, from: films, each: '{{ item }} {{ key }}', save: v, empty: hangup, next: tell}\n" + TELL: [],
    "f: {fetch: bank/x, save: films, next: a, failed: hangup}\n"
    "a: {menu: x, from: films, each: '{{ item }} {{ key }}', save: v, empty: tell, next: hangup}\n" + TELL: [
        "main:3 E405"
    ],
    "a: {menu: x, from: films, each: '{{ item }}', save: v, empty: hangup, next: hangup}\n": ["main:1 E404"],
    "a: {queue: sales, announce: '{{ queue.position }} {{ v }}', otherwise: hangup}\n": ["main:1 E404"],
    "a: {queue: sales, with: {x: '{{ v }}'}, otherwise: hangup}\n": ["main:1 E404"],
    "a: {say: '{{ queue.position }}', next: hangup}\n": ["main:1 E404"],
    "a: {conference: '{{ v }}', next: hangup}\n": ["main:1 E404"],
    "a: {stream: 'wss://x.example', with: {x: '{{ v }}'}, next: hangup, failed: hangup}\n": ["main:1 E404"],
    "a: {text: Hello., media: 'https://x.example/{{ v }}', next: hangup}\n": ["main:1 E404"],
    "a: {fetch: bank/x, body: {x: ['{{ v }}']}, next: hangup, failed: hangup}\n": ["main:1 E404"],
    ASKED + "b: {fetch: 'bank/{{ v }}', next: hangup, failed: hangup}\n": ["main:2 E405"],
    ASKED + "b: {fetch: bank/x, query: {v: '{{ v }}'}, next: hangup, failed: hangup}\n": [],
    ASKED + "b: {pay: '{{ v }}', paid: hangup, failed: hangup}\n": ["main:2 E405"],
    ASKED + "b: {dial: [desk, '{{ v }}'], otherwise: hangup}\n": ["main:2 E405"],
    ASKED + "b: {conference: 'room {{ v }}', next: hangup}\n": ["main:2 E405"],
    ASKED + "b: {choose: [{when: v, next: tell}], otherwise: hangup}\n" + TELL: [],
    ASKED + "b: {choose: [{when: not v, next: hangup}], otherwise: tell}\n" + TELL: [],
    ASKED + "b: {choose: [{when: call.turns > 3, next: tell}], otherwise: hangup}\n" + TELL: ["main:3 E405"],
    ASKED + "b: {queue: sales, otherwise: tell}\n" + TELL: ["main:3 E405"],
    ASKED + "b: {stream: 'wss://x.example', next: tell, failed: hangup}\n" + TELL: ["main:3 E405"],
}


@pytest.mark.parametrize("steps", CASES)
def test_a_name_is_there_where_it_is_heard(steps: str) -> None:
    assert [each for each in told(problems_of(steps, WHOLE)) if each.endswith(("E404", "E405"))] == CASES[steps]


def test_names_of_a_call_that_has_ended() -> None:
    line = f"{WHOLE}hung_up: after\n"
    ended = "n: {text: 'Number {{ v }}.', to: desk, next: hangup}\n"
    found = told(problems_of("a: {ask: Number?, save: v, next: hangup}\n", line, after=ended))
    assert [each for each in found if each.endswith("E405")] == ["after:1 E405"]


def test_names_that_one_number_of_the_line_sets() -> None:
    line = f'{WHOLE}numbers: {{"+14155550100": {{calls: other, set: {{v: Oakland}}}}}}\n'
    assert "E405" not in str(told(problems_of("a: {hangup: Bye.}\n", line, other=TELL)))
    line = f'{WHOLE}numbers: {{"+14155550100": {{set: {{v: Oakland}}}}}}\n'
    assert "main:1 E405" in told(problems_of(TELL, line))
