"""How a call ended, told by the network, put beside what the line did for the caller."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from msgspec.structs import replace

from ivr.dialog.engine import Advanced, hang_up
from ivr.dialog.errands import Errand
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
    errands: tuple[Errand, ...] = ()


def close(
    menus: Menus | None,
    state: CallState,
    reported: CallStatusReported,
    world: World,
    ask: Callable[[Advanced], Advanced] = lambda begun: begun,
) -> Closed | None:
    """Return the call closed, the line's `hung_up` gone through; None when it is no end, or has been closed before.

    `ask` puts to systems what the steps on the way put to them.
    """
    if state.ended is not None or not reported.status.is_final:
        return None
    disposition = _disposition(state, reported.status)
    begun = hang_up(menus, state, world) if menus is not None else None
    after = ask(begun) if begun is not None else None
    fact = CallFact(
        call_id=state.call_id,
        at=int(world.now.timestamp()),
        disposition=disposition,
        turns=state.turn,
        duration=reported.duration,
        step=state.here,
        path=after.fact.path if after is not None else (),
        opted_out=after.fact.opted_out if after is not None else None,
    )
    # The state stays where the caller was: their message, or the end of their talk, may still be on its way.
    ended = replace(state, ended=disposition)
    return Closed(ended, fact, {}) if after is None else Closed(ended, fact, after.kept, after.errands)


def _disposition(state: CallState, status: CallStatus) -> Disposition:
    if state.reached is not None:
        return state.reached
    return Disposition.FAILED if status is CallStatus.FAILED else Disposition.ABANDONED
