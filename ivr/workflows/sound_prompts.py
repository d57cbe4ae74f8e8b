"""Prompts in a voice of the line's own become files to be played, and the provider's words where that cannot be.

A provider that cannot fetch a file ends the call, or skips it. So nothing is left to be played that is not there when
the document is made: what was not spoken ahead is spoken now, and waited for; where that takes too long, or nobody can
speak, the provider says the whole prompt.
"""

import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, assert_never

from msgspec import Struct
from msgspec.structs import replace

from ivr.clock import Clock
from ivr.dialog.directives import (
    AskCallee,
    Collect,
    Directive,
    Music,
    Pause,
    PlayAudio,
    PlayRecording,
    Sound,
    Speak,
    WaitOn,
)
from ivr.dialog.speaking import provider_voice
from ivr.log import get_logger
from ivr.menu.line import Line
from ivr.menu.templates.template import Run
from ivr.menu.voicing import OwnVoice, SpokenPiece, cut, file_of, find_own_voice, is_own
from ivr.ports.releases import MenuShelf
from ivr.ports.sound import LiveVoices, SoundShelf
from ivr.values import MenuVersion
from ivr.workflows.live_addresses import LiveAddresses

_PATIENCE_S: Final = 0.6  # of a caller who hears nothing meanwhile, for all that one document says
_KEPT_S: Final = 1_800  # an address is good for two to three times that; it is fetched when its turn comes to be played
_FETCHED_WITHIN_S: Final = 5.0  # what was ready when the document was made; another process may have to speak it again
_log = get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Played:
    """A prompt that is heard by these files, by their paths below `/audio/`."""

    words: Speak
    files: tuple[str, ...]


class Heard(Struct, frozen=True):
    """Directives as a provider can perform them, and the prompts in them that are played, in their order."""

    directives: Sequence[Directive]
    played: tuple[Played, ...] = ()


@dataclass(frozen=True, slots=True)
class SoundPrompts:
    """Lets prompts be heard."""

    menus: MenuShelf
    shelf: SoundShelf
    voices: LiveVoices
    addresses: LiveAddresses
    clock: Clock

    def find(self, directives: Sequence[Directive], version: MenuVersion) -> Heard | None:
        """Return what is heard, if all of it is there; else None, and what is missing is being spoken. Never raises."""
        return self._heard(directives, version, None)

    def heard(self, directives: Sequence[Directive], version: MenuVersion | None = None) -> Heard:
        """Return what is heard; waits a little for what has to be spoken first. No version: the current one.

        Never raises: whatever goes wrong, the provider speaks.
        """
        return self._heard(directives, version, _PATIENCE_S) or Heard(directives)

    def _heard(
        self, directives: Sequence[Directive], version: MenuVersion | None, patience_s: float | None
    ) -> Heard | None:
        if _is_plain(directives):
            return Heard(directives)
        try:
            menus = (self.menus.find(version) if version is not None else None) or self.menus.current()
            under_way = _UnderWay(self, menus.line, directives)
            if patience_s is None:
                return under_way.done(0.0) if under_way.is_ready() else None
            return under_way.done(patience_s)
        except Exception as error:  # noqa: BLE001 - a call is never answered with an error
            _log.exception("prompts_failed", error=type(error).__name__)
            return Heard(directives)

    def sound_at(self, path: str) -> bytes | None:
        """Return what is spoken at an address of ours, as a WAV file; None when it is not ours, or has expired.

        Where the voice fails after all, a tone: with nothing to play the provider would end the call.
        """
        found = self.addresses.find(path, self.clock().timestamp())
        if found is None:
            return None
        return self.voices.find(*found, _FETCHED_WITHIN_S) or self.voices.tone()


@dataclass(frozen=True, slots=True)
class _Prompt:
    """A prompt in a voice of the line's own: the files that it is heard by, and the texts that are spoken only now."""

    voice: OwnVoice
    files: tuple[str, ...]
    live: tuple[str, ...]


class _UnderWay:
    """A document whose prompts are being spoken."""

    def __init__(self, prompts: SoundPrompts, line: Line, directives: Sequence[Directive]) -> None:
        self._prompts = prompts
        self._line = line
        self._directives = directives
        # Alike for webhooks that are delivered twice, so their answers are.
        self._until = (int(prompts.clock().timestamp()) // _KEPT_S + 3) * _KEPT_S
        self._spoken: dict[Speak, _Prompt] = {}
        self._played: list[Played] = []
        self._waits_until = 0.0
        for sound in _sounds_in(directives):
            words = self._words_of(sound)
            prompt = self._prompt(words) if words is not None and words not in self._spoken else None
            if words is not None and prompt is not None:
                self._spoken[words] = prompt

    def is_ready(self) -> bool:
        """Return whether nothing has to be waited for."""
        return all(self._is_spoken(prompt) for prompt in self._spoken.values())

    def done(self, patience_s: float) -> Heard:
        """Return what is heard of all that is spoken within that time; the provider says the rest."""
        self._waits_until = time.monotonic() + patience_s
        directives = [single for directive in self._directives for single in self._performable(directive)]
        return Heard(tuple(directives), tuple(self._played))

    def _words_of(self, sound: Sound) -> Speak | None:
        """Return what has to be spoken: a prompt, or the words of a file that is not there."""
        if isinstance(sound, PlayAudio):
            return None if self._prompts.shelf.has(sound.path) else sound.words
        return sound if isinstance(sound, Speak) else None

    def _prompt(self, words: Speak) -> _Prompt | None:
        """Return the prompt, with all that is missing being spoken; None where only the provider can say it."""
        voice = find_own_voice(self._line, words.locale, words.voice)
        if voice is None:
            return None
        voice = voice.slower() if words.slow else voice
        files, live = [], []
        for piece in cut(words.runs) if words.runs else _whole(words.text):
            file = _file_of(voice, piece.text) if piece.is_fixed else None
            if file is None or not self._prompts.shelf.has(file):
                file = self._prompts.addresses.write(voice, piece.text, self._until)
                if file is None or not self._prompts.voices.begin(voice, piece.text):
                    return None
                live.append(piece.text)
            files.append(file)
        return _Prompt(voice, tuple(files), tuple(live))

    def _performable(self, directive: Directive) -> Iterable[Directive]:
        match directive:
            case Speak() | PlayAudio() | PlayRecording() | Pause():
                return self._heard(directive)
            case Collect() | AskCallee():
                return (replace(directive, sounds=self._all(directive.sounds)),)
            case WaitOn(music=music):
                there = music.path is None or self._prompts.shelf.has(music.path)
                sounds = self._all(directive.sounds)
                return (replace(directive, sounds=sounds, music=music if there else Music(None)),)
            case _:
                return (directive,)

    def _all(self, sounds: Iterable[Sound]) -> tuple[Sound, ...]:
        return tuple([single for sound in sounds for single in self._heard(sound)])

    def _heard(self, sound: Sound) -> Iterator[Sound]:
        match sound:
            case Speak():
                yield from self._said(sound)
            case PlayAudio():
                if self._prompts.shelf.has(sound.path):
                    yield sound
                elif sound.words is not None:
                    yield from self._said(sound.words)
            case PlayRecording() | Pause():
                yield sound
            case _:
                assert_never(sound)

    def _said(self, words: Speak) -> Iterator[Sound]:
        prompt = self._spoken.get(words)
        if prompt is not None and self._is_spoken(prompt):
            self._played.append(Played(words, prompt.files))
            yield from (PlayAudio(file) for file in prompt.files)
        else:
            yield self._by_provider(words)

    def _is_spoken(self, prompt: _Prompt) -> bool:
        voices = self._prompts.voices
        return all(
            voices.is_ready(prompt.voice, text, max(0.0, self._waits_until - time.monotonic())) for text in prompt.live
        )

    def _by_provider(self, words: Speak) -> Speak:
        """Return the words in a voice of the provider's."""
        for language in self._line.languages:
            if (language.locale, language.voice) == (words.locale, words.voice):
                return replace(words, voice=provider_voice(language))
        return replace(words, voice=None) if is_own(words.voice) else words


def _is_plain(directives: Iterable[Directive]) -> bool:
    """Return whether all that is heard is said by the provider."""
    for directive in directives:
        match directive:
            case Speak(voice=voice):
                if is_own(voice):
                    return False
            case PlayAudio() | WaitOn():
                return False
            case Collect(sounds=sounds) | AskCallee(sounds=sounds):
                if not _is_plain(sounds):
                    return False
            case _:
                pass
    return True


def _sounds_in(directives: Iterable[Directive]) -> Iterator[Sound]:
    for directive in directives:
        if isinstance(directive, Speak | PlayAudio):
            yield directive
        elif isinstance(directive, Collect | AskCallee | WaitOn):
            yield from directive.sounds


# What is remembered here is the same in every call.


@lru_cache(maxsize=1024)
def _whole(text: str) -> tuple[SpokenPiece, ...]:
    return cut((Run(text, is_value=False),))


@lru_cache(maxsize=4096)
def _file_of(voice: OwnVoice, text: str) -> str:
    return file_of(voice, text)
