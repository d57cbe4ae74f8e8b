"""Speech for a call that is going on: kept for a while, never waited for long, never told to a log."""

import io
import threading
import time
import wave
from collections.abc import Iterator
from pathlib import Path

import pytest

from ivr.menu.voicing import OwnVoice
from ivr.ports.voices import UnspeakableError, VoicesError
from ivr.voices.live import LiveSpeech

VOICE = OwnVoice("en", "en-us")
LONG_S = 20.0


class Mouth:
    """A speaker whose tongue can be held, and who can be made to fail."""

    def __init__(self) -> None:
        self.said: list[str] = []
        self.may_speak = threading.Event()
        self.may_speak.set()
        self.is_broken = False
        self.size = 100

    def speak(self, voice: OwnVoice, text: str, to: Path) -> float:
        self.may_speak.wait(LONG_S)
        self.said.append(text)
        if "…" in text:
            raise UnspeakableError(f"“{text}” was not spoken.")
        if self.is_broken:
            raise VoicesError(f"“{text}” was not spoken.")
        to.write_bytes(f"{voice.name}: {text}".encode().ljust(self.size, b"."))
        return 1.0


class Now:
    """A clock that is set."""

    def __init__(self) -> None:
        self.s = 1_000.0

    def __call__(self) -> float:
        return self.s


@pytest.fixture
def mouth() -> Mouth:
    return Mouth()


@pytest.fixture
def now() -> Now:
    return Now()


@pytest.fixture
def speech(mouth: Mouth, now: Now) -> Iterator[LiveSpeech]:
    speech = LiveSpeech(mouth.speak, now)
    yield speech
    mouth.may_speak.set()
    speech.close()


def test_a_text_is_spoken_once_and_kept_for_a_while(speech: LiveSpeech, mouth: Mouth, now: Now) -> None:
    assert not speech.is_ready(VOICE, "One.", 0.0)
    assert speech.begin(VOICE, "One.")
    assert speech.is_ready(VOICE, "One.", LONG_S)
    assert speech.find(VOICE, "One.", 0.0) == b"en-us: One.".ljust(100, b".")
    assert speech.begin(VOICE, "One.")
    assert speech.find(VOICE.slower(), "One.", LONG_S) is not None
    assert mouth.said == ["One.", "One."]
    now.s += 601
    assert speech.find(VOICE, "Two.", LONG_S) is not None
    assert not speech.is_ready(VOICE, "One.", LONG_S)


def test_what_nobody_began_is_spoken_when_it_is_fetched(speech: LiveSpeech, mouth: Mouth) -> None:
    assert speech.find(VOICE, "One.", LONG_S) is not None


def test_it_is_not_waited_for_longer_than_told_nor_twice(speech: LiveSpeech, mouth: Mouth, now: Now) -> None:
    mouth.may_speak.clear()
    assert speech.begin(VOICE, "One.")
    assert not speech.is_ready(VOICE, "One.", 0.0)
    assert speech.begin(VOICE, "Two.")  # to look is not to wait
    assert not speech.is_ready(VOICE, "One.", 0.01)
    assert not speech.begin(VOICE, "Three.")
    began = time.monotonic()
    assert not speech.is_ready(VOICE, "Two.", LONG_S)  # nobody waits again for who is slow
    assert time.monotonic() - began < LONG_S / 2
    mouth.may_speak.set()
    now.s += 4
    assert speech.is_ready(VOICE, "One.", LONG_S)
    assert speech.begin(VOICE, "Three.")


def test_a_voice_that_failed_rests(speech: LiveSpeech, mouth: Mouth, now: Now) -> None:
    mouth.is_broken = True
    assert speech.begin(VOICE, "One.")
    assert not speech.is_ready(VOICE, "One.", LONG_S)
    assert not speech.begin(VOICE, "One.")
    assert speech.find(VOICE, "Two.", LONG_S) is None
    now.s += 31
    mouth.is_broken = False
    assert speech.find(VOICE, "One.", LONG_S) is not None


def test_what_was_spoken_is_heard_while_the_voice_rests(speech: LiveSpeech, mouth: Mouth) -> None:
    assert speech.find(VOICE, "One.", LONG_S) is not None
    mouth.is_broken = True
    assert speech.find(VOICE, "Two.", LONG_S) is None
    assert speech.begin(VOICE, "One.")
    assert speech.is_ready(VOICE, "One.", 0.0)


def test_a_crowd_is_not_let_wait(speech: LiveSpeech, mouth: Mouth) -> None:
    mouth.may_speak.clear()
    assert [speech.begin(VOICE, f"{number}.") for number in range(20)] == [True] * 16 + [False] * 4


def test_little_is_kept(speech: LiveSpeech, mouth: Mouth) -> None:
    mouth.size = 1 << 20
    for number in range(12):
        assert speech.find(VOICE, f"{number}.", LONG_S) is not None
    kept = [number for number in range(12) if speech.is_ready(VOICE, f"{number}.", 0.0)]
    assert kept == list(range(12 - len(kept), 12))
    assert 8 <= len(kept) <= 9


def test_no_log_is_told_what_was_to_be_said(speech: LiveSpeech, mouth: Mouth, logged: io.StringIO) -> None:
    mouth.is_broken = True
    assert speech.find(VOICE, "Your balance is 12 dollars.", LONG_S) is None
    assert "voice_failed" in logged.getvalue()
    assert "balance" not in logged.getvalue()


def test_nothing_is_left_on_the_disk(speech: LiveSpeech, mouth: Mouth) -> None:
    places: list[Path] = []

    def speak(voice: OwnVoice, text: str, to: Path) -> float:
        places.append(to)
        return mouth.speak(voice, text, to)

    own = LiveSpeech(speak)
    assert own.find(VOICE, "One.", LONG_S) is not None
    own.close()
    assert not any(place.exists() or place.parent.exists() for place in places)


def test_the_tone_is_telephone_audio(speech: LiveSpeech) -> None:
    with wave.open(io.BytesIO(speech.tone())) as tone:
        assert (tone.getframerate(), tone.getnchannels(), tone.getsampwidth()) == (8_000, 1, 2)
        assert any(tone.readframes(tone.getnframes()))


def test_a_text_that_nobody_can_speak_keeps_no_other_caller_waiting(speech: LiveSpeech, mouth: Mouth, now: Now) -> None:
    assert speech.find(VOICE, "…", LONG_S) is None
    assert speech.find(VOICE, "One.", LONG_S) is not None
    assert not speech.is_ready(VOICE, "…", LONG_S)
    assert speech.find(VOICE, "…", LONG_S) is None
    assert mouth.said == ["…", "One."]
    now.s += 31
    assert speech.find(VOICE, "…", LONG_S) is None
    assert mouth.said == ["…", "One.", "…"]
