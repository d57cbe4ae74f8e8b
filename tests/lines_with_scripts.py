"""Whole lines that have call scripts beside them: the sample, the scenarios, the sound samples of the language."""

from pathlib import Path
from typing import Final

from ivr.menu.checking.check import Examined, Known, examine
from ivr.menu.model import Menus
from ivr.menu.script import load_scripts
from ivr.menu.script_model import Script
from ivr.rehearsal.transcript import Played
from ivr.stores.recordings import find_recordings

_HERE: Final = Path(__file__).parent
SCENARIOS: Final = tuple(sorted(path for path in (_HERE / "scenarios").iterdir() if path.is_dir()))
SAMPLES: Final = tuple(sorted(path.parent for path in (_HERE / "menus" / "good").glob("*/tests")))
LINES: Final = (_HERE.parent / "menus", *SCENARIOS, *SAMPLES)


def examined(folder: Path) -> Examined:
    """Return the line in a folder, and what is wrong with it."""
    files = {path.name: path.read_bytes().decode("utf-8") for path in sorted(folder.glob("*.yaml"))}
    return examine(files, Known(find_recordings(folder / "audio")))


def menus_in(folder: Path) -> Menus:
    """Return the line in a folder, which has no errors."""
    menus = examined(folder).menus
    assert menus is not None
    return menus


def script_files(folder: Path) -> dict[str, str]:
    """Return the files of a line's call scripts by a short path."""
    return {
        f"{folder.name}/tests/{file.name}": file.read_text("utf-8")
        for file in sorted((folder / "tests").glob("*.yaml"))
    }


def scripts_of(folder: Path) -> list[Script]:
    """Return a line's call scripts, in order."""
    return [script for path, text in script_files(folder).items() for script in load_scripts(text, path)]


def told(played: Played) -> str:
    """Return how a script went, for the message of a test that failed."""
    said = (f"{line.mark} {line.text}" for line in played.conversation)
    return "\n".join((played.script.name, *said, f"{played.failed_at} {played.why}"))
