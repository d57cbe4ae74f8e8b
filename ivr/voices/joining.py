"""Files of telephone audio, and silences, one after the other in one file."""

import os
import wave
from collections.abc import Sequence
from pathlib import Path
from typing import Final

_RATE: Final = 8_000
_WIDTH: Final = 2


def join(parts: Sequence[Path | float], to: Path) -> float:
    """Write the files and the silences, in seconds, one after the other; return how long all of it lasts.

    The files must be 8 kHz, one channel, 16 bits. OSError and wave.Error as they come; nothing is left half then.
    """
    half = to.with_name(f".{to.name}.{os.getpid()}.part")
    frames = 0
    try:
        with half.open("wb") as file, wave.open(file, "wb") as whole:
            whole.setnchannels(1)
            whole.setsampwidth(_WIDTH)
            whole.setframerate(_RATE)
            for part in parts:
                data = _samples(part) if isinstance(part, Path) else bytes(_WIDTH * int(part * _RATE))
                whole.writeframesraw(data)
                frames += len(data) // _WIDTH
        half.replace(to)
    finally:
        half.unlink(missing_ok=True)
    return frames / _RATE


def _samples(path: Path) -> bytes:
    with wave.open(str(path), "rb") as part:
        if (part.getframerate(), part.getnchannels(), part.getsampwidth()) != (_RATE, 1, _WIDTH):
            raise wave.Error(f"{path} is no telephone audio of 16 bits")
        return part.readframes(part.getnframes())
