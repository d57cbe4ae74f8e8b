"""Whoever calls, and whatever they do: the engine alone is heard to do what it does over real documents."""

import re
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from random import Random

import pytest
from line import CALLER, LINE_NUMBER, OPEN, Line
from lines_with_scripts import LINES, menus_in
from random_caller import act_at_random

from ivr.handset.handset import Handset
from ivr.handset.heard import Ended, HeardPause, Report, describe, described
from ivr.menu.script import load_scripts
from ivr.phone.line import WsgiTransport
from ivr.phone.telephone import Telephone
from ivr.rehearsal.aside import PhoneSide
from ivr.rehearsal.engine_call import EngineCall
from ivr.rehearsal.setting import Memory, setting_of

# What is kept for a caller would make the next call differ.
RUNG = tuple(folder for folder in LINES if not menus_in(folder).keeps)
NOW = datetime(2026, 3, 3, 15, tzinfo=UTC)
HEAD = f"""\
- call: it
  at: {OPEN}
  services:
    bank: {{account: 7, balance: 12.5}}
    crm: null
    shows: [[{{title: A, at: "20:15"}}, {{title: B, at: ""}}]]
  functions: {{find_order: {{id: 3}}}}
  script: [silence]
"""
_RANDOM = re.compile(r"\b(?:ch|tok)_\w+")
_PRIORITY = re.compile(r"\.(?:high|low)\b")


def heard_in(report: Report) -> list[str]:
    """Return what was heard, without what is made up anew for each call, and silence, which each counts its own way."""
    items = [described(item) for item in report.heard if not isinstance(item, HeardPause)]
    told = [*items, describe(report.waits)]
    return [" ".join(_PRIORITY.sub("", _RANDOM.sub("ch", text)).split()) for text in told]


def conversation(handset: Handset, seed: int) -> list[list[str]]:
    random = Random(seed)
    told = [heard_in(handset.ring())]
    for _ in range(12):
        if isinstance(handset.waits, Ended):
            break
        told.append(heard_in(act_at_random(random, handset)))
    told.append(heard_in(handset.hang_up()))
    return told


@pytest.mark.parametrize("folder", RUNG, ids=lambda folder: folder.name)
def test_both_hear_the_same(folder: Path, make_line: Callable[..., Line]) -> None:
    line = make_line(menus=folder, IVR_AUDIO_DIR=str(folder / "audio"))
    menus = menus_in(folder)
    (script,) = load_scripts(HEAD, "it.yaml")
    for seed in range(6):
        side = PhoneSide(script, OPEN)
        telephone = Telephone(
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
        setting = setting_of(script, menus, NOW, Memory())
        assert conversation(EngineCall(setting), seed) == conversation(telephone, seed), seed
