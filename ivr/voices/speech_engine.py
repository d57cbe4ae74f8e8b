"""pyttsx3, mistrusted: what it says it has spoken counts only when everything speaks for it.

Of version 2.99: several files before one `runAndWait` keep only the last; some come out empty, when it has told of
two ends; a voice it does not have, or a full disk, raises nothing. So: one file at a time, its one end awaited, the
voice looked up before and after.
"""

import ctypes
import os
import sys
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Any, Final

import espeakng_loader
import pyttsx3

_ENGINES: Final = {"": "espeak"}
_LONGEST_END_S: Final = 3.0
_LOOK_S, _MOST_LOOKS = 0.002, 500
_REACHED: Final = 0.7  # of a text; a last word may be followed by signs that are not spoken


class NoEngineError(Exception):
    """There is nobody to speak; why, and what to do, as a sentence."""


class NoVoiceError(Exception):
    """There is no voice of that name; which are near, as a sentence."""


class NotSpokenError(Exception):
    """This time it was not spoken right; again it may be."""


@dataclass(frozen=True, slots=True)
class KnownVoice:
    """A voice: its id, by which it is set, and its name for people, like `French (France)`."""

    id: str
    name: str
    languages: tuple[str, ...]

    @property
    def short(self) -> str:
        """What to write for it in a menu."""
        return self.id.rpartition("/")[2]


class SpeechEngine:
    """One of pyttsx3's engines. There can be one in a process, for eSpeak begins only once."""

    def __init__(self, kind: str) -> None:
        """`kind`: "" for eSpeak NG from the wheel, else one of the machine's. NoEngineError when it cannot be had."""
        self._variants: Mapping[str, str] | None = None  # by their small letters
        self._library: ctypes.CDLL | None = None
        try:
            if not kind:
                self._library = ctypes.CDLL(espeakng_loader.get_library_path())
            with _found(self._library):
                self._engine = pyttsx3.init(_ENGINES.get(kind, kind))
        except (OSError, RuntimeError, ImportError, AttributeError) as error:
            raise NoEngineError(_explain(kind, error)) from None
        if not kind:
            folder = Path(espeakng_loader.get_data_path()) / "voices" / "!v"
            self._variants = {path.name.lower(): path.name for path in folder.iterdir()}
        self._ends: list[bool] = []
        self._errors: list[str] = []
        self._refused: OSError | None = None
        self._reached = 0
        self._now: tuple[str, int] | None = None
        self._end_came = threading.Event()
        self._engine.connect("finished-utterance", self._on_end)
        self._engine.connect("error", self._on_error)
        self._engine.connect("started-word", self._on_word)
        sys.unraisablehook = self._on_lost
        self._engine.runAndWait()  # says nothing; from now on a voice is set when it is named
        self._known = tuple(_known_voices(self._engine))

    @property
    def voices(self) -> Sequence[KnownVoice]:
        """The voices there are."""
        return self._known

    def find_voice(self, name: str) -> str:
        """Return the id of the voice of that name: its id or the end of it, its language, or a name for people.

        `+f2` behind it is eSpeak's for a variant. NoVoiceError when there is none.
        """
        base, plus, variant = name.strip().partition("+")
        found = _find(self._known, base.strip())
        if found is None:
            raise NoVoiceError(_no_voice(name, base, self._known))
        if not plus or self._variants is None:
            return f"{found.id}{plus}{variant}"
        exact = self._variants.get(variant.lower())
        if exact is None:
            near = get_close_matches(variant.lower(), sorted(self._variants), 3) or ["f2", "m3"]
            listed = " or ".join(f"{base}+{each}" for each in near)
            raise NoVoiceError(f"The voice `{base}` has no variant `{variant}`; try {listed}.")
        return f"{found.id}+{exact}"

    def speak(self, voice: str, rate: int, text: str, to: Path) -> None:
        """Speak a text into a file that pyttsx3 writes, as that does. `voice` is an id of `find_voice`.

        NotSpokenError when anything about it is strange; OSError when the file cannot be written.
        """
        to.unlink(missing_ok=True)
        self._become(voice, rate)
        self._let_end()
        self._ends.clear()
        self._errors.clear()
        self._refused = None
        self._end_came.clear()
        self._reached = 0
        self._engine.save_to_file(text, str(to))
        self._engine.runAndWait()
        self._end_came.wait(_LONGEST_END_S + len(text) / 500)
        self._check(voice, text)

    def _become(self, voice: str, rate: int) -> None:
        # Only where it changes: eSpeak is busy with it for a moment.
        if self._now != (voice, rate):
            self._engine.setProperty("voice", voice)
            self._engine.setProperty("rate", rate)
            self._now = (voice, rate)

    def _let_end(self) -> None:
        """Wait until eSpeak is idle: a text that is begun earlier is cancelled by pyttsx3 soon after."""
        for _ in range(_MOST_LOOKS):
            time.sleep(_LOOK_S)
            if self._library is None or not self._library.espeak_IsPlaying():
                return

    def _check(self, voice: str, text: str) -> None:
        self._now, now = None, self._now
        if self._refused is not None:
            raise self._refused
        if self._errors:
            raise NotSpokenError(self._errors[0])
        if self._ends != [True]:
            raise NotSpokenError(f"it told of {len(self._ends)} ends")
        speaker = str(self._engine.getProperty("voice"))
        if speaker.lower() != voice.lower():
            raise NotSpokenError(f"`{speaker}` spoke")
        if self._reached and _end_of_word(text, self._reached) < _REACHED * len(text.rstrip(" .!?…,;:")):
            raise NotSpokenError("it stopped in the middle")
        self._now = now

    def _on_end(self, name: object, completed: bool) -> None:
        del name
        self._ends.append(completed)
        self._end_came.set()

    def _on_error(self, name: object, exception: object) -> None:
        del name
        self._errors.append(str(exception))

    def _on_lost(self, lost: Any) -> None:
        """Hear of an error that pyttsx3 leaves lying in eSpeak's thread, and wait no more for an end."""
        error = lost.exc_value
        context = error.__context__ if error is not None else None
        self._refused = context if isinstance(context, OSError) else None
        self._errors.append(str(error))
        # The engine's own `endLoop` would let eSpeak's thread, which this is, wait for itself.
        self._engine.proxy._driver.endLoop()  # noqa: SLF001
        self._end_came.set()

    def _on_word(self, name: object, location: int, length: int) -> None:
        del name
        self._reached = max(self._reached, location + length - 1)


def _end_of_word(text: str, at: int) -> int:
    """Return where the word ends that somebody has begun to speak: of a long one no more is told than that."""
    end = text.find(" ", at)
    return len(text) if end < 0 else end


@contextmanager
def _found(library: ctypes.CDLL | None) -> Iterator[None]:
    """Let pyttsx3 find the wheel's library and its data, wherever it looks for one; None: those of the machine."""
    usual = ctypes.cdll.LoadLibrary
    if library is not None:
        os.environ["ESPEAK_DATA_PATH"] = espeakng_loader.get_data_path()
        ctypes.cdll.LoadLibrary = lambda _: library  # type: ignore
    try:
        yield
    finally:
        ctypes.cdll.LoadLibrary = usual  # type: ignore


def _explain(kind: str, error: Exception) -> str:
    why = " ".join(str(error).split()) or type(error).__name__
    if kind:
        return f"This machine has no `{kind}` that pyttsx3 can speak with ({why}); leave `{kind}:` out of the voice."
    return f"eSpeak NG cannot be loaded from the package espeakng-loader ({why}); set it up anew with `make setup`."


def _known_voices(engine: Any) -> Iterator[KnownVoice]:
    for voice in engine.getProperty("voices"):
        languages = tuple(str(language) for language in voice.languages or ())
        yield KnownVoice(str(voice.id), " ".join(str(voice.name).split()), languages)


def _find(known: Sequence[KnownVoice], name: str) -> KnownVoice | None:
    wanted = name.lower()
    by_kind = (
        lambda voice: voice.id.lower() == wanted or voice.short.lower() == wanted,
        lambda voice: voice.name.lower() == wanted,
        lambda voice: wanted in {language.lower() for language in voice.languages},
        lambda voice: voice.name.lower().partition(" (")[0] == wanted,
    )
    for matches in by_kind if wanted else ():
        found = [voice for voice in known if matches(voice)]
        if found:
            return min(found, key=lambda voice: len(voice.id))  # `french` is that of France: `fr`, not `fr-be`
    return None


def _no_voice(name: str, base: str, known: Sequence[KnownVoice]) -> str:
    words = {word.lower() for voice in known for word in (voice.short, voice.name.partition(" (")[0])}
    near = get_close_matches(base.lower(), sorted(words), 2)
    listed = f" Did you mean {' or '.join(near)}?" if near else ""
    return f"There is no voice `{name}`.{listed} `ivr voices list --names` tells which there are."
