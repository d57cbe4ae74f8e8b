"""All who speak: as many processes as there are cores, each text told of when it is done."""

import os
import queue
import threading
import wave
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Final, NoReturn, Self

from ivr.menu.voicing import FixedText, OwnVoice, plain_text
from ivr.ports.voices import NotSpoken, Rendered, UnspeakableError, VoicesError
from ivr.voices.joining import join
from ivr.voices.speaking_child import ChildGoneError, SpeakingChild
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
    engine_of,
)

_WITHIN_S: Final = 30.0
_CONVERTED_WITHIN_S: Final = 300.0
_MEANWHILE: Final = " Until then callers hear the provider's voice."
_HOPELESS: Final = frozenset({Trouble.ENGINE, Trouble.VOICE, Trouble.DISK})


def cores() -> int:
    """Return how many cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


class PooledSpeakers:
    """Who speaks and converts. Use with `with`: at its end the processes end."""

    def __init__(self, most: int | None = None) -> None:
        """`most`: how many processes may speak at once; as many as there are cores."""
        self._most = most or cores()
        self._idle: dict[str, list[SpeakingChild]] = {}
        self._lock = threading.Lock()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """End the processes."""
        with self._lock:
            children = [child for idle in self._idle.values() for child in idle]
            self._idle.clear()
        for child in children:
            child.close()

    def check(self, voices: Iterable[OwnVoice]) -> None:
        for voice in dict.fromkeys(voices):
            engine, name = engine_of(voice.name)
            told = self._ask(engine, FindVoice(name))
            if isinstance(told, Failed):
                raise VoicesError(f"languages.{voice.language}.voice in line.yaml: {told.text}{_MEANWHILE}")

    def names(self) -> Sequence[tuple[str, str]]:
        told = self._ask("", ListVoices())
        return told.voices if isinstance(told, Voices) else _refuse(told)

    def speak(self, voice: OwnVoice, text: str, to: Path) -> float:
        engine, task = _task(voice, text, to)
        return _seconds(self._ask(engine, task))

    def convert(self, source: Path, to: Path, encoding: str = "pcm") -> float:
        return _seconds(self._ask("", Convert(str(source), encoding, str(to)), _CONVERTED_WITHIN_S))

    def measure(self, source: Path) -> float | None:
        told = self._ask("", Measure(str(source)))
        return told.seconds if isinstance(told, Done) else None

    def join(self, parts: Sequence[Path | float], to: Path) -> float:
        try:
            return join(parts, to)
        except (OSError, wave.Error) as error:
            raise VoicesError(f"{to} cannot be written ({getattr(error, 'strerror', None) or error}).") from None

    def speak_all(
        self,
        texts: Sequence[FixedText],
        path_of: Callable[[str], Path],
        done: Callable[[Rendered | NotSpoken], None],
    ) -> None:
        crowd = _Crowd(texts)
        threads = [
            threading.Thread(target=self._work, args=(crowd, path_of), daemon=True)
            for _ in range(min(self._most, len(texts)))
        ]
        for thread in threads:
            thread.start()
        try:
            for _ in texts:
                told = crowd.told.get()
                if isinstance(told, VoicesError):
                    raise told
                done(told)
        finally:
            # What is being spoken now is finished, so no file is left half; nothing new is begun.
            crowd.stopped.set()
            for thread in threads:
                thread.join()

    def _work(self, crowd: "_Crowd", path_of: Callable[[str], Path]) -> None:
        while not crowd.stopped.is_set():
            try:
                text = crowd.waiting.get_nowait()
            except queue.Empty:
                return
            try:
                crowd.told.put(self._spoken(text, path_of(text.file)))
            except VoicesError as error:
                crowd.stopped.set()
                crowd.told.put(error)

    def _spoken(self, text: FixedText, to: Path) -> Rendered | NotSpoken:
        engine, task = _task(text.voice, text.text, to)
        told = self._ask(engine, task)
        if isinstance(told, Failed) and told.trouble not in _HOPELESS:
            return NotSpoken(text, told.text)
        voice = text.voice
        return Rendered(text.file, text.text, voice.name, voice.rate, voice.encoding.value, _seconds(told))

    def _ask(self, engine: str, task: Task, within_s: float = _WITHIN_S) -> Answer:
        """Return the answer of a child that is idle; where that has broken down, of a new one."""
        for is_last in (False, True):
            try:
                child = self._take(engine, new=is_last)
            except ChildGoneError as error:
                raise VoicesError(f"{error}{_MEANWHILE}") from None
            try:
                told = child.ask(task, within_s)
            except ChildGoneError as error:
                child.close()
                if is_last:
                    raise VoicesError(f"{error}{_MEANWHILE}") from None
                continue
            except BaseException:
                child.close()
                raise
            with self._lock:
                self._idle.setdefault(engine, []).append(child)
            return told
        raise AssertionError("the last try returns or raises")

    def _take(self, engine: str, *, new: bool) -> SpeakingChild:
        with self._lock:
            idle = self._idle.get(engine)
            if idle and not new:
                return idle.pop()
        return SpeakingChild(engine)


@dataclass(frozen=True, slots=True)
class _Crowd:
    """What is still to be spoken, and what has been told of."""

    texts: Sequence[FixedText]
    waiting: "queue.SimpleQueue[FixedText]" = field(default_factory=queue.SimpleQueue)
    told: "queue.SimpleQueue[Rendered | NotSpoken | VoicesError]" = field(default_factory=queue.SimpleQueue)
    stopped: threading.Event = field(default_factory=threading.Event)

    def __post_init__(self) -> None:
        for text in self.texts:
            self.waiting.put(text)


def _task(voice: OwnVoice, text: str, to: Path) -> tuple[str, Speak]:
    engine, name = engine_of(voice.name)
    return engine, Speak(name, voice.rate, plain_text(text), voice.encoding.value, str(to))


def _seconds(told: Answer) -> float:
    return told.seconds if isinstance(told, Done) else _refuse(told)


def _refuse(told: Answer) -> NoReturn:
    if not isinstance(told, Failed):
        raise VoicesError("The process that speaks gave an answer that is not understood.")
    if told.trouble is Trouble.MUTE:
        raise UnspeakableError(told.text)
    raise VoicesError(f"{told.text}{_MEANWHILE if told.trouble in _HOPELESS else ''}")
