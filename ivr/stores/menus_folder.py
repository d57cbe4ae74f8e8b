"""The menus that run are those in a folder: read again when it changes, kept as they were when the change is wrong."""

import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from ivr.errors import MenusNotReadyError
from ivr.log import get_logger
from ivr.menu.checking.check import Examined, Known, examine
from ivr.menu.model import Menus
from ivr.menu.parts import Place
from ivr.menu.problems import Problem
from ivr.menu.reading.load import version_of
from ivr.values import MenuVersion

_LOOK_EVERY_S: Final = 1.0
_KEPT_FOR_S: Final = 3600.0  # a call that began with an older version goes on with it
_LARGEST_BYTES: Final = 5_000_000
_log = get_logger(__name__)


@dataclass(frozen=True, slots=True)
class FolderReading:
    """The files of a menus folder by their path, and those that could not be read."""

    files: Mapping[str, str]
    problems: tuple[Problem, ...]

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
    for path in sorted(folder.glob("*.y*ml")) if folder.is_dir() else []:
        if path.name.startswith("."):
            continue
        shown = _shown(path)
        here = Place(shown, 1, 1)
        try:
            if path.suffix == ".yml":
                problems.append(Problem(here, "E111", f"Menu files end in .yaml; rename it to {path.stem}.yaml."))
            elif path.stat().st_size > _LARGEST_BYTES:
                problems.append(Problem(here, "E111", "This file is over 5 MB; no menu is. Is it the right one?"))
            else:
                files[shown] = path.read_text(encoding="utf-8")
        except UnicodeDecodeError as error:
            problems.append(Problem(here, "E101", f"This is no UTF-8 text (byte {error.start}); save it as UTF-8."))
        except OSError as error:
            problems.append(Problem(here, "E111", f"It cannot be read ({error.strerror}); check its permissions."))
    return FolderReading(files, tuple(problems))


def _shown(path: Path) -> str:
    """Return the path as a person here would write it: from the current folder, where it lies below that."""
    here = Path.cwd()
    return (path.relative_to(here) if path.is_relative_to(here) else path).as_posix()


def find_recordings(audio: Path) -> frozenset[str]:
    """Return the recordings below an audio folder, by their path there."""
    if not audio.is_dir():
        return frozenset()
    return frozenset(path.relative_to(audio).as_posix() for path in audio.rglob("*") if path.is_file())


def examine_folder(folder: Path, audio: Path) -> Examined:
    """Return the line in a folder and everything that is wrong with it."""
    return examine_reading(read_folder(folder), find_recordings(audio))


def examine_reading(reading: FolderReading, recordings: frozenset[str], *, proving: bool = True) -> Examined:
    """Return the line in what was read, and everything that is wrong with it and with the reading."""
    examined = examine(reading.files, Known(recordings), reading.unreadable, proving=proving)
    menus = examined.menus if not reading.problems else None
    # A file whose text could not be had was told; that the line lacks it is no news.
    others = (problem for problem in examined.problems if problem.place.file not in reading.unreadable)
    return replace(examined, menus=menus, problems=tuple(sorted((*reading.problems, *others))))


class MenusFolder:
    """The menu shelf over a folder. `look` reads it again when it has changed; a wrong change alters nothing."""

    def __init__(self, folder: Path, audio: Path, tell: Callable[[Sequence[Problem]], None] | None = None) -> None:
        self._folder = folder
        self._audio = audio
        self._tell = tell or _log_problems
        self._lock = threading.Lock()
        self._current: Menus | None = None
        self._older: dict[MenuVersion, tuple[Menus, float]] = {}
        self._seen: tuple[MenuVersion, frozenset[str]] | None = None
        self._wrong = False

    def current(self) -> Menus:
        """Return the newest version without errors."""
        if self._current is None:
            self.look()
        if self._current is None:
            raise MenusNotReadyError(f"No menus without errors are in {self._folder}; run `ivr check` to see why.")
        return self._current

    def find(self, version: MenuVersion) -> Menus | None:
        """Return the version a live call began with; another process may have met it first, so look once more."""
        found = self._held(version)
        if found is None:
            self.look()
            found = self._held(version)
        return found

    def look(self) -> None:
        """Read the folder again if it has changed; serve it from now on if nothing is wrong with it."""
        with self._lock:
            reading = read_folder(self._folder)
            version = version_of({**reading.files, **{p.place.file: str(p) for p in reading.problems}})
            if self._seen == (version, self._recordings()):
                return
            # Listed before the examining: a recording that comes meanwhile is a change that the next look sees.
            recordings = find_recordings(self._audio)
            # The proof is for whoever writes menus: calls that are being served end by the limits, whatever it says.
            examined = examine_reading(reading, recordings, proving=False)
            self._wrong = examined.menus is None
            self._seen = (version, recordings if self._wrong else frozenset())
            if examined.problems:
                self._tell(examined.problems)
            if examined.menus is not None:
                self._serve(examined.menus)
            else:
                _log_kept(self._current)

    def _recordings(self) -> frozenset[str]:
        # What is wrong may be a recording that is missing, and comes later. Nothing else in there changes the menus.
        return find_recordings(self._audio) if self._wrong else frozenset()

    def watch(self) -> None:
        """Look every second, for as long as the process lives."""
        threading.Thread(target=self._look_for_ever, name="menus-watch", daemon=True).start()

    def _look_for_ever(self) -> None:
        while True:
            time.sleep(_LOOK_EVERY_S)
            try:
                self.look()
            except Exception:  # noqa: BLE001 - the watch must outlive any one look
                _log.exception("menus_not_read")

    def _held(self, version: MenuVersion) -> Menus | None:
        current = self._current
        if current is not None and current.version == version:
            return current
        older = self._older.get(version)
        return older[0] if older is not None else None

    def _serve(self, menus: Menus) -> None:
        now = time.monotonic()
        if self._current is not None:
            self._older[self._current.version] = (self._current, now)
        self._older = {v: held for v, held in self._older.items() if now - held[1] < _KEPT_FOR_S}
        self._current = menus
        _log.info("menus_live", version=menus.version.value, steps=len(menus.steps))


def _log_problems(problems: Sequence[Problem]) -> None:
    for problem in problems:
        # The event is the line that `ivr check` prints; the field lets a machine find such events, and count by code.
        _log.warning(str(problem), menu_problem=problem.code)


def _log_kept(kept: Menus | None) -> None:
    if kept is None:
        _log.warning("There are no menus without errors, so callers are asked to try later. Mend these and save again.")
        return
    version = kept.version.value
    _log.warning(f"The line goes on with the menus it had ({version}). Mend these and save again.", menus_kept=version)
