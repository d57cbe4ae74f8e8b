"""Sound files below a folder, found by what an address says; nothing outside it is ever found, and nothing hidden."""

import math
import os
import stat
import time
from collections.abc import Callable
from hashlib import blake2b
from pathlib import Path
from typing import Final

from ivr.menu.voicing import is_rendered_file
from ivr.ports.sound import SoundFile

# What Twilio plays: https://www.twilio.com/docs/voice/twiml/play
CONTENT_TYPES: Final = {
    ".wav": "audio/wav",
    ".mp3": "audio/mpeg",
    ".aif": "audio/aiff",
    ".aiff": "audio/aiff",
    ".gsm": "audio/x-gsm",
    ".ulaw": "audio/ulaw",
}
_PIECE_BYTES: Final = 1 << 20
_LOOKED_S: Final = 2.0
_MOST_LOOKED: Final = 20_000


class SoundFolder:
    """The shelf of sounds on a disk. Safe to share between threads."""

    def __init__(self, folder: Path, clock: Callable[[], float] = time.monotonic) -> None:
        self._folder = folder.absolute()
        self._clock = clock
        self._tags: dict[Path, tuple[int, int, str]] = {}
        self._looked: dict[str, tuple[float, bool]] = {}

    def find(self, name: str) -> SoundFile | None:
        """Return the file; reads one whole that it has not seen, or that has changed, to tell its content."""
        located = self._locate(name)
        if located is None:
            return None
        path, found, is_final = located
        try:
            tag = Path(name).stem if is_final else self._tag_of(path, found)
        except OSError:  # it may not be read, or has gone since
            return None
        return SoundFile(path, CONTENT_TYPES[Path(name).suffix.lower()], found.st_size, tag, is_final)

    def has(self, name: str) -> bool:
        """Return whether there is such a file; the disk is asked for each of them every two seconds at most."""
        now = self._clock()
        looked_at, found = self._looked.get(name, (-math.inf, False))
        if now - looked_at < _LOOKED_S:
            return found
        if len(self._looked) >= _MOST_LOOKED:
            self._looked.clear()
        found = self._locate(name) is not None
        self._looked[name] = now, found
        return found

    def _locate(self, name: str) -> tuple[Path, os.stat_result, bool] | None:
        """Return a file, what the disk says of it, and whether it is a rendered text, so never another one."""
        parts = name.split("/")
        if not all(map(_is_plain, parts)) or Path(name).suffix.lower() not in CONTENT_TYPES:
            return None
        own = self._look_up(parts)
        if own is not None:
            return *own, is_rendered_file(name)
        for_all = self._look_up(parts[1:]) if len(parts) > 1 else None
        return None if for_all is None else (*for_all, False)

    def _look_up(self, parts: list[str]) -> tuple[Path, os.stat_result] | None:
        try:
            path = self._folder.joinpath(*parts).resolve(strict=True)
            found = path.stat()
            is_ours = path.is_relative_to(self._folder.resolve())
        except (OSError, RuntimeError, ValueError):  # too long a name, one that may not be read, a circle of links
            return None
        return (path, found) if is_ours and stat.S_ISREG(found.st_mode) else None

    def _tag_of(self, path: Path, found: os.stat_result) -> str:
        known = self._tags.get(path)
        if known is not None and known[:2] == (found.st_mtime_ns, found.st_size):
            return known[2]
        digest = blake2b(digest_size=16)
        with path.open("rb") as file:
            while piece := file.read(_PIECE_BYTES):
                digest.update(piece)
        self._tags[path] = (found.st_mtime_ns, found.st_size, digest.hexdigest())
        return digest.hexdigest()


def _is_plain(part: str) -> bool:
    return bool(part) and not part.startswith(".") and "\\" not in part and "\0" not in part
