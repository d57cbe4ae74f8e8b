"""What pyttsx3 does wrong now and then, done by a stand-in on purpose: none of it becomes a file of the line."""

from pathlib import Path

import pytest
from speech_meter import measure

from ivr.menu.voicing import OwnVoice
from ivr.ports.voices import VoicesError
from ivr.voices.speakers import PooledSpeakers

# Speaks a tone as long as the words take, after it has done wrong what a file says, one thing a text.
STAND_IN = """
import math, os, struct, wave
from types import SimpleNamespace

PLAN = os.environ["PLAN"]

class Engine:
    def __init__(self):
        self.heard, self.voice, self.job = {}, "gmw/en", None
    def connect(self, topic, hear):
        self.heard[topic] = hear
    def setProperty(self, name, value):
        self.voice = value if name == "voice" else self.voice
    def getProperty(self, name):
        if name == "voices":
            return [SimpleNamespace(id="gmw/en", name="English", languages=["en"])]
        return "gmw/de" if self.fault == "another speaks" else self.voice
    fault = ""
    def save_to_file(self, text, name):
        self.job = text, name
    def runAndWait(self):
        print("Audio saved")
        if self.job is None:
            return
        (text, name), self.job = self.job, None
        faults = open(PLAN).read().split(";")
        self.fault = faults.pop(0)
        open(PLAN, "w").write(";".join(faults) or "right")
        seconds = len(text) / 14
        if self.fault in {"half", "third"}:
            seconds *= 0.2
        if self.fault != "no file":
            with wave.open(name, "wb") as file:
                file.setparams((1, 2, 22050, 0, "NONE", ""))
                level = 0 if self.fault == "silent" else 9000
                wanted = 0 if self.fault == "empty" else int(22050 * seconds)
                file.writeframes(b"".join(struct.pack("<h", int(level * math.sin(n / 9))) for n in range(wanted)))
        if self.fault == "an error":
            self.heard["error"](name=None, exception=ValueError("no such voice"))
        reached = len(text) // 3 if self.fault == "stops" else len(text)
        self.heard["started-word"](name="x", location=1, length=reached)
        if self.fault == "a crash":
            os._exit(7)
        for end in {"two ends": [True, False], "no end": [], "cancelled": [False]}.get(self.fault, [True]):
            self.heard["finished-utterance"](name=None, completed=end)

ENGINE = Engine()

def init(name):
    return ENGINE
"""
TEXT = "For balances, press one."
ONCE = [
    *("no file", "empty", "silent", "half", "stops", "two ends", "cancelled", "another speaks", "an error", "a crash"),
]


@pytest.fixture
def plan(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "code").mkdir()
    (tmp_path / "code" / "pyttsx3.py").write_text(STAND_IN)
    monkeypatch.setenv("PYTHONPATH", str(tmp_path / "code"))
    monkeypatch.setenv("PLAN", str(tmp_path / "plan"))
    return tmp_path / "plan"


def test_whatever_goes_wrong_once_is_done_again(plan: Path, tmp_path: Path) -> None:
    with PooledSpeakers(1) as speakers:
        for fault in ONCE:
            plan.write_text(f"{fault};right;not reached")
            to = tmp_path / "audio" / f"{fault}.wav"
            seconds = speakers.speak(OwnVoice("en", "en"), TEXT, to)
            assert seconds == pytest.approx(len(TEXT) / 14, abs=0.1), fault
            assert measure(to).active_db == pytest.approx(-22, abs=1), fault
            assert plan.read_text() == "not reached", fault


def test_what_goes_wrong_every_time_leaves_no_file_and_says_what(plan: Path, tmp_path: Path) -> None:
    with PooledSpeakers(1) as speakers:
        plan.write_text(";".join(["empty", "silent", "two ends", "no file", "half", "right"]))
        with pytest.raises(
            VoicesError, match=r"“For balances, press one\.” was not spoken, tried 5 times: it lasted 0\.\d"
        ):
            speakers.speak(OwnVoice("en", "en"), TEXT, tmp_path / "audio" / "a.wav")
        assert plan.read_text() == "right"
    assert not (tmp_path / "audio").exists()


def test_what_was_there_before_stays_until_the_new_one_is_right(plan: Path, tmp_path: Path) -> None:
    to = tmp_path / "a.wav"
    to.write_bytes(b"the old one")
    with PooledSpeakers(1) as speakers:
        plan.write_text(";".join(["empty"] * 5))
        with pytest.raises(VoicesError):
            speakers.speak(OwnVoice("en", "en"), TEXT, to)
        assert to.read_bytes() == b"the old one"
        with to.open("rb") as still_played:
            speakers.speak(OwnVoice("en", "en"), TEXT, to)
            assert still_played.read() == b"the old one"
    assert to.stat().st_size > 1_000
