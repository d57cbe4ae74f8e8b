"""`ivr import studio`: what is written, what is told, and exit codes."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from studio_flows import flow, say, widget

from ivr.cli.main import ivr
from ivr.factory import make_tools

FLOW = flow(say("hello", "Hello {{flow.data.name}}.", "play"), widget("play", "record-call", {}, success=None))


def run(*arguments: str) -> Result:
    return CliRunner().invoke(ivr, ["import", "studio", *arguments], obj=make_tools({}))


@pytest.fixture
def exported(tmp_path: Path) -> Path:
    path = tmp_path / "clinic.json"
    path.write_text(FLOW)
    return path


def test_menus_and_a_report(exported: Path, tmp_path: Path) -> None:
    ran = run(str(exported), "--out", str(tmp_path / "menus"), "--timezone", "America/New_York")
    assert ran.exit_code == 0
    lines = ran.stdout.splitlines()
    assert lines[0] == f"2 of 2 widgets became steps, in {tmp_path / 'menus'}."
    assert "Not carried over:" in lines
    assert "  play: it records the whole call; here `record: yes` of a `dial` records a talk." in lines
    assert lines[-1] == "The menus pass the check."
    assert "timezone: America/New_York" in (tmp_path / "menus" / "line.yaml").read_text()


def test_the_report_for_machines(exported: Path, tmp_path: Path) -> None:
    record = json.loads(run(str(exported), "--out", str(tmp_path / "menus"), "--json").stdout)
    assert (record["widgets"], record["carried"], record["errors"], record["functions"]) == (2, 2, [], {})
    assert {each["kind"] for each in record["remarks"]} == {"lost", "look"}


def test_nothing_is_written_over(exported: Path, tmp_path: Path) -> None:
    folder = tmp_path / "menus"
    folder.mkdir()
    (folder / "main.yaml").write_text("mine: hangup\n")
    ran = run(str(exported), "--out", str(folder))
    assert (ran.exit_code, ran.stderr) == (2, f"{folder} is not empty; name another folder with --out.\n")
    assert (folder / "main.yaml").read_text() == "mine: hangup\n"


def test_what_is_no_flow_is_refused_and_leaves_nothing(tmp_path: Path) -> None:
    broken = tmp_path / "broken.json"
    broken.write_text('{"states": [')
    ran = run(str(broken), "--out", str(tmp_path / "menus"))
    assert ran.exit_code == 2
    assert ran.stderr.startswith("Line 1, column 13: this is not JSON")
    broken.write_bytes(b"\xff\xfe")
    assert "no UTF-8 text" in run(str(broken), "--out", str(tmp_path / "menus")).stderr
    assert not (tmp_path / "menus").exists()
