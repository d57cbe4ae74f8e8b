"""A customer is called back: agent first. An agent has accepted and holds; only then the customer's phone rings.

The other way round the customer, who was promised not to have to wait, would pick up and wait; and where nobody comes
in time that is an abandoned call, which the law forbids in many places. It costs agents the seconds of ringing.
"""

from dataclasses import replace
from typing import Final

from ivr.dialog.directives import HangUp, JoinRoom
from ivr.dialog.events import CallStatus
from ivr.dialog.facts import CallbackFact
from ivr.dialog.people_words import call_again, greet
from ivr.errors import MenusNotReadyError, StoreUnavailableError
from ivr.log import get_logger
from ivr.ports.people import Job, JobState, People
from ivr.ringing.patience import CallbackEnd
from ivr.values import CallId
from ivr.workflows.ring_addresses import Stage
from ivr.workflows.rings import note
from ivr.workflows.serve_agent import Hears, room_of

_ALONE_S: Final = 60  # until which an agent must be there: the one who holds, or another when that one has gone
_ENDS: Final = {
    CallStatus.BUSY: CallbackEnd.BUSY,
    CallStatus.NO_ANSWER: CallbackEnd.NO_ANSWER,
    CallStatus.CANCELED: CallbackEnd.NO_ANSWER,
    CallStatus.FAILED: CallbackEnd.FAILED,
}
_LIVE: Final = frozenset({JobState.CALLING, JobState.THERE, JobState.TALKING})
_log = get_logger(__name__)


def meet_customer(people: People, job_id: str, tries: int, stage: Stage, leg: CallId, *, is_machine: bool) -> Hears:
    """Return what a customer hears who picked up, or whose talk is over. A machine hears nothing."""
    people.begin()
    try:
        job = people.callbacks.find(job_id)
        if job is None or job.tries != tries or job.state not in _LIVE:
            return Hears((HangUp(),))
        if stage is Stage.OVER:
            return _talk_over(people, job)
        if is_machine:
            finish_attempt(people, job, CallbackEnd.MACHINE)
            return Hears((HangUp(),))
        return _greeted(people, job, leg)
    except (StoreUnavailableError, MenusNotReadyError) as error:
        _log.warning("customer_not_served", callback=job_id, why=str(error))
        return Hears((HangUp(),))


def _greeted(people: People, job: Job, leg: CallId) -> Hears:
    line, language = people.menus.current().line, job.wanted.language
    ring = people.shelf.find_ring(job.ring_id)
    if ring is None or ring.is_over:
        finish_attempt(people, job, CallbackEnd.MISSED)
        return Hears((call_again(line, language), HangUp()))
    if job.state is JobState.CALLING:
        now = int(people.clock().timestamp())
        people.callbacks.move(job, JobState.THERE, now + _ALONE_S, leg=leg.value)
    return Hears((greet(line, language), JoinRoom(room_of(job), moderator=True)), Stage.OVER, job.tries)


def _talk_over(people: People, job: Job) -> Hears:
    finish_attempt(people, job, CallbackEnd.REACHED if job.state is JobState.TALKING else CallbackEnd.LEFT)
    return Hears((HangUp(),))


def record_customer_status(people: People, job_id: str, tries: int, status: CallStatus) -> None:
    """Take note of where a customer's leg stands; an earlier attempt's does not matter any more."""
    people.begin()
    try:
        job = people.callbacks.find(job_id) if status.is_final else None
        if job is not None and job.tries == tries and job.state in _LIVE:
            finish_attempt(people, job, end_of(job, status))
    except StoreUnavailableError as error:
        _log.warning("store_unavailable", callback=job_id, why=str(error))


def end_of(job: Job, status: CallStatus) -> CallbackEnd:
    """Return what a leg's final status means."""
    if job.state is JobState.TALKING:
        return CallbackEnd.REACHED
    return _ENDS.get(status, CallbackEnd.LEFT)


def finish_attempt(people: People, job: Job, end: CallbackEnd) -> None:
    """End an attempt, once: the customer is tried again later, or it was the last, which the worker writes down."""
    now = int(people.clock().timestamp())
    # An order that was surely not carried out is no attempt.
    tries = job.tries - 1 if end is CallbackEnd.NOT_MADE else job.tries
    later = people.retries.find_next(end, tries, now)
    state, due = (JobState.OVER, now) if later is None else (JobState.WAITING, later)
    if not people.callbacks.move(job, state, due, last=end.value, tries=tries):
        return
    people.callbacks.leave(job)
    _log.info("callback", callback=job.job_id, queue=job.wanted.queue, tries=tries, end=end.value, again_at=later)
    if state is JobState.WAITING:
        note(people, fact_of(replace(job, tries=tries), end, now, is_final=False))


def fact_of(job: Job, end: CallbackEnd, now: int, *, is_final: bool) -> CallbackFact:
    """Return what is written down of an attempt."""
    return CallbackFact(
        call_id=job.wanted.call_id,
        errand=job.job_id,
        queue=job.wanted.queue,
        at=now,
        tries=job.tries,
        end=end.value,
        is_final=is_final,
        leg_id=job.leg,
    )
