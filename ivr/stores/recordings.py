"""Recordings below an audio folder: which there are, which a telephone cannot play, how long they last."""

import struct
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Final

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
_MEASURED: Final = frozenset({".mp3", ".aif", ".aiff"})
_TELEPHONE_RATE: Final = 8_000
_MOST_CHUNKS: Final = 50
# How the samples of a WAV file may be written: whole numbers, A-law, u-law, GSM, and what tells it further on.
_PLAYED: Final = frozenset({1, 6, 7, 49, 0xFFFE})
_FORMS: Final = {2: "ADPCM", 3: "decimal numbers", 17: "ADPCM", 80: "MPEG", 85: "MP3"}


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


def find_coarse(audio: Path, recordings: frozenset[str]) -> Mapping[str, str]:
    """Return how the WAV files are made that are no telephone audio, and which a telephone plays, by their path."""
    found = {}
    for name in sorted(recordings):
        head = _read_wav(audio / name)
        if head is not None and head.form in _PLAYED and (how := head.coarse) is not None:
            found[name] = how
    return found


def find_lengths(
    audio: Path, recordings: frozenset[str], measure: Callable[[Path], float | None] | None = None
) -> Mapping[str, float]:
    """Return how many seconds the recordings last, by their path: those in WAV, and with `measure` MP3 and AIFF too."""
    found = {}
    for name in sorted(recordings):
        path = audio / name
        head = _read_wav(path)
        if head is not None and head.bytes_a_second:
            found[name] = round(head.sound_bytes / head.bytes_a_second, 3)
        elif measure is not None and path.suffix.lower() in _MEASURED:
            seconds = measure(path)
            if seconds is not None:
                found[name] = seconds
    return found


@dataclass(frozen=True, slots=True)
class _WavHead:
    """What a WAV file says of itself. `form` is a number that Microsoft gave out."""

    form: int
    channels: int
    rate: int
    bytes_a_second: int
    bits: int
    sound_bytes: int

    @property
    def coarse(self) -> str | None:
        """How it differs from telephone audio, or None."""
        told = []
        if self.rate != _TELEPHONE_RATE:
            told.append(f"{self.rate / 1000:g} kHz")
        if self.channels != 1:
            told.append(f"{self.channels} channels")
        if self.bits > 16:
            told.append(f"{self.bits} bits")
        return ", ".join(told) or None


def _read_wav(path: Path) -> _WavHead | None:
    """Return what a WAV file says of itself; None when it is none, or cannot be read."""
    if path.suffix.lower() != ".wav":
        return None
    try:
        size = path.stat().st_size
        with path.open("rb") as file:
            head = file.read(12)
            return _read_chunks(file, size) if head[:4] == b"RIFF" and head[8:] == b"WAVE" else None
    except OSError:
        return None


def _read_chunks(file: BinaryIO, size: int) -> _WavHead | None:
    form = b""
    for _ in range(_MOST_CHUNKS):
        start = file.read(8)
        length = int.from_bytes(start[4:8], "little")
        if start[:4] == b"fmt ":
            form = file.read(length)[:16]
            file.seek(length % 2, 1)
        elif start[:4] == b"data" and len(form) == 16:
            kind, channels, rate, a_second, _, bits = struct.unpack("<HHIIHH", form)
            return _WavHead(kind, channels, rate, a_second, bits, max(0, size - file.tell()))
        elif len(start) < 8:
            break
        else:
            file.seek(length + length % 2, 1)
    return None


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
    wav = _read_wav(path)
    if wav is not None and wav.form not in _PLAYED:
        return f"is a WAV file of {_FORMS.get(wav.form, f'the form {wav.form}')}, which no telephone plays"
    return None
