"""Where calls are answered and where text conversations come: what may be refused, and what takes a voice."""

from typing import Final

import pytest
from menu_samples import LINE

from ivr.menu.checking.check import Known, examine

TEXTS: Final = f"{LINE}texts: main\n"
SERVICE: Final = 'services: {bank: {url: "https://api.acme.example"}}\n'


def codes(
    steps: str, line: str = LINE, among: tuple[str, ...] = ("E210", "E211", "E309", "E412"), **flows: str
) -> list[str]:
    files = {"line.yaml": line, "main.yaml": steps, **{f"{name}.yaml": text for name, text in flows.items()}}
    known = Known(frozenset({"x.wav"}))
    return [problem.code for problem in examine(files, known).problems if problem.code in among]


REFUSE: Final = "r: {reject: busy}\n"
REJECTS: Final = {
    "at once": (REFUSE, []),
    "after a branch": (f"a: {{choose: [{{when: call.turns > 3, next: hangup}}], otherwise: r}}\n{REFUSE}", []),
    "after words": (f"a: {{say: Hi., next: r}}\n{REFUSE}", ["E211"]),
    "after a question": (f"a: {{menu: 'For x, press 1.', keys: {{1: r}}}}\n{REFUSE}", ["E211"]),
    "after a question's patience": (f"a: {{ask: Well?, save: x, next: hangup, give_up: r}}\n{REFUSE}", ["E211"]),
    "after ringing in vain": (f"a: {{dial: '+14155550111', answered: hangup, otherwise: r}}\n{REFUSE}", []),
    "after a talk": (f"a: {{dial: '+14155550111', answered: r, otherwise: hangup}}\n{REFUSE}", ["E211"]),
    "after a service": (f"a: {{fetch: bank/x, next: r, failed: r}}\n{REFUSE}", []),
    "after a text": (f"a: {{text: Hi., next: r}}\n{REFUSE}", []),
    "after a message": (f"a: {{voicemail: Hi., next: r}}\n{REFUSE}", ["E211"]),
    "far behind words": (f"a: {{say: Hi., next: b}}\nb: {{set: {{x: y}}, next: r}}\n{REFUSE}", ["E211"]),
    "on one of two ways": (
        f"a: {{choose: [{{when: call.turns > 3, next: b}}], otherwise: r}}\nb: {{say: Hi., next: r}}\n{REFUSE}",
        ["E211"],
    ),
}


@pytest.mark.parametrize("name", REJECTS)
def test_a_call_is_refused_before_it_is_answered(name: str) -> None:
    steps, expected = REJECTS[name]
    assert codes(steps, LINE + SERVICE) == expected


@pytest.mark.parametrize(
    ("flow", "expected"),
    [
        ("x: {say: Hi., next: return}\n", ["E211"]),
        ("x: {set: {y: z}, next: return}\n", []),
        ("x: {say: Hi., next: hangup}\n", []),
        ("x: {choose: [{when: call.turns > 3, next: y}], otherwise: return}\ny: {say: Hi., next: hangup}\n", []),
        ("x: {choose: [{when: call.turns > 3, next: y}], otherwise: return}\ny: {say: Hi., next: return}\n", ["E211"]),
    ],
)
def test_what_a_flow_said_before_it_returned(flow: str, expected: list[str]) -> None:
    assert codes(f"a: {{do: other, next: r}}\n{REFUSE}", other=flow) == expected


VOICE: Final = "ring: {dial: '+14155550111', otherwise: hangup}\n"
CONVERSATIONS: Final = {
    "no texts at all": (VOICE, LINE, []),
    "the start": (VOICE, TEXTS, ["E210"]),
    "behind a key": (f"a: {{menu: 'For x, press 1.', keys: {{1: ring}}}}\n{VOICE}", TEXTS, ["E210"]),
    "led elsewhere": ("ring: {dial: '+14155550111', otherwise: hangup, by_text: hangup}\n", TEXTS, []),
    "led elsewhere before": (
        f"a: {{menu: 'For x, press 1.', keys: {{1: ring}}, by_text: hangup}}\n{VOICE}",
        TEXTS,
        [],
    ),
    "led there": (f"a: {{conference: x, next: hangup, by_text: ring}}\n{VOICE}", TEXTS, ["E210"]),
    "what follows a voice": (f"a: {{queue: q, otherwise: ring}}\n{VOICE}", f"{TEXTS}queues: {{q: {{}}}}\n", ["E210"]),
    "patience of calls only": (
        f"a: {{menu: 'For x, press 1.', keys: {{1: hangup}}, give_up: {{calls: ring, texts: hangup}}}}\n{VOICE}",
        TEXTS,
        [],
    ),
    "patience of texts": (
        f"a: {{menu: 'For x, press 1.', keys: {{1: hangup}}, give_up: {{calls: hangup, texts: ring}}}}\n{VOICE}",
        TEXTS,
        ["E210"],
    ),
    "the line's way out": (
        f"a: {{hangup: Bye.}}\nb: {{menu: 'For x, press 1.', keys: {{1: b}}}}\n{VOICE}",
        TEXTS.replace("patience: {give_up: hangup}", "patience: {give_up: main/ring}"),
        ["E210"],
    ),
    "the way out of calls": (
        f"a: {{hangup: Bye.}}\nb: {{menu: 'For x, press 1.', keys: {{1: b}}}}\n{VOICE}",
        TEXTS.replace("patience: {give_up: hangup}", "patience: {give_up: {calls: main/ring, texts: hangup}}"),
        [],
    ),
    "asked for the channel": (
        f"a: {{choose: [{{when: call.channel == 'text', next: hangup}}], otherwise: ring}}\n{VOICE}",
        TEXTS,
        [],
    ),
    "asked for the other channel": (
        f"a: {{choose: [{{when: call.channel == 'call', next: ring}}], otherwise: hangup}}\n{VOICE}",
        TEXTS,
        [],
    ),
    "asked for something else": (
        f"a: {{choose: [{{when: call.turns > 3, next: ring}}], otherwise: hangup}}\n{VOICE}",
        TEXTS,
        ["E210"],
    ),
    "a key that works everywhere": (
        f"a: {{menu: 'For x, press 1.', keys: {{1: hangup}}}}\n{VOICE}",
        f"{TEXTS}anywhere: {{'0': main/ring}}\n",
        ["E210"],
    ),
    "a keyword": (f"a: {{hangup: Bye.}}\n{VOICE}", f"{LINE}keywords: {{talk: main/ring}}\n", ["E210"]),
    "texts to one number": (
        f"a: {{hangup: Bye.}}\n{VOICE}",
        f"{LINE}numbers: {{'+14155550177': {{texts: main/ring}}}}\n",
        ["E210"],
    ),
}


@pytest.mark.parametrize("name", CONVERSATIONS)
def test_a_text_conversation_needs_no_voice(name: str) -> None:
    steps, line, expected = CONVERSATIONS[name]
    assert codes(steps, line) == expected


def test_a_recording_needs_words_where_it_is_read() -> None:
    steps = "a: {say: {audio: x.wav}, next: b}\nb: {hangup: {audio: x.wav, text: Bye.}}\n"
    assert codes(steps, TEXTS) == ["E412"]
    assert codes(steps, LINE) == []
    assert codes(steps.replace("{audio: x.wav}, next", "{by_phone: {audio: x.wav}, by_text: Hi.}, next"), TEXTS) == []


@pytest.mark.parametrize("word", ["stop", "STOP", "Help", "unsubscribe", "info"])
def test_words_of_compliance(word: str) -> None:
    steps = f"a: {{menu: 'For x, press 1.', keys: {{1: hangup}}, words: {{1: [{word}, {word} it]}}}}\n"
    assert codes(steps, TEXTS) == ["E309"]
    assert codes(steps, LINE) == []  # they are words like any other on the telephone
    assert codes("a: {hangup: Bye.}\n", f"{LINE}keywords: {{{word}: main}}\n") == ["E309"]
