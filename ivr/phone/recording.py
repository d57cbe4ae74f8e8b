"""Record: the caller leaves a message."""

from email.utils import format_datetime

from ivr.handset.heard import HeardTone, WaitingForMessage
from ivr.phone.call import Call, Recording
from ivr.phone.verbs import Record

_SHORTEST_TRANSCRIBED_S = 2
_LONGEST_TRANSCRIBED_S = 120


def begin(call: Call, record: Record) -> None:
    """Beep, and wait for the message."""
    call.lose_keys()
    if record.play_beep:
        call.hear(HeardTone("beep"))
    call.recording = Recording(record, call.new_sid("RE"))
    call.waits = WaitingForMessage(record.max_length_s, record.finish_on_key, record.timeout_s)
    _tell_status(call, call.recording, "in-progress", 0)


def end(call: Call, recording: Recording, seconds: int, digits: str, words: str) -> None:
    """The message is over: ask the action what comes next. `digits` is the key that ended it, or nothing."""
    seconds = _end_audio(call, recording, seconds)
    verb = recording.verb
    call.turn_page(verb.action, verb.method, _fields(call, recording, seconds, digits))
    _tell_followers(call, recording, seconds, words)


def end_by_hanging_up(call: Call, recording: Recording, seconds: int, words: str) -> None:
    """The caller hung up while speaking: the action is told, but nobody hears its answer."""
    seconds = _end_audio(call, recording, seconds)
    call.caller.status = "completed"
    verb = recording.verb
    call.tell(verb.action, verb.method, _fields(call, recording, seconds, "hangup"))
    _tell_followers(call, recording, seconds, words)


def stay_silent(call: Call, recording: Recording) -> None:
    """Nobody spoke: there is no recording, and the document goes on."""
    call.seconds += recording.verb.timeout_s
    call.recording = None
    _tell_status(call, recording, "absent", 0)


def dial_fields(call: Call, sid: str) -> dict[str, str]:
    """Return what a Dial's action is told of its recording."""
    return {"RecordingUrl": _url(call, sid), "RecordingSid": sid}


def status_fields(call: Call, sid: str, status: str, seconds: int, source: str) -> dict[str, str]:
    """Return the fields of a recordingStatusCallback."""
    return {
        "RecordingSid": sid,
        "RecordingUrl": _url(call, sid),
        "RecordingStatus": status,
        "RecordingDuration": str(seconds),
        "RecordingChannels": "1",
        "RecordingStartTime": format_datetime(call.clock()),
        "RecordingSource": source,
        "ErrorCode": "0",
    }


def _end_audio(call: Call, recording: Recording, seconds: int) -> int:
    kept = min(seconds, recording.verb.max_length_s)
    call.seconds += kept
    call.recording = None
    return kept


def _url(call: Call, sid: str) -> str:
    return f"https://api.twilio.com/2010-04-01/Accounts/{call.webhooks.account_sid}/Recordings/{sid}"


def _fields(call: Call, recording: Recording, seconds: int, digits: str) -> dict[str, str]:
    fields = {
        "RecordingUrl": _url(call, recording.sid),
        "RecordingSid": recording.sid,
        "RecordingDuration": str(seconds),
    }
    return {**fields, "Digits": digits} if digits else fields


def _tell_followers(call: Call, recording: Recording, seconds: int, words: str) -> None:
    _tell_status(call, recording, "completed", seconds)
    verb = recording.verb
    if not verb.transcribe or verb.transcribe_callback is None:
        return
    done = _SHORTEST_TRANSCRIBED_S <= seconds <= _LONGEST_TRANSCRIBED_S
    sid = call.new_sid("TR")
    call.tell(
        verb.transcribe_callback,
        "POST",
        {
            "TranscriptionSid": sid,
            "TranscriptionText": words if done else "",
            "TranscriptionStatus": "completed" if done else "failed",
            "TranscriptionUrl": f"{_url(call, recording.sid)}/Transcriptions/{sid}",
            "RecordingSid": recording.sid,
            "RecordingUrl": _url(call, recording.sid),
        },
    )


def _tell_status(call: Call, recording: Recording, status: str, seconds: int) -> None:
    verb = recording.verb
    if verb.status_callback is not None and status in verb.status_callback_events:
        fields = status_fields(call, recording.sid, status, seconds, "RecordVerb")
        call.tell(verb.status_callback, verb.status_callback_method, fields)
