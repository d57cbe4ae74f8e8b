"""What a caller, or the network, did. Past tense; a provider's form becomes one of these."""

from collections.abc import Mapping
from enum import StrEnum

from msgspec import Struct, field

from ivr.menu.templates.value import Value
from ivr.values import CallId, PhoneNumber, Seconds


class Caller(Struct, frozen=True):
    """Who calls, as far as the provider knows."""

    number: PhoneNumber
    country: str = ""
    city: str = ""
    state: str = ""
    zip: str = ""
    name: str = ""


class CallArrived(Struct, frozen=True):
    """A call came in, or came back from another application. `remembered`: what is kept for the caller's number."""

    call_id: CallId
    caller: Caller
    line_number: PhoneNumber
    remembered: Mapping[str, Value] = field(default_factory=dict)


class TextReceived(Struct, frozen=True):
    """A text message came in. A conversation is a call too, named by the first message in it.

    `media`: addresses of its pictures. `remembered`: what is kept for the sender's number, with the first text only.
    """

    call_id: CallId
    message_id: str
    caller: Caller
    line_number: PhoneNumber
    text: str
    media: tuple[str, ...] = ()
    remembered: Mapping[str, Value] = field(default_factory=dict)


class DigitsPressed(Struct, frozen=True):
    """Keys were pressed: `0-9 * # A-D`, text, because leading zeros matter. Never empty."""

    digits: str


class SpeechHeard(Struct, frozen=True):
    """Something was said. `confidence` is 0 to 1, or None when the recogniser gave none."""

    utterance: str
    confidence: float | None = None


class NoInput(Struct, frozen=True):
    """Nothing was pressed or said in time."""


class RecordingReady(Struct, frozen=True):
    """A recording has been made; `caller_left` when hanging up is what ended it."""

    url: str
    recording_id: str
    duration: Seconds
    caller_left: bool = False


class DialOutcome(StrEnum):
    """How an attempt to connect ended."""

    ANSWERED = "answered"
    BUSY = "busy"
    NO_ANSWER = "no_answer"
    FAILED = "failed"
    CANCELED = "canceled"  # the caller hung up while it rang
    LEFT = "left"  # the caller pressed the star while it rang


class DialEnded(Struct, frozen=True):
    """The callee could not be reached, or the talk is over; `caller_left` when the caller ended it by hanging up."""

    outcome: DialOutcome
    talked: Seconds = Seconds(0)
    caller_left: bool = False


class DocumentFailed(Struct, frozen=True):
    """The provider could not fetch or use a document, ours or that of another application that it was sent to."""


class ThreadLost(Struct, frozen=True):
    """What the caller did cannot be understood, for the question they answered is no longer known as it was put."""


class QueueOutcome(StrEnum):
    """How a wait in a queue ended."""

    BRIDGED = "bridged"  # somebody took the call, and the talk is over
    LEFT = "left"
    FULL = "full"
    FAILED = "failed"
    HUNG_UP = "hung_up"


class QueueEnded(Struct, frozen=True):
    """The wait is over. `key` is what was pressed to leave; `caller_left` when the caller ended a talk."""

    outcome: QueueOutcome
    waited: Seconds = Seconds(0)
    key: str = ""
    caller_left: bool = False


class StreamEnded(Struct, frozen=True):
    """The talk with a machine is over, or never was."""

    failed: bool
    caller_left: bool = False


class PayEnded(Struct, frozen=True):
    """A payment was made, or not; `receipt` is the provider's number for it, or the token of the card."""

    paid: bool
    receipt: str = ""
    caller_left: bool = False


class SystemOutcome(StrEnum):
    """How a service or a function answered."""

    OK = "ok"
    MISSING = "missing"
    REFUSED = "refused"
    FAILED = "failed"


class SystemEnded(Struct, frozen=True):
    """A service or a function has answered, or will not."""

    outcome: SystemOutcome
    value: Value = None


Event = (
    CallArrived
    | TextReceived
    | DigitsPressed
    | SpeechHeard
    | NoInput
    | RecordingReady
    | DialEnded
    | QueueEnded
    | StreamEnded
    | PayEnded
    | SystemEnded
    | DocumentFailed
    | ThreadLost
)


class RecordingReported(Struct, frozen=True):
    """A recording is done, or there is none: `seconds` None. May arrive before or after the turn that made it."""

    call_id: CallId
    recording_id: str
    url: str
    seconds: Seconds | None


class Transcribed(Struct, frozen=True):
    """The words of a recording, or None when they could not be made out. Arrives minutes after it, if at all."""

    call_id: CallId
    recording_id: str
    text: str | None


class CallStatus(StrEnum):
    """Where a call stands, for every provider."""

    UNKNOWN = "unknown"  # a word of the provider's that is not known here: kept, and of no consequence
    QUEUED = "queued"
    RINGING = "ringing"
    IN_PROGRESS = "in_progress"
    CANCELED = "canceled"
    NO_ANSWER = "no_answer"
    BUSY = "busy"
    FAILED = "failed"
    COMPLETED = "completed"

    @property
    def is_final(self) -> bool:
        """Whether no other status can follow."""
        return self.rank > CallStatus.IN_PROGRESS.rank

    @property
    def rank(self) -> int:
        """Return its place among the others: in the records a call only moves to a higher one."""
        return tuple(CallStatus).index(self)


class CallStatusReported(Struct, frozen=True):
    """The provider says where a call stands. May arrive in any order, more than once, and for calls unknown here.

    `said`: in the provider's own word. `answered_by`: `human`, `machine`, `fax` or `unknown`, where it was found out.
    """

    call_id: CallId
    status: CallStatus
    duration: Seconds | None = None
    said: str = ""
    answered_by: str | None = None
