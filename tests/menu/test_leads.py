"""Every way out of a step has a name: no other ways than those that the checks go by, and none of them missing."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from menu_samples import GOOD, files_in

from ivr.menu.checking.ways import ways_on
from ivr.menu.leads import leads_anywhere, leads_of
from ivr.menu.line import Line
from ivr.menu.model import Step
from ivr.menu.reading.load import load
from ivr.menu.verbs import Do

ROOT = Path(__file__).parents[2]


def steps() -> Iterator[tuple[Line, Step]]:
    for folder in (*GOOD, ROOT / "menus"):
        menus = load(files_in(folder)).menus
        yield from ((menus.line, step) for step in menus.steps.values())


@pytest.mark.parametrize(("line", "step"), [pytest.param(*each, id=str(each[1].name)) for each in steps()])
def test_leads_are_the_ways(line: Line, step: Step) -> None:
    own = {lead.target for lead in leads_of(step)}
    ways = {way.target for way in ways_on(step, line)}
    if isinstance(step.verb, Do):
        ways.add(step.verb.next)
    of_line = {lead.target for lead in leads_anywhere(line)}
    # What `otherwise` stands for is led to by each outcome, where none has a way of its own.
    assert ways - own <= of_line | {getattr(step.verb, "otherwise", None)}


def test_each_cause_leads_to_one_place() -> None:
    for _line, step in steps():
        causes = [lead.cause for lead in leads_of(step)]
        assert len(causes) == len(set(causes))
