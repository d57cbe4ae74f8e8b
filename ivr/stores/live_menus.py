"""The menus that are live: read from the releases, swapped while calls go on, known from a file when SQL is away."""

import math
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from ivr.clock import Clock
from ivr.errors import DatabaseUnavailableError, MenusNotReadyError, RingtreeError, StoreUnavailableError
from ivr.log import get_logger
from ivr.menu.compiled import UnknownFormatError, dump_menus, load_menus
from ivr.menu.model import Menus
from ivr.menu.reading.load import load
from ivr.ports.releases import Announcements, Move
from ivr.stores.sql.releases import SqlReleases
from ivr.values import MenuVersion

_LOOK_EVERY_S: Final = 0.5
_KEPT_FOR: Final = timedelta(hours=1)  # a call that began with an older version goes on with it
_PATIENCE_S: Final = 0.3  # how long a turn waits for a version that another process has met first; 0.6 are Redis's
_NOT_LIVE: Final = "No menus are live; run `ivr check`, then `ivr publish`."
_AWAY: Final = "The database does not answer (DATABASE_URL), and this machine has no copy of the menus that were live."
_MOST_MISSED: Final = 1_000
_log = get_logger(__name__)


class LiveMenus:
    """The menu shelf over the releases. Nothing is read for a turn: a thread looks, and swaps when it has read.

    `follow` is done before each look: it may publish what was saved in a folder, and returns whether it has.
    `ask_every_s`: how often the releases are asked whatever is announced, for an announcement may be lost.
    """

    def __init__(
        self,
        releases: SqlReleases,
        announcements: Announcements,
        var: Path,
        clock: Clock,
        follow: Callable[[], bool] = lambda: False,
        ask_every_s: float = 15.0,
    ) -> None:
        self._releases = releases
        self._announcements = announcements
        self._copy = var / "live-menus.json"
        self._clock = clock
        self._follow_folder = follow
        self._looking = threading.Lock()
        self._looked = threading.Condition()
        self._wanted = threading.Event()
        self._watched = False
        self._is_away = False
        self._live: tuple[int, Menus] | None = None
        self._older: dict[MenuVersion, tuple[Menus, datetime]] = {}
        self._missed: set[MenuVersion] = set()
        self._ask_every_s = ask_every_s
        self._asked_at = -math.inf

    def current(self) -> Menus:
        """Return the version that is live, as far as this process knows."""
        if self._live is None and not self._watched:
            self.look()
        if self._live is None:
            raise MenusNotReadyError(_AWAY if self._is_away else _NOT_LIVE)
        return self._live[1]

    def find(self, version: MenuVersion) -> Menus | None:
        """Return a version that a live call began with; another process may have met it first, so look once more.

        Once only: nobody waits again for a version that was not to be had.
        """
        found = self._held(version)
        if found is not None or version in self._missed:
            return found
        if not self._watched:
            self.look()
            return self._held(version)
        with self._looked:
            self._wanted.set()
            self._looked.wait_for(lambda: self._held(version) is not None, _PATIENCE_S)
        found = self._held(version)
        if found is None:
            if len(self._missed) >= _MOST_MISSED:
                self._missed.clear()
            self._missed.add(version)
        return found

    def look(self, *, closely: bool = True) -> None:
        """See what is live, and serve it from now on. Not closely: SQL is asked only when there is a reason to."""
        with self._looking:
            try:
                has_published = self._look_at_folder()
                if closely or has_published or self._has_reason():
                    self._follow(self._releases.find_live())
                self._is_away = False
                self._let_go()
            except DatabaseUnavailableError as error:
                self._note_away(error)
            finally:
                with self._looked:
                    self._looked.notify_all()

    def _note_away(self, why: DatabaseUnavailableError) -> None:
        if not self._is_away:  # told once, not twice a second
            _log.warning("releases_unavailable", why=str(why))
        self._is_away = True
        if self._live is None:
            self._serve_copy()

    def _look_at_folder(self) -> bool:
        try:
            return self._follow_folder()
        except DatabaseUnavailableError:
            raise
        except Exception:  # noqa: BLE001 - what is wrong with a folder must not keep releases from being seen
            _log.exception("menus_not_read")
            return False

    def watch(self) -> Callable[[], None]:
        """Look twice a second, for as long as the process lives, or until what is returned is called."""
        self._watched = True
        over = threading.Event()
        thread = threading.Thread(target=self._look_until, args=(over,), name="menus-watch", daemon=True)
        thread.start()

        def stop() -> None:
            over.set()
            self._wanted.set()
            thread.join()

        return stop

    def _look_until(self, over: threading.Event) -> None:
        while not over.is_set():
            closely = self._wanted.wait(_LOOK_EVERY_S)
            self._wanted.clear()
            try:
                self.look(closely=closely)
            except Exception:  # noqa: BLE001 - the watch must outlive any one look
                _log.exception("menus_not_read")

    def _has_reason(self) -> bool:
        """Whether a move was announced that is not ours, or none can be heard of and it has been a while."""
        if time.monotonic() - self._asked_at > self._ask_every_s:
            return True
        with suppress(StoreUnavailableError):
            announced = self._announcements.find()
            return announced is not None and (self._live is None or announced != self._live[0])
        return False

    def _follow(self, move: Move | None) -> None:
        self._asked_at = time.monotonic()
        if move is None or (self._live is not None and self._live[0] == move.number):
            return
        if self._live is None:
            self._recall_older()
        menus = self._held(move.version) or self._read(move.version)
        if menus is not None:
            self._serve(move.number, menus)

    def _recall_older(self) -> None:
        """Hold the versions that calls may have begun with before this process did."""
        now = self._clock()
        for version in self._releases.list_since(now - _KEPT_FOR):
            menus = self._read(version)
            if menus is not None:
                self._older[version] = (menus, now)

    def _read(self, version: MenuVersion) -> Menus | None:
        """Return a version that is kept: opened, or read from its text when it was compiled by another program."""
        compiled = self._releases.find_compiled(version)
        with suppress(UnknownFormatError):
            if compiled is not None:
                return load_menus(compiled)
        files = self._releases.find_files(version)
        if files is None:
            _log.error("release_not_readable", version=version.value)
            return None
        menus = load(files).menus
        self._releases.add(menus, files)
        return load_menus(dump_menus(menus))

    def _serve(self, number: int, menus: Menus) -> None:
        now = self._clock()
        if self._live is not None:
            self._older[self._live[1].version] = (self._live[1], now)
        self._live = (number, menus)
        _log.info("menus_live", version=menus.version.value, steps=len(menus.steps), release=number)
        self._keep_copy(menus)

    def _let_go(self) -> None:
        """Forget the versions that no call has any more."""
        now = self._clock()
        old = [version for version, held in self._older.items() if now - held[1] >= _KEPT_FOR]
        if old:
            self._older = {version: held for version, held in self._older.items() if version not in old}

    def _held(self, version: MenuVersion) -> Menus | None:
        live = self._live
        if live is not None and live[1].version == version:
            return live[1]
        older = self._older.get(version)
        return older[0] if older is not None else None

    def _keep_copy(self, menus: Menus) -> None:
        unfinished = self._copy.with_name(f"{self._copy.name}.{threading.get_native_id()}")
        try:
            unfinished.write_bytes(self._releases.find_compiled(menus.version) or dump_menus(menus))
            unfinished.replace(self._copy)
        except (OSError, RingtreeError) as error:
            _log.warning("menus_not_copied", why=type(error).__name__)

    def _serve_copy(self) -> None:
        """Serve what was live when this machine last knew."""
        try:
            menus = load_menus(self._copy.read_bytes())
        except (OSError, UnknownFormatError):
            return
        self._live = (0, menus)
        _log.warning("menus_from_copy", version=menus.version.value)
