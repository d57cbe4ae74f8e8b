"""Dial with a Queue: an agent is connected with the first of those who wait."""

from ivr.handset.heard import WaitingForCaller
from ivr.phone.call import Call
from ivr.phone.documents import Place
from ivr.phone.legs import Leg
from ivr.phone.verbs import DialQueue


def begin(call: Call, dial: DialQueue) -> None:
    """Wait for the first of the queue."""
    call.lose_keys()
    call.answer()
    call.taking = dial
    call.waits = WaitingForCaller(dial.name, dial.timeout_s)


def connect(call: Call, dial: DialQueue, caller: Leg, waited_s: int) -> None:
    """Somebody is there: what they hear before it is asked for, and played to them alone."""
    if dial.url is not None:
        fields = {"QueueSid": "QU" + "0" * 32, "QueueTime": str(waited_s), "DequeingCallSid": call.caller.call_sid}
        call.webhooks.fetch(caller, Place.CONNECTING, call.resolve(dial.url), dial.url_method, fields)
    call.waits = WaitingForCaller(dial.name, dial.timeout_s)


def end(call: Call, dial: DialQueue, talked_s: int | None) -> None:
    """The talk is over, or, without one, nobody came in time: the action says what is next."""
    call.taking = None
    call.seconds += dial.timeout_s if talked_s is None else talked_s
    if dial.action is not None:
        call.turn_page(dial.action, dial.method, _fields(talked_s))


def hang_up(call: Call, dial: DialQueue, talked_s: int | None = None) -> None:
    """The agent hangs up: the action is told, but nobody hears its answer."""
    call.taking = None
    call.caller.status = "completed"
    if dial.action is not None:
        call.tell(dial.action, dial.method, _fields(talked_s))


def _fields(talked_s: int | None) -> dict[str, str]:
    if talked_s is None:
        return {"DialCallStatus": "no-answer"}
    return {"DialCallStatus": "completed", "DialCallDuration": str(talked_s), "DialBridged": "true"}
