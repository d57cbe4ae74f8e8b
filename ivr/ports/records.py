"""What the records need from the world: facts to be filed, wishes to be left alone, and what people ask of both."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from ivr.dialog.facts import Fact
from ivr.menu.carrier_words import Wish
from ivr.menu.parts import Channel
from ivr.values import CallId, PhoneNumber

# --- facts -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Batch:
    """Facts as they were taken from where they wait, oldest first; `marks` name them there.

    `unreadable`: how many more there were that nobody can read; their marks are among the others.
    """

    marks: Sequence[str]
    facts: Sequence[Fact]
    unreadable: int = 0


class FactSource(Protocol):
    """Where facts wait. Both raise StoreUnavailableError when they cannot be done in time."""

    def take(self, most: int) -> Batch:
        """Return the oldest facts that are not done; those that were taken before and not done come first."""
        ...

    def done(self, batch: Batch) -> None:
        """Forget the facts of a batch: they are filed."""
        ...


class RecordShelf(Protocol):
    """The records of calls. All raise DatabaseUnavailableError when they cannot be done."""

    def file(self, facts: Sequence[Fact]) -> None:
        """File facts, all or none. One that is filed already changes nothing."""
        ...

    def forget(self, bodies_before: datetime, events_before: datetime, names_before: datetime) -> int:
        """Empty what people wrote and said before the one moment, drop what was told before the other.

        Of webhooks that were taken before the third the names are dropped. Return how many rows all that were.
        """
        ...


class CallCosts(Protocol):
    """The books of a provider, which say what calls cost."""

    def find_cost(self, call_id: CallId) -> str | None:
        """Return what a call cost, like `0.0085 USD`; None when it is not said, or not yet. Never raises."""
        ...


class CostShelf(Protocol):
    """Calls of which it is to be learnt what they cost. All raise DatabaseUnavailableError when they cannot be done."""

    def due(self, now: datetime, most: int) -> Sequence[int]:
        """Return the numbers of looks that are to be taken now; each is due again later, a few times."""
        ...

    def find_call(self, number: int) -> CallId | None:
        """Return the call of a look; None when it is known what it cost."""
        ...

    def note(self, number: int, call_id: CallId, cost: str) -> None:
        """Keep what a call cost; nobody asks any more."""
        ...


# --- wishes ------------------------------------------------------------------------------------------------------


class Source(StrEnum):
    """How a wish was told."""

    KEYWORD = "keyword"  # a text
    KEY = "key"  # in a call
    CARRIER = "carrier"  # a provider refused to send
    STAFF = "staff"  # somebody of ours wrote it down


@dataclass(frozen=True, slots=True)
class WishTold:
    """Somebody wants to be left alone, or to be reached again.

    `evidence` names the text, the call or the act; no two acts have the same. `words`: as it was said, or asked.
    """

    number: PhoneNumber
    wish: Wish
    channels: tuple[Channel, ...]
    source: Source
    evidence: str
    at: datetime
    words: str = field(default="", repr=False)


class OptOutShelf(Protocol):
    """Who does not want to be reached. All raise DatabaseUnavailableError when they cannot be done."""

    def note(self, told: WishTold) -> bool:
        """Keep a wish, and follow it; return whether it changed anything. The same told again is answered alike."""
        ...

    def has_opted_out(self, number: PhoneNumber, channel: Channel) -> bool:
        """Return whether somebody does not want to be reached in this way."""
        ...


# --- what people look at -----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which records are asked for, newest first. None and "" leave a question open."""

    number: str = ""
    since: datetime | None = None
    until: datetime | None = None
    status: str = ""
    disposition: str = ""
    most: int = 50


@dataclass(frozen=True, slots=True)
class CallRecord:
    """One call, as it stands. `path`: the steps gone through. `duration_s` and `cost`: where they were told."""

    call_id: str
    caller: str = field(repr=False)
    line_number: str = field(repr=False)
    began_at: datetime
    ended_at: datetime | None
    status: str
    disposition: str
    answered_by: str
    language: str
    turns: int
    duration_s: int | None
    cost: str
    menus: str
    channel: str
    path: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class MessageRecord:
    """One text, as it stands; `error` is the provider's code."""

    own_id: str
    provider: str
    provider_id: str
    direction: str
    our_number: str = field(repr=False)
    their_number: str = field(repr=False)
    at: datetime
    status: str
    error: str
    segments: int
    body: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class SendingStop:
    """An account that sends nothing since that moment; `code`: why, in the provider's words; so many texts wait."""

    provider: str
    code: str
    since: datetime
    waiting: int


@dataclass(frozen=True, slots=True)
class OptOutRecord:
    """Somebody who does not want to be reached, since when and how that was told."""

    number: str = field(repr=False)
    channel: str
    source: str
    evidence: str
    at: datetime
