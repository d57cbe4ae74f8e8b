"""What is heard, as XML: texts that one <Say> each can hold, recordings, silences."""

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Final, assert_never

from markupsafe import escape

from ivr.dialog.directives import Pause, PlayAudio, PlayRecording, Sound, Speak
from ivr.menu.voicing import is_own
from ivr.providers.twiml import ssml
from ivr.providers.twiml.dialect import Dialect
from ivr.providers.twiml.markup import as_xml, attribute, audio_address, escaped

# The limits of one <Say>: bytes as the voice counts them, and characters once escaped for an address.
_MOST_POLLY_BYTES: Final = 3000
_MOST_SAY_ESCAPED: Final = 4500
_UNESCAPED: Final = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_.-~")
_SENTENCE_END: Final = re.compile(r"[.!?…][\"'”’»)]*\s+|[。！？]|\n+")
_WORD_END: Final = re.compile(r"\s+")

_LONGEST_PAUSE_S: Final = 180
_MOST_SPELLED: Final = 150  # characters, so that with an element for each letter it is well below every limit


def sound_of(dialect: Dialect, sound: Sound) -> str:
    """Return what makes somebody hear this."""
    match sound:
        case Speak():
            return _speak(dialect, sound)
        case PlayAudio():
            return _play(sound.path)
        case PlayRecording():
            return f"<Play>{escaped(sound.url)}</Play>"
        case Pause():
            return f'<Pause length="{min(max(1, sound.seconds), _LONGEST_PAUSE_S)}"/>'
        case _:
            assert_never(sound)


def in_question(dialect: Dialect, sounds: Sequence[Sound]) -> str:
    """Return what is heard while an answer is listened for."""
    if not dialect.pauses_in_questions:
        sounds = [sound for sound in sounds if not isinstance(sound, Pause)]
    return "".join([sound_of(dialect, sound) for sound in sounds])


def _speak(dialect: Dialect, sound: Speak) -> str:
    return _speak_fixed(dialect, sound) if sound.is_fixed else _spoken(dialect, sound)


@lru_cache(maxsize=4096)
def _speak_fixed(dialect: Dialect, sound: Speak) -> str:
    return _spoken(dialect, sound)


def _spoken(dialect: Dialect, sound: Speak) -> str:
    takes_ssml = sound.voice is not None and sound.voice.startswith(dialect.ssml)
    opening = _say_opening(sound.locale, sound.voice, dialect.slow if sound.slow else "")
    if takes_ssml and sound.runs and len(sound.text) <= _MOST_SPELLED:
        parts: Sequence[str] = ssml.spelled_out(sound.runs)
    else:
        parts = [escape(part) for part in parts_said(dialect, sound)]
    if sound.slow and takes_ssml:
        return "".join([f'{opening}<prosody rate="slow">{part}</prosody></Say>' for part in parts])
    return "".join([f"{opening}{part}</Say>" for part in parts])


@lru_cache(maxsize=256)
def _say_opening(locale: str, voice: str | None, slow: str) -> str:
    # A voice of the line's own comes here only where it failed at the last moment.
    return f"<Say{attribute('language', locale)}{attribute('voice', None if is_own(voice) else voice)}{slow}>"


@lru_cache(maxsize=4096)
def _play(path: str) -> str:
    return f"<Play>{audio_address(path)}</Play>"


def parts_said(dialect: Dialect, sound: Speak) -> list[str]:
    """Return the text in parts that one <Say> each can hold, cut at sentences, else words; blank text is no part."""
    # Without a voice the account's own speaks, which may be one of Polly's.
    is_polly = sound.voice is None or sound.voice.startswith("Polly.")
    most_bytes = _MOST_POLLY_BYTES if is_polly else dialect.most_bytes_said
    text = as_xml(sound.text).strip()
    parts = []
    while text:
        end = _end_of_part(text, most_bytes)
        parts.append(text[:end].rstrip())
        text = text[end:].lstrip()
    return parts


def _end_of_part(text: str, most_bytes: int) -> int:
    """Return how many characters the next part takes: all that fit, less what belongs to a later sentence or word."""
    fitting = _fitting(text, most_bytes)
    if fitting == len(text):
        return fitting
    for boundary in (_SENTENCE_END, _WORD_END):
        ends = [found.end() for found in boundary.finditer(text, 0, fitting)]
        if ends and ends[-1] > fitting // 2:
            return ends[-1]
    return fitting


def _fitting(text: str, most_bytes: int) -> int:
    """Return how many leading characters stay within both limits of a <Say>."""
    if len(text) < most_bytes and 3 * len(text.encode()) <= _MOST_SAY_ESCAPED:
        return len(text)  # nearly always: an escaped byte takes three characters
    size = escaped = 0
    for count, character in enumerate(text):
        width = len(character.encode())
        size += width
        escaped += 1 if character in _UNESCAPED else 3 * width
        if size > most_bytes or escaped > _MOST_SAY_ESCAPED:
            return count
    return len(text)
