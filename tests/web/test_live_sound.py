"""A line that speaks for itself: real speech, real documents, a telephone that fetches what it is told to play."""

import io
import threading
import wave
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from line import Knocked, Line, knock

from ivr.handset.heard import HeardWords, Report
from ivr.menu.voicing import OwnVoice, file_of
from ivr.phone.telephone import Telephone
from ivr.rehearsal.aside import PhoneSide

FLOW = """\
welcome: {set: {balance: "12.5"}, next: hello}
hello: {say: "Welcome to {{ line.name }}.", next: pick}
pick:
  menu: "Your balance is {{ balance | money }}. To hear it again, press 1."
  keys: {1: hello}
"""
LANGUAGES = 'languages: {en: {locale: en-US, voice: "pyttsx3:VOICE"}}\n'


@pytest.fixture
def own_line(logged: io.StringIO, line_of: Callable[..., Line], request: pytest.FixtureRequest) -> Line:
    """A line whose voice is the parameter, once it can speak as well as it ever will."""
    line = line_of(FLOW, LANGUAGES.replace("VOICE", request.param))
    for thread in threading.enumerate():
        if thread.name == "voices-begin":
            thread.join(60)
    return line


def telephone(line: Line) -> Telephone:
    phone, side = line.phone(), PhoneSide(None, None)
    phone.overhear, phone.recognise = side.overhear, side.recognise
    return phone


def fetched(line: Line, report: Report) -> Sequence[Knocked]:
    files = [file for item in report.heard if isinstance(item, HeardWords) for file in item.files]
    return [knock(line.app, "GET", file.removeprefix(line.base)) for file in files]


def seconds_of(answer: Knocked) -> float:
    assert (answer.status, answer.headers["content-type"]) == (200, "audio/wav")
    with wave.open(io.BytesIO(answer.body)) as sound:
        assert (sound.getframerate(), sound.getnchannels()) == (8_000, 1)
        return float(sound.getnframes() / 8_000)


@pytest.mark.parametrize("own_line", ["en-us+f2"], indirect=True)
def test_a_call_is_heard_in_the_lines_own_voice(own_line: Line, logged: io.StringIO) -> None:
    line = own_line
    audio = Path(line.environment["IVR_AUDIO_DIR"])
    welcome = file_of(OwnVoice("en", "en-us+f2"), "Welcome to Acme Bank.")
    (audio / "en").mkdir(parents=True)
    with wave.open(str(audio / welcome), "wb") as kept:
        kept.setparams((1, 2, 8_000, 0, "NONE", ""))
        kept.writeframes(bytes(16_000))
    phone = telephone(line)
    report = phone.ring()
    assert report.words == "Welcome to Acme Bank. Your balance is 12 dollars and 50 cents. To hear it again, press 1."
    assert "<Say" not in report.document
    first, *live = fetched(line, report)
    assert (seconds_of(first), "immutable" in first.headers["cache-control"]) == (1.0, True)
    assert [0.5 < seconds_of(answer) < 6 for answer in live] == [True, True, True]
    assert {answer.headers["cache-control"] for answer in live} == {"private, no-store"}
    assert phone.press("1").heard == report.heard
    assert "main/pick" in logged.getvalue()
    for secret in ("balance", "12 dollars", "12.5"):
        assert secret not in logged.getvalue()
    part = knock(line.app, "GET", report.heard[1].files[0].removeprefix(line.base), headers={"Range": "bytes=0-3"})  # type: ignore[union-attr]
    assert (part.status, part.body) == (206, b"RIFF")


@pytest.mark.parametrize("own_line", ["klingonese"], indirect=True)
def test_where_the_voice_is_not_there_the_provider_speaks(own_line: Line, logged: io.StringIO) -> None:
    report = telephone(own_line).ring()
    assert "<Play" not in report.document
    assert "pyttsx3" not in report.document
    assert report.words.startswith("Welcome to Acme Bank. Your balance is 12 dollars")
    assert "klingonese" in logged.getvalue()


@pytest.mark.parametrize("target", ["/audio/live/x.wav", "/audio/live/", "/audio/live/%ff.wav", "/audio/live/a/b.wav"])
def test_what_we_did_not_write_is_not_there(line: Line, target: str) -> None:
    assert (knock(line.app, "GET", target).status, knock(line.app, "GET", target).body) == (404, b"")
