"""The line's own voices: what is to be spoken is compared with what is there, and what is missing is spoken."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from ivr.dialog.texts_ahead import texts_ahead
from ivr.menu.model import Menus
from ivr.menu.voicing import FixedText
from ivr.ports.voices import AudioShelf, NotSpoken, OwnVoices, Rendered


@dataclass(frozen=True, slots=True)
class Survey:
    """How rendered prompts stand: `ready` by file; `stale` are to be spoken; `orphans` are files that nobody needs."""

    texts: tuple[FixedText, ...]
    ready: Mapping[str, Rendered]
    stale: tuple[FixedText, ...]
    orphans: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Rendering:
    """What came of rendering: what was spoken now, and what could not be."""

    survey: Survey
    spoken: tuple[Rendered, ...]
    failed: tuple[NotSpoken, ...]


def survey(menus: Menus, shelf: AudioShelf) -> Survey:
    """Return how the rendered prompts stand; nobody speaks for it."""
    texts = texts_ahead(menus)
    ready = shelf.find(texts)
    # Two languages in one voice may say the same words, and each has its file; one file is never spoken twice.
    stale = {text.file: text for text in texts if text.file not in ready}
    return Survey(texts, ready, tuple(stale.values()), shelf.orphans({text.file for text in texts}))


def render(menus: Menus, voices: OwnVoices, tell: Callable[[int, int], None]) -> Rendering:
    """Speak what is missing; `tell` hears how much of how much is done. VoicesError where nothing can be spoken.

    Whatever ends it, also Ctrl-C: what was spoken until then is noted, and is not spoken again.
    """
    found = survey(menus, voices.shelf)
    spoken: list[Rendered] = []
    failed: list[NotSpoken] = []

    def done(told: Rendered | NotSpoken) -> None:
        if isinstance(told, Rendered):
            spoken.append(told)
        else:
            failed.append(told)
        tell(len(spoken) + len(failed), len(found.stale))

    try:
        if found.stale:
            voices.speakers.check(text.voice for text in found.stale)
            voices.speakers.speak_all(found.stale, voices.shelf.path_of, done)
    finally:
        voices.shelf.keep([*found.ready.values(), *spoken])
    return Rendering(found, tuple(spoken), tuple(failed))


def prune(menus: Menus, shelf: AudioShelf) -> tuple[str, ...]:
    """Remove the rendered files that no text of the menus needs, and return them."""
    orphans = survey(menus, shelf).orphans
    shelf.remove(orphans)
    return orphans
