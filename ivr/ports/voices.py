"""What the workflows around the line's own voices need, and others answer."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from ivr.errors import RingtreeError
from ivr.menu.voicing import FixedText, OwnVoice


class VoicesError(RingtreeError):
    """Nothing can be spoken, converted or kept for now; the text says why and what to do."""


class UnspeakableError(VoicesError):
    """One text cannot be spoken; others can."""


@dataclass(frozen=True, slots=True)
class Rendered:
    """A file of speech, by its path below the audio folder, and all that its sound was made from."""

    file: str
    text: str
    voice: str
    rate: int
    encoding: str
    seconds: float


@dataclass(frozen=True, slots=True)
class NotSpoken:
    """A text that could not be spoken, and why, as a sentence."""

    text: FixedText
    why: str


class AudioShelf(Protocol):
    """Where rendered prompts lie."""

    def find(self, texts: Iterable[FixedText]) -> Mapping[str, Rendered]:
        """Return those of the texts whose file is there and whole, by the file. Reads some bytes of each."""

    def keep(self, rendered: Iterable[Rendered]) -> None:
        """Note files that are there now; VoicesError when that cannot be written."""

    def orphans(self, wanted: Collection[str]) -> tuple[str, ...]:
        """Return the rendered files that are none of these."""

    def remove(self, files: Iterable[str]) -> None:
        """Remove files and what was noted of them, and what killed processes left half; VoicesError when it cannot."""

    def path_of(self, file: str) -> Path:
        """Return where a file lies, or is to lie."""


class Speakers(Protocol):
    """Who speaks and converts, in processes of their own. Every call may raise VoicesError."""

    def check(self, voices: Iterable[OwnVoice]) -> None:
        """Return when every voice can speak; VoicesError names the first that cannot."""

    def names(self) -> Sequence[tuple[str, str]]:
        """Return the voices there are: what to write in a menu, and what they speak."""

    def speak_all(
        self,
        texts: Sequence[FixedText],
        path_of: Callable[[str], Path],
        done: Callable[[Rendered | NotSpoken], None],
    ) -> None:
        """Speak the texts on all cores and tell of each, in any order. Stops with VoicesError where all would fail."""

    def speak(self, voice: OwnVoice, text: str, to: Path) -> float:
        """Speak a text into a file; return its seconds."""

    def convert(self, source: Path, to: Path, encoding: str = "pcm") -> float:
        """Bring a recording to telephone audio; return its seconds."""

    def measure(self, source: Path) -> float | None:
        """Return how long a recording lasts, or None when it is none."""

    def join(self, parts: Sequence[Path | float], to: Path) -> float:
        """Write files of telephone audio (16 bits) and silences in seconds into one; return the seconds of all."""


@dataclass(frozen=True, slots=True)
class OwnVoices:
    """What speaks for a line, and where it is kept."""

    shelf: AudioShelf
    speakers: Speakers
