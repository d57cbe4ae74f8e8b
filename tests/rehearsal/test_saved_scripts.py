"""Conversations written down as call scripts: they read the same, hold when played, and tell no secret."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lines_with_scripts import LINES, menus_in, told
from random_caller import live_a_call

from ivr.menu.script import load_scripts
from ivr.menu.script_model import (
    AgentDoes,
    CalleeDoes,
    CallsBack,
    Connects,
    Dials,
    Ends,
    Fake,
    FakeSystem,
    Gets,
    HangsUp,
    Hears,
    Joins,
    JsonValue,
    LeavesMessage,
    Moment,
    Pays,
    Presses,
    QueueDoes,
    QueueLooks,
    Says,
    Script,
    ScriptStep,
    SendsPicture,
    Silence,
    Texts,
    ThereEnds,
    Waits,
)
from ivr.menu.script_writing import write_script
from ivr.rehearsal.engine_call import EngineCall
from ivr.rehearsal.player import play
from ivr.rehearsal.recorder import Recorder
from ivr.rehearsal.setting import Memory, setting_of
from ivr.rehearsal.telling import NOWHERE, telling_part
from ivr.values import Seconds

FILE = "saved.yaml"
AT = Moment("2026-03-03 10:00", datetime(2026, 3, 3, 10), None)  # noqa: DTZ001 - wall time, as scripts have it
NOW = datetime(2026, 3, 3, 15, tzinfo=UTC)
MENUS = {folder: menus_in(folder) for folder in LINES}


def read_back(script: Script) -> Script:
    (again,) = load_scripts(write_script(script), FILE)
    steps = tuple(replace(step, place=NOWHERE) for step in again.steps)
    return replace(again, steps=steps, place=NOWHERE)


# --- what is written reads as what was meant ----------------------------------------------------------------------

_TEXTS = st.text(min_size=1).filter(lambda text: text.strip() == text)
_JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(10**9), 10**9)
    | st.floats(allow_nan=False, allow_infinity=False)
    | _TEXTS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_TEXTS, inner, max_size=3),
    max_leaves=5,
)
_HERE = st.just(NOWHERE)
_NAMES = st.from_regex(r"[a-z]{1,5}(/[a-z0-9]{1,5}){0,2}", fullmatch=True)
_STEPS: st.SearchStrategy[ScriptStep] = st.one_of(
    *(st.builds(kind, _TEXTS, _HERE) for kind in (Hears, Says, Dials, Joins, Connects, CallsBack, Texts, Gets)),
    *(st.builds(kind, _HERE) for kind in (Silence, HangsUp)),
    st.builds(SendsPicture, st.from_regex(r"https?://[a-z.]{1,9}(/[a-z0-9?=&%-]{0,9})?", fullmatch=True), _HERE),
    st.builds(Presses, st.from_regex("[0-9*#A-D]{1,12}", fullmatch=True), _HERE),
    st.builds(CalleeDoes, st.sampled_from(["answers", "busy", "no_answer", "fails"]), _HERE),
    st.builds(CalleeDoes, st.just("accepts"), _HERE, st.sampled_from("0129*#")),
    st.builds(AgentDoes, st.just("answers"), _HERE),
    st.builds(QueueDoes, st.sampled_from(["full", "fails"]), _HERE),
    st.builds(ThereEnds, st.sampled_from(["conference", "stream"]), st.sampled_from(["ends", "fails"]), _HERE),
    st.builds(Waits, _HERE, st.none() | st.just("cards")),
    st.builds(Waits, _HERE, st.none(), st.integers(0, 9999).map(Seconds)),
    st.builds(Pays, _HERE, st.none() | st.just("12.50 EUR")),
    st.builds(Pays, _HERE, st.none(), st.just(True)),
    st.builds(LeavesMessage, st.integers(0, 9999).map(Seconds), _HERE),
    st.builds(Ends, st.sampled_from([None, "hangup", "rejected", "busy", "redirected", "failed"]), _HERE),
)
_FAKES = st.builds(Fake, st.just("answers"), _JSON) | st.sampled_from([Fake("missing"), Fake("refused"), Fake("fails")])
_SYSTEMS = st.one_of(
    st.builds(FakeSystem, st.lists(_FAKES, min_size=1, max_size=3).map(tuple), st.just(True)),
    st.builds(FakeSystem, st.tuples(_FAKES.filter(lambda fake: not isinstance(fake.value, list))), st.just(False)),
)


@given(
    name=_TEXTS,
    services=st.dictionaries(_NAMES, _SYSTEMS, max_size=2),
    queues=st.dictionaries(st.just("cards"), st.builds(QueueLooks, *[st.integers(0, 99)] * 3)),
    steps=st.lists(_STEPS, min_size=1, max_size=6),
)
def test_what_is_written_reads_as_the_same(
    name: str, services: dict[str, FakeSystem], queues: dict[str, QueueLooks], steps: list[ScriptStep]
) -> None:
    script = Script(name, "call", AT, "+14155551234", None, services, {}, queues, tuple(steps), NOWHERE)
    assert read_back(script) == script


@given(_TEXTS)
def test_what_is_told_of_a_text_is_a_part_of_it_without_a_number(text: str) -> None:
    part = telling_part(text)
    assert part in " ".join(text.split())
    assert not any(character.isdigit() and character.isascii() for character in part)


# --- what is saved holds ------------------------------------------------------------------------------------------


def start(folder: Path, seed: int) -> Script:
    """Return the head of a script in which systems answer something."""
    random = Random(seed)
    answers = (Fake("answers", {"account": 7, "balance": 12.5}), Fake("missing"), Fake("refused"), Fake("fails"))
    services = {name: FakeSystem((random.choice(answers),)) for name in MENUS[folder].line.services}
    if folder.name == "choosing-from-a-list":
        films: JsonValue = [{"title": f"Film {number}", "at": "20:15"} for number in range(random.choice((0, 2, 12)))]
        services = {"shows": FakeSystem((Fake("answers", films),), in_turn=False)}
    functions = {"find_order": FakeSystem((random.choice(answers),))}
    number = random.choice([None, "+14805550111", "+442079460000"])
    return Script("it", "call", AT, number, None, services, functions, {}, (), NOWHERE)


@pytest.mark.parametrize("folder", LINES, ids=lambda folder: folder.name)
def test_any_conversation_saved_holds_when_it_is_played(folder: Path) -> None:
    for seed in range(40):
        script = start(folder, seed)
        call = EngineCall(setting_of(script, MENUS[folder], NOW, Memory()))
        recorder = Recorder(call, call)
        live_a_call(Random(seed), recorder, may_warn=True)
        saved = recorder.script("saved", AT, script.from_number, None)
        if recorder.guessed:
            continue
        (again,) = load_scripts(write_script(saved), FILE)
        played = play(again, EngineCall(setting_of(again, MENUS[folder], NOW, Memory())))
        assert played.why is None, told(played) + "\n" + write_script(saved)
