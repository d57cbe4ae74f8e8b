"""Recordings whose links die soon, kept in a folder under the provider's names of them."""

import os
from pathlib import Path
from urllib.parse import quote


class KeptRecordings:
    """A folder of recordings. Whoever finds a file there finds the whole of it."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def find(self, recording_id: str) -> str | None:
        """Return where a recording lies, or None."""
        name = _name_of(recording_id)
        found = sorted(self._folder.glob(f"{name}.*")) if self._folder.is_dir() else []
        return next((str(path) for path in found if path.suffix != ".part"), None)

    def keep(self, recording_id: str, suffix: str, sound: bytes) -> str:
        """Write a recording down; return where it lies. OSError when that cannot be done."""
        self._folder.mkdir(parents=True, exist_ok=True)
        path = self._folder / f"{_name_of(recording_id)}{suffix}"
        part = self._folder / f"{_name_of(recording_id)}.{os.getpid()}.part"
        part.write_bytes(sound)
        part.replace(path)
        return str(path)


def _name_of(recording_id: str) -> str:
    return quote(recording_id, safe="").replace(".", "%2E").replace("%", "_")
