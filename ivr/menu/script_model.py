"""What a call script is once it has been read: plain, frozen data."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from ivr.menu.parts import Place
from ivr.values import Seconds

CalleeOutcome = Literal["answers", "accepts", "busy", "no_answer", "fails"]
EndedHow = Literal["hangup", "rejected", "busy", "redirected", "failed"]
Channel = Literal["call", "text"]
JsonValue = str | int | float | bool | None | list["JsonValue"] | dict[str, "JsonValue"]


@dataclass(frozen=True, slots=True)
class Hears:
    """A part of what is said, in this order."""

    text: str
    place: Place


@dataclass(frozen=True, slots=True)
class Presses:
    """Keys, one after the other."""

    keys: str
    place: Place


@dataclass(frozen=True, slots=True)
class Says:
    """Words spoken by the caller."""

    words: str
    place: Place


@dataclass(frozen=True, slots=True)
class Silence:
    """The caller lets the line's patience run out."""

    place: Place


@dataclass(frozen=True, slots=True)
class HangsUp:
    """The caller hangs up; right after a message, it ends the recording."""

    place: Place


@dataclass(frozen=True, slots=True)
class Dials:
    """The line rings this number or address."""

    number: str
    place: Place


@dataclass(frozen=True, slots=True)
class CalleeDoes:
    """What the person who is being dialled does; `key` is the one that they press to accept."""

    outcome: CalleeOutcome
    place: Place
    key: str = "1"


@dataclass(frozen=True, slots=True)
class Waits:
    """The call waits in a queue."""

    place: Place


@dataclass(frozen=True, slots=True)
class LeavesMessage:
    """The caller speaks after the tone, then is silent; a following `hangs up` or `presses` ends it instead."""

    seconds: Seconds
    place: Place


@dataclass(frozen=True, slots=True)
class Texts:
    """The person sends a text message."""

    text: str
    place: Place


@dataclass(frozen=True, slots=True)
class Gets:
    """A part of the text messages that came back."""

    text: str
    place: Place


@dataclass(frozen=True, slots=True)
class Ends:
    """The call or conversation is over; None: in whatever way."""

    how: EndedHow | None
    place: Place


ScriptStep = (
    Hears | Presses | Says | Silence | HangsUp | Dials | CalleeDoes | Waits | LeavesMessage | Texts | Gets | Ends
)


@dataclass(frozen=True, slots=True)
class Moment:
    """When a script takes place: as typed, the time on the wall, and the zone when one was named."""

    text: str
    local: datetime
    zone: str | None


@dataclass(frozen=True, slots=True)
class Script:
    """One conversation. `services` holds what the outside systems answer, by service and path."""

    name: str
    channel: Channel
    at: Moment | None
    from_number: str | None
    to_number: str | None
    services: Mapping[str, JsonValue]
    steps: tuple[ScriptStep, ...]
    place: Place
