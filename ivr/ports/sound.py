"""What the workflows that let prompts be heard need from the world, as protocols."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from ivr.handset.heard import Heard
from ivr.menu.voicing import OwnVoice


@dataclass(frozen=True, slots=True)
class SoundFile:
    """A file that a telephone can play. `tag` tells its content; `is_final`: nothing else will ever have this name."""

    path: Path
    content_type: str
    size_bytes: int
    tag: str
    is_final: bool


class SoundShelf(Protocol):
    """The files below `/audio/`."""

    def find(self, name: str) -> SoundFile | None:
        """Return the file of a language, `es/hello.wav`, else the one for all, `hello.wav`; None when there is none.

        Music has no language: `hold.wav` is what it says.
        """
        ...

    def has(self, name: str) -> bool:
        """Return whether there is such a file, or was a moment ago. Costs next to nothing."""
        ...


class LiveVoices(Protocol):
    """Who speaks, while a call goes on, what nobody could speak ahead. What is spoken is kept for some minutes."""

    def begin(self, voice: OwnVoice, text: str) -> bool:
        """Let a text be spoken, without waiting for it; False when nobody can, or not soon enough."""
        ...

    def is_ready(self, voice: OwnVoice, text: str, patience_s: float) -> bool:
        """Return whether a text that was begun is spoken; waits so long for it at most."""
        ...

    def find(self, voice: OwnVoice, text: str, patience_s: float) -> bytes | None:
        """Return a text as a WAV file, from what is kept or spoken now; None when that failed or takes longer."""
        ...

    def tone(self) -> bytes:
        """Return a WAV file with a short tone."""
        ...


class SoundTrack(Protocol):
    """What a caller hears, put together as one file."""

    def listen(self, quiet_s: float, heard: Sequence[Heard]) -> None:
        """Take note of a silence, and of what was heard after it. Costs nothing; the sound is made at the end."""
        ...

    def close(self) -> None:
        """Write no more."""
        ...

    def write(self) -> Sequence[str]:
        """Write the file; return what is missing in it, a sentence each. VoicesError when it cannot be written."""
        ...


class RecordingKeeper(Protocol):
    """Where recordings are kept whose links at the provider die soon."""

    def find(self, recording_id: str) -> str | None:
        """Return where a recording lies, or None."""
        ...

    def keep(self, recording_id: str, suffix: str, sound: bytes) -> str:
        """Write a recording down; return where it lies. OSError when that cannot be done."""
        ...
