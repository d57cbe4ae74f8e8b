"""Who speaks during calls, and who puts together what was heard in one."""

import atexit
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from ivr.cli.access import LineAccess
from ivr.errors import MenusNotReadyError
from ivr.handset.handset import NotReachableError
from ivr.log import get_logger
from ivr.menu.voicing import OwnVoice, own_voice_of
from ivr.phone.line import HttpTransport
from ivr.phone.problems import CallFailedError
from ivr.ports.releases import MenuShelf
from ivr.ports.sound import SoundTrack
from ivr.ports.voices import VoicesError
from ivr.voices.live import LiveSpeech
from ivr.voices.sound_track import SoundTrackFile
from ivr.voices.speakers import PooledSpeakers

_LARGEST_BYTES: Final = 64 << 20
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


def voices_beside() -> LiveSpeech:
    """Return who speaks for those who listen without a provider; its process starts when somebody does."""
    speakers = PooledSpeakers(most=1)
    speech = LiveSpeech(speakers.speak)
    atexit.register(speakers.close)
    atexit.register(speech.close)
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


def record_sound(to: Path, access: LineAccess) -> SoundTrack:
    """Return the sound track of calls to a line, which is fetched where the line runs."""
    public, here = access.public_url or access.url or "", access.url or ""
    transport = HttpTransport(reach={public.rstrip("/"): here}, most_bytes=_LARGEST_BYTES)

    def fetch(url: str) -> bytes:
        try:
            reply = transport.get(url, {})
        except (NotReachableError, CallFailedError) as error:
            raise VoicesError(str(error)) from None
        if reply.status != 200:
            raise VoicesError(f"What lies at {_short(url)} is missing in the recording: it answered {reply.status}.")
        return reply.body

    return SoundTrackFile(to, fetch, PooledSpeakers())


def _short(url: str) -> str:
    path = urlsplit(url).path
    return path if len(path) < 60 else f"{path[:40]}…"
