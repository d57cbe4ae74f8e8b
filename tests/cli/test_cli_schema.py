"""`ivr schema`: printed, or written where editors look."""

import json
from pathlib import Path

from click.testing import CliRunner, Result
from jsonschema import Draft7Validator

from ivr.cli.main import ivr


def run(*arguments: str) -> Result:
    return CliRunner().invoke(ivr, ["schema", *arguments])


def test_either_is_printed_or_both() -> None:
    line, flow = json.loads(run("line").stdout), json.loads(run("flow").stdout)
    assert not Draft7Validator(line).is_valid({"line": "Acme"})
    assert Draft7Validator(flow).is_valid({"welcome": {"say": "Hello", "next": "hangup"}})
    assert json.loads(run().stdout) == {"line": line, "flow": flow}


def test_they_are_written_beside_the_menus(tmp_path: Path) -> None:
    for _ in range(2):
        ran = run("--write", str(tmp_path))
        assert ran.exit_code == 0
    assert "every other  # yaml-language-server: $schema=.schema/flow.json\n" in ran.stdout
    for name in ("line", "flow"):
        assert (tmp_path / ".schema" / f"{name}.json").read_text() == run(name).stdout


def test_only_one_of_them(tmp_path: Path) -> None:
    assert run("line", "--write", str(tmp_path)).exit_code == 0
    assert [file.name for file in (tmp_path / ".schema").iterdir()] == ["line.json"]


def test_a_folder_that_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / ".schema").write_text("in the way")
    ran = run("--write", str(tmp_path))
    assert ran.exit_code == 2
    assert ran.stderr == f"{tmp_path}/.schema cannot be written: File exists.\n"
