"""`ivr prove`: the bound and the longest call, or the call that never ends as a script."""

import json
from pathlib import Path
from typing import Final

import pytest
from click.testing import CliRunner, Result

from ivr.cli.main import ivr
from ivr.factory import make_tools
from ivr.menu.script import load_scripts

SAMPLES: Final = Path(__file__).parents[1] / "menus"
GOOD: Final = SAMPLES / "good" / "flow-style"
STUCKS: Final = sorted((SAMPLES / "bad").glob("E205-*"))
STUCK: Final = SAMPLES / "bad" / "E205-two-menus-give-up-to-each-other"
BROKEN: Final = SAMPLES / "bad" / "several-slips-at-once"


def run(command: str, *arguments: str) -> Result:
    return CliRunner().invoke(ivr, [command, *arguments], obj=make_tools({}))


def test_a_proof_in_words() -> None:
    ran = run("prove", str(GOOD))
    assert ran.exit_code == 0
    assert ran.stdout == (
        "Every call ends: within 3 turns of its beginning, or of the caller's last choice, it is with a person, at a "
        "message box or told goodbye.\n"
        "The longest: `main/welcome` → `main/choices` (silence × 3); the call is over.\n"
    )


def test_a_proof_for_machines() -> None:
    ran = run("prove", "--json", str(GOOD))
    found = json.loads(ran.stdout)
    assert ran.exit_code == 0
    assert (found["proved"], found["turns"], found["exact"], found["stuck"]) == (True, 3, True, [])
    assert found["longest"].startswith("The longest: `main/welcome`")


def test_a_call_that_never_ends(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    ran = run("prove", "--script", "stuck.yaml", str(STUCK))
    assert ran.exit_code == 1
    assert " E205 A call can be kept here for ever. It goes `main/welcome`" in ran.stdout
    assert f"`ivr prove {STUCK} --script stuck.yaml` writes the call down" in ran.stdout
    assert ran.stderr == f"The call is written to stuck.yaml; play it with: ivr test stuck.yaml --menus {STUCK}\n"
    assert f"`ivr test stuck.yaml --menus {STUCK}` plays it." in ran.stdout
    (script,) = load_scripts((tmp_path / "stuck.yaml").read_text("utf-8"), "stuck.yaml")
    assert script.name == "stuck at main/welcome"
    assert len(script.steps) == 18


def test_a_call_that_never_ends_for_machines() -> None:
    ran = run("prove", "--json", str(STUCK))
    found = json.loads(ran.stdout)
    assert ran.exit_code == 1
    assert (found["proved"], found["turns"], found["said"]) == (False, None, None)
    (stuck,) = found["stuck"]
    assert "E205" in stuck["problem"]
    assert stuck["script"].count("- silence") == 18


@pytest.mark.parametrize("folder", STUCKS, ids=lambda path: path.name)
def test_the_call_that_is_written_down_is_played(folder: Path, tmp_path: Path) -> None:
    script = tmp_path / "stuck.yaml"
    run("prove", "--script", str(script), str(folder))
    ran = run("test", str(script), "--menus", str(folder))
    assert ran.exit_code == 0, ran.output
    assert ran.stdout.startswith("✓ stuck at ")


def test_no_script_of_a_line_that_is_sound(tmp_path: Path) -> None:
    ran = run("prove", "--script", str(tmp_path / "stuck.yaml"), str(GOOD))
    assert ran.exit_code == 0
    assert not (tmp_path / "stuck.yaml").exists()


def test_menus_with_errors_are_not_proved() -> None:
    ran = run("prove", str(BROKEN))
    assert ran.exit_code == 1
    assert ran.stdout.count("\n") == 10
    assert ran.stderr == "The menus have errors; mend them first.\n"
    found = json.loads(run("prove", "--json", str(BROKEN)).stdout)
    assert (found["proved"], len(found["errors"])) == (False, 10)


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    assert run("prove", str(tmp_path / "nowhere")).exit_code == 2
