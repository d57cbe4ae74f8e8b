"""A caller on the pure engine. Between every two turns the call is stored and loaded again, and the turn recomputed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from pathlib import Path
from typing import ClassVar
from zoneinfo import ZoneInfo

from msgspec.structs import replace

from ivr.dialog.beginning import footing_at
from ivr.dialog.directives import (
    Collect,
    Dial,
    Directive,
    HangUp,
    LeaveFor,
    Pause,
    PlayAudio,
    PlayRecording,
    Record,
    RejectCall,
    Sound,
    Speak,
)
from ivr.dialog.ending import Closed, close
from ivr.dialog.engine import Advanced, advance
from ivr.dialog.events import (
    CallArrived,
    Caller,
    CallStatus,
    CallStatusReported,
    DialEnded,
    DialOutcome,
    DigitsPressed,
    Event,
    NoInput,
    RecordingReady,
    SpeechHeard,
)
from ivr.dialog.facts import TurnFact
from ivr.dialog.record import Kept, dump_kept, dump_luggage, keep, load_kept, load_luggage
from ivr.dialog.state import Awaited, CallState
from ivr.dialog.world import World
from ivr.menu.model import Menus
from ivr.menu.parts import LINE_FILE
from ivr.menu.reading.load import load
from ivr.menu.templates.value import Value
from ivr.values import CallId, PhoneNumber, Seconds

SAMPLE_MENUS = Path(__file__).parents[2] / "menus"
CALLER, LINE_NUMBER = "+14155551234", "+14155550100"
WEDNESDAY = "2026-03-04 10:00"
_USUAL_LINE = {
    "line": "Test Line",
    "calls": "main",
    "timezone": "America/New_York",
    "patience": "{tries: 3, on_silence: I heard nothing., on_wrong: That is no choice., give_up: hangup}",
}


def line_yaml(**settings: str) -> str:
    """Return a line.yaml: the usual line, with these settings (in flow style) added or instead."""
    return "".join(f"{name}: {value}\n" for name, value in {**_USUAL_LINE, **settings}.items())


def menus_of(flows: str | Mapping[str, str], **line: str) -> Menus:
    """Return the line whose flows these are, by name; one text is the flow `main`."""
    named = {"main": flows} if isinstance(flows, str) else flows
    files = {f"{name}.yaml": text for name, text in named.items()}
    return loaded(tuple(sorted({**files, LINE_FILE: line_yaml(**line)}.items())))


@lru_cache(maxsize=1)
def sample_menus() -> Menus:
    """Return the line that comes with the project."""
    return loaded(tuple((path.name, path.read_text("utf-8")) for path in sorted(SAMPLE_MENUS.glob("*.yaml"))))


@lru_cache(maxsize=256)
def loaded(files: tuple[tuple[str, str], ...]) -> Menus:
    """Return the line in these files, which must be readable. It need not pass the check: the engine bears worse."""
    draft = load(dict(files))
    errors = [str(problem) for problem in draft.problems if problem.is_error]
    assert not errors, "\n".join(errors)
    return draft.menus


@dataclass(frozen=True)
class Heard:
    """What a caller hears in one turn: a part cannot be interrupted, the other is heard while keys count."""

    fixed: tuple[Sound, ...]
    interruptible: tuple[Sound, ...]

    def __str__(self) -> str:
        return written((*self.fixed, *self.interruptible))


def written(sounds: Sequence[Sound]) -> str:
    """Return sounds as one line of text: words, `[recording]`, `(1s)`."""
    return " ".join(_written(sound) for sound in sounds)


def _written(sound: Sound) -> str:
    match sound:
        case Speak():
            return sound.text
        case PlayAudio():
            return f"[{sound.path}]"
        case PlayRecording():
            return f"[{sound.url}]"
        case Pause():
            return f"({sound.seconds}s)"


class Conversation:
    """A call that has just arrived. `flows` as for `menus_of`, or a whole line; `at` is the wall clock of the line."""

    remembered: ClassVar[Mapping[str, Value]] = {}

    def __init__(
        self,
        flows: str | Mapping[str, str] | Menus,
        *,
        at: str = WEDNESDAY,
        caller: str = CALLER,
        country: str = "US",
        called: str = LINE_NUMBER,
        **line: str,
    ) -> None:
        self.menus = flows if isinstance(flows, Menus) else menus_of(flows, **line)
        local = datetime.fromisoformat(at).replace(tzinfo=ZoneInfo(self.menus.line.zone))
        self.now = local.astimezone(UTC)
        self.facts: list[TurnFact] = []
        self.complaints: list[str] = []
        self.kept: dict[str, Value] = {}
        self._state: CallState | None = None
        self._directives: tuple[Directive, ...] = ()
        who = Caller(PhoneNumber(caller), country=country)
        self.take(CallArrived(CallId("CA1"), who, PhoneNumber(called), self.remembered))

    # --- what the caller does ------------------------------------------------------------------------------------

    def presses(self, *digits: str) -> "Conversation":
        """Press keys, one turn for each text."""
        for keys in digits:
            self.take(DigitsPressed(keys))
        return self

    def says(self, utterance: str, confidence: float | None = 0.9) -> "Conversation":
        """Say something."""
        return self.take(SpeechHeard(utterance, confidence))

    def silence(self) -> "Conversation":
        """Let the line's patience run out, or leave a recording empty."""
        return self.take(NoInput())

    def leaves_message(self, seconds: int) -> "Conversation":
        """Speak after the tone and stay."""
        return self.take(RecordingReady("https://recordings.test/RE1", "RE1", Seconds(seconds)))

    def hangs_up_during_message(self, seconds: int) -> "Conversation":
        """Speak after the tone (0: not at all) and hang up."""
        return self.take(RecordingReady("https://recordings.test/RE1", "RE1", Seconds(seconds), caller_left=True))

    def callee(self, outcome: str, talked: int = 0, *, caller_left: bool = False) -> "Conversation":
        """End the attempt to connect, or the talk."""
        return self.take(DialEnded(DialOutcome(outcome), Seconds(talked), caller_left))

    def is_closed(self, status: str = "completed") -> Closed:
        """Let the network tell that the call is over, and return what comes of it."""
        closed = close(self.menus, self.state, CallStatusReported(CallId("CA1"), CallStatus(status)), World(self.now))
        assert closed is not None
        return closed

    def later(self, **passed: int) -> "Conversation":
        """Let time pass, as for `timedelta`."""
        self.now += timedelta(**passed)
        return self

    def take(self, event: Event) -> "Conversation":
        """Take any event as the next turn, and prove what is true of every turn."""
        before = self._state
        advanced = advance(self.menus, before, event, World(self.now))
        _prove_turn(self.menus, before, event, self.now, advanced)
        self._state = _reloaded(self.menus, keep(advanced.state, event, before), advanced)
        self.kept |= {name: each.value for name, each in advanced.kept.items()}
        self._directives = advanced.directives
        self.facts.append(advanced.fact)
        self.complaints += advanced.complaints
        return self

    def forget(self, state: CallState) -> None:
        """Go on from another state, as after an outage."""
        self._state = state

    # --- what the line does --------------------------------------------------------------------------------------

    @property
    def state(self) -> CallState:
        """The call as it stands in the store."""
        assert self._state is not None
        return self._state

    @property
    def sounds(self) -> Heard:
        """What the last turn let the caller hear."""
        fixed = tuple(each for each in self._directives if isinstance(each, Sound))
        return Heard(fixed, self.waits_for.sounds if isinstance(self.waits_for, Collect) else ())

    @property
    def heard(self) -> str:
        """The words heard since the caller last did something."""
        return str(self.sounds)

    @property
    def waits_for(self) -> Directive:
        """What the line waits for, or how it ended."""
        return self._directives[-1]

    @property
    def collects(self) -> Collect:
        """How an answer is waited for."""
        assert isinstance(self.waits_for, Collect), self.waits_for
        return self.waits_for

    @property
    def records(self) -> Record:
        """How a message is waited for."""
        assert isinstance(self.waits_for, Record), self.waits_for
        return self.waits_for

    @property
    def dials(self) -> Dial:
        """Who is being connected."""
        assert isinstance(self.waits_for, Dial), self.waits_for
        return self.waits_for

    @property
    def dialled(self) -> list[str]:
        """The addresses that are rung."""
        return [callee.address.reveal() for callee in self.dials.callees]

    @property
    def ended(self) -> bool:
        """Whether the call is over."""
        return isinstance(self.waits_for, HangUp | RejectCall | LeaveFor)

    @property
    def here(self) -> str:
        """The step where the call stands."""
        return str(self.state.here)

    @property
    def saved(self) -> Mapping[str, Value]:
        """What has been saved."""
        return self.state.saved

    @property
    def outcome(self) -> str:
        """What the last event came to."""
        return self.facts[-1].outcome.value

    @property
    def path(self) -> list[str]:
        """The steps gone through in the last turn."""
        return [str(step) for step in self.facts[-1].path]


def known_caller(remembered: Mapping[str, Value], flows: str, **line: str) -> Conversation:
    """Return a call from a number for which these names are kept."""

    class Known(Conversation):
        pass

    Known.remembered = remembered
    return Known(flows, **line)


def ask(settings: str, tail: str = "", **line: str) -> Conversation:
    """Return a call at an ask with these settings, which saves `it` and then says goodbye; `tail` are more steps."""
    return Conversation(f"q: {{ask: Well?, save: it, next: bye, {settings}}}\nbye: {{hangup: Bye.}}{tail}", **line)


def _prove_turn(menus: Menus, before: CallState | None, event: Event, now: datetime, advanced: Advanced) -> None:
    *sounds, last = advanced.directives
    assert not isinstance(last, Sound), "a turn ends in waiting or ending"
    assert all(isinstance(each, Sound) for each in sounds), "only the last directive waits or ends"
    assert advanced.state.turn == (before.turn if before is not None else 0) + 1
    assert not advanced.state.saved.keys() & advanced.state.secrets.keys()
    assert advanced.fact.turn == advanced.state.turn
    assert advance(menus, before, event, World(now)) == advanced, "the same arguments give the same turn"
    assert len(advanced.state.trail) <= 12
    assert len(advanced.state.returns) <= 12
    assert len(advanced.state.said) <= 12
    if advanced.state.awaited not in {Awaited.NOTHING, Awaited.END}:
        _prove_travel(menus, advanced.state)


def _prove_travel(menus: Menus, state: CallState) -> None:
    """Prove that a state which only the next address carries is the same, but for sensitive answers."""
    arrived = CallArrived(state.call_id, state.caller, state.line_number)
    came = load_luggage(dump_luggage(state), footing_at(menus, arrived, state.here, state.language, state.turn))
    assert set(came.lost) == {*state.lost, *state.secrets}
    assert (
        replace(came, at=state.at, menus=state.menus, secrets=state.secrets, lost=state.lost, ended=state.ended)
        == state
    )


def _reloaded(menus: Menus, kept: Kept, advanced: Advanced) -> CallState:
    """Return the state as it comes back from the store, where the last turn can be computed again."""
    stored = dump_kept(kept)
    loaded = load_kept(stored)
    assert loaded == kept
    assert dump_kept(loaded) == stored
    assert (loaded.before(), loaded.event()) == (kept.before(), kept.event())
    again = advance(menus, loaded.before(), loaded.event(), World(datetime.fromtimestamp(loaded.state.at, UTC)))
    assert again.directives == advanced.directives
    assert again.state == advanced.state
    return loaded.state
