"""Dial: ringing other people, asking them alone, and telling the action how it went."""

from typing import Literal, assert_never

from ivr.handset.handset import CalleeOutcome
from ivr.handset.heard import Ended, HeardRinging, HeardTone, WaitingForCallee
from ivr.phone import gathering, recording
from ivr.phone.call import Call, Dialling
from ivr.phone.documents import Place
from ivr.phone.legs import Leg
from ivr.phone.problems import CallFailedError
from ivr.phone.verbs import Callee, Dial

DialStatus = Literal["completed", "busy", "no-answer", "failed", "canceled"]
_TALK_S = 30


def begin(call: Call, dial: Dial) -> None:
    """Ring the first callees; the line picks up unless the document wants the bridge to do that."""
    call.lose_keys()
    if not dial.answer_on_bridge:
        call.answer()
    groups: list[tuple[Callee, ...]] = [dial.callees]
    if dial.sequential:
        groups = [(callee,) for callee in dial.callees]
    call.dialling = Dialling(dial, groups)
    _ring_next(call, call.dialling)


def decide(call: Call, dialling: Dialling, outcome: CalleeOutcome, key: str, *, caller_hangs_up: bool) -> None:
    """Go on as the callee's behaviour says."""
    dialling.caller_hangs_up = caller_hangs_up
    if dialling.picked_up is not None:
        assert call.gather is not None
        dialling.silent = outcome == "no_answer"
        gathering.press_as_callee(call, call.gather, key if outcome == "accepts" else "")
        return
    match outcome:
        case "answers":
            _pick_up(call, dialling, "")
        case "accepts":
            _pick_up(call, dialling, key)
        case "busy":
            _nobody(call, dialling, "busy", 2)
        case "no_answer":
            _nobody(call, dialling, "no-answer", dialling.verb.timeout_s + 5)  # Twilio rings five seconds longer
        case "fails":
            _nobody(call, dialling, "failed", 1)
        case _:
            assert_never(outcome)


def press_star(call: Call, dialling: Dialling) -> None:
    """The caller stops the ringing with the star key (hangupOnStar)."""
    _end_legs(call, dialling, "canceled")
    _over(call, dialling, "canceled", _reported_leg(dialling))


def hang_up(call: Call, dialling: Dialling) -> None:
    """The caller gave up while it rang: the action is told, but nobody hears its answer."""
    _leave_whisper(call)
    _end_legs(call, dialling, "canceled")
    call.dialling = None
    call.caller.status = "completed" if call.caller.status == "in-progress" else "no-answer"
    if dialling.verb.action is not None:
        fields = _fields("canceled", _reported_leg(dialling), 0)
        call.tell(dialling.verb.action, dialling.verb.method, fields)


def whisper_hung_up(call: Call, dialling: Dialling) -> None:
    """The callee's own document ended the callee's leg: nobody was connected."""
    _leave_whisper(call)
    _nobody(call, dialling, "no-answer", 5)


def bridge(call: Call, dialling: Dialling) -> None:
    """Connect caller and callee; they talk until one of them hangs up."""
    _leave_whisper(call)
    assert dialling.picked_up is not None
    callee, leg = dialling.picked_up
    call.answer()
    call.seconds += _TALK_S
    leg.status = "completed"
    call.tell_leg(callee, leg, "completed", _TALK_S)
    _over(call, dialling, "completed", leg)


def _ring_next(call: Call, dialling: Dialling) -> None:
    group = dialling.groups.pop(0)
    caller_id = dialling.verb.caller_id or call.caller.from_number
    dialling.picked_up, dialling.silent = None, False
    dialling.ringing = [(callee, _new_leg(call, callee, caller_id)) for callee in group]
    for callee, leg in dialling.ringing:
        leg.status = "initiated"
        call.tell_leg(callee, leg, "initiated")
        leg.status = "ringing"
        call.tell_leg(callee, leg, "ringing")
    numbers = tuple(callee.address for callee in group)
    call.hear(HeardRinging(numbers, caller_id))
    call.waits = WaitingForCallee(numbers, dialling.verb.timeout_s, caller_id, dialling.verb.hangup_on_star)


def _new_leg(call: Call, callee: Callee, caller_id: str) -> Leg:
    return Leg(caller_id, callee.address, call.webhooks.company.call_sid(call.new_sid("CA")), call.caller.call_sid)


def _pick_up(call: Call, dialling: Dialling, key: str) -> None:
    callee, leg = dialling.picked_up = dialling.ringing[0]
    for other, other_leg in dialling.ringing[1:]:
        other_leg.status = "canceled"
        call.tell_leg(other, other_leg, "completed")
    dialling.ringing = [dialling.picked_up]
    leg.status = "in-progress"
    call.tell_leg(callee, leg, "answered")
    if callee.send_digits is not None:
        call.hear(HeardTone(callee.send_digits, "callee"))
    if callee.url is None:
        bridge(call, dialling)
        return
    dialling.key = key
    try:
        call.open_page(Place.WHISPER, leg, call.resolve(callee.url), callee.method, {})
    except CallFailedError as problem:
        call.webhooks.warnings.append(f"The callee was dropped: {problem}")
        _nobody(call, dialling, "no-answer", 5)


def _nobody(call: Call, dialling: Dialling, status: DialStatus, seconds: int) -> None:
    call.seconds += seconds
    leg = _reported_leg(dialling)
    _end_legs(call, dialling, status)
    if dialling.groups:
        _ring_next(call, dialling)
        return
    _over(call, dialling, status, leg)


def _end_legs(call: Call, dialling: Dialling, status: DialStatus) -> None:
    for callee, leg in dialling.ringing:
        leg.status = "completed" if leg.status == "in-progress" else status
        call.tell_leg(callee, leg, "completed")


def _reported_leg(dialling: Dialling) -> Leg:
    return (dialling.picked_up or dialling.ringing[0])[1]


def _leave_whisper(call: Call) -> None:
    if call.stage.place is Place.WHISPER:
        call.stages.pop()


def _over(call: Call, dialling: Dialling, status: DialStatus, leg: Leg) -> None:
    call.dialling = None
    verb = dialling.verb
    bridged = status == "completed"
    fields = _fields(status, leg, _TALK_S if bridged else 0)
    sid = call.new_sid("RE") if bridged and verb.record else None
    if sid is not None:
        fields |= recording.dial_fields(call, sid)
    if dialling.caller_hangs_up and bridged:
        call.caller.status = "completed"
        if verb.action is not None:
            call.tell(verb.action, verb.method, fields)
        call.finish(Ended("caller hung up"))
    elif verb.action is not None:
        call.turn_page(verb.action, verb.method, fields)
    if sid is not None and verb.recording_callback is not None and "completed" in verb.recording_callback_events:
        told = recording.status_fields(call, sid, "completed", _TALK_S, "DialVerb")
        call.tell(verb.recording_callback, verb.recording_callback_method, told)


def _fields(status: DialStatus, leg: Leg, seconds: int) -> dict[str, str]:
    bridged = status == "completed"
    fields = {"DialCallStatus": status, "DialCallSid": leg.call_sid, "DialBridged": "true" if bridged else "false"}
    return {**fields, "DialCallDuration": str(seconds)} if bridged else fields
