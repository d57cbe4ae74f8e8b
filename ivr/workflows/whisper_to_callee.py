"""Somebody who was rung has picked up: they hear the whisper, and may have to accept the call by a key."""

from collections.abc import Sequence
from dataclasses import dataclass

from ivr.dialog.directives import Directive, Whisper
from ivr.dialog.events import Event
from ivr.dialog.facts import CalleeDid, CalleeFact
from ivr.dialog.whispering import answer, offer
from ivr.errors import StoreUnavailableError
from ivr.log import get_logger
from ivr.ports.calls import Services
from ivr.values import CallId

_log = get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Offered:
    """A webhook of the callee's leg. `turn`: the caller's turn that rang them; `asked`: how often they were asked."""

    call_id: CallId
    turn: int
    leg_id: CallId
    whisper: Whisper
    asked: int
    event: Event


def whisper_to_callee(services: Services, offered: Offered) -> Sequence[Directive]:
    """Return what the callee hears, or that they are connected or not; needs no store, and never fails."""
    services.begin()
    if offered.asked == 0:
        directives, did = offer(offered.whisper), CalleeDid.PICKED_UP
    else:
        directives, did = answer(offered.whisper, offered.event, offered.asked)
    at = int(services.clock().timestamp())
    _log.info("callee", call=offered.call_id.value, leg=offered.leg_id.value, did=did.value)
    try:
        services.calls.note(CalleeFact(offered.call_id, offered.turn, at, offered.leg_id, did))
    except StoreUnavailableError as error:
        _log.warning("store_unavailable", call=offered.call_id.value, why=str(error))
    return directives
