"""The audio folder as a shelf of rendered prompts: what is there and whole, what it was made from, what nobody needs.

What each file holds stands in `rendered.json` beside them, for people and for `ivr voices list`; whether a file is
there, and whole, is asked of the file itself.
"""

import os
from collections.abc import Collection, Iterable, Mapping
from pathlib import Path
from typing import Final

import msgspec

from ivr.menu.voicing import FixedText, is_rendered_file
from ivr.ports.voices import Rendered, VoicesError

MANIFEST: Final = "rendered.json"
_HEAD_BYTES: Final = 44
_PER_SECOND: Final = slice(28, 32)


class AudioFolder:
    """An audio folder. One process at a time keeps and removes; any number may look."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def path_of(self, file: str) -> Path:
        return self._folder / file

    def find(self, texts: Iterable[FixedText]) -> Mapping[str, Rendered]:
        noted = self._read()
        found = {}
        for text in texts:
            file = text.file
            seconds = _seconds_of(self._folder / file)
            if seconds is not None:
                found[file] = noted.get(file) or _rendered(text, seconds)
        return found

    def keep(self, rendered: Iterable[Rendered]) -> None:
        new = {each.file: each for each in rendered}
        before = self._read()
        after = {**before, **new}
        if after != before:
            self._write(after)

    def orphans(self, wanted: Collection[str]) -> tuple[str, ...]:
        there = (path.relative_to(self._folder).as_posix() for path in self._folder.glob("*/*.wav"))
        return tuple(sorted(file for file in there if is_rendered_file(file) and file not in wanted))

    def remove(self, files: Iterable[str]) -> None:
        gone = set(files)
        try:
            for file in gone:
                (self._folder / file).unlink(missing_ok=True)
            for part in self._folder.glob("*/.*.part"):  # of a process that was killed
                part.unlink(missing_ok=True)
        except OSError as error:
            raise VoicesError(f"{error.filename} cannot be removed ({error.strerror}).") from None
        noted = self._read()
        if gone & noted.keys():
            self._write({file: each for file, each in noted.items() if file not in gone})

    def _read(self) -> dict[str, Rendered]:
        try:
            noted = msgspec.json.decode((self._folder / MANIFEST).read_bytes(), type=list[Rendered])
        except (OSError, msgspec.MsgspecError):
            return {}  # it is made again from the files
        return {each.file: each for each in noted}

    def _write(self, noted: Mapping[str, Rendered]) -> None:
        # A line for each, in order: quick to read in a diff.
        lines = b",\n".join(msgspec.json.encode(noted[file]) for file in sorted(noted))
        path = self._folder / MANIFEST
        part = path.with_name(f".{MANIFEST}.{os.getpid()}.part")
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            part.write_bytes(b"[\n" + lines + b"\n]\n")
            part.replace(path)
        except OSError as error:
            part.unlink(missing_ok=True)
            raise VoicesError(f"{path} cannot be written ({error.strerror}); make room, or mend its rights.") from None


def _rendered(text: FixedText, seconds: float) -> Rendered:
    voice = text.voice
    return Rendered(text.file, text.text, voice.name, voice.rate, voice.encoding.value, seconds)


def _seconds_of(path: Path) -> float | None:
    """Return how long a WAV file lasts, or None when it is not there, empty or not whole."""
    try:
        with path.open("rb") as file:
            head = file.read(_HEAD_BYTES)
            size = os.fstat(file.fileno()).st_size
    except OSError:
        return None
    per_second = int.from_bytes(head[_PER_SECOND], "little")
    is_whole = head[:4] == b"RIFF" and int.from_bytes(head[4:8], "little") + 8 == size
    return round((size - _HEAD_BYTES) / per_second, 3) if is_whole and size > _HEAD_BYTES and per_second else None
