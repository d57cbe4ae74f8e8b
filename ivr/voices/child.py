"""A process that speaks and converts: tasks come as lines on its input, answers go as lines to its output.

Run as `python -m ivr.voices.child ENGINE`. It ends with its input, so never outlives whoever started it.
"""

import os
import signal
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, Final, assert_never

import msgspec
import numpy as np

from ivr.voices.speech_engine import NoEngineError, NotSpokenError, NoVoiceError, SpeechEngine
from ivr.voices.tasks import (
    Answer,
    Convert,
    Done,
    Failed,
    FindVoice,
    ListVoices,
    Measure,
    Speak,
    Task,
    Trouble,
    Voices,
)
from ivr.voices.telephone_audio import RATE, UnreadableError, as_wav, read_sound, seconds_of, telephone_audio

_MOST_TRIES: Final = 5
_PAUSE_S: Final = 0.02
# A word has five letters. What is far off was spoken half, or together with something else.
_SECONDS_OF_LETTER: Final = 60 / 5
_LEAST, _MOST, _MORE_S = 0.3, 8, 5


class _Mouth:
    """Speaks one text after the other; the engine begins with the first."""

    def __init__(self, kind: str, scratch: Path) -> None:
        self._kind = kind
        self._scratch = scratch
        self._engine: SpeechEngine | None = None

    @property
    def engine(self) -> SpeechEngine:
        if self._engine is None:
            self._engine = SpeechEngine(self._kind)
        return self._engine

    def speak(self, task: Speak) -> Answer:
        voice = self.engine.find_voice(task.voice)
        raw = self._scratch / "spoken.wav"
        why = "nothing was spoken"
        for tried in range(1, _MOST_TRIES + 1):
            try:
                with _written_to(self._scratch):
                    self.engine.speak(voice, task.rate, task.text, raw)
                samples, rate = read_sound(raw)
            except (NotSpokenError, UnreadableError) as error:
                why = str(error)
                time.sleep(_PAUSE_S * tried)
                continue
            audio = telephone_audio(samples, rate)
            if audio.size and _fits(audio.size / RATE, task):
                return _kept(audio, task.encoding, Path(task.to), tried)
            why = f"it lasted {audio.size / RATE:.1f} s" if audio.size else "it was silent"
        with _written_to(self._scratch):
            _check_room(self._scratch)
        return Failed(Trouble.MUTE, f"“{_short(task.text)}” was not spoken, tried {_MOST_TRIES} times: {why}.")


@contextmanager
def _written_to(folder: Path) -> Iterator[None]:
    """Let an OSError name the folder where it happened; what fails in the middle of writing names none."""
    try:
        yield
    except OSError as error:
        error.filename = error.filename or str(folder)
        raise


def _fits(seconds: float, task: Speak) -> bool:
    usual = sum(map(str.isalnum, task.text)) * _SECONDS_OF_LETTER / task.rate
    return _LEAST * usual <= seconds <= _MOST * usual + _MORE_S


def _kept(audio: "np.typing.NDArray[np.float64]", encoding: str, to: Path, tries: int) -> Done:
    """Put a file in its place: it is there whole, or not at all."""
    data = as_wav(audio, encoding)
    part = to.with_name(f".{to.name}.{os.getpid()}.part")
    try:
        to.parent.mkdir(parents=True, exist_ok=True)
        part.write_bytes(data)
        if part.stat().st_size != len(data):
            raise OSError(28, "No space left on device")
        part.replace(to)
    finally:
        part.unlink(missing_ok=True)
    return Done(round(audio.size / RATE, 3), tries)


def _check_room(folder: Path) -> None:
    """Raise OSError when it was the disk: pyttsx3 tells nobody."""
    probe = folder / "probe"
    try:
        probe.write_bytes(b"\0" * 65_536)
    finally:
        probe.unlink(missing_ok=True)


def _convert(task: Convert) -> Answer:
    source = Path(task.source)
    samples, rate = read_sound(source)
    audio = telephone_audio(samples, rate)
    if not audio.size:
        return Failed(Trouble.UNREADABLE, f"{source} holds nothing but silence; is it the right file?")
    return _kept(audio, task.encoding, Path(task.to), 1)


def _do(task: Task, mouth: _Mouth) -> Answer:
    match task:
        case Speak():
            return mouth.speak(task)
        case Convert():
            return _convert(task)
        case Measure():
            return Done(round(seconds_of(Path(task.source)), 3))
        case FindVoice():
            mouth.engine.find_voice(task.voice)
            return Done()
        case ListVoices():
            return Voices([(voice.short, voice.name) for voice in mouth.engine.voices])
        case _:
            assert_never(task)


def answer(task: Task, do: Callable[[Task], Answer]) -> Answer:
    """Return what came of a task, whatever went wrong with it."""
    try:
        return do(task)
    except NoEngineError as error:
        return Failed(Trouble.ENGINE, str(error))
    except NoVoiceError as error:
        return Failed(Trouble.VOICE, str(error))
    except UnreadableError as error:
        return Failed(Trouble.UNREADABLE, f"{getattr(task, 'source', 'A file')} {error}.")
    except OSError as error:
        where = error.filename or getattr(task, "to", None) or tempfile.gettempdir()
        return Failed(
            Trouble.DISK,
            f"{where} cannot be written or read ({error.strerror or error}); make room, or mend its rights.",
        )


def _short(text: str) -> str:
    return text if len(text) <= 60 else f"{text[:59]}…"


def _serve(tasks: BinaryIO, answers: BinaryIO, kind: str) -> None:
    decoder = msgspec.json.Decoder(Task)
    with tempfile.TemporaryDirectory(prefix="ringtree-voices-") as scratch:
        mouth = _Mouth(kind, Path(scratch))
        for line in tasks:
            told = answer(decoder.decode(line), lambda task: _do(task, mouth))
            answers.write(msgspec.json.encode(told) + b"\n")
            answers.flush()


def _run(kind: str) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # whoever started this says when it ends
    # pyttsx3 and eSpeak print; what they print must not get among the answers.
    answers = os.fdopen(os.dup(1), "wb")
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    _serve(sys.stdin.buffer, answers, kind)


if __name__ == "__main__":
    _run(sys.argv[1] if len(sys.argv) > 1 else "")
