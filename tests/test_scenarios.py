"""Whole lines with their call scripts, played by the engine alone and rung: real documents, signatures and Redis."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from line import LINE_NUMBER, OPEN, Line
from lines_with_scripts import LINES, SCENARIOS, menus_in, script_files, scripts_of, told

from ivr.cli.call import DEFAULT_CALLER
from ivr.menu.checking.check import Known, examine
from ivr.menu.script_model import Script
from ivr.phone.line import WsgiTransport
from ivr.phone.telephone import Telephone
from ivr.rehearsal.player import play
from ivr.rehearsal.rehearse import rehearse

# What a scenario is about may be what the check warns of.
_FORESEEN = {"office": {"W302"}}


def _name(folder: Path) -> str:
    return folder.name


def phone_for(line: Line, script: Script) -> Telephone:
    return Telephone(
        WsgiTransport(line.app),
        line.base,
        line.account_sid,
        line.token,
        script.from_number or DEFAULT_CALLER,
        script.to_number or LINE_NUMBER,
        extra_form={"RingtreeAt": OPEN if script.at is None else script.at.text},
    )


@pytest.mark.parametrize("scenario", SCENARIOS, ids=_name)
def test_nothing_is_said_of_it(scenario: Path) -> None:
    found = examine({path.name: path.read_text("utf-8") for path in scenario.glob("*.yaml")}, Known(), manners=False)
    unforeseen = [str(each) for each in found.problems if each.code not in _FORESEEN.get(scenario.name, ())]
    assert unforeseen == []


@pytest.mark.parametrize("folder", LINES, ids=_name)
def test_the_engine_takes_its_calls_as_written(folder: Path) -> None:
    menus = menus_in(folder)
    rehearsed = rehearse(menus, script_files(folder), datetime(2026, 3, 3, 10, tzinfo=ZoneInfo(menus.line.zone)))
    assert rehearsed.problems == ()
    assert rehearsed.results
    assert [told(played) for played in rehearsed.failed] == []


@pytest.mark.parametrize("folder", LINES, ids=_name)
def test_a_telephone_hears_the_same(folder: Path, make_line: Callable[..., Line]) -> None:
    line = make_line(menus=folder)
    for script in scripts_of(folder):
        played = play(script, phone_for(line, script))
        assert played.why is None, told(played)
