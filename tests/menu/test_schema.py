"""The schema for editors: it says what the readers say, as far as one file and one value can tell."""

from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest
import yaml
from editor_yaml import VERSIONS, read
from how_much import so_many
from jsonschema import Draft7Validator
from menu_samples import BAD, GOOD, LINE, problems_of

from ivr.menu.problems import Problem
from ivr.menu.reading.words import BESIDE, LATER_LINE_KEYS, LINE_KEYS, VERBS
from ivr.menu.schema.document import flow_schema, line_schema
from ivr.menu.schema.explained import WORDS, explain
from ivr.menu.schema.settings import sections, verbs

pytestmark = pytest.mark.sampled(3)

ROOT: Final = Path(__file__).parents[2]
FLOW_SCHEMA, LINE_SCHEMA = flow_schema(), line_schema()
FLOW, OF_LINE = Draft7Validator(FLOW_SCHEMA), Draft7Validator(LINE_SCHEMA)
# Mistakes of form, which one file alone shows. Some E101 and E103 are an editor's own business: it reads no such YAML.
EVERY: Final = so_many(7, 5, 1)  # so-many-th value is tried
# The name of the file is the mistake there, which no schema sees.
OF_A_NAME: Final = "E110-flow-called-like-our-addresses"
OF_FORM: Final = ("E104", "E105", "E106", "E107", "E108", "E109", "E110", "E303", "E501", "E502")
# A schema does not know the line's languages, so it takes any word for one; nor what a menu from a list needs besides.
BEYOND: Final = ("`texts` is not known in a prompt", "`calls` is not known in a prompt", "This menu s")


def refused(file: Path) -> list[str]:
    """Return what an editor underlines in a file, by either version of YAML."""
    schema = OF_LINE if file.name == "line.yaml" else FLOW
    text = file.read_text(encoding="utf-8-sig")
    found = []
    for version in VERSIONS:
        try:
            value = read(text, version)
        except yaml.YAMLError as error:
            return [str(error)]
        found += [f"{version} {list(error.absolute_path)} {error.message}" for error in schema.iter_errors(value)]
    return found


def test_both_are_schemas() -> None:
    for schema in (FLOW_SCHEMA, LINE_SCHEMA):
        Draft7Validator.check_schema(schema)


@pytest.mark.parametrize("folder", [*GOOD, ROOT / "menus"], ids=lambda folder: str(folder.name))
def test_sound_lines_are_underlined_nowhere(folder: Path) -> None:
    for file in sorted(folder.glob("*.yaml")):
        assert refused(file) == []


@pytest.mark.parametrize(
    "folder",
    [folder for folder in BAD if folder.name.startswith(OF_FORM) and folder.name != OF_A_NAME],
    ids=lambda folder: str(folder.name),
)
def test_mistakes_of_form_are_underlined(folder: Path) -> None:
    assert any(refused(file) for file in folder.glob("*.yaml"))


def test_every_verb_and_setting_is_there_and_no_other() -> None:
    definitions = FLOW_SCHEMA["definitions"]
    assert isinstance(definitions, dict)
    assert set(definitions) == {*VERBS, "target", "prompt", "piece", "body", "step"}
    for verb, settings in VERBS.items():
        assert list(definitions[verb]["properties"]) == list(dict.fromkeys((verb, *settings, *BESIDE)))
    properties = LINE_SCHEMA["properties"]
    assert isinstance(properties, dict)
    assert list(properties) == list(LINE_KEYS)
    assert not set(properties) & set(LATER_LINE_KEYS)


def test_no_verb_is_a_setting_of_another() -> None:
    """A step's verb is found by name, so an editor can be told what belongs to it."""
    assert not {setting for settings in VERBS.values() for setting in (*settings, *BESIDE)} & set(VERBS)


def test_every_word_is_explained_and_nothing_else_is() -> None:
    used = {"when", "piece.text", "piece.language", "audio", "pause", "recording", "by_phone", "prompt.by_text"}
    pairs = [(verb, name) for verb, settings in verbs().items() for name in settings]
    pairs += [("line", name) for name in LINE_KEYS]
    pairs += [(f"line.{name}", inner) for name, section in sections().items() for inner in section.inner]
    for owner, name in pairs:
        assert explain(owner, name)[-1] in ".}…"
        used.add(f"{owner}.{name}" if f"{owner}.{name}" in WORDS else name)
    assert used == set(WORDS)


STEPS: Final = {
    "say": "say: Hello\nnext: hangup",
    "menu": "menu: Hello\nkeys: {1: hangup}",
    "ask": "ask: Hello\nsave: answer\nnext: hangup",
    "dial": "dial: '+14155550111'\notherwise: hangup",
    "voicemail": "voicemail: Hello\nnext: hangup",
    "queue": "queue: cards\notherwise: hangup",
    "callback": "callback: Hello\ninto: cards\nnext: hangup",
    "conference": "conference: room\nnext: hangup",
    "stream": "stream: wss://agent.example\nnext: hangup\nfailed: hangup",
    "pay": "pay: 12.50\npaid: hangup\nfailed: hangup",
    "fetch": "fetch: bank/accounts\nnext: hangup\nfailed: hangup",
    "run": "run: find_order\nnext: hangup\nfailed: hangup",
    "text": "text: Hello\nnext: hangup",
    "hours": "hours: office\nopen: hangup\nclosed: hangup",
    "choose": "choose: [{when: 1 > 0, next: hangup}]\notherwise: hangup",
    "set": "set: {a: b}\nnext: hangup",
    "language": "language: en\nnext: hangup",
    "opt_out": "opt_out: calls\nnext: hangup",
    "do": "do: other\nnext: hangup",
    "hangup": "hangup: Hello",
    "reject": "reject: busy",
    "redirect": "redirect: https://other.example",
}
SECTIONS: Final = """\
hours: {office: {open: always}}
contacts: {desk: {dial: "+14155550111", text: "+14155550111"}}
queues: {cards: {agents: desk}}
mailboxes: {front: {notify: desk}}
services: {bank: {url: https://bank.example}}
"""
# Not `null` and `~`: an editor says that nothing stands there, and nobody wants them said aloud.
VALUES: Final = (
    *("", "''", "x", "hangup", "other", "main/start", "Hello there.", "yes", "No", "ON", "maybe", "true"),
    *("0", "1", "3", "07", "-1", "1.5", "12.50", "200", "1e3", "99%", "'5'", '"*"', '"#"', "12", "4-10", "0x1F", "1_0"),
    *(
        "20s",
        "5 m",
        "1h",
        "90d",
        "20",
        "s",
        "2026-12-24",
        "2026-12-24 17:00",
        "12:30",
        "2026-13-01",
        "MMDDYYYY",
        "mmdd",
    ),
    *("+14155550111", "'+14155550111'", "desk", "sip:a@b.example", "client:ann", "ww1", "any", "https://a.example"),
    *("wss://a.example", "{{ caller.number }}", "'{{ caller.number }}'", "office", "front", "cards", "bank/a", "en"),
    *("digits", "yes-no", "high", "busy", "one-time", "relay", "visa", "Diners Club", "usd", "a.b", "POST bank/a"),
    *("[]", "{}", "[x]", "[1, x]", "[[x]]", "[desk]", "['+14155550111', desk]", "[visa, amex]", "[{pause: 1s}]"),
    *("{1: hangup}", "{'*': hangup}", "{10XX: hangup}", "{a: hangup}", "{1: [hangup]}", "{calls: hangup}", "{a: }"),
    *("{calls: hangup, texts: hangup}", "{texts: hangup}", "{en: x}", "{audio: a.wav, text: x}", "{pause: 1s}"),
    *("{by_phone: x, by-text: {en: y}}", "{text: x, language: en}", "{language: en}", "{a: b, c: [d, {e: 1}]}"),
    *("[{when: a, next: hangup}]", "[{next: hangup}]", "[{when: a}]", "{a: 1, b: yes}", "{A: x}", "{and: x}"),
)


def with_setting(verb: str, name: str, value: str) -> str:
    """Return a flow of one step with a setting; the setting stands in the last line."""
    lines = [line for line in STEPS[verb].splitlines() if not line.startswith(f"{name}:")]
    return "step:\n" + "".join(f"  {line}\n" for line in (*lines, f"{name}: {value}"))


def tried(verb: str) -> Iterator[tuple[str, tuple[Problem, ...], bool]]:
    """Yield a step with each of its settings and each value, its problems, and whether an editor takes it."""
    for name in dict.fromkeys((verb, *VERBS[verb], *BESIDE)):
        for value in VALUES[::EVERY]:
            text = with_setting(verb, name, value)
            problems = problems_of(text, LINE + SECTIONS, other="first: return\n")
            yield text, problems, all(FLOW.is_valid(read(text, version)) for version in VERSIONS)


def in_main(problems: tuple[Problem, ...]) -> list[Problem]:
    return [problem for problem in problems if problem.is_error and problem.place.file == "main.yaml"]


@pytest.mark.parametrize("verb", VERBS)
def test_an_editor_takes_what_the_readers_take_and_nothing_of_a_wrong_kind(verb: str) -> None:
    takes = 0
    for text, problems, is_taken in tried(verb):
        wrong = in_main(problems)
        if not wrong:
            takes += 1
            assert is_taken, f"an editor refuses\n{text}"
        for problem in wrong:
            if problem.code in {"E104", "E105", "E107", "E109"} and not problem.text.startswith(BEYOND):
                assert not is_taken, f"an editor takes\n{text}{problem}"
    assert takes > so_many(0, 1, 3)
