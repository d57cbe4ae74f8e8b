"""Where calls, callers, queues and claims are kept between turns; who asks the systems outside."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from ivr.clock import Clock
from ivr.dialog.directives import Asked
from ivr.dialog.errands import Errand
from ivr.dialog.events import (
    SystemEnded,
)
from ivr.dialog.facts import Fact
from ivr.dialog.record import Kept
from ivr.dialog.state import CallState
from ivr.dialog.turn import Remembered
from ivr.menu.templates.value import Value
from ivr.menu.verbs import Priority
from ivr.ports.conversations import ConversationShelf
from ivr.ports.releases import MenuShelf
from ivr.values import CallId, PhoneNumber

Meanwhile = Callable[[], object]


def idle() -> None:
    """Do nothing meanwhile."""


class CallShelf(Protocol):
    """Where calls are kept between turns. All raise StoreUnavailableError when they cannot be done in time."""

    def find(self, call_id: CallId) -> Kept | None:
        """Return the call, or None when it is unknown or can no longer be read."""
        ...

    def save(
        self,
        kept: Kept,
        fact: Fact,
        replaces: CallState | None,
        errands: Sequence[Errand] = (),
        meanwhile: Meanwhile = idle,
    ) -> bool:
        """Store the call in place of a state of it (None: of nothing) and append its fact and errands, all or none.

        `meanwhile` is done while that takes its time: once, or again, or not at all; it must neither raise nor save.
        False when another state is stored: an earlier or later turn, or the call has been closed meanwhile.
        """
        ...

    def note(self, fact: Fact, errands: Sequence[Errand] = ()) -> None:
        """Append a fact and errands without a state."""
        ...


class CallerShelf(Protocol):
    """Where names are kept for a caller's number. Both raise StoreUnavailableError when they cannot be done in time."""

    def recall(self, number: PhoneNumber, now: int) -> Mapping[str, Value]:
        """Return what is kept for the number at that second."""
        ...

    def remember(self, number: PhoneNumber, names: Mapping[str, Remembered], now: int) -> None:
        """Keep these names too, in place of older values, as of that second."""
        ...


@dataclass(frozen=True, slots=True)
class QueueCount:
    """How a queue stands: who waits, how many agents are busy, how long a talk takes of late."""

    waiting: int
    busy: int
    talk_s: int


@dataclass(frozen=True, slots=True)
class Waiter:
    """A caller who waits in a queue since a second, as an agent meets them. `turn`: the one that put them there.

    `returned`: they were in it before, and kept their place. `data` is what the agent is told.
    """

    call_id: CallId
    queue: str
    since: int
    priority: Priority
    turn: int
    line_number: PhoneNumber
    returned: bool = False
    record: bool = False
    data: Mapping[str, str] = field(default_factory=dict)


class QueueShelf(Protocol):
    """Who waits where. All raise StoreUnavailableError when they cannot be done in time."""

    def enter(self, waiter: Waiter) -> None:
        """Put a call into a queue, at the place of somebody who came when it did."""
        ...

    def enter_again(self, waiter: Waiter) -> None:
        """Put a call that still waits back into a queue where it is no more, unless an agent has just served it."""
        ...

    def leave(self, call_id: CallId) -> None:
        """Take a call out of whatever queue it is in."""
        ...

    def count(self, queues: Sequence[str]) -> Mapping[str, QueueCount]:
        """Return how each of these queues stands."""
        ...

    def find_position(self, queue: str, call_id: CallId) -> int | None:
        """Return the place of a call in a queue, from 1; None when it is not in there."""
        ...

    def note_key(self, call_id: CallId, turn: int, key: str) -> None:
        """Remember by which key a call leaves the queue that it has been in since that turn."""
        ...

    def find_key(self, call_id: CallId, turn: int) -> str | None:
        """Return that key, or None."""
        ...


@dataclass(frozen=True, slots=True)
class Claimed:
    """What is known of something that a system was asked: whether somebody has, and the answer when it is there."""

    is_claimed: bool
    ended: SystemEnded | None


class ClaimShelf(Protocol):
    """What systems were asked, so that none is asked twice. All raise StoreUnavailableError like the others."""

    def claim(self, claim: str, longest_s: int) -> bool:
        """Take a claim for something that takes so long at most; False when somebody has it."""
        ...

    def settle(self, claim: str, ended: SystemEnded) -> None:
        """Put the answer where the claim was."""
        ...

    def find(self, claim: str) -> Claimed:
        """Return what is known."""
        ...


class Systems(Protocol):
    """Services and functions, asked beside the calls. Neither raises: what goes wrong is an answer too."""

    def ask(self, claim: str, asked: Asked, patience_s: float) -> SystemEnded | None:
        """Return the answer; None when it is not there after so many seconds. Asked once, however often this is."""
        ...

    def find(self, claim: str, patience_s: float) -> SystemEnded | None:
        """Return the answer that is waited for; None when it is still not there."""
        ...


@dataclass(frozen=True, slots=True)
class Services:
    """What every workflow is handed: the clock, the shelves, the systems outside.

    `begin` is told that a webhook begins: whatever this thread then asks the shelves shares one time.
    """

    clock: Clock
    calls: CallShelf
    conversations: ConversationShelf
    callers: CallerShelf
    menus: MenuShelf
    queues: QueueShelf
    systems: Systems
    begin: Callable[[], None]
