"""A file of call scripts that another is added to."""

import os
from dataclasses import dataclass
from pathlib import Path

from ivr.errors import RingtreeError
from ivr.menu.script import BadScriptError, load_scripts
from ivr.menu.script_model import Script
from ivr.menu.script_writing import write_script


class NotSavedError(RingtreeError):
    """A script that cannot be put into its file; the text says why and what to do."""


@dataclass(frozen=True, slots=True)
class ScriptFile:
    """Where a script is to go: the file, what stands in it, and how far its scripts are indented."""

    path: Path
    text: str
    indent: str

    def add(self, script: Script) -> Script:
        """Write the script behind the others; return it as it is read there. NotSavedError when it cannot be."""
        written = "".join(f"{self.indent}{line}\n" for line in write_script(script).splitlines())
        before = self.text if not self.text or self.text.endswith("\n") else f"{self.text}\n"
        text = f"{before}\n{written}" if before.strip() else f"{before}{written}"
        *_, saved = _load(self.path, text)
        beside = self.path.with_name(f".{self.path.name}.new")
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            beside.write_text(text, encoding="utf-8")
            os.replace(beside, self.path)  # noqa: PTH105 - whoever reads the file meanwhile sees all of it or nothing
        except OSError as error:
            raise NotSavedError(f"{self.path} cannot be written: {error.strerror}.") from error
        return saved


def open_scripts(path: Path) -> ScriptFile:
    """Return the file, which need not be there yet; NotSavedError when nothing can be added to it."""
    try:
        text = path.read_bytes().decode("utf-8")
    except FileNotFoundError:
        return ScriptFile(path, "", "")
    except OSError as error:
        raise NotSavedError(f"{path} cannot be read: {error.strerror}.") from error
    except ValueError as error:
        raise NotSavedError(f"{path} is no UTF-8 text, so nothing can be added to it; name another file.") from error
    if not any(line.strip() and not line.lstrip().startswith("#") for line in text.splitlines()):
        return ScriptFile(path, text, "")
    first, *_ = _load(path, text)
    line = text.splitlines()[first.place.line - 1]
    indent = line[: len(line) - len(line.lstrip())]
    if not line.lstrip().startswith("-"):
        raise NotSavedError(f"{path} has its scripts in brackets; begin each with `- call:` on a line of its own.")
    return ScriptFile(path, text, indent)


def _load(path: Path, text: str) -> tuple[Script, ...]:
    try:
        return load_scripts(text, str(path))
    except BadScriptError as error:
        raise NotSavedError(f"Nothing was added to {path}; mend it first, or name another file:\n{error}") from error
