"""Where a turn can go from where it stands: to a target, to waiting, or to the end."""

from msgspec import Struct

from ivr.dialog.directives import Directive
from ivr.menu.parts import Target


class GoOn(Struct, frozen=True):
    """Go to a target. `answered`: the caller has been understood, which `back` and `repeat` count from."""

    target: Target
    answered: bool = False


class Stay(Struct, frozen=True):
    """Wait for the caller, or end: the turn is over, and this is what the provider is told."""

    directives: tuple[Directive, ...]


Move = GoOn | Stay
