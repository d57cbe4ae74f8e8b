"""The space of all calls of a line: where a call can stand, and everything that can happen there."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum, StrEnum
from typing import Final, NamedTuple

from ivr.menu.parts import ToStep


class Does(StrEnum):
    """What happens at a place of a call."""

    PRESSES = "presses"  # a choice by key; by phrase where `says`
    SAYS = "says"
    PICKS = "picks"  # one of the choices that come from a list
    TURNS_PAGE = "turns the page"
    HEARS_AGAIN = "wants to hear it again"  # or to go back, where there is nothing before
    SILENT = "is silent"
    WRONG = "gives a wrong answer"
    LATE_FINISH = "presses the finishing key late"
    ENTERS = "enters an answer"
    CONFIRMS = "confirms it"
    DECLINES = "declines it"
    NUMBER_REFUSED = "confirms a number that cannot be called"
    LEAVES_MESSAGE = "leaves a message"
    LEAVES_NONE = "leaves no message"
    CALLEE = "callee"  # `what`: busy, no_answer, fails, answers
    PRESSES_STAR = "presses the star while it rings"
    NOBODY_TO_DIAL = "nobody can be dialled"
    QUEUE = "queue"  # `what`: answers, full, fails, late
    LEAVES_QUEUE = "leaves the queue"
    ROOM = "conference"
    MACHINE = "machine"  # `what`: over, fails
    PAYMENT = "payment"  # `what`: paid, fails
    OTHER_LINE = "other application"  # `what`: takes it, fails, sends it back
    SYSTEM = "system"  # `what`: answers, missing, refused, fails
    TEXT = "text"  # `what`: fails
    HOURS = "hours"  # `what`: open, closed, holiday, closing
    CASE = "case"  # `what`: the number of the case that holds, or `otherwise`
    EMPTY = "the list is empty"
    ASKS_NUMBER = "there is no number to call"
    STARTS = "starts"  # `what`: the step
    LOST = "an answer was lost"
    GOES = "goes on"


class Kind(Enum):
    """What a happening means for the proof."""

    FORCED = 0  # the caller has no say in it
    CHOICE = 1  # the caller chose where to go
    REACHED = 2  # a person, a message box, a machine that was asked for: the call has come to something
    AGAIN = 3  # an outage lost an answer, which is asked for again


@dataclass(frozen=True, slots=True)
class Happening:
    """Something that happens: `what` says more, where there is more to say."""

    does: Does
    what: str = ""


class Edge(NamedTuple):
    """A way on. `turns`: whether it takes one. `enters`: the counted step that is entered, which may happen
    `most_visits` times; `refused`: the one that is full.
    """

    to: int
    happening: Happening
    kind: Kind = Kind.FORCED
    turns: int = 0
    enters: ToStep | None = None
    refused: ToStep | None = None
    most_visits: int = 0


class Spot(NamedTuple):
    """Where a call can stand. `step` None: it is over, or begins.

    `asked`: it waits there for an answer, after so many `tries`; `entry` waits to be confirmed; `stray`: the finishing
    key of the answer before may still come. `chosen`: the caller has just chosen there. `full`: it was entered as often
    as may be.
    """

    step: ToStep | None
    asked: bool = False
    chosen: bool = False
    full: bool = False
    tries: int = 0
    entry: bool = False
    stray: bool = False
    here: ToStep | None = None  # where a call stood that found a step full
    context: int = 0


END: Final = 0
BEGIN: Final = 1


@dataclass(frozen=True, slots=True)
class Space:
    """All places of all calls and the ways between them, by number. END and BEGIN are the first two.

    `is_exact`: whether every `back` and `return` is known to lead where it does.
    """

    spots: Sequence[Spot]
    edges: Sequence[Sequence[Edge]]
    is_exact: bool
