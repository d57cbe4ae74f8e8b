"""What the worker does for callbacks: each is looked at when it is due, and goes on from the state it is found in.

So whatever dies in the middle, the next look goes on with it.
"""

from collections.abc import Callable, Sequence
from typing import Final

from ivr.dialog.events import CallStatus
from ivr.log import get_logger
from ivr.menu.line import Line
from ivr.menu.numbers import find_dialable
from ivr.ports.people import (
    CallMaker,
    CallNotMadeError,
    CallRefusedError,
    CallUnknownError,
    Job,
    JobState,
    OutgoingCall,
    People,
)
from ivr.ringing.patience import CallbackEnd
from ivr.ringing.quiet import find_polite_moment
from ivr.values import Seconds
from ivr.workflows.call_back import end_of, fact_of, finish_attempt
from ivr.workflows.ring_addresses import Stage
from ivr.workflows.rings import note

_LOOK_AGAIN_S: Final = 30
_NOBODY_YET_S: Final = 300  # the queue has no agents now; menus change
_DETECTION_S: Final = 40  # Twilio makes up its mind about a machine within 30
_log = get_logger(__name__)

Order = Callable[[], None]


def look_at_callbacks(people: People, maker: CallMaker) -> Sequence[Order]:
    """Look at every callback that is due; return the calls that are now to be made."""
    now = int(people.clock().timestamp())
    line = people.menus.current().line
    orders = []
    for job_id in people.callbacks.due(now):
        job = people.callbacks.find(job_id)
        if job is None:
            people.callbacks.forget(job_id)
            continue
        order = _look(people, maker, line, job, now)
        if order is not None:
            orders.append(order)
    return orders


def _look(people: People, maker: CallMaker, line: Line, job: Job, now: int) -> Order | None:
    match job.state:
        case JobState.WAITING | JobState.QUEUED:
            _queue(people, line, job, now)
        case JobState.WANTED:
            return _order(people, maker, job, now)
        case JobState.CALLING | JobState.THERE | JobState.TALKING:
            _overdue(people, maker, job, now)
        case JobState.OVER:
            people.callbacks.leave(job)
            note(people, fact_of(job, job.last or CallbackEnd.EXPIRED, now, is_final=True))
            people.callbacks.close(job)
    return None


def _queue(people: People, line: Line, job: Job, now: int) -> None:
    """Put a callback into its queue when its time has come, and take it out again when that is over."""
    end = _find_end(people, line, job, now)
    if end is not None:
        finish_attempt(people, job, end)
        return
    settings = line.queues.get(job.wanted.queue)
    if settings is None or settings.agents is None:
        people.callbacks.move(job, JobState.WAITING, now + _NOBODY_YET_S)
        return
    asked_at = job.wanted.since
    moment = find_polite_moment(job.wanted.to, line.zone, asked_at, max(now, job.wanted.at or 0))
    if moment > now:
        if people.callbacks.move(job, JobState.WAITING, moment):
            people.callbacks.leave(job)
    elif people.callbacks.move(job, JobState.QUEUED, now + _LOOK_AGAIN_S):
        people.callbacks.enter(job)


def _find_end(people: People, line: Line, job: Job, now: int) -> CallbackEnd | None:
    """Return why a callback will not be made; None: it will."""
    wanted = job.wanted
    if now - max(wanted.since, wanted.at or 0) > people.retries.longest_wait:
        return CallbackEnd.EXPIRED
    if find_dialable(wanted.to.reveal(), line.limits.dial) is None:
        return CallbackEnd.REFUSED
    return None if people.callbacks.is_first_of_its_number(job) else CallbackEnd.DUPLICATE


def _order(people: People, maker: CallMaker, job: Job, now: int) -> Order | None:
    """Return the order to ring the customer; it is written down before it is carried out."""
    ring = people.shelf.find_ring(job.ring_id)
    if ring is None or ring.is_over:
        if people.callbacks.move(job, JobState.QUEUED, now + _LOOK_AGAIN_S):
            people.callbacks.enter(job)
        return None
    tries = job.tries + 1
    until = now + people.retries.ring + _DETECTION_S
    if not people.callbacks.move(job, JobState.CALLING, until, tries=tries, leg=""):
        return None
    return lambda: _ring(people, maker, job.job_id, tries)


def _ring(people: People, maker: CallMaker, job_id: str, tries: int) -> None:
    job = people.callbacks.find(job_id)
    if job is None:
        return
    sender = job.wanted.sender if job.wanted.sender.is_e164 else people.own_number
    call = OutgoingCall(
        to=job.wanted.to,
        caller_id=sender or job.wanted.sender,
        on_answer=people.ways.customer(job_id, tries, Stage.PICKED_UP),
        on_status=people.ways.customer_status(job_id, tries),
        ring=Seconds(people.retries.ring),
        detects_machines=True,
    )
    try:
        leg = maker.make(call)
    except CallUnknownError as error:
        _log.warning("customer_maybe_rung", callback=job_id, why=str(error))  # it shows, or its time runs out
    except CallNotMadeError as error:
        _log.warning("customer_not_rung", callback=job_id, why=str(error))
        is_refused = isinstance(error, CallRefusedError)
        finish_attempt(people, job, CallbackEnd.REFUSED if is_refused else CallbackEnd.NOT_MADE)
    else:
        people.callbacks.note_leg(job_id, leg)
        _log.info("customer_rung", callback=job_id, customer=str(job.wanted.to), tries=tries)


def _overdue(people: People, maker: CallMaker, job: Job, now: int) -> None:
    """End an attempt of which no end was told."""
    status = maker.find_status(job.leg) if job.leg is not None else None
    if job.state is JobState.TALKING and status is CallStatus.IN_PROGRESS:
        people.callbacks.move(job, job.state, now + people.pace.look_again)
    elif status is not None and status.is_final:
        finish_attempt(people, job, end_of(job, status))
    else:
        if job.state is JobState.THERE and job.leg is not None:
            maker.hang_up(job.leg)  # nobody came to them
        finish_attempt(people, job, _without_news(job))


def _without_news(job: Job) -> CallbackEnd:
    match job.state:
        case JobState.TALKING:
            return CallbackEnd.REACHED
        case JobState.THERE:
            return CallbackEnd.MISSED
        case _:
            return CallbackEnd.NO_ANSWER
