"""Twilio's forms as events."""

from collections.abc import Mapping
from functools import partial
from urllib.parse import parse_qsl, urlencode

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

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
from ivr.ports.webhooks import Authentic
from ivr.providers.twilio.dialect import TWIML
from ivr.providers.twiml import inbound
from ivr.providers.twiml.forms import MOST_FIELDS, Field, read_content, read_fields
from ivr.providers.twiml.inbound import read_rehearsal
from ivr.values import CallId, PhoneNumber, Seconds

FORM = "application/x-www-form-urlencoded"
SID = "CA0123456789abcdef0123456789abcdef"
RECORDING = "https://api.twilio.com/2010-04-01/Accounts/AC1/Recordings/RE1"

read_call_arrived = partial(inbound.read_call_arrived, TWIML)
read_call_event = partial(inbound.read_call_event, TWIML)
read_call_status = partial(inbound.read_call_status, TWIML)


def authentic(form: Mapping[str, str], *, rehearsal: bool = False) -> Authentic:
    return Authentic({"CallSid": SID, **form}, rehearsal)


# --- bytes -------------------------------------------------------------------------------------------------------

FIELDS: list[tuple[bytes, tuple[Field, ...]]] = [
    (b"", ()),
    (b"A=1&B=2", (("A", "1"), ("B", "2"))),
    (b"A=2&A=1", (("A", "2"), ("A", "1"))),
    (b"A=&B", (("A", ""), ("B", ""))),
    (b"&&A=1&", (("A", "1"),)),
    (b"=1", (("", "1"),)),
    (b"A==1", (("A", "=1"),)),
    (b"A=1;B=2", (("A", "1;B=2"),)),
    (b"From=%2B14155550100", (("From", "+14155550100"),)),
    (b"From=+14155550100", (("From", " 14155550100"),)),
    (b"A+B=c+d%20e%2b", (("A B", "c d e+"),)),
    (b"%41=%e6%9D%B1", (("A", "東"),)),
    ("A=東".encode(), (("A", "東"),)),
    (b"A=%2500", (("A", "%00"),)),
    (b"A=%26%3D", (("A", "&="),)),
]


@pytest.mark.parametrize(("body", "expected"), FIELDS)
def test_fields(body: bytes, expected: tuple[Field, ...]) -> None:
    assert read_fields(body) == expected


REFUSED = [
    ("latin-1 escape", b"CallerName=Zo%EB", "UTF-8"),
    ("latin-1 byte", b"CallerName=Zo\xeb", "UTF-8"),
    ("half a character", b"CallerName=%E6%9D", "UTF-8"),
    ("a surrogate", b"CallerName=%ED%A0%80", "UTF-8"),
    ("an overlong NUL", b"CallerName=%C0%80", "UTF-8"),
    ("half an escape", b"CallerName=Zo%E", "percent"),
    ("no escape", b"CallerName=Zo%GG", "percent"),
    ("a percent sign at the end", b"CallerName=Zo%", "percent"),
    ("NUL", b"CallerName=Zo\0", "NUL"),
    ("NUL escaped", b"CallerName=Zo%00", "NUL"),
    ("NUL in a name", b"%00=Zo", "NUL"),
    ("too many fields", b"&".join([b"CallerName=Zo"] * (MOST_FIELDS + 1)), "300"),
    ("too many empty fields", b"Zo" + b"&" * MOST_FIELDS, "300"),
]


@pytest.mark.parametrize(("body", "named"), [case[1:] for case in REFUSED], ids=[case[0] for case in REFUSED])
def test_forms_that_are_refused(body: bytes, named: str) -> None:
    with pytest.raises(BadRequestError, match=named) as refused:
        read_fields(body)

    assert "Zo" not in str(refused.value)
    assert refused.value.__cause__ is None


def test_as_many_fields_as_allowed() -> None:
    assert len(read_fields(b"&".join([b"A=1"] * MOST_FIELDS))) == MOST_FIELDS


@settings(deadline=None)
@given(st.lists(st.tuples(st.text(max_size=20), st.text(max_size=20)), max_size=20))
def test_fields_survive_the_wire(fields: list[Field]) -> None:
    sent = [(name.replace("\0", ""), value.replace("\0", "")) for name, value in fields]

    assert read_fields(urlencode(sent).encode()) == tuple(sent)


@settings(deadline=None)
@given(st.binary(max_size=80))
def test_any_bytes_are_read_as_the_standard_library_reads_them_or_refused(body: bytes) -> None:
    try:
        fields = read_fields(body)
    except BadRequestError:
        return

    assert list(fields) == parse_qsl(body.decode(), keep_blank_values=True, errors="strict")


CONTENTS: list[tuple[str, bytes, tuple[Field, ...] | bytes]] = [
    (FORM, b"A=1", (("A", "1"),)),
    ("Application/X-WWW-Form-Urlencoded; charset=UTF-8", b"A=1", (("A", "1"),)),
    ("application/json", b"{}", b"{}"),
    ("application/json;charset=utf-8", b"%", b"%"),
    ("", b"", ()),
]


@pytest.mark.parametrize(("content_type", "body", "expected"), CONTENTS)
def test_contents(content_type: str, body: bytes, expected: tuple[Field, ...] | bytes) -> None:
    assert read_content(content_type, body) == expected


@pytest.mark.parametrize("content_type", ["", "text/plain", "multipart/form-data; boundary=x", f"x{FORM}", "é"])
def test_contents_that_are_refused(content_type: str) -> None:
    with pytest.raises(BadRequestError, match="neither as a form"):
        read_content(content_type, b"CallSid=CA1")


# --- what the caller did -----------------------------------------------------------------------------------------

EVENTS: list[tuple[str, Mapping[str, str], Event]] = [
    ("nothing", {}, NoInput()),
    ("no digit", {"Digits": ""}, NoInput()),
    ("one digit", {"Digits": "1"}, DigitsPressed("1")),
    ("leading zeros", {"Digits": "007"}, DigitsPressed("007")),
    ("all keys", {"Digits": "0123456789*#ABCD"}, DigitsPressed("0123456789*#ABCD")),
    ("other characters among keys", {"Digits": " 1-2w３٣a\n3"}, DigitsPressed("123")),
    ("no key among characters", {"Digits": "hangup"}, NoInput()),
    ("many digits", {"Digits": "12" * 50}, DigitsPressed("12" * 32)),
    ("speech", {"SpeechResult": "my balance", "Confidence": "0.93"}, SpeechHeard("my balance", 0.93)),
    ("speech without confidence", {"SpeechResult": "my balance"}, SpeechHeard("my balance")),
    ("speech, empty confidence", {"SpeechResult": "a", "Confidence": ""}, SpeechHeard("a")),
    ("speech, garbled confidence", {"SpeechResult": "a", "Confidence": "high"}, SpeechHeard("a")),
    ("speech, confidence not a number", {"SpeechResult": "a", "Confidence": "NaN"}, SpeechHeard("a")),
    ("speech, endless confidence", {"SpeechResult": "a", "Confidence": "1e999"}, SpeechHeard("a")),
    ("speech, confidence too high", {"SpeechResult": "a", "Confidence": "93"}, SpeechHeard("a", 1.0)),
    ("speech, confidence too low", {"SpeechResult": "a", "Confidence": "-1"}, SpeechHeard("a", 0.0)),
    ("blank speech", {"SpeechResult": " \n", "Confidence": "0.9"}, NoInput()),
    ("long speech", {"SpeechResult": "é" * 1001}, SpeechHeard("é" * 1000)),
    ("keys before speech", {"Digits": "1", "SpeechResult": "two"}, DigitsPressed("1")),
    ("speech beside no key", {"Digits": "", "SpeechResult": "two"}, SpeechHeard("two")),
    (
        "recording ended by a key",
        {"RecordingUrl": RECORDING, "RecordingSid": "RE2", "RecordingDuration": "8", "Digits": "#"},
        RecordingReady(RECORDING, "RE2", Seconds(8)),
    ),
    (
        "recording ended by hanging up",
        {"RecordingUrl": RECORDING, "RecordingDuration": "8", "Digits": "hangup", "CallStatus": "in-progress"},
        RecordingReady(RECORDING, "RE1", Seconds(8), caller_left=True),
    ),
    (
        "recording of a call that is over",
        {"RecordingUrl": RECORDING + ".wav", "CallStatus": "completed"},
        RecordingReady(RECORDING + ".wav", "RE1", Seconds(0), caller_left=True),
    ),
    (
        "recording, garbled duration",
        {"RecordingUrl": RECORDING, "RecordingDuration": "-8"},
        RecordingReady(RECORDING, "RE1", Seconds(0)),
    ),
    (
        "dial completed",
        {"DialCallStatus": "completed", "DialCallDuration": "65"},
        DialEnded(DialOutcome.ANSWERED, Seconds(65)),
    ),
    ("dial answered", {"DialCallStatus": "answered"}, DialEnded(DialOutcome.ANSWERED)),
    ("dial busy", {"DialCallStatus": "busy"}, DialEnded(DialOutcome.BUSY)),
    ("dial no-answer", {"DialCallStatus": "no-answer"}, DialEnded(DialOutcome.NO_ANSWER)),
    ("dial failed", {"DialCallStatus": "failed"}, DialEnded(DialOutcome.FAILED)),
    ("dial canceled", {"DialCallStatus": "canceled"}, DialEnded(DialOutcome.CANCELED)),
    (
        "dial, the caller pressed the star",
        {"DialCallStatus": "canceled", "CallStatus": "in-progress"},
        DialEnded(DialOutcome.LEFT),
    ),
    (
        "dial, the callee heard the whisper and did not accept",
        {"DialCallStatus": "completed", "DialBridged": "false", "CallStatus": "in-progress"},
        DialEnded(DialOutcome.NO_ANSWER),
    ),
    (
        "a document that could not be used",
        {"ErrorCode": "11200", "ErrorUrl": "https://other.example/voice"},
        DocumentFailed(),
    ),
    ("an error code without an address", {"ErrorCode": "11200"}, NoInput()),
    ("dial, new status", {"DialCallStatus": "teleported"}, DialEnded(DialOutcome.FAILED)),
    (
        "dial, garbled duration",
        {"DialCallStatus": "completed", "DialCallDuration": "a"},
        DialEnded(DialOutcome.ANSWERED),
    ),
    (
        "dial, endless duration",
        {"DialCallStatus": "completed", "DialCallDuration": "9" * 5000},
        DialEnded(DialOutcome.ANSWERED),
    ),
    ("dial, other digits", {"DialCallStatus": "completed", "DialCallDuration": "٣"}, DialEnded(DialOutcome.ANSWERED)),
    (
        "a recorded talk that is over",
        {"DialCallStatus": "completed", "DialCallDuration": "5", "RecordingUrl": RECORDING, "Digits": "1"},
        DialEnded(DialOutcome.ANSWERED, Seconds(5)),
    ),
]


@pytest.mark.parametrize(("form", "expected"), [case[1:] for case in EVENTS], ids=[case[0] for case in EVENTS])
def test_events(form: Mapping[str, str], expected: Event) -> None:
    assert read_call_event(authentic(form)) == expected


@pytest.mark.parametrize("sid", ["", " ", "CA 1", "CA\n", "CA\x7f", "CÄ1", "x" * 201])
def test_a_form_must_say_which_call(sid: str) -> None:
    silent = Authentic({"CallSid": sid, "Digits": "4021"}, rehearsal=False)

    for read in (read_call_event, read_call_arrived, read_call_status):
        with pytest.raises(BadRequestError, match="CallSid") as refused:
            read(silent)
        assert "4021" not in str(refused.value)


@pytest.mark.parametrize("sid", [SID, "v3:ab_-9.Z", "x" * 200])
def test_call_ids_are_opaque(sid: str) -> None:
    assert read_call_arrived(authentic({"CallSid": sid})).call_id == CallId(sid)


texts = st.text(max_size=30)
FORM_NAMES = [
    "CallSid",
    "CallStatus",
    "CallDuration",
    "Digits",
    "SpeechResult",
    "Confidence",
    "DialCallStatus",
    "DialCallDuration",
    "RecordingUrl",
    "RecordingSid",
    "RecordingDuration",
    "From",
    "To",
]


@settings(deadline=None)
@given(st.dictionaries(st.sampled_from(FORM_NAMES), texts))
def test_any_form_is_read_or_refused(form: Mapping[str, str]) -> None:
    sent = Authentic(form, rehearsal=False)
    for read in (read_call_event, read_call_arrived, read_call_status):
        try:
            found = read(sent)
        except BadRequestError:
            continue
        if isinstance(found, DigitsPressed):
            assert found.digits
            assert set(found.digits) <= set("0123456789*#ABCD")
        if isinstance(found, SpeechHeard):
            assert found.utterance
            assert found.confidence is None or 0 <= found.confidence <= 1


# --- the call ----------------------------------------------------------------------------------------------------


def test_a_call_that_arrives() -> None:
    form = {
        "From": "+14155550100",
        "To": "+18005550199",
        "FromCountry": "US",
        "FromCity": "OAKLAND",
        "FromState": "CA",
        "FromZip": "94601",
        "CallerName": "ANNA LEE",
    }

    assert read_call_arrived(authentic(form)) == CallArrived(
        CallId(SID),
        Caller(PhoneNumber("+14155550100"), "US", "OAKLAND", "CA", "94601", "ANNA LEE"),
        PhoneNumber("+18005550199"),
    )


@pytest.mark.parametrize("address", ["anonymous", "client:anna", "sip:anna@example.com", " 14155550100", ""])
def test_callers_addresses_stay_as_spelled(address: str) -> None:
    assert read_call_arrived(authentic({"From": address})).caller == Caller(PhoneNumber(address))


def test_what_is_known_of_a_caller_is_cut_to_size() -> None:
    long = dict.fromkeys(["From", "To", "FromCountry", "FromCity", "FromState", "FromZip", "CallerName"], "x" * 5000)
    arrived = read_call_arrived(authentic(long))

    assert len(arrived.caller.number.reveal()) == len(arrived.line_number.reveal()) == 255
    assert {len(text) for text in (arrived.caller.country, arrived.caller.city, arrived.caller.name)} == {100}


STATUSES = [
    ("queued", CallStatus.QUEUED),
    ("initiated", CallStatus.QUEUED),
    ("ringing", CallStatus.RINGING),
    ("in-progress", CallStatus.IN_PROGRESS),
    ("completed", CallStatus.COMPLETED),
    ("busy", CallStatus.BUSY),
    ("no-answer", CallStatus.NO_ANSWER),
    ("failed", CallStatus.FAILED),
    ("canceled", CallStatus.CANCELED),
]


@pytest.mark.parametrize(("word", "status"), STATUSES)
def test_statuses(word: str, status: CallStatus) -> None:
    assert read_call_status(authentic({"CallStatus": word})) == CallStatusReported(CallId(SID), status, said=word)


@pytest.mark.parametrize(
    ("text", "duration"),
    [("0", Seconds(0)), ("65", Seconds(65)), ("", None), ("-1", None), ("6.5", None), ("１", None)],
)
def test_durations(text: str, duration: Seconds | None) -> None:
    reported = read_call_status(authentic({"CallStatus": "completed", "CallDuration": text}))

    assert reported == CallStatusReported(CallId(SID), CallStatus.COMPLETED, duration, "completed")


@pytest.mark.parametrize("word", ["no_answer", "Completed", "teleported"])
def test_statuses_not_known_are_kept_and_end_nothing(word: str) -> None:
    reported = read_call_status(authentic({"CallStatus": word}))
    assert reported == CallStatusReported(CallId(SID), CallStatus.UNKNOWN, said=word)
    assert not CallStatus.UNKNOWN.is_final
    assert read_call_status(authentic({"CallStatus": ""})) is None


@pytest.mark.parametrize(
    ("said", "who"),
    [("human", "human"), ("machine_end_beep", "machine"), ("fax", "fax"), ("parrot", "unknown"), ("", None)],
)
def test_who_picked_up(said: str, who: str | None) -> None:
    reported = read_call_status(authentic({"CallStatus": "in-progress", "AnsweredBy": said}))
    assert reported is not None
    assert reported.answered_by == who


def test_only_a_rehearsal_sets_the_time() -> None:
    form = {"RingtreeAt": " 2026-12-24 17:05 "}

    assert read_rehearsal(authentic(form, rehearsal=True))[0] == "2026-12-24 17:05"
    assert read_rehearsal(authentic(form)) == (None, None)
    assert read_rehearsal(authentic({}, rehearsal=True)) == (None, None)
    more = {"RingtreeRehearsal": "{}"}
    assert read_rehearsal(authentic(more, rehearsal=True)) == (None, "{}")
    assert read_rehearsal(authentic(more)) == (None, None)
    assert read_rehearsal(authentic({"RingtreeAt": " "}, rehearsal=True)) == (None, None)
    assert read_rehearsal(authentic({"RingtreeAt": "9" * 99}, rehearsal=True))[0] == "9" * 64


@pytest.mark.parametrize("status", ["busy", "no-answer", "failed", "canceled"])
def test_a_caller_who_did_not_wait_for_the_callee_has_left(status: str) -> None:
    form = {"CallSid": "CA1", "DialCallStatus": status, "CallStatus": "completed"}
    left = DialEnded(DialOutcome.CANCELED, caller_left=True)
    assert read_call_event(Authentic(form, rehearsal=False)) == left
    assert read_call_event(Authentic({**form, "CallStatus": "no-answer"}, rehearsal=False)) == left
    talked = {**form, "DialCallStatus": "completed", "DialCallDuration": "9"}
    ended = DialEnded(DialOutcome.ANSWERED, Seconds(9), caller_left=True)
    assert read_call_event(Authentic(talked, rehearsal=False)) == ended
