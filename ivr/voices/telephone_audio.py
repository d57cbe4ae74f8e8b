"""Sound as telephones carry it: 8 kHz, one channel, silence cut off, all prompts equally loud."""

import io
from pathlib import Path
from typing import Final

import numpy as np
import soundfile
import soxr
from numpy.typing import NDArray

Samples = NDArray[np.float64]

RATE: Final = 8_000
_LOUDNESS: Final = 10 ** (-22 / 20)  # RMS over the frames in which somebody speaks
_PEAK: Final = 10 ** (-1.2 / 20)  # a little below -1 dBFS, for what rounding and u-law add
_ACTIVE: Final = 10 ** (-45 / 20)  # a frame below is none in which somebody speaks
_SILENT: Final = 1e-4
_UNDONE: Final = 0.1  # of the loudest channel, when all of them together are softer than this
_FRAME: Final = RATE // 50
_LEAD: Final = RATE * 15 // 1_000
_TAIL: Final = RATE * 40 // 1_000
_MOST_LEVELLED: Final = 6
_FADE: Final = RATE * 4 // 1_000
_LIMITER: Final = RATE * 5 // 1_000
_SUBTYPES: Final = {"pcm": "PCM_16", "ulaw": "ULAW"}
_LONGEST_S: Final = 40 * 60  # longer ones may end a call


class UnreadableError(Exception):
    """A file that holds no sound, or one that cannot be used; why, as the end of a sentence."""


def read_sound(path: Path) -> tuple[Samples, int]:
    """Return the samples of a WAV, MP3, FLAC, OGG or AIFF file, its channels as one, and how many there are a second.

    UnreadableError when it is none of these, or lasts longer than is ever played.
    """
    if not path.is_file():
        raise UnreadableError("is no file; look at its name")
    try:
        with soundfile.SoundFile(path) as file:
            if file.frames > _LONGEST_S * file.samplerate:
                raise UnreadableError(f"lasts longer than {_LONGEST_S // 60} minutes")
            samples = file.read(dtype="float64", always_2d=True)
            return _as_one(samples), file.samplerate
    except (soundfile.LibsndfileError, RuntimeError) as error:
        why = str(error).rpartition(": ")[2].rstrip(".") or type(error).__name__
        why = "Format not recognised" if "does not exist" in why else why  # it does; that is said of what is no MP3
        raise UnreadableError(f"cannot be read as sound ({why})") from None


def _as_one(samples: Samples) -> Samples:
    """Return the channels as one; where they undo each other, as wires that were crossed make them, the loudest."""
    known = np.nan_to_num(samples, nan=0.0, posinf=0.0, neginf=0.0)
    together = np.asarray(known.mean(axis=1))
    if not together.size:
        return together
    loudness = np.sqrt(np.square(known).mean(axis=0))
    are_undone = np.sqrt(np.square(together).mean()) < _UNDONE * loudness.max()
    return np.asarray(known[:, int(loudness.argmax())]) if are_undone else together


def telephone_audio(samples: Samples, rate: int) -> Samples:
    """Return the sound for telephones; nothing when there is only silence. Costs about 1 ms a second of speech."""
    clean = np.nan_to_num(samples, nan=0.0, posinf=0.0, neginf=0.0)
    narrow = clean if rate == RATE else soxr.resample(clean, rate, RATE, quality="HQ")
    if not narrow.size or np.abs(narrow).max() < _SILENT:
        return np.zeros(0)
    narrow = narrow - narrow.mean()
    spoken = _faded(_trimmed(_at_level(narrow)))
    for _ in range(_MOST_LEVELLED):  # a peak that is turned down counts no more, so all else becomes louder
        spoken = _at_level(spoken)
        if np.abs(spoken).max() <= _PEAK:
            return spoken
        spoken = _limited(spoken)
    return spoken


def as_wav(samples: Samples, encoding: str) -> bytes:
    """Return a WAV file with these samples, as `pcm` (16 bits) or `ulaw`."""
    file = io.BytesIO()
    soundfile.write(file, samples, RATE, subtype=_SUBTYPES[encoding], format="WAV")
    return file.getvalue()


def seconds_of(path: Path) -> float:
    """Return how long a recording lasts; UnreadableError when it is none."""
    try:
        found = soundfile.info(path)
    except (soundfile.LibsndfileError, RuntimeError):
        raise UnreadableError("cannot be read as sound") from None
    return float(found.frames / found.samplerate)


def _frames(samples: Samples) -> Samples:
    """Return the RMS of each frame."""
    padded = np.pad(samples, (0, -samples.size % _FRAME))
    return np.asarray(np.sqrt(np.square(padded.reshape(-1, _FRAME)).mean(axis=1)))


def _at_level(samples: Samples) -> Samples:
    """Return the samples so loud that the frames in which somebody speaks have the RMS that all prompts have."""
    frames = _frames(samples)
    # Which frames count depends on the gain, which depends on them. All count at first: begun with the loudest, one
    # knock would make silence of everything else.
    gain, active = 1.0, frames[frames > _SILENT]
    for _ in range(8):
        if not active.size:
            break
        gain = _LOUDNESS / float(np.sqrt(np.square(active).mean()))
        active = frames[frames * gain > _ACTIVE]
    return samples * gain


def _trimmed(samples: Samples) -> Samples:
    """Return the samples from shortly before the first sound to shortly after the last one."""
    size = RATE // 200
    padded = np.pad(samples, (0, -samples.size % size))
    loud = np.flatnonzero(np.abs(padded).reshape(-1, size).max(axis=1) > 2 * _ACTIVE)
    if not loud.size:
        return samples
    begin, end = int(loud[0]) * size, (int(loud[-1]) + 1) * size
    return samples[max(0, begin - _LEAD) : end + _TAIL]


def _faded(samples: Samples) -> Samples:
    """Return the samples with their ends faded, so that none begins or ends with a click."""
    length = min(_FADE, samples.size // 2)
    ramp = np.linspace(0.0, 1.0, length)
    shape = np.ones(samples.size)
    shape[:length], shape[samples.size - length :] = ramp, ramp[::-1]
    return samples * shape


def _limited(samples: Samples) -> Samples:
    """Return the samples with no peak over the highest allowed: it is turned down around one, and not cut off."""
    over = np.abs(samples)
    if not samples.size or over.max() <= _PEAK:
        return samples
    wanted = np.minimum(1.0, _PEAK / np.maximum(over, _SILENT))
    padded = np.pad(wanted, _LIMITER, mode="edge")
    lowest = np.lib.stride_tricks.sliding_window_view(padded, 2 * _LIMITER + 1).min(axis=1)
    smooth = np.convolve(np.pad(lowest, _LIMITER, mode="edge"), np.full(2 * _LIMITER + 1, 1 / (2 * _LIMITER + 1)))
    return np.clip(samples * smooth[2 * _LIMITER : 2 * _LIMITER + samples.size], -_PEAK, _PEAK)
