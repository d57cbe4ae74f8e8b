"""What ringing people needs from the world: calls made, rings and callbacks kept."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final, Protocol

from ivr.clock import Clock
from ivr.dialog.errands import CallbackWanted
from ivr.dialog.events import CallStatus
from ivr.errors import RingtreeError
from ivr.ports.calls import CallShelf, Waiter
from ivr.ports.releases import MenuShelf
from ivr.ringing.patience import CallbackEnd, Pace, Retries
from ivr.ringing.people import AgentNow, Ring
from ivr.values import CallId, PhoneNumber, Seconds

PLACE_PREFIX: Final = "callback:"  # of a place that a customer kept; others are names of calls

# --- calls that a provider makes ---------------------------------------------------------------------------------


class CallNotMadeError(RingtreeError):
    """A call was not made, as far as is known; the text holds no number."""


class NotMadeError(CallNotMadeError):
    """It was surely not made, this time."""


class CallRefusedError(CallNotMadeError):
    """It was not made, and never will be: the number cannot be called."""


class CallUnknownError(CallNotMadeError):
    """Nobody knows whether it was made: the provider did not say."""


@dataclass(frozen=True, slots=True)
class OutgoingCall:
    """A call to be made. `on_answer` and `on_status` are addresses from the root, where the provider asks and tells."""

    to: PhoneNumber
    caller_id: PhoneNumber
    on_answer: str
    on_status: str
    ring: Seconds
    detects_machines: bool = False


class CallMaker(Protocol):
    """A provider that makes calls."""

    def make(self, call: OutgoingCall) -> CallId:
        """Return the call that now rings, else raise a CallNotMadeError that says what is known of it."""
        ...

    def hang_up(self, leg: CallId, *, ringing_only: bool = False) -> None:
        """End a call, as far as that can be done now; `ringing_only`: one that nobody has answered."""
        ...

    def find_status(self, leg: CallId) -> CallStatus | None:
        """Return where a call stands; None when that cannot be learnt now."""
        ...


class CallCarrier(CallMaker, Protocol):
    """One of several providers that make calls."""

    @property
    def name(self) -> str:
        """Return the name by which line.yaml says that a number is at it."""
        ...

    def knows(self, leg: CallId) -> bool:
        """Return whether a call of that name is one of its own."""
        ...


# --- who waits, and who is rung ----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class PlacesNow:
    """What the places of a queue are worth that no agent has accepted, first first; the rings that are offers.

    `first`: the first few of those places.
    """

    free: tuple[float, ...]
    offers: tuple[str, ...]
    first: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Accepted:
    """What an agent has accepted: a place; `ahead`: earlier places that other agents have, and are not yet served."""

    place: str
    ahead: tuple[str, ...]


class PeopleShelf(Protocol):
    """Rings and agents. All raise StoreUnavailableError when they cannot be done in time; each is done whole or not."""

    def find_waiter(self, call_id: CallId) -> Waiter | None:
        """Return a caller who waits, or None."""
        ...

    def look(self, queue: str) -> PlacesNow:
        """Return how a queue stands."""
        ...

    def find_agent(self, agent: PhoneNumber) -> AgentNow:
        """Return what an agent does."""
        ...

    def offer(self, ring: Ring) -> bool:
        """Write a ring down before it is made; False when the agent is not free or no place needs one more."""
        ...

    def find_ring(self, ring_id: str) -> Ring | None:
        """Return a ring, also for some hours after it is over."""
        ...

    def note_leg(self, ring_id: str, leg: CallId) -> None:
        """Note the provider's name for the call of a ring."""
        ...

    def pick_up(self, ring: Ring, until: int) -> None:
        """Note that the agent has picked up, and is being asked for so long."""
        ...

    def accept(self, ring: Ring, until: int) -> Accepted | None:
        """Give the agent the first place that nobody has, for so long; None when there is none, or the ring is over."""
        ...

    def take(self, ring: Ring, place: str, now: int, until: int) -> bool:
        """Note that the agent talks with whoever had that place, which is now gone; False when the ring is over."""
        ...

    def drop(self, ring: Ring, place: str) -> None:
        """Take a place out of its queue at which nobody was found any more."""
        ...

    def end(self, ring: Ring, until: int, misses: int, now: int) -> bool:
        """End a ring: its place is free for others, its agent again after a while. False when it was over already."""
        ...

    def keep(self, ring: Ring, until: int) -> None:
        """Let a ring that is overdue go on."""
        ...

    def forget(self, ring_id: str) -> None:
        """Take a ring of which nothing more is known out of what is counted."""
        ...

    def overdue(self, now: int) -> Sequence[str]:
        """Return the rings that last longer than they can."""
        ...

    def note_talk(self, queue: str, seconds: int) -> None:
        """Let a talk count in how long one takes of late."""
        ...

    def note_busy(self, busy: Mapping[str, int]) -> None:
        """Note how many agents of each queue are busy."""
        ...


# --- customers to be called back ---------------------------------------------------------------------------------


class JobState(StrEnum):
    """How far a callback has come."""

    WAITING = "waiting"  # for its time
    QUEUED = "queued"  # in its queue, at the place that was kept
    WANTED = "wanted"  # an agent has accepted and holds; the customer is to be rung
    CALLING = "calling"  # the customer is being rung
    THERE = "there"  # a person has answered
    TALKING = "talking"
    OVER = "over"


@dataclass(frozen=True, slots=True)
class Job:
    """A callback. `due`: when to look at it next; `ring_id`: of the agent who has accepted it; `last`: the last end."""

    job_id: str
    wanted: CallbackWanted
    state: JobState
    due: int
    tries: int = 0
    ring_id: str = ""
    leg: CallId | None = None
    last: CallbackEnd | None = None

    @property
    def place(self) -> str:
        """What stands for it in its queue."""
        return f"{PLACE_PREFIX}{self.job_id}"


class CallbackShelf(Protocol):
    """Callbacks. All raise StoreUnavailableError when they cannot be done in time."""

    def take_in(self) -> int:
        """Take in what calls have left since the last time; return how many. Other errands stay as they are."""
        ...

    def due(self, now: int) -> Sequence[str]:
        """Return the callbacks that are to be looked at."""
        ...

    def find(self, job_id: str) -> Job | None:
        """Return a callback, or None."""
        ...

    def move(self, job: Job, state: JobState, due: int, **changes: str | int) -> bool:
        """Write changes; False when its state is no longer the one that was read."""
        ...

    def note_leg(self, job_id: str, leg: CallId) -> None:
        """Note the provider's name for the call to a customer."""
        ...

    def enter(self, job: Job) -> None:
        """Put a callback into its queue, at the place that the customer kept."""
        ...

    def leave(self, job: Job) -> None:
        """Take a callback out of its queue."""
        ...

    def is_first_of_its_number(self, job: Job) -> bool:
        """Whether no other open callback into the queue is for the same number; the first to ask is."""
        ...

    def close(self, job: Job) -> None:
        """Forget a callback that is over, but for long enough to know it again."""
        ...

    def forget(self, job_id: str) -> None:
        """Look no more at a callback that cannot be read."""
        ...


class RingWays(Protocol):
    """The addresses of rings' webhooks, vouched for."""

    def agent(self, ring_id: str, stage: str, asked: int = 0) -> str:
        """Return where an agent's leg asks what comes next."""
        ...

    def taken(self, ring_id: str) -> str:
        """Return where it is told which caller an agent was connected with."""
        ...

    def agent_status(self, ring_id: str) -> str:
        """Return where it is told how an agent's leg ended."""
        ...

    def customer(self, job_id: str, tries: int, stage: str) -> str:
        """Return where a customer's leg asks what comes next."""
        ...

    def customer_status(self, job_id: str, tries: int) -> str:
        """Return where it is told how a customer's leg ended."""
        ...


@dataclass(frozen=True, slots=True)
class People:
    """What the workflows that ring people are handed."""

    clock: Clock
    menus: MenuShelf
    calls: CallShelf
    shelf: PeopleShelf
    callbacks: CallbackShelf
    ways: RingWays
    begin: Callable[[], None]  # told that a webhook begins, as the other workflows' services are
    own_number: PhoneNumber | None = None  # shown where the number that was called is none
    pace: Pace = field(default_factory=Pace)
    retries: Retries = field(default_factory=Retries)
