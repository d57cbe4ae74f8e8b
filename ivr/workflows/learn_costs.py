"""What calls cost is asked some minutes after their end, a few times, and kept with their records."""

from collections.abc import Sequence
from typing import Final

from ivr.clock import Clock
from ivr.log import get_logger
from ivr.ports.records import CallCosts, CostShelf
from ivr.ports.text_work import Job, Jobs

_MOST: Final = 50  # of one look; the next one comes within a second
_log = get_logger(__name__)


def ask_for_costs(shelf: CostShelf, jobs: Jobs, clock: Clock) -> None:
    """Ask for jobs for all calls of which it is time to learn what they cost. DatabaseUnavailableError."""
    for number in shelf.due(clock(), _MOST):
        jobs.enqueue(Job.LEARN_COST, number)


def learn_cost(shelf: CostShelf, books: Sequence[CallCosts], number: int) -> None:
    """Ask the providers what a call cost, and keep it; nothing happens when none says it. DatabaseUnavailableError."""
    call_id = shelf.find_call(number)
    if call_id is None:
        return
    for each in books:
        cost = each.find_cost(call_id)
        if cost is not None:
            shelf.note(number, call_id, cost)
            _log.info("cost_learnt", call=call_id.value)
            return
