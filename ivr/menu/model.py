"""What a line is once it has been read: plain, frozen data that a check, a call and a picture all share."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from ivr.menu.line import Line
from ivr.menu.parts import ByChannel, Place, Target, ToStep
from ivr.menu.verbs import Asking, Passing, Say, System, Verb
from ivr.values import MenuVersion, Seconds


@dataclass(frozen=True, slots=True)
class Step:
    """A named place in a flow: one verb, and what every verb may say beside it.

    `keep`: for how long what is saved here is remembered for the caller's number. `places`: where each of its settings
    stands, by name.
    """

    name: ToStep
    verb: Verb
    place: Place
    at_most: int | None = None
    give_up: ByChannel | None = None
    by_text: Target | None = None
    keep: Seconds | None = None
    places: Mapping[str, Place] = field(default_factory=dict, compare=False)

    @property
    def way_out(self) -> ByChannel | None:
        """Where a call goes that comes here too often: where its own question gives up to, else where the step says."""
        return (self.verb.manners.give_up if isinstance(self.verb, Asking) else None) or self.give_up

    def place_of(self, *settings: str) -> Place:
        """Return where the first of these settings that is given stands, or where the step's name does."""
        return next((self.places[name] for name in settings if name in self.places), self.place)


@dataclass(frozen=True, slots=True)
class Menus:
    """A whole line: its settings and every step of every flow, under the hash of its text.

    `keeps`: whether anything in it is remembered for a caller's number. `counts_queues`: whether a turn may ask how a
    queue stands. `savers`: for each name, the step to which a call goes that has lost it: one that asks for it, else
    one that computes it.
    """

    version: MenuVersion
    line: Line
    steps: Mapping[ToStep, Step]
    keeps: bool = False
    counts_queues: bool = False
    savers: Mapping[str, ToStep] = field(default_factory=dict)


def needs_nobody(step: Step) -> bool:
    """Return whether the step can be done when the caller has hung up."""
    return isinstance(step.verb, Passing | System) and not isinstance(step.verb, Say)
