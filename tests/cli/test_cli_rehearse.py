"""`ivr test`: what it prints, what it counts, and the codes it ends with."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from ivr.cli.main import ivr
from ivr.factory import make_tools

LINE = (
    "line: Acme Bank\ncalls: main\ntimezone: America/New_York\npatience: {give_up: hangup}\nanywhere: {0: main/bye}\n"
)
FLOW = """\
welcome: {hours: office, open: choices, closed: bye}
choices:
  menu: For balances, press 1. For a person, press 2.
  keys: {1: look_up, 2: person}
look_up: {fetch: bank/balance, save: balance, next: tell, failed: bye}
tell: {say: "You have {{ balance | money }}.", next: choices}
person: {dial: "+14155550111", otherwise: choices}
bye: {hangup: Goodbye.}
"""
MORE = 'hours: {office: {open: {mon-fri: "09:00-17:00"}}}\nservices: {bank: {url: "https://bank.example"}}\n'
GOOD = """\
- call: the balance is told
  at: 2026-03-03 10:00
  services: {bank: 12.5}
  script:
    - hears: For balances
    - presses: 1
    - hears: You have 12 dollars
"""
BAD = """\
- call: a person answers
  at: 2026-03-03 10:00
  script:
    - presses: 2
    - dials: "+14155550111"
    - callee: busy
    - hears: Goodbye
    - presses: 7
"""


@pytest.fixture
def menus(tmp_path: Path) -> Path:
    """A small line with no scripts yet."""
    folder = tmp_path / "menus"
    (folder / "tests").mkdir(parents=True)
    (folder / "line.yaml").write_text(LINE + MORE)
    (folder / "main.yaml").write_text(FLOW)
    return folder


def run(menus: Path, *options: str) -> Result:
    environment = {"IVR_MENUS_DIR": str(menus), "IVR_AUDIO_DIR": str(menus / "audio")}
    return CliRunner().invoke(ivr, ["test", *options], obj=make_tools(environment))


def write(menus: Path, text: str, name: str = "it.yaml") -> str:
    file = menus / "tests" / name
    file.write_text(text)
    return str(file)


def test_scripts_that_hold(menus: Path) -> None:
    file = write(menus, GOOD)
    result = run(menus)
    assert (result.exit_code, result.output.splitlines()) == (
        0,
        [
            f"✓ the balance is told  ({file}:1)",
            "1 passed, 0 failed.",
            "Steps reached: 4 of 6. Exits reached: 3 of 16.",
        ],
    )


def test_a_script_that_does_not_hold_is_a_diff(menus: Path) -> None:
    file = write(menus, BAD)
    result = run(menus)
    choices = "For balances, press 1. For a person, press 2."
    assert result.exit_code == 1
    assert result.output.splitlines()[:-2] == [
        f"✗ a person answers  ({file}:1)",
        "    line: “For balances, press 1. For a person, press 2.”",
        "    presses: 2",
        "    line: ringing +14155550111, showing +14155550100",
        "    dials: +14155550111",
        "    callee: busy",
        f"  - hears: Goodbye   ({file}:7:7)",
        "  + line: “For balances, press 1. For a person, press 2.”",
        f"    {file}:7:7 expected to hear “Goodbye”, but the line said “{choices}”.",
    ]


def test_what_was_missed(menus: Path) -> None:
    write(menus, GOOD)
    result = run(menus, "--coverage")
    missed = [line.strip().removeprefix(f"{menus}/") for line in result.output.splitlines()[3:]]
    assert missed == [
        "line.yaml:5 line/anywhere: 0",
        "main.yaml:1 main/welcome: closed",
        "main.yaml:2 main/choices: 2",
        "main.yaml:2 main/choices: silence",
        "main.yaml:2 main/choices: wrong answer",
        "main.yaml:2 main/choices: gives up",
        "main.yaml:5 main/look_up: missing",
        "main.yaml:5 main/look_up: refused",
        "main.yaml:5 main/look_up: failed",
        "main.yaml:7 main/person",
        "main.yaml:8 main/bye",
    ]


def test_all_of_it_as_json(menus: Path) -> None:
    write(menus, BAD + "- text: hi\n  script: [{texts: hi}]\n")
    result = run(menus, "--json")
    found = json.loads(result.output)
    assert [(each["name"], each["result"]) for each in found["scripts"]] == [
        ("a person answers", "failed"),
        ("hi", "failed"),
    ]
    assert (found["scripts"][0]["line"], found["scripts"][0]["failed_at"]) == (1, 7)
    assert (found["coverage"]["steps_reached"], found["coverage"]["steps"]) == (3, 6)
    assert {"step": "main/tell", "exit": None, "file": f"{menus}/main.yaml", "line": 6} in found["coverage"]["missed"]


TEXTED = """\
- text: the balance by text message
  at: 2026-03-03 10:00
  services: {bank: 12.5}
  script: [{texts: hi}, {gets: For balances}, {texts: One!}, {gets: "You have $12.50."}, {gets: For balances}]
- text: it goes another way
  script:
    - texts: hi
    - gets: For balances
    - gets: For balances
- text: a person by text message
  script: [{texts: hi}, {texts: "2"}, {gets: Goodbye.}, {ends: hangup}, {texts: hi}, {gets: For balances}]
- text: it is over too soon
  script: [{texts: hi}, {ends: hangup}]
"""
TEXTING = FLOW.replace("otherwise: choices}", "otherwise: choices, by_text: bye}").replace(
    ", closed: bye}", ", closed: choices}"
)


def test_text_conversations_are_played_as_calls_are(menus: Path) -> None:
    (menus / "line.yaml").write_text(LINE + "texts: main\n" + MORE)
    (menus / "main.yaml").write_text(TEXTING)
    write(menus, TEXTED)
    result = run(menus, "--coverage")
    file = menus / "tests" / "it.yaml"
    wrote = "the line wrote “For balances, press 1. For a person, press 2.”"
    assert result.output.splitlines()[:13] == [
        f"✓ the balance by text message  ({file}:1)",
        f"✗ it goes another way  ({file}:5)",
        "    texts: hi",
        "    gets: For balances",
        f"  - gets: For balances   ({file}:9:7)",
        "  + line: “For balances, press 1. For a person, press 2.”",
        f"    {file}:9:7 expected to get “For balances”, but not after what came before; {wrote}.",
        f"✓ a person by text message  ({file}:10)",
        f"✗ it is over too soon  ({file}:12)",
        "    texts: hi",
        f"  - ends: hangup   ({file}:13:26)",
        "  + line: “For balances, press 1. For a person, press 2.”",
        f"    {file}:13:26 expected the conversation to be over, but the line waits for a text.",
    ]
    missed = [line for line in result.output.splitlines() if "main/" in line and "person" in line]
    assert missed == [f"  {menus}/main.yaml:7 main/person"]
    assert result.exit_code == 1


def test_a_line_without_texts_answers_none(menus: Path) -> None:
    write(menus, "- text: hi\n  script: [{texts: hi}, {gets: hello}]\n")
    result = run(menus)
    assert result.exit_code == 1
    assert "This line answers no texts; write `texts: FLOW` in line.yaml." in result.output


def test_what_is_of_calls_is_told_where_it_stands_in_the_script_of_a_conversation(menus: Path) -> None:
    write(menus, "- text: hi\n  script: [{texts: hi}, {presses: 1}, silence]\n")
    result = run(menus)
    assert result.exit_code == 2
    assert (
        "E108 `presses` is of calls; a text conversation has `texts`, `sends a picture`, `gets` and `ends`."
        in result.output
    )
    assert "E108 `silence` is of calls" in result.output


@pytest.mark.parametrize(
    ("head", "steps", "said"),
    [
        ("", "{presses: 1}", "the call asks `GET bank/balance`, and the script does not say what that answers"),
        ("services: {bank/balanse: 1}", "{presses: 1}", "Did you mean `bank/balanse`?"),
        ("services: {POST bank: 1}", "{presses: 1}", "the call asks `GET bank/balance`"),
        ("services: {bank: [1]}", "{presses: 1}, {presses: 1}", "has one answer in turn, and the call asks once more"),
        ("services: {bank: fails}", "{presses: 1}, {hears: You have}", "the line said “Goodbye.”"),
        ("", "{gets: hello}", "expected a text message with “hello”, but none was sent"),
        ("", "{is called back: '+14155551234'}", "but nobody is"),
        ("", "{joins: team}", "expected to be connected with team, but the line waits for keys"),
        ("", "{stream: ends}", "expected to be connected with a machine, but the line waits for keys"),
        ("", "pays", "expected a payment, but the line waits for keys"),
        ("", "{agent: answers}", "The call is in no queue now"),
        ("", "{texts: hi}", "a call sends no texts"),
        ("", "{says: hello}, {hears: Sorry}", "but the line said “For balances"),
    ],
)
def test_what_goes_wrong_is_told(menus: Path, head: str, steps: str, said: str) -> None:
    write(menus, f"- call: it\n  at: 2026-03-03 10:00\n  {head}\n  script: [{steps}]\n")
    result = run(menus)
    assert result.exit_code == 1
    assert said in result.output


def test_the_same_question_has_the_same_answer_however_the_service_is_named(menus: Path) -> None:
    for name in ("bank", "bank/balance", "/bank/", "GET bank", "get bank/balance"):
        write(menus, GOOD.replace("{bank:", f"{{{name}:"))
        assert run(menus).exit_code == 0, name


def test_the_key_that_says_most_wins(menus: Path) -> None:
    for services in ("{bank: fails, bank/balance: 12.5}", "{bank/balance: fails, GET bank/balance: 12.5}"):
        write(menus, GOOD.replace("{bank: 12.5}", services))
        assert run(menus).exit_code == 0, services
    write(menus, GOOD.replace("{bank: 12.5}", "{ban: 12.5}"))
    assert run(menus).exit_code == 1


def test_the_clock_is_the_scripts(menus: Path) -> None:
    write(menus, GOOD.replace("10:00", "08:59").replace("For balances", "Goodbye").split("    - presses")[0])
    assert run(menus).exit_code == 0
    write(menus, GOOD.replace("10:00", "14:30 Europe/Paris"))
    assert run(menus).exit_code == 1


def test_a_script_without_a_time_that_goes_by_the_hours_is_told_of(menus: Path) -> None:
    file = write(menus, "- call: it\n  script: [silence]\n- call: other\n  at: 2026-03-03 10:00\n  script: [silence]\n")
    result = run(menus)
    assert [line for line in result.output.splitlines() if line.startswith("!")] == [
        f"! {file}:1:3 “it” goes by the hours and names no time: it may pass today and fail tomorrow. Give it an `at:`."
    ]


def test_which_scripts(menus: Path, tmp_path: Path) -> None:
    bad, good = write(menus, BAD, "bad.yaml"), write(menus, GOOD, "good.yaml")
    assert run(menus).exit_code == 1
    assert run(menus, good).exit_code == 0
    assert run(menus, str(menus / "tests"), "-k", "BALANCE").exit_code == 0
    assert run(menus, "-k", "good.yaml").exit_code == 0
    assert "1 passed, 1 failed." in run(menus, bad, good, "--menus", str(menus)).output
    assert run(tmp_path / "elsewhere", str(menus)).exit_code == 1  # the folder of a line brings its menus
    assert run(tmp_path / "elsewhere", good).exit_code == 0


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("-k", "nobody"), 'There is no call script with "nobody" in its name in'),
        (("--menus", "."), "have errors, so no script was played"),
    ],
)
def test_what_cannot_be_run(
    menus: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, options: tuple[str, ...], said: str
) -> None:
    monkeypatch.chdir(tmp_path)
    write(menus, GOOD)
    result = run(menus, *options)
    assert (result.exit_code, said in result.output) == (2, True)


def test_no_scripts_at_all(menus: Path) -> None:
    result = run(menus)
    assert result.exit_code == 2
    assert result.output.endswith("`ivr call --save FILE` writes one.\n")


def test_a_file_that_is_wrong_does_not_hide_the_others(menus: Path) -> None:
    write(menus, "- call: it\n  script: [silense]\n", "bad.yaml")
    write(menus, GOOD, "good.yaml")
    result = run(menus)
    assert result.exit_code == 2
    assert "bad.yaml:2:12 E104 `silense` is not something a script knows. Did you mean `silence`?" in result.output
    assert "1 passed, 0 failed." in result.output


def test_what_is_kept_for_a_caller_is_there_at_their_next_call(menus: Path) -> None:
    (menus / "main.yaml").write_text(
        'hello: {menu: "Hello {{ name }}.", keys: {1: name}}\n'
        "name: {set: {name: Ada}, keep: 1d, next: hello}\n"
        "bye: {hangup: Goodbye.}\n".replace("{{ name }}", "{{ name | default: 'you' }}")
    )
    (menus / "line.yaml").write_text(LINE)
    first = "- call: first\n  at: 2026-03-03 10:00\n  script: [{hears: Hello you}, {presses: 1}, {hears: Hello Ada}]\n"
    second = "- call: {name}\n  at: {at}\n  from: '{who}'\n  script: [{{hears: Hello {heard}}}]\n"
    write(
        menus,
        first
        + second.format(name="soon", at="2026-03-03 11:00", who="+14155551234", heard="Ada")
        + second.format(name="later", at="2026-03-05 11:00", who="+14155551234", heard="you")
        + second.format(name="other", at="2026-03-03 11:00", who="+14155551235", heard="you"),
    )
    assert run(menus).exit_code == 0
    assert "1 passed" in run(menus, "-k", "soon").output


def test_where_nothing_was_played_nothing_is_counted(menus: Path) -> None:
    (menus / "tests" / "a.yaml").write_text("- call: hello\n  skript: []\n")
    ran = run(menus)
    assert ran.exit_code == 2
    assert "passed" not in ran.stdout
    assert "Nothing was played: mend these files first." in ran.stdout
