"""A handset that lets somebody listen in: to what is heard, and to how long it is quiet while a caller acts."""

from collections.abc import Callable, Sequence
from typing import Final

from ivr.handset.handset import HANGS_UP, CalleeOutcome, Handset, QueueOutcome, StayOutcome
from ivr.handset.heard import Heard, Report, Waiting, WaitingForInput

TO_REACT_S: Final = 0.5
_WORDS_A_SECOND: Final = 2.5
_TALK_S: Final = 2.0

Listener = Callable[[float, Sequence[Heard]], object]


class Tapped:
    """A handset around another. `listen` is told how many seconds passed, and what was heard then."""

    def __init__(self, handset: Handset, listen: Listener) -> None:
        self._handset = handset
        self._listen = listen

    @property
    def waits(self) -> Waiting:
        """What the call waits for now."""
        return self._handset.waits

    def ring(self) -> Report:
        """Ring the line, once."""
        return self._told(0.0, self._handset.ring())

    def press(self, keys: str) -> Report:
        """Press keys."""
        return self._told(TO_REACT_S, self._handset.press(keys))

    def say(self, words: str, confidence: float = 0.9) -> Report:
        """Speak."""
        return self._told(len(words.split()) / _WORDS_A_SECOND, self._handset.say(words, confidence))

    def stay_silent(self) -> Report:
        """Do nothing until the line's patience is over."""
        waits = self.waits
        patience_s = waits.timeout_s if isinstance(waits, WaitingForInput) else 0
        return self._told(patience_s, self._handset.stay_silent())

    def leave_message(self, seconds: int, then: str = HANGS_UP, words: str = "This is a message.") -> Report:
        """Speak after the tone."""
        return self._told(seconds, self._handset.leave_message(seconds, then, words))

    def callee(self, outcome: CalleeOutcome, key: str = "1", *, caller_hangs_up: bool = False) -> Report:
        """Play the person being dialled."""
        return self._told(_TALK_S, self._handset.callee(outcome, key, caller_hangs_up=caller_hangs_up))

    def wait_on(self, seconds: int) -> Report:
        """Go on waiting in the queue; what passes meanwhile is among what is heard."""
        return self._told(0.0, self._handset.wait_on(seconds))

    def dequeue(self, outcome: QueueOutcome = "answered", *, caller_hangs_up: bool = False) -> Report:
        """Take the call out of its queue."""
        return self._told(_TALK_S, self._handset.dequeue(outcome, caller_hangs_up=caller_hangs_up))

    def come_back(self, outcome: StayOutcome = "over") -> Report:
        """End the conference, the talk with a machine, or the payment; or let it fail."""
        return self._told(_TALK_S, self._handset.come_back(outcome))

    def hang_up(self) -> Report:
        """Hang up."""
        return self._told(0.0, self._handset.hang_up())

    def _told(self, seconds: float, report: Report) -> Report:
        self._listen(seconds, report.heard)
        return report
