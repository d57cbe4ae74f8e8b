"""How a call ended, told by the network, put beside what the line did for the caller."""

from dataclasses import replace

from ivr.dialog.events import CallStatus, CallStatusReported
from ivr.dialog.facts import CallFact
from ivr.dialog.state import CallState, Disposition


def close(state: CallState, reported: CallStatusReported, at: int) -> tuple[CallState, CallFact] | None:
    """Return the closed state and the call's last fact; None when it is no end, or has been closed before."""
    if state.ended is not None or not reported.status.is_final:
        return None
    disposition = _disposition(state, reported.status)
    fact = CallFact(state.call_id, at, disposition, state.turn, reported.duration)
    return replace(state, ended=disposition), fact


def _disposition(state: CallState, status: CallStatus) -> Disposition:
    if state.reached is not None:
        return state.reached
    return Disposition.FAILED if status is CallStatus.FAILED else Disposition.ABANDONED
