"""Call scripts in files."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from ivr.errors import RingtreeError

TESTS = "tests"  # the folder of a line's scripts, beside its menus
_LARGEST_BYTES = 5_000_000


def menus_of(paths: Sequence[Path]) -> Path | None:
    """Return the menus folder that these scripts belong to: the one they are, or the one their folder lies in."""
    for path in paths:
        for folder in (path, path.parent, path.parent.parent):
            if (folder / "line.yaml").is_file():
                return folder
    return None


def read_scripts(paths: Sequence[Path]) -> Mapping[str, str]:
    """Return the script files that are named, or lie in the folders named, by path; RingtreeError for an unreadable."""
    found: dict[str, str] = {}
    for path in paths:
        for file in _files(path):
            try:
                if file.stat().st_size > _LARGEST_BYTES:
                    raise RingtreeError(f"{file} is over 5 MB; no call script is. Is it the right file?")
                found[_shown(file)] = file.read_text(encoding="utf-8")
            except UnicodeDecodeError:
                raise RingtreeError(f"{file} is no UTF-8 text; save it as UTF-8.") from None
            except OSError as error:
                raise RingtreeError(f"{file} cannot be read: {error.strerror}.") from error
    return found


def _files(path: Path) -> list[Path]:
    if not path.is_dir():
        return [path]
    folder = path / TESTS if (path / "line.yaml").is_file() else path
    return [file for file in sorted(folder.glob("*.yaml")) if not file.name.startswith(".")]


def _shown(path: Path) -> str:
    """Return the path as a person here would write it."""
    here = Path.cwd()
    whole = path.absolute()
    return (whole.relative_to(here) if whole.is_relative_to(here) else path).as_posix()
