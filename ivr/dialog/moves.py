"""Where a turn can go from where it stands: to a target, to waiting, or to the end."""

from dataclasses import dataclass

from ivr.dialog.directives import Directive
from ivr.menu.parts import Target


@dataclass(frozen=True, slots=True)
class GoOn:
    """Go to a target. `answered`: the caller has been understood, which `back` and `repeat` count from."""

    target: Target
    answered: bool = False


@dataclass(frozen=True, slots=True)
class Stay:
    """Wait for the caller, or end: the turn is over, and this is what the provider is told."""

    directives: tuple[Directive, ...]


Move = GoOn | Stay
