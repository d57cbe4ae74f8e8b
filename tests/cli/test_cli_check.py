"""`ivr check`: what it prints, what machines get, and exit codes that scripts can trust."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Final

import pytest
from click.testing import CliRunner, Result

from ivr.cli.main import ivr
from ivr.factory import make_tools

ROOT: Final = Path(__file__).parents[2]
SAMPLES: Final = ROOT / "tests" / "menus"
GOOD: Final = SAMPLES / "good" / "asking"
BAD: Final = SAMPLES / "bad" / "several-slips-at-once"
ADVICE: Final = SAMPLES / "bad" / "W305-key-that-is-not-offered"

LINE: Final = "line: Acme\ncalls: main\ntimezone: UTC\n"
FLOW: Final = "welcome: {hangup: Hello.}\n"


def run(*arguments: str, **environment: str) -> Result:
    return CliRunner().invoke(ivr, ["check", *arguments], obj=make_tools(environment))


def test_sound_menus() -> None:
    ran = run(str(GOOD))
    first, proved = ran.stdout.splitlines()
    assert (ran.exit_code, first, ran.stderr) == (0, "The menus are in order.", "")
    assert proved.startswith("Every call ends: within 31 turns of its beginning")


def test_menus_with_errors(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(SAMPLES.parents[1])
    ran = run(str(BAD))
    assert ran.exit_code == 1
    lines = ran.stdout.splitlines()
    assert lines[0].startswith("tests/menus/bad/several-slips-at-once/main.yaml:2:19 E101 ")
    assert len(lines) == 10
    assert ran.stderr == "10 errors, 0 warnings. `ivr explain E101` tells more of a code.\n"


def test_menus_with_advice_only() -> None:
    ran = run(str(ADVICE))
    assert ran.exit_code == 0
    told, proved = ran.stderr.splitlines()
    assert told == "0 errors, 2 warnings. The menus may go live. `ivr explain W305` tells more of a code."
    assert proved.startswith("Every call ends: within ")


def test_the_folder_may_be_a_setting(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    assert run(IVR_MENUS_DIR=str(BAD)).exit_code == 1
    assert run(str(GOOD), IVR_MENUS_DIR=str(BAD)).exit_code == 0


def test_json_is_for_machines(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(SAMPLES.parents[1])
    ran = run("--json", str(BAD))
    found = json.loads(ran.stdout)
    assert ran.exit_code == 1
    assert len(found) == 10
    assert found[0] == {
        "file": "tests/menus/bad/several-slips-at-once/main.yaml",
        "line": 2,
        "column": 19,
        "code": "E101",
        "kind": "error",
        "text": found[0]["text"],
    }
    assert found[0]["text"].endswith('Write: say: "Please note: we moved."')


def test_json_of_sound_menus_is_an_empty_list() -> None:
    ran = run("--json", str(GOOD))
    assert (ran.exit_code, json.loads(ran.stdout), ran.stderr) == (0, [], "")


def test_json_tells_advice_from_errors() -> None:
    ran = run("--json", str(ADVICE))
    assert ran.exit_code == 0
    assert {problem["kind"] for problem in json.loads(ran.stdout)} == {"warning"}


def test_a_folder_that_is_not_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ran = run(str(tmp_path / "nowhere"))
    assert ran.exit_code == 2
    assert "nowhere" in ran.stderr
    monkeypatch.chdir(tmp_path)
    ran = run()
    assert ran.exit_code == 2
    assert ran.stderr == "There is no folder menus; name one, or set IVR_MENUS_DIR.\n"


def test_a_file_instead_of_a_folder(tmp_path: Path) -> None:
    (tmp_path / "main.yaml").write_text(FLOW)
    ran = run(str(tmp_path / "main.yaml"))
    assert ran.exit_code == 2
    assert "main.yaml" in ran.stderr


def test_a_setting_that_is_wrong() -> None:
    ran = run(str(GOOD), PORT="many")
    assert ran.exit_code == 2
    assert "PORT" in ran.stderr


def test_a_folder_without_menus(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("nothing here")
    ran = run(str(tmp_path))
    assert ran.exit_code == 1
    assert ran.stdout.count("\n") == 1
    missing = "there is no line.yaml, and there is no flow"
    assert f"E111 A line needs line.yaml and at least one flow; {missing}" in ran.stdout


def test_folders_below_are_not_flows(tmp_path: Path) -> None:
    (tmp_path / "line.yaml").write_text(LINE)
    (tmp_path / "main.yaml").write_text(FLOW)
    (tmp_path / "tests").mkdir()
    (tmp_path / "tests" / "closed.yaml").write_text("- call: anything\n")
    assert run(str(tmp_path)).exit_code == 0


@pytest.fixture
def menus(tmp_path: Path) -> Path:
    """A sound line, to be spoilt."""
    (tmp_path / "line.yaml").write_text(LINE)
    (tmp_path / "main.yaml").write_text(FLOW)
    return tmp_path


def test_a_file_with_the_short_ending(menus: Path) -> None:
    (menus / "sales.yml").write_text(FLOW)
    ran = run(str(menus))
    assert ran.exit_code == 1
    assert ran.stdout == f"{menus.as_posix()}/sales.yml:1:1 E111 Menu files end in .yaml; rename it to sales.yaml.\n"


def test_a_file_that_is_no_utf_8(menus: Path) -> None:
    (menus / "sales.yaml").write_bytes("willkommen: {hangup: Grüß Gott.}\n".encode("latin-1"))
    ran = run(str(menus))
    assert ran.exit_code == 1
    assert "sales.yaml:1:1 E101 This is no UTF-8 text" in ran.stdout
    assert "Every call ends" not in ran.stderr  # of a line that cannot be read nothing is claimed


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="root may read everything")
def test_a_file_that_may_not_be_read(menus: Path) -> None:
    (menus / "main.yaml").chmod(0)
    ran = run(str(menus))
    assert ran.exit_code == 1
    assert "main.yaml:1:1 E111 It cannot be read" in ran.stdout


def test_a_link_that_leads_nowhere_and_a_folder_named_like_a_file(menus: Path) -> None:
    (menus / "sales.yaml").symlink_to(menus / "gone")
    (menus / "cards.yaml").mkdir()
    ran = run(str(menus))
    assert ran.exit_code == 1
    assert "cards.yaml:1:1 E111 It cannot be read" in ran.stdout
    assert "sales.yaml:1:1 E111 It cannot be read" in ran.stdout


@pytest.mark.parametrize(
    ("folder", "code"), [(GOOD, 0), (BAD, 1), (SAMPLES / "nowhere", 2)], ids=["good", "bad", "none"]
)
def test_as_a_process(folder: Path, code: int, tmp_path: Path) -> None:
    ran = subprocess.run(
        [sys.executable, "-m", "ivr", "check", str(folder)],
        env={"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8"},
        cwd=tmp_path,
        capture_output=True,
        timeout=60,
        check=False,
    )
    assert ran.returncode == code, ran.stderr.decode()
    assert b"Traceback" not in ran.stderr
    if code == 1:
        expected = (folder / "expected.txt").read_text("utf-8").splitlines()
        assert ran.stdout.decode().splitlines() == [f"{folder.as_posix()}/{line}" for line in expected]
