"""Recordings of people become telephone audio below the audio folder."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from ivr.ports.voices import OwnVoices, VoicesError


@dataclass(frozen=True, slots=True)
class Imported:
    """A recording that is telephone audio now, by its path below the audio folder."""

    source: Path
    file: str
    seconds: float


@dataclass(frozen=True, slots=True)
class NotImported:
    """A recording that is not, and why, as a sentence. What was there before is there still."""

    source: Path
    why: str


@dataclass(frozen=True, slots=True)
class ToImport:
    """Recordings to be converted, for one language or for all; `replaces`: also where one of that name is there."""

    sources: Sequence[Path]
    language: str | None = None
    replaces: bool = False


def import_recordings(wanted: ToImport, voices: OwnVoices, tell: Callable[[Imported | NotImported], None]) -> None:
    """Convert each recording and tell of it."""
    taken: dict[str, Path] = {}
    for source in wanted.sources:
        file = f"{wanted.language}/{source.stem}.wav" if wanted.language else f"{source.stem}.wav"
        to = voices.shelf.path_of(file)
        if file in taken:
            tell(NotImported(source, f"{source} and {taken[file]} would both become {file}; rename one of them."))
        elif source.name.startswith("."):
            tell(NotImported(source, f"{source} is hidden, and nothing hidden is played to callers; rename it."))
        elif to.exists() and not wanted.replaces:
            tell(NotImported(source, f"There is {to} already; add --replace to put {source} in its place."))
        else:
            try:
                tell(Imported(source, file, voices.speakers.convert(source, to)))
            except VoicesError as error:
                tell(NotImported(source, str(error)))
        taken.setdefault(file, source)
