"""The work on texts: the rows they are kept in, the jobs that are done about them, who answers.

A text is a row before anything is done about it. Whoever does something holds the row for a while; when the while is
over and the row is still open, whoever held it has died, and another goes on.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from ivr.clock import Clock
from ivr.dialog.errands import TextWanted
from ivr.ports.texts import MessageReceived, MessageReported, OutgoingText, Reply, Written
from ivr.values import MessageId

# --- the rows ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Hold:
    """Who holds a row, and until when."""

    holder: str
    until: datetime


@dataclass(frozen=True, slots=True)
class Incoming:
    """The row of a text that came in. `attempts`: how often somebody has begun to answer it, this time counted."""

    number: int
    provider: str
    received: MessageReceived
    attempts: int


@dataclass(frozen=True, slots=True)
class Outgoing:
    """The row of a text to be sent. `asked_at`: when the provider was asked for it last, and said nothing since."""

    number: int
    provider: str
    text: OutgoingText
    attempts: int
    asked_at: datetime | None


class Lane(StrEnum):
    """Which way a text goes."""

    INBOUND = "inbound"
    OUTBOUND = "outbound"


class TextShelf(Protocol):
    """Texts in SQL. All raise DatabaseUnavailableError when they cannot be done; each is done whole or not at all."""

    def claim(self, provider: str, received: MessageReceived, now: datetime, look_at: datetime) -> int | None:
        """Write a text down; return its row's number, None when it was written before. Swept at `look_at`."""
        ...

    def take_incoming(self, number: int, hold: Hold, now: datetime) -> Incoming | None:
        """Hold a text that is to be answered; None when it is another's, is done, or an earlier one is still open."""
        ...

    def settle(self, text: Incoming, hold: Hold, replies: Sequence[Reply], now: datetime) -> Sequence[Written] | None:
        """Close a text and write its replies down, to be sent; None when it is no longer held by this hold."""
        ...

    def settle_at_once(
        self, text: Incoming, hold: Hold, replies: Sequence[Reply], now: datetime, look_at: datetime
    ) -> Sequence[Written] | None:
        """Do the same, but the provider is asked for them in this moment; who heard nothing asks after `look_at`."""
        ...

    def write_ahead(self, text: Incoming, reply: Reply, now: datetime) -> int | None:
        """Write down, to be sent, what is said before the replies; None when it was written down before."""
        ...

    def put_off(self, number: int, hold: Hold, until: datetime) -> None:
        """Let go of a text; nobody takes it before that moment."""
        ...

    def find_next(self, text: Incoming) -> int | None:
        """Return the oldest text of the same two numbers that is still to be answered, or None."""
        ...

    def find_next_out(self, text: Outgoing) -> int | None:
        """Return the oldest text of the same two numbers that is still to be sent, or None."""
        ...

    def add(self, provider: str, text: OutgoingText, now: datetime) -> int | None:
        """Write down a text that is to be sent; None when one with that name of ours was written down before."""
        ...

    def take_outgoing(self, number: int, hold: Hold, now: datetime) -> Outgoing | None:
        """Hold a text that is to be sent or asked after; None when it is another's, or an earlier one is not sent."""
        ...

    def note_asked(self, text: Outgoing, hold: Hold, now: datetime) -> bool:
        """Note that the provider is about to be asked for it, and hold it until the hold's new end.

        False when it is no longer held by this hold, or must not be sent, at least not now.
        """
        ...

    def note_sent(self, text: Outgoing, sent: MessageReported, now: datetime) -> bool:
        """Note the provider's name for it, and where it stands; it is done.

        Return whether the provider's texts were kept back until then; now they go again.
        """
        ...

    def note_not_sent(self, text: Outgoing, code: str, again_at: datetime, now: datetime) -> None:
        """Note that it surely was not sent, with the provider's code for it, or ""; it is to be tried again."""
        ...

    def note_stopped(self, text: Outgoing, code: str, now: datetime) -> None:
        """Note that it was not sent, nor will any other be by that provider; after a while one is tried again."""
        ...

    def note_refused(self, text: Outgoing, code: str, now: datetime) -> None:
        """Note that it will never be sent."""
        ...

    def note_unknown(self, text: Outgoing, look_at: datetime, now: datetime) -> None:
        """Note that nobody knows whether it was sent; it is to be asked after."""
        ...

    def note_lost(self, text: Outgoing, now: datetime) -> None:
        """Note that nobody will ever know whether it was sent."""
        ...

    def find_known(self, provider: str, candidates: Sequence[MessageReported]) -> frozenset[MessageId]:
        """Return which of these are the provider's names of texts that we have."""
        ...

    def note_event(self, provider: str, reported: MessageReported, now: datetime) -> bool:
        """Keep what was told, and let the row's status follow it; False when it was told before.

        What is told of a text that has no row yet is kept, and counts as soon as it has one.
        """
        ...

    def due(self, now: datetime, again_at: datetime, most: int) -> Sequence[tuple[int, Lane]]:
        """Return rows that are open and that nobody holds; they are not returned again before `again_at`."""
        ...

    def join_events(self) -> int:
        """Let events count that were told before their row was there; return how many."""
        ...


@dataclass(frozen=True, slots=True)
class SentText:
    """A reply that a provider has taken, and its name for it."""

    message_id: MessageId
    reply: Reply


@dataclass(frozen=True, slots=True)
class Answered:
    """What a text was answered with, in order; `is_done`: nothing more comes."""

    is_done: bool
    replies: tuple[SentText, ...]


# --- jobs, and who answers ---------------------------------------------------------------------------------------


class Job(StrEnum):
    """What a worker can be asked for; each takes the number of a row."""

    ANSWER_TEXT = "answer_text"
    SEND_TEXT = "send_text"
    LEARN_COST = "learn_cost"


class Jobs(Protocol):
    """A queue of jobs, which may lose everything: what it loses, a sweep finds in SQL."""

    def enqueue(self, job: Job, number: int) -> None:
        """Ask for a job; never raises."""
        ...


class TextErrands(Protocol):
    """Texts that calls want sent. Both raise StoreUnavailableError when they cannot be done in time."""

    def read(self) -> Sequence[TextWanted]:
        """Return the texts that are wanted and not written down yet."""
        ...

    def done(self, wanted: TextWanted) -> None:
        """Note that it is written down."""
        ...


class Converser(Protocol):
    """Who answers texts: the line's menus."""

    def converse(self, provider: str, received: MessageReceived, tell: Callable[[Reply], object]) -> Sequence[Reply]:
        """Return what is answered, in order. The same text again gets the same answer and moves nothing twice.

        `tell` sends at once what somebody reads who has to wait. Raises StoreUnavailableError or another RingtreeError
        when it cannot be answered now.
        """
        ...


@dataclass(frozen=True, slots=True)
class TextPace:
    """How patient texts are, in seconds. Tests bring quicker ones."""

    lease_s: float = 30.0  # who holds a row longer than that has died
    sweep_after_s: float = 5.0  # a job that has not been done so long after it was asked for is asked for again
    look_after_s: float = 60.0  # so long after a text was sent into silence, the provider's books are asked
    again_s: float = 2.0  # before the next try, doubled with each
    longest_again_s: float = 300.0
    compute_s: float = 8.0  # so long an answer in the document may take
    most_answers: int = 5  # tries to answer a text
    most_sends: int = 12


@dataclass(frozen=True, slots=True)
class Texts:
    """What the workflows of texts are handed. `are_plain`: ornate signs give way where that makes a text cheaper."""

    clock: Clock
    shelf: TextShelf
    jobs: Jobs
    converser: Converser
    pace: TextPace = field(default_factory=TextPace)
    are_plain: bool = False
