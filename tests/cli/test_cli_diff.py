"""`ivr diff`: what it prints, what machines get, and exit codes that scripts can trust."""

import json
import shutil
import subprocess
from pathlib import Path
from typing import Final

import pytest
from click.testing import CliRunner, Result

from ivr.cli.main import ivr
from ivr.factory import make_tools

MENUS: Final = Path(__file__).parents[2] / "menus"


def run(*arguments: str) -> Result:
    return CliRunner().invoke(ivr, ["diff", *arguments], obj=make_tools({}))


@pytest.fixture
def menus(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The sample line, committed to a repository that we are in."""
    monkeypatch.chdir(tmp_path)
    shutil.copytree(MENUS, tmp_path / "menus")
    for command in ("init -q", "add -A", "-c user.name=Ann -c user.email=ann@acme.example commit -q -m first"):
        subprocess.run(["git", *command.split()], check=True, capture_output=True, timeout=30)
    return tmp_path / "menus"


def edit(file: Path, before: str, after: str) -> None:
    text = file.read_text(encoding="utf-8")
    assert before in text
    file.write_text(text.replace(before, after), encoding="utf-8")


def test_nothing_changed(menus: Path) -> None:
    ran = run()
    assert (ran.exit_code, ran.stderr) == (0, "")
    assert ran.stdout == "HEAD and the working tree are the same. Nobody hears anything else.\n"
    edit(menus / "main.yaml", "welcome:\n", "welcome:  # the first step\n")
    ran = run("HEAD")
    assert ran.exit_code == 0
    assert ran.stdout == (
        "HEAD and the working tree differ in comments and spacing only. Nobody hears anything else.\n"
    )


def test_changes_in_words(menus: Path) -> None:
    edit(menus / "main.yaml", "2: operator/cards", "2: message")
    edit(menus / "main.yaml", "Today is a bank holiday", "Today is a holiday")
    ran = run()
    assert ran.exit_code == 1
    assert (
        ran.stdout
        == """\
main/choices
  Pressing 2 now leads to main/message (was operator/cards).
      heard by callers who press 2, in opening hours

main/day_off
  What is said in English has changed:
    was: Today is a [bank] holiday, so our office is closed.
    now: Today is a holiday, so our office is closed.
      heard by callers in English on holidays

2 changes from HEAD to the working tree.
"""
    )


def test_names_alone(menus: Path) -> None:
    edit(menus / "main.yaml", "thanks", "thank_you")
    ran = run("HEAD", "menus")
    assert ran.exit_code == 1
    assert (
        ran.stdout
        == """\
names
  The step main/thanks is called main/thank_you now.

1 change from HEAD to menus. Nobody hears anything else.
"""
    )


def test_json_is_for_machines(menus: Path) -> None:
    edit(menus / "operator.yaml", "All of us are", "We are all")
    ran = run("--json")
    assert ran.exit_code == 1
    found = json.loads(ran.stdout)
    assert (found["old"], found["new"], found["heard"]) == ("HEAD", "the working tree", True)
    assert found["groups"] == [
        {
            "title": "operator/busy",
            "changes": [
                {
                    "kind": "prompt",
                    "text": "What is said in English has changed:",
                    "heard": True,
                    "by": "callers in English who press 0, in opening hours, when it is busy",
                    "words": {"old": "All of us are on the phone.", "new": "We are all on the phone."},
                }
            ],
        }
    ]


def test_what_cannot_be_compared(menus: Path) -> None:
    edit(menus / "operator.yaml", "dial: service", 'dial: "service')
    ran = run()
    assert (ran.exit_code, ran.stdout) == (2, "")
    assert ran.stderr.startswith(
        "The working tree cannot be compared, for its menus have mistakes:\n  menus/operator.yaml:10:9 E101 "
    )
    ran = run("HEAD~1")
    assert ran.exit_code == 2
    assert ran.stderr.startswith("`HEAD~1` is neither a folder here nor a revision")
    assert run("--", "-x").exit_code == 2
