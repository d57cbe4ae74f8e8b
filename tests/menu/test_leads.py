"""Every way out of a step has one name and leads to one place: for checks, pictures, coverage and the proof alike."""

from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest
from menu_samples import GOOD, files_in

from ivr.menu.checking.ways import ways_on
from ivr.menu.exits import exits_of
from ivr.menu.leads import By, leads_anywhere, leads_of
from ivr.menu.model import Menus, Step
from ivr.menu.parts import Target, TargetWord, ToStep
from ivr.menu.proving.onward import Onward
from ivr.menu.proving.onward_asking import answered, choices, put
from ivr.menu.proving.onward_passing import passed
from ivr.menu.proving.onward_reaching import asked, reached, way_out
from ivr.menu.proving.space import Spot
from ivr.menu.reading.load import load
from ivr.menu.verbs import Asking, Do, Passing, Queue, Reaching, System

ROOT = Path(__file__).parents[2]
LINES: Final = (*GOOD, ROOT / "menus", *sorted(path.parent for path in ROOT.glob("menus/examples/*/line.yaml")))
# What is not said in the words of coverage by its own name; of what only leads on nothing is told.
_CALLED: Final = {
    By.SILENCE: "silence",
    By.WRONG: "wrong answer",
    By.GIVES_UP: "gives up",
    By.TEXTER_GIVES_UP: "gives up",
    By.TOO_OFTEN: "too often",
    By.TEXTER_TOO_OFTEN: "too often",
    By.TEXTER: "by text",
    By.OFFERED: "a choice of the list",
    By.LATE: "waited too long",
    By.GOT: "ok",
}


def lines() -> Iterator[tuple[str, Menus]]:
    for folder in LINES:
        yield folder.name, load(files_in(folder)).menus


EVERY: Final = [pytest.param(menus, id=name) for name, menus in lines()]


def onward(step: Step, menus: Menus) -> Iterator[Onward]:
    """Yield everything that the proof sees happen at a step, whichever way a question of it stands."""
    verb = step.verb
    if isinstance(verb, Asking):
        yield from put(Spot(step.name), verb)
        for entry in (False, True):
            at = Spot(step.name, asked=True, entry=entry, tries=verb.manners.tries - 1)
            yield from (*answered(at, verb), *choices(at, verb, menus.line))
    elif isinstance(verb, Reaching):
        yield from reached(verb, menus.line)
    elif isinstance(verb, System):
        yield from asked(verb)
    elif isinstance(verb, Passing):
        yield from passed(verb, menus.line)
    if step.at_most is not None:
        yield Onward(way_out(step))


@pytest.mark.parametrize("menus", EVERY)
def test_what_is_proved_leads_where_the_ways_lead(menus: Menus) -> None:
    anywhere = {lead.target for lead in leads_anywhere(menus.line)}
    for step in menus.steps.values():
        proved = {way.to for way in onward(step, menus) if not isinstance(way.to, Spot)}
        # The proof of calls knows nothing of texts.
        texting = {By.TEXTER, By.TEXTER_GIVES_UP, By.TEXTER_TOO_OFTEN}
        leads = {lead.target for lead in leads_of(step) if lead.by not in texting}
        if isinstance(step.verb, Do):
            leads.discard(step.verb.next)
            proved.discard(step.verb.next)
        # Whoever could go on nowhere is told goodbye; who comes back from another line begins anew.
        unsaid: set[Target] = {TargetWord.HANGUP, TargetWord.START} if isinstance(step.verb, Reaching) else set()
        if isinstance(step.verb, Queue):
            unsaid |= {step.verb.otherwise} if step.verb.otherwise is not None else set()
        assert proved - leads <= anywhere | unsaid, step.name
        assert leads <= proved, step.name


@pytest.mark.parametrize("menus", EVERY)
def test_the_checks_go_by_the_ways(menus: Menus) -> None:
    of_line = {lead.target for lead in leads_anywhere(menus.line)}
    for step in menus.steps.values():
        own = {lead.target for lead in leads_of(step)}
        ways = {way.target for way in ways_on(step, menus.line)}
        if isinstance(step.verb, Do):
            ways.add(step.verb.next)
        assert own <= ways, step.name
        give_up = step.verb.manners.give_up if isinstance(step.verb, Asking) else None
        never = {getattr(step.verb, "otherwise", None), *((give_up.calls, give_up.texts) if give_up else ())}
        assert ways - own <= of_line | never, step.name


@pytest.mark.parametrize("menus", EVERY)
def test_coverage_counts_every_way(menus: Menus) -> None:
    for step in menus.steps.values():
        exits = exits_of(step, menus.line)
        for lead in leads_of(step):
            if lead.by in {By.NEXT, By.FLOW, By.PHRASE} or (lead.by is By.KEY and not lead.about):
                continue
            told = lead.about if lead.by in {By.KEY, By.CASE} else _CALLED.get(lead.by, lead.by.value)
            is_never = lead.by in {By.HOLIDAY, By.CLOSING}  # where the schedule has none
            assert told in exits or is_never, (step.name, lead)


def test_each_cause_leads_to_one_place() -> None:
    for _, menus in lines():
        for step in menus.steps.values():
            causes = [lead.cause for lead in leads_of(step)]
            assert len(causes) == len(set(causes))


def test_too_often_leads_where_the_question_gives_up_to() -> None:
    files = {
        "line.yaml": "line: A\ncalls: main\ntexts: main\ntimezone: UTC\npatience: {give_up: bye}\n",
        "main.yaml": "m: {menu: x, keys: {1: m}, at_most: 2, give_up: {calls: desk, texts: later}}\n",
        "desk.yaml": "desk: {dial: '+14155550111', otherwise: hangup}\n",
        "later.yaml": "later: {hangup: Later.}\n",
        "bye.yaml": "bye: {hangup: Bye.}\n",
    }
    menus = load(files).menus
    step = menus.steps[ToStep("main", "m")]
    leads = {lead.by: lead.target for lead in leads_of(step)}
    assert leads[By.TOO_OFTEN] == ToStep("desk", "desk")
    assert leads[By.TEXTER_TOO_OFTEN] == ToStep("later", "later")
    assert {
        (way.target.flow, way.by_call, way.by_text)
        for way in ways_on(step, menus.line)
        if way.asked and isinstance(way.target, ToStep)
    } >= {("desk", True, False), ("later", False, True)}
