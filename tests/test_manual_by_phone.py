"""Examples of the manual on a real line: documents, signatures and Redis, and a telephone that plays their scripts."""

from collections.abc import Callable
from pathlib import Path

import pytest
from line import LINE_NUMBER, OPEN, Line

from ivr.menu.manual.manual import examples, page_names
from ivr.menu.script import load_scripts
from ivr.phone.line import WsgiTransport
from ivr.phone.telephone import Telephone
from ivr.rehearsal.aside import PhoneSide
from ivr.rehearsal.placing import DEFAULT_CALLER
from ivr.rehearsal.player import play

pytestmark = pytest.mark.sampled(3)

FUNCTIONS = "def find_order(number: str) -> dict: return {'day': '2026-12-24'}\n"


@pytest.mark.parametrize("name", page_names())
def test_a_telephone_hears_what_the_manual_says(name: str, make_line: Callable[..., Line], tmp_path: Path) -> None:
    menus, audio = tmp_path / "menus", tmp_path / "audio"
    (menus / "tests").mkdir(parents=True)
    audio.mkdir()
    for recording in ("gong.wav", "hold.wav"):
        (audio / recording).touch()
    for path, text in examples(name).items():
        (menus / path).write_text(text, encoding="utf-8")
    line = make_line(menus=menus)
    for file in sorted((menus / "tests").iterdir()):
        scripts = load_scripts(file.read_text("utf-8"), file.name)
        for script in (each for each in scripts if each.channel == "call"):  # telephones do not text
            side = PhoneSide(script, OPEN if script.at is None else script.at.text)
            caller, called = script.from_number or DEFAULT_CALLER, script.to_number or LINE_NUMBER
            phone = Telephone(
                WsgiTransport(line.app),
                line.base,
                line.account_sid,
                line.token,
                caller,
                called,
                extra_form=side.form,
                overhear=side.overhear,
                recognise=side.recognise,
            )
            played = play(script, phone)
            assert played.why is None, f"{script.name}: {played.why}"
