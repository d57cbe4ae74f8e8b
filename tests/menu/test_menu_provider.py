"""What is asked of the provider and beyond it; numbers that are never dialled; functions that are not there."""

from typing import Final

import pytest
from menu_samples import LINE

from ivr.factory.abilities import ABILITIES
from ivr.menu.checking.check import Known, examine
from ivr.menu.checking.check_provider import Abilities
from ivr.menu.numbers import explain_undialled, find_dialable
from ivr.values import Seconds

SMALL: Final = Abilities(
    provider="Smallcom",
    longest_transcribed=Seconds(30),
    most_callees=2,
    most_hints=3,
    longest_hint=8,
    longest_queue_name=5,
    lacks={"pay": "take cash", "dial.record": "write it down"},
)


def told(steps: str, line: str = "", known: Known | None = None) -> list[str]:
    files = {"line.yaml": LINE + line, "main.yaml": steps}
    found = examine(files, known or Known(abilities=SMALL), manners=False).problems
    return [f"{problem.place.line}:{problem.place.column} {problem.code}" for problem in found]


DIAL: Final = "a: {dial: %s, otherwise: hangup}\n"


@pytest.mark.parametrize(
    ("steps", "expected"),
    [
        ("a: {pay: '1', paid: hangup, failed: hangup}\n", ["1:5 E602"]),
        ("a: {dial: '+14155550111', record: yes, otherwise: hangup}\n", ["1:27 E602"]),
        ("a: {voicemail: Hi., max: 30s, transcribe: yes, next: hangup}\n", []),
        ("a: {voicemail: Hi., max: 31s, transcribe: yes, next: hangup}\n", ["1:21 E602"]),
        ("a: {voicemail: Hi., max: 31s, next: hangup}\n", []),
        ("a: {voicemail: Hi., transcribe: yes, next: hangup}\n", ["1:21 E602"]),  # two minutes, if nothing is said
        ("a: {ask: Hi., as: recording, save: x, max: 1m, transcribe: yes, next: hangup}\n", ["1:39 E602"]),
        (DIAL % "['+14155550111', '+14155550112']", []),
        (DIAL % "['+14155550111', '+14155550112', '+14155550113']", ["1:5 E602"]),
        ("a: {dial: ['+14155550111', '+14155550112', '+14155550113'], in_order: yes, otherwise: hangup}\n", []),
        ("a: {ask: Why?, as: words, hints: [one, two, three], save: x, next: hangup}\n", []),
        ("a: {ask: Why?, as: words, hints: [one, two, three, four], save: x, next: hangup}\n", ["1:27 E602"]),
        ("a: {ask: Why?, as: words, hints: [far too long], save: x, next: hangup}\n", ["1:27 E602"]),
        ("a: {menu: Why?, keys: {1: hangup, 2: hangup}, words: {1: [a, b], 2: [c, d]}}\n", ["1:47 E602"]),
    ],
)
def test_what_the_provider_cannot_do(steps: str, expected: list[str]) -> None:
    assert told(steps) == expected
    assert told(steps, known=Known()) == []  # of a provider that is not known nothing is said


def test_names_of_queues() -> None:
    assert told("a: {hangup: Hi.}\n", "queues: {sales: {}, support: {}}\n") == ["5:21 E602"]


@pytest.mark.parametrize(
    ("voice", "locale", "expected"),
    [
        ("Polly.Joanna-Neural", "en-US", []),
        ("Polly.Joanna-Neural", "en-GB", []),
        ("Polly.Joanna", "es-US", ["W603"]),
        ("Polly.Lupe-Neural", "es-MX", []),
        ("Google.es-US-Neural2-A", "en-US", ["W603"]),
        ("Google.en-US-Neural2-F", "en-US", []),
        ("Polly.Nobody-Neural", "en-US", []),
        ("pyttsx3:french", "fr-FR", []),
        ("alice", "fr-FR", []),
    ],
)
def test_voices(voice: str, locale: str, expected: list[str]) -> None:
    line = f'languages: {{x: {{locale: {locale}, voice: "{voice}"}}}}\n'
    found = told("a: {hangup: Hi.}\n", line, Known(abilities=ABILITIES["twilio"]))
    assert [each.split()[1] for each in found] == expected


@pytest.mark.parametrize(
    ("functions", "expected"),
    [(None, []), (frozenset(), ["1:5 E515"]), (frozenset({"find_order"}), []), (frozenset({"other"}), ["1:5 E515"])],
)
def test_functions(functions: frozenset[str] | None, expected: list[str]) -> None:
    known = Known(functions=functions)
    assert told("a: {run: find_order, next: hangup, failed: hangup}\n", known=known) == expected


@pytest.mark.parametrize(
    ("number", "countries", "is_dialled"),
    [
        ("+14155550111", (), True),
        ("+14155550111", ("US",), True),
        ("+14155550111", ("CA",), False),
        ("+19005551234", (), False),
        ("+447012345678", (), False),  # forwarded to wherever its owner likes
        ("+442079460018", ("GB", "US"), True),
        ("+18765551234", ("US",), False),  # +1 too, and Jamaica
    ],
)
def test_what_is_said_of_a_number_is_what_becomes_of_it(
    number: str, countries: tuple[str, ...], is_dialled: bool
) -> None:
    assert (explain_undialled(number, countries) is None) is is_dialled
    assert (find_dialable(number, countries, is_written=True) is not None) is is_dialled


@pytest.mark.parametrize("text", ["desk", "sip:desk@acme.example", "{{ number }}", "", "+", "+1"])
def test_what_is_no_number_is_not_spoken_of_here(text: str) -> None:
    assert explain_undialled(text, ("US",)) is None


def test_a_number_in_a_message_is_masked() -> None:
    assert "4155550111" not in (explain_undialled("+14155550111", ("CA",)) or "")


OTHER: Final = Known(
    abilities=SMALL, providers={"smallcom": SMALL, "twilio": ABILITIES["twilio"], "telnyx": ABILITIES["telnyx"]}
)
PAY: Final = "a: {pay: '1', paid: hangup, failed: hangup}\n"
NUMBER: Final = 'numbers: {"+14155550177": {calls: main/%s, provider: %s}}\n'


@pytest.mark.parametrize(
    ("line", "steps", "expected"),
    [
        ("provider: twilio\n", PAY, []),
        ("provider: telnyx\n", PAY, ["1:5 E602"]),
        ("provider: twilio\n" + NUMBER % ("a", "telnyx"), PAY, ["1:5 E602"]),
        ("provider: twilio\n" + NUMBER % ("b", "telnyx"), PAY + "b: {hangup: Hi.}\n", []),
        ("provider: telnyx\n" + NUMBER % ("b", "twilio"), "a: {hangup: Hi.}\nb: {pay: '1', paid: a, failed: a}\n", []),
        (NUMBER % ("b", "twilio"), PAY + "b: {hangup: Hi.}\n", ["1:5 E602"]),
        ("provider: smalcom\n", PAY, ["5:1 E604"]),
        ("provider: telnyx\n", "a: {conference: x, music: hold.wav, next: hangup}\n", ["1:20 E602", "1:1 E402"]),
        ("provider: telnyx\n", "a: {dial: 'client:ann', otherwise: hangup}\n", ["1:5 E602"]),
        ("provider: telnyx\n", "a: {dial: '+14155550111', ring: 2m, otherwise: hangup}\n", []),
    ],
)
def test_each_step_is_judged_by_the_providers_it_is_come_to_by(line: str, steps: str, expected: list[str]) -> None:
    assert sorted(told(steps, line, OTHER)) == sorted(expected)


QUEUE: Final = "contacts: {desk: {dial: '+14155550111'}}\nqueues: {cards: {agents: desk}}\n"
HOLD: Final = "a: {queue: %s, otherwise: hangup}\n"


@pytest.mark.parametrize(
    ("queue", "provider", "expected"),
    [
        ("cards", "telnyx", {"E606"}),
        ("cards", "twilio", set()),
        ("cards", "telnix", {"E604"}),  # a slip is no other company
        ("cords", "telnyx", {"E504"}),  # nobody waits in a queue that there is not
    ],
)
def test_of_a_queue_of_two_providers_only_what_is_wrong_is_told(queue: str, provider: str, expected: set[str]) -> None:
    line = "provider: twilio\n" + NUMBER % ("a", provider) + QUEUE
    codes = {each.split()[1] for each in told(HOLD % queue, line, OTHER)}
    assert codes & {"E504", "E602", "E604", "E606"} == expected


def test_the_provider_of_a_number_is_its_own_else_the_lines() -> None:
    menus = examine(
        {"line.yaml": LINE + "provider: twilio\n" + NUMBER % ("a", "telnyx"), "main.yaml": PAY}, Known()
    ).menus
    assert menus is not None
    assert menus.line.provider_of("+14155550177") == "telnyx"
    assert menus.line.provider_of("+14155550100") == "twilio"
