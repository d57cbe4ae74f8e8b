"""`ivr text --script` and `--save`: conversations by text, played over a line and written down."""

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from line import BY_EVERY_COMPANY, Line
from rich.console import Console
from text_worker import talk_with

from ivr.cli.call_screen import CallScreen
from ivr.cli.main import ivr
from ivr.cli.text_scripts import LineTalk, play_over_line, save_texts
from ivr.clock import utc_now
from ivr.factory import make_tools
from ivr.menu.script import load_scripts
from ivr.rehearsal.placing import moment_of
from ivr.rehearsal.rehearse import rehearse
from ivr.rehearsal.saving import Circumstances
from ivr.rehearsal.text_recorder import TextTyped
from ivr.rehearsal.transcript import NotPlayedError, Played

LINE = """\
line: Acme Roofs
calls: main
texts: main
timezone: America/New_York
patience: {give_up: main/bye}
"""
FLOW = """\
hello: {say: Welcome., next: pin}
pin: {ask: What is your pin?, as: digits, length: 4, sensitive: true, save: pin, next: roof}
roof: {ask: What does it look like?, as: recording, save: roof, next: told}
told: {hangup: "We have {{ roof }}"}
"""
BYE = "bye: {hangup: Goodbye.}\n"
SCRIPT = """\
- text: a roof
  script:
    - texts: hi
    - gets: What is your pin?
    - texts: "1234"
    - gets: What does it look like?
    - texts: Old
    - sends a picture: https://p.example/1.jpg
    - gets: We have Old https://p.example/1.jpg
    - ends
"""


@pytest.fixture
def line(line_of: Callable[..., Line]) -> Line:
    return line_of(FLOW, "texts: main\n")


def played(line: Line, script: str, numbers: list[str] | None = None) -> Played:
    def talk_from(_script: object, number: str) -> LineTalk:
        if numbers is not None:
            numbers.append(number)
        return talk_with(line, number)

    (read,) = load_scripts(script, "roof.yaml")
    return play_over_line(read, talk_from)


@BY_EVERY_COMPANY
def test_a_script_is_played_over_a_line_by_somebody_new_each_time(line: Line) -> None:
    numbers: list[str] = []
    assert [played(line, SCRIPT, numbers).why for _ in range(3)] == [None] * 3
    assert len(set(numbers)) == 3


def test_a_number_of_its_own_is_kept(line: Line) -> None:
    numbers: list[str] = []
    played(line, SCRIPT.replace("  script", '  from: "+12125550123"\n  script'), numbers)
    assert numbers == ["+12125550123"]


@BY_EVERY_COMPANY
def test_what_goes_another_way_is_told(line: Line) -> None:
    why = played(line, SCRIPT.replace("We have Old", "We have new")).why
    assert why is not None
    assert "We have new" in why


@pytest.mark.parametrize("more", ["  functions: {f: 1}", "  queues: {cards: {waiting: 1}}"])
def test_what_a_line_cannot_make_up_is_left_out(line: Line, more: str) -> None:
    with pytest.raises(NotPlayedError, match="ivr test"):
        played(line, SCRIPT.replace("  script", f"{more}\n  script"))
    with pytest.raises(NotPlayedError, match="ivr test"):
        played(line, SCRIPT.replace("    - ends", '    - is called back: "+12125550123"'))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    menus = tmp_path / "menus"
    menus.mkdir()
    (menus / "line.yaml").write_text(LINE)
    (menus / "main.yaml").write_text(FLOW + BYE)
    return tmp_path


def saved(folder: Path, *typed: TextTyped) -> tuple[bool, str]:
    tools = make_tools({"IVR_VAR_DIR": str(folder / "var"), "IVR_MENUS_DIR": str(folder / "menus")})
    began = Circumstances(moment_of("2026-03-03 10:00", utc_now()), None, None)
    file = folder / "menus" / "tests" / "roof.yaml"
    screen = CallScreen(Console(quiet=True))
    done = save_texts(file, typed, lambda texts: tools.write_texts_down(texts, began), screen)
    return done, file.read_text() if file.exists() else ""


def test_a_conversation_is_written_down_without_its_secrets_and_holds(folder: Path) -> None:
    typed = (TextTyped("hi"), TextTyped("7391"), TextTyped("Old", ("https://p.example/1.jpg",)), TextTyped("hi again"))
    done, text = saved(folder, *typed)
    assert done
    assert "7391" not in text
    assert "sends a picture: " in text
    assert "    - ends" in text
    done, text = saved(folder, TextTyped("", ("https://p.example/2.jpg",)))
    assert text.count("- text: ") == 2
    menus = make_tools({"IVR_MENUS_DIR": str(folder / "menus")}).examine(None).menus
    assert menus is not None
    results = rehearse(menus, {"tests/roof.yaml": text}, utc_now()).results
    assert [(each.script.name, each.why) for each in results] == [("a conversation at 2026-03-03 10:00", None)] * 2


def test_what_cannot_be_written_down_is_said_and_changes_nothing(folder: Path) -> None:
    assert saved(folder) == (False, "")
    (folder / "menus" / "main.yaml").write_text("hello: {say: }")
    assert saved(folder, TextTyped("hi")) == (False, "")


def test_a_conversation_that_asks_a_system_is_not_written_down(folder: Path) -> None:
    (folder / "menus" / "line.yaml").write_text(LINE + "services: {bank: {url: 'https://bank.example'}}\n")
    flow = "ask: {fetch: bank/balance, save: b, next: told, failed: told}\ntold: {hangup: Bye.}\nbye: {hangup: Bye.}\n"
    (folder / "menus" / "main.yaml").write_text(flow)
    assert saved(folder, TextTyped("hi")) == (False, "")


def run(*arguments: str) -> Result:
    return CliRunner().invoke(ivr, ["text", "hi", *arguments], obj=make_tools({}))


def test_what_does_not_go_together_is_refused() -> None:
    assert "Leave out one." in run("--save", "a.yaml", "--script", "b.yaml").output
    assert "Leave out one." in run("--save", "a.yaml", "--url", "http://127.0.0.1:1").output
    assert run("--save", "a.yaml", "--script", "b.yaml").exit_code == 2
