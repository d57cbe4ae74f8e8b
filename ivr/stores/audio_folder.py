"""Sound files below a folder, found by what an address says; nothing outside it is ever found, and nothing hidden."""

import re
import stat
from hashlib import blake2b
from pathlib import Path
from typing import Final

from ivr.ports_sound import AudioFile

# What Twilio plays: https://www.twilio.com/docs/voice/twiml/play
CONTENT_TYPES: Final = {
    ".wav": "audio/wav",
    ".mp3": "audio/mpeg",
    ".aif": "audio/aiff",
    ".aiff": "audio/aiff",
    ".gsm": "audio/x-gsm",
    ".ulaw": "audio/ulaw",
}
_RENDERED: Final = re.compile(r"[0-9a-f]{16,64}")  # named by what is said in them, so never by another's name
_PIECE_BYTES: Final = 1 << 20


class AudioFolder:
    """The audio shelf on a disk. Safe to share between threads."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder.absolute()
        self._tags: dict[Path, tuple[int, int, str]] = {}

    def find(self, name: str) -> AudioFile | None:
        """Return the file; reads one whole that it has not seen, or that has changed, to tell its content."""
        parts = name.split("/")
        if len(parts) < 2 or not all(map(_is_plain, parts)) or "\\" in name or "\0" in name:
            return None
        return self._find(parts) or self._find(parts[1:])

    def _find(self, parts: list[str]) -> AudioFile | None:
        content_type = CONTENT_TYPES.get(Path(parts[-1]).suffix.lower())
        if content_type is None:
            return None
        try:
            path = self._folder.joinpath(*parts).resolve(strict=True)
            if not path.is_relative_to(self._folder.resolve()):
                return None
            found = path.stat()
            if not stat.S_ISREG(found.st_mode):
                return None
            stem = Path(parts[-1]).stem
            is_final = _RENDERED.fullmatch(stem) is not None
            tag = stem if is_final else self._tag_of(path, found.st_mtime_ns, found.st_size)
        except (OSError, RuntimeError, ValueError):  # too long a name, one that may not be read, a circle of links
            return None
        return AudioFile(path, content_type, found.st_size, tag, is_final)

    def _tag_of(self, path: Path, changed_ns: int, size: int) -> str:
        known = self._tags.get(path)
        if known is not None and known[:2] == (changed_ns, size):
            return known[2]
        digest = blake2b(digest_size=16)
        with path.open("rb") as file:
            while piece := file.read(_PIECE_BYTES):
                digest.update(piece)
        self._tags[path] = (changed_ns, size, digest.hexdigest())
        return digest.hexdigest()


def _is_plain(part: str) -> bool:
    return bool(part) and not part.startswith(".")
