"""Callers who press anything: every webhook is answered 200 with a faultless document, and every call ends."""

import re
from html import unescape
from random import Random

import pytest
from how_much import so_many
from line import CLOSED, EXCEPTION, HOLIDAY, OPEN, Line, dispositions, turns_of
from random_caller import live_a_call

from ivr.dialog.state import Disposition
from ivr.phone.documents import read_document

CALLERS, CHUNKS = so_many(60, 200), 4
GARBAGE = (
    {"Digits": "hangup"},
    {"Digits": "\N{ARABIC-INDIC DIGIT ONE}\N{PILE OF POO}"},
    {"Digits": "1" * 5000},
    {"SpeechResult": "one\x07 ]]> <Hangup/>", "Confidence": "nan"},
    {"DialCallStatus": "exploded", "DialCallDuration": "-1"},
    {"RecordingUrl": "javascript:alert(1)", "RecordingDuration": "1e9"},
    {"RecordingUrl": "https://api.twilio.com/x", "RecordingDuration": "0", "Digits": "hangup"},
    {"CallStatus": "completed"},
    {"From": "", "To": "nobody", "FromCountry": "\N{CYRILLIC SMALL LETTER A}" * 300},
)


@pytest.mark.parametrize("chunk", range(CHUNKS))
def test_every_call_is_led_to_its_end(line: Line, chunk: int) -> None:
    seeds = range(chunk, CALLERS, CHUNKS)
    for seed in seeds:
        random = Random(f"caller {seed}")
        at = random.choice((OPEN, OPEN, OPEN, CLOSED, HOLIDAY, EXCEPTION))
        live_a_call(random, line.phone(at, call_sid=f"CA{seed:032x}"))
    facts = line.facts()
    assert len(dispositions(facts)) == len(seeds)
    assert set(dispositions(facts)) <= {each.value for each in Disposition}
    for call_sid, turns in turns_of(facts).items():
        assert set(turns.values()) == {1}, call_sid
        assert set(turns) == set(range(max(turns) + 1)), call_sid


def test_garbage_in_an_authentic_form_is_answered_like_a_caller_who_is_not_understood(line: Line) -> None:
    for seed in range(40):
        random = Random(f"garbage {seed}")
        call_sid = f"CA{seed:032x}"
        target = "/voice"
        for _ in range(30):
            pressed = {"Digits": random.choice("1239")}
            form = {"CallSid": call_sid, "RingtreeAt": OPEN, **random.choice((*GARBAGE, pressed))}
            answer = line.post(target, form)
            assert answer.status == 200
            read_document(answer.body, answer.headers["content-type"])
            found = re.search(r' action="([^"]+)"', answer.body.decode())
            if found is None:
                break
            target = unescape(found[1])
        assert line.status(call_sid, "completed").status == 204
    assert len(dispositions(line.facts())) == 40


def test_a_caller_who_never_answers_is_not_asked_for_ever(line: Line) -> None:
    call_sid = "CA" + "9" * 32
    target, turns = "/voice", 0
    while turns < 400:
        answer = line.post(target, {"CallSid": call_sid, "RingtreeAt": OPEN, "Digits": "3"})
        turns += 1
        found = re.search(r' action="([^"]+)"', answer.body.decode())
        if found is None:
            break
        target = unescape(found[1])
    assert turns < 200, "limits.turns is 150"
