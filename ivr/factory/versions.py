"""Versions of the menus that are compared."""

from ivr.factory.database import releases_of
from ivr.menu.diffing.versions import LIVE, VersionText
from ivr.ports.releases import MOST_RELEASES
from ivr.settings import Settings
from ivr.stores.menus_versions import MenusVersions
from ivr.stores.recordings import find_recordings
from ivr.workflows.publish_menus import find_move


def find_version(settings: Settings, name: str | None) -> VersionText:
    """Return a version to be compared: the folder now, what is live, a release by its number, a folder, a revision."""
    versions = MenusVersions(settings.menus_dir, settings.audio_dir)
    if name is None:
        return versions.working()
    if name != LIVE and not name.isdigit():
        return versions.find(name)
    releases = releases_of(settings)
    move = find_move(releases.list_moves(MOST_RELEASES), None if name == LIVE else name)
    files = releases.find_files(move.version)
    assert files is not None, "a move's files are kept as long as it is"
    return VersionText(f"release {move.number}", files, find_recordings(settings.audio_dir))
