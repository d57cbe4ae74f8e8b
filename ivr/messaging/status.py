"""How far a text has come, and what was wrong with it: the same whatever order it is told in, and however often."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class MessageStatus(StrEnum):
    """Where a text stands, for every provider."""

    SCHEDULED = "scheduled"
    ACCEPTED = "accepted"
    QUEUED = "queued"
    SENDING = "sending"
    SENT = "sent"  # the last that is ever told, where a carrier gives no receipts
    CANCELED = "canceled"
    FAILED = "failed"
    UNDELIVERED = "undelivered"
    DELIVERED = "delivered"
    READ = "read"

    @property
    def rank(self) -> int:
        """Return its place among the others: a text only moves to a higher one.

        Of two ends the better one holds, whichever came first: carriers do take back an `undelivered`.
        """
        return _RANKS[self]

    @property
    def is_final(self) -> bool:
        """Whether the text will go nowhere any more."""
        return self.rank >= _RANKS[MessageStatus.CANCELED]


_RANKS: Final = {status: rank for rank, status in enumerate(MessageStatus)}


@dataclass(frozen=True, slots=True)
class Told:
    """What a provider says of a text once; `status` None: a word not known here. `error`: its code, or empty."""

    status: MessageStatus | None
    error: str = ""


@dataclass(frozen=True, slots=True)
class Standing:
    """What all that was told of a text comes to; None as long as nothing of it was understood."""

    status: MessageStatus | None = None
    error: str = ""


def standing_of(told: Iterable[Told]) -> Standing:
    """Return the furthest status, and the error told with the furthest of those that had one.

    The order does not matter, nor how often something is told; an error is never forgotten for a word without one.
    """
    status: MessageStatus | None = None
    error, error_rank = "", -1
    for each in told:
        if each.status is None:
            continue
        if status is None or each.status.rank > status.rank:
            status = each.status
        if each.error and (each.status.rank, each.error) > (error_rank, error):
            error, error_rank = each.error, each.status.rank
    return Standing(status, error)
