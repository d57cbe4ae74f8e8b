"""What a person hears of directives."""

from collections.abc import Iterable, Iterator
from typing import Final, assert_never

from ivr.dialog.directives import Music, Pause, PlayAudio, PlayRecording, Sound, Speak
from ivr.dialog.errands import CallbackWanted, Errand, TextWanted
from ivr.handset.heard import CallbackPromised, Ear, Heard, HeardAudio, HeardPause, HeardWords, TextSent

WAIT_STEP_S: Final = 20  # of hold music until the line is asked again


def heard_of(sounds: Iterable[Sound], ear: Ear = "caller") -> Iterator[Heard]:
    """Yield what is heard of sounds."""
    for sound in sounds:
        match sound:
            case Speak():
                yield HeardWords(sound.text, sound.voice or "", sound.locale, ear)
            case PlayAudio():
                yield HeardAudio(sound.path, ear)
            case PlayRecording():
                yield HeardAudio(sound.url, ear)
            case Pause():
                yield HeardPause(sound.seconds, ear)
            case _:
                assert_never(sound)


def music_of(music: Music) -> Heard:
    """Return what is heard of hold music."""
    return HeardPause(WAIT_STEP_S) if music.path is None else HeardAudio(music.path)


def errand_of(errand: Errand) -> TextSent | CallbackPromised:
    """Return what is known of something that is to be done after the turn."""
    match errand:
        case TextWanted():
            return TextSent(errand.to.reveal(), " ".join((errand.text, *errand.media)).strip())
        case CallbackWanted():
            return CallbackPromised(errand.to.reveal())
        case _:
            assert_never(errand)
