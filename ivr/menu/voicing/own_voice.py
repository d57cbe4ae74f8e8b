"""A voice that belongs to the line and not to a provider, and the files that it has spoken."""

import hashlib
import json
import re
import unicodedata
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Final, Self

from ivr.menu.line import Encoding, Language, Line
from ivr.menu.speaking.speech import Speech

PREFIX: Final = "pyttsx3:"
USUAL_RATE: Final = 160  # words a minute; a telephone leaves no room for the 200 that pyttsx3 begins with
_SLOWER: Final = 0.75
# Counted up when the same words in the same voice come to sound otherwise, so that all is rendered anew.
_FORMAT: Final = 1
# How eSpeak calls the voices of a country's own; a language elsewhere is spoken as it is named.
_OF_COUNTRY: Final = {
    "en-US": "en-us",
    "en-CA": "en-us",
    "es-ES": "es",
    "es": "es-419",
    "fr-BE": "fr-be",
    "fr-CH": "fr-ch",
    "pt-BR": "pt-br",
    "no": "nb",
    "zh-HK": "yue",
    "zh": "cmn",
}
_RENDERED: Final = re.compile(r"[a-z0-9_]+/[0-9a-f]{32}\.wav", re.ASCII)


@dataclass(frozen=True, slots=True)
class OwnVoice:
    """Who speaks in one of the line's languages, `rate` words a minute. `name` is pyttsx3's word for the voice."""

    language: str
    name: str
    rate: int = USUAL_RATE
    encoding: Encoding = Encoding.PCM

    def slower(self) -> Self:
        """Return the same voice for callers who asked for a slower pace."""
        return replace(self, rate=int(self.rate * _SLOWER))


def is_own(voice: str | None) -> bool:
    """Return whether a voice, as a menu names it, is one of the line's own."""
    return voice is not None and voice.startswith(PREFIX)


def own_voice_of(language: Language) -> OwnVoice | None:
    """Return the voice of the line's own that speaks a language, or None: the provider speaks it."""
    voice = language.voice or ""
    if not voice.startswith(PREFIX):
        return None
    return OwnVoice(language.code, voice.removeprefix(PREFIX).strip(), language.rate or USUAL_RATE, language.encoding)


@lru_cache(maxsize=64)
def speech_of(language: Language, zone: str) -> Speech:
    """Return how values are said in a language: plainly where the line's own voice says them."""
    return Speech(language.locale, zone, plain=own_voice_of(language) is not None and language.live is None)


def find_own_voice(line: Line, locale: str, voice: str | None) -> OwnVoice | None:
    """Return who speaks what is to be said in that locale with that voice, or None: the provider does."""
    if not is_own(voice):
        return None
    found = next((each for each in line.languages if (each.locale, each.voice) == (locale, voice)), None)
    return own_voice_of(found) if found is not None else None


def stand_in(language: Language) -> OwnVoice:
    """Return a voice of ours in place of the provider's, for whoever listens without a provider."""
    return stand_in_for(language.locale, language.code)


def stand_in_for(locale: str, code: str = "") -> OwnVoice:
    """Return a voice of ours that speaks as people do there; `code` is the line's word for the language."""
    spoken = locale.partition("-")[0]
    return OwnVoice(code, _OF_COUNTRY.get(locale) or _OF_COUNTRY.get(spoken, spoken))


def file_of(voice: OwnVoice, text: str) -> str:
    """Return where the text lies once it is spoken: the language's folder and a hash of all that makes its sound."""
    parts = [_FORMAT, voice.name, voice.rate, voice.encoding.value, plain_text(text)]
    digest = hashlib.sha256(json.dumps(parts, ensure_ascii=False).encode("utf-8", "surrogatepass")).hexdigest()
    return f"{voice.language}/{digest[:32]}.wav"


def is_rendered_file(path: str) -> bool:
    """Return whether a path below the audio folder is that of a rendered text, and not of somebody's recording."""
    return _RENDERED.fullmatch(path) is not None


def plain_text(text: str) -> str:
    """Return the text as it is spoken: how it is broken into lines, and how its accents are written, is no matter."""
    return " ".join(unicodedata.normalize("NFC", text).split())
