"""A browser's telephone in hand: brought back to where it was, and used once more."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from ivr.errors import RingtreeError
from ivr.handset.acts import Act, perform
from ivr.handset.handset import NotWaitingError
from ivr.handset.heard import Report, Waiting
from ivr.menu.script_model import Script
from ivr.phone.line import Transport
from ivr.phone.tape import TapedTransport, TornTapeError, sids_of
from ivr.phone.telephone import Telephone
from ivr.rehearsal.aside import PhoneSide
from ivr.rehearsal.recorder import Recorder
from ivr.web.browser.record import Began, Entry, answers_of, taped_of


@dataclass(frozen=True, slots=True)
class LineToRing:
    """The line as its own telephone sees it. `rehearses`: it believes what its telephone says of the time."""

    base_url: str
    account_sid: str
    auth_token: str = field(repr=False)
    number: str
    rehearses: bool


@dataclass(frozen=True, slots=True)
class Turn:
    """One thing that was done and what came of it. `hidden`: it answered a question for something sensitive."""

    act: Act
    report: Report
    problem: str | None = None
    hidden: bool = False


@dataclass(slots=True)
class Held:
    """A telephone, and all that was done with it."""

    began: Began
    recorder: Recorder
    _tape: TapedTransport
    turns: list[Turn] = field(default_factory=list)
    _hides: bool = False

    @property
    def waits(self) -> Waiting:
        """What the call waits for now."""
        return self.recorder.waits

    def do(self, act: Act, hides: Callable[[], bool]) -> Entry:
        """Do something and return what is to be kept of it; NotWaitingError when it does not fit.

        `hides` says, when it is done, whether the line then asks for something sensitive.
        """
        self._tape.made = []
        turn = self._perform(act)
        entry = Entry(act, answers_of(self._tape.made), hides())
        self._note(turn, entry)
        return entry

    def do_again(self, entry: Entry) -> None:
        """Do what was done before; TornTapeError when it comes out otherwise."""
        self._tape.replay(taped_of(entry.answers))
        try:
            turn = self._perform(entry.act)
        except NotWaitingError as problem:
            raise TornTapeError(str(problem)) from problem
        self._note(turn, entry)

    def go_on(self) -> None:
        """Really ask the line from now on."""
        self._tape.go_on()

    def _note(self, turn: Turn, entry: Entry) -> None:
        self.turns.append(turn)
        self._hides = entry.hides

    def _perform(self, act: Act) -> Turn:
        try:
            return Turn(act, perform(self.recorder, act), hidden=self._hides)
        except (NotWaitingError, TornTapeError):
            raise
        except RingtreeError as problem:  # the line said something that no telephone can follow, which ends the call
            return Turn(act, Report((), self.waits), str(problem), self._hides)


def new_phone(line: LineToRing, name: str, began: Began, transport: Transport, script: Script | None = None) -> Held:
    """Return a telephone that has not rung; systems answer it as a script says, when it is to play one."""
    call_sid = f"CA{name}"
    side = PhoneSide(script, began.moment)
    tape = TapedTransport(transport)
    telephone = Telephone(
        tape,
        line.base_url,
        line.account_sid,
        line.auth_token,
        began.from_number,
        began.to_number,
        call_sid=call_sid,
        extra_form=side.form,
        overhear=side.overhear,
        recognise=side.recognise,
        new_sid=sids_of(call_sid),
    )
    return Held(began, Recorder(telephone, side), tape)


def take_up(line: LineToRing, name: str, record: tuple[Began, Iterable[Entry]], transport: Transport) -> Held:
    """Return the telephone where it was; TornTapeError when it cannot be brought there."""
    began, entries = record
    held = new_phone(line, name, began, transport)
    for entry in entries:
        held.do_again(entry)
    held.go_on()
    return held
