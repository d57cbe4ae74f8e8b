"""What a speaking child is asked, and what it answers: a line of JSON each."""

from enum import StrEnum
from typing import Final

import msgspec

SYSTEM_ENGINES: Final = ("espeak", "nsss", "sapi5")  # those of the machine, where a voice's name begins with one


class Trouble(StrEnum):
    """Why something could not be done."""

    ENGINE = "engine"  # there is nobody to speak
    VOICE = "voice"  # nobody of that name
    MUTE = "mute"  # nothing came of it, however often it was tried
    DISK = "disk"
    UNREADABLE = "unreadable"


class Speak(msgspec.Struct, frozen=True, tag=True):
    """Speak a text into a file of telephone audio. `voice` is without its engine."""

    voice: str
    rate: int
    text: str
    encoding: str
    to: str


class Convert(msgspec.Struct, frozen=True, tag=True):
    """Bring a recording to telephone audio."""

    source: str
    encoding: str
    to: str


class Measure(msgspec.Struct, frozen=True, tag=True):
    """Tell how long a recording lasts."""

    source: str


class FindVoice(msgspec.Struct, frozen=True, tag=True):
    """Tell whether there is a voice of that name."""

    voice: str


class ListVoices(msgspec.Struct, frozen=True, tag=True):
    """Tell which voices there are."""


Task = Speak | Convert | Measure | FindVoice | ListVoices


class Done(msgspec.Struct, frozen=True, tag=True):
    """It is done; the file lasts so long. `tries`: how often it was spoken until it was right."""

    seconds: float = 0.0
    tries: int = 1


class Voices(msgspec.Struct, frozen=True, tag=True):
    """The voices there are: what to write for each, and what it speaks."""

    voices: list[tuple[str, str]]


class Failed(msgspec.Struct, frozen=True, tag=True):
    """It could not be done, and why, as a sentence."""

    trouble: Trouble
    text: str


Answer = Done | Voices | Failed


def engine_of(voice: str) -> tuple[str, str]:
    """Return which engine a voice belongs to, and its name there; "" is eSpeak NG from the wheel."""
    engine, colon, name = voice.partition(":")
    return (engine, name.strip()) if colon and engine in SYSTEM_ENGINES else ("", voice)
