"""A telephone that speaks TwiML: it plays Twilio, the caller and the callee towards a running line.

It never waits for input and never prints: each method is one thing a person does, and returns what came of it.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from urllib.parse import urljoin

from ivr.clock import Clock, utc_now
from ivr.handset.handset import (
    HANGS_UP,
    STAYS_SILENT,
    CalleeOutcome,
    NotWaitingError,
    QueueOutcome,
    StayOutcome,
)
from ivr.handset.heard import (
    Ended,
    Heard,
    HeardWords,
    Report,
    Waiting,
    WaitingForCallee,
    WaitingForInput,
    WaitingForMessage,
    WaitingInQueue,
    describe,
)
from ivr.handset.keypad import checked_keys
from ivr.phone import dialling, elsewhere, gathering, queueing, recording, taking
from ivr.phone.call import Call, QueueStay
from ivr.phone.companies import TWILIO, Company
from ivr.phone.documents import Place
from ivr.phone.legs import Leg, NewSid, new_sid
from ivr.phone.line import Transport
from ivr.phone.performing import dialling_of, step, told
from ivr.phone.verbs import (
    Gather,
)
from ivr.phone.webhooks import Webhooks

_WORDS_A_SECOND = 2.5


def _recognise_nothing(_url: str) -> HeardWords | None:
    return None


def _hear_nothing(_headers: Mapping[str, str]) -> Sequence[Heard]:
    return ()


@dataclass(slots=True, eq=False, repr=False)
class Telephone:
    """One call to a line, from ringing to its end. Every request carries `extra_form` too.

    `overhear` is given the headers of every answer and says what is heard of them. `recognise` is given the address of
    what is played and says what words it holds: all of a prompt with its first file, none with the others. `new_sid`
    names calls, recordings and the like; given the same names and answers, a telephone does the same. `company`: the
    one that it plays.
    """

    transport: Transport
    base_url: str
    account_sid: str
    auth_token: str
    from_number: str
    to_number: str
    call_sid: str | None = None
    extra_form: Mapping[str, str] = field(default_factory=dict)
    overhear: Callable[[Mapping[str, str]], Sequence[Heard]] = _hear_nothing
    recognise: Callable[[str], HeardWords | None] = _recognise_nothing
    voice_path: str = "/voice"
    status_path: str | None = "/status/call"
    clock: Clock = utc_now
    new_sid: NewSid = new_sid
    company: Company = TWILIO
    _call: Call | None = field(init=False, default=None)

    def ring(self) -> Report:
        """Ring the line, once; another call takes another telephone."""
        if self._call is not None:
            raise NotWaitingError("This telephone has rung already; take a new one for another call.")
        caller = Leg(self.from_number, self.to_number, self.call_sid or self.company.call_sid(self.new_sid("CA")))
        webhooks = self._webhooks()
        status_url = None if self.status_path is None else urljoin(self.base_url, self.status_path)
        call = self._call = Call(
            webhooks, caller, self.clock, status_url, recognise=self.recognise, new_sid=self.new_sid
        )
        first = urljoin(self.base_url, self.voice_path)
        return step(call, lambda: call.open_page(Place.CALL, caller, first, "POST", {}))

    def _webhooks(self) -> Webhooks:
        return Webhooks(self.transport, self.account_sid, self.auth_token, self.extra_form, self.overhear, self.company)

    @property
    def waits(self) -> Waiting:
        """What the call waits for now."""
        return self._waiting()[1]

    @property
    def leg(self) -> Leg:
        """The caller's own part in the call."""
        return self._waiting()[0].caller

    def press(self, keys: str) -> Report:
        """Press keys one after the other, then none until the line reacts; keys it does not take yet are held."""
        call, waits = self._waiting()
        checked_keys(keys)
        match waits:
            case WaitingForInput() | WaitingInQueue(asked=WaitingForInput()):
                return step(call, lambda: gathering.take_keys(call, _gather(call), keys))
            case WaitingForMessage(finish_on_key=finish) if keys[0] in finish:
                return self.leave_message(1, keys[0])
            case WaitingForCallee(hangup_on_star=True, asked=None) if "*" in keys:
                return step(call, lambda: dialling.press_star(call, dialling_of(call)))
            case _:
                raise NotWaitingError(f"Nothing listens for keys now: {describe(waits)}.")

    def say(self, words: str, confidence: float = 0.9) -> Report:
        """Speak. Where only keys are asked for, the line hears nothing; while recording, it is the message."""
        call, waits = self._waiting()
        match waits:
            case WaitingForInput():
                return step(call, lambda: gathering.take_words(call, _gather(call), words, confidence))
            case WaitingForMessage():
                return self.leave_message(max(1, round(len(words.split()) / _WORDS_A_SECOND)), STAYS_SILENT, words)
            case _:
                raise NotWaitingError(f"Nobody listens now: {describe(waits)}.")

    def stay_silent(self) -> Report:
        """Do nothing until the line's patience is over; in a queue, go on waiting."""
        call, waits = self._waiting()
        match waits:
            case WaitingForInput():
                return step(call, lambda: gathering.stay_silent(call, _gather(call)))
            case WaitingForMessage():
                running = call.recording
                assert running is not None
                return step(call, lambda: recording.stay_silent(call, running))
            case WaitingInQueue(name=name):
                assert call.queue is not None, name
                return self._hear_queue(call.queue)
            case _:
                raise NotWaitingError(f"Silence changes nothing now: {describe(waits)}.")

    def leave_message(self, seconds: int, then: str = HANGS_UP, words: str = "This is a message.") -> Report:
        """Speak after the beep, then hang up, stay silent, or press one of the finish keys."""
        call, waits = self._waiting()
        running = call.recording
        if not isinstance(waits, WaitingForMessage) or running is None:
            raise NotWaitingError(f"Nothing is being recorded now: {describe(waits)}.")
        if seconds < 1:
            return self.hang_up() if then == HANGS_UP else self.stay_silent()
        if then not in {HANGS_UP, STAYS_SILENT}:
            checked_keys(then)
            if len(then) > 1 or then not in waits.finish_on_key:
                raise NotWaitingError(f"{then} does not end this recording; {waits.finish_on_key or 'no key'} does.")
        cut_off = seconds > waits.max_s
        if then == HANGS_UP and not cut_off:
            return step(call, lambda: _hang_up_recording(call, seconds, words))
        digits = "" if cut_off or then == STAYS_SILENT else then
        return step(call, lambda: recording.end(call, running, seconds, digits, words))

    def callee(self, outcome: CalleeOutcome, key: str = "1", *, caller_hangs_up: bool = False) -> Report:
        """Play the person being dialled. `accepts` picks up and presses `key` when asked; a talk takes half a minute.

        With `caller_hangs_up` the talk ends by the caller instead of the callee.
        """
        call, waits = self._waiting()
        if not isinstance(waits, WaitingForCallee):
            raise NotWaitingError(f"Nobody is being dialled now: {describe(waits)}.")
        checked_keys(key)
        if waits.asked is not None and outcome not in {"accepts", "no_answer"}:
            raise NotWaitingError("The callee has picked up and is asked for a key: accepts, or no answer.")
        ringing = dialling_of(call)
        return step(call, lambda: dialling.decide(call, ringing, outcome, key, caller_hangs_up=caller_hangs_up))

    def _hear_queue(self, stay: QueueStay, most_s: float = queueing.WAIT_STEP_S) -> Report:
        """Hear the waiting document to its end, with so much music at most, and what comes next."""
        call, waits = self._waiting()
        queueing.let_pass(call, stay, min(most_s, queueing.WAIT_STEP_S))
        if isinstance(waits, WaitingInQueue) and waits.asked is not None:
            return step(call, lambda: gathering.stay_silent(call, _gather(call)))
        return step(call, lambda: queueing.play_wait(call, stay))

    def wait_on(self, seconds: int) -> Report:
        """Go on waiting in the queue for so long, or until the line has enough of it."""
        call, waits = self._waiting()
        stay = call.queue
        if stay is None:
            raise NotWaitingError(f"The call is in no queue now: {describe(waits)}.")
        until = stay.waited_s + seconds
        heard, warnings = list[Heard](), list[str]()
        while call.queue is stay and isinstance(self.waits, WaitingInQueue) and stay.waited_s < until:
            report = self._hear_queue(stay, until - stay.waited_s)
            heard += report.heard
            warnings += report.warnings
        last = told(call)
        return replace(last, heard=tuple(heard), warnings=tuple(warnings))

    def dequeue(self, outcome: QueueOutcome = "answered", *, caller_hangs_up: bool = False) -> Report:
        """Take the call out of its queue: somebody answered and the talk is over, or the queue would not have it."""
        call, waits = self._waiting()
        stay = call.queue
        if stay is None:
            raise NotWaitingError(f"The call is in no queue now: {describe(waits)}.")
        if caller_hangs_up and outcome == "answered":
            return step(call, lambda: queueing.hang_up_on_agent(call, stay))
        return step(call, lambda: queueing.leave(call, stay, queueing.RESULTS[outcome]))

    def come_back(self, outcome: StayOutcome = "over") -> Report:
        """End the conference, the talk with the machine, or the payment; or let it fail."""
        call, waits = self._waiting()
        stay = call.elsewhere
        if stay is None:
            raise NotWaitingError(f"The call is not elsewhere now: {describe(waits)}.")
        return step(call, lambda: elsewhere.end(call, stay, outcome))

    def hang_up(self) -> Report:
        """Hang up, whatever the line is doing; after the end this changes nothing."""
        call, waits = self._waiting()
        if isinstance(waits, Ended):
            return told(call)
        return step(call, lambda: _hang_up(call))

    def _waiting(self) -> tuple[Call, Waiting]:
        if self._call is None or self._call.waits is None:
            raise NotWaitingError("The telephone has not rung yet.")
        return self._call, self._call.waits


def _hang_up(call: Call) -> None:
    if call.dialling is not None:
        dialling.hang_up(call, call.dialling)
    elif call.queue is not None:
        queueing.hang_up(call, call.queue)
    elif call.recording is not None:
        recording.stay_silent(call, call.recording)
    elif call.elsewhere is not None:
        elsewhere.hang_up(call, call.elsewhere)
    elif call.taking is not None:
        taking.hang_up(call, call.taking)
    status = "no-answer" if call.caller.status in {"ringing", "no-answer"} else "completed"
    call.finish(Ended("caller hung up"), status)


def _hang_up_recording(call: Call, seconds: int, words: str) -> None:
    assert call.recording is not None
    recording.end_by_hanging_up(call, call.recording, seconds, words)
    call.finish(Ended("caller hung up"))


def _gather(call: Call) -> Gather:
    assert call.gather is not None
    return call.gather
