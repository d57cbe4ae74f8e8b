"""Reading a version for a comparison: it may be one that could not go live, but it must say what it means."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from ivr.errors import RingtreeError
from ivr.menu.diffing.compare import Version
from ivr.menu.problems import Problem, in_order
from ivr.menu.reading.load import load

# Told by the comparison itself.
_COMPARED: Final = frozenset({"E401"})
_SHOWN: Final = 3
LIVE: Final = "live"  # what that version is called by whoever compares


class UnreadableVersionError(RingtreeError):
    """A version whose files do not say what the line is."""


@dataclass(frozen=True, slots=True)
class VersionText:
    """The menu files of a version by their path, the recordings beside them, and what could not be had of either."""

    name: str
    files: Mapping[str, str]
    recordings: frozenset[str] = frozenset()
    problems: tuple[Problem, ...] = ()


def read_version(text: VersionText, to: str = "compared") -> Version:
    """Return the version; UnreadableVersionError says what is wrong with it, and where. `to`: what it is read for."""
    draft = load(text.files)
    errors = [problem for problem in draft.problems if problem.is_error and problem.code not in _COMPARED]
    wrong = in_order((*text.problems, *errors))
    # What is no YAML looks, besides, like much else.
    wrong = tuple(problem for problem in wrong if problem.code == "E101") or wrong
    if wrong:
        raise UnreadableVersionError(_explained(text.name, wrong, to))
    return Version(draft.menus, text.recordings)


def _explained(name: str, wrong: Iterable[Problem], to: str) -> str:
    told = [str(problem) for problem in wrong]
    shown = "".join(f"\n  {line}" for line in told[:_SHOWN])
    more = f"\n  … and {len(told) - _SHOWN} more" if len(told) > _SHOWN else ""
    return f"{name[:1].upper()}{name[1:]} cannot be {to}, for its menus have mistakes:{shown}{more}"
