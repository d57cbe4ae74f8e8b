"""The callee's own leg: what they hear alone before they are connected, and whether they take the call. Pure.

It never touches the caller's state: the caller goes on waiting, and is told by the network how the attempt ended.
"""

import re
from typing import Any, Final, assert_never

import msgspec
from msgspec.structs import replace

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
from ivr.menu.templates.template import Run
from ivr.values import Seconds

_SHORT_TEXT: Final = 80  # characters
_BETWEEN_SENTENCES: Final = re.compile(r"(?<=[.!?])\s+")
_BETWEEN_WORDS: Final = re.compile(r"\s+")
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


def shorten_whisper(whisper: Whisper) -> Whisper:
    """Return a shorter one, to be called again until it fits: how it begins and how it ends, which tells the key, stay.

    One that says nothing any more stays as it is.
    """
    sounds = list(whisper.sounds)
    longest = max((sound for sound in sounds if isinstance(sound, Speak)), key=lambda s: len(s.text), default=None)
    if longest is not None and len(longest.text) > _SHORT_TEXT:
        sounds[sounds.index(longest)] = replace(longest, text=_without_middle(longest.text))
    else:
        middle = len(sounds) * 3 // 8
        del sounds[middle : max(middle + 1, len(sounds) * 5 // 8)]
    return replace(whisper, sounds=tuple(sounds))


def _without_middle(text: str) -> str:
    """Return a text less a quarter from its middle at least, cut between sentences where there are some, else words."""
    begin, end = len(text) * 3 // 8, len(text) * 5 // 8
    before, after = text[:begin], text[end:]
    for gap in (_BETWEEN_SENTENCES, _BETWEEN_WORDS):
        last = max((found.start() for found in gap.finditer(before)), default=0)
        first = next((found.end() for found in gap.finditer(after)), len(after))
        if last > begin // 2 and first < len(after) // 2:
            return f"{before[:last]} … {after[first:]}"
    return f"{before} … {after}"


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
            return ["speak", sound.text, sound.locale, sound.voice, sound.slow, bool(sound.runs)]
        case PlayAudio():
            return ["play", sound.path, None if sound.words is None else _sound_record(sound.words)]
        case PlayRecording():
            return ["recording", sound.url]
        case Pause():
            return ["pause", int(sound.seconds)]
        case _:
            assert_never(sound)


def _read_sound(record: list[Any]) -> Sound:
    match record:
        case ["speak", *_]:
            return _read_speak(record)
        case ["play", path, *rest]:
            words = rest[0] if rest else None  # the version before knew of none
            return PlayAudio(path, None if words is None else _read_speak(words))
        case ["recording", url]:
            return PlayRecording(url)
        case ["pause", seconds]:
            return Pause(Seconds(seconds))
        case _:
            raise ValueError("sound")


def _read_speak(record: list[Any]) -> Speak:
    """Return the words; of what was told apart in them no more is known than that something is of this call only."""
    _, text, locale, voice, slow, *rest = record  # the version before wrote one thing less
    return Speak(text, locale, voice, slow, (Run(text, is_value=True),) if any(rest) else ())
