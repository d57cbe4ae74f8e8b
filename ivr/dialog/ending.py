"""How a call ended, told by the network, put beside what the line did for the caller."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from ivr.dialog.engine import hang_up
from ivr.dialog.events import CallStatus, CallStatusReported
from ivr.dialog.facts import CallFact
from ivr.dialog.state import CallState, Disposition
from ivr.dialog.turn import Remembered
from ivr.dialog.world import World
from ivr.menu.model import Menus


@dataclass(frozen=True, slots=True)
class Closed:
    """A call that is over: its last state and fact, and what is to be remembered for the caller's number."""

    state: CallState
    fact: CallFact
    kept: Mapping[str, Remembered]


def close(menus: Menus | None, state: CallState, reported: CallStatusReported, world: World) -> Closed | None:
    """Return the call closed, the line's `hung_up` gone through; None when it is no end, or has been closed before."""
    if state.ended is not None or not reported.status.is_final:
        return None
    disposition = _disposition(state, reported.status)
    after = hang_up(menus, state, world) if menus is not None else None
    fact = CallFact(
        call_id=state.call_id,
        at=int(world.now.timestamp()),
        disposition=disposition,
        turns=state.turn,
        duration=reported.duration,
        step=state.here,
        path=after.fact.path if after is not None else (),
    )
    last = after.state if after is not None else state
    return Closed(replace(last, ended=disposition), fact, after.kept if after is not None else {})


def _disposition(state: CallState, status: CallStatus) -> Disposition:
    if state.reached is not None:
        return state.reached
    return Disposition.FAILED if status is CallStatus.FAILED else Disposition.ABANDONED
