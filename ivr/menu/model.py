"""What a line is once it has been read: plain, frozen data that a check, a call and a picture all share."""

from collections.abc import Mapping
from dataclasses import dataclass

from ivr.menu.line import Line
from ivr.menu.parts import ByChannel, Place, Target, ToStep
from ivr.menu.verbs import Verb
from ivr.values import MenuVersion


@dataclass(frozen=True, slots=True)
class Step:
    """A named place in a flow: one verb, and what every verb may say beside it."""

    name: ToStep
    verb: Verb
    place: Place
    at_most: int | None = None
    give_up: ByChannel | None = None
    by_text: Target | None = None


@dataclass(frozen=True, slots=True)
class Menus:
    """A whole line: its settings and every step of every flow, under the hash of its text."""

    version: MenuVersion
    line: Line
    steps: Mapping[ToStep, Step]
