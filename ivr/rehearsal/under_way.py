"""The line's side of a rehearsed call: the engine takes what happened, and what it answers is met."""

from collections.abc import Sequence
from typing import Final

from ivr.dialog.directives import (
    AskFunction,
    AskService,
    Collect,
    ConnectStream,
    Dial,
    Directive,
    Enqueue,
    HangUp,
    JoinRoom,
    LeaveFor,
    Record,
    RejectCall,
    Sound,
    TakePayment,
)
from ivr.dialog.engine import Advanced, advance, hang_up
from ivr.dialog.events import (
    DigitsPressed,
    Event,
    NoInput,
    QueueEnded,
    QueueOutcome,
)
from ivr.dialog.state import CallState
from ivr.dialog.world import World
from ivr.handset.heard import (
    Ended,
    Heard,
    HeardLeaving,
    HeardTone,
    KeysLost,
    Waiting,
    WaitingElsewhere,
    WaitingForInput,
    WaitingForMessage,
)
from ivr.handset.keypad import enter
from ivr.menu.script_model import Fake
from ivr.rehearsal.fakes import ask_fakes
from ivr.rehearsal.hearing import errand_of, heard_of
from ivr.rehearsal.holding import Holding
from ivr.rehearsal.journal import Journal
from ivr.rehearsal.ringing import Ringing
from ivr.rehearsal.secrets import made_up
from ivr.rehearsal.setting import Setting

_SHORTEST_RECORDING_S: Final = 2


class UnderWay:
    """A call under way: what was heard, what it waits for, where it has been."""

    def __init__(self, setting: Setting) -> None:
        self.journal = Journal()
        self.waits: Waiting | None = None
        self.waits_at: Directive = HangUp()
        self.heard: list[Heard] = []
        self.complaints: list[str] = []
        self.ringing: Ringing | None = None
        self.holding: Holding | None = None
        self.secret: str | None = None
        self.secrets_asked = 0
        self.answered: list[tuple[str, str, Fake]] = []
        self._held = ""
        self._setting = setting
        self._world = World(setting.now, setting.queues)
        self._state: CallState | None = None

    def go_on(self, event: Event) -> None:
        """Let the engine take an event, and meet what it answers; keys pressed ahead are events of their own."""
        following: Event | None = event
        while following is not None:
            following = self._perform(self._advance(following).directives)

    def leave_with(self, event: Event) -> None:
        """Let the engine take the last event of a caller who is gone; nobody hears what it answers."""
        self._advance(event)
        self.finish("caller hung up")

    def _advance(self, event: Event) -> Advanced:
        self.ringing = self.holding = None
        return self._taken(advance(self._setting.menus, self._state, event, self._world))

    def _taken(self, begun: Advanced) -> Advanced:
        """Return the turn with all that it asks of systems answered, written down."""
        advanced = ask_fakes(self._setting.fakes, begun, self.answered)
        self._state = advanced.state
        self.secret = made_up(self._setting.menus, advanced.state)
        self.secrets_asked += self.secret is not None
        self.journal.note(self._setting.menus, advanced)
        self._setting.memory.remember(self._setting.caller, advanced.kept)
        self.heard += [errand_of(errand) for errand in advanced.errands]
        self.complaints += advanced.complaints
        return advanced

    def _perform(self, directives: Sequence[Directive]) -> Event | None:
        """Meet what is to be done; return what happens at once, where the caller has pressed ahead or is led on."""
        *sounds, last = directives
        for sound in sounds:
            assert isinstance(sound, Sound)
            self._lose_keys()
            self.heard += heard_of([sound])
        self.waits_at = last
        match last:
            case Collect():
                return self._collect(last)
            case Record():
                self._lose_keys()
                self.heard.append(HeardTone("beep"))
                longest = max(_SHORTEST_RECORDING_S, last.longest)
                self.waits = WaitingForMessage(longest, last.finish_on, last.silence)
            case Dial():
                self._lose_keys()
                self.ringing = Ringing(last, self._setting.caller)
                self.heard += self.ringing.take_heard()
                self.waits = self.ringing.waits
            case Enqueue():
                self._lose_keys()
                self.holding = Holding(self._setting.menus, self._known_state(), self._world, last)
                return self._hear_hold(self.holding)
            case JoinRoom() | ConnectStream() | TakePayment():
                self._lose_keys()
                self.waits = _elsewhere(last)
            case _:
                self._end_by(last)
        return None

    def _end_by(self, last: Directive) -> None:
        match last:
            case LeaveFor():
                self.heard.append(HeardLeaving(last.url))
                self.finish("redirected")
            case RejectCall():
                self.finish("busy" if last.busy else "rejected")
            case AskService() | AskFunction():
                raise AssertionError("what systems say is asked before")
            case _:
                self.finish("hangup")

    def _collect(self, collect: Collect) -> Event | None:
        listening = collect.listening
        self.waits = WaitingForInput(
            collect.max_digits,
            collect.finish_on,
            collect.wait,
            dtmf=True,
            speech=listening is not None,
            hints=() if listening is None else listening.hints,
            language="" if listening is None else listening.locale,
        )
        if self._held:
            return self._held_keys(collect)
        self.heard += heard_of(collect.sounds)
        return None

    def take_keys(self, keys: str) -> None:
        """Press keys where the line listens; those it does not take yet are held."""
        self._held += keys
        assert isinstance(self.waits_at, Collect)
        self.go_on(self._held_keys(self.waits_at))

    def _held_keys(self, collect: Collect) -> Event:
        entry = enter(collect.finish_on, collect.max_digits, self._held)
        self._held = entry.rest
        return DigitsPressed(entry.digits) if entry.digits else NoInput()

    # --- in a queue -----------------------------------------------------------------------------------------------

    def hold_on(self, holding: Holding, most: int | None = None) -> None:
        """Wait on, for so many seconds at most, and hear what those who wait hear next."""
        left = self._hear_hold(holding, most=most)
        if left is not None:
            self.go_on(left)

    def _hear_hold(self, holding: Holding, key: str = "", most: int | None = 0) -> Event | None:
        """Hear what comes after so much more music; return how the wait ends, when the line leads out of it."""
        left_by = holding.hear(key, most)
        self.heard += holding.take_heard()
        self.waits = holding.waits
        return None if left_by is None else QueueEnded(QueueOutcome.LEFT, holding.ended(), left_by)

    def press_in_queue(self, keys: str) -> None:
        """Press keys while waiting; those after the one that leads out are held."""
        self._held += keys
        while self.holding is not None and self._held:
            key, self._held = self._held[0], self._held[1:]
            left = self._hear_hold(self.holding, key)
            if left is not None:
                self.go_on(left)

    # --- the end --------------------------------------------------------------------------------------------------

    def finish(self, how: str) -> None:
        """End the call, and let the line do what it does when somebody has hung up."""
        self._lose_keys()
        self.waits = Ended(how)
        begun = hang_up(self._setting.menus, self._known_state(), self._world)
        if begun is not None:
            self._taken(begun)

    def _known_state(self) -> CallState:
        assert self._state is not None
        return self._state

    def _lose_keys(self) -> None:
        if self._held:
            self.heard.append(KeysLost(self._held))
            self._held = ""


def _elsewhere(directive: JoinRoom | ConnectStream | TakePayment) -> WaitingElsewhere:
    match directive:
        case JoinRoom():
            return WaitingElsewhere("conference", directive.room)
        case ConnectStream():
            return WaitingElsewhere("stream", directive.url)
        case TakePayment():
            return WaitingElsewhere("payment", f"{directive.amount} {directive.currency.upper()}")
