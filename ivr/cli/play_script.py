"""Plays a call script on a telephone and says at which line the conversation went another way."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import assert_never

from ivr.errors import RingtreeError
from ivr.handset.handset import HANGS_UP, STAYS_SILENT
from ivr.handset.heard import (
    Ended,
    HeardAudio,
    HeardWords,
    Report,
    WaitingForCallee,
    WaitingForMessage,
    WaitingInQueue,
    describe,
    described,
)
from ivr.menu.parts import Place
from ivr.menu.script_model import (
    CalleeDoes,
    Dials,
    Ends,
    Gets,
    HangsUp,
    Hears,
    LeavesMessage,
    Presses,
    Says,
    Script,
    ScriptStep,
    Silence,
    Texts,
    Waits,
)
from ivr.phone.problems import NotReachableError
from ivr.phone.telephone import Telephone

_ENDINGS = {
    "hangup": {"hangup", "end of document", "caller hung up"},
    "rejected": {"rejected"},
    "busy": {"busy"},
    "redirected": {"redirected"},
}


class NotPlayedError(RingtreeError):
    """A script that a telephone cannot play."""


@dataclass(frozen=True, slots=True)
class Played:
    """How a script went. `failed_at` and `why` are None when all of it happened."""

    script: Script
    conversation: tuple[str, ...]
    failed_at: Place | None = None
    why: str | None = None


class _ExpectationError(Exception):
    """Something else happened than the script says."""


def play(script: Script, phone: Telephone) -> Played:
    """Return how the conversation went on this telephone, which must not have rung yet.

    NotPlayedError when a telephone is not the way to play it; NotReachableError when no line runs.
    """
    _refuse_unplayable(script)
    player = _Player(phone)
    place = script.place
    try:
        player.note(phone.ring())
        for place, step, following in _paired(script):  # noqa: B007 - the last place is where a failure is told
            player.play(step, following)
        player.finish(script.steps)
    except NotReachableError:
        raise
    except (_ExpectationError, RingtreeError) as problem:
        return Played(script, tuple(player.conversation), place, str(problem))
    return Played(script, tuple(player.conversation))


def _refuse_unplayable(script: Script) -> None:
    if script.channel == "text" or any(isinstance(step, Texts | Gets) for step in script.steps):
        raise NotPlayedError(f"{script.place} {script.name}: text conversations are not played yet.")
    if script.services:
        raise NotPlayedError(f"{script.place} {script.name}: faked services are not played yet on a running line.")


def _paired(script: Script) -> Iterator[tuple[Place, ScriptStep, ScriptStep | None]]:
    steps = list(script.steps)
    for index, step in enumerate(steps):
        yield step.place, step, steps[index + 1] if index + 1 < len(steps) else None


def _squeezed(text: str) -> str:
    return " ".join(text.casefold().split())


class _Player:
    """Does what the caller does and compares what the line does."""

    def __init__(self, phone: Telephone) -> None:
        self._phone = phone
        self._said = ""
        self._unheard = ""
        self._message_ended_by: Presses | None = None
        self.conversation: list[str] = []

    def note(self, report: Report) -> None:
        spoken = []
        for item in report.heard:
            who = "callee hears" if item.ear == "callee" else "line"
            self.conversation.append(f"{who}: {described(item)}")
            if isinstance(item, HeardWords):
                spoken.append(item.text)
            elif isinstance(item, HeardAudio):
                spoken.append(item.url.rpartition("/")[2])
        self._said = " ".join(spoken)
        self._unheard = _squeezed(self._said)
        if isinstance(report.waits, Ended):
            self.conversation.append(f"the call is over: {report.waits.how}")

    def play(self, step: ScriptStep, following: ScriptStep | None) -> None:
        match step:
            case Hears(text=text):
                self._hears(text)
            case Dials(number=number):
                self._dials(number)
            case Waits():
                if not isinstance(self._phone.waits, WaitingInQueue):
                    raise _ExpectationError(f"expected to wait in a queue, but {describe(self._phone.waits)}.")
            case Ends(how=how):
                self._ends(how)
            case Texts() | Gets():
                raise _ExpectationError("text messages are not played yet.")
            case _:
                self._caller_acts(step, following)

    def finish(self, steps: tuple[ScriptStep, ...]) -> None:
        waits = self._phone.waits
        foreseen = bool(steps) and isinstance(steps[-1], Ends)
        if isinstance(waits, Ended) and waits.failed and not foreseen:
            raise _ExpectationError(f"the call {waits.how}.")
        self._phone.hang_up()

    def _caller_acts(
        self,
        step: Presses | Says | Silence | HangsUp | CalleeDoes | LeavesMessage,
        following: ScriptStep | None,
    ) -> None:
        match step:
            case Presses(keys=keys):
                if step is not self._message_ended_by:
                    self._act(f"caller presses {keys}", lambda: self._phone.press(keys))
            case Says(words=words):
                self._act(f"caller says “{words}”", lambda: self._phone.say(words))
            case Silence():
                self._act("caller is silent", self._phone.stay_silent)
            case HangsUp():
                self._act("caller hangs up", self._phone.hang_up)
            case CalleeDoes(outcome=outcome, key=key):
                self._act(f"callee: {outcome.replace('_', ' ')}", lambda: self._phone.callee(outcome, key))
            case LeavesMessage(seconds=seconds):
                then = self._message_ending(following)
                told = f"caller leaves a message of {seconds} s and {'presses ' + then if len(then) == 1 else then}"
                self._act(told, lambda: self._phone.leave_message(seconds, then))
            case _:
                assert_never(step)

    def _act(self, told: str, act: Callable[[], Report]) -> None:
        self.conversation.append(told)
        self.note(act())

    def _message_ending(self, following: ScriptStep | None) -> str:
        waits = self._phone.waits
        if isinstance(following, HangsUp):
            return HANGS_UP
        if isinstance(following, Presses) and isinstance(waits, WaitingForMessage):
            key = following.keys
            if len(key) == 1 and key in waits.finish_on_key:
                self._message_ended_by = following
                return key
        return STAYS_SILENT

    def _hears(self, text: str) -> None:
        wanted = _squeezed(text)
        _, found, after = self._unheard.partition(wanted)
        if not found:
            raise _ExpectationError(f"expected to hear “{text}”, but {self._what_was_said(wanted)}.")
        self._unheard = after

    def _what_was_said(self, wanted: str) -> str:
        if not self._said:
            return f"nothing was said, and {describe(self._phone.waits)}"
        if wanted in _squeezed(self._said):
            return f"not after what was heard before; the line said “{self._said}”"
        return f"the line said “{self._said}”"

    def _dials(self, number: str) -> None:
        waits = self._phone.waits
        if not isinstance(waits, WaitingForCallee):
            raise _ExpectationError(f"expected {number} to be dialled, but {describe(waits)}.")
        if number.replace(" ", "") not in waits.numbers:
            raise _ExpectationError(f"expected {number} to be dialled, but it is {' and '.join(waits.numbers)}.")

    def _ends(self, how: str | None) -> None:
        waits = self._phone.waits
        if not isinstance(waits, Ended):
            raise _ExpectationError(f"expected the call to be over, but {describe(waits)}.")
        fits = waits.failed if how == "failed" else how is None or waits.how in _ENDINGS[how]
        if not fits:
            raise _ExpectationError(f"expected the call to end with {how}, but it ended with {waits.how}.")
