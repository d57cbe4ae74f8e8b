"""Facts of calls are filed: taken from where they wait, written down, and only then forgotten there."""

from collections.abc import Callable, Sequence
from typing import Final

from ivr.dialog.facts import CallFact, Fact, StatusFact
from ivr.errors import DatabaseUnavailableError
from ivr.log import get_logger
from ivr.ports.records import FactSource, RecordShelf
from ivr.values import CallId

_MOST: Final = 100  # of one transaction
_MOST_BATCHES: Final = 2  # of one look: people who wait to be rung are looked after by the same loop
_log = get_logger(__name__)


def _leave_nothing(_call_id: CallId) -> None:
    pass


def file_facts(
    source: FactSource, records: RecordShelf, leave_queues: Callable[[CallId], None] = _leave_nothing
) -> int:
    """File what waits; return how many facts that were.

    `leave_queues` is given each call that is over: one that hung up while the store was away still waits there.
    Whatever breaks in the middle, what was taken is taken again. StoreUnavailableError, DatabaseUnavailableError.
    """
    count = 0
    for _ in range(_MOST_BATCHES):
        batch = source.take(_MOST)
        if not batch.marks:
            break
        if batch.unreadable:
            _log.error("facts_unreadable", count=batch.unreadable)
        _file(records, batch.facts)
        for call_id in {fact.call_id for fact in batch.facts if _is_end(fact)}:
            leave_queues(call_id)
        source.done(batch)
        count += len(batch.facts)
    return count


def _is_end(fact: Fact) -> bool:
    return isinstance(fact, CallFact) or (isinstance(fact, StatusFact) and fact.status.is_final)


def _file(records: RecordShelf, facts: Sequence[Fact]) -> None:
    """File facts; one that can never be filed is told of and left out, for it must not hold up the others."""
    try:
        records.file(facts)
    except DatabaseUnavailableError:
        raise
    except Exception as error:  # noqa: BLE001 - it is told of
        if len(facts) > 1:
            for fact in facts:
                _file(records, [fact])
            return
        for fact in facts:
            kind = type(fact).__name__
            _log.exception("fact_not_filed", call=fact.call_id.value, kind=kind, error=type(error).__name__)
