"""What a telephone does with the verbs of a document, one after the other, until somebody is waited for."""

from collections.abc import Callable
from typing import assert_never

from ivr.errors import RingtreeError
from ivr.handset.handset import NotReachableError
from ivr.handset.heard import Ended, Report
from ivr.phone import dialling, elsewhere, gathering, queueing, recording, taking
from ivr.phone.call import Call, Dialling, Stage
from ivr.phone.documents import Place
from ivr.phone.problems import BadDocumentError, CallFailedError
from ivr.phone.verbs import (
    Conference,
    Connect,
    Dial,
    DialQueue,
    Enqueue,
    Gather,
    Hangup,
    Leave,
    Pause,
    Pay,
    Play,
    Record,
    Redirect,
    Reject,
    Say,
    Verb,
)


def step(call: Call, act: Callable[[], None]) -> Report:
    """Do one thing, then whatever the documents say until somebody is waited for; return what came of it."""
    call.webhooks.caller_acted()
    call.waits = None
    try:
        act()
        while call.waits is None:
            _perform_next(call)
    except CallFailedError as problem:
        call.finish(Ended(f"failed: {problem}", problem.code))
    except NotReachableError as problem:
        call.waits = Ended(f"failed: {problem}")
        raise
    except RingtreeError as problem:
        call.finish(Ended(f"failed: {problem}"))
        raise
    finally:
        call.waits = call.waits or Ended("failed: the telephone was interrupted")
    return told(call)


def told(call: Call) -> Report:
    """Return what came of it so far, which is told once."""
    assert call.waits is not None
    heard, call.heard = (*call.heard, *call.webhooks.overheard), []
    call.webhooks.overheard = []
    warnings, call.webhooks.warnings = tuple(call.webhooks.warnings), []
    return Report(heard, call.waits, call.last_page.text, call.last_page.url, warnings)


def _perform_next(call: Call) -> None:
    stage = call.stage
    verb = stage.next_verb()
    if verb is not None:
        _perform(call, stage, verb)
    elif stage.place is Place.CALL:
        call.answer()
        call.finish(Ended("end of document"))
    elif stage.place is Place.WHISPER:
        dialling.bridge(call, dialling_of(call))
    else:
        assert call.queue is not None
        queueing.document_ended(call, call.queue)


def _perform(call: Call, stage: Stage, verb: Verb) -> None:
    match verb:
        case Say() | Play() | Pause():
            _perform_prompt(call, stage, verb)
        case Gather():
            if stage.place is not Place.WHISPER:
                call.answer()
            gathering.begin(call, verb)
        case Record():
            call.answer()
            recording.begin(call, verb)
        case Dial():
            dialling.begin(call, verb)
        case DialQueue():
            taking.begin(call, verb)
        case Conference() | Connect() | Pay():
            elsewhere.begin(call, verb)
        case Redirect(url=url, method=method):
            if call.queue is not None and queueing.listens_for_nothing(stage):
                queueing.go_on_later(call, call.queue, url, method)
            else:
                call.redirect(url, method)
        case Enqueue():
            queueing.begin(call, verb)
        case Leave():
            assert call.queue is not None
            queueing.leave(call, call.queue, "leave")
        case Hangup() | Reject():
            _perform_end(call, stage, verb)
        case _:
            assert_never(verb)


def _perform_prompt(call: Call, stage: Stage, prompt: Say | Play | Pause) -> None:
    delays_answer = isinstance(prompt, Pause) and stage.at == 1
    if stage.place is not Place.WHISPER:
        if not delays_answer:
            call.answer()
        call.lose_keys()
    call.hear_prompt(prompt)


def _perform_end(call: Call, stage: Stage, verb: Hangup | Reject) -> None:
    if isinstance(verb, Reject):
        if call.caller.status != "ringing":
            raise BadDocumentError("<Reject> comes too late: the call was answered before", 12200)
        call.finish(Ended(verb.reason), "busy" if verb.reason == "busy" else "no-answer")
    elif stage.place is Place.WHISPER:
        dialling.whisper_hung_up(call, dialling_of(call))
    else:
        call.answer()
        if call.queue is not None:
            queueing.hang_up(call, call.queue)
        call.finish(Ended("hangup"))


def dialling_of(call: Call) -> Dialling:
    """Return the ringing that is under way."""
    assert call.dialling is not None
    return call.dialling
