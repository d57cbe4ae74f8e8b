"""Recordings: which a telephone can play, and how long they last."""

from pathlib import Path
from typing import Final

import pytest

from ivr.stores.recordings import find_lengths, find_recordings, find_unplayable

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
