"""What is proved of text conversations, held against the engine: random texters on random lines, and what is stuck."""

from collections.abc import Mapping
from datetime import UTC, datetime
from random import Random

from conversation import line_yaml, loaded
from hypothesis import given, settings
from hypothesis import strategies as st
from random_lines import files_of, line_files
from texter import Texter

from ivr.menu.checking.check import Examined, Known, examine
from ivr.menu.parts import LINE_FILE
from ivr.menu.proving.as_texted import find_texted
from ivr.menu.proving.prove import prove
from ivr.menu.script import load_scripts
from ivr.menu.verbs import Voiced
from ivr.rehearsal.engine_talk import EngineTalk
from ivr.rehearsal.setting import Memory, setting_of
from ivr.rehearsal.text_player import play_texts

NOT_UNDERSTOOD = ("zzz", "???", "", "😀")  # no choice of a random line
ANSWERS = ("12", "1234", "01022026", "09:30", "415 555 2671", "42 Main St.")
_MOST = 60


@settings(max_examples=15, deadline=None)
@given(files=line_files(texts=True), seed=st.integers(0, 10**6))
def test_who_chooses_nothing_comes_to_a_way_out_within_the_turns_that_are_proved(
    files: Mapping[str, str], seed: int
) -> None:
    long = {name: text.replace("turns: 10,", "turns: 400,") for name, text in files.items()}
    menus = loaded(files_of(long))
    texted = find_texted(menus)
    assert texted is not None
    proof = prove(texted, may_lose=False)
    if proof is None or not proof.holds or _needs_a_voice(files):
        return
    random, texter = Random(seed), Texter(menus).writes("hi")
    quiet = 0
    for _ in range(_MOST):
        if texter.ended:
            return
        quiet = 0 if texter.outcome in {"message", "chose"} else quiet + 1
        assert quiet <= proof.turns, "it goes on for longer than was proved"
        texter.writes(random.choice((*NOT_UNDERSTOOD, *NOT_UNDERSTOOD, *ANSWERS)))


def _needs_a_voice(files: Mapping[str, str]) -> bool:
    """Whether a step that takes a voice says nothing of texts: that is an error, and nothing is proved of the line."""
    menus = loaded(files_of(files))
    return any(isinstance(step.verb, Voiced) and step.by_text is None for step in menus.steps.values())


def examined(flows: str, texting: str, **line: str) -> Examined:
    files = {"main.yaml": flows, "texting.yaml": texting, LINE_FILE: line_yaml(texts="texting", **line)}
    return examine(files, Known(), manners=False)


CALLS = "m: {menu: 'For us, press 1.', keys: {1: bye}}\nbye: {hangup: Bye.}\n"
ROUND = "patience", "{on_wrong: No., give_up: {calls: main/bye, texts: texting}}"


def played(found: Examined, menus: Examined) -> list[str | None]:
    """Return why the scripts of what is stuck do not go as written, on a line that is let go round."""
    assert menus.menus is not None
    whys = []
    for text in found.stuck:
        for script in load_scripts(text, "stuck.yaml"):
            setting = setting_of(script, menus.menus, menus_now(), Memory())
            whys.append(play_texts(script, EngineTalk(setting)).why)
    return whys


def menus_now() -> datetime:
    return datetime(2026, 3, 3, 15, tzinfo=UTC)


def test_a_conversation_that_goes_round_is_told_and_can_be_played() -> None:
    texting = "m: {menu: 'For us, reply 1.', keys: {1: main/bye}}\n"
    found = examined(CALLS, texting, **dict([ROUND]))
    (problem,) = found.problems
    assert str(problem).startswith(
        "texting.yaml:1:1 E205 A text conversation can be kept here for ever. It goes `texting/m`, and then round and "
        "round: `texting/m` (a wrong answer × 3) → `texting/m`. Lead out of it, or add `at_most: 3` here;"
    )
    assert found.proof is not None
    assert found.of_texts is not None
    assert (found.proof.holds, found.of_texts.holds) == (True, False)
    going_round = examine(
        {"main.yaml": CALLS, "texting.yaml": texting, LINE_FILE: line_yaml(texts="texting", **dict([ROUND]))},
        Known(),
        manners=False,
        proving=False,
    )
    assert played(found, going_round) == [None]
    (script,) = load_scripts(found.stuck[0], "stuck.yaml")
    assert (script.channel, len(script.steps)) == ("text", 10)


def test_what_differs_by_channel_is_proved_by_channel() -> None:
    # Silence never comes by text, and who is given up leaves a message there.
    patience = "{on_wrong: No., give_up: {calls: texting, texts: texting/box}}"
    texting = "m: {menu: 'Reply 1.', keys: {1: m}, silent: m}\nbox: {voicemail: Your message?, next: hangup}\n"
    found = examined(CALLS, texting, patience=patience)
    assert found.of_texts is not None
    assert found.of_texts.holds
    assert {problem.code for problem in found.problems} == {"E205"}  # but callers are kept by their silence


def test_a_way_round_by_text_alone_is_followed() -> None:
    ring = "ring: {dial: '+14155550111', otherwise: hangup, by_text: m}\n"
    texting = f"m: {{menu: 'Reply 1.', keys: {{1: m}}, give_up: ring}}\n{ring}"
    found = examined(CALLS, texting)
    assert [problem.code for problem in found.problems] == ["E205"]
    assert "A text conversation can be kept here for ever" in str(found.problems[0])


def test_cases_of_calls_are_not_gone_through() -> None:
    menu = "m: {menu: 'Reply 1.', keys: {1: hangup}, give_up: c}\n"
    flow = f"{menu}c: {{choose: [{{when: call.channel == 'CHANNEL', next: m}}], otherwise: hangup}}\n"
    by_text = examined(CALLS, flow.replace("CHANNEL", "text"))
    assert [problem.code for problem in by_text.problems] == ["E205"]
    by_call = examined(CALLS, flow.replace("CHANNEL", "call"))
    assert by_call.of_texts is not None
    assert by_call.of_texts.holds


def test_a_line_without_texts_has_nothing_proved_of_them() -> None:
    assert find_texted(loaded((("main.yaml", CALLS), (LINE_FILE, line_yaml())))) is None
