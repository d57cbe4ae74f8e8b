"""What is proved of a line is true on the engine: no call does what the space of all calls does not hold.

Whatever a caller, a callee or a system does, each turn of the engine is a way in that space, and no call goes on for
longer, without a choice of the caller's, than the proof says.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from random import Random

import pytest
from conversation import CALLER, LINE_NUMBER, menus_of, sample_menus
from how_much import so_many
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from proof_lines import random_line

from ivr.dialog.directives import (
    Asked,
    Collect,
    ConnectStream,
    Dial,
    Directive,
    Enqueue,
    JoinRoom,
    LeaveFor,
    Record,
    TakePayment,
)
from ivr.dialog.engine import Advanced, advance, break_off, resume
from ivr.dialog.errands import CallbackWanted
from ivr.dialog.events import (
    CallArrived,
    Caller,
    DialEnded,
    DialOutcome,
    DigitsPressed,
    DocumentFailed,
    Event,
    NoInput,
    PayEnded,
    QueueEnded,
    QueueOutcome,
    RecordingReady,
    SpeechHeard,
    StreamEnded,
    SystemEnded,
    SystemOutcome,
)
from ivr.dialog.facts import Outcome
from ivr.dialog.state import Awaited, CallState
from ivr.dialog.world import QueueView, World
from ivr.menu.model import Menus
from ivr.menu.parts import Target, ToStep
from ivr.menu.proving.explore import explore
from ivr.menu.proving.prove import Proof, prove
from ivr.menu.proving.space import BEGIN, END, Does, Happening, Kind, Space, Spot
from ivr.menu.templates.value import Value
from ivr.menu.verbs import Ask, Asking, AskKind, Go, Queue, Stream, Verb, Voicemail
from ivr.menu.verbs import Dial as DialVerb
from ivr.values import CallId, PhoneNumber, Seconds

_MOST_SYSTEMS = 20
_WHATS = {
    DialOutcome.ANSWERED: "answers",
    DialOutcome.BUSY: "busy",
    DialOutcome.NO_ANSWER: "no_answer",
    DialOutcome.FAILED: "fails",
}
_ROOM = Happening(Does.ROOM)
_MONDAY = datetime(2026, 3, 2, 15, tzinfo=UTC)
_ENTRIES = ("1", "2", "12", "7", "1234", "01011980", "4155552671", "5*50", "*", "#", "0", "9", "42", "5")
_SAID = ("yes", "no", "agent", "one", "my account", "")
_VALUES: tuple[Value, ...] = (None, 5, "up", ["x", "y"], [], [*"abcdefghijkl"], {"a": 1})


class WentRoundError(Exception):
    """The engine itself broke off a turn that would not end."""


@dataclass
class WatchedCall:
    """A call on the engine, and where it can stand in the space meanwhile. `random` decides all that is not its own."""

    menus: Menus
    space: Space
    proof: Proof
    random: Random
    number: str = LINE_NUMBER
    caller: str = CALLER
    now: datetime = _MONDAY
    unchosen: int = 0
    spots: set[int] = field(default_factory=lambda: {BEGIN})

    def __post_init__(self) -> None:
        self.step = self._turn(None, self._arrival())
        self._follow(None, set())

    @property
    def waits_for(self) -> Directive:
        return self.step.directives[-1]

    @property
    def is_over(self) -> bool:
        return self.step.state.awaited in {Awaited.NOTHING, Awaited.END}

    def take(self, event: Event) -> None:
        """Take an event, and prove that the space knows of it."""
        before = self.step.state
        self.now += timedelta(seconds=self.random.choice((1, 5, 3600)))
        self.step = self._turn(before, event)
        kinds = self._kinds(before, event)
        self.unchosen = 0 if Kind.CHOICE in kinds else self.unchosen + 1
        if self.proof.holds:
            assert self.unchosen <= self.proof.turns, f"{self.unchosen} turns at {before.here}"
        if Kind.REACHED in kinds:
            self.unchosen = 0
        self._follow(before, kinds, event)

    def _arrival(self) -> CallArrived:
        return CallArrived(CallId("CA1"), Caller(PhoneNumber(self.caller), country="US"), PhoneNumber(self.number))

    def _turn(self, state: CallState | None, event: Event) -> Advanced:
        queues = {"few": QueueView(waiting=self.random.choice((0, 9))), "rest": QueueView()}
        step = advance(self.menus, state, event, World(self.now, queues))
        asked = 0
        while isinstance(step.directives[-1], Asked):
            asked += 1
            if asked > _MOST_SYSTEMS:
                break_off(step)
                raise WentRoundError
            outcome = self.random.choice(list(SystemOutcome))
            step = resume(step, SystemEnded(outcome, self.random.choice(_VALUES)))
        if any("steps in one turn" in complaint for complaint in step.complaints):
            raise WentRoundError
        return step

    def _kinds(self, before: CallState, event: Event) -> set[Kind]:
        """Return what the turn was to the caller, by what the engine says of it: one kind, or all."""
        fact, verb = self.step.fact, self.menus.steps[before.here].verb
        if any(isinstance(errand, CallbackWanted) for errand in self.step.errands):
            return {Kind.REACHED}
        if fact.key is not None or (isinstance(event, DialEnded) and event.outcome == "left" and _leads_out(verb)):
            return {Kind.CHOICE}
        if fact.outcome in {Outcome.FULL, Outcome.UNPAID} and isinstance(verb, Asking):
            return set(Kind)  # what came after the answer is told instead of it
        if isinstance(event, DialEnded) and event.outcome == "answered":
            return {Kind.REACHED}
        if fact.outcome is Outcome.ENTERED and isinstance(verb, Ask) and verb.kind is AskKind.YES_NO:
            return {Kind.CHOICE if before.visit.entry is None else Kind.FORCED}
        return {Kind.REACHED if _has_reached(event, verb) else Kind.FORCED}

    def _follow(self, before: CallState | None, kinds: set[Kind], event: Event | None = None) -> None:
        if before is None:
            reached = set(self.spots)
        else:
            edges = [edge for spot in self.spots for edge in self.space.edges[spot]]
            what = _WHATS.get(event.outcome) if isinstance(event, DialEnded) else None
            edges = [edge for edge in edges if what is None or edge.happening in {Happening(Does.CALLEE, what), _ROOM}]
            reached = {edge.to for edge in edges if edge.turns and edge.kind in kinds}
        waiting = list(reached)
        while waiting:
            spot = waiting.pop()
            for edge in self.space.edges[spot]:
                is_on = edge.kind is Kind.FORCED or (edge.kind is Kind.CHOICE and self.space.spots[spot].chosen)
                if not edge.turns and is_on and edge.to not in reached:
                    reached.add(edge.to)
                    waiting.append(edge.to)
        if before is not None and Kind.CHOICE in kinds and self._went_back(before):
            # Where a caller chooses to go back to is not followed: it is enough that a call can stand there.
            fresh = {number for number, spot in enumerate(self.space.spots) if not spot.tries}
            reached |= fresh
        self.spots = {spot for spot in reached if self._is_at(spot)}
        where = before.here if before is not None else "the beginning"
        at = self.step.state
        assert self.spots, (
            f"{where} ({kinds}) → {at.here} {at.awaited} {at.visit}: no such way among {_shown(self.space, reached)}"
        )

    def _went_back(self, before: CallState) -> bool:
        """Whether the caller has just chosen a word that leads to where they have been."""
        verb = self.menus.steps[before.here].verb
        leave = verb.leave if isinstance(verb, Queue) else getattr(verb, "keys", ())
        targets = [key.target for key in (*leave, *self.menus.line.anywhere) if key.keys == self.step.fact.key]
        if isinstance(verb, DialVerb) and verb.leave is not None:
            targets.append(verb.leave)
        return any(self._meant(target) in {"back", "repeat", "slower"} for target in targets)

    def _meant(self, target: Target) -> Target:
        while isinstance(target, ToStep) and isinstance(alias := self.menus.steps[target].verb, Go):
            target = alias.target
        return target

    def _is_at(self, number: int) -> bool:
        state, spot = self.step.state, self.space.spots[number]
        if state.awaited in {Awaited.NOTHING, Awaited.END}:
            return number == END
        if spot.step != state.here or spot.full or spot.chosen:
            return False
        verb = self.menus.steps[state.here].verb
        if not isinstance(verb, Asking):
            return True
        tries = min(state.visit.tries, verb.manners.tries)
        return spot.asked and (spot.tries, spot.entry) == (tries, state.visit.entry is not None)

    def anything(self) -> Event:
        """Return something that may happen now."""
        choose = self.random.choice
        match self.waits_for:
            case Collect():
                keys: list[Event] = [DigitsPressed(choose(_ENTRIES)), DigitsPressed(choose("0123456789*#"))]
                keys += [NoInput(), NoInput(), SpeechHeard(choose(_SAID), choose((None, 0.1, 0.9)))]
                return choose(keys)
            case Record():
                made: list[Event] = [RecordingReady("u", "r", Seconds(seconds)) for seconds in (0, 9)]
                return choose([*made, NoInput()])
            case Dial():
                return DialEnded(choose([outcome for outcome in DialOutcome if outcome != "canceled"]), Seconds(9))
            case Enqueue():
                ended = choose([outcome for outcome in QueueOutcome if outcome != "hung_up"])
                return QueueEnded(ended, Seconds(9), choose(("", "1", "*", "late")))
            case JoinRoom():
                return DialEnded(DialOutcome.ANSWERED, Seconds(9))
            case ConnectStream():
                return StreamEnded(failed=choose((True, False)))
            case TakePayment():
                return PayEnded(choose((True, False)), "PK1")
            case LeaveFor():
                back: list[Event] = [DocumentFailed(), DocumentFailed(), self._arrival()]
                return choose(back)
            case other:
                raise AssertionError(other)


def _leads_out(verb: Verb) -> bool:
    return isinstance(verb, DialVerb) and verb.leave is not None


def _has_reached(event: Event, verb: Verb) -> bool:
    match event:
        case RecordingReady(duration=duration):
            return duration > 0 and isinstance(verb, Voicemail)
        case QueueEnded(outcome=QueueOutcome.BRIDGED) | StreamEnded(failed=False) | CallArrived():
            return True
        case NoInput():
            return isinstance(verb, Stream)
        case _:
            return False


def _shown(space: Space, spots: Iterable[int]) -> list[Spot]:
    return [space.spots[spot] for spot in spots]


def live(menus: Menus, seed: int, most: int = 60, number: str = LINE_NUMBER) -> None:
    proof, space, random = prove(menus), explore(menus), Random(seed)
    assert proof is not None
    try:
        call = WatchedCall(menus, space, proof, random, number)
        for _ in range(most):
            if call.is_over:
                break
            call.take(call.anything())
    except WentRoundError:
        assert not proof.holds


@settings(max_examples=so_many(15, 60), deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(line=st.integers(0, 10**9), seed=st.integers(0, 10**9))
def test_no_call_does_what_the_proof_does_not_know(line: int, seed: int) -> None:
    live(random_line(Random(line)), seed, number=Random(seed).choice([LINE_NUMBER, "+14155550177"]))


@pytest.mark.parametrize("seed", range(20))
def test_no_call_of_the_sample_line_goes_on_for_longer_than_proved(seed: int) -> None:
    live(sample_menus(), seed)


_OUTCOMES = """
a: {dial: "+14155550111", answered: e, busy: b, no_answer: c, failed: d, leave: {"*": f}}
b: {menu: x, keys: {1: hangup}}
c: {menu: x, keys: {1: hangup}}
d: {menu: x, keys: {1: hangup}}
e: {menu: x, keys: {1: hangup}}
f: {menu: x, keys: {1: hangup}}
"""


@pytest.mark.parametrize("outcome", [outcome for outcome in DialOutcome if outcome != "canceled"])
def test_each_end_of_a_dial_leads_where_the_engine_goes(outcome: DialOutcome) -> None:
    menus = menus_of(_OUTCOMES)
    proof = prove(menus)
    assert proof is not None
    call = WatchedCall(menus, explore(menus), proof, Random(1))
    call.take(DialEnded(outcome, Seconds(9)))
    assert not call.is_over
