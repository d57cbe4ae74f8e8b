"""What is saved of a call over real documents holds when it is rung again, and when the engine plays it alone."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from random import Random

import pytest
from line import CALLER, LINE_NUMBER, OPEN, Line
from lines_with_scripts import LINES, menus_in, told
from random_caller import live_a_call

from ivr.menu.script import load_scripts
from ivr.menu.script_model import Moment, Script
from ivr.menu.script_writing import write_script
from ivr.phone.line import WsgiTransport
from ivr.phone.telephone import Telephone
from ivr.rehearsal.aside import PhoneSide
from ivr.rehearsal.engine_call import EngineCall
from ivr.rehearsal.player import play
from ivr.rehearsal.recorder import Recorder
from ivr.rehearsal.setting import Memory, setting_of
from ivr.rehearsal.transcript import Played

AT = Moment(OPEN, datetime.fromisoformat(OPEN), None)
# Lines that ask no service, whose voices a telephone speaks, and that keep nothing which makes the next call differ.
RUNG = tuple(
    folder
    for folder in LINES
    if not (menus := menus_in(folder)).line.services and folder.name != "several-languages" and not menus.keeps
)


def phone_with(line: Line, side: PhoneSide) -> Telephone:
    return Telephone(
        WsgiTransport(line.app),
        line.base,
        line.account_sid,
        line.token,
        CALLER,
        LINE_NUMBER,
        extra_form=side.form,
        overhear=side.overhear,
        recognise=side.recognise,
    )


def ring_again(line: Line, script: Script) -> Played:
    return play(script, phone_with(line, PhoneSide(script, OPEN)))


def play_alone(folder: Path, script: Script) -> Played:
    now = datetime(2026, 3, 3, 15, tzinfo=UTC)
    return play(script, EngineCall(setting_of(script, menus_in(folder), now, Memory())))


def saved_by(recorder: Recorder) -> Script:
    (script,) = load_scripts(write_script(recorder.script("saved", AT, None, None)), "saved.yaml")
    return script


@pytest.mark.parametrize("folder", RUNG, ids=lambda folder: folder.name)
def test_any_call_saved_holds_when_rung_again_and_on_the_engine(folder: Path, make_line: Callable[..., Line]) -> None:
    line = make_line(menus=folder, IVR_AUDIO_DIR=str(folder / "audio"))
    for seed in range(6):
        side = PhoneSide(None, OPEN)
        recorder = Recorder(phone_with(line, side), side)
        live_a_call(Random(seed), recorder)
        if recorder.guessed:
            continue
        script = saved_by(recorder)
        for played in (ring_again(line, script), play_alone(folder, script)):
            assert played.why is None, told(played)


SECRETS = """\
pin: {ask: "Your PIN, please.", save: pin, length: 4, sensitive: yes, check: pin != "0000", next: birth}
birth: {ask: "Your birthday, please.", save: born, as: date, sensitive: yes, next: said}
said: {ask: "Your password, please.", save: word, as: words, sensitive: yes, next: thanks}
thanks: {menu: "Thank you. For more, press 1.", keys: {1: pin}}
"""


def test_no_secret_stands_in_a_script(line_of: Callable[..., Line]) -> None:
    line = line_of(SECRETS)
    side = PhoneSide(None, OPEN)
    recorder = Recorder(phone_with(line, side), side)
    recorder.ring()
    for keys in ("98", "9876", "11131971"):
        recorder.press(keys)
    recorder.say("open sesame")
    recorder.press("1")
    recorder.press("9753#")
    text = write_script(recorder.script("saved", AT, None, None))
    assert [secret for secret in ("98", "9876", "1971", "sesame", "9753") if secret in text] == []
    assert "presses: 1\n" in text
    assert "presses: 1234\n" in text
    played = ring_again(line, saved_by(recorder))
    assert played.why is None, told(played)


def test_a_secret_that_was_pressed_ahead_is_not_told_either(line_of: Callable[..., Line]) -> None:
    line = line_of(SECRETS.replace("pin: {ask", "hello: {menu: Hello., keys: {1: pin}}\npin: {ask"))
    side = PhoneSide(None, OPEN)
    recorder = Recorder(phone_with(line, side), side)
    recorder.ring()
    recorder.press("19876")
    assert recorder.guessed
    assert "9876" not in write_script(recorder.script("saved", AT, None, None))


def test_texts_and_callbacks_are_overheard(line_of: Callable[..., Line]) -> None:
    line = line_of(
        "hello: {text: 'Your code is on its way to you.', next: offer}\n"
        "offer: {callback: We call you back., into: cards, next: sorry}\n",
        "contacts: {desk: {dial: '+14155550111'}}\nqueues: {cards: {agents: desk}}\n",
    )
    side = PhoneSide(None, OPEN)
    recorder = Recorder(phone_with(line, side), side)
    recorder.ring()
    recorder.press("1")
    text = write_script(recorder.script("saved", AT, None, None))
    assert "    - gets: Your code is on its way to you." in text
    assert '    - is called back: "+14155551234"' in text
    assert ring_again(line, saved_by(recorder)).why is None
