"""Forms as events: https://www.twilio.com/docs/voice/twiml has the names of their fields, which others took over.

No message here repeats what a form says: forms hold phone numbers and what callers keyed in.
"""

import math
import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Final

from ivr.dialog.events import (
    CallArrived,
    Caller,
    CallStatus,
    CallStatusReported,
    DialEnded,
    DialOutcome,
    DigitsPressed,
    DocumentFailed,
    Event,
    NoInput,
    RecordingReady,
    SpeechHeard,
)
from ivr.errors import BadRequestError
from ivr.menu.moments import read_moment
from ivr.menu.numbers import country_of
from ivr.ports.webhooks import Authentic
from ivr.providers.twiml.dialect import Dialect
from ivr.providers.twiml.inbound_elsewhere import find_event
from ivr.providers.twiml.reading import find_answerer, find_status, is_over, read_seconds
from ivr.values import CallId, PhoneNumber, Seconds

MOST_DIGITS: Final = 64
MOST_ADDRESS: Final = 255
MOST_ABOUT: Final = 100
MOST_UTTERANCE: Final = 1000


_NO_KEY: Final = re.compile(r"[^0-9*#A-D]")

_DIAL_OUTCOMES: Final = {
    "completed": DialOutcome.ANSWERED,
    "answered": DialOutcome.ANSWERED,
    "busy": DialOutcome.BUSY,
    "no-answer": DialOutcome.NO_ANSWER,
    "failed": DialOutcome.FAILED,
    "canceled": DialOutcome.CANCELED,
}


def read_call_event(dialect: Dialect, authentic: Authentic) -> Event:
    """Return what the caller or the network did; BadRequestError when the form does not say which call.

    A form can say several things (a recorded talk ends with both DialCallStatus and RecordingUrl), so the order of
    the questions matters: the talk that ended, the recording, keys, speech.
    """
    read_call_id(dialect, authentic)
    form = authentic.form
    if form.get("ErrorCode", "0") != "0" and form.get("ErrorUrl"):  # the number's fallback address was turned to
        return DocumentFailed()
    if form.get("DialCallStatus"):
        return _read_dial_ended(form)
    elsewhere = find_event(form)
    if elsewhere is not None:
        return elsewhere
    if form.get("RecordingUrl"):
        return _read_recording(form)
    digits = _NO_KEY.sub("", form.get("Digits", ""))[:MOST_DIGITS]
    if digits:
        return DigitsPressed(digits)
    utterance = form.get("SpeechResult", "").strip()[:MOST_UTTERANCE]
    if utterance:
        return SpeechHeard(utterance, _read_confidence(form.get("Confidence", "")))
    return NoInput()


def read_call_arrived(dialect: Dialect, authentic: Authentic) -> CallArrived:
    """Return the call that came in; BadRequestError when the form does not say which call.

    The numbers stay as spelled: `anonymous`, `client:…` and `sip:…` are addresses too, and a plus sign that was not
    escaped has become a space that is not turned back by guessing.
    """
    get = authentic.form.get
    number = get("From", "")[:MOST_ADDRESS]
    caller = Caller(
        number=PhoneNumber(number),
        country=get("FromCountry", "")[:MOST_ABOUT] if dialect.tells_places else _country(number),
        city=get("FromCity", "")[:MOST_ABOUT],
        state=get("FromState", "")[:MOST_ABOUT],
        zip=get("FromZip", "")[:MOST_ABOUT],
        name=get("CallerName", "")[:MOST_ABOUT],
    )
    return CallArrived(read_call_id(dialect, authentic), caller, PhoneNumber(get("To", "")[:MOST_ADDRESS]))


@lru_cache(maxsize=1024)
def _country(number: str) -> str:
    return country_of(number) or ""


def read_call_status(dialect: Dialect, authentic: Authentic) -> CallStatusReported | None:
    """Return where the call stands, None when the form does not say; BadRequestError when not of which call.

    CallDuration is in seconds and comes with `completed` only.
    """
    call_id, form = read_call_id(dialect, authentic), authentic.form
    said = form.get("CallStatus", "")[:MOST_ABOUT]
    if not said:
        return None
    status = find_status(form) or CallStatus.UNKNOWN
    duration = read_seconds(form.get("CallDuration", ""))
    return CallStatusReported(call_id, status, duration, said, find_answerer(form))


def read_rehearsal(authentic: Authentic) -> tuple[str | None, str | None]:
    """Return the local time, as typed, that a rehearsing telephone asks for, and the rest; None from everybody else."""
    if not authentic.rehearsal:
        return None, None
    return authentic.form.get("RingtreeAt", "").strip()[:64] or None, authentic.form.get("RingtreeRehearsal") or None


def readable_moment(at: str) -> str:
    """Return a time that a rehearsing telephone asks for, "" for none; BadRequestError when it cannot be read."""
    try:
        _ = at and read_moment(at)
    except ValueError as error:
        raise BadRequestError("A rehearsing telephone asks for a time that cannot be read.") from error
    return at


def read_call_id(dialect: Dialect, authentic: Authentic) -> CallId:
    """Return which call a form is about; BadRequestError when it does not say."""
    sid = authentic.form.get("CallSid", "")
    if not dialect.call_ids.fullmatch(sid):
        raise BadRequestError(
            "An authentic webhook has no usable CallSid, so it belongs to no call; point only voice webhooks of your "
            "numbers at this address."
        )
    return CallId(dialect.call_prefix + sid)


def _read_dial_ended(form: Mapping[str, str]) -> DialEnded:
    outcome = _DIAL_OUTCOMES.get(form["DialCallStatus"], DialOutcome.FAILED)
    caller_left = is_over(form)
    if outcome is DialOutcome.ANSWERED and form.get("DialBridged") == "false":
        outcome = DialOutcome.NO_ANSWER  # somebody picked up, and heard the whisper, but did not take the call
    if outcome is not DialOutcome.ANSWERED and caller_left:
        outcome = DialOutcome.CANCELED  # the caller did not wait for it
    elif outcome is DialOutcome.CANCELED and form.get("CallStatus") == "in-progress":
        outcome = DialOutcome.LEFT  # the caller is still there, and can only have pressed the star
    # DialCallDuration is absent for conferences and for legs that were redirected meanwhile.
    return DialEnded(outcome, read_seconds(form.get("DialCallDuration", "")) or Seconds(0), caller_left)


def _read_recording(form: Mapping[str, str]) -> RecordingReady:
    url = form["RecordingUrl"][:2000]
    return RecordingReady(
        url=url,
        # The action of <Record> is not promised a RecordingSid; the address ends in it.
        recording_id=(form.get("RecordingSid") or url.rpartition("/")[2].partition(".")[0])[:200],
        duration=read_seconds(form.get("RecordingDuration", "")) or Seconds(0),
        caller_left=form.get("Digits") == "hangup" or form.get("CallStatus") == "completed",
    )


def _read_confidence(text: str) -> float | None:
    try:
        confidence = float(text)
    except ValueError:
        return None
    return min(max(confidence, 0.0), 1.0) if math.isfinite(confidence) else None
