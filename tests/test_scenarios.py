"""Whole lines with their call scripts, played by the engine alone and rung: real documents, signatures and Redis."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import get_args
from zoneinfo import ZoneInfo

import pytest
from line import BY_EVERY_COMPANY, LINE_NUMBER, OPEN, Line
from lines_with_scripts import LINES, SCENARIOS, menus_in, script_files, scripts_of, told
from text_worker import talk_with

from ivr.cli.text_scripts import LineTalk, play_over_line
from ivr.factory.abilities import ABILITIES
from ivr.menu.checking.check import Known, examine
from ivr.menu.exits import exits_of
from ivr.menu.script_model import Script
from ivr.menu.verbs import Callback, CheckHours, Dial, Fetch, Pay, Queue, Run, Stream, Verb, Voicemail
from ivr.phone.companies import Company
from ivr.phone.line import WsgiTransport
from ivr.phone.telephone import Telephone
from ivr.rehearsal.aside import PhoneSide
from ivr.rehearsal.placing import DEFAULT_CALLER
from ivr.rehearsal.player import play
from ivr.rehearsal.rehearse import Rehearsed, rehearse
from ivr.stores.recordings import find_recordings

# What a scenario is about may be what the check warns of.
_FORESEEN = {"office": {"W302"}}

WRITTEN_TO = [folder for folder in LINES if any(script.channel == "text" for script in scripts_of(folder))]


def _name(folder: Path) -> str:
    return folder.name


def rehearsed_in(folder: Path) -> Rehearsed:
    menus = menus_in(folder)
    return rehearse(menus, script_files(folder), datetime(2026, 3, 3, 10, tzinfo=ZoneInfo(menus.line.zone)))


def lacks(folder: Path, company: Company) -> bool:
    """Whether a line cannot be moved to a company as it is, by what is told of it."""
    files = {path.name: path.read_text("utf-8") for path in folder.glob("*.yaml")}
    if company.name != "twilio" and any("caller.city" in text for text in files.values()):
        return True  # nobody else tells where a caller lives
    known = Known(find_recordings(folder / "audio"), abilities=ABILITIES[company.name])
    return any(problem.code == "E602" for problem in examine(files, known, manners=False, proving=False).problems)


def phone_for(line: Line, script: Script) -> Telephone:
    side = PhoneSide(script, OPEN if script.at is None else script.at.text)
    return Telephone(
        WsgiTransport(line.app),
        line.base,
        line.account_sid,
        line.token,
        script.from_number or DEFAULT_CALLER,
        script.to_number or LINE_NUMBER,
        extra_form=side.form,
        overhear=side.overhear,
        recognise=side.recognise,
        company=line.company,
    )


@pytest.mark.parametrize("scenario", SCENARIOS, ids=_name)
def test_nothing_is_said_of_it(scenario: Path) -> None:
    found = examine({path.name: path.read_text("utf-8") for path in scenario.glob("*.yaml")}, Known(), manners=False)
    unforeseen = [str(each) for each in found.problems if each.code not in _FORESEEN.get(scenario.name, ())]
    assert unforeseen == []


@pytest.mark.parametrize("folder", LINES, ids=_name)
def test_the_engine_takes_its_calls_as_written(folder: Path) -> None:
    rehearsed = rehearsed_in(folder)
    assert rehearsed.problems == ()
    assert len(rehearsed.results) == len(scripts_of(folder))
    assert [told(played) for played in rehearsed.failed] == []


@BY_EVERY_COMPANY
@pytest.mark.parametrize("folder", LINES, ids=_name)
def test_a_telephone_hears_the_same(folder: Path, make_line: Callable[..., Line], company: Company) -> None:
    if lacks(folder, company):
        pytest.skip("the line uses what this company has not, and `ivr check` says so")
    line = make_line(menus=folder, IVR_AUDIO_DIR=str(folder / "audio"))
    for script in (script for script in scripts_of(folder) if script.channel == "call"):
        played = play(script, phone_for(line, script))
        assert played.why is None, told(played)


@BY_EVERY_COMPANY
@pytest.mark.parametrize("folder", WRITTEN_TO, ids=_name)
def test_who_texts_gets_the_same(folder: Path, make_line: Callable[..., Line]) -> None:
    line = make_line(menus=folder, IVR_AUDIO_DIR=str(folder / "audio"))

    def talk_from(script: Script, number: str) -> LineTalk:
        at = OPEN if script.at is None else script.at.text
        return talk_with(line, number, script.to_number or LINE_NUMBER, RingtreeAt=at)

    for script in (script for script in scripts_of(folder) if script.channel == "text"):
        if script.services or script.functions or script.queues:
            continue  # only the engine can make those up
        played = play_over_line(script, talk_from)
        assert played.why is None, told(played)


def test_every_verb_and_nearly_every_outcome_of_one_has_a_script() -> None:
    verbs: set[type] = set()
    outcomes: dict[type, set[str]] = {}
    for folder in LINES:
        menus = menus_in(folder)
        missed = {(each.step, each.exit) for each in rehearsed_in(folder).coverage.missed}
        for name, step in menus.steps.items():
            if (name, None) not in missed:
                verbs.add(type(step.verb))
                taken = {exit_ for exit_ in exits_of(step, menus.line) if (name, exit_) not in missed}
                outcomes.setdefault(type(step.verb), set()).update(taken)
    assert set(get_args(Verb)) - verbs == set()
    assert outcomes[Dial] == {"answered", "busy", "no_answer", "failed", "left", "by text"}
    assert outcomes[Queue] == {"answered", "full", "failed", "1", "*", "waited too long"}
    assert outcomes[Pay] == {"paid", "failed"}
    assert outcomes[Stream] == {"over", "failed"}
    assert outcomes[Fetch] == {"ok", "missing", "refused", "failed"}
    assert outcomes[Run] == {"ok", "failed"}
    assert outcomes[Voicemail] == {"message", "no_message"}
    assert outcomes[CheckHours] == {"open", "closed", "holiday", "closing"}
    assert {"answer", "no", "silence", "wrong answer"} <= outcomes[Callback]
