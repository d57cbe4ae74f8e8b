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
FakeOutcome = Literal["answers", "missing", "refused", "fails"]
AgentOutcome = Literal["answers"]
QueueOutcome = Literal["full", "fails"]
ThereKind = Literal["conference", "stream"]
ThereOutcome = Literal["ends", "fails"]
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
    """The call waits in a queue: in this one (None: in any), or for so long."""

    place: Place
    queue: str | None = None
    time: Seconds | None = None


@dataclass(frozen=True, slots=True)
class AgentDoes:
    """Somebody takes the call from its queue; a following `hangs up` makes it the caller who ends the talk."""

    outcome: AgentOutcome
    place: Place


@dataclass(frozen=True, slots=True)
class QueueDoes:
    """The queue does not keep the call."""

    outcome: QueueOutcome
    place: Place


@dataclass(frozen=True, slots=True)
class Joins:
    """The caller joins this conference."""

    room: str
    place: Place


@dataclass(frozen=True, slots=True)
class Connects:
    """The caller is connected with a machine at this address."""

    url: str
    place: Place


@dataclass(frozen=True, slots=True)
class ThereEnds:
    """The conference, or the talk with the machine, is over or could not be had."""

    kind: ThereKind
    outcome: ThereOutcome
    place: Place


@dataclass(frozen=True, slots=True)
class Pays:
    """The caller pays (this amount, when one is given), or cannot."""

    place: Place
    amount: str | None = None
    fails: bool = False


@dataclass(frozen=True, slots=True)
class CallsBack:
    """The line takes down that this number is to be called back."""

    number: str
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
class SendsPicture:
    """The person sends a picture, by its address: with the words of the line before, or with pictures alone."""

    url: str
    place: Place


@dataclass(frozen=True, slots=True)
class Gets:
    """A part of the text messages that came: the replies of a conversation, or what a call sent."""

    text: str
    place: Place


@dataclass(frozen=True, slots=True)
class Ends:
    """The call or conversation is over; None: in whatever way."""

    how: EndedHow | None
    place: Place


ScriptStep = (
    Hears
    | Presses
    | Says
    | Silence
    | HangsUp
    | Dials
    | CalleeDoes
    | Waits
    | AgentDoes
    | QueueDoes
    | Joins
    | Connects
    | ThereEnds
    | Pays
    | CallsBack
    | LeavesMessage
    | Texts
    | SendsPicture
    | Gets
    | Ends
)


@dataclass(frozen=True, slots=True)
class Moment:
    """When a script takes place: as typed, the time on the wall, and the zone when one was named."""

    text: str
    local: datetime
    zone: str | None


@dataclass(frozen=True, slots=True)
class Fake:
    """One answer of a service or a function that is not really asked."""

    outcome: FakeOutcome
    value: JsonValue = None


@dataclass(frozen=True, slots=True)
class FakeSystem:
    """What a service or a function answers: always the same, or `in_turn` one after the other."""

    answers: tuple[Fake, ...]
    in_turn: bool = False


@dataclass(frozen=True, slots=True)
class QueueLooks:
    """How a queue stands when the script begins."""

    waiting: int = 0
    free: int = 0
    minutes: int = 0


@dataclass(frozen=True, slots=True)
class Script:
    """One conversation. `services` holds what outside systems answer, by service and path; `functions` by name."""

    name: str
    channel: Channel
    at: Moment | None
    from_number: str | None
    to_number: str | None
    services: Mapping[str, FakeSystem]
    functions: Mapping[str, FakeSystem]
    queues: Mapping[str, QueueLooks]
    steps: tuple[ScriptStep, ...]
    place: Place
