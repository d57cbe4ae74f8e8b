"""Enqueue: waiting in line with a document to listen to, and leaving it."""

from collections.abc import Mapping
from typing import Final, Literal

from ivr.handset.handset import QueueOutcome
from ivr.handset.heard import Ended, HeardMusic, WaitingInQueue
from ivr.phone.call import Call, QueueStay, Stage
from ivr.phone.documents import Place
from ivr.phone.verbs import Enqueue, Gather, Method

QueueResult = Literal["bridged", "leave", "hangup", "queue-full", "error"]
RESULTS: Final[Mapping[QueueOutcome, QueueResult]] = {"answered": "bridged", "full": "queue-full", "fails": "error"}
WAIT_STEP_S: Final = 20  # of hold music until the line is asked again
_TALK_S: Final = 30


def begin(call: Call, enqueue: Enqueue) -> None:
    """Join the queue."""
    call.lose_keys()
    call.answer()
    call.queue = QueueStay(enqueue, call.new_sid("QU"))
    play_wait(call, call.queue)


def play_wait(call: Call, stay: QueueStay) -> None:
    """Hear the waiting document from its start, Twilio's music when none is named, or nothing."""
    call.waits = WaitingInQueue(stay.verb.name)
    if stay.verb.wait_url is None:
        call.hear(HeardMusic(stay.verb.name))
    elif stay.verb.wait_url:
        call.waits = None
        url, method = stay.next_page or (call.resolve(stay.verb.wait_url), stay.verb.wait_url_method)
        stay.next_page = None
        call.open_page(Place.QUEUE, call.caller, url, method, call.queue_fields())


def let_pass(call: Call, stay: QueueStay, seconds: float) -> None:
    """Let time pass in the queue, or in the talk that it led to."""
    stay.waited_s += seconds
    call.seconds += seconds


def document_ended(call: Call, stay: QueueStay) -> None:
    """The waiting document is over; it will be asked for again when the caller goes on waiting."""
    call.stages.pop()
    call.waits = WaitingInQueue(stay.verb.name)


def listens_for_nothing(stage: Stage) -> bool:
    """Whether this is a waiting document in which the caller can do nothing but hear it to its end."""
    return stage.place is Place.QUEUE and not any(isinstance(verb, Gather) for verb in stage.page.verbs)


def go_on_later(call: Call, stay: QueueStay, reference: str, method: Method) -> None:
    """The waiting document leads to another, which is asked for when the caller goes on waiting."""
    stay.next_page = (call.resolve(reference), method)
    call.stages.pop()
    call.waits = WaitingInQueue(stay.verb.name)


def leave(call: Call, stay: QueueStay, result: QueueResult) -> None:
    """Leave the queue and ask the action what comes next; without one the document goes on."""
    _drop_wait(call)
    if result == "bridged":
        let_pass(call, stay, _TALK_S)
    if stay.verb.action is not None:
        call.turn_page(stay.verb.action, stay.verb.method, _fields(stay, result))


def hang_up(call: Call, stay: QueueStay) -> None:
    """The call ends in the queue: the action is told, but nobody hears its answer."""
    _drop_wait(call)
    call.caller.status = "completed"
    if stay.verb.action is not None:
        call.tell(stay.verb.action, stay.verb.method, _fields(stay, "hangup"))


def hang_up_on_agent(call: Call, stay: QueueStay) -> None:
    """The caller ends the talk with whoever took the call: the action is told, but nobody hears its answer."""
    _drop_wait(call)
    let_pass(call, stay, _TALK_S)
    call.caller.status = "completed"
    if stay.verb.action is not None:
        call.tell(stay.verb.action, stay.verb.method, _fields(stay, "bridged"))
    call.finish(Ended("caller hung up"))


def _drop_wait(call: Call) -> None:
    call.queue = None
    if call.stage.place is Place.QUEUE:
        call.stages.pop()


def _fields(stay: QueueStay, result: QueueResult) -> dict[str, str]:
    return {
        "QueueResult": result,
        "QueueSid": stay.sid,
        "QueueTime": str(round(stay.waited_s)),
    }
