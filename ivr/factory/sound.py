"""Who speaks during calls."""

import atexit
import threading
from collections.abc import Sequence

from ivr.errors import MenusNotReadyError
from ivr.log import get_logger
from ivr.menu.voicing import OwnVoice, own_voice_of
from ivr.ports import MenuShelf
from ivr.ports_voices import VoicesError
from ivr.voices.live import LiveSpeech
from ivr.voices.speakers import PooledSpeakers

_log = get_logger(__name__)


def voices_of(menus: MenuShelf) -> LiveSpeech:
    """Return who speaks for the line during calls: one process, started ahead where a voice is the line's own."""
    speakers = PooledSpeakers(most=1)
    speech = LiveSpeech(speakers.speak)
    atexit.register(speakers.close)
    atexit.register(speech.close)
    voices = _own_voices(menus)
    if voices:
        threading.Thread(target=_begin, args=(voices, speakers), name="voices-begin", daemon=True).start()
    return speech


def _own_voices(menus: MenuShelf) -> Sequence[OwnVoice]:
    try:
        languages = menus.current().line.languages
    except MenusNotReadyError:
        return ()
    return [voice for language in languages if (voice := own_voice_of(language)) is not None]


def _begin(voices: Sequence[OwnVoice], speakers: PooledSpeakers) -> None:
    """Start the process, which takes a second, before a caller waits for it; say in the log when nobody can speak."""
    try:
        speakers.check(voices)
    except VoicesError as error:
        _log.warning("voice_missing", why=str(error))
