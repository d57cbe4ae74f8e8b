"""`ivr call --sound`: a real call to a line that is served, and the file that is left of it."""

import threading
import wave
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

import pytest
from click.testing import CliRunner, Result
from line import LINE_NUMBER, Line

from ivr.cli.access import LineAccess
from ivr.cli.call import call
from ivr.factory.sound import record_sound
from ivr.ports.sound import SoundTrack

FLOW = """\
hello:
  say: [Welcome., {pause: 2s}, {audio: gong.wav, text: Gong.}, "You call from {{ caller.number | phone }}."]
  next: pick
pick: {menu: "For hours, press 1.", keys: {1: hours}}
hours: {voicemail: We are open all day. Leave a message., next: bye}
bye: {hangup: Goodbye.}
"""
LANGUAGES = 'languages: {en: {locale: en-US, voice: "pyttsx3:en-us"}}\n'
SCRIPT = "- call: it\n  script: [{hears: You call from}, {presses: 1}, {hears: all day}, {leaves a message: 4s}]\n"


@dataclass(frozen=True)
class Home:
    """What the composition root hands to the command."""

    find_access: Callable[[], LineAccess]
    record_sound: Callable[[Path, LineAccess], SoundTrack]


class _Quiet(WSGIRequestHandler):
    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name is the base class's
        pass


@pytest.fixture
def ring(line_of: Callable[..., Line]) -> Iterator[Callable[..., Result]]:
    server: WSGIServer = make_server("127.0.0.1", 0, lambda *_: [], handler_class=_Quiet)
    url = f"http://127.0.0.1:{server.server_port}"
    line = line_of(FLOW, LANGUAGES, PUBLIC_BASE_URL=url)
    audio = Path(line.environment["IVR_AUDIO_DIR"])
    audio.mkdir()
    with wave.open(str(audio / "gong.wav"), "wb") as gong:
        gong.setparams((1, 2, 8_000, 0, "NONE", ""))
        gong.writeframes(b"\x10\x20" * 8_000)
    server.set_app(line.app)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    access = LineAccess(url, line.account_sid, line.token, LINE_NUMBER)
    yield lambda *args, typed="": CliRunner().invoke(call, args, input=typed, obj=Home(lambda: access, record_sound))
    server.shutdown()
    thread.join()
    server.server_close()


def seconds_of(path: Path) -> float:
    with wave.open(str(path)) as file:
        assert (file.getframerate(), file.getnchannels(), file.getsampwidth()) == (8_000, 1, 2)
        assert b"\x10\x20" * 8_000 in file.readframes(file.getnframes())
        return float(file.getnframes() / 8_000)


def test_a_call_and_a_script_leave_what_was_heard(ring: Callable[..., Result], tmp_path: Path) -> None:
    typed, scripted = tmp_path / "typed.wav", tmp_path / "scripted.wav"
    result = ring("--sound", str(typed), typed="1\n3\n")
    assert (result.exit_code, "!" in result.output) == (0, False), result.output
    assert f"What was heard is in {typed}." in result.output
    assert "“You call from 4 1 5" in result.output
    (tmp_path / "it.yaml").write_text(SCRIPT)
    result = ring("--sound", str(scripted), "--script", str(tmp_path / "it.yaml"))
    assert (result.exit_code, "!" in result.output) == (0, False), result.output
    assert 12 < seconds_of(typed) < 40
    assert abs(seconds_of(scripted) - seconds_of(typed) - 1) < 0.5  # its message is a second longer


@pytest.mark.parametrize(
    ("name", "said"),
    [("call.mp3", "does not end in .wav; write it like --sound call.wav"), ("no/call.wav", "there is no folder")],
)
def test_where_the_file_cannot_go_is_said_before_anything_rings(
    ring: Callable[..., Result], tmp_path: Path, name: str, said: str
) -> None:
    result = ring("--sound", str(tmp_path / name))
    assert (result.exit_code, result.stdout) == (2, "")
    assert said in result.stderr
