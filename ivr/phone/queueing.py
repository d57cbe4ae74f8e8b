"""Enqueue: waiting in line with a document to listen to, and leaving it."""

from typing import Literal

from ivr.phone.call import Call, QueueStay, Stage
from ivr.phone.documents import Place
from ivr.phone.heard import HeardMusic, WaitingInQueue
from ivr.phone.verbs import Enqueue, Gather, Redirect

QueueResult = Literal["bridged", "leave", "hangup", "queue-full", "error", "system-error"]
_WAIT_S = 30


def begin(call: Call, enqueue: Enqueue) -> None:
    """Join the queue."""
    call.lose_keys()
    call.answer()
    call.queue = QueueStay(enqueue, call.seconds)
    play_wait(call, call.queue)


def play_wait(call: Call, stay: QueueStay) -> None:
    """Hear the waiting document from its start, Twilio's music when none is named, or nothing."""
    call.waits = WaitingInQueue(stay.verb.name)
    if stay.verb.wait_url is None:
        call.hear(HeardMusic(stay.verb.name))
    elif stay.verb.wait_url:
        call.waits = None
        url = call.resolve(stay.verb.wait_url)
        call.open_page(Place.QUEUE, call.caller, url, stay.verb.wait_url_method, call.queue_fields())


def only_plays(stage: Stage) -> bool:
    """Whether this is what is heard in a queue, and listens for no key."""
    return stage.place is Place.QUEUE and not any(isinstance(verb, Gather) for verb in stage.page.verbs)


def rest(call: Call, stay: QueueStay, redirect: Redirect) -> None:
    """What is heard goes on elsewhere, and no key was listened for: time passes first."""
    stay.then = redirect
    call.seconds += _WAIT_S
    call.waits = WaitingInQueue(stay.verb.name)


def wait_on(call: Call, stay: QueueStay) -> None:
    """Hear what comes next."""
    redirect, stay.then = stay.then, None
    if redirect is None:
        play_wait(call, stay)
    else:
        call.redirect(redirect.url, redirect.method)


def document_ended(call: Call, stay: QueueStay) -> None:
    """The waiting document is over; it will be asked for again when the caller goes on waiting."""
    call.stages.pop()
    call.seconds += _WAIT_S
    call.waits = WaitingInQueue(stay.verb.name)


def leave(call: Call, stay: QueueStay, result: QueueResult) -> None:
    """Leave the queue and ask the action what comes next; without one the document goes on."""
    _drop_wait(call)
    if result == "bridged":
        call.seconds += _WAIT_S
    if stay.verb.action is not None:
        call.turn_page(stay.verb.action, stay.verb.method, _fields(call, stay, result))


def hang_up(call: Call, stay: QueueStay) -> None:
    """The call ends in the queue: the action is told, but nobody hears its answer."""
    _drop_wait(call)
    call.caller.status = "completed"
    if stay.verb.action is not None:
        call.tell(stay.verb.action, stay.verb.method, _fields(call, stay, "hangup"))


def _drop_wait(call: Call) -> None:
    call.queue = None
    if call.stage.place is Place.QUEUE:
        call.stages.pop()


def _fields(call: Call, stay: QueueStay, result: QueueResult) -> dict[str, str]:
    return {
        "QueueResult": result,
        "QueueSid": stay.sid,
        "QueueTime": str(round(call.seconds - stay.joined_s)),
    }
