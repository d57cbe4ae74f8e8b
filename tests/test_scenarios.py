"""Whole lines with their call scripts, rung in order: real documents, real signatures, a real Redis."""

from collections.abc import Callable
from pathlib import Path

import pytest
from line import LINE_NUMBER, OPEN, Line

from ivr.cli.call import DEFAULT_CALLER
from ivr.cli.play_script import play
from ivr.menu.checking.check import Known, examine
from ivr.menu.script import load_scripts
from ivr.menu.script_model import Script
from ivr.phone.line import WsgiTransport
from ivr.phone.telephone import Telephone

SCENARIOS = sorted(path for path in (Path(__file__).parent / "scenarios").iterdir() if path.is_dir())
# What a scenario is about may be what the check warns of.
_FORESEEN = {"office": {"W302"}}


def scripts_of(scenario: Path) -> list[Script]:
    files = sorted((scenario / "tests").glob("*.yaml"))
    return [
        script for file in files for script in load_scripts(file.read_text("utf-8"), f"{scenario.name}/{file.name}")
    ]


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


@pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda path: path.name)
def test_nothing_is_said_of_it(scenario: Path) -> None:
    found = examine({path.name: path.read_text("utf-8") for path in scenario.glob("*.yaml")}, Known(), manners=False)
    unforeseen = [str(each) for each in found.problems if each.code not in _FORESEEN.get(scenario.name, ())]
    assert unforeseen == []


@pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda path: path.name)
def test_its_calls_go_as_written(scenario: Path, make_line: Callable[..., Line]) -> None:
    line = make_line(menus=scenario)
    for script in scripts_of(scenario):
        played = play(script, phone_for(line, script))
        assert played.why is None, "\n".join((script.name, *played.conversation, f"{played.failed_at} {played.why}"))
