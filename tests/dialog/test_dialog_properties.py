"""What holds for every line and every caller; each turn is also proved by `Conversation.take`."""

from random import Random

import pytest
from conversation import CALLER, LINE_NUMBER, Conversation, sample_menus
from how_much import so_many
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from random_lines import TURNS, lines

from ivr.dialog.answers import read_keys, read_words
from ivr.dialog.directives import Collect, Dial, Directive, LeaveFor, Record
from ivr.dialog.events import (
    CallArrived,
    Caller,
    DialEnded,
    DialOutcome,
    DigitsPressed,
    DocumentFailed,
    Event,
    NoInput,
    RecordingReady,
    SpeechHeard,
)
from ivr.dialog.spoken import plain, said_yes
from ivr.menu.model import Menus
from ivr.menu.parts import Prompt
from ivr.menu.verbs import Ask, AskKind, Menu
from ivr.values import CallId, PhoneNumber, Seconds


def examples(most: int) -> settings:
    """Return settings for so many examples, however long one takes on a busy machine."""
    return settings(
        max_examples=so_many(most // 3, most),
        deadline=None,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
    )


SAMPLE_PHRASES = ("lost card", "agent", "balance", "yes", "no", "1 2 3 4", "$12.50", "one two", "café", " ", "")
digits = st.text("0123456789*#", min_size=1, max_size=12) | st.text("0123456789*#ABCD", min_size=1, max_size=64)
utterances = st.sampled_from(SAMPLE_PHRASES) | st.text(max_size=40)
recordings = st.builds(
    RecordingReady,
    st.just("https://recordings.test/RE1"),
    st.just("RE1"),
    st.integers(0, 90).map(Seconds),
    st.booleans(),
)
dial_ends = st.builds(DialEnded, st.sampled_from(DialOutcome), st.integers(0, 4000).map(Seconds), st.booleans())
events: st.SearchStrategy[Event] = st.one_of(
    digits.map(DigitsPressed),
    st.sampled_from("0123456789*#").map(DigitsPressed),
    st.builds(SpeechHeard, utterances, st.none() | st.floats(0, 1)),
    st.just(NoInput()),
    recordings,
    dial_ends,
    st.just(DocumentFailed()),
    st.just(CallArrived(CallId("CA1"), Caller(PhoneNumber(CALLER)), PhoneNumber(LINE_NUMBER))),
)
passing = st.integers(0, 900)
Happening = tuple[int, Event]


def prove_patience(call: Conversation) -> None:
    """Nobody is asked more often than the step says."""
    step = call.menus.steps.get(call.state.here)
    if step is not None and isinstance(step.verb, Menu | Ask):
        assert call.state.visit.tries <= step.verb.manners.tries
        if not call.ended and step.verb.silent is None and step.verb.otherwise is None:
            assert call.state.visit.tries < step.verb.manners.tries


def play(menus: Menus, happenings: list[Happening]) -> None:
    call = Conversation(menus)
    for seconds, event in happenings:
        was_over = call.ended and not isinstance(call.waits_for, LeaveFor)
        call.later(seconds=seconds).take(event)
        prove_patience(call)
        assert call.ended or not was_over, "what is over stays over"
    call.is_closed()


@examples(100)
@given(menus=lines(), happenings=st.lists(st.tuples(passing, events), max_size=12))
def test_any_line_bears_any_events(menus: Menus, happenings: list[Happening]) -> None:
    play(menus, happenings)


@examples(100)
@given(happenings=st.lists(st.tuples(passing, events), max_size=15))
def test_the_sample_line_bears_any_events(happenings: list[Happening]) -> None:
    play(sample_menus(), happenings)


def fitting(waits_for: Directive, random: Random) -> Event:
    """Return something a caller or callee may do now; now and then something that does not fit at all."""
    key = DigitsPressed(random.choice("0123456789*#"))
    keys: list[Event] = [key, key, key, DigitsPressed("".join(random.choices("0123456789*#", k=8))), NoInput()]
    keys += [SpeechHeard(random.choice(SAMPLE_PHRASES))]
    message: list[Event] = [RecordingReady("u", "r", Seconds(random.choice([0, 9]))), NoInput()]
    dialled: list[Event] = [DialEnded(outcome, Seconds(9)) for outcome in DialOutcome if outcome != "canceled"]
    if random.random() < 0.1:
        return random.choice([*keys, *message, *dialled])
    match waits_for:
        case Collect():
            return random.choice(keys)
        case Record():
            return random.choice(message)
        case Dial():
            return random.choice(dialled)
        case _:
            return NoInput()


def turns_until_the_end(menus: Menus, seed: int, most: int) -> int:
    random = Random(seed)
    call = Conversation(menus)
    while not call.ended and call.state.turn <= most:
        call.later(seconds=random.randrange(20)).take(fitting(call.waits_for, random))
        prove_patience(call)
    return call.state.turn


@examples(80)
@given(menus=lines(), seed=st.integers(0, 10**6))
def test_every_call_ends_soon_after_its_limit(menus: Menus, seed: int) -> None:
    assert turns_until_the_end(menus, seed, TURNS + 25) <= TURNS + 25


@pytest.mark.parametrize("seed", range(10))
def test_every_call_of_the_sample_line_ends(seed: int) -> None:
    most = sample_menus().line.limits.turns + 25
    assert turns_until_the_end(sample_menus(), seed, most) <= most


@examples(50)
@given(menus=lines(), event=events)
def test_a_caller_who_does_one_thing_for_ever_is_ended_too(menus: Menus, event: Event) -> None:
    call = Conversation(menus)
    while not call.ended:
        call.take(event)
        assert call.state.turn <= TURNS + 25


NO_PROMPT = Prompt({}, {}, next(iter(sample_menus().steps.values())).place)
asks = st.builds(
    Ask,
    prompt=st.just(NO_PROMPT),
    save=st.just("it"),
    kind=st.sampled_from(AskKind),
    manners=st.just(sample_menus().line.manners),
    next=st.just(sample_menus().line.calls),
    shortest=st.integers(1, 3),
    longest=st.none() | st.integers(3, 64),
    written=st.sampled_from([None, "MMDDYYYY", "DDMMYY", "MMDD", "YYYYMMDD"]),
)
typed = st.text("0123456789*#", max_size=70) | st.text(max_size=20)


@examples(300)
@given(ask=asks, text=typed, locale=st.sampled_from(["en-US", "en-GB", "de-DE", "en"]), country=st.text(max_size=3))
def test_any_answer_is_read_or_refused_and_never_breaks(ask: Ask, text: str, locale: str, country: str) -> None:
    for value in (read_keys(ask, text, locale, country), read_words(ask, text, locale, country)):
        assert value is None or isinstance(value, str | int | float)
        assert value != ""
    assert said_yes(plain(text)) in {True, False, None}
    assert plain(plain(text)) == plain(text)
