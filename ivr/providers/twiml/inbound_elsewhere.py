"""What forms say of queues, machines, payments, recordings and their words."""

from collections.abc import Mapping
from typing import Final

from ivr.dialog.events import (
    Event,
    PayEnded,
    QueueEnded,
    QueueOutcome,
    RecordingReported,
    StreamEnded,
    Transcribed,
)
from ivr.providers.twiml.reading import is_over, read_seconds
from ivr.values import CallId, Seconds

_QUEUE_OUTCOMES: Final = {
    "bridged": QueueOutcome.BRIDGED,
    "bridging-in-process": QueueOutcome.BRIDGED,
    "redirected-from-bridged": QueueOutcome.BRIDGED,
    "leave": QueueOutcome.LEFT,
    "hangup": QueueOutcome.HUNG_UP,
    "queue-full": QueueOutcome.FULL,
}
_MOST_RECEIPT: Final = 200
_MOST_ID: Final = 200
_LONGEST_TRANSCRIPT: Final = 10_000


def find_event(form: Mapping[str, str]) -> Event | None:
    """Return the end of a wait, of a talk with a machine, or of a payment; None when the form is about none."""
    if form.get("QueueResult"):
        return _read_queue_ended(form)
    if form.get("Result") and not form.get("Digits"):
        return _read_pay_ended(form)
    if form.get("SessionStatus") or form.get("StreamEvent"):
        return _read_stream_ended(form)
    return None


def is_machine(form: Mapping[str, str]) -> bool:
    """Return whether a machine or a fax has picked up; `unknown` is taken for a person, who must not be hung up on."""
    return form.get("AnsweredBy", "").startswith(("machine", "fax"))


def read_wait(form: Mapping[str, str]) -> tuple[int, int]:
    """Return how many seconds somebody has waited in a queue, and at which place they are, from 1."""
    position = form.get("QueuePosition", "")
    is_position = position.isascii() and position.isdigit() and len(position) < 6
    return read_seconds(form.get("QueueTime", "")) or 0, max(1, int(position)) if is_position else 1


def read_recording(call_id: CallId, form: Mapping[str, str]) -> RecordingReported | None:
    """Return the recording that is done; None while it goes on, or for a status that is not known here."""
    recording_id = form.get("RecordingSid", "")[:_MOST_ID]
    if not recording_id or form.get("RecordingStatus") not in {"completed", "absent", "failed"}:
        return None
    is_there = form["RecordingStatus"] == "completed"
    seconds = (read_seconds(form.get("RecordingDuration", "")) or Seconds(0)) if is_there else None
    return RecordingReported(call_id, recording_id, form.get("RecordingUrl", "")[:2000], seconds)


def read_transcript(call_id: CallId, form: Mapping[str, str]) -> Transcribed | None:
    """Return the words of a recording, None for them when they could not be made out."""
    recording_id = form.get("RecordingSid", "")[:_MOST_ID]
    if not recording_id or not form.get("TranscriptionStatus"):
        return None
    text = form.get("TranscriptionText", "").strip()[:_LONGEST_TRANSCRIPT]
    return Transcribed(call_id, recording_id, text if form["TranscriptionStatus"] == "completed" and text else None)


def _read_queue_ended(form: Mapping[str, str]) -> QueueEnded:
    outcome = _QUEUE_OUTCOMES.get(form["QueueResult"], QueueOutcome.FAILED)
    # A caller who hung up while nobody had taken the call is told as `hangup`; one who did so later, by the status.
    return QueueEnded(outcome, read_seconds(form.get("QueueTime", "")) or Seconds(0), caller_left=is_over(form))


def _read_pay_ended(form: Mapping[str, str]) -> PayEnded:
    receipt = form.get("PaymentToken") or form.get("PaymentConfirmationCode") or ""
    left = form["Result"] == "caller-hung-up" or is_over(form)
    return PayEnded(form["Result"] == "success", receipt[:_MOST_RECEIPT], left)


def _read_stream_ended(form: Mapping[str, str]) -> StreamEnded:
    failed = (
        form.get("SessionStatus") == "failed"
        or form.get("StreamEvent") == "stream-error"
        or form.get("ErrorCode", "0") not in {"", "0"}
    )
    return StreamEnded(failed, is_over(form))
