"""Speech for a call that is going on: one text after the other, none waited for longer than a caller would.

Nothing is written down: what was spoken is kept in memory, little of it and not for long, for balances and names are
in it. A voice that failed is left alone for a while, and one that is slow is not waited for twice.
"""

import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from ivr.log import get_logger
from ivr.menu.voicing import OwnVoice
from ivr.ports.voices import UnspeakableError
from ivr.voices.tones import beep

_KEPT_S: Final = 600.0
_KEPT_BYTES: Final = 8 << 20  # about eight minutes of speech
_MOST_WAITING: Final = 16
_FAILED_REST_S: Final = 30.0
_SLOW_REST_S: Final = 3.0
_MEMORY: Final = Path("/dev/shm")  # noqa: S108 - a private folder is made in it
_log = get_logger(__name__)

Speaker = Callable[[OwnVoice, str, Path], float]
_Key = tuple[OwnVoice, str]


@dataclass(slots=True)
class _Spoken:
    """A text that is being spoken or was, and until when it is kept."""

    sound: "Future[bytes]"
    until: float
    size_bytes: int = field(default=0)


class LiveSpeech:
    """The live voices over a speaker, who is asked by one thread. Safe to share between threads."""

    def __init__(self, speak: Speaker, clock: Callable[[], float] = time.monotonic) -> None:
        self._speak = speak
        self._clock = clock
        self._thread = ThreadPoolExecutor(1, "voices")
        self._lock = threading.Lock()
        self._texts: OrderedDict[_Key, _Spoken] = OrderedDict()
        self._waiting = 0
        self._rests_until = 0.0

    def close(self) -> None:
        """Speak no more."""
        self._thread.shutdown(wait=False, cancel_futures=True)

    def begin(self, voice: OwnVoice, text: str) -> bool:
        """Let a text be spoken; False while the voice rests, or has too much to do."""
        return self._begin((voice, text)) is not None

    def is_ready(self, voice: OwnVoice, text: str, patience_s: float) -> bool:
        """Return whether a text that was begun is spoken; after one that took too long nobody waits for a while."""
        with self._lock:
            spoken = self._texts.get((voice, text))
            rests = self._clock() < self._rests_until
        if spoken is None or (not spoken.sound.done() and (rests or patience_s <= 0)):
            return False
        return self._wait(spoken.sound, patience_s) is not None

    def find(self, voice: OwnVoice, text: str, patience_s: float) -> bytes | None:
        """Return a text as a WAV file, from what is kept or spoken now; None when that failed or takes longer."""
        sound = self._begin((voice, text))
        return None if sound is None else self._wait(sound, patience_s)

    def tone(self) -> bytes:
        """Return a WAV file with a short tone."""
        return beep()

    def _begin(self, key: _Key) -> "Future[bytes] | None":
        now = self._clock()
        with self._lock:
            self._forget(now)
            known = self._texts.get(key)
            if known is not None:
                return known.sound
            if now < self._rests_until or self._waiting >= _MOST_WAITING:
                return None
            self._waiting += 1
            sound = self._thread.submit(self._spoken, key)
            self._texts[key] = _Spoken(sound, now + _KEPT_S)
            return sound

    def _spoken(self, key: _Key) -> bytes:
        try:
            sound = self._sound_of(key)
        except Exception as error:
            # Its text may quote what was to be said, which is the caller's.
            _log.warning("voice_failed", voice=key[0].name, error=type(error).__name__)
            self._rest_after(error, key)
            raise
        finally:
            with self._lock:
                self._waiting -= 1
        with self._lock:
            spoken = self._texts.get(key)
            if spoken is not None:
                spoken.size_bytes = len(sound)
        return sound

    def _rest_after(self, error: Exception, key: _Key) -> None:
        """Let the voice rest; after a text that nobody can speak, which a caller may have brought, that text only."""
        until = self._clock() + _FAILED_REST_S
        with self._lock:
            spoken = self._texts.get(key)
            if isinstance(error, UnspeakableError) and spoken is not None:
                spoken.until = until
                self._texts.move_to_end(key, last=False)
                return
            self._texts.pop(key, None)
            self._rests_until = until

    def _sound_of(self, key: _Key) -> bytes:
        voice, text = key
        with TemporaryDirectory(prefix="ringtree-", dir=_MEMORY if _MEMORY.is_dir() else None) as folder:
            file = Path(folder) / "spoken.wav"
            self._speak(voice, text, file)
            return file.read_bytes()

    def _wait(self, sound: "Future[bytes]", patience_s: float) -> bytes | None:
        try:
            return sound.result(max(0.0, patience_s))
        except TimeoutError:
            _log.warning("voice_slow", waited_s=round(patience_s, 2))
            with self._lock:
                self._rests_until = max(self._rests_until, self._clock() + _SLOW_REST_S)
            return None
        except Exception:  # noqa: BLE001 - it was logged where it happened
            return None

    def _forget(self, now: float) -> None:
        """Let go of what is over, and of the oldest when all of it is too much."""
        kept_bytes = sum(spoken.size_bytes for spoken in self._texts.values())
        for key, spoken in list(self._texts.items()):
            if spoken.until > now and kept_bytes <= _KEPT_BYTES:
                break
            if spoken.sound.done():
                kept_bytes -= spoken.size_bytes
                del self._texts[key]
