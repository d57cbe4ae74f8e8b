"""The menus in a folder, rehearsed with its call scripts; conversations written down as such."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from ivr.clock import Clock
from ivr.errors import RingtreeError
from ivr.factory.menus import examine_menus
from ivr.menu.script_model import Script
from ivr.rehearsal.engine_talk import EngineTalk
from ivr.rehearsal.rehearse import Rehearsed, rehearse
from ivr.rehearsal.saving import Circumstances
from ivr.rehearsal.setting import Memory, setting_of
from ivr.rehearsal.telling import NOWHERE
from ivr.rehearsal.text_recorder import TextTyped, steps_of
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


def write_texts_down(settings: Settings, typed: Sequence[TextTyped], began: Circumstances, clock: Clock) -> Script:
    """Return a conversation by text as a script, by the menus of the folder; RingtreeError when that cannot be done."""
    menus = examine_menus(settings, None, clock, proving=False).menus
    if menus is None:
        raise RingtreeError(f"the menus in {settings.menus_dir} have errors; run `ivr check`.")
    name = f"a conversation at {began.at.text}"
    script = Script(name, "text", began.at, began.from_number, began.to_number, {}, {}, {}, (), NOWHERE)
    talk = EngineTalk(setting_of(script, menus, clock(), Memory()))
    return replace(script, steps=tuple(steps_of(typed, talk)))
