"""Events as small JSON lists, and back."""

from typing import Any, TypeAlias, assert_never

from ivr.dialog.events import (
    CallArrived,
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
    TextReceived,
    ThreadLost,
)
from ivr.dialog.state import CallState
from ivr.values import Seconds

EventRecord: TypeAlias = list[Any]


def event_record(event: Event) -> EventRecord:
    """Return an event as it is stored."""
    match event:
        case CallArrived():
            return ["arrived", event.remembered]  # who called is in the state
        case TextReceived():
            return ["text", event.message_id, event.text, event.media, event.remembered]
        case DigitsPressed():
            return ["digits", event.digits]
        case SpeechHeard():
            return ["speech", event.utterance, event.confidence]
        case NoInput():
            return ["none"]
        case RecordingReady():
            return ["recording", event.url, event.recording_id, int(event.duration), event.caller_left]
        case DialEnded():
            return ["dial", event.outcome, int(event.talked), event.caller_left]
        case QueueEnded():
            return ["queue", event.outcome, int(event.waited), event.key, event.caller_left]
        case StreamEnded():
            return ["stream", event.failed, event.caller_left]
        case PayEnded():
            return ["pay", event.paid, event.receipt, event.caller_left]
        case SystemEnded():
            return ["system", event.outcome, event.value]
        case DocumentFailed():
            return ["failed"]
        case ThreadLost():
            return ["lost"]
        case _:
            assert_never(event)


def read_event(record: EventRecord, state: CallState) -> Event:
    """Return the stored event; ValueError for anything else. `state` is the one that the event made."""
    match record:
        case ["arrived", remembered]:
            return CallArrived(state.call_id, state.caller, state.line_number, remembered)
        case ["text", str(message_id), str(text), media, remembered]:
            sender, line = state.caller, state.line_number
            return TextReceived(state.call_id, message_id, sender, line, text, tuple(media), remembered)
        case ["digits", str(digits)]:
            return DigitsPressed(digits)
        case ["speech", str(utterance), confidence]:
            return SpeechHeard(utterance, confidence)
        case ["none"]:
            return NoInput()
        case ["recording", url, recording_id, duration, caller_left]:
            return RecordingReady(url, recording_id, Seconds(duration), caller_left)
        case ["dial", outcome, talked, caller_left]:
            return DialEnded(DialOutcome(outcome), Seconds(talked), caller_left)
        case ["queue", outcome, waited, str(key), caller_left]:
            return QueueEnded(QueueOutcome(outcome), Seconds(waited), key, caller_left)
        case ["stream", failed, caller_left]:
            return StreamEnded(failed, caller_left)
        case ["pay", paid, str(receipt), caller_left]:
            return PayEnded(paid, receipt, caller_left)
        case ["system", outcome, value]:
            return SystemEnded(SystemOutcome(outcome), value)
        case ["failed"]:
            return DocumentFailed()
        case ["lost"]:
            return ThreadLost()
        case _:
            raise ValueError("event")
