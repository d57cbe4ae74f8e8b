"""The callee's own leg: what they hear alone before they are connected, and whether they take the call. Pure.

It never touches the caller's state: the caller goes on waiting, and is told by the network how the attempt ended.
"""

from typing import Any, Final, assert_never

import msgspec

from ivr.dialog.directives import (
    AskCallee,
    Connect,
    Directive,
    HangUp,
    Pause,
    PlayAudio,
    PlayRecording,
    Sound,
    Speak,
    Whisper,
)
from ivr.dialog.events import DigitsPressed, Event
from ivr.dialog.facts import CalleeDid
from ivr.values import Seconds

MOST_ASKED: Final = 2  # a wrong key may be a slip, two are somebody's answering machine


def offer(whisper: Whisper) -> tuple[Directive, ...]:
    """Return what is done when the callee picks up."""
    sounds = tuple(sound for sound in whisper.sounds if not isinstance(sound, Pause))  # no provider pauses there
    return (*sounds, Connect()) if whisper.accept is None else (AskCallee(sounds, whisper.wait),)


def answer(whisper: Whisper, event: Event, asked: int) -> tuple[tuple[Directive, ...], CalleeDid]:
    """Return what is done when the callee, asked so many times, has pressed a key or none, and what that means."""
    pressed = event.digits if isinstance(event, DigitsPressed) else ""
    if pressed and whisper.accept in {"any", pressed}:
        return (Connect(),), CalleeDid.ACCEPTED
    again = offer(whisper) if pressed and asked < MOST_ASKED else (HangUp(),)
    return again, CalleeDid.DECLINED


def dump_whisper(whisper: Whisper) -> bytes:
    """Return the whisper as it travels in an address."""
    return msgspec.json.encode([whisper.accept, int(whisper.wait), [_sound_record(sound) for sound in whisper.sounds]])


def load_whisper(stored: bytes) -> Whisper:
    """Return a whisper that travelled; ValueError for anything else."""
    accept, wait, sounds = msgspec.json.decode(stored)
    return Whisper(tuple(_read_sound(sound) for sound in sounds), accept, Seconds(wait))


def _sound_record(sound: Sound) -> list[Any]:
    match sound:
        case Speak():
            return ["speak", sound.text, sound.locale, sound.voice, sound.slow]
        case PlayAudio():
            return ["play", sound.path]
        case PlayRecording():
            return ["recording", sound.url]
        case Pause():
            return ["pause", int(sound.seconds)]
        case _:
            assert_never(sound)


def _read_sound(record: list[Any]) -> Sound:
    match record:
        case ["speak", text, locale, voice, slow]:
            return Speak(text, locale, voice, slow)
        case ["play", path]:
            return PlayAudio(path)
        case ["recording", url]:
            return PlayRecording(url)
        case ["pause", seconds]:
            return Pause(Seconds(seconds))
        case _:
            raise ValueError("sound")
