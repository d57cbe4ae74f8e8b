"""The telephone does what Twilio's manual says Twilio does, verb by verb."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from canned_line import ACCOUNT, BASE, FROM, TO, TOKEN, Answer, CannedLine
from hypothesis import given
from hypothesis import strategies as st

from ivr.handset.handset import STAYS_SILENT, NotWaitingError
from ivr.handset.heard import (
    Ended,
    HeardAudio,
    HeardMusic,
    HeardPause,
    HeardRinging,
    HeardTone,
    HeardWords,
    KeysLost,
    Report,
    WaitingElsewhere,
    WaitingForCallee,
    WaitingForInput,
    WaitingForMessage,
    WaitingInQueue,
)
from ivr.phone.line import WsgiTransport
from ivr.phone.problems import BadDocumentError, EndlessCallError
from ivr.phone.telephone import Telephone

STATUS = "/status/call"
NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)


def line(voice: Answer, **more: Answer) -> CannedLine:
    return CannedLine({"/voice": voice} | {f"/{path.replace('__', '/')}": answer for path, answer in more.items()})


def phone_to(app: CannedLine, **more: object) -> Telephone:
    phone = Telephone(WsgiTransport(app), BASE, ACCOUNT, TOKEN, FROM, TO, clock=lambda: NOON)
    for name, value in more.items():
        setattr(phone, name, value)
    return phone


# --- every request -----------------------------------------------------------------------------------------------


def test_every_request_carries_the_standard_parameters_and_is_signed() -> None:
    app = line("<Gather action='/next?turn=1&amp;k=a%2Fb'/>", next="<Say>Bye</Say>")
    phone = phone_to(app, extra_form={"RingtreeAt": "2026-12-24 17:05"})
    phone.ring()
    phone.press("1")
    first, second, status = app.seen
    assert first.form["CallSid"] == second.form["CallSid"] == status.form["CallSid"]
    assert len(first.form["CallSid"]) == 34
    for seen in app.seen:
        assert seen.form["AccountSid"] == ACCOUNT
        assert (seen.form["From"], seen.form["Caller"], seen.form["To"], seen.form["Called"]) == (FROM, FROM, TO, TO)
        assert (seen.form["Direction"], seen.form["ApiVersion"]) == ("inbound", "2010-04-01")
        assert (seen.form["FromCity"], seen.form["FromCountry"]) == ("SAN FRANCISCO", "US")
        assert seen.form["RingtreeAt"] == "2026-12-24 17:05"
        assert seen.environ["HTTP_I_TWILIO_IDEMPOTENCY_TOKEN"]
    assert [seen.form["CallStatus"] for seen in app.seen] == ["ringing", "in-progress", "completed"]
    assert second.target == "/next?turn=1&k=a%2Fb"


def test_the_status_callback_ends_every_call() -> None:
    app = line("<Pause length='3'/><Say>one two three four five</Say>")
    report = phone_to(app).ring()
    assert report.waits == Ended("end of document")
    (form,) = app.forms(STATUS)
    assert (form["CallStatus"], form["CallDuration"], form["SequenceNumber"]) == ("completed", "5", "0")
    assert (form["CallbackSource"], form["Timestamp"]) == ("call-progress-events", "Mon, 23 Nov 2026 12:00:00 +0000")


def test_no_status_callback_when_none_is_wanted() -> None:
    app = line("<Hangup/>")
    assert phone_to(app, status_path=None).ring().waits == Ended("hangup")
    assert app.paths == ["/voice"]


def test_a_badly_answered_callback_is_a_warning() -> None:
    report = phone_to(line("<Hangup/>", status__call=(500, "text/html", "oops"))).ring()
    assert report.waits == Ended("hangup")
    assert report.warnings == ("/status/call answered 500 to a callback (Twilio 15003)",)


def test_get_puts_the_parameters_into_the_signed_query() -> None:
    app = line("<Redirect method='GET'>/next?turn=1#rc=2</Redirect>", next="<Hangup/>")
    phone_to(app).ring()
    seen = app.seen[1]
    assert (seen.method, seen.path, seen.form["turn"], seen.form["CallStatus"]) == ("GET", "/next", "1", "ringing")


@pytest.mark.parametrize(
    ("document_url", "reference", "asked"),
    [
        ("/a/b?turn=1", "c", "/a/c"),
        ("/a/b?turn=1", "?turn=2", "/a/b?turn=2"),
        ("/a/b?turn=1", "../c/./d", "/c/d"),
        ("/a/b?turn=1", "//line.example/e", "/e"),
        ("/a/b?turn=1", "https://line.example/f?x=%7E", "/f?x=%7E"),
    ],
)
def test_relative_urls_are_resolved_against_the_present_document(document_url: str, reference: str, asked: str) -> None:
    app = CannedLine(
        {
            "/voice": f"<Redirect>{document_url}</Redirect>",
            document_url: f"<Redirect>{reference}</Redirect>",
            asked: "<Hangup/>",
        }
    )
    phone_to(app).ring()
    assert [seen.target for seen in app.seen] == ["/voice", document_url, asked, STATUS]


# --- what is heard -----------------------------------------------------------------------------------------------


def test_everything_is_heard_in_order() -> None:
    report = phone_to(
        line(
            "<Say voice='Polly.Joanna' language='en-US'>Hello</Say><Pause length='2'/><Play>audio/a.wav</Play>"
            "<Play digits='1w'/><Say loop='2'>Again</Say><Hangup/>"
        )
    ).ring()
    again = HeardWords("Again", "man", "en-US")
    assert report.heard == (
        HeardWords("Hello", "Polly.Joanna", "en-US"),
        HeardPause(2),
        HeardAudio(f"{BASE}/audio/a.wav"),
        HeardTone("1w"),
        again,
        again,
    )
    assert report.words == "Hello Again Again"


def test_a_report_holds_only_what_is_new() -> None:
    phone = phone_to(line("<Gather action='/next'><Say>One</Say></Gather>", next="<Say>Two</Say>"))
    assert phone.ring().words == "One"
    report = phone.press("1")
    assert report.words == "Two"
    assert report.url == f"{BASE}/next"
    assert "<Say>Two</Say>" in report.document


# --- Gather: keys ------------------------------------------------------------------------------------------------


def gather(attributes: str, after: str = "<Say>Nothing</Say>") -> CannedLine:
    return line(f"<Gather action='/next' {attributes}><Say>Key?</Say></Gather>{after}", next="<Say>Got it</Say>")


@pytest.mark.parametrize(
    ("attributes", "keys", "digits", "finished"),
    [
        ("", "123#", "123", "#"),
        ("", "123", "123", ""),
        ("numDigits='1'", "1", "1", ""),
        ("numDigits='3'", "12#", "12", "#"),
        ("numDigits='3'", "12", "12", ""),
        ("numDigits='3'", "123#", "123", ""),
        ("finishOnKey='*'", "1#2*", "1#2", "*"),
        ("finishOnKey=''", "12#*", "12#*", ""),
        ("finishOnKey='' numDigits='1'", "#", "#", ""),
        ("finishOnKey='5'", "0045", "004", "5"),
        ("input='dtmf speech'", "007#", "007", "#"),
        ("", "9A#", "9A", "#"),
    ],
)
def test_keys_reach_the_action(attributes: str, keys: str, digits: str, finished: str) -> None:
    app = gather(attributes)
    phone = phone_to(app)
    phone.ring()
    assert "Got it" in phone.press(keys).words
    (form,) = app.forms("/next")
    assert (form["Digits"], form["FinishedOnKey"]) == (digits, finished)
    assert "SpeechResult" not in form


@pytest.mark.parametrize("keys", ["#", "#12"])
def test_the_finish_key_pressed_first_is_no_input(keys: str) -> None:
    app = gather("")
    phone = phone_to(app)
    phone.ring()
    assert phone.press(keys).words == "Nothing"
    assert app.forms("/next") == []


def test_silence_goes_on_with_the_document() -> None:
    app = gather("")
    phone = phone_to(app)
    phone.ring()
    assert phone.stay_silent().words == "Nothing"
    assert app.forms("/next") == []


@pytest.mark.parametrize(("act", "finished"), [("", ""), ("#", "#")])
def test_action_on_empty_result_tells_of_silence(act: str, finished: str) -> None:
    app = gather("actionOnEmptyResult='true'")
    phone = phone_to(app)
    phone.ring()
    report = phone.press(act) if act else phone.stay_silent()
    assert report.words == "Got it"
    (form,) = app.forms("/next")
    assert (form["Digits"], form["FinishedOnKey"]) == ("", finished)


def test_without_an_action_the_present_document_is_asked() -> None:
    app = CannedLine(
        {"/voice": "<Redirect>/menu?turn=1</Redirect>", "/menu": "<Gather numDigits='1'/>"},
    )
    phone = phone_to(app)
    phone.ring()
    phone.press("4")
    assert [seen.target for seen in app.seen] == ["/voice", "/menu?turn=1", "/menu?turn=1"]
    assert app.seen[2].form["Digits"] == "4"


def test_what_a_gather_waits_for_is_told() -> None:
    report = phone_to(gather("numDigits='4' finishOnKey='*' timeout='9' input='dtmf speech' hints='a, b'")).ring()
    assert report.waits == WaitingForInput(4, "*", 9, dtmf=True, speech=True, hints=("a", "b"), language="en-US")


KEYS = st.text(alphabet="0123456789*#ABCD", min_size=1, max_size=12)
FINISH = st.sampled_from([*"0123456789*#", ""])
LIMIT = st.one_of(st.none(), st.integers(1, 8))


@given(keys=KEYS, finish=FINISH, limit=LIMIT)
def test_any_keys_are_gathered_as_the_manual_says(keys: str, finish: str, limit: int | None) -> None:
    taken = keys if limit is None else keys[:limit]
    until = taken.find(finish) if finish else -1
    wanted = taken if until < 0 else taken[:until]
    app = gather(f"finishOnKey='{finish}'" + ("" if limit is None else f" numDigits='{limit}'"))
    phone = phone_to(app)
    phone.ring()
    phone.press(keys)
    assert [form["Digits"] for form in app.forms("/next")] == ([wanted] if wanted else [])


@given(keys=st.text(alphabet="0123456789", min_size=1, max_size=30), limit=st.integers(1, 5))
def test_keys_pressed_ahead_reach_one_gather_after_the_other(keys: str, limit: int) -> None:
    app = line("<Gather numDigits='" + str(limit) + "'><Say>Next</Say></Gather>")
    phone = phone_to(app)
    phone.ring()
    phone.press(keys)
    gathered = [form["Digits"] for form in app.forms("/voice") if "Digits" in form]
    assert gathered == [keys[start : start + limit] for start in range(0, len(keys), limit)]


def test_keys_pressed_ahead_cut_the_next_prompt_short() -> None:
    app = gather("numDigits='1'")
    app.answers["/next"] = "<Gather numDigits='2' action='/last'><Say>Two more?</Say></Gather>"
    app.answers["/last"] = "<Say>Done</Say>"
    phone = phone_to(app)
    phone.ring()
    assert phone.press("123").words == "Done"
    assert app.forms("/last")[0]["Digits"] == "23"


def test_a_finish_key_left_over_is_no_input_for_the_next_gather() -> None:
    app = gather("numDigits='1'")
    app.answers["/next"] = "<Gather action='/last'/><Say>No input</Say>"
    phone = phone_to(app)
    phone.ring()
    assert phone.press("1#").words == "No input"
    assert app.forms("/last") == []


@pytest.mark.parametrize("deaf", ["<Say>Wait</Say>", "<Play>a.wav</Play>", "<Pause/>", "<Gather input='speech'/>"])
def test_keys_pressed_ahead_are_lost_where_nothing_listens(deaf: str) -> None:
    app = gather("numDigits='1'")
    app.answers["/next"] = f"{deaf}<Gather action='/last'/>"
    phone = phone_to(app)
    phone.ring()
    report = phone.press("12")
    assert KeysLost("2") in report.heard
    assert isinstance(report.waits, WaitingForInput)
    assert app.forms("/last") == []


def test_keys_are_lost_on_a_gather_for_words() -> None:
    app = gather("input='speech'")
    phone = phone_to(app)
    phone.ring()
    report = phone.press("1")
    assert report.heard[0] == KeysLost("1")
    assert report.words == "Nothing"


@pytest.mark.parametrize("keys", ["", "x", "1 2", "１"])
def test_only_keys_of_a_keypad_can_be_pressed(keys: str) -> None:
    phone = phone_to(gather(""))
    phone.ring()
    with pytest.raises(NotWaitingError, match="keypad"):
        phone.press(keys)
    assert phone.press("1#").words == "Got it"


# --- Gather: words -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("listens", ["speech", "dtmf speech"])
def test_words_reach_the_action_with_confidence(listens: str) -> None:
    app = gather(f"input='{listens}'")
    phone = phone_to(app)
    phone.ring()
    phone.say("my balance", confidence=0.75)
    (form,) = app.forms("/next")
    assert (form["SpeechResult"], form["Confidence"]) == ("my balance", "0.75")
    assert "Digits" not in form


def test_words_are_silence_where_only_keys_count() -> None:
    app = gather("")
    phone = phone_to(app)
    phone.ring()
    assert phone.say("my balance").words == "Nothing"
    assert app.forms("/next") == []


def test_silence_where_only_words_count() -> None:
    app = gather("input='speech' actionOnEmptyResult='true'")
    phone = phone_to(app)
    phone.ring()
    phone.stay_silent()
    (form,) = app.forms("/next")
    assert form["SpeechResult"] == ""
    assert "Digits" not in form


# --- Record ------------------------------------------------------------------------------------------------------


def voicemail(attributes: str = "", after: str = "<Say>Nothing recorded</Say>") -> CannedLine:
    return line(
        f"<Say>Leave a message</Say><Record action='/done' {attributes}/>{after}", done="<Say>Thanks</Say><Hangup/>"
    )


def test_record_beeps_and_waits() -> None:
    report = phone_to(voicemail("maxLength='60' finishOnKey='#' timeout='4'")).ring()
    assert report.heard[-1] == HeardTone("beep")
    assert report.waits == WaitingForMessage(60, "#", 4)
    assert HeardTone("beep") not in phone_to(voicemail("playBeep='false'")).ring().heard


def test_a_key_ends_a_message() -> None:
    app = voicemail()
    phone = phone_to(app)
    phone.ring()
    assert phone.leave_message(8, "#").words == "Thanks"
    (form,) = app.forms("/done")
    assert (form["RecordingDuration"], form["Digits"], form["CallStatus"]) == ("8", "#", "in-progress")
    assert form["RecordingUrl"].endswith(form["RecordingSid"])
    assert form["RecordingSid"].startswith("RE")


def test_silence_ends_a_message() -> None:
    app = voicemail()
    phone = phone_to(app)
    phone.ring()
    assert phone.leave_message(8, STAYS_SILENT).words == "Thanks"
    assert "Digits" not in app.forms("/done")[0]


def test_hanging_up_ends_a_message_and_nobody_hears_the_answer() -> None:
    app = voicemail()
    phone = phone_to(app)
    phone.ring()
    report = phone.leave_message(8)
    assert (report.waits, report.words) == (Ended("caller hung up"), "")
    (form,) = app.forms("/done")
    assert (form["Digits"], form["CallStatus"]) == ("hangup", "completed")
    assert app.paths == ["/voice", "/done", STATUS]


def test_the_greatest_length_cuts_a_message_off() -> None:
    app = voicemail("maxLength='5'")
    phone = phone_to(app)
    phone.ring()
    assert phone.leave_message(8).words == "Thanks"
    (form,) = app.forms("/done")
    assert form["RecordingDuration"] == "5"
    assert "Digits" not in form


@pytest.mark.parametrize("seconds", [None, 0])
def test_silence_alone_is_no_message(seconds: int | None) -> None:
    app = voicemail()
    phone = phone_to(app)
    phone.ring()
    report = phone.stay_silent() if seconds is None else phone.leave_message(seconds, STAYS_SILENT)
    assert report.words == "Nothing recorded"
    assert app.forms("/done") == []


def test_a_key_that_does_not_finish_is_refused() -> None:
    phone = phone_to(voicemail("finishOnKey='#'"))
    phone.ring()
    with pytest.raises(NotWaitingError, match="# does"):
        phone.leave_message(3, "1")
    with pytest.raises(NotWaitingError, match="the line is recording"):
        phone.press("1")
    assert phone.press("#").words == "Thanks"


def test_the_followers_of_a_recording_are_told() -> None:
    app = voicemail(
        "recordingStatusCallback='/rec' recordingStatusCallbackEvent='in-progress completed absent'"
        " transcribe='true' transcribeCallback='/words'"
    )
    phone = phone_to(app)
    phone.ring()
    phone.leave_message(8, "#", words="Please call back")
    started, completed = app.forms("/rec")
    assert (started["RecordingStatus"], completed["RecordingStatus"]) == ("in-progress", "completed")
    assert (completed["RecordingDuration"], completed["RecordingSource"]) == ("8", "RecordVerb")
    (words,) = app.forms("/words")
    assert (words["TranscriptionStatus"], words["TranscriptionText"]) == ("completed", "Please call back")
    assert words["RecordingSid"] == completed["RecordingSid"]


def test_a_short_message_cannot_be_transcribed_and_an_empty_one_is_absent() -> None:
    attributes = "recordingStatusCallback='/rec' recordingStatusCallbackEvent='absent' transcribeCallback='/words'"
    app = voicemail(attributes)
    phone = phone_to(app)
    phone.ring()
    phone.leave_message(1, "#")
    assert app.forms("/words")[0]["TranscriptionStatus"] == "failed"
    app = voicemail(attributes)
    phone = phone_to(app)
    phone.ring()
    phone.hang_up()
    assert app.forms("/rec")[0]["RecordingStatus"] == "absent"
    assert app.forms("/done") == app.forms("/words") == []


def test_record_without_an_action_asks_its_own_document_again() -> None:
    app = line("<Record/>")
    phone = phone_to(app)
    phone.ring()
    assert isinstance(phone.leave_message(3, "#").waits, WaitingForMessage)
    assert app.paths == ["/voice", "/voice"]


# --- Dial --------------------------------------------------------------------------------------------------------


def dialler(inner: str = "+14155550111", attributes: str = "", **more: Answer) -> CannedLine:
    app = line(f"<Dial action='/after' {attributes}>{inner}</Dial>", after="<Say>Back</Say>")
    app.answers |= {f"/{path}": answer for path, answer in more.items()}
    return app


def test_dial_rings_and_waits_for_the_callee() -> None:
    report = phone_to(dialler(attributes="timeout='20' callerId='+14155550100'")).ring()
    assert report.heard == (HeardRinging(("+14155550111",), "+14155550100"),)
    assert report.waits == WaitingForCallee(("+14155550111",), 20, "+14155550100")


@pytest.mark.parametrize(
    ("outcome", "status"),
    [
        ("answers", "completed"),
        ("accepts", "completed"),
        ("busy", "busy"),
        ("no_answer", "no-answer"),
        ("fails", "failed"),
    ],
)
def test_the_outcome_reaches_the_action(outcome: str, status: str) -> None:
    app = dialler()
    phone = phone_to(app)
    phone.ring()
    assert phone.callee(outcome).words == "Back"  # type: ignore[arg-type]
    (form,) = app.forms("/after")
    assert form["DialCallStatus"] == status
    assert form["DialCallSid"].startswith("CA")
    assert form["DialCallSid"] != form["CallSid"]
    assert ("DialCallDuration" in form) == (status == "completed")


def test_without_an_action_the_document_goes_on() -> None:
    app = line("<Dial>+14155550111</Dial><Say>Goodbye</Say>")
    phone = phone_to(app)
    phone.ring()
    assert phone.callee("busy").words == "Goodbye"


def test_answer_on_bridge_leaves_the_call_ringing() -> None:
    app = dialler(attributes="answerOnBridge='true'")
    phone = phone_to(app)
    phone.ring()
    phone.callee("no_answer")
    assert app.forms("/after")[0]["CallStatus"] == "ringing"
    app = dialler()
    phone = phone_to(app)
    phone.ring()
    phone.callee("no_answer")
    assert app.forms("/after")[0]["CallStatus"] == "in-progress"


def test_numbers_in_sequence_ring_one_after_the_other() -> None:
    app = dialler("<Number>+14155550111</Number><Number>+14155550112</Number>", "sequential='true'")
    phone = phone_to(app)
    assert phone.ring().waits == WaitingForCallee(("+14155550111",), 30, FROM)
    assert phone.callee("busy").waits == WaitingForCallee(("+14155550112",), 30, FROM)
    phone.callee("no_answer")
    assert [form["DialCallStatus"] for form in app.forms("/after")] == ["no-answer"]


def test_numbers_at_once_ring_together() -> None:
    app = dialler("<Number>+14155550111</Number><Sip>sip:desk@acme.example</Sip>")
    report = phone_to(app).ring()
    assert isinstance(report.waits, WaitingForCallee)
    assert report.waits.numbers == ("+14155550111", "sip:desk@acme.example")


def whispering(whisper: str, **more: Answer) -> CannedLine:
    return dialler("<Number url='/whisper?call=1'>+14155550111</Number>", "", whisper=whisper, **more)


def test_a_whisper_is_heard_by_the_callee_alone_on_a_leg_of_its_own() -> None:
    app = whispering("<Say>A call for you</Say>")
    phone = phone_to(app)
    call_sid = phone.ring() and app.seen[0].form["CallSid"]
    report = phone.callee("answers")
    assert HeardWords("A call for you", "man", "en-US", "callee") in report.heard
    assert report.words == "Back"
    (form,) = app.forms("/whisper")
    assert form["ParentCallSid"] == call_sid
    assert form["CallSid"] == app.forms("/after")[0]["DialCallSid"] != call_sid
    assert (form["To"], form["From"], form["Direction"]) == ("+14155550111", FROM, "outbound-dial")


ACCEPT = "<Gather numDigits='1' action='/accept'><Say>Press 1</Say></Gather><Hangup/>"


def test_a_callee_who_accepts_is_connected() -> None:
    app = whispering(ACCEPT, accept="")
    phone = phone_to(app)
    phone.ring()
    report = phone.callee("accepts")
    assert report.words == "Back"
    assert app.forms("/accept")[0]["Digits"] == "1"
    assert app.forms("/accept")[0]["ParentCallSid"]
    assert app.forms("/after")[0]["DialCallStatus"] == "completed"


def test_a_callee_may_answer_first_and_decide_then() -> None:
    app = whispering(ACCEPT, accept="")
    phone = phone_to(app)
    phone.ring()
    waits = phone.callee("answers").waits
    assert isinstance(waits, WaitingForCallee)
    assert waits.asked == WaitingForInput(1, "#", 5, dtmf=True, speech=False, hints=(), language="en-US")
    with pytest.raises(NotWaitingError, match="asked for a key"):
        phone.callee("busy")
    with pytest.raises(NotWaitingError, match="the callee is being asked"):
        phone.press("1")
    phone.callee("accepts", key="5")
    assert app.forms("/accept")[0]["Digits"] == "5"
    assert app.forms("/after")[0]["DialCallStatus"] == "completed"


@pytest.mark.parametrize("accept", ["<Hangup/>", "<Say>Sorry</Say><Hangup/>"])
def test_a_hangup_on_the_callees_leg_is_no_answer(accept: str) -> None:
    app = whispering(ACCEPT, accept=accept)
    phone = phone_to(app)
    phone.ring()
    phone.callee("accepts", key="9")
    assert app.forms("/after")[0]["DialCallStatus"] == "no-answer"


def test_a_callee_who_presses_nothing_is_no_answer_and_the_next_one_rings() -> None:
    app = dialler(
        "<Number url='/whisper'>+14155550111</Number><Number>+14155550112</Number>",
        "sequential='true'",
        whisper=ACCEPT,
    )
    phone = phone_to(app)
    phone.ring()
    phone.callee("answers")
    assert phone.callee("no_answer").waits == WaitingForCallee(("+14155550112",), 30, FROM)
    assert app.forms("/accept") == []


def test_the_caller_who_waits_for_a_whisper_keeps_ringing() -> None:
    app = dialler("<Number url='/whisper'>+14155550111</Number>", "answerOnBridge='true'", whisper=ACCEPT, accept="")
    phone = phone_to(app)
    phone.ring()
    phone.callee("answers")
    phone.callee("no_answer")
    assert app.forms("/after")[0]["CallStatus"] == "ringing"


def test_a_broken_whisper_drops_the_callee_not_the_caller() -> None:
    app = whispering("")
    app.answers["/whisper"] = (500, "text/html", "oops")
    phone = phone_to(app)
    phone.ring()
    report = phone.callee("answers")
    assert report.words == "Back"
    assert "dropped" in report.warnings[0]
    assert app.forms("/after")[0]["DialCallStatus"] == "no-answer"


def test_a_whisper_must_not_dial() -> None:
    phone = phone_to(whispering("<Dial>+14155550112</Dial>"))
    phone.ring()
    with pytest.raises(BadDocumentError, match="played to the callee"):
        phone.callee("answers")


def test_the_progress_of_a_leg_is_told() -> None:
    app = dialler(
        "<Number statusCallback='/leg' statusCallbackEvent='initiated ringing answered completed'>+14155550111</Number>"
    )
    phone = phone_to(app)
    phone.ring()
    phone.callee("answers")
    forms = app.forms("/leg")
    assert [form["CallStatus"] for form in forms] == ["initiated", "ringing", "in-progress", "completed"]
    assert [form["SequenceNumber"] for form in forms] == ["0", "1", "2", "3"]
    assert forms[3]["CallDuration"] == "30"


def test_the_caller_who_hangs_up_on_a_whisper_ends_the_callees_leg() -> None:
    app = dialler("<Number url='/deep/whisper' statusCallback='leg'>+14155550111</Number>")
    app.answers["/deep/whisper"] = ACCEPT
    phone = phone_to(app)
    phone.ring()
    phone.callee("answers")
    assert phone.hang_up().waits == Ended("caller hung up")
    assert app.paths == ["/voice", "/deep/whisper", "/leg", "/after", STATUS]
    assert app.forms("/leg")[0]["CallStatus"] == "completed"


def test_a_recorded_talk_is_told_of() -> None:
    app = dialler(attributes="record='record-from-answer' recordingStatusCallback='/rec'")
    phone = phone_to(app)
    phone.ring()
    phone.callee("answers")
    (form,) = app.forms("/rec")
    assert (form["RecordingStatus"], form["RecordingSource"]) == ("completed", "DialVerb")
    assert form["RecordingUrl"] == app.forms("/after")[0]["RecordingUrl"]


def test_the_star_key_stops_the_ringing_where_it_may() -> None:
    app = dialler(attributes="hangupOnStar='true'")
    phone = phone_to(app)
    phone.ring()
    assert phone.press("*").words == "Back"
    assert app.forms("/after")[0]["DialCallStatus"] == "canceled"
    phone = phone_to(dialler())
    phone.ring()
    with pytest.raises(NotWaitingError, match="a phone is ringing elsewhere"):
        phone.press("*")


def test_a_caller_who_hangs_up_after_the_talk_hears_no_more() -> None:
    app = dialler()
    phone = phone_to(app)
    phone.ring()
    report = phone.callee("answers", caller_hangs_up=True)
    assert (report.waits, report.words) == (Ended("caller hung up"), "")
    (form,) = app.forms("/after")
    assert (form["DialCallStatus"], form["CallStatus"]) == ("completed", "completed")


# --- Enqueue -----------------------------------------------------------------------------------------------------


def queued(attributes: str = "waitUrl='/wait'", wait: str = "<Say>You are next</Say>") -> CannedLine:
    return line(
        f"<Enqueue action='/after' {attributes}>cards</Enqueue><Say>On</Say>", wait=wait, after="<Say>Out</Say>"
    )


def test_the_waiting_document_is_heard_again_and_again() -> None:
    app = queued()
    phone = phone_to(app)
    report = phone.ring()
    assert (report.words, report.waits) == ("You are next", WaitingInQueue("cards"))
    assert phone.stay_silent().words == "You are next"
    first, second = app.forms("/wait")
    assert (first["QueueTime"], first["QueuePosition"], first["QueueSid"]) == ("0", "1", second["QueueSid"])
    assert int(second["QueueTime"]) > 0
    assert phone.dequeue().words == "Out"
    assert app.forms("/after")[0]["QueueResult"] == "bridged"


def test_leaving_a_queue_by_key() -> None:
    app = queued(wait="<Gather numDigits='1' action='/leave'><Say>Press 1 to leave</Say></Gather>")
    app.answers["/leave"] = "<Leave/>"
    phone = phone_to(app)
    waits = phone.ring().waits
    assert isinstance(waits, WaitingInQueue)
    assert waits.asked is not None
    assert phone.press("1").words == "Out"
    assert app.forms("/after")[0]["QueueResult"] == "leave"


def test_a_conference_a_machine_and_a_payment_are_come_back_from() -> None:
    documents = {
        "<Dial action='/after'><Conference waitUrl=''>team</Conference></Dial>": ("conference", "DialCallStatus"),
        "<Connect action='/after'><Stream url='wss://a.example/x'><Parameter name='a' value='b'/></Stream></Connect>": (
            "stream",
            "StreamEvent",
        ),
        "<Pay action='/after' chargeAmount='12.50' currency='eur'/>": ("payment", "Result"),
    }
    for document, (kind, field) in documents.items():
        for result in ("over", "fails"):
            app = line(document, after="<Say>Back</Say>")
            phone = phone_to(app)
            waits = phone.ring().waits
            assert isinstance(waits, WaitingElsewhere)
            assert waits.kind == kind
            assert phone.come_back(result).words == "Back"
            assert field in app.forms("/after")[0]


def test_music_silence_and_no_action() -> None:
    report = phone_to(queued("")).ring()
    assert report.heard == (HeardMusic("cards"),)
    phone = phone_to(line("<Enqueue waitUrl=''>cards</Enqueue><Say>On</Say>"))
    assert phone.ring().heard == ()
    assert phone.dequeue("full").words == "On"


def test_hanging_up_in_a_queue_is_told() -> None:
    app = queued()
    phone = phone_to(app)
    phone.ring()
    assert phone.hang_up().waits == Ended("caller hung up")
    assert app.forms("/after")[0]["QueueResult"] == "hangup"


# --- the end -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("voice", "how", "status"),
    [
        ("", "end of document", "completed"),
        ("<Say>Bye</Say>", "end of document", "completed"),
        ("<Hangup/>", "hangup", "completed"),
        ("<Reject/>", "rejected", "no-answer"),
        ("<Reject reason='busy'/>", "busy", "busy"),
    ],
)
def test_how_a_call_ends(voice: str, how: str, status: str) -> None:
    app = line(voice)
    assert phone_to(app).ring().waits == Ended(how)
    (form,) = app.forms(STATUS)
    assert form["CallStatus"] == status


def test_reject_comes_too_late_once_the_call_is_answered() -> None:
    app = gather("")
    app.answers["/next"] = "<Reject/>"
    phone = phone_to(app)
    phone.ring()
    with pytest.raises(BadDocumentError, match="too late"):
        phone.press("1#")


@pytest.mark.parametrize(
    ("voice", "status"),
    [
        ("<Gather/>", "completed"),
        ("<Record/>", "completed"),
        ("<Dial>+14155550111</Dial>", "completed"),
        ("<Dial answerOnBridge='true'>+14155550111</Dial>", "no-answer"),
        ("<Enqueue>q</Enqueue>", "completed"),
    ],
)
def test_hanging_up_is_always_possible(voice: str, status: str) -> None:
    app = line(voice)
    phone = phone_to(app)
    phone.ring()
    assert phone.hang_up().waits == Ended("caller hung up")
    assert app.forms(STATUS)[0]["CallStatus"] == status
    assert phone.hang_up().waits == Ended("caller hung up")
    assert len(app.forms(STATUS)) == 1


def test_hanging_up_while_it_rings_tells_the_action() -> None:
    app = dialler()
    phone = phone_to(app)
    phone.ring()
    assert phone.hang_up().words == ""
    (form,) = app.forms("/after")
    assert (form["DialCallStatus"], form["CallStatus"]) == ("canceled", "completed")


def test_after_the_end_nothing_listens() -> None:
    phone = phone_to(line("<Hangup/>"))
    with pytest.raises(NotWaitingError, match="not rung yet"):
        phone.press("1")
    phone.ring()
    with pytest.raises(NotWaitingError, match="rung already"):
        phone.ring()
    acts: list[Callable[[], Report]] = [
        lambda: phone.press("1"),
        lambda: phone.say("x"),
        phone.stay_silent,
        lambda: phone.leave_message(3),
        lambda: phone.callee("busy"),
        phone.dequeue,
    ]
    for act in acts:
        with pytest.raises(NotWaitingError, match="the call is over"):
            act()


# --- what goes wrong ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("answer", "code", "said"),
    [
        ((500, "text/html", "<h1>oops</h1>"), 11200, "/next answered 500"),
        ((404, "text/xml", "<Response/>"), 11200, "answered 404"),
        ((204, "", ""), 11200, "answered 204"),
        ((200, "application/json", "{}"), 12300, "application/json"),
        ((200, "", "<Response/>"), 12300, "Content-Type is missing"),
    ],
)
def test_an_answer_that_is_no_document_ends_the_call(answer: Answer, code: int, said: str) -> None:
    app = gather("numDigits='1'")
    app.answers["/next"] = answer
    phone = phone_to(app)
    phone.ring()
    waits = phone.press("1").waits
    assert isinstance(waits, Ended)
    assert (waits.failed, waits.code) == (True, code)
    assert said in waits.how
    assert app.paths[-1] == STATUS


def test_a_wrong_token_is_a_failed_call() -> None:
    phone = phone_to(line("<Say>Hi</Say>"), auth_token="f" * 32)
    waits = phone.ring().waits
    assert isinstance(waits, Ended)
    assert "answered 403" in waits.how


@pytest.mark.parametrize("status", [301, 302, 307, 308])
def test_a_redirected_post_is_refused_because_it_drops_the_digits(status: int) -> None:
    app = gather("numDigits='1'")
    app.answers["/next"] = (status, "text/html", f"{BASE}/next/")
    phone = phone_to(app)
    phone.ring()
    with pytest.raises(BadDocumentError, match="drops what the caller pressed"):
        phone.press("1")
    assert isinstance(phone.waits, Ended)
    assert phone.waits.failed


def test_a_faulty_document_is_raised_and_names_its_address() -> None:
    app = line("<Gather numdigits='1'/>")
    phone = phone_to(app)
    with pytest.raises(BadDocumentError, match=r"^/voice: <Gather numdigits=…>"):
        phone.ring()
    assert app.paths == ["/voice", STATUS]


def test_a_document_that_redirects_to_itself_is_found_out() -> None:
    app = line("<Redirect>/voice</Redirect>")
    with pytest.raises(EndlessCallError, match="requested 51 times"):
        phone_to(app).ring()
    assert app.paths.count("/voice") == 50


def test_documents_that_lead_to_each_other_for_ever_are_found_out() -> None:
    app = CannedLine({"/voice": "<Redirect>/turn?n=1</Redirect>", "/turn": lambda form: _next_turn(app)})
    with pytest.raises(EndlessCallError, match="101 documents"):
        phone_to(app).ring()


def _next_turn(app: CannedLine) -> str:
    return f"<Redirect>/turn?n={len(app.seen)}</Redirect>"


def test_what_the_caller_does_begins_the_count_anew() -> None:
    phone = phone_to(line("<Gather numDigits='1'/>"))
    phone.ring()
    for _ in range(120):
        assert isinstance(phone.press("1").waits, WaitingForInput)
    assert isinstance(phone.press("1" * 120).waits, WaitingForInput)


def test_what_the_server_raises_comes_through_and_ends_the_call() -> None:
    def broken(form: dict[str, str]) -> str:
        raise ZeroDivisionError

    app = gather("numDigits='1'")
    app.answers["/next"] = broken
    phone = phone_to(app)
    phone.ring()
    with pytest.raises(ZeroDivisionError):
        phone.press("1")
    assert phone.waits == Ended("failed: the telephone was interrupted")
