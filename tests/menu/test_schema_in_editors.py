"""The schemas in the language server that editors use: it underlines, offers and explains."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest
from click.testing import CliRunner
from editor import Editor, install
from how_much import in_all
from menu_samples import GOOD
from npm import NotBroughtError

from ivr.cli.main import ivr
from ivr.menu.reading.words import VERBS

pytestmark = in_all
ROOT: Final = Path(__file__).parents[2]
SETTINGS: Final = {
    ".schema/line.json": "line.yaml",
    ".schema/flow.json": ["*.yaml", "!line.yaml"],
}


@pytest.fixture(scope="module")
def server() -> Path:
    try:
        return install()
    except NotBroughtError as error:
        if os.environ.get("CI"):
            pytest.fail(str(error))
        pytest.skip(str(error))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    assert CliRunner().invoke(ivr, ["schema", "--write", str(tmp_path)]).exit_code == 0
    return tmp_path


@pytest.fixture
def editor(server: Path, folder: Path) -> Iterator[Editor]:
    opened = Editor(server, folder, schemas=SETTINGS)
    yield opened
    opened.close()


def written(folder: Path, name: str, text: str) -> Path:
    file = folder / name
    file.write_text(text)
    return file


def test_sound_lines(editor: Editor, folder: Path) -> None:
    for sample in (*GOOD, ROOT / "menus"):
        shutil.copytree(sample, folder / sample.name, ignore=lambda *_: {"tests", "audio"})
        for file in sorted((folder / sample.name).glob("*.yaml")):
            schema = "line" if file.name == "line.yaml" else "flow"
            text = file.read_text(encoding="utf-8-sig")
            file.write_text(f"# yaml-language-server: $schema=../.schema/{schema}.json\n{text}")
            assert editor.underlined(file) == [], file


def test_slips_are_underlined_in_words(editor: Editor, folder: Path) -> None:
    flow = "welcome:\n  ask: Your number?\n  save: x\n  wait: 20\n  nxt: hangup\nlost: go away\n"
    found = editor.underlined(written(folder, "main.yaml", flow))
    assert sorted(found) == [
        '1 Missing property "next".',
        "4 Write a whole number with a unit, like 20s, 5m or 1h.",
        "5 Property nxt is not allowed.",
        "6 A step is a verb with its settings, or just a target. Words to be spoken stand behind `say:`.",
    ]
    line = "line: Acme\ncalls: main\ntimezone: Boston\npatience: {tries: 99}\nhour: {}\n"
    assert sorted(editor.underlined(written(folder, "line.yaml", line))) == [
        "3 Write Area/City, like America/New_York.",
        "4 Value is above the maximum of 10.",
        "5 Property hour is not allowed.",
    ]


def test_words_are_offered(editor: Editor, folder: Path) -> None:
    file = written(folder, "main.yaml", "welcome:\n  \nmore:\n  ask: Yes?\n  as: \n  sensitive: \n  next: \n  \n")
    editor.underlined(file)
    assert set(editor.offered(file, 2, 3)) == set(VERBS)
    assert {"digits", "yes_no", "recording"} <= set(editor.offered(file, 5, 7))
    assert {"yes", "no"} <= set(editor.offered(file, 6, 14))
    assert {"hangup", "back", "repeat"} <= set(editor.offered(file, 7, 9))
    settings = set(editor.offered(file, 8, 3))
    assert {"save", "length", "confirm", "tries", "at_most"} <= settings
    assert not {"keys_", "ring", "whisper", "say", "ask: "} & settings


def test_words_are_explained(editor: Editor, folder: Path) -> None:
    file = written(folder, "main.yaml", "welcome:\n  dial: desk\n  ring: 20s\n  otherwise: hangup\n")
    assert editor.underlined(file) == []
    assert "Connects the caller" in editor.hover(file, 2, 4)
    assert "How long it rings. From 5s to 10m." in editor.hover(file, 3, 4)
