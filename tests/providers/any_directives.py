"""Directives as menus, databases and callers could make them, for properties."""

from hypothesis import strategies as st

from ivr.dialog.directives import (
    AddressKind,
    AskCallee,
    AwaitSystem,
    Callee,
    Collect,
    ConnectStream,
    Dial,
    Enqueue,
    HangUp,
    JoinRoom,
    LeaveFor,
    Listening,
    Music,
    Pause,
    PlayAudio,
    PlayRecording,
    Record,
    RejectCall,
    Speak,
    TakeFromQueue,
    WaitOn,
    Whisper,
)
from ivr.menu.templates.template import Run
from ivr.menu.verbs import Priority, StreamKind
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
# With queues, conferences and machines: all that a document can wait for but payments.
waiting_anywhere = st.one_of(
    waiting,
    st.builds(Enqueue, texts, st.sampled_from(Priority), seconds, st.booleans(), st.booleans()),
    st.builds(
        WaitOn,
        st.lists(sounds, max_size=3).map(tuple),
        st.builds(Music, st.none() | texts),
        seconds,
        st.sampled_from(["", "1", "*#"]),
    ),
    st.builds(TakeFromQueue, texts, st.sampled_from(Priority), st.booleans(), st.booleans()),
    st.builds(JoinRoom, texts, st.none() | st.booleans(), st.booleans(), st.none() | texts, st.booleans()),
    st.builds(
        ConnectStream, texts, st.sampled_from(StreamKind), texts, st.none() | texts, st.dictionaries(texts, texts)
    ),
    st.builds(AwaitSystem),
)
turns = st.one_of(
    st.builds(RejectCall, st.booleans()).map(lambda reject: [reject]),
    st.builds(lambda heard, last: [*heard, last], st.lists(sounds, max_size=6), waiting | st.just(HangUp())),
)
turns_anywhere = st.builds(lambda heard, last: [*heard, last], st.lists(sounds, max_size=3), waiting_anywhere)
