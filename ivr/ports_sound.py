"""What the workflows that let prompts be heard need from the world, as protocols."""

from dataclasses import dataclass
from pathlib import Path
from typing import Protocol


@dataclass(frozen=True, slots=True)
class AudioFile:
    """A file that a telephone can play. `tag` tells its content; `is_final`: nothing else will ever have this name."""

    path: Path
    content_type: str
    size_bytes: int
    tag: str
    is_final: bool


class AudioShelf(Protocol):
    """The files below `/audio/`."""

    def find(self, name: str) -> AudioFile | None:
        """Return the file of a language, `es/hello.wav`, else the one for all, `hello.wav`; None when there is none."""
        ...
