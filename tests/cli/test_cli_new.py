"""`ivr new`, and the examples that it copies: each passes the check, the proof and its scripts."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from ivr.cli.main import ivr
from ivr.factory import make_tools

EXAMPLES = sorted(folder for folder in (Path(__file__).parents[2] / "menus" / "examples").iterdir() if folder.is_dir())
# What an example is about may be what the check advises against.
FORESEEN = {"office": {"W302"}}


def run(*arguments: str) -> Result:
    return CliRunner().invoke(ivr, arguments, obj=make_tools({}))


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda folder: folder.name)
def test_an_example_is_sound_and_goes_as_its_scripts_say(example: Path, tmp_path: Path) -> None:
    copy = tmp_path / "line"
    assert run("new", "--example", example.name, str(copy)).exit_code == 0
    checked = run("check", str(copy), "--json")
    assert {each["code"] for each in json.loads(checked.stdout)} == FORESEEN.get(example.name, set())
    assert json.loads(run("prove", str(copy), "--json").stdout)["proved"] is True
    tested = run("test", "--menus", str(copy), str(copy), "--json")
    assert tested.exit_code == 0, tested.output
    rehearsed = json.loads(tested.stdout)
    assert rehearsed["coverage"]["steps_reached"] == rehearsed["coverage"]["steps"]


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda folder: folder.name)
def test_its_readme_says_how_to_try_it_in_ten_lines(example: Path) -> None:
    lines = (example / "README.md").read_text("utf-8").rstrip().splitlines()
    assert len(lines) <= 12
    assert f"ivr new --example {example.name} my-line" in " ".join(lines)


def test_what_there_is() -> None:
    listed = run("new")
    assert listed.exit_code == 0
    assert all(f"{example.name}\n" in listed.stdout for example in EXAMPLES)
    assert len(EXAMPLES) == 10


def test_nothing_is_written_over(tmp_path: Path) -> None:
    (tmp_path / "mine.yaml").write_text("mine")
    ran = run("new", "--example", "taxi", str(tmp_path))
    assert (ran.exit_code, ran.stderr) == (2, f"{tmp_path} is there already; name a folder that is not.\n")
    unknown = run("new", "--example", "taxis", str(tmp_path / "x"))
    assert unknown.stderr.startswith("There is no example `taxis`; there are clinic-after-hours, library, movies,")
