"""How much of a line its call scripts have reached: steps, and the exits that steps are left by."""

from dataclasses import dataclass

from ivr.menu.exits import exits_of
from ivr.menu.model import Menus, Step
from ivr.menu.parts import Place, ToStep
from ivr.rehearsal.journal import ANYWHERE, Journal


@dataclass(frozen=True, slots=True)
class Missed:
    """A step, or an exit of one, that no script has reached."""

    step: ToStep
    place: Place
    exit: str | None = None


@dataclass(frozen=True, slots=True)
class Coverage:
    """What was reached, out of how many; `missed` are the rest, as they stand in the files."""

    steps_reached: int
    steps: int
    exits_reached: int
    exits: int
    missed: tuple[Missed, ...]


def cover(menus: Menus, journal: Journal) -> Coverage:
    """Return what the journal says was reached. The exits of steps that were not reached are not told one by one."""
    steps = sorted(menus.steps.values(), key=lambda step: step.place)
    exits = [(step, exit_) for step in steps for exit_ in exits_of(step, menus.line)]
    everywhere = [(ANYWHERE, key) for key in menus.line.anywhere if key.keys]
    reached = [step for step in steps if step.name in journal.steps]
    taken = [(step, exit_) for step, exit_ in exits if (step.name, exit_) in journal.exits]
    pressed = [key for _, key in everywhere if (ANYWHERE, key.keys) in journal.exits]
    missed = [
        *(Missed(ANYWHERE, key.place, key.keys) for _, key in everywhere if key not in pressed),
        *(missing for step in steps for missing in _missing(step, menus, journal)),
    ]
    return Coverage(
        steps_reached=len(reached),
        steps=len(steps),
        exits_reached=len(taken) + len(pressed),
        exits=len(exits) + len(everywhere),
        missed=tuple(missed),
    )


def _missing(step: Step, menus: Menus, journal: Journal) -> list[Missed]:
    if step.name not in journal.steps:
        return [Missed(step.name, step.place)]
    return [
        Missed(step.name, step.place, exit_)
        for exit_ in exits_of(step, menus.line)
        if (step.name, exit_) not in journal.exits
    ]
