"""Recordings: which a telephone can play, and how long they last."""

from pathlib import Path
from typing import Final

import pytest

from ivr.stores.recordings import find_coarse, find_lengths, find_recordings, find_unplayable

HEAD: Final = (
    b"RIFF\x24\x00\x00\x00WAVEfmt \x10\x00\x00\x00\x07\x00\x01\x00\x40\x1f\x00\x00\x40\x1f\x00\x00\x01\x00\x08\x00data"
    b"\x00\x00\x00\x00"
)
WAV: Final = HEAD + b"\xff" * 4000

FILES: Final = {
    "fine.wav": (WAV, None),
    "FINE.WAV": (WAV, None),
    "none.wav": (b"", "is empty"),
    "head.wav": (HEAD, "is empty"),
    "text.wav": (b"Once upon a time there was a bear, who lived in a house.", "holds something else than its ending"),
    "video.wav": (b"RIFF\x24\x00\x00\x00AVI " + b"\0" * 100, "holds something else than its ending"),
    "tagged.mp3": (b"ID3\x03" + b"\0" * 100, None),
    "plain.mp3": (b"\xff\xfb\x90\x00" + b"\0" * 100, None),
    "wave.mp3": (WAV, "holds something else than its ending"),
    "sound.aiff": (b"FORM" + b"\0" * 100, None),
    "raw.ulaw": (b"\xff" * 100, None),
    "none.gsm": (b"", "is empty"),
    "notes.doc": (b"notes", "is none of the kinds that a telephone plays"),
    "noending": (WAV, "is none of the kinds that a telephone plays"),
}


@pytest.mark.parametrize("name", FILES)
def test_what_a_telephone_can_play(name: str, tmp_path: Path) -> None:
    content, why = FILES[name]
    (tmp_path / "en").mkdir()
    (tmp_path / "en" / name).write_bytes(content)
    found = find_unplayable(tmp_path, find_recordings(tmp_path))
    assert list(found) == ([f"en/{name}"] if why else [])
    assert all(text.startswith(why or "") for text in found.values())


def test_what_is_gone_meanwhile(tmp_path: Path) -> None:
    assert find_unplayable(tmp_path, frozenset({"gone.wav"}))["gone.wav"].startswith("cannot be read (")
    assert find_lengths(tmp_path, frozenset({"gone.wav"})) == {}


def test_how_long_recordings_last(tmp_path: Path) -> None:
    for name, (content, _) in FILES.items():
        (tmp_path / name).write_bytes(content)
    found = find_lengths(tmp_path, find_recordings(tmp_path))
    assert found == {"fine.wav": 0.5, "FINE.WAV": 0.5, "head.wav": 0.0}


def test_how_long_those_last_whose_head_does_not_tell(tmp_path: Path) -> None:
    for name in ("a.mp3", "b.aiff", "c.wav", "d.txt", "broken.mp3"):
        (tmp_path / name).write_bytes(WAV if name == "c.wav" else b"ID3")
    found = find_lengths(tmp_path, find_recordings(tmp_path), lambda path: None if "broken" in path.name else 7.0)
    assert found == {"a.mp3": 7.0, "b.aiff": 7.0, "c.wav": 0.5}


NOTE: Final = b"LIST\x05\x00\x00\x00INFO!\x00"


def wav(form: int = 1, channels: int = 1, rate: int = 8_000, bits: int = 16) -> bytes:
    per_second = channels * rate * bits // 8
    numbers = (form, 2), (channels, 2), (rate, 4), (per_second, 4), (channels * bits // 8, 2), (bits, 2)
    head = b"".join(number.to_bytes(size, "little") for number, size in numbers)
    data = b"\1" * per_second
    return (
        b"RIFF\0\0\0\0WAVE" + NOTE + b"fmt \x10\0\0\0" + head + NOTE + b"data" + len(data).to_bytes(4, "little") + data
    )


@pytest.mark.parametrize(
    ("content", "how"),
    [
        (wav(), None),
        (wav(7, bits=8), None),
        (wav(rate=44_100, channels=2), "44.1 kHz, 2 channels"),
        (wav(bits=24), "24 bits"),
        (wav(0xFFFE, rate=48_000), "48 kHz"),
        (wav(3, bits=32, rate=48_000), None),  # cannot be played at all
    ],
)
def test_which_are_no_telephone_audio(content: bytes, how: str | None, tmp_path: Path) -> None:
    (tmp_path / "a.wav").write_bytes(content)
    names = frozenset({"a.wav"})
    assert find_coarse(tmp_path, names) == ({} if how is None else {"a.wav": how})
    assert find_lengths(tmp_path, names) == {"a.wav": 1.0}


def test_a_form_of_wav_that_no_telephone_plays(tmp_path: Path) -> None:
    (tmp_path / "a.wav").write_bytes(wav(3, bits=32))
    assert find_unplayable(tmp_path, frozenset({"a.wav"})) == {
        "a.wav": "is a WAV file of decimal numbers, which no telephone plays"
    }
