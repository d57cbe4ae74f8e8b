"""The verbs that the caller does not notice, or only hears, and the ends of a call."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from ivr.menu.parts import Place, Prompt, Target, ToStep


@dataclass(frozen=True, slots=True)
class Say:
    """Speaks and goes on."""

    prompt: Prompt
    next: Target
    must_hear: bool = False
    since: str | None = None
    until: str | None = None


@dataclass(frozen=True, slots=True)
class CheckHours:
    """Branches by a schedule."""

    name: str
    open: Target
    closed: Target
    holiday: Target
    closing: Target


@dataclass(frozen=True, slots=True)
class Case:
    """A condition and where it leads; `place` is the condition's."""

    when: str
    next: Target
    place: Place


@dataclass(frozen=True, slots=True)
class Choose:
    """Branches by conditions; the first that is true wins."""

    cases: tuple[Case, ...]
    otherwise: Target


@dataclass(frozen=True, slots=True)
class SetNames:
    """Saves values; `places` are where each of them stands."""

    values: Mapping[str, str]
    next: Target
    places: Mapping[str, Place] = field(default_factory=dict, compare=False)


@dataclass(frozen=True, slots=True)
class SetLanguage:
    """Changes the language of the rest of the call; `code` may be a template."""

    code: str
    next: Target


class NoMore(StrEnum):
    """What somebody wants no more of."""

    ALL = "all"
    TEXTS = "texts"
    CALLS = "calls"


@dataclass(frozen=True, slots=True)
class OptOut:
    """Writes down that the caller's number wants no more texts, calls, or either."""

    what: NoMore
    next: Target


@dataclass(frozen=True, slots=True)
class Do:
    """Goes through a flow and comes back."""

    flow: ToStep
    next: Target


@dataclass(frozen=True, slots=True)
class Go:
    """Is nothing but a way to somewhere else."""

    target: Target


@dataclass(frozen=True, slots=True)
class HangUp:
    """Says goodbye, or nothing, and ends the call."""

    prompt: Prompt | None = None


class RejectReason(StrEnum):
    """What the caller's own network is told of a call that is not taken."""

    BUSY = "busy"
    REJECTED = "rejected"


@dataclass(frozen=True, slots=True)
class Reject:
    """Refuses the call without answering it."""

    reason: RejectReason
