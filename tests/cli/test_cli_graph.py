"""`ivr graph`: a picture printed or written, folded where it would be too large."""

from pathlib import Path
from typing import Final
from xml.etree import ElementTree as ET

import pytest
from click.testing import CliRunner, Result

from ivr.cli.main import ivr
from ivr.factory import make_tools

MENUS: Final = Path(__file__).parents[2] / "menus"
LINE: Final = "line: Acme\ncalls: main\ntimezone: UTC\n"


def run(*arguments: str) -> Result:
    return CliRunner().invoke(ivr, ["graph", *arguments], obj=make_tools({"IVR_MENUS_DIR": str(MENUS)}))


def titles(svg: str) -> set[str | None]:
    return {element.text for element in ET.fromstring(svg.encode()).iter("{http://www.w3.org/2000/svg}text")}


@pytest.fixture
def long_line(tmp_path: Path) -> Path:
    """A line of 80 steps in two flows."""
    steps = "".join(f"s{number}: {{say: Hello., next: s{number + 1}}}\n" for number in range(78))
    (tmp_path / "line.yaml").write_text(LINE)
    (tmp_path / "main.yaml").write_text(f"{steps}s78: end\n")
    (tmp_path / "end.yaml").write_text("bye: {hangup: Bye.}\n")
    return tmp_path


def test_it_is_printed() -> None:
    ran = run()
    assert (ran.exit_code, ran.stderr) == (0, "")
    assert {"Harbor Bank", "main/choices", "operator/cards"} <= titles(ran.stdout)


def test_it_is_written(tmp_path: Path) -> None:
    file = tmp_path / "line.svg"
    ran = run("-o", str(file))
    assert (ran.exit_code, ran.stdout) == (0, f"{file} is written; open it in a browser.\n")
    assert file.read_text() == run().stdout


def test_one_flow(tmp_path: Path) -> None:
    ran = run("account")
    assert {"Harbor Bank: account", "number", "statement", "main/choices", "from main"} <= titles(ran.stdout)
    ran = run("acount")
    assert (ran.exit_code, ran.stderr) == (2, "There is no flow `acount`. Did you mean `account`?\n")


def test_a_folder_is_named_by_of(long_line: Path) -> None:
    ran = run(str(long_line))
    assert ran.exit_code == 2
    assert f"write `ivr graph --of {long_line}`" in ran.stderr


def test_a_long_line_is_folded(long_line: Path, tmp_path: Path) -> None:
    ran = run("--of", str(long_line), "-o", str(tmp_path / "line.svg"))
    assert ran.stdout.endswith("Each box is a flow. `ivr graph FLOW` draws one from inside, `--all` every step.\n")
    assert {"main", "79 steps", "end", "1 step"} <= titles((tmp_path / "line.svg").read_text())
    assert "main/s77" in titles(run("--of", str(long_line), "--all").stdout)


def test_what_cannot_be_drawn(tmp_path: Path) -> None:
    ran = run("--of", "nowhere")
    assert ran.exit_code == 2
    assert "`nowhere` is neither a folder here nor a revision" in ran.stderr
    (tmp_path / "line.yaml").write_text(LINE)
    (tmp_path / "main.yaml").write_text('welcome: {say: "Hello\n')
    ran = run("--of", str(tmp_path))
    assert ran.exit_code == 2
    assert "E101" in ran.stderr
    ran = run("-o", str(tmp_path / "no" / "line.svg"))
    assert (ran.exit_code, ran.stderr) == (2, f"{tmp_path}/no/line.svg cannot be written: No such file or directory.\n")


def test_menus_with_mistakes_are_not_drawn(tmp_path: Path) -> None:
    (tmp_path / "line.yaml").write_text(LINE)
    (tmp_path / "main.yaml").write_text("a: [\n")
    ran = run("--of", str(tmp_path))
    assert ran.exit_code == 2
    assert " cannot be drawn, for its menus have mistakes:" in ran.stderr
