"""Directives as menus, databases and callers could make them, for properties."""

from hypothesis import strategies as st

from ivr.dialog.directives import (
    AddressKind,
    AskCallee,
    Callee,
    Collect,
    Dial,
    HangUp,
    LeaveFor,
    Listening,
    Pause,
    PlayAudio,
    PlayRecording,
    Record,
    RejectCall,
    Speak,
    Whisper,
)
from ivr.menu.templates.template import Run
from ivr.values import PhoneNumber, Seconds

# Whatever a menu, a database or a caller could have put there.
texts = st.text(st.characters(), max_size=60)
long_texts = st.builds(lambda text, times: text * times, texts, st.sampled_from([1, 1, 1, 70, 700]))
seconds = st.integers(0, 200_000).map(Seconds)
runs = st.lists(st.builds(Run, texts | st.just("A, 4, b"), st.booleans(), st.booleans()), max_size=6).map(tuple)
sounds = st.one_of(
    st.builds(
        lambda runs, slow: Speak("".join(run.text for run in runs), "en-US", "Polly.Joanna", slow, runs),
        runs,
        st.booleans(),
    ),
    st.builds(Speak, long_texts, texts, st.none() | texts),
    st.builds(Speak, long_texts, st.just("en-US"), st.sampled_from([None, "man", "Polly.Joanna"]), st.booleans()),
    st.builds(PlayAudio, texts),
    st.builds(PlayRecording, texts),
    st.builds(Pause, seconds),
)
numbers = texts.map(PhoneNumber)
waiting = st.one_of(
    st.builds(
        Collect,
        st.lists(sounds, max_size=6).map(tuple),
        seconds,
        st.none() | st.integers(0, 50),
        texts,
        st.none() | st.builds(Listening, texts, st.lists(texts, max_size=30).map(tuple)),
    ),
    st.builds(Record, seconds, seconds, texts, st.booleans()),
    st.builds(
        Dial,
        st.lists(st.builds(Callee, st.sampled_from(AddressKind), numbers, st.none() | texts), max_size=12).map(tuple),
        seconds,
        st.none() | numbers,
        st.none() | seconds,
        st.booleans(),
        st.booleans(),
        st.none() | st.builds(Whisper, st.just(()), st.none() | texts, seconds),
        st.booleans(),
    ),
    st.builds(AskCallee, st.lists(sounds, max_size=2).map(tuple), seconds),
    st.builds(LeaveFor, texts),
)
turns = st.one_of(
    st.builds(RejectCall, st.booleans()).map(lambda reject: [reject]),
    st.builds(lambda heard, last: [*heard, last], st.lists(sounds, max_size=6), waiting | st.just(HangUp())),
)
