"""The callee's own leg: what they hear alone, and how they take the call or not; and the caller's star meanwhile."""

import pytest
from conversation import Conversation
from hypothesis import given
from hypothesis import strategies as st

from ivr.dialog.directives import (
    AskCallee,
    Connect,
    HangUp,
    Pause,
    PlayAudio,
    PlayRecording,
    Sound,
    Speak,
    Whisper,
)
from ivr.dialog.events import DigitsPressed, NoInput
from ivr.dialog.facts import CalleeDid
from ivr.dialog.whispering import answer, dump_whisper, load_whisper, offer, shorten_whisper
from ivr.values import Seconds

HELLO: Sound = Speak("A call from Boston.", "en-US", "Polly.Joanna-Neural")


def dialling(settings: str, **line: str) -> Conversation:
    """Return a call that rings somebody, with these settings of the dial."""
    steps = f'd: {{dial: "+14155550111", otherwise: m, {settings}}}\nm: {{menu: "{{{{ 1 }}}}", keys: {{1: d}}}}'
    return Conversation(steps, patience="{give_up: hangup}", **line)


def test_what_the_callee_hears_is_in_the_language_of_the_call() -> None:
    call = dialling(
        "whisper: {en: 'From {{ caller.country }}.', es: Hola.}",
        languages="{en: {locale: en-US}, es: {locale: es-US, voice: Polly.Lupe-Neural}}",
        numbers='{"+14155550100": {language: es}}',
    )
    hello = Speak("Hola.", "es-US", "Polly.Lupe-Neural", is_fixed=True)
    assert call.dials.whisper == Whisper((hello,), None, Seconds(5))
    assert call.heard == "", "the caller does not hear it"


@pytest.mark.parametrize(("accept", "said"), [("1", "press 1."), ('"*"', "press star."), ("any", "press any key.")])
def test_who_has_to_accept_is_told_how(accept: str, said: str) -> None:
    whisper = dialling(f"accept: {accept}").dials.whisper
    assert whisper is not None
    (words,) = whisper.sounds
    assert isinstance(words, Speak)
    assert words.text == f"A call from Test Line. To take it, {said}"


def test_without_either_nobody_hears_anything_alone() -> None:
    assert dialling("ring: 20s").dials.whisper is None


def test_a_callee_who_need_not_accept_is_connected_after_the_whisper() -> None:
    whisper = Whisper((HELLO, Pause(Seconds(1)), PlayAudio("en/x.wav")), None, Seconds(5))
    assert offer(whisper) == (HELLO, PlayAudio("en/x.wav"), Connect())


@pytest.mark.parametrize(
    ("accept", "pressed", "asked", "did"),
    [
        ("1", "1", 1, CalleeDid.ACCEPTED),
        ("1", "1", 2, CalleeDid.ACCEPTED),
        ("any", "7", 1, CalleeDid.ACCEPTED),
        ("*", "*", 1, CalleeDid.ACCEPTED),
        ("1", "2", 1, CalleeDid.DECLINED),
        ("1", "2", 2, CalleeDid.DECLINED),
        ("1", "any", 1, CalleeDid.DECLINED),
    ],
)
def test_a_key_takes_the_call_or_does_not(accept: str, pressed: str, asked: int, did: CalleeDid) -> None:
    whisper = Whisper((HELLO,), accept, Seconds(5))
    assert offer(whisper) == (AskCallee((HELLO,), Seconds(5)),)
    directives, found = answer(whisper, DigitsPressed(pressed), asked)
    assert found is did
    last = {CalleeDid.ACCEPTED: Connect()}.get(did, HangUp() if asked == 2 else AskCallee((HELLO,), Seconds(5)))
    assert directives == (last,)


def test_silence_does_not_take_the_call() -> None:
    assert answer(Whisper((HELLO,), "any", Seconds(5)), NoInput(), 1) == ((HangUp(),), CalleeDid.DECLINED)


sounds = st.one_of(
    st.builds(Speak, st.text(), st.text(), st.none() | st.text(), st.booleans()),
    st.builds(PlayAudio, st.text(), st.none() | st.builds(Speak, st.text(), st.text())),
    st.builds(PlayRecording, st.text()),
    st.builds(Pause, st.integers(0, 99).map(Seconds)),
)
encodable = sounds.filter(lambda sound: not any(0xD800 <= ord(letter) < 0xE000 for letter in repr(sound)))


@given(st.lists(encodable, max_size=4), st.none() | st.sampled_from(["1", "*", "any"]), st.integers(1, 120))
def test_a_whisper_travels(heard: list[Sound], accept: str | None, wait: int) -> None:
    whisper = Whisper(tuple(heard), accept, Seconds(wait))
    assert load_whisper(dump_whisper(whisper)) == whisper


@pytest.mark.parametrize("stored", [b"", b"[]", b"[1,2]", b'[null,5,[["dance"]]]', b"\xff"])
def test_garbage_is_no_whisper(stored: bytes) -> None:
    with pytest.raises(ValueError, match=r".*"):
        load_whisper(stored)


# --- the caller's star --------------------------------------------------------------------------------------------


def test_the_star_leads_the_caller_away_while_it_rings() -> None:
    call = dialling('leave: {"*": hangup}')
    assert call.dials.star_leaves
    assert isinstance(call.callee("left").waits_for, HangUp)
    assert call.outcome == "left"


def test_without_such_a_way_the_star_is_none() -> None:
    call = dialling("ring: 20s")
    assert not call.dials.star_leaves
    assert call.callee("left").heard == "1"


def shortened(whisper: Whisper, most_bytes: int) -> Whisper:
    for _ in range(100):
        if len(dump_whisper(whisper)) <= most_bytes:
            return whisper
        whisper = shorten_whisper(whisper)
    raise AssertionError("never short enough")


SENTENCES = " ".join(f"This is the sentence number {number} of many." for number in range(1_000))


def test_a_whisper_that_is_too_long_keeps_how_it_begins_and_how_it_ends() -> None:
    text = f"A call for sales. {SENTENCES} To take it, press 5."
    short = shortened(Whisper((Speak(text, "en-US"),), "5", Seconds(5)), 2_000)
    (sound,) = short.sounds
    assert isinstance(sound, Speak)
    assert sound.text.startswith("A call for sales. This is the sentence number 0 of many.")
    assert sound.text.endswith("999 of many. To take it, press 5.")
    assert len(sound.text) > 500
    assert (short.accept, short.wait) == ("5", Seconds(5))
    for part in sound.text.split(" … "):
        assert part.endswith((".", "5")), "it is cut between sentences"


def test_what_is_said_last_is_kept_longest() -> None:
    sounds: tuple[Sound, ...] = (
        *(PlayAudio(f"part-{number}.wav") for number in range(300)),
        Speak("Press any key.", "en-US"),
    )
    short = shortened(Whisper(sounds, "any", Seconds(5)), 500)
    assert short.sounds[0] == sounds[0]
    assert short.sounds[-1] == sounds[-1]
    assert short.accept == "any"


@given(
    st.lists(st.one_of(st.builds(Speak, st.text(st.characters(codec="utf-8")), st.just("en-US")), st.just(HELLO))),
    st.sampled_from([None, "any", "*"]),
)
def test_every_whisper_can_be_made_short(sounds: list[Sound], accept: str | None) -> None:
    short = shortened(Whisper(tuple(sounds), accept, Seconds(5)), 30)
    assert (short.accept, short.wait) == (accept, Seconds(5))
