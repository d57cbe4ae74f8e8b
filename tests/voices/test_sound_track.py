"""A call as one file: everything that was heard, in its order and as long as it lasted."""

import io
import math
import wave
from array import array
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import soundfile

from ivr.handset.heard import (
    HeardAudio,
    HeardMusic,
    HeardPause,
    HeardRinging,
    HeardTone,
    HeardWords,
    KeysLost,
    TextSent,
)
from ivr.ports.voices import VoicesError
from ivr.voices.sound_track import SoundTrackFile
from ivr.voices.speakers import PooledSpeakers
from ivr.voices.tones import tone, wav_of

LOW, HIGH = tone((300,), 1_000), tone((2_000,), 500)
PLACES = {"http://line/low.wav": wav_of(LOW), "http://line/high.wav": wav_of(HIGH)}
HELLO = HeardWords("Thank you for calling.", "Polly.Joanna", "en-US")


def fetch(url: str) -> bytes:
    try:
        return PLACES[url]
    except KeyError:
        raise VoicesError(f"{url} is missing.") from None


@pytest.fixture(scope="module")
def speakers() -> Iterator[PooledSpeakers]:
    with PooledSpeakers(most=1) as speakers:
        yield speakers


@pytest.fixture
def track(tmp_path: Path, speakers: PooledSpeakers) -> SoundTrackFile:
    return SoundTrackFile(tmp_path / "call.wav", fetch, speakers)


@pytest.fixture
def samples(tmp_path: Path) -> Callable[[], "array[int]"]:
    def read() -> "array[int]":
        with wave.open(str(tmp_path / "call.wav")) as file:
            assert (file.getframerate(), file.getnchannels(), file.getsampwidth()) == (8_000, 1, 2)
            return array("h", file.readframes(file.getnframes()))

    return read


Samples = Callable[[], "array[int]"]


def is_silent(samples: "array[int]") -> bool:
    return not any(samples)


def test_what_was_played_stands_in_its_order_with_silences_between(track: SoundTrackFile, samples: Samples) -> None:
    track.listen(0.0, [HeardAudio("http://line/low.wav"), HeardPause(2)])
    track.listen(0.5, [HeardAudio("http://line/high.wav")])
    assert track.write() == ()
    heard = samples()
    assert heard[:8_000] == LOW
    assert is_silent(heard[8_000 : 8_000 + 800 + 16_000 + 4_000])
    assert heard[28_800 : 28_800 + 4_000] == HIGH
    assert len(heard) == 28_800 + 4_000 + 800


def test_a_prompt_in_pieces_is_heard_without_a_gap(track: SoundTrackFile, samples: Samples) -> None:
    track.listen(0.0, [HeardWords("It is.", "pyttsx3:en", "en-US", files=tuple(PLACES))])
    assert track.write() == ()
    assert samples()[: 8_000 + 4_000] == LOW + HIGH


def test_what_a_provider_said_is_spoken(track: SoundTrackFile, samples: Samples) -> None:
    track.listen(0.0, [HELLO, HeardWords("Gracias por llamar.", "Polly.Lupe", "es-US"), HELLO])
    assert track.write() == ()
    seconds = len(samples()) / 8_000
    assert 2.5 < seconds < 12
    begin = samples()[:4_000]
    assert max(map(abs, begin)) > 1_000


def test_a_language_that_nobody_speaks_is_read_in_english(track: SoundTrackFile, samples: Samples) -> None:
    track.listen(0.0, [HeardWords("qapla", "", "tlh-AA")])
    assert track.write() == ()
    assert not is_silent(samples())


def test_tones_ringing_and_music_are_heard(track: SoundTrackFile, samples: Samples) -> None:
    track.listen(0.0, [HeardTone("beep"), HeardTone("1w2"), HeardRinging(("+1",), "+1"), HeardMusic("cards")])
    assert track.write() == ()
    heard = samples()
    assert len(heard) == 8_000 * (0.4 + 2 * 0.2 + 0.5 + 3.0 + 6.0)
    assert not is_silent(heard[:3_200])
    keys = heard[3_200:]
    assert [is_silent(keys[at : at + 800]) for at in (0, 1_700, 5_600)] == [False, True, False]


def test_what_makes_no_sound_or_is_heard_by_others_is_left_out(track: SoundTrackFile, samples: Samples) -> None:
    track.listen(0.0, [KeysLost("1"), TextSent("+1", "hi"), HeardAudio("http://line/low.wav", "callee")])
    assert track.write() == ()
    assert len(samples()) == 0


def test_another_kind_of_file_is_brought_to_telephone_audio(track: SoundTrackFile, samples: Samples) -> None:
    other = io.BytesIO()
    soundfile.write(other, [math.sin(at / 10) for at in range(44_100)], 44_100, format="FLAC")
    PLACES["http://line/other"] = other.getvalue()
    track.listen(0.0, [HeardAudio("http://line/other")])
    problems = track.write()
    del PLACES["http://line/other"]
    assert problems == ()
    assert 0.9 < len(samples()) / 8_000 < 1.2


def test_what_is_missing_is_told_once_and_the_rest_is_heard(track: SoundTrackFile, samples: Samples) -> None:
    gone = HeardAudio("http://line/gone.wav")
    track.listen(0.0, [gone, HeardAudio("http://line/low.wav"), gone])
    assert track.write() == ("http://line/gone.wav is missing.",)
    assert samples()[800:8_800] == LOW


def test_a_file_that_cannot_be_written_is_said_and_nothing_is_left(tmp_path: Path, speakers: PooledSpeakers) -> None:
    folder = tmp_path / "call.wav"
    folder.mkdir()
    track = SoundTrackFile(folder, fetch, speakers)
    with pytest.raises(VoicesError, match=r"call.wav cannot be written"):
        track.write()
    assert [path.name for path in tmp_path.iterdir()] == ["call.wav"]
