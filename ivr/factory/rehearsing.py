"""The menus in a folder, rehearsed with its call scripts."""

from pathlib import Path

from ivr.clock import Clock
from ivr.errors import RingtreeError
from ivr.factory.menus import examine_menus
from ivr.rehearsal.rehearse import Rehearsed, rehearse
from ivr.settings import Settings
from ivr.stores.scripts_folder import TESTS, menus_of, read_scripts


def rehearse_scripts(
    settings: Settings, folder: Path | None, paths: tuple[Path, ...], only: str, clock: Clock
) -> Rehearsed:
    """Return how the call scripts of a folder of menus went; RingtreeError when none can be played.

    A line whose callers can be kept for ever is played too: that is how one sees it.
    """
    folder = folder or menus_of(paths) or settings.menus_dir
    menus = examine_menus(settings, folder, clock, proving=False).menus
    if menus is None:
        raise RingtreeError(f"The menus in {folder} have errors, so no script was played; run `ivr check {folder}`.")
    files = read_scripts(paths or (folder,))
    rehearsed = rehearse(menus, files, clock(), only)
    if not (rehearsed.results or rehearsed.problems):
        wanted = f' with "{only}" in its name' if only and files else ""
        where = " or ".join(str(path) for path in paths) or f"{folder / TESTS}"
        raise RingtreeError(f"There is no call script{wanted} in {where}; `ivr call --save FILE` writes one.")
    return rehearsed
