"""The menus in a folder, or of a release: examined, rehearsed, compared."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from ivr.clock import Clock
from ivr.errors import RingtreeError
from ivr.factory.database import releases_of
from ivr.factory.providers import ABILITIES, usual_provider
from ivr.menu.checking.check import Examined, Known
from ivr.menu.diffing.versions import LIVE, VersionText
from ivr.menu.script_model import Script
from ivr.ports.releases import MOST_RELEASES
from ivr.ports.voices import VoicesError
from ivr.rehearsal.engine_talk import EngineTalk
from ivr.rehearsal.rehearse import Rehearsed, rehearse
from ivr.rehearsal.saving import Circumstances
from ivr.rehearsal.setting import Memory, setting_of
from ivr.rehearsal.telling import NOWHERE
from ivr.rehearsal.text_recorder import TextTyped, steps_of
from ivr.settings import Settings
from ivr.stores.menus_folder import examine_folder
from ivr.stores.menus_versions import MenusVersions
from ivr.stores.recordings import find_recordings
from ivr.stores.scripts_folder import TESTS, menus_of, read_scripts
from ivr.systems.functions import load_functions
from ivr.voices.speakers import PooledSpeakers
from ivr.workflows.publish_menus import find_move


def examine_menus(settings: Settings, folder: Path | None, clock: Clock, *, proving: bool = True) -> Examined:
    """Return what is found in a folder of menus; RingtreeError when there is none."""
    folder = folder or settings.menus_dir
    if not folder.is_dir():
        raise RingtreeError(f"There is no folder {folder}; name one, or set IVR_MENUS_DIR.")
    # Where no function is registered this is no machine that runs the line; nothing is known of its functions then.
    functions = frozenset(load_functions(settings.functions)) or None
    known = Known(
        now=clock(),
        abilities=ABILITIES[usual_provider(settings)],
        functions=functions,
        private_hosts=settings.private_hosts,
        providers=ABILITIES,
    )
    with PooledSpeakers(1) as speakers:

        def measure(recording: Path) -> float | None:
            with suppress(VoicesError):  # whoever renders is told
                return speakers.measure(recording)
            return None

        return examine_folder(folder, settings.audio_dir, known, measure, proving=proving)


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
