"""Whole lines that come with the program, to begin with: each a folder with menus, call scripts and a README."""

import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from ivr.errors import RingtreeError

EXAMPLES: Final = Path(__file__).resolve().parents[2] / "menus" / "examples"


def list_examples() -> Mapping[str, str]:
    """Return what each example is about, by its name, in order."""
    return {folder.name: _first_words(folder / "README.md") for folder in sorted(EXAMPLES.iterdir()) if folder.is_dir()}


def copy_example(name: str, to: Path) -> None:
    """Copy an example into a folder that is not there yet, or is empty; RingtreeError when that cannot be."""
    examples = list_examples()
    if name not in examples:
        raise RingtreeError(f"There is no example `{name}`; there are {', '.join(examples)}.")
    if to.exists() and (not to.is_dir() or any(to.iterdir())):
        raise RingtreeError(f"{to} is there already; name a folder that is not.")
    try:
        shutil.copytree(EXAMPLES / name, to, dirs_exist_ok=True, ignore=shutil.ignore_patterns("__pycache__"))
    except OSError as error:
        raise RingtreeError(f"{to} cannot be written: {error.strerror}.") from error


def _first_words(readme: Path) -> str:
    """Return the first sentence below the heading."""
    lines = [line for line in readme.read_text(encoding="utf-8").splitlines() if line and not line.startswith("#")]
    return lines[0] if lines else ""
