"""Measuring a prompt as a telephone gets it, without the code that made it, and understanding its words."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Final

import numpy as np
import soundfile
import soxr
from numpy.typing import NDArray
from pocketsphinx import Decoder

FRAME_S: Final = 0.02
ACTIVE_DB: Final = -45.0
AUDIBLE_DB: Final = -40.0
_HEARD_AT: Final = 16_000


@dataclass(frozen=True, slots=True)
class Measured:
    """What a file is, in the units of whoever listens: dB below full scale, seconds."""

    rate: int
    channels: int
    subtype: str
    seconds: float
    peak_db: float
    active_db: float
    lead_s: float


def measure(path: Path) -> Measured:
    """Return what a file is."""
    info = soundfile.info(path)
    samples, rate = soundfile.read(path, dtype="float64", always_2d=True)
    mono = samples[:, 0]
    audible = np.flatnonzero(np.abs(mono) > 10 ** (AUDIBLE_DB / 20))
    return Measured(
        rate,
        info.channels,
        info.subtype,
        len(mono) / rate,
        _db(float(np.abs(mono).max(initial=0.0))),
        active_level(mono, rate),
        float(audible[0]) / rate if audible.size else len(mono) / rate,
    )


def active_level(samples: NDArray[np.float64], rate: int) -> float:
    """Return the RMS of the frames in which somebody speaks, in dB."""
    size = int(rate * FRAME_S)
    frames = samples[: len(samples) // size * size].reshape(-1, size)
    power = np.square(frames).mean(axis=1)
    active = power[power > 10 ** (ACTIVE_DB / 10)]
    return _db(float(np.sqrt(active.mean()))) if active.size else -120.0


def understood(path: Path, words: Sequence[str]) -> str | None:
    """Return which of a few words a recogniser hears in a file, or None."""
    samples, rate = soundfile.read(path, dtype="float64")
    heard = (np.clip(soxr.resample(samples, rate, _HEARD_AT), -1, 1) * 32_767).astype("<i2")
    decoder = _decoder(tuple(words))
    decoder.start_utt()
    decoder.process_raw(heard.tobytes(), full_utt=True)
    decoder.end_utt()
    found = decoder.hyp()
    return None if found is None else str(found.hypstr)


@lru_cache(maxsize=4)
def _decoder(words: tuple[str, ...]) -> Decoder:
    decoder = Decoder(loglevel="FATAL", lm=None, samprate=_HEARD_AT)
    decoder.add_jsgf_string("words", f"#JSGF V1.0;\ngrammar words;\npublic <word> = {' | '.join(words)};\n")
    decoder.activate_search("words")
    return decoder


def _db(level: float) -> float:
    return float(20 * np.log10(max(level, 1e-6)))
