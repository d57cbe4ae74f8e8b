"""A call as one sound file: what was played is fetched, what a provider said is spoken by eSpeak in its place."""

import io
import os
import tempfile
import wave
from array import array
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Final, assert_never

from ivr.handset.heard import (
    CallbackPromised,
    Heard,
    HeardAudio,
    HeardLeaving,
    HeardMusic,
    HeardPause,
    HeardRinging,
    HeardTone,
    HeardWords,
    KeysLost,
    TextSent,
)
from ivr.menu.line import Language
from ivr.menu.voicing import OwnVoice, stand_in
from ivr.ports.voices import VoicesError
from ivr.voices.speakers import PooledSpeakers
from ivr.voices.tones import RATE, beep, keys, ringing, silence, tone, wav_of

_BETWEEN_S: Final = 0.1  # two prompts
_MUSIC: Final = ((523, 2_000), (659, 2_000), (784, 2_000))
_ENGLISH: Final = "en-us"

Fetch = Callable[[str], bytes]


class SoundTrackFile:
    """The sound track of a call, or of several. `fetch` returns what lies at an address, or raises VoicesError."""

    def __init__(self, to: Path, fetch: Fetch, speakers: PooledSpeakers) -> None:
        self._to = to
        self._fetch = fetch
        self._speakers = speakers
        self._heard: list[Heard | float] = []
        self._voices: dict[str, str] = {}
        self._made: dict[tuple[str, str], array[int]] = {}
        self._missing: list[str] = []

    def close(self) -> None:
        """Let those who speak go."""
        self._speakers.close()

    def listen(self, quiet_s: float, heard: Sequence[Heard]) -> None:
        """Take note of a silence, and of what the caller heard after it."""
        self._heard += [quiet_s, *[item for item in heard if item.ear == "caller"]]

    def write(self) -> Sequence[str]:
        """Write the file, whole or not at all; return what is missing in it. VoicesError when it cannot be written."""
        samples = array("h")
        for item in self._heard:
            samples += silence(item) if isinstance(item, float | int) else self._sound_of(item)
        part = self._to.with_name(f".{self._to.name}.{os.getpid()}.part")
        try:
            part.write_bytes(wav_of(samples))
            part.replace(self._to)
        except OSError as error:
            raise VoicesError(f"{self._to} cannot be written ({error.strerror}); name another file.") from None
        finally:
            part.unlink(missing_ok=True)
        return tuple(dict.fromkeys(self._missing))

    def _sound_of(self, item: Heard) -> "array[int]":
        match item:
            case HeardWords():
                return self._words(item) + silence(_BETWEEN_S)
            case HeardAudio(url=url):
                return self._file(url) + silence(_BETWEEN_S)
            case HeardPause(seconds=seconds):
                return silence(seconds)
            case HeardTone(name="beep"):
                return _samples_in(beep())
            case HeardTone(name=name):
                return keys(name)
            case HeardRinging():
                return ringing()
            case HeardMusic():
                return sum((tone((height,), length) for height, length in _MUSIC), array("h"))
            case KeysLost() | HeardLeaving() | TextSent() | CallbackPromised():
                return array("h")
            case _:
                assert_never(item)

    def _words(self, words: HeardWords) -> "array[int]":
        if words.files:
            return sum((self._file(url) for url in words.files), array("h"))
        key = (words.language, words.text)
        if key not in self._made:
            self._made[key] = self._spoken(words)
        return self._made[key]

    def _spoken(self, words: HeardWords) -> "array[int]":
        """Return a text as a voice of ours says it in the language, or else in English."""
        voice = stand_in(Language("", words.language, None))
        why = ""
        for name in dict.fromkeys((self._voices.get(voice.name, voice.name), _ENGLISH)):
            try:
                samples = self._made_by(partial(self._speakers.speak, OwnVoice("", name), words.text))
            except VoicesError as error:
                why = str(error)
                continue
            self._voices[voice.name] = name
            return samples
        self._missing.append(why)
        return array("h")

    def _file(self, url: str) -> "array[int]":
        key = ("", url)
        if key not in self._made:
            try:
                self._made[key] = self._read(self._fetch(url))
            except VoicesError as error:
                self._missing.append(str(error))
                return array("h")
        return self._made[key]

    def _read(self, data: bytes) -> "array[int]":
        try:
            return _samples_in(data)
        except (wave.Error, EOFError):  # another kind of file, or another rate
            with tempfile.TemporaryDirectory(prefix="ringtree-") as folder:
                source = Path(folder) / "fetched"
                source.write_bytes(data)
                return self._made_by(partial(self._speakers.convert, source))

    def _made_by(self, make: Callable[[Path], object]) -> "array[int]":
        with tempfile.TemporaryDirectory(prefix="ringtree-") as folder:
            to = Path(folder) / "made.wav"
            make(to)
            return _samples_in(to.read_bytes())


def _samples_in(data: bytes) -> "array[int]":
    """Return the samples of telephone audio; wave.Error for anything else."""
    with wave.open(io.BytesIO(data)) as file:
        if (file.getframerate(), file.getnchannels(), file.getsampwidth()) != (RATE, 1, 2):
            raise wave.Error("no telephone audio")
        samples = array("h")
        samples.frombytes(file.readframes(file.getnframes()))
        return samples
