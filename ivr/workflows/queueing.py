"""Who waits in which queue, told to the shelf as calls come and go; where that fails, the turn goes on all the same."""

from ivr.dialog.directives import Enqueue
from ivr.dialog.engine import Advanced
from ivr.dialog.events import Event, QueueEnded, QueueOutcome
from ivr.dialog.state import Awaited, CallState
from ivr.errors import StoreUnavailableError
from ivr.log import get_logger
from ivr.ports.calls import Services, Waiter
from ivr.values import CallId

_log = get_logger(__name__)


def note_queues(services: Services, advanced: Advanced, before: CallState | None) -> None:
    """Put a call into the queue that it now waits in, and take it out of the one that it has left."""
    last = advanced.directives[-1]
    call_id = advanced.state.call_id
    try:
        if isinstance(last, Enqueue):
            services.queues.enter(waiter_of(last, advanced.state))
        elif before is not None and before.awaited is Awaited.QUEUE:
            services.queues.leave(call_id)
    except StoreUnavailableError as error:
        _log.warning("store_unavailable", call=call_id.value, why=str(error))


def waiter_of(directive: Enqueue, state: CallState) -> Waiter:
    """Return what an agent should know of a caller who waits."""
    return Waiter(
        call_id=state.call_id,
        queue=directive.queue,
        since=directive.since,
        priority=directive.priority,
        turn=state.turn,
        line_number=state.line_number,
        returned=directive.returned,
        record=directive.record,
        data=directive.data,
    )


def forget_queues(services: Services, call_id: CallId) -> None:
    """Take a call that is over out of whatever queue it is in."""
    try:
        services.queues.leave(call_id)
    except StoreUnavailableError as error:
        _log.warning("store_unavailable", call=call_id.value, why=str(error))


def with_key(services: Services, call_id: CallId, turn: int, event: Event) -> Event:
    """Return the end of a wait with the key that was pressed to leave, which the provider does not tell."""
    if not isinstance(event, QueueEnded) or event.outcome is not QueueOutcome.LEFT or event.key:
        return event
    try:
        key = services.queues.find_key(call_id, turn)
    except StoreUnavailableError as error:
        _log.warning("store_unavailable", call=call_id.value, why=str(error))
        return event
    return QueueEnded(event.outcome, event.waited, key or "", event.caller_left)
