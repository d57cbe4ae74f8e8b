"""A call's status, told by the provider in any order, closes the call once."""

from typing import Final

from ivr.dialog.ending import close
from ivr.dialog.events import CallStatusReported
from ivr.dialog.record import Kept
from ivr.errors import StoreUnavailableError
from ivr.log import get_logger
from ivr.ports import Services

_RACES: Final = 5
_log = get_logger(__name__)


def record_status(services: Services, reported: CallStatusReported) -> None:
    """Close the call when its status is final. Calls unknown here, and calls closed before, stay as they are."""
    try:
        for _ in range(_RACES):
            shelved = services.calls.find(reported.call_id)
            if shelved is None:
                _log.info("status_of_unknown_call", call=reported.call_id.value, status=reported.status.value)
                return
            closing = close(shelved.kept.state, reported, int(services.clock().timestamp()))
            if closing is None:
                return
            state, fact = closing
            kept = Kept(state, shelved.kept.event, shelved.kept.before)
            if services.calls.save(kept, fact, shelved.revision):
                _log.info(
                    "call_ended", call=reported.call_id.value, disposition=fact.disposition.value, turns=fact.turns
                )
                return
    except StoreUnavailableError as error:
        _log.warning("store_unavailable", call=reported.call_id.value, why=str(error))
