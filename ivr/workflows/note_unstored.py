"""A turn that the store did not take is on record: its fact waits, and when it ended the call, so does how it did.

Whoever closes the call finds no state of it then, or an older one, by which the caller had not got so far.
"""

from ivr.dialog.conversing import disposition_of
from ivr.dialog.directives import HangUp, RejectCall
from ivr.dialog.engine import Advanced
from ivr.dialog.facts import CallFact
from ivr.errors import StoreUnavailableError
from ivr.log import get_logger
from ivr.ports.calls import Services

_log = get_logger(__name__)


def note_turn(services: Services, advanced: Advanced) -> None:
    """Leave word of a turn that nobody has tried to store."""
    try:
        services.calls.note(advanced.fact, advanced.errands)
    except StoreUnavailableError:
        _log.info("fact_waits", call=advanced.fact.call_id.value)
    note_end(services, advanced)


def note_end(services: Services, advanced: Advanced) -> None:
    """Leave word of how the call ended, when it ended by this turn. The first such word of a call counts."""
    if not isinstance(advanced.directives[-1], HangUp | RejectCall):
        return
    state = advanced.state
    try:
        services.calls.note(CallFact(state.call_id, state.at, disposition_of(state), state.turn, None, state.here))
    except StoreUnavailableError:
        _log.info("end_waits", call=state.call_id.value)
