"""A folder of menus: read and examined; and followed while somebody edits it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from stat import S_ISREG
from typing import Final

from ivr.log import get_logger
from ivr.menu.checking.check import Examined, Known, examine
from ivr.menu.model import Menus
from ivr.menu.parts import Place
from ivr.menu.problems import Problem
from ivr.menu.proving.prove import prove
from ivr.menu.proving.telling import told_stuck
from ivr.menu.reading.load import version_of
from ivr.stores.recordings import find_coarse, find_lengths, find_recordings, find_unplayable
from ivr.values import MenuVersion

_LARGEST_BYTES: Final = 5_000_000
_LARGEST_FOLDER: Final = 50_000_000  # of all files together: ten thousand steps are three of them
_NOTHING: Final = Known()
_log = get_logger(__name__)


@dataclass(frozen=True, slots=True)
class FolderReading:
    """The files of a menus folder by their path, those that could not be read, and the folder as people write it."""

    files: Mapping[str, str]
    problems: tuple[Problem, ...]
    folder: str

    @property
    def unreadable(self) -> tuple[str, ...]:
        """The paths of those that could not be read, as they are called when they have the right ending."""
        return tuple(Path(problem.place.file).with_suffix(".yaml").as_posix() for problem in self.problems)


def read_folder(folder: Path) -> FolderReading:
    """Return the menu files that lie directly in a folder. Sub-folders hold tests and examples, not flows.

    A name that begins with a dot is none: editors and systems keep locks (`.#main.yaml`) and notes (`._main.yaml`) so.
    """
    files: dict[str, str] = {}
    problems: list[Problem] = []
    size = 0
    for path in sorted(folder.glob("*.y*ml")) if folder.is_dir() else []:
        if path.name.startswith("."):
            continue
        shown = _shown(path)
        here = Place(shown, 1, 1)
        try:
            if path.suffix == ".yml":
                problems.append(Problem(here, "E111", f"Menu files end in .yaml; rename it to {path.stem}.yaml."))
            elif not S_ISREG(path.stat().st_mode) and not path.is_dir():
                problems.append(Problem(here, "E111", "This is no file but a device or a pipe; remove it."))
            elif (text := _read(path)) is None:
                problems.append(Problem(here, "E111", "This file is over 5 MB; no menu is. Is it the right one?"))
            elif (size := size + len(text)) > _LARGEST_FOLDER:
                said = "With this file the menus are over 50 MB; no line is. Is this the right folder?"
                return FolderReading(files, (*problems, Problem(here, "E111", said)), _shown(folder))
            else:
                files[shown] = text
        except UnicodeDecodeError as error:
            problems.append(Problem(here, "E101", f"This is no UTF-8 text (byte {error.start}); save it as UTF-8."))
        except OSError as error:
            problems.append(Problem(here, "E111", f"It cannot be read ({error.strerror}); check its permissions."))
    return FolderReading(files, tuple(problems), _shown(folder))


def _read(path: Path) -> str | None:
    """Return the text of a file; None when it is too large. No more than that is read, whatever its size says."""
    with path.open("rb") as file:
        data = file.read(_LARGEST_BYTES + 1)
    return None if len(data) > _LARGEST_BYTES else data.decode("utf-8").replace("\r\n", "\n").replace("\r", "\n")


def _shown(path: Path) -> str:
    """Return the path as a person here would write it: from the current folder, where it lies below that."""
    here = Path.cwd()
    return (path.relative_to(here) if path.is_relative_to(here) else path).as_posix()


def examine_folder(
    folder: Path,
    audio: Path,
    known: Known = _NOTHING,
    measure: Callable[[Path], float | None] | None = None,
    *,
    proving: bool = True,
) -> Examined:
    """Return the line in a folder and everything that is wrong with it. `known`: what else is known of the world.

    `measure` tells how long recordings last whose head does not.
    """
    recordings = find_recordings(audio)
    known = replace(
        known,
        recordings=recordings,
        unplayable=find_unplayable(audio, recordings),
        seconds=find_lengths(audio, recordings, measure),
        coarse=find_coarse(audio, recordings),
    )
    return examine_reading(read_folder(folder), known, proving=proving)


def examine_reading(reading: FolderReading, known: Known, *, manners: bool = True, proving: bool = True) -> Examined:
    """Return the line in what was read, and everything that is wrong with it and with the reading."""
    examined = examine(reading.files, known, reading.unreadable, reading.folder, manners=manners, proving=proving)
    menus = examined.menus if not reading.problems else None
    # A file whose text could not be had was told; that the line lacks it is no news.
    others = (problem for problem in examined.problems if problem.place.file not in reading.unreadable)
    return replace(examined, menus=menus, problems=tuple(sorted((*reading.problems, *others))))


class MenusFolder:
    """A folder under editing: `look` hands over what was saved when nothing is wrong with it; else it tells what is."""

    def __init__(
        self,
        folder: Path,
        audio: Path,
        publish: Callable[[Menus, Mapping[str, str]], None],
        tell: Callable[[Sequence[Problem]], None] | None = None,
    ) -> None:
        self._folder = folder
        self._audio = audio
        self._publish = publish
        self._tell = tell or _log_problems
        self._seen: tuple[MenuVersion, frozenset[str]] | None = None
        self._good: MenuVersion | None = None
        self._wrong = False

    def look(self) -> bool:
        """Read the folder again if it has changed; return whether it was published, for nothing is wrong with it.

        One thread at a time.
        """
        reading = read_folder(self._folder)
        version = version_of({**reading.files, **{p.place.file: str(p) for p in reading.problems}})
        if self._seen == (version, self._recordings()):
            return False
        # Listed before the examining: a recording that comes meanwhile is a change that the next look sees.
        recordings = find_recordings(self._audio)
        # Manners and the proof are for whoever writes menus: calls that are being served end by the limits.
        examined = examine_reading(reading, Known(recordings), manners=False, proving=False)
        self._wrong = examined.menus is None
        if examined.problems:
            self._tell(examined.problems)
        if examined.menus is not None:
            self._publish(examined.menus, reading.files)
            self._good = examined.menus.version
            self._tell_stuck(examined.menus)
        else:
            _log_kept(self._good)
        # Last: what could not be published, because the database is away, is tried again.
        self._seen = (version, recordings if self._wrong else frozenset())
        return not self._wrong

    def _tell_stuck(self, menus: Menus) -> None:
        """Tell of calls that only a limit ends. They are served all the same, for the limit does end them."""
        proof = prove(menus)
        if proof is not None and proof.stuck:
            self._tell([told_stuck(menus, stuck) for stuck in proof.stuck])

    def _recordings(self) -> frozenset[str]:
        # What is wrong may be a recording that is missing, and comes later. Nothing else in there changes the menus.
        return find_recordings(self._audio) if self._wrong else frozenset()


def _log_problems(problems: Sequence[Problem]) -> None:
    for problem in problems:
        # The event is the line that `ivr check` prints; the field lets a machine find such events, and count by code.
        _log.warning(str(problem), menu_problem=problem.code)


def _log_kept(kept: MenuVersion | None) -> None:
    if kept is None:
        _log.warning(
            "These menus have errors: what was live before stays; where nothing was, callers are asked to try later. "
            "Mend these and save again."
        )
        return
    version = kept.value
    _log.warning(f"The line goes on with the menus it had ({version}). Mend these and save again.", menus_kept=version)
