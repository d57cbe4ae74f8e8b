"""Plays a call script on a handset and says at which line the conversation went another way."""

from collections.abc import Callable

from ivr.errors import RingtreeError
from ivr.handset.handset import HANGS_UP, STAYS_SILENT, Handset, NotReachableError
from ivr.handset.heard import (
    CallbackPromised,
    Ended,
    HeardAudio,
    HeardWords,
    Report,
    TextSent,
    WaitingForMessage,
)
from ivr.menu.script_model import (
    AgentDoes,
    CalleeDoes,
    CallsBack,
    Connects,
    Dials,
    Ends,
    Gets,
    HangsUp,
    Hears,
    Joins,
    LeavesMessage,
    Pays,
    Presses,
    QueueDoes,
    Says,
    Script,
    ScriptStep,
    SendsPicture,
    Silence,
    Texts,
    ThereEnds,
    Waits,
)
from ivr.rehearsal.expecting import (
    ExpectationError,
    Speech,
    expect_back,
    expect_dialled,
    expect_end,
    expect_payment,
    expect_queue,
    expect_text,
    expect_there,
)
from ivr.rehearsal.transcript import NotPlayedError, Played, Transcript, paired


def play(script: Script, handset: Handset) -> Played:
    """Return how the conversation went on this handset, which must not have rung yet.

    NotPlayedError when it cannot be played; NotReachableError when no line runs.
    """
    if script.channel == "text":
        raise NotPlayedError("a text conversation is played by `ivr text --script`, or by `ivr test`")
    player = _Player(handset)
    place, step = script.place, None
    try:
        player.note(handset.ring())
        for step, following in paired(script.steps):
            place = step.place
            player.play(step, following)
        step = None
        player.finish(script.steps)
    except NotReachableError:
        raise
    except (ExpectationError, RingtreeError) as problem:
        return Played(script, player.log.failed_at(step), place, str(problem))
    return Played(script, tuple(player.log.lines))


class _Player:
    """Does what the caller does and compares what the line does."""

    def __init__(self, handset: Handset) -> None:
        self._handset = handset
        self._speech = Speech()
        self._texts: list[str] = []
        self._called_back: list[str] = []
        self._message_ended_by: Presses | None = None
        self.log = Transcript("call")

    def note(self, report: Report) -> None:
        """Take note of what came of what somebody did."""
        spoken = []
        self.log.note(report)
        for item in report.heard:
            match item:
                case HeardWords(text=text):
                    spoken.append(text)
                case HeardAudio(url=url):
                    spoken.append(url.rpartition("/")[2])
                case TextSent(text=text):
                    self._texts.append(text)
                case CallbackPromised(number=number):
                    self._called_back.append(number)
        self._speech = Speech(" ".join(spoken))

    def play(self, step: ScriptStep, following: ScriptStep | None) -> None:
        """Do a line of the script, or see that it came true."""
        match step:
            case Presses() | Says() | Silence() | HangsUp() | LeavesMessage():
                self._caller_acts(step, following)
            case CalleeDoes() | AgentDoes() | QueueDoes() | ThereEnds() | Pays() | Waits():
                self._others_act(step, following)
            case _:
                self._expect(step)
                self.log.write(step)

    def finish(self, steps: tuple[ScriptStep, ...]) -> None:
        """Hang up. A line that broke is a failure, unless the script says so."""
        waits = self._handset.waits
        foreseen = bool(steps) and isinstance(steps[-1], Ends)
        if isinstance(waits, Ended) and waits.failed and not foreseen:
            raise ExpectationError(f"the call {waits.how}.")
        self._handset.hang_up()

    def _expect(self, step: Hears | Dials | Joins | Connects | CallsBack | Texts | SendsPicture | Gets | Ends) -> None:
        waits = self._handset.waits
        match step:
            case Hears(text=text):
                self._speech.expect(text, waits)
            case Dials(number=number):
                expect_dialled(number, waits)
            case Joins(room=room):
                expect_there("conference", room, waits)
            case Connects(url=url):
                expect_there("stream", url, waits)
            case CallsBack(number=number):
                expect_back(number, self._called_back)
            case Gets(text=text):
                expect_text(text, self._texts)
            case Texts() | SendsPicture():
                raise ExpectationError("a call sends no texts; begin the script with `text:` instead of `call:`.")
            case Ends(how=how):
                expect_end(how, waits)

    def _caller_acts(
        self, step: Presses | Says | Silence | HangsUp | LeavesMessage, following: ScriptStep | None
    ) -> None:
        match step:
            case Presses(keys=keys):
                if step is not self._message_ended_by:
                    self._act(step, lambda: self._handset.press(keys))
            case Says(words=words):
                self._act(step, lambda: self._handset.say(words))
            case Silence():
                self._act(step, self._handset.stay_silent)
            case HangsUp():
                self._hang_up(step)
            case LeavesMessage(seconds=seconds):
                then = self._message_ending(following)
                self._act(step, lambda: self._handset.leave_message(seconds, then))

    def _hang_up(self, step: HangsUp) -> None:
        """Hang up; where that ended what came before it, such as a message, the call is over already."""
        if isinstance(self._handset.waits, Ended):
            self.log.write(step)
        else:
            self._act(step, self._handset.hang_up)

    def _others_act(
        self, step: CalleeDoes | AgentDoes | QueueDoes | ThereEnds | Pays | Waits, following: ScriptStep | None
    ) -> None:
        left = isinstance(following, HangsUp)
        waits = self._handset.waits
        match step:
            case CalleeDoes(outcome=outcome, key=key):
                self._act(step, lambda: self._handset.callee(outcome, key, caller_hangs_up=left))
            case AgentDoes():
                self._act(step, lambda: self._handset.dequeue(caller_hangs_up=left))
            case QueueDoes(outcome=queue):
                self._act(step, lambda: self._handset.dequeue(queue))
            case ThereEnds(kind=kind, outcome=there):
                expect_there(kind, None, waits)
                self._act(step, lambda: self._handset.come_back("fails" if there == "fails" else "over"))
            case Pays(amount=amount, fails=fails):
                expect_payment(amount, waits)
                self._act(step, lambda: self._handset.come_back("fails" if fails else "over"))
            case Waits(queue=name, time=time):
                expect_queue(name, waits)
                if time is not None:
                    self._act(step, lambda: self._handset.wait_on(time))
                else:
                    self.log.write(step)

    def _act(self, step: ScriptStep, act: Callable[[], Report]) -> None:
        self.note(self.log.act(step, act))

    def _message_ending(self, following: ScriptStep | None) -> str:
        waits = self._handset.waits
        if isinstance(following, HangsUp):
            return HANGS_UP
        if isinstance(following, Presses) and isinstance(waits, WaitingForMessage):
            key = following.keys
            if len(key) == 1 and key in waits.finish_on_key:
                self._message_ended_by = following
                return key
        return STAYS_SILENT
