"""A telephone in somebody's hand, whatever stands behind it. It never waits: each method is one thing they do."""

from typing import Literal, Protocol

from ivr.errors import RingtreeError
from ivr.handset.heard import Report, Waiting

HANGS_UP = "hangs up"
STAYS_SILENT = "stays silent"

CalleeOutcome = Literal["answers", "accepts", "busy", "no_answer", "fails"]
QueueOutcome = Literal["answered", "full", "fails"]
StayOutcome = Literal["over", "fails"]


class NotReachableError(RingtreeError):
    """Nothing listens where the line should be, so there is no call to speak of."""


class NotWaitingError(RingtreeError):
    """The caller did something the line is not waiting for at this moment."""


class Handset(Protocol):
    """One call. Each method returns what came of it; NotWaitingError when it does not fit what the call waits for."""

    @property
    def waits(self) -> Waiting:
        """Return what the call waits for now."""
        ...

    def ring(self) -> Report:
        """Ring the line, once."""
        ...

    def press(self, keys: str) -> Report:
        """Press keys one after the other, then none until the line reacts."""
        ...

    def say(self, words: str, confidence: float = 0.9) -> Report:
        """Speak."""
        ...

    def stay_silent(self) -> Report:
        """Do nothing until the line's patience is over."""
        ...

    def leave_message(self, seconds: int, then: str = HANGS_UP, words: str = "This is a message.") -> Report:
        """Speak after the tone, then hang up, stay silent, or press one of the finish keys."""
        ...

    def callee(self, outcome: CalleeOutcome, key: str = "1", *, caller_hangs_up: bool = False) -> Report:
        """Play the person being dialled; a talk is over when this returns."""
        ...

    def wait_on(self, seconds: int) -> Report:
        """Go on waiting in the queue for so long, or until the line has enough of it."""
        ...

    def dequeue(self, outcome: QueueOutcome = "answered", *, caller_hangs_up: bool = False) -> Report:
        """Take the call out of its queue: somebody answered and the talk is over, or the queue would not have it."""
        ...

    def come_back(self, outcome: StayOutcome = "over") -> Report:
        """End the conference, the talk with a machine, or the payment; or let it fail."""
        ...

    def hang_up(self) -> Report:
        """Hang up, whatever the line is doing; after the end this changes nothing."""
        ...
