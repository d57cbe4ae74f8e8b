"""A call to the engine itself: a handset that needs no line, no wire and no clock.

What a provider does between a directive and an event is done here as ivr/phone does it over real HTTP; the call
scripts of the tests are played by both.
"""

from collections.abc import Callable, Sequence
from typing import Final

from ivr.dialog.directives import (
    ConnectStream,
    JoinRoom,
)
from ivr.dialog.events import (
    CallArrived,
    Caller,
    DialEnded,
    DialOutcome,
    Event,
    NoInput,
    PayEnded,
    QueueEnded,
    QueueOutcome,
    RecordingReady,
    SpeechHeard,
    StreamEnded,
)
from ivr.handset import handset
from ivr.handset.handset import HANGS_UP, STAYS_SILENT, CalleeOutcome, NotWaitingError, StayOutcome
from ivr.handset.heard import (
    Ended,
    Report,
    Waiting,
    WaitingElsewhere,
    WaitingForCallee,
    WaitingForInput,
    WaitingForMessage,
    WaitingInQueue,
    describe,
)
from ivr.handset.keypad import checked_keys
from ivr.handset.places import whereabouts_of
from ivr.menu.script_model import Fake
from ivr.rehearsal.holding import Holding
from ivr.rehearsal.journal import Journal
from ivr.rehearsal.setting import Setting
from ivr.rehearsal.under_way import UnderWay
from ivr.values import CallId, PhoneNumber, Seconds

_CALL_ID: Final = CallId("rehearsal")
_TALK_S: Final = Seconds(30)
_WORDS_A_SECOND: Final = 2.5
_LONGEST_UTTERANCE: Final = 1000
_RECORDING: Final = "https://recordings.example/rehearsal"
_RECEIPT: Final = "ch_rehearsal"


class EngineCall:
    """One call, from ringing to its end."""

    def __init__(self, setting: Setting) -> None:
        self._setting = setting
        self._call = UnderWay(setting)
        self._recordings = 0

    @property
    def journal(self) -> Journal:
        """Where the call has been."""
        return self._call.journal

    @property
    def answered(self) -> Sequence[tuple[str, str, Fake]]:
        """What systems have said so far, by section and name."""
        return self._call.answered

    @property
    def secret(self) -> str | None:
        """What stands for the answer that is asked for now, when that is a sensitive one."""
        return self._call.secret

    @property
    def secrets_asked(self) -> int:
        """How often a sensitive answer has been asked for."""
        return self._call.secrets_asked

    @property
    def waits(self) -> Waiting:
        """What the call waits for now."""
        if self._call.waits is None:
            raise NotWaitingError("The telephone has not rung yet.")
        return self._call.waits

    def ring(self) -> Report:
        """Ring the line, once."""
        if self._call.waits is not None:
            raise NotWaitingError("This call has rung already; take a new one for another.")
        number, now = self._setting.caller, int(self._setting.now.timestamp())
        where = whereabouts_of(number)
        caller = Caller(PhoneNumber(number), where.country, where.city, where.state, where.zip)
        remembered = self._setting.memory.recall(number, now) if self._setting.menus.keeps else {}
        return self._go_on(CallArrived(_CALL_ID, caller, PhoneNumber(self._setting.dialled), remembered))

    def press(self, keys: str) -> Report:
        """Press keys one after the other, then none until the line reacts; keys it does not take yet are held."""
        waits = self.waits
        checked_keys(keys)
        match waits:
            case WaitingForInput():
                return self._after(lambda: self._call.take_keys(keys))
            case WaitingInQueue(asked=WaitingForInput()):
                return self._after(lambda: self._call.press_in_queue(keys))
            case WaitingForMessage(finish_on_key=finish) if keys[0] in finish:
                return self.leave_message(1, keys[0])
            case WaitingForCallee(hangup_on_star=True, asked=None) if "*" in keys:
                return self._dial_ended(DialOutcome.LEFT)
            case _:
                raise NotWaitingError(f"Nothing listens for keys now: {describe(waits)}.")

    def say(self, words: str, confidence: float = 0.9) -> Report:
        """Speak. Where only keys are asked for, the line hears nothing; while recording, it is the message."""
        match self.waits:
            case WaitingForInput(speech=True):
                return self._go_on(SpeechHeard(words.strip()[:_LONGEST_UTTERANCE], confidence))
            case WaitingForInput():
                return self.stay_silent()
            case WaitingForMessage():
                return self.leave_message(max(1, round(len(words.split()) / _WORDS_A_SECOND)), STAYS_SILENT, words)
            case waits:
                raise NotWaitingError(f"Nobody listens now: {describe(waits)}.")

    def stay_silent(self) -> Report:
        """Do nothing until the line's patience is over; in a queue, go on waiting."""
        match self.waits:
            case WaitingForInput() | WaitingForMessage():
                return self._go_on(NoInput())
            case WaitingInQueue():
                return self._after(lambda: self._call.hold_on(self._held_call()))
            case waits:
                raise NotWaitingError(f"Silence changes nothing now: {describe(waits)}.")

    def leave_message(self, seconds: int, then: str = HANGS_UP, words: str = "This is a message.") -> Report:  # noqa: ARG002
        """Speak after the beep, then hang up, stay silent, or press one of the finish keys."""
        waits = self.waits
        if not isinstance(waits, WaitingForMessage):
            raise NotWaitingError(f"Nothing is being recorded now: {describe(waits)}.")
        if seconds < 1:
            return self.hang_up() if then == HANGS_UP else self.stay_silent()
        if then not in {HANGS_UP, STAYS_SILENT}:
            checked_keys(then)
            if len(then) > 1 or then not in waits.finish_on_key:
                raise NotWaitingError(f"{then} does not end this recording; {waits.finish_on_key or 'no key'} does.")
        left = then == HANGS_UP and seconds <= waits.max_s
        self._recordings += 1
        name = f"RE{self._recordings}"
        event = RecordingReady(f"{_RECORDING}/{name}", name, Seconds(min(seconds, waits.max_s)), caller_left=left)
        return self._leave_with(event) if left else self._go_on(event)

    def callee(self, outcome: CalleeOutcome, key: str = "1", *, caller_hangs_up: bool = False) -> Report:
        """Play the person being dialled. `accepts` picks up and presses `key` when asked; a talk is soon over."""
        waits, ringing = self.waits, self._call.ringing
        if not isinstance(waits, WaitingForCallee) or ringing is None:
            raise NotWaitingError(f"Nobody is being dialled now: {describe(waits)}.")
        checked_keys(key)
        if waits.asked is not None and outcome not in {"accepts", "no_answer"}:
            raise NotWaitingError("The callee has picked up and is asked for a key: accepts, or no answer.")
        ended = ringing.decide(outcome, key)
        self._call.heard += ringing.take_heard()
        if ended is None:
            self._call.waits = ringing.waits
            return self._report()
        return self._dial_ended(ended, caller_hangs_up=caller_hangs_up)

    def wait_on(self, seconds: int) -> Report:
        """Go on waiting in the queue for so long, or until the line has enough of it."""
        holding = self._held_call()
        until = holding.waited + seconds
        while self._call.holding is holding and holding.waited < until:
            self._call.hold_on(holding, until - holding.waited)
        return self._report()

    def dequeue(self, outcome: handset.QueueOutcome = "answered", *, caller_hangs_up: bool = False) -> Report:
        """Take the call out of its queue: somebody answered and the talk is over, or the queue would not have it."""
        holding = self._held_call()
        match outcome:
            case "answered":
                event = QueueEnded(QueueOutcome.BRIDGED, holding.ended(_TALK_S), caller_left=caller_hangs_up)
            case "full":
                event = QueueEnded(QueueOutcome.FULL, holding.ended())
            case "fails":
                event = QueueEnded(QueueOutcome.FAILED, holding.ended())
        return self._leave_with(event) if event.caller_left else self._go_on(event)

    def come_back(self, outcome: StayOutcome = "over") -> Report:
        """End the conference, the talk with the machine, or the payment; or let it fail."""
        if not isinstance(self.waits, WaitingElsewhere):
            raise NotWaitingError(f"The call is not elsewhere now: {describe(self.waits)}.")
        return self._go_on(self._come_back(failed=outcome == "fails"))

    def hang_up(self) -> Report:
        """Hang up, whatever the line is doing; after the end this changes nothing."""
        match self.waits:
            case Ended():
                return self._report()
            case WaitingForCallee():
                return self._leave_with(DialEnded(DialOutcome.CANCELED, caller_left=True))
            case WaitingInQueue():
                return self._leave_with(QueueEnded(QueueOutcome.HUNG_UP, self._held_call().ended(), caller_left=True))
            case WaitingElsewhere():
                return self._leave_with(self._come_back(failed=False, caller_left=True))
            case _:
                self._call.finish("caller hung up")
                return self._report()

    # --- what comes of it -----------------------------------------------------------------------------------------

    def _after(self, act: Callable[[], None]) -> Report:
        act()
        return self._report()

    def _go_on(self, event: Event) -> Report:
        return self._after(lambda: self._call.go_on(event))

    def _leave_with(self, event: Event) -> Report:
        return self._after(lambda: self._call.leave_with(event))

    def _dial_ended(self, outcome: DialOutcome, *, caller_hangs_up: bool = False) -> Report:
        talked = _TALK_S if outcome is DialOutcome.ANSWERED else Seconds(0)
        left = caller_hangs_up and outcome is DialOutcome.ANSWERED
        event = DialEnded(outcome, talked, caller_left=left)
        return self._leave_with(event) if left else self._go_on(event)

    def _come_back(self, *, failed: bool, caller_left: bool = False) -> Event:
        match self._call.waits_at:
            case JoinRoom():
                return DialEnded(DialOutcome.FAILED if failed else DialOutcome.ANSWERED, caller_left=caller_left)
            case ConnectStream():
                return StreamEnded(failed, caller_left)
            case _:
                paid = not (failed or caller_left)
                return PayEnded(paid, _RECEIPT if paid else "", caller_left)

    def _held_call(self) -> Holding:
        if self._call.holding is None:
            raise NotWaitingError(f"The call is in no queue now: {describe(self.waits)}.")
        return self._call.holding

    def _report(self) -> Report:
        heard, self._call.heard = tuple(self._call.heard), []
        complaints, self._call.complaints = tuple(self._call.complaints), []
        return Report(heard, self.waits, warnings=complaints)
