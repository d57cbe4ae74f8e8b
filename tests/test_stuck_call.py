"""The call that `ivr prove` writes down is played on a real line: real documents, real signatures, a real Redis."""

from collections.abc import Callable
from pathlib import Path

import pytest
from line import LINE_NUMBER, OPEN, Line
from lines_with_scripts import told

from ivr.menu.checking.check import Known, examine
from ivr.menu.script import load_scripts
from ivr.phone.line import WsgiTransport
from ivr.phone.telephone import Telephone
from ivr.rehearsal.aside import PhoneSide
from ivr.rehearsal.placing import DEFAULT_CALLER
from ivr.rehearsal.player import play

BAD = Path(__file__).parent / "menus" / "bad"


@pytest.mark.parametrize(
    "sample",
    [
        "silence-repeats-the-menu",
        "two-menus-give-up-to-each-other",
        "nobody-who-answers",
        "message-that-must-not-be-silent",
    ],
)
def test_a_script_of_a_call_that_never_ends_is_played(sample: str, make_line: Callable[..., Line]) -> None:
    folder = BAD / f"E205-{sample}"
    found = examine({path.name: path.read_text("utf-8") for path in folder.glob("*.yaml")}, Known())
    (script,) = load_scripts(found.stuck[0], "stuck.yaml")
    line = make_line(menus=folder)
    side = PhoneSide(script, OPEN if script.at is None else script.at.text)
    number = script.to_number or LINE_NUMBER
    phone = Telephone(
        WsgiTransport(line.app),
        line.base,
        line.account_sid,
        line.token,
        DEFAULT_CALLER,
        number,
        extra_form=side.form,
        overhear=side.overhear,
        recognise=side.recognise,
    )
    played = play(script, phone)
    assert played.why is None, told(played)
    assert not any(said.text.startswith("the call is over") for said in played.conversation)
