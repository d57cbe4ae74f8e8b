"""The sample lines under tests/menus: sound ones, and ones with every mistake that is told."""

from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from ivr.factory.abilities import ABILITIES
from ivr.menu.checking.check import Examined, Known, examine
from ivr.menu.problems import Problem
from ivr.stores.recordings import find_coarse, find_lengths, find_recordings, find_unplayable

SAMPLES: Final = Path(__file__).parents[1] / "menus"
GOOD: Final = tuple(sorted(path for path in (SAMPLES / "good").iterdir() if path.is_dir()))
BAD: Final = tuple(sorted(path for path in (SAMPLES / "bad").iterdir() if path.is_dir()))

NOW: Final = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)  # the Monday before Thanksgiving
# What the command needs to know the same; `sample_functions` is a module beside this one.
ENVIRONMENT: Final = {"IVR_FUNCTIONS": "sample_functions"}

LINE: Final = """\
line: Acme Bank
calls: main
timezone: America/New_York
patience: {give_up: hangup}
"""


def flow(*steps: str) -> str:
    """Return a flow of steps, each on a line of its own."""
    return "\n".join(steps)


def files_in(folder: Path) -> dict[str, str]:
    """Return a sample's files by name, with their line ends as they are."""
    return {path.name: path.read_bytes().decode("utf-8") for path in sorted(folder.glob("*.yaml"))}


def known_in(folder: Path) -> Known:
    """Return what is known of the world around a sample: the recordings beside it, a day, a provider, functions."""
    recordings = find_recordings(folder / "audio")
    unplayable = find_unplayable(folder / "audio", recordings)
    lengths = find_lengths(folder / "audio", recordings)
    functions = frozenset({"find_order", "notify_desk"})
    coarse = find_coarse(folder / "audio", recordings)
    return Known(recordings, unplayable, lengths, NOW, ABILITIES["twilio"], functions, coarse, providers=ABILITIES)


def examined(flow: str, line: str = LINE, **others: str) -> Examined:
    """Return what is found in a line of one flow, `main`, and others by their name, but for manners."""
    files = {"line.yaml": line, "main.yaml": flow, **{f"{name}.yaml": text for name, text in others.items()}}
    return examine(files, Known(), manners=False)


def problems_of(flow: str, line: str = LINE, **others: str) -> tuple[Problem, ...]:
    """Return the problems of a line of one flow, `main`, and others by their name."""
    return examined(flow, line, **others).problems


def told(problems: tuple[Problem, ...]) -> list[str]:
    """Return each problem as `file:line CODE`, which is what most tests are about."""
    return [f"{problem.place.file.removesuffix('.yaml')}:{problem.place.line} {problem.code}" for problem in problems]


def line_at(files: Mapping[str, str], problem: Problem) -> str:
    """Return the line of a file that a problem is about, as an editor shows it."""
    return files[problem.place.file].removeprefix("\ufeff").splitlines()[problem.place.line - 1]
