"""Prompts in a voice of the line's own: played where they are there in time, said by the provider where not."""

import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from line import SECRET

from ivr.clock import utc_now
from ivr.dialog.directives import (
    AskCallee,
    Collect,
    HangUp,
    Music,
    Pause,
    PlayAudio,
    PlayRecording,
    Sound,
    Speak,
    WaitOn,
)
from ivr.menu.model import Menus
from ivr.menu.reading.load import load
from ivr.menu.templates.template import Run
from ivr.menu.voicing import OwnVoice, file_of
from ivr.ports.voices import VoicesError
from ivr.stores.sound_folder import SoundFolder
from ivr.values import MenuVersion, Seconds
from ivr.voices.live import LiveSpeech
from ivr.workflows.live_addresses import LiveAddresses
from ivr.workflows.sound_prompts import Heard, Played, SoundPrompts

LINE = """\
line: Own
calls: main
timezone: UTC
languages:
  en: {locale: en-US, voice: "pyttsx3:en-us"}
  fr: {locale: fr-FR, voice: "pyttsx3:french", live: Polly.Lea}
  es: {locale: es-US, voice: Polly.Lupe}
"""
VERSION = MenuVersion("it")
ENGLISH, SLOW = OwnVoice("en", "en-us"), OwnVoice("en", "en-us").slower()
HELLO = Speak("Hello.", "en-US", "pyttsx3:en-us")
BALANCE = Speak(
    "Your balance is 5 dollars. Press 1.",
    "en-US",
    "pyttsx3:en-us",
    runs=(Run("Your balance is ", False), Run("5 dollars", True), Run(". Press 1.", False)),
)
FIXED = ("Your balance is,", "Press 1.")


@dataclass
class Shelf:
    """One version of the menus."""

    menus: Menus

    def current(self) -> Menus:
        return self.menus

    def find(self, version: MenuVersion) -> Menus | None:
        return self.menus if version == VERSION else None


@dataclass
class Studio:
    """Prompts with an audio folder and a speaker that can be held and broken."""

    audio: Path
    prompts: SoundPrompts = field(init=False)
    said: list[str] = field(default_factory=list)
    is_broken: bool = False
    may_speak: threading.Event = field(default_factory=threading.Event)

    def __post_init__(self) -> None:
        self.may_speak.set()
        menus = load({"line.yaml": LINE, "main.yaml": "bye: {hangup: Bye.}\n"}).menus
        self.voices = LiveSpeech(self.speak)
        addresses = LiveAddresses(SECRET.encode())
        self.prompts = SoundPrompts(Shelf(menus), SoundFolder(self.audio), self.voices, addresses, utc_now)

    def speak(self, _voice: OwnVoice, text: str, to: Path) -> float:
        self.may_speak.wait(20)
        if self.is_broken:
            raise VoicesError("It is broken.")
        self.said.append(text)
        to.write_bytes(text.encode())
        return 1.0

    def keep(self, *texts: str, voice: OwnVoice = ENGLISH) -> None:
        for text in texts:
            self.put(file_of(voice, text))

    def put(self, name: str) -> None:
        path = self.audio / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"sound")

    def heard(self, *sounds: Sound) -> list[Sound]:
        *heard, end = self.prompts.heard((*sounds, HangUp()), VERSION).directives
        assert end == HangUp()
        return list(heard)  # type: ignore[arg-type] # sounds stay sounds

    def words_at(self, sound: Sound) -> str:
        """Return what is heard at a live address."""
        assert isinstance(sound, PlayAudio)
        assert sound.path.startswith("live/")
        return (self.prompts.sound_at(sound.path) or b"").decode()


@pytest.fixture
def studio(tmp_path: Path) -> Iterator[Studio]:
    studio = Studio(tmp_path)
    yield studio
    studio.may_speak.set()
    studio.voices.close()


def test_what_was_spoken_ahead_is_played_from_the_shelf(studio: Studio) -> None:
    studio.keep("Hello.")
    assert studio.heard(HELLO, Pause(Seconds(1))) == [PlayAudio(file_of(ENGLISH, "Hello.")), Pause(Seconds(1))]
    assert studio.said == []


def test_only_what_depends_on_the_call_is_spoken_now(studio: Studio) -> None:
    studio.keep(*FIXED)
    first, value, last = studio.heard(BALANCE)
    assert (first, last) == tuple(PlayAudio(file_of(ENGLISH, text)) for text in FIXED)
    assert studio.words_at(value) == "5 dollars."
    assert studio.said == ["5 dollars."]


def test_what_should_have_been_spoken_ahead_is_spoken_now(studio: Studio) -> None:
    (hello,) = studio.heard(HELLO)
    assert studio.words_at(hello) == "Hello."


def test_slower_is_another_file(studio: Studio) -> None:
    studio.keep("Hello.", voice=SLOW)
    slow = Speak("Hello.", "en-US", "pyttsx3:en-us", slow=True)
    assert studio.heard(slow) == [PlayAudio(file_of(SLOW, "Hello."))]


@pytest.mark.parametrize(
    "sound",
    [
        Speak("Hola.", "es-US", "Polly.Lupe"),
        Speak("Hello.", "en-US"),
        Speak("Votre solde est 5.", "fr-FR", "Polly.Lea"),
        PlayRecording("https://api.twilio.com/RE1"),
        Pause(Seconds(1)),
    ],
)
def test_what_the_provider_says_stays_as_it_is(studio: Studio, sound: Sound) -> None:
    assert studio.heard(sound) == [sound]


@pytest.mark.parametrize("trouble", ["slow", "broken"])
def test_a_prompt_that_cannot_be_spoken_in_time_is_said_by_the_provider_as_a_whole(
    studio: Studio, trouble: str
) -> None:
    studio.keep("Hello.", *FIXED)
    studio.is_broken = trouble == "broken"
    if trouble == "slow":
        studio.may_speak.clear()
    by_provider = Speak(BALANCE.text, "en-US", None, runs=BALANCE.runs)
    assert studio.heard(HELLO, BALANCE) == [PlayAudio(file_of(ENGLISH, "Hello.")), by_provider]
    assert studio.heard(BALANCE) == [by_provider]  # at once: nobody waits twice


def test_the_voice_for_values_says_what_fails(studio: Studio) -> None:
    studio.is_broken = True
    assert studio.heard(Speak("Bonjour.", "fr-FR", "pyttsx3:french")) == [Speak("Bonjour.", "fr-FR", "Polly.Lea")]


def test_a_voice_that_the_line_has_no_more_is_left_to_the_provider(studio: Studio) -> None:
    assert studio.heard(Speak("Hallo.", "de-DE", "pyttsx3:german")) == [Speak("Hallo.", "de-DE", None)]


def test_a_text_too_long_for_an_address_is_said_by_the_provider(studio: Studio) -> None:
    text = "word " * 700
    long = Speak(text, "en-US", "pyttsx3:en-us", runs=(Run(text, True),))
    assert studio.heard(long) == [Speak(text, "en-US", None, runs=long.runs)]


def test_a_recording_that_is_not_there_is_said(studio: Studio) -> None:
    studio.put("en/there.wav")
    studio.put("for_all.wav")
    words = Speak("Bienvenidos.", "es-US", "Polly.Lupe")
    there = [PlayAudio("en/there.wav", words), PlayAudio("es/for_all.wav", words)]
    assert studio.heard(*there, PlayAudio("es/gone.wav", words), PlayAudio("es/gone.wav")) == [*there, words]
    (hello,) = studio.heard(PlayAudio("en/gone.wav", HELLO))
    assert studio.words_at(hello) == "Hello."


def test_wherever_something_is_heard(studio: Studio) -> None:
    studio.keep("Hello.")
    studio.put("en/music.wav")
    file = PlayAudio(file_of(ENGLISH, "Hello."))
    directives = (
        Collect((HELLO,), Seconds(5)),
        AskCallee((HELLO,), Seconds(5)),
        WaitOn((HELLO,), Music("en/music.wav"), Seconds(9)),
        WaitOn((HELLO,), Music("en/gone.wav"), Seconds(9)),
    )
    assert studio.prompts.heard(directives).directives == (
        Collect((file,), Seconds(5)),
        AskCallee((file,), Seconds(5)),
        WaitOn((file,), Music("en/music.wav"), Seconds(9)),
        WaitOn((file,), Music(None), Seconds(9)),
    )


def test_the_words_of_what_is_played_are_told(studio: Studio) -> None:
    studio.keep("Hello.", *FIXED)
    heard = studio.prompts.heard((HELLO, Collect((BALANCE, Speak("Hola.", "es-US", "Polly.Lupe")), Seconds(5))))
    files = [sound.path for sound in heard.directives[1].sounds if isinstance(sound, PlayAudio)]  # type: ignore[union-attr]
    assert heard.played == (Played(HELLO, (file_of(ENGLISH, "Hello."),)), Played(BALANCE, tuple(files)))


def test_to_look_is_not_to_wait(studio: Studio) -> None:
    studio.may_speak.clear()
    assert studio.prompts.find((BALANCE, HangUp()), VERSION) is None
    studio.may_speak.set()
    heard = studio.prompts.heard((BALANCE, HangUp()), VERSION)
    assert studio.prompts.find((BALANCE, HangUp()), VERSION) == heard  # and the same is answered alike
    assert studio.said == ["Your balance is,", "5 dollars.", "Press 1."]
    plain = (Speak("Hola.", "es-US", "Polly.Lupe"), HangUp())
    assert studio.prompts.find(plain, VERSION) == Heard(plain)


@pytest.fixture
def elsewhere(studio: Studio) -> Iterator[SoundPrompts]:
    """Another process of the same line, which has spoken nothing yet."""
    voices = LiveSpeech(studio.speak)
    yield SoundPrompts(studio.prompts.menus, studio.prompts.shelf, voices, studio.prompts.addresses, utc_now)
    voices.close()


def test_another_process_can_be_asked_for_it(studio: Studio, elsewhere: SoundPrompts) -> None:
    (hello,) = studio.heard(HELLO)
    assert isinstance(hello, PlayAudio)
    assert elsewhere.sound_at(hello.path) == b"Hello."


def test_what_fails_only_when_it_is_fetched_is_a_tone(studio: Studio, elsewhere: SoundPrompts) -> None:
    (hello,) = studio.heard(HELLO)
    assert isinstance(hello, PlayAudio)
    studio.is_broken = True
    sound = elsewhere.sound_at(hello.path)
    assert sound is not None
    assert sound.startswith(b"RIFF")


def test_a_strangers_address_is_nothing(studio: Studio) -> None:
    other = LiveAddresses(b"another secret that tests know").write(ENGLISH, "Hello.", 2**40)
    assert other is not None
    assert studio.prompts.sound_at(other) is None
    assert studio.said == []
