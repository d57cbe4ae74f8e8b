"""Recordings below an audio folder: which there are, and which of them a telephone cannot play."""

from collections.abc import Mapping
from pathlib import Path
from typing import Final

# What a file of each kind begins with; those without a head of their own are known by their ending alone.
_HEADS: Final[Mapping[str, tuple[bytes, ...]]] = {
    ".wav": (b"RIFF",),
    ".mp3": (b"ID3", b"\xff\xfb", b"\xff\xf3", b"\xff\xf2", b"\xff\xfa"),
    ".aif": (b"FORM",),
    ".aiff": (b"FORM",),
    ".gsm": (b"",),
    ".ulaw": (b"",),
}
_HEAD_BYTES: Final = 44  # those of a WAV file without any sound


def find_recordings(audio: Path) -> frozenset[str]:
    """Return the recordings below an audio folder, by their path there."""
    if not audio.is_dir():
        return frozenset()
    return frozenset(path.relative_to(audio).as_posix() for path in audio.rglob("*") if path.is_file())


def find_unplayable(audio: Path, recordings: frozenset[str]) -> Mapping[str, str]:
    """Return why a telephone cannot play some of the recordings, by their path. Reads the first bytes of each."""
    found = {}
    for name in sorted(recordings):
        why = _explain_unplayable(audio / name)
        if why is not None:
            found[name] = why
    return found


def find_lengths(audio: Path, recordings: frozenset[str]) -> Mapping[str, float]:
    """Return how many seconds the recordings last whose head says so, by their path: those in WAV."""
    found = {}
    for name in sorted(recordings):
        path = audio / name
        if path.suffix.lower() == ".wav":
            try:
                with path.open("rb") as file:
                    head = file.read(_HEAD_BYTES)
                size = path.stat().st_size
            except OSError:
                continue
            per_second = int.from_bytes(head[28:32], "little")
            if head[:4] == b"RIFF" and head[12:16] == b"fmt " and per_second:
                found[name] = max(0, size - _HEAD_BYTES) / per_second
    return found


def _explain_unplayable(path: Path) -> str | None:
    heads = _HEADS.get(path.suffix.lower())
    if heads is None:
        return "is none of the kinds that a telephone plays (WAV, MP3, AIFF, GSM, u-law)"
    try:
        size = path.stat().st_size
        with path.open("rb") as file:
            head = file.read(12)
    except OSError as error:
        return f"cannot be read ({error.strerror})"
    if size <= (_HEAD_BYTES if heads == (b"RIFF",) else 0):
        return "is empty"
    if not head.startswith(heads) or (heads == (b"RIFF",) and head[8:] != b"WAVE"):
        return f"holds something else than its ending {path.suffix} says"
    return None
