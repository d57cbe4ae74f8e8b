"""Conferences, streams and payments: the caller is with somebody or something that this telephone does not play."""

from typing import assert_never

from ivr.handset.handset import StayOutcome
from ivr.handset.heard import WaitingElsewhere
from ivr.phone.call import Call, Elsewhere
from ivr.phone.legs import NewSid
from ivr.phone.verbs import Conference, Connect, Pay

_STAY_S = 30


def begin(call: Call, verb: Conference | Connect | Pay) -> None:
    """Leave the document for as long as it lasts."""
    call.lose_keys()
    call.answer()
    call.elsewhere = Elsewhere(verb, call.new_sid("MZ"))
    call.waits = _waits(verb)


def end(call: Call, stay: Elsewhere, result: StayOutcome) -> None:
    """Come back: the action is told how it went, or the document goes on."""
    call.elsewhere = None
    call.seconds += _STAY_S
    if stay.verb.action is not None:
        call.turn_page(stay.verb.action, stay.verb.method, _fields(stay, result, call.new_sid))


def hang_up(call: Call, stay: Elsewhere) -> None:
    """The caller hangs up in the middle: the action is told, but nobody hears its answer."""
    call.elsewhere = None
    call.seconds += _STAY_S
    call.caller.status = "completed"
    verb = stay.verb
    if verb.action is not None:
        fields = {"Result": "caller-hung-up"} if isinstance(verb, Pay) else _fields(stay, "over", call.new_sid)
        call.tell(verb.action, verb.method, fields)


def _waits(verb: Conference | Connect | Pay) -> WaitingElsewhere:
    match verb:
        case Conference():
            return WaitingElsewhere("conference", verb.room)
        case Connect():
            return WaitingElsewhere("stream", verb.url)
        case Pay():
            return WaitingElsewhere("payment", f"{verb.amount} {verb.currency.upper()}")
        case _:
            assert_never(verb)


def _fields(stay: Elsewhere, result: StayOutcome, new_sid: NewSid) -> dict[str, str]:
    match stay.verb:
        case Conference():
            return {"DialCallStatus": "answered" if result == "over" else "failed"}
        case Connect(kind="ConversationRelay"):
            failed = {"ErrorCode": "64101", "ErrorMessage": "the other end cannot be reached"}
            session = {"SessionId": stay.sid, "SessionDuration": str(_STAY_S if result == "over" else 0)}
            return {**session, "SessionStatus": "ended" if result == "over" else "failed"} | (
                failed if result == "fails" else {}
            )
        case Connect():
            failed = {"StreamEvent": "stream-error", "StreamError": "the other end cannot be reached"}
            return {"StreamSid": stay.sid, **(failed if result == "fails" else {"StreamEvent": "stream-stopped"})}
        case Pay() as pay:
            return _payment(pay, result, new_sid)
        case _:
            assert_never(stay.verb)


def _payment(pay: Pay, result: StayOutcome, new_sid: NewSid) -> dict[str, str]:
    if result == "fails":
        return {"Result": "too-many-failed-attempts", "ProfileId": ""}
    fields = {
        "Result": "success",
        "PaymentCardNumber": "xxxxxxxxxxxx1111",
        "PaymentCardType": "visa",
        "PaymentConnector": "Default",
        "PaymentConfirmationCode": f"ch_{new_sid('CH')[2:14]}",
    }
    return fields if pay.token_type is None else {**fields, "PaymentToken": f"tok_{new_sid('TK')[2:14]}"}
