"""A call's status, told by the provider in any order, closes the call once."""

from typing import Final

from ivr.dialog.ending import Closed, close
from ivr.dialog.events import CallStatus, CallStatusReported
from ivr.dialog.facts import CallFact, StatusFact
from ivr.dialog.record import Kept
from ivr.dialog.state import Awaited, CallState, Disposition
from ivr.errors import MenusNotReadyError, StoreUnavailableError
from ivr.log import get_logger
from ivr.menu.model import Menus
from ivr.ports.calls import Services
from ivr.workflows.ask_systems import ask_systems
from ivr.workflows.queueing import forget_queues
from ivr.workflows.worlds import Rehearsed, world_at

_RACES: Final = 5
_log = get_logger(__name__)


def record_status(services: Services, reported: CallStatusReported, rehearsed: Rehearsed | None = None) -> None:
    """Note where a call stands, and close it when that is its end.

    Calls unknown here are only noted, and those closed before stay as they are.
    """
    services.begin()
    _close_at_end(services, reported, rehearsed)
    _note_status(services, reported)


def _close_at_end(services: Services, reported: CallStatusReported, rehearsed: Rehearsed | None) -> None:
    for _ in range(_RACES):
        try:
            stored = services.calls.find(reported.call_id)
        except StoreUnavailableError as error:
            _log.warning("store_unavailable", call=reported.call_id.value, why=str(error))
            _note_unseen(services, reported)
            return
        if stored is None:
            _log.info("status_of_unknown_call", call=reported.call_id.value, status=reported.status.value)
            return
        if _close(services, stored, reported, rehearsed):
            return


def _close(services: Services, stored: Kept, reported: CallStatusReported, rehearsed: Rehearsed | None) -> bool:
    """Close the call; False when somebody else wrote it meanwhile. What the store does not take, it is told later."""
    state = stored.state
    menus = _menus(services, state)
    world = world_at(services, menus, rehearsed)
    aside = None if rehearsed is None else rehearsed.aside
    closed = close(menus, state, reported, world, lambda begun: ask_systems(services, begun, aside)[0])
    if closed is None:
        return True
    fact = closed.fact
    try:
        if not services.calls.save(Kept(closed.state, stored.last), fact, state, closed.errands):
            return False
        if state.awaited is Awaited.QUEUE:
            forget_queues(services, state.call_id)
        _log.info("call_ended", call=fact.call_id.value, disposition=fact.disposition.value, turns=fact.turns)
        _remember(services, closed)
    except StoreUnavailableError as error:
        _log.warning("store_unavailable", call=fact.call_id.value, why=str(error))
    if aside is not None:
        aside.tell_errands(closed.errands)
    return True


def _menus(services: Services, state: CallState) -> Menus | None:
    try:
        return services.menus.find(state.menus) or services.menus.current()
    except MenusNotReadyError:
        return None


def _remember(services: Services, closed: Closed) -> None:
    if closed.kept:
        services.callers.remember(closed.state.caller.number, closed.kept, closed.state.at)


def _note_status(services: Services, reported: CallStatusReported) -> None:
    at = int(services.clock().timestamp())
    fact = StatusFact(reported.call_id, at, reported.status, reported.said, reported.duration, reported.answered_by)
    if reported.status is CallStatus.UNKNOWN:
        _log.warning("status_not_known", call=reported.call_id.value, said=reported.said)
    try:
        services.calls.note(fact)
    except StoreUnavailableError:
        _log.info("fact_waits", call=reported.call_id.value)


def _note_unseen(services: Services, reported: CallStatusReported) -> None:
    """Leave word that a call ended while its state could not be looked at, where the store is told later."""
    if not reported.status.is_final:
        return
    at = int(services.clock().timestamp())
    fact = CallFact(reported.call_id, at, Disposition.UNKNOWN, 0, reported.duration)
    try:
        services.calls.note(fact)
    except StoreUnavailableError:
        _log.info("fact_waits", call=reported.call_id.value)
