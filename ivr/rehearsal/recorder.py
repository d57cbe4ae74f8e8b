"""A handset that writes down what is done with it, as a call script."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Final, Protocol

from ivr.handset.handset import HANGS_UP, STAYS_SILENT, CalleeOutcome, Handset, QueueOutcome, StayOutcome
from ivr.handset.heard import (
    Ended,
    Report,
    Waiting,
    WaitingElsewhere,
    WaitingForInput,
    WaitingInQueue,
)
from ivr.menu.script_model import (
    AgentDoes,
    CalleeDoes,
    Fake,
    FakeSystem,
    HangsUp,
    LeavesMessage,
    Moment,
    Pays,
    Presses,
    QueueDoes,
    Says,
    Script,
    ScriptStep,
    Silence,
    ThereEnds,
    Waits,
)
from ivr.rehearsal.telling import NOWHERE, expectations
from ivr.values import Seconds

_WAIT: Final = Seconds(20)
_ANY: Final = "1234567890"


class Side(Protocol):
    """What is known of a call beside what is heard: the answers of systems, and which answers are secrets."""

    @property
    def answered(self) -> Sequence[tuple[str, str, Fake]]:
        """Return what systems have said so far, by section and name, in order."""
        ...

    @property
    def secret(self) -> str | None:
        """Return what stands for the answer that is asked for now, when that is a sensitive one."""
        ...

    @property
    def secrets_asked(self) -> int:
        """Return how often a sensitive answer has been asked for."""
        ...


class Recorder:
    """A handset around another. What was keyed in or said where a secret is asked for is not written down.

    `guessed`: among keys pressed ahead there may have been a secret, so others stand there that may lead elsewhere.
    """

    def __init__(self, handset: Handset, side: Side) -> None:
        self._handset = handset
        self._side = side
        self._steps: list[ScriptStep] = []
        self.guessed = False

    @property
    def waits(self) -> Waiting:
        """What the call waits for now."""
        return self._handset.waits

    def script(self, name: str, at: Moment, from_number: str | None, to_number: str | None) -> Script:
        """Return the script of what was done and heard so far."""
        systems = {section: _systems(self._side.answered, section) for section in ("services", "functions")}
        steps = tuple(self._steps)
        return Script(
            name, "call", at, from_number, to_number, systems["services"], systems["functions"], {}, steps, NOWHERE
        )

    def ring(self) -> Report:
        """Ring the line, once."""
        return self._act(self._handset.ring)

    def press(self, keys: str) -> Report:
        """Press keys."""
        asked, times = self._side.secret, self._side.secrets_asked
        report = self._handset.press(keys)
        shown = keys if asked is None else _disguised(keys, asked)
        if asked is None and self._side.secrets_asked > times and len(keys) > 1:
            shown = keys[0] + _disguised(keys[1:], _ANY)  # keys pressed ahead may have been the secret
            self.guessed = True
        self._note(report, Presses(shown, NOWHERE))
        return report

    def say(self, words: str, confidence: float = 0.9) -> Report:
        """Speak."""
        asked = self._side.secret
        listens = isinstance(self.waits, WaitingForInput)
        return self._act(
            lambda: self._handset.say(words, confidence), Says(asked if asked and listens else words, NOWHERE)
        )

    def stay_silent(self) -> Report:
        """Do nothing until the line's patience is over; in a queue, go on waiting."""
        if isinstance(self.waits, WaitingInQueue):
            return self.wait_on(_WAIT)
        return self._act(self._handset.stay_silent, Silence(NOWHERE))

    def leave_message(self, seconds: int, then: str = HANGS_UP, words: str = "This is a message.") -> Report:
        """Speak after the tone, then hang up, stay silent, or press one of the finish keys."""
        report = self._handset.leave_message(seconds, then, words)
        ending = _left(report, caller_hangs_up=True)  # not when the line had had enough before
        if then not in {HANGS_UP, STAYS_SILENT}:
            ending = (Presses(then, NOWHERE),)
        self._note(report, LeavesMessage(Seconds(seconds), NOWHERE), *ending)
        return report

    def callee(self, outcome: CalleeOutcome, key: str = "1", *, caller_hangs_up: bool = False) -> Report:
        """Play the person being dialled."""
        did = CalleeDoes(outcome, NOWHERE, key)
        report = self._handset.callee(outcome, key, caller_hangs_up=caller_hangs_up)
        self._note(report, did, *_left(report, caller_hangs_up=caller_hangs_up))
        return report

    def wait_on(self, seconds: int) -> Report:
        """Go on waiting in the queue."""
        before = self.waits
        report = self._handset.wait_on(seconds)
        last = self._steps[-1] if self._steps else None
        if isinstance(last, Waits) and last.time is not None:
            del self._steps[-1]
            seconds += last.time
        # What is said in between is said by the clock; only what it comes to in the end can be expected again.
        heard = report if report.waits != before else replace(report, heard=())
        self._note(heard, Waits(NOWHERE, time=Seconds(seconds)), before=before)
        return report

    def dequeue(self, outcome: QueueOutcome = "answered", *, caller_hangs_up: bool = False) -> Report:
        """Take the call out of its queue."""
        did = AgentDoes("answers", NOWHERE) if outcome == "answered" else QueueDoes(outcome, NOWHERE)
        report = self._handset.dequeue(outcome, caller_hangs_up=caller_hangs_up)
        self._note(report, did, *_left(report, caller_hangs_up=caller_hangs_up))
        return report

    def come_back(self, outcome: StayOutcome = "over") -> Report:
        """End the conference, the talk with a machine, or the payment; or let it fail."""
        return self._act(lambda: self._handset.come_back(outcome), *_stay(self.waits, outcome))

    def hang_up(self) -> Report:
        """Hang up; after the end nothing is written down any more."""
        if isinstance(self.waits, Ended):
            return self._handset.hang_up()
        return self._act(self._handset.hang_up, HangsUp(NOWHERE))

    def _act(self, act: Callable[[], Report], *steps: ScriptStep) -> Report:
        before = self._handset.waits if steps else None
        report = act()
        self._note(report, *steps, before=before)
        return report

    def _note(self, report: Report, *steps: ScriptStep, before: Waiting | None = None) -> None:
        self._steps += [*steps, *expectations(report, before)]


def _left(report: Report, *, caller_hangs_up: bool) -> tuple[ScriptStep, ...]:
    ended = report.waits
    is_left = caller_hangs_up and isinstance(ended, Ended) and ended.how == "caller hung up"
    return (HangsUp(NOWHERE),) if is_left else ()


def _stay(waits: Waiting, outcome: StayOutcome) -> tuple[ScriptStep, ...]:
    match waits:
        case WaitingElsewhere(kind="payment", what=amount):
            return (Pays(NOWHERE, fails=True) if outcome == "fails" else Pays(NOWHERE, amount),)
        case WaitingElsewhere(kind="conference" | "stream" as kind):
            return (ThereEnds(kind, "fails" if outcome == "fails" else "ends", NOWHERE),)
        case _:
            return ()


def _disguised(keys: str, secret: str) -> str:
    """Return as many made-up digits in place of those pressed; a key alone is a choice, unless secrets are so short."""
    if len(keys) == 1 < len(secret):
        return keys
    return "".join(secret[place % len(secret)] if key.isdigit() else key for place, key in enumerate(keys))


def _systems(answered: Sequence[tuple[str, str, Fake]], section: str) -> dict[str, FakeSystem]:
    """Return what systems said: one answer where it was always the same, else all of them in turn."""
    by_name: dict[str, list[Fake]] = {}
    for its_section, name, fake in answered:
        if its_section == section:
            by_name.setdefault(name, []).append(fake)
    return {name: _system(fakes) for name, fakes in by_name.items()}


def _system(fakes: list[Fake]) -> FakeSystem:
    is_same = all(fake == fakes[0] for fake in fakes)
    if is_same and not isinstance(fakes[0].value, list):
        return FakeSystem(tuple(fakes[:1]))
    return FakeSystem(tuple(fakes), in_turn=True)
