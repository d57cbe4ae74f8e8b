"""What is heard on the telephone in the browser: recordings, the line's own voice, and a stand-in for a provider's."""

import socket
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from browser_line import Page, served
from line import Line, followed, knock, services_on

from ivr.clock import utc_now
from ivr.factory.browser import join_browser
from ivr.handset.acts import Ring
from ivr.handset.heard import HeardAudio, HeardWords, Report, WaitingForInput
from ivr.menu.voicing import OwnVoice, file_of
from ivr.settings import load_settings
from ivr.stores.redis_wire import RedisWire
from ivr.web.browser.desk import Shown
from ivr.web.browser.held import Turn
from ivr.web.browser.record import Began
from ivr.web.browser.routes import BrowserDoor
from ivr.workflows.live_addresses import LiveAddresses
from ivr.workflows.stand_in_voices import StandInVoices

BASE = "http://127.0.0.1:8000"
WAV = b"RIFF a sound"


@dataclass
class Speaking:
    """Voices that say what they are told, or fail."""

    said: list[tuple[OwnVoice, str]] = field(default_factory=list)
    fails: bool = False

    def begin(self, voice: OwnVoice, text: str) -> bool:
        return not self.fails

    def is_ready(self, voice: OwnVoice, text: str, patience_s: float) -> bool:
        return not self.fails

    def find(self, voice: OwnVoice, text: str, patience_s: float) -> bytes | None:
        self.said.append((voice, text))
        return None if self.fails else WAV

    def tone(self) -> bytes:
        raise AssertionError("a tone is for telephone companies")


@pytest.fixture
def voices() -> Speaking:
    return Speaking()


@pytest.fixture
def door(line: Line, wire: RedisWire, tmp_path: Path, voices: Speaking) -> BrowserDoor:
    settings = load_settings(line.environment)
    menus = followed(settings.menus_dir, tmp_path / "var")
    return join_browser(settings, services_on(wire, tmp_path, menus), wire, voices)


def shown(door: BrowserDoor, *heard: HeardWords | HeardAudio) -> list[dict[str, Any]]:
    waits = WaitingForInput(1, "#", 5, True, False, (), "en-US")
    turn = Turn(Ring(), Report(heard, waits))
    said = door.showing.shown(Shown("x", Began("a", "b", None, "now"), (turn,), 0, waits, None))
    items: list[dict[str, Any]] = said["turns"][0]["heard"]
    return items


def test_words_of_a_provider_s_voice_are_approximated(door: BrowserDoor, voices: Speaking) -> None:
    (item,) = shown(door, HeardWords("Su saldo es de 4 €.", "Polly.Lucia", "es-ES"))
    (path,) = item["sounds"]
    assert item["approximate"] is True
    assert path.startswith("/phone/sound/live/")
    assert "saldo" not in path
    assert voices.said == []  # nobody listens yet
    assert door.stand_ins.find_sound(path.removeprefix("/phone/sound/")) == WAV
    assert voices.said == [(OwnVoice("", "es"), "Su saldo es de 4 €.")]


def test_what_the_line_itself_has_spoken_is_played_as_it_is(door: BrowserDoor) -> None:
    words = HeardWords(
        "Hello there.", "pyttsx3:en-us", "en-US", files=(f"{BASE}/audio/en/1.wav", f"{BASE}/audio/live/x.wav")
    )
    (item,) = shown(door, words)
    assert (item["sounds"], item["approximate"]) == (["/audio/en/1.wav", "/audio/live/x.wav"], False)


@pytest.mark.parametrize(
    ("url", "sounds"),
    [
        (f"{BASE}/audio/en/news.wav?v=1", ["/audio/en/news.wav?v=1"]),
        ("https://elsewhere.example/news.wav", []),
        (f"{BASE}.evil.example/news.wav", []),
        (f"{BASE}@evil.example/news.wav", []),
    ],
)
def test_recordings_are_played_from_the_line_only(door: BrowserDoor, url: str, sounds: list[str]) -> None:
    (item,) = shown(door, HeardAudio(url))
    assert item["sounds"] == sounds


def test_words_too_long_for_an_address_are_only_shown(door: BrowserDoor) -> None:
    (item,) = shown(door, HeardWords("word " * 1_000, "man", "en-US"))
    assert (item["sounds"], item["approximate"]) == ([], False)


def test_a_voice_that_fails_is_told_of_and_the_page_shows_words(voices: Speaking) -> None:
    stand_ins = StandInVoices(voices, LiveAddresses(b"a secret for tests"), utc_now)
    path = stand_ins.find_path(HeardWords("Hello.", "man", "en-US"))
    assert path is not None
    voices.fails = True
    assert stand_ins.find_sound(path) is None


@pytest.mark.parametrize("path", ["live/x.wav", "live/.wav", "x", "../audio/x.wav", "live/" + "A" * 200 + ".wav"])
def test_addresses_that_are_not_ours_say_nothing(line: Line, path: str) -> None:
    assert knock(line.app, "GET", f"/phone/sound/{path}").status == 404


@pytest.fixture
def page(line: Line) -> Iterator[Page]:
    with served(line) as page:
        yield page


def test_the_words_are_spoken_for_real(page: Page, make_line: Callable[..., Line]) -> None:
    said = page.ring()
    first = said["turns"][0]["heard"][0]
    (path,) = first["sounds"]
    status, headers, sound = page.ask("GET", path)
    assert status == 200
    assert headers["content-type"] == "audio/wav"
    assert headers["cache-control"] == "private, no-store"
    assert sound[:4] == b"RIFF"
    assert len(sound) > 8_000  # more than half a second


def test_a_line_in_its_own_voice_is_shown_by_its_words_and_heard_by_its_files(line_of: Callable[..., Line]) -> None:
    own = OwnVoice("en", "en-us")
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    url = f"http://127.0.0.1:{port}"
    languages = 'languages: {en: {locale: en-US, voice: "pyttsx3:en-us"}}\n'
    line = line_of("pick: {menu: Press 1., keys: {1: sorry}}\n", languages, PUBLIC_BASE_URL=url)
    file = Path(line.environment["IVR_AUDIO_DIR"]) / file_of(own, "Press 1.")
    file.parent.mkdir(parents=True)
    file.write_bytes(WAV)
    with served(line, port) as page:
        (item,) = page.ring()["turns"][0]["heard"]
    expected = {
        "kind": "words",
        "text": "Press 1.",
        "approximate": False,
        "sounds": [f"/audio/{file_of(own, 'Press 1.')}"],
    }
    assert {name: item[name] for name in expected} == expected
