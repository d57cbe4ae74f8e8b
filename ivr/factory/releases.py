"""What is live: the database, the releases in it, and the moves of the line from one to another."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from ivr.clock import Clock, utc_now
from ivr.factory.companies import has_keys
from ivr.factory.database import releases_of
from ivr.factory.joining import connect
from ivr.factory.menus import examine_menus
from ivr.menu.model import Menus
from ivr.ports.releases import MOST_RELEASES, Announcements, MoveKind
from ivr.settings import Settings
from ivr.stores.live_menus import LiveMenus
from ivr.stores.menus_folder import MenusFolder, read_folder
from ivr.stores.redis_announcements import NoAnnouncements, RedisAnnouncements
from ivr.stores.redis_wire import RedisWire
from ivr.stores.scripts_folder import read_scripts
from ivr.stores.sql.database import Database
from ivr.stores.sql.releases import SqlReleases
from ivr.workflows.publish_menus import (
    By,
    Candidate,
    Published,
    find_earlier,
    find_move,
    publish_menus,
    publish_saved,
    roll_back,
)


def live_menus(settings: Settings, wire: RedisWire, database: Database) -> LiveMenus:
    """Return the menus that are live, as they are published elsewhere."""
    return LiveMenus(SqlReleases(database), RedisAnnouncements(wire), settings.var_dir, utc_now)


def followed_menus(settings: Settings, wire: RedisWire, database: Database) -> LiveMenus:
    """Return the menus that are live. Where nobody else's calls come in, what is saved in the folder goes live."""
    releases, announcements = SqlReleases(database), RedisAnnouncements(wire)

    def publish(menus: Menus, files: Mapping[str, str]) -> None:
        publish_saved(releases, announcements, menus, files, utc_now())

    is_served = has_keys(settings) or settings.database_url is not None
    folder = MenusFolder(settings.menus_dir, settings.audio_dir, publish)
    look = _UntilLive(releases, folder) if is_served else folder.look
    # A file on this machine can be asked at every look.
    ask_every_s = 0.0 if database.is_embedded else 15.0
    return LiveMenus(releases, announcements, settings.var_dir, utc_now, look, ask_every_s)


class _UntilLive:
    """Looks at a folder for as long as nothing is live; then it is `ivr publish` that says what is."""

    def __init__(self, releases: SqlReleases, folder: MenusFolder) -> None:
        self._releases = releases
        self._folder = folder
        self._is_live = False

    def __call__(self) -> bool:
        """Return whether the folder has gone live."""
        self._is_live = self._is_live or self._releases.find_live() is not None
        return not self._is_live and self._folder.look()


def announcements_of(settings: Settings) -> Announcements:
    return (
        RedisAnnouncements(connect(settings.redis_url, settings))
        if settings.redis_url is not None
        else NoAnnouncements()
    )


@dataclass(frozen=True, slots=True)
class Mover:
    author: str
    note: str
    kind: MoveKind


def publish(settings: Settings, folder: Path | None, by: Mover, clock: Clock) -> Published:
    releases = releases_of(settings)
    live = releases.find_live()
    folder = folder or settings.menus_dir
    reading = read_folder(folder)
    candidate = Candidate(examine_menus(settings, folder, clock), reading.files, read_scripts((folder,)))
    mover = By(by.author, by.note, clock(), live.number if live is not None else 0)
    return publish_menus(releases, announcements_of(settings), candidate, mover, by.kind)


def go_back(settings: Settings, release: str | None, author: str, note: str, clock: Clock) -> Published:
    releases = releases_of(settings)
    moves = releases.list_moves(MOST_RELEASES)
    version = (find_earlier(moves) if release is None else find_move(moves, release)).version
    mover = By(author, note, clock(), moves[0].number)
    return roll_back(releases, announcements_of(settings), version, mover)
