"""Call scripts: what is read, and that every mistake is told with its place."""

from datetime import datetime

import pytest

from ivr.menu.script import BadScriptError, load_scripts
from ivr.menu.script_model import (
    AgentDoes,
    CalleeDoes,
    CallsBack,
    Connects,
    Dials,
    Ends,
    Fake,
    FakeOutcome,
    FakeSystem,
    Gets,
    HangsUp,
    Hears,
    Joins,
    JsonValue,
    LeavesMessage,
    Pays,
    Presses,
    QueueDoes,
    QueueLooks,
    Says,
    Script,
    Silence,
    Texts,
    ThereEnds,
    Waits,
)
from ivr.values import Seconds

FILE = "menus/tests/closed.yaml"

THE_MANUAL = """\
- call: a caller on Christmas Eve is sent to voicemail
  at: 2026-12-24 17:05 America/New_York
  from: "+14155551234"
  script:
    - hears: Thank you for calling Acme Bank
    - hears: We are open Monday to Friday
    - leaves a message: 8s
    - ends: hangup
- call: silence twice, then a wrong key, ends with a person
  at: 2026-11-23 10:00
  script: [{hears: For balances}, silence, {hears: didn't hear}, silence, {presses: 7},
           {dials: "+14155550111"}, {callee: no_answer}]
- text: a balance by text message
  at: 2026-11-23 10:00
  services: {bank/accounts: {balance: 12.5}}
  script: [{texts: hi}, {gets: For balances}, {texts: balance}, {gets: eight digit},
           {texts: "12345678"}, {gets: $12.50}]
"""


def steps_of(script: Script) -> list[tuple[object, ...]]:
    return [
        (type(step), *(getattr(step, name) for name in type(step).__slots__ if name != "place"))
        for step in script.steps
    ]


def test_the_scripts_of_the_manual() -> None:
    closed, twice, texted = load_scripts(THE_MANUAL, FILE)
    assert (closed.name, closed.channel, closed.from_number, closed.to_number) == (
        "a caller on Christmas Eve is sent to voicemail",
        "call",
        "+14155551234",
        None,
    )
    assert closed.at is not None
    assert (closed.at.text, closed.at.local, closed.at.zone) == (
        "2026-12-24 17:05 America/New_York",
        datetime(2026, 12, 24, 17, 5),  # noqa: DTZ001 - a script names wall time, its zone stands beside it
        "America/New_York",
    )
    assert steps_of(closed) == [
        (Hears, "Thank you for calling Acme Bank"),
        (Hears, "We are open Monday to Friday"),
        (LeavesMessage, Seconds(8)),
        (Ends, "hangup"),
    ]
    assert [str(step.place) for step in closed.steps][:2] == [f"{FILE}:5:7", f"{FILE}:6:7"]
    assert twice.at is not None
    assert twice.at.zone is None
    assert steps_of(twice) == [
        (Hears, "For balances"),
        (Silence,),
        (Hears, "didn't hear"),
        (Silence,),
        (Presses, "7"),
        (Dials, "+14155550111"),
        (CalleeDoes, "no_answer", "1"),
    ]
    assert texted.channel == "text"
    assert texted.services == {"bank/accounts": FakeSystem((Fake("answers", {"balance": 12.5}),))}
    assert steps_of(texted)[-1] == (Gets, "$12.50")
    assert steps_of(texted)[0] == (Texts, "hi")


@pytest.mark.parametrize(
    ("line", "step"),
    [
        ("presses: 1 2 3", (Presses, "123")),
        ('presses: "#"', (Presses, "#")),
        ("presses: 007", (Presses, "007")),
        ("says: my balance, please", (Says, "my balance, please")),
        ("hangs up", (HangsUp,)),
        ("hangs_up", (HangsUp,)),
        ("waits", (Waits, None, None)),
        ("waits: cards", (Waits, "cards", None)),
        ("waits: 90s", (Waits, None, Seconds(90))),
        ("agent: answers", (AgentDoes, "answers")),
        ("queue: full", (QueueDoes, "full")),
        ("queue: fails", (QueueDoes, "fails")),
        ("joins: team 7", (Joins, "team 7")),
        ("conference: ends", (ThereEnds, "conference", "ends")),
        ("connects: wss://agent.example/line", (Connects, "wss://agent.example/line")),
        ("stream: fails", (ThereEnds, "stream", "fails")),
        ("pays", (Pays, None, False)),
        ("pays: 12.50 EUR", (Pays, "12.50 EUR", False)),
        ("pays: fails", (Pays, None, True)),
        ("is called back: +14155551234", (CallsBack, "+14155551234")),
        ("gets: Order 12", (Gets, "Order 12")),
        ("leaves_a_message: 1m", (LeavesMessage, Seconds(60))),
        ("callee: no answer", (CalleeDoes, "no_answer", "1")),
        ("callee: no-answer", (CalleeDoes, "no_answer", "1")),
        ("callee: accepts", (CalleeDoes, "accepts", "1")),
        ("callee: accepts 5", (CalleeDoes, "accepts", "5")),
        ("ends", (Ends, None)),
        ("ends: rejected", (Ends, "rejected")),
        ("hears: no", (Hears, "no")),
        ("hears: 12:30", (Hears, "12:30")),
        ("dials: sip:desk@acme.example", (Dials, "sip:desk@acme.example")),
    ],
)
def test_every_kind_of_line(line: str, step: tuple[object, ...]) -> None:
    (script,) = load_scripts(f"- call: x\n  script:\n    - {line}\n", FILE)
    assert steps_of(script) == [step]


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("12.5", 12.5),
        ("7", 7),
        ("true", True),
        ("null", None),
        ('"12.5"', "12.5"),
        ('"fails"', "fails"),
        ("{a: [1, two]}", {"a": [1, "two"]}),
        ("007", "007"),
        ("NaN", "NaN"),
        ("1e999", "1e999"),
    ],
)
def test_the_answers_of_services(written: str, value: JsonValue) -> None:
    (script,) = load_scripts(f"- call: x\n  services: {{bank: {written}}}\n  script: [silence]\n", FILE)
    assert script.services == {"bank": FakeSystem((Fake("answers", value),))}


@pytest.mark.parametrize("outcome", ["missing", "refused", "fails"])
def test_services_that_do_not_answer(outcome: FakeOutcome) -> None:
    (script,) = load_scripts(f"- call: x\n  services: {{bank: {outcome}}}\n  script: [silence]\n", FILE)
    assert script.services == {"bank": FakeSystem((Fake(outcome),))}


def test_a_list_is_answers_in_turn() -> None:
    text = "- call: x\n  services: {bank/x: [1, fails, [2], {a: 3}]}\n  functions: {f: missing, g: [fails]}\n"
    (script,) = load_scripts(f"{text}  script: [silence]\n", FILE)
    in_turn = (Fake("answers", 1), Fake("fails"), Fake("answers", [2]), Fake("answers", {"a": 3}))
    assert script.services == {"bank/x": FakeSystem(in_turn, in_turn=True)}
    assert script.functions == {
        "f": FakeSystem((Fake("answers", "missing"),)),
        "g": FakeSystem((Fake("fails"),), in_turn=True),
    }


def test_how_queues_stand() -> None:
    (script,) = load_scripts("- call: x\n  queues: {cards: {waiting: 3, minutes: 9}}\n  script: [silence]\n", FILE)
    assert script.queues == {"cards": QueueLooks(3, 0, 9)}


BAD = [
    ("", "1:1 E107", "A script file is a list"),
    ("call: x", "1:1 E107", "begin with `- call: what happens`"),
    ("- hello", "1:3 E107", "A script is a mapping"),
    ("- script: [silence]", "1:3 E109", "either `call:` or `text:`"),
    ("- {call: x, text: y, script: [silence]}", "1:3 E109", "either"),
    ("- call: x", "1:3 E109", "`script` takes a list"),
    ("- {call: x, script: []}", "1:21 E109", "`script` takes a list"),
    ("- {call: x, scrip: [], script: [silence]}", "1:13 E104", "Did you mean `script`?"),
    ("- {call: x, at: tomorrow, script: [silence]}", "1:17 E108", "a date and a time"),
    ("- {call: x, at: 2026-13-24 10:00, script: [silence]}", "1:17 E108", "a date and a time"),
    ("- {call: x, at: 2026-12-24 25:00, script: [silence]}", "1:17 E108", "a date and a time"),
    ("- {call: x, at: 1500-12-24 10:00, script: [silence]}", "1:17 E108", "1971 to 2999"),
    ("- {call: x, at: [2026-12-24], script: [silence]}", "1:17 E108", "A date is missing"),
    ("- cal: two", "1:3 E104", "`cal` is not known here. Did you mean `call`?"),
    ("- cal: two\n  script: [silence]", "1:3 E104", "Did you mean `call`?"),
    ("- txt: two\n  script: [silence]", "1:3 E104", "Did you mean `text`?"),
    ("- {call: x, at: 2026-12-24 10:00 localtime, script: [silence]}", "1:17 E501", "`localtime` is no time zone"),
    ("- {call: x, at: 2026-12-24 10:00 New_York, script: [silence]}", "1:17 E501", "`New_York` is no time zone"),
    ("- {call: x, at: 2026-12-24 10:00 ../etc/passwd, script: [silence]}", "1:17 E501", "no time zone"),
    ("- {call: x, from: 4155551234, script: [silence]}", "1:19 E108", "write +, the country and the number"),
    ('- {call: x, to: "+1 (415) 555-1234", script: [silence]}', "1:17 E108", "is no whole number"),
    ("- {call: x, services: [a], script: [silence]}", "1:23 E107", "`services` takes a mapping"),
    ("- {call: x, services: {bank: []}, script: [silence]}", "1:30 E109", "at least one"),
    ("- {call: x, functions: a, script: [silence]}", "1:24 E107", "`functions` takes a mapping"),
    ("- {call: x, queues: a, script: [silence]}", "1:21 E107", "`queues` takes a mapping"),
    ("- {call: x, queues: {a: 1}, script: [silence]}", "1:25 E107", "{waiting: 3"),
    ("- {call: x, queues: {a: {wating: 1}}, script: [silence]}", "1:26 E104", "Did you mean `waiting`?"),
    ("- {call: x, queues: {a: {free: one}}, script: [silence]}", "1:32 E108", "takes a number"),
    ("- {call: x, script: [{agent: busy}]}", "1:23 E108", "Known here: `answers`"),
    ("- {call: x, script: [{queue: ful}]}", "1:23 E108", "Did you mean `full`?"),
    ("- {call: x, script: [{stream: end}]}", "1:23 E108", "Did you mean `ends`?"),
    ("- {call: x, script: [{conference: over}]}", "1:23 E108", "Known here: `ends`, `fails`"),
    ("- {call: x, script: [{waits: 90}]}", "1:23 E108", "neither a queue nor a time like 90s"),
    ("- {call: x, script: [{waits: 2d}]}", "1:23 E108", "a day at most"),
    ("- {call: x, script: [{waits: 9999999h}]}", "1:23 E108", "Nobody waits in a queue for 9999999h"),
    ("- {call: x, script: [{leaves a message: 9999999h}]}", "1:23 E108", "Nobody speaks for 9999999h"),
    ("- {call: x, script: [{payment: 5}]}", "1:23 E104", "Did you mean `pays`?"),
    ("- {call: x, script: [{joins: }]}", "1:23 E109", "`joins` has no value"),
    ("- {call: x, script: [silense]}", "1:22 E104", "Did you mean `silence`?"),
    ("- {call: x, script: [{press: 1}]}", "1:23 E104", "Did you mean `presses`?"),
    ("- {call: x, script: [timeout]}", "1:22 E104", "Did you mean `silence`?"),
    ("- {call: x, script: [{dtmf: 1}]}", "1:23 E104", "Did you mean `presses`?"),
    ("- {call: x, script: [{presses: seven}]}", "1:23 E108", "cannot be pressed"),
    ("- call: x\n  script:\n    - presses: #", "3:7 E109", 'a # or * needs quotes: "#"'),
    ("- {call: x, script: [hears]}", "1:22 E109", "`hears` has no value"),
    ("- {call: x, script: [{silence: 3s}]}", "1:23 E107", "stands alone"),
    ("- {call: x, script: [{callee: sleeps}]}", "1:23 E108", "Known here: `answers`"),
    ("- {call: x, script: [{callee: anwers}]}", "1:23 E108", "Did you mean `answers`?"),
    ("- {call: x, script: [{leaves a message: 8}]}", "1:23 E108", "like 8s"),
    ("- {call: x, script: [{ends: hangupp}]}", "1:23 E108", "Did you mean `hangup`?"),
    ("- {call: x, script: [{hears: [a]}]}", "1:30 E107", "takes one text"),
    ("- {call: x, script: [{hears: a, presses: 1}]}", "1:22 E107", "one thing"),
    ("- {call: [x], script: [silence]}", "1:10 E107", "`call` takes one text"),
]


@pytest.mark.parametrize(("text", "place", "said"), BAD, ids=[text[:60] for text, _, _ in BAD])
def test_a_mistake_is_told_with_its_place(text: str, place: str, said: str) -> None:
    with pytest.raises(BadScriptError) as told:
        load_scripts(text, FILE)
    assert str(told.value).startswith(f"{FILE}:{place} ")
    assert said in str(told.value)
    assert len(told.value.problems) == 1


def test_a_word_that_means_something_else_does_not_hide_that_the_head_is_missing() -> None:
    with pytest.raises(BadScriptError) as told:
        load_scripts("- scrip: [silence]", FILE)
    assert [problem.code for problem in told.value.problems] == ["E104", "E109"]


def test_all_mistakes_are_told_at_once_in_order() -> None:
    text = "- call: x\n  at: never\n  script:\n    - presses: x\n    - silense\n- text: y\n  script: [{callee: z}]\n"
    with pytest.raises(BadScriptError) as told:
        load_scripts(text, FILE)
    assert [problem.place.line for problem in told.value.problems] == [2, 4, 5, 7]


@pytest.mark.parametrize(
    "text", ["- call: [", "- &a call: *a", "- call: x\n  script: [{presses: *}]", "\x00", "- !!python/object:x y"]
)
def test_what_is_not_plain_yaml_is_told_not_raised(text: str) -> None:
    with pytest.raises(BadScriptError, match=FILE):
        load_scripts(text, FILE)
