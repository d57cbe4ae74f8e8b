"""What happened in a turn, for the records: never what a caller entered, only how it went."""

from enum import StrEnum

from msgspec import Struct

from ivr.dialog.events import CallStatus
from ivr.dialog.state import Disposition
from ivr.menu.parts import Channel, ToStep
from ivr.values import CallId, MenuVersion, PhoneNumber, Seconds


class Outcome(StrEnum):
    """What a turn's event came to."""

    ARRIVED = "arrived"
    CHOSE = "chose"
    ENTERED = "entered"
    DECLINED = "declined"
    NO_INPUT = "no_input"
    NO_MATCH = "no_match"
    MESSAGE = "message"
    NO_MESSAGE = "no_message"
    ANSWERED = "answered"
    BUSY = "busy"
    NO_ANSWER = "no_answer"
    FAILED = "failed"
    CANCELED = "canceled"
    LEFT = "left"
    FULL = "full"
    TIMED_OUT = "timed_out"  # waited in a queue as long as they were to
    PAID = "paid"
    UNPAID = "unpaid"
    FETCHED = "fetched"  # a system that was waited for has answered
    WAITED = "waited"  # …has not answered yet
    UNREACHED = "unreached"  # another application that could not be reached
    IGNORED = "ignored"  # an event that did not fit what the line waited for
    OVER_LIMIT = "over_limit"


class Recorded(Struct, frozen=True):
    """A message that a caller left."""

    url: str
    recording_id: str
    duration: Seconds
    mailbox: str | None
    transcribe: bool


class OptedOut(Struct, frozen=True):
    """A number that wants to be reached no more in these ways."""

    number: PhoneNumber
    channels: tuple[Channel, ...]


class TurnFact(Struct, frozen=True):
    """One turn: where the caller was, what came of it, and the steps gone through since. Numbered from 1 per call."""

    call_id: CallId
    turn: int
    at: int
    menus: MenuVersion
    language: str
    step: ToStep
    outcome: Outcome
    key: str | None  # the choice that was taken, as it is written in the menu
    path: tuple[ToStep, ...]
    caller: PhoneNumber | None = None  # of the first turn only
    line_number: PhoneNumber | None = None
    recorded: Recorded | None = None
    corrected: Disposition | None = None  # the call had been closed already, as something else
    channel: Channel = Channel.CALL
    opted_out: OptedOut | None = None


class CallFact(Struct, frozen=True):
    """The end of a call. Filed as turn 0, so that a call has one.

    `step` is where the call stood, `path` the steps gone through after that without the caller.
    """

    call_id: CallId
    at: int
    disposition: Disposition
    turns: int
    duration: Seconds | None
    step: ToStep | None = None
    path: tuple[ToStep, ...] = ()
    opted_out: OptedOut | None = None


class CalleeDid(StrEnum):
    """What somebody did who was rung and heard the whisper."""

    PICKED_UP = "picked_up"
    ACCEPTED = "accepted"
    DECLINED = "declined"


class CalleeFact(Struct, frozen=True):
    """What happened on a callee's own leg, in the call's turn that rang them."""

    call_id: CallId
    turn: int
    at: int
    leg_id: CallId
    did: CalleeDid


class RingFact(Struct, frozen=True):
    """An agent was rung for a queue, and how that ended. `call_id` is the agent's leg; empty when none was made.

    `served`: the caller's call, or the callback, that they talked with, for `talked`.
    """

    call_id: CallId
    ring_id: str
    queue: str
    at: int
    end: str
    served: str | None = None
    talked: Seconds = Seconds(0)


class CallbackFact(Struct, frozen=True):
    """An attempt to call a customer back, and how it ended; filed with the call that asked for it.

    `errand` tells the callbacks of one call apart; `is_final`: there will be no other attempt.
    """

    call_id: CallId
    errand: str
    queue: str
    at: int
    tries: int
    end: str
    is_final: bool
    leg_id: CallId | None = None


class StatusFact(Struct, frozen=True):
    """The provider said where a call stands. `said`: in its own word, which may be one not known here."""

    call_id: CallId
    at: int
    status: CallStatus
    said: str
    duration: Seconds | None = None
    answered_by: str | None = None


class RecordingFact(Struct, frozen=True):
    """A recording is done, and may be fetched; `seconds` None: there is none."""

    call_id: CallId
    at: int
    recording_id: str
    url: str
    seconds: Seconds | None


class TranscriptFact(Struct, frozen=True):
    """The words of a recording are there, or will never be. The words themselves wait sealed beside it."""

    call_id: CallId
    at: int
    recording_id: str
    text: str | None


Fact = TurnFact | CallFact | CalleeFact | RingFact | CallbackFact | StatusFact | RecordingFact | TranscriptFact
