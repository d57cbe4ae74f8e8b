"""The line's own voices, for the commands: who speaks, where it lies, which menus are meant."""

import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from ivr.cli.voice_tools import VoiceTools
from ivr.errors import RingtreeError
from ivr.menu.model import Menus
from ivr.menu.reading.load import load
from ivr.ports.voices import OwnVoices
from ivr.settings import Settings, load_settings
from ivr.stores.menus_folder import read_folder
from ivr.voices.audio_folder import AudioFolder
from ivr.voices.speakers import PooledSpeakers
from ivr.workflows.hear_step import StepHeard, StepWanted, hear_step
from ivr.workflows.import_recordings import Imported, NotImported, ToImport, import_recordings
from ivr.workflows.render_voices import Rendering, prune, render, survey


def make_voice_tools(environment: Mapping[str, str]) -> VoiceTools:
    """Return what the commands around voices need; settings are read when one runs."""

    def shelf() -> AudioFolder:
        return AudioFolder(load_settings(environment).audio_dir)

    def menus(folder: Path | None) -> Menus:
        return _menus(load_settings(environment), folder)

    return VoiceTools(
        survey=lambda folder: survey(menus(folder), shelf()),
        render=lambda folder, tell: _render(menus(folder), shelf(), tell),
        prune=lambda folder: prune(menus(folder), shelf()),
        names=_names,
        play=lambda folder, wanted, to: _play(menus(folder), wanted, shelf(), to),
        take_in=lambda wanted, tell: _take_in(wanted, shelf(), tell),
    )


def _menus(settings: Settings, folder: Path | None) -> Menus:
    folder = folder or settings.menus_dir
    if not folder.is_dir():
        raise RingtreeError(f"There is no folder {folder}; name one, or set IVR_MENUS_DIR.")
    reading = read_folder(folder)
    draft = load(dict(reading.files))
    if reading.problems or any(problem.is_error for problem in draft.problems):
        raise RingtreeError(f"The menus in {folder} have errors; run `ivr check {folder}`.")
    return draft.menus


@contextmanager
def _speaking(shelf: AudioFolder) -> Iterator[OwnVoices]:
    with PooledSpeakers() as speakers:
        yield OwnVoices(shelf, speakers)


def _render(menus: Menus, shelf: AudioFolder, tell: Callable[[int, int], None]) -> Rendering:
    with _speaking(shelf) as voices:
        return render(menus, voices, tell)


def _names() -> list[tuple[str, str]]:
    with PooledSpeakers() as speakers:
        return list(speakers.names())


def _play(menus: Menus, wanted: StepWanted, shelf: AudioFolder, to: Path) -> StepHeard:
    with _speaking(shelf) as voices, tempfile.TemporaryDirectory(prefix="ringtree-step-") as scratch:
        return hear_step(menus, wanted, voices, Path(scratch), to)


def _take_in(wanted: ToImport, shelf: AudioFolder, tell: Callable[[Imported | NotImported], None]) -> None:
    with _speaking(shelf) as voices:
        import_recordings(wanted, voices, tell)
