"""The menus in a folder, examined."""

from contextlib import suppress
from pathlib import Path

from ivr.clock import Clock
from ivr.errors import RingtreeError
from ivr.factory.abilities import ABILITIES, usual_provider
from ivr.menu.checking.check import Examined, Known
from ivr.ports.voices import VoicesError
from ivr.settings import Settings
from ivr.stores.menus_folder import examine_folder
from ivr.systems.functions import load_functions
from ivr.voices.speakers import PooledSpeakers


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
