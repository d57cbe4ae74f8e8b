"""What `ivr diff` says of a change: each sentence, and whose calls hear something else."""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Final

import pytest
from how_much import so_many
from hypothesis import given, settings
from hypothesis import strategies as st
from menu_samples import GOOD, files_in

from ivr.menu.diffing.change import Difference
from ivr.menu.diffing.compare import Version, compare
from ivr.menu.diffing.versions import UnreadableVersionError, VersionText, read_version
from ivr.stores.recordings import find_recordings

pytestmark = pytest.mark.sampled(3)

SAMPLE: Final = files_in(Path(__file__).parents[2] / "menus")
FILES: Final = {
    "line.yaml": """\
line: Acme Bank
calls: main
timezone: America/New_York
languages: {en: {locale: en-US}, es: {locale: es-US}}
patience:
  tries: 3
  on_wrong: {en: That is no choice., es: Esa no es una opción.}
  give_up: people/ring
anywhere: {"0": people/ring}
hours: {office: {open: {mon-fri: "09:00-17:00"}, holidays: US-NY}}
contacts: {desk: {dial: "+14155550111", ring: 20s, email: desk@acme.example}}
""",
    "main.yaml": """\
welcome: {hours: office, open: choices, closed: night}
choices:
  menu: {en: "Balances 1, cards 2.", es: "Saldos 1, tarjetas 2."}
  keys: {1: balance, 2: people/ring}
  words: {1: {en: [balance], es: [saldo]}}
balance:
  ask: {en: Your number?, es: ¿Su número?}
  save: account_number
  length: 8
  next: tell
tell:
  say: "{{ account_number | spell }}"
  next: hangup
night:
  say: {en: We open at nine., es: Abrimos a las nueve.}
  next: goodbye
goodbye: {hangup: {en: Goodbye., es: Adiós.}}
""",
    "people.yaml": """\
ring: {dial: desk, otherwise: main/goodbye}
""",
}


def version(files: Mapping[str, str], recordings: frozenset[str] = frozenset()) -> Version:
    return read_version(VersionText("a version", files, recordings))


def edited(*edits: tuple[str, str], files: Mapping[str, str] = FILES) -> dict[str, str]:
    found = dict(files)
    for before, after in edits:
        (name,) = [name for name, text in found.items() if before in text]
        found[name] = found[name].replace(before, after)
    return found


def told(found: Difference) -> list[str]:
    """Return the changes, each as `TITLE: TEXT`, with what was and is said and who hears it behind bars."""
    lines = []
    for group in found.groups:
        for change in group.changes:
            parts = [f"{group.title}: {change.text}"]
            if change.words is not None:
                parts += [
                    " ".join(f"[{part}]" if is_other else part for part, is_other in words)
                    for words in (change.words.old, change.words.new)
                ]
            lines.append(" | ".join((*parts, change.by or "-")))
    return lines


def difference(*edits: tuple[str, str]) -> list[str]:
    return told(compare(version(FILES), version(edited(*edits))))


EDITS: Final = {
    "a choice that leads elsewhere": (
        ("2: people/ring", "2: night"),
        [("main/choices: Pressing 2 now leads to main/night (was people/ring). | "
         "callers who press 2, on weekdays in opening hours")],
    ),
    "a choice more": (
        ("2: people/ring", "2: people/ring, 3: night"),
        [("main/choices: Pressing 3 is a choice now: it leads to main/night. | "
         "callers who press 3, on weekdays in opening hours")],
    ),
    "a choice less": (
        (", 2: people/ring", ""),
        [("main/choices: Pressing 2 is no longer a choice (led to people/ring). | "
         "callers who press 2, on weekdays in opening hours")],
    ),
    "a prompt in one language": (
        ("We open at nine.", "We open at ten."),
        [("main/night: What is said in English has changed: | We open at [nine.] | We open at [ten.] | "
         "callers in English outside opening hours")],
    ),
    "a language less in one prompt": (
        (", es: Abrimos a las nueve.", ""),
        ["main/night: What is said is missing in Spanish now. | callers in Spanish outside opening hours"],
    ),
    "a phrase": (
        ("en: [balance]", "en: [balance, money]"),
        [("main/choices: “money” counts as pressing 1 in English now. | "
         "callers who say “money”, on weekdays in opening hours")],
    ),
    "an earlier end on Fridays": (
        ('mon-fri: "09:00-17:00"', 'mon-thu: "09:00-17:00", fri: "09:00-16:00"'),
        ["hours office: Friday now closes at 16:00 (was 17:00). | callers on Friday from 16:00 to 17:00"],
    ),
    "a day more": (
        ('mon-fri: "09:00-17:00"', 'mon-fri: "09:00-17:00", sat: "10:00-13:00"'),
        ["hours office: Saturday is now open 10:00 to 13:00 (was closed). | callers on Saturday from 10:00 to 13:00"],
    ),
    "another provider": (
        ("calls: main", "provider: telnyx\ncalls: main"),
        ["the line: The provider is now telnyx (was the one of the settings). | -"],
    ),
    "a lunch break": (
        ('mon-fri: "09:00-17:00"', 'mon-fri: ["09:00-12:00", "13:00-17:00"]'),
        [("hours office: Monday to Friday are now open 09:00 to 12:00 and 13:00 to 17:00 (was open 09:00 to 17:00). | "
         "callers on Monday to Friday from 12:00 to 13:00")],
    ),
    "a day that is an exception": (
        ("holidays: US-NY", 'holidays: US-NY, except: {"2026-12-24": closed}'),
        ["hours office: 2026-12-24 is closed now (was a day like any other). | callers on 2026-12-24"],
    ),
    "other holidays": (
        ("holidays: US-NY", "holidays: US"),
        ["hours office: The holidays of US count now (were those of US-NY). | -"],
    ),
    "a contact's number": (
        ("+14155550111", "+14155550122"),
        [("contact desk: The number that is called is now +14155550122 (was +14155550111). | "
         "callers who press 2, on weekdays in opening hours")],
    ),
    "a contact's address": (
        ("desk@acme.example", "new@acme.example"),
        ["contact desk: The email address is now new@acme.example (was desk@acme.example). | -"],
    ),
    "the tries of the line": (
        ("tries: 3", "tries: 2"),
        ["patience: How often every menu asks is now 2 (was 3). | callers who do not answer at once"],
    ),
    "the manners of one menu": (
        ("  length: 8", "  length: 8\n  wait: 10s"),
        [("main/balance: How long it waits for an answer is now 10s (was 5s). | "
         "callers who press 1, on weekdays in opening hours")],
    ),
    "where those go who are not understood": (
        ("give_up: people/ring", "give_up: main/night"),
        ["patience: Not being understood now leads to main/night (was people/ring). | callers who are not understood"],
    ),
    "a key that works everywhere": (
        ('{"0": people/ring}', '{"0": main/night, "*": back}'),
        [("anywhere: Pressing 0 now leads to main/night everywhere (was people/ring). | "
         "callers who press 0 in any menu"),
         "anywhere: Pressing * leads to `back` everywhere now. | callers who press * in any menu"],
    ),
    "another verb": (
        ("ring: {dial: desk, otherwise: main/goodbye}", "ring: {say: '{{ line.name }}', next: hangup}"),
        ["people/ring: It is a `say` now (was a `dial`). | callers who press 2, on weekdays in opening hours"],
    ),
    "how often a call may come": (
        ("next: tell\n", "at_most: 3\n  next: tell\n"),
        [
            ("main/balance: Coming here more than 3 times leads to people/ring now (had no way of its own). | "
            "callers who press 1, then come here more than 3 times, on weekdays in opening hours"),
            ("main/balance: How often a call may come here is now 3 (was not set). | "
            "callers who press 1, on weekdays in opening hours"),
        ],
    ),
    "a number with a way of its own": (
        ("contacts:", 'numbers: {"+14155550177": {calls: people, language: es}}\ncontacts:'),
        [
            "number +14155550177: It is new: calls people/ring, language es. | callers who call +14155550177",
        ],
    ),
    "a time shortly before closing": (
        ("holidays: US-NY", "holidays: US-NY, closing: 15m"),
        ["hours office: The time shortly before closing is now 15m (was none). | -"],
    ),
    "words that opt out, and what is answered": (
        ("contacts:", 'compliance: {stop_words: [alto], stopped: {en: Bye., es: Fin.}}\ncontacts:'),
        [
            "compliance: What also counts as STOP is now alto (was none). | all who write a text",
            "compliance: What is answered to STOP is a text of its own now: |  | [Bye.] | all who write a text",
        ],
    ),
    "the name of the line": (
        ("line: Acme Bank", "line: Acme"),
        ["the line: Its name is now “Acme” (was “Acme Bank”). | wherever it is said"],
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", EDITS)
def test_an_edit_in_words(name: str) -> None:
    edit, expected = EDITS[name]
    found = difference(edit)
    assert found[: len(expected)] == expected
    assert len(found) == len(expected) or name == "another verb"


def test_a_language_that_the_line_gives_up() -> None:
    files = edited((", es: {locale: es-US}", ""))
    with pytest.raises(UnreadableVersionError, match="defines no language `es`"):
        version(files)
    files = {name: re.sub(r", es: (\[.*?\]|[^,}\"]+|\"[^\"]*\")", "", text) for name, text in files.items()}
    assert told(compare(version(FILES), version(files))) == [
        "languages: `es` (es-US) is no longer spoken. | callers in `es`"
    ]


def test_a_step_in_between() -> None:
    found = difference(("next: tell\n", "next: sure\nsure: {say: '{{ line.name }}', next: tell}\n"))
    assert found == [
        (
            "main/balance: Answering (`account_number`) now leads to main/sure (was main/tell). | "
            "callers who press 1, then enter account number, on weekdays in opening hours"
        ),
        (
            "main/sure: It is new: `say` “{{ line.name }}”. | "
            "callers who press 1, then enter account number, on weekdays in opening hours"
        ),
    ]


def test_a_step_that_is_gone() -> None:
    found = difference(("next: goodbye\n", "next: hangup\n"), ("otherwise: main/goodbye", "otherwise: hangup"),
                       ("goodbye: {hangup: {en: Goodbye., es: Adiós.}}\n", ""))  # fmt: skip
    assert found == [
        "main/night: What comes next now leads to `hangup` (was main/goodbye). | all callers outside opening hours",
        "main/goodbye: It is gone (was `hangup` “Goodbye.”). | callers outside opening hours, among others",
        (
            "people/ring: A busy line, no answer and a failure now lead to `hangup` (was main/goodbye). | "
            "callers who press 2, on weekdays in opening hours"
        ),
    ]


def test_names_alone_are_heard_by_nobody() -> None:
    found = compare(version(FILES), version({name: text.replace("goodbye", "bye") for name, text in FILES.items()}))
    assert told(found) == ["names: The step main/goodbye is called main/bye now. | -"]
    assert not found.is_heard


def test_a_flow_under_another_name() -> None:
    files = {name.replace("people", "crew"): text.replace("people", "crew") for name, text in FILES.items()}
    found = compare(version(FILES), version(files))
    assert told(found) == ["names: The flow `people` is called `crew` now. | -"]
    files["crew.yaml"] = files["crew.yaml"].replace("dial: desk,", "dial: desk, ring: 5s,")
    assert told(compare(version(FILES), version(files)))[1:] == [
        "crew/ring: How long it rings is now 5s (was not set). | callers who press 2, on weekdays in opening hours"
    ]


def test_a_step_under_another_name_that_leads_elsewhere() -> None:
    found = difference(("night:\n", "dark:\n"), ("closed: night", "closed: dark"), ("next: goodbye", "next: hangup"))
    assert found == [
        "names: The step main/night is called main/dark now. | -",
        "main/dark: What comes next now leads to `hangup` (was main/goodbye). | all callers outside opening hours",
    ]


def test_comments_spacing_and_order_are_nothing() -> None:
    other = edited(("calls: main\ntimezone: America/New_York\n", "# here\ntimezone: America/New_York\ncalls: main\n"),
                   ("We open at nine.", '"We open  at nine."'),
                   ("welcome: {hours: office, open: choices, closed: night}",
                    "welcome:\n  closed: night\n  hours: office  # open\n  open: choices"))  # fmt: skip
    assert compare(version(FILES), version(other)).groups == ()


def test_a_recording_that_is_gone() -> None:
    folder = next(folder for folder in GOOD if folder.name == "recordings")
    there = find_recordings(folder / "audio")
    old = version(files_in(folder), there)
    assert compare(old, version(files_in(folder), there)).groups == ()
    found = told(compare(old, version(files_in(folder), there - {"es/hello.wav", "hello.wav"})))
    assert found
    assert all("The recording hello.wav is missing for `es` now." in line for line in found)


@pytest.mark.parametrize("folder", GOOD, ids=lambda folder: str(folder.name))
def test_a_line_differs_not_from_itself(folder: Path) -> None:
    files = files_in(folder)
    assert compare(version(files), version(files)).groups == ()


@pytest.mark.parametrize("folder", GOOD, ids=lambda folder: str(folder.name))
def test_any_line_can_be_compared_with_any_other(folder: Path) -> None:
    """Whatever two lines hold, each change is a sentence."""
    old = version(files_in(folder))
    for other in GOOD:
        found = compare(old, version(files_in(other)))
        for change in (change for group in found.groups for change in group.changes):
            assert change.text[-1] in ".:"
            assert not re.search(r"None|[A-Z]\w+\(|object at", change.text)


def test_an_unreadable_version_is_named() -> None:
    broken = edited(("otherwise: main/goodbye}", "otherwise: main/goodbye"))
    with pytest.raises(UnreadableVersionError) as caught:
        read_version(VersionText("HEAD~1", {f"HEAD~1:{name}": text for name, text in broken.items()}))
    assert str(caught.value).startswith(
        "HEAD~1 cannot be compared, for its menus have mistakes:\n  HEAD~1:people.yaml:"
    )


TARGETS: Final = ("main/welcome", "main/choices", "main/night", "account", "operator", "hangup")


@settings(max_examples=so_many(25, 100), deadline=None)
@given(st.data())
def test_every_other_target_is_told_and_undone_again(data: st.DataObject) -> None:
    """Of the sample line any target may become another: the change is told once, and so is the way back."""
    name = data.draw(st.sampled_from(sorted(SAMPLE)))
    lines = SAMPLE[name].splitlines()
    places = [number for number, line in enumerate(lines) if line.startswith("  next: ")]
    if not places:
        return
    number = data.draw(st.sampled_from(places))
    target = data.draw(st.sampled_from(TARGETS))
    changed = {**SAMPLE, name: "\n".join((*lines[:number], f"  next: {target}", *lines[number + 1 :]))}
    there, back = (compare(version(a), version(b)) for a, b in ((SAMPLE, changed), (changed, SAMPLE)))
    led = [change for group in there.groups for change in group.changes if change.kind == "leads"]
    assert len(led) == there.count
    assert there.count == back.count <= 1
    assert there.count == 1 or lines[number].removeprefix("  next: ").rpartition("/")[2] in {target, *_first(target)}


def _first(target: str) -> set[str]:
    return {"main/welcome": {"welcome"}, "main/choices": {"choices"}, "main/night": {"night"}}.get(target, {target})


def test_where_texts_are_led_that_come_too_often_is_told() -> None:
    limited = "welcome: {say: Hello., next: hangup, at_most: 2, give_up: {calls: hangup, texts: bye}}\n"
    line = "line: A\ncalls: main\ntexts: main\ntimezone: UTC\n"
    steps = "bye: {hangup: Bye.}\nlater: {hangup: Later.}\n"
    old = version({"line.yaml": line, "main.yaml": f"{limited}{steps}"})
    new = version({"line.yaml": line, "main.yaml": f"{limited.replace('texts: bye', 'texts: later')}{steps}"})
    ((change,),) = (group.changes for group in compare(old, new).groups)
    assert change.text == "Coming here more than 2 times by text now leads to main/later (was main/bye)."


def test_where_texts_are_led_that_are_not_understood_is_told() -> None:
    line = "line: A\ncalls: main\ntexts: main\ntimezone: UTC\n"
    steps = "m: {menu: Choose 1., keys: {1: bye}, give_up: {calls: bye, texts: bye}}\nbye: {hangup: Bye.}\n"
    old = version({"line.yaml": line, "main.yaml": steps})
    new = version({"line.yaml": line, "main.yaml": steps.replace("texts: bye", "texts: hangup")})
    ((change,),) = (group.changes for group in compare(old, new).groups)
    assert change.text == "Not being understood by text leads to `hangup` now (had no way of its own)."
