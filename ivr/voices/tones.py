"""Tones as telephones make them, as WAV files of 8,000 samples a second: a beep, ringing, keys."""

import io
import math
import wave
from array import array
from collections.abc import Iterable
from functools import lru_cache
from typing import Final

RATE: Final = 8_000
_LOUD: Final = 6_000  # of 32,767: as loud as people speak
_FADE: Final = RATE // 200  # without which a tone begins and ends with a click
_ROWS: Final = (697, 770, 852, 941)
_COLUMNS: Final = (1_209, 1_336, 1_477, 1_633)
_KEYS: Final = ("123A", "456B", "789C", "*0#D")
_PRESSED_MS, _RELEASED_MS = 120, 80


@lru_cache(maxsize=1)
def beep() -> bytes:
    """Return the tone after which people speak, as a WAV file."""
    return wav_of(tone((1_000,), 400))


def tone(frequencies: Iterable[int], length_ms: int) -> "array[int]":
    """Return the samples of these frequencies together."""
    together = tuple(frequencies)
    count = RATE * length_ms // 1_000
    samples = array("h", bytes(2 * count))
    for at in range(count):
        shape = min(1.0, at / _FADE, (count - at) / _FADE)
        wave_now = sum(math.sin(2 * math.pi * frequency * at / RATE) for frequency in together)
        samples[at] = round(_LOUD * shape * wave_now / len(together))
    return samples


def ringing() -> "array[int]":
    """Return the samples of a phone that rings elsewhere, once, as it is heard in North America."""
    return tone((440, 480), 2_000) + silence(1.0)


def silence(seconds: float) -> "array[int]":
    """Return the samples of nothing."""
    return array("h", bytes(2 * round(RATE * max(0.0, seconds))))


def keys(pressed: str) -> "array[int]":
    """Return the samples of keys pressed one after the other; `w` and `W` are half a second and a second without."""
    samples = array("h")
    for key in pressed:
        if key in "wW":
            samples += silence(0.5 if key == "w" else 1.0)
            continue
        for row, of_row in enumerate(_KEYS):
            if key in of_row:
                samples += tone((_ROWS[row], _COLUMNS[of_row.index(key)]), _PRESSED_MS)
                samples += silence(_RELEASED_MS / 1_000)
    return samples


def wav_of(samples: "array[int]") -> bytes:
    """Return a WAV file: one channel, 16 bits."""
    file = io.BytesIO()
    with wave.open(file, "wb") as written:
        written.setnchannels(1)
        written.setsampwidth(2)
        written.setframerate(RATE)
        written.writeframes(samples.tobytes())
    return file.getvalue()
