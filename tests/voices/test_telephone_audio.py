"""Telephone audio out of any sound: its rate, its level, its ends, nothing clipped."""

from pathlib import Path

import numpy as np
import pytest
import soundfile
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from speech_meter import active_level, measure

from ivr.voices.telephone_audio import RATE, UnreadableError, as_wav, read_sound, seconds_of, telephone_audio

Samples = NDArray[np.float64]
PEAK = 10 ** (-1 / 20)


def tone(seconds: float, rate: int, hertz: float = 440.0, level: float = 0.3) -> Samples:
    return level * np.sin(2 * np.pi * hertz * np.arange(int(seconds * rate)) / rate)


def silence(seconds: float, rate: int) -> Samples:
    return np.zeros(int(seconds * rate))


@pytest.mark.parametrize("rate", [8_000, 16_000, 22_050, 44_100, 48_000])
def test_any_rate_becomes_that_of_telephones_and_the_silence_round_it_goes(rate: int) -> None:
    sound = np.concatenate([silence(0.8, rate), tone(1.0, rate), silence(1.2, rate)])
    audio = telephone_audio(sound, rate)
    assert len(audio) / RATE == pytest.approx(1.05, abs=0.03)
    assert np.abs(audio[: RATE // 1_000 * 50]).max() > 0.05
    assert active_level(audio, RATE) == pytest.approx(-22, abs=1)


def test_what_a_telephone_cannot_carry_is_taken_out_and_not_folded_into_what_it_can() -> None:
    mixed = tone(1.0, 44_100, 1_000) + tone(1.0, 44_100, 6_000)
    spectrum = np.abs(np.fft.rfft(telephone_audio(mixed, 44_100)[800:7_200]))
    hertz = np.fft.rfftfreq(6_400, 1 / RATE)
    folded = spectrum[(hertz > 1_900) & (hertz < 2_100)].max()
    assert folded < spectrum[(hertz > 950) & (hertz < 1_050)].max() / 300


SOUNDS = st.builds(
    lambda seed, seconds, level, bursts: np.concatenate(
        [
            part
            for burst in range(bursts)
            for part in (
                np.random.default_rng(seed + burst).normal(0, level, int(seconds * RATE)),
                np.zeros(RATE // 5),
            )
        ]
    ),
    st.integers(0, 1_000),
    st.floats(0.1, 0.5),
    st.floats(0.001, 5.0),
    st.integers(1, 4),
)


@settings(deadline=None, max_examples=40)
@given(SOUNDS)
def test_every_sound_is_as_loud_as_all_others_and_none_is_clipped(sound: Samples) -> None:
    audio = telephone_audio(sound, RATE)
    assert np.abs(audio).max() <= PEAK
    assert active_level(audio, RATE) == pytest.approx(-22, abs=1)


def test_one_loud_knock_in_soft_speech_is_turned_down_and_the_speech_is_not() -> None:
    speech = tone(2.0, RATE, 300, 0.02)
    speech[8_000:8_040] = 0.9
    audio = telephone_audio(speech, RATE)
    assert len(audio) == pytest.approx(2 * RATE, rel=0.05)
    assert 0.7 < np.abs(audio).max() <= PEAK
    assert active_level(audio, RATE) == pytest.approx(-22, abs=1)


@pytest.mark.parametrize("sound", [np.zeros(0), np.zeros(RATE), np.full(RATE, 1e-5), np.full(RATE, np.nan)])
def test_silence_is_nothing(sound: Samples) -> None:
    assert telephone_audio(sound, RATE).size == 0


def test_what_is_no_number_is_silence(tmp_path: Path) -> None:
    sound = tone(1.0, RATE)
    sound[100:200] = np.nan
    sound[300] = np.inf
    assert np.isfinite(telephone_audio(sound, RATE)).all()


@pytest.mark.parametrize(
    ("encoding", "subtype", "bytes_a_second"), [("pcm", "PCM_16", 16_000), ("ulaw", "ULAW", 8_000)]
)
def test_a_file_is_what_providers_play(tmp_path: Path, encoding: str, subtype: str, bytes_a_second: int) -> None:
    file = tmp_path / "a.wav"
    file.write_bytes(as_wav(telephone_audio(tone(2.0, RATE), RATE), encoding))
    found = measure(file)
    assert (found.rate, found.channels, found.subtype) == (8_000, 1, subtype)
    assert found.peak_db <= -1
    assert found.active_db == pytest.approx(-22, abs=1)
    assert file.stat().st_size == pytest.approx(bytes_a_second * found.seconds, abs=100)
    assert seconds_of(file) == pytest.approx(found.seconds)


@pytest.mark.parametrize("ending", ["wav", "mp3", "flac", "ogg", "aiff"])
def test_what_people_record_in_is_read_and_its_channels_become_one(tmp_path: Path, ending: str) -> None:
    file = tmp_path / f"hello.{ending}"
    left, right = tone(1.0, 44_100, 440, 0.4), tone(1.0, 44_100, 440, 0.2)
    soundfile.write(file, np.column_stack([left, right]), 44_100)
    samples, rate = read_sound(file)
    assert (samples.ndim, rate) == (1, 44_100)
    assert np.abs(samples[10_000:30_000]).max() == pytest.approx(0.3, abs=0.02)
    assert seconds_of(file) == pytest.approx(1.0, abs=0.1)


def test_channels_that_undo_each_other_are_heard_all_the_same(tmp_path: Path) -> None:
    one = tone(1.0, 16_000)
    soundfile.write(tmp_path / "crossed.wav", np.column_stack([one, -one]), 16_000)
    samples, rate = read_sound(tmp_path / "crossed.wav")
    assert samples == pytest.approx(one, abs=1e-3)
    assert active_level(telephone_audio(samples, rate), RATE) == pytest.approx(-22, abs=1)


def test_what_is_no_sound_is_said_to_be_none(tmp_path: Path) -> None:
    text = tmp_path / "notes.wav"
    text.write_text("Not a recording at all.")
    with pytest.raises(UnreadableError, match="cannot be read as sound"):
        read_sound(text)
    with pytest.raises(UnreadableError, match="cannot be read as sound"):
        seconds_of(text)
    with pytest.raises(UnreadableError, match="is no file"):
        read_sound(tmp_path / "nothing.wav")
    torn = tmp_path / "torn.mp3"
    torn.write_bytes(b"ID3\x04\x00\x00\x00\x00\x00\x00")
    with pytest.raises(UnreadableError):
        read_sound(torn)
