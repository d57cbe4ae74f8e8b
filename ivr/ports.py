"""What the workflows need from the world, as protocols; providers and shelves answer them, the factory joins them."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, Final, Protocol

from ivr.clock import Clock
from ivr.dialog.directives import Asked, Directive
from ivr.dialog.errands import Errand
from ivr.dialog.events import (
    CallArrived,
    CallStatusReported,
    Event,
    RecordingReported,
    SystemEnded,
    Transcribed,
)
from ivr.dialog.facts import Fact
from ivr.dialog.record import Kept
from ivr.dialog.state import CallState
from ivr.dialog.turn import Remembered
from ivr.menu.model import Menus
from ivr.menu.templates.value import Value
from ivr.menu.verbs import Priority
from ivr.ports_conversations import ConversationShelf
from ivr.values import CallId, MenuVersion, PhoneNumber


@dataclass(frozen=True, slots=True)
class RawRequest:
    """A webhook as it came over the wire: the raw request target, percent signs untouched; header names lower case."""

    method: str
    target: str
    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True, slots=True)
class Authentic:
    """A form whose signature held; the first value of each field. `rehearsal`: signed with the development token.

    `event`: what came in its place, from a provider that sends JSON.
    """

    form: Mapping[str, str]
    rehearsal: bool
    event: Mapping[str, Any] = field(default_factory=dict, repr=False)


@dataclass(frozen=True, slots=True)
class Ways:
    """Addresses in a document, from the root: where the answer goes (`on`), what a callee hears alone (`whisper`).

    `wait`: what somebody hears who waits in a queue. `recording`, `transcript`: where a recording's end and its words
    are reported.
    """

    on: str
    whisper: str = ""
    wait: str = ""
    recording: str = "/status/recording"
    transcript: str = "/status/transcription"


@dataclass(frozen=True, slots=True)
class Document:
    """An answer in a provider's own language; `headers` are for a telephone that rehearses."""

    content_type: str
    body: bytes
    headers: tuple[tuple[str, str], ...] = ()


class VoiceProvider(Protocol):
    """One telephone company: who signs, what its forms mean, how it wants to be told what to do."""

    @property
    def name(self) -> str:
        """Return the name that logs and metrics use."""
        ...

    @property
    def signature_header(self) -> str:
        """Return the header, in lower case, by which its webhooks are known."""
        ...

    def authenticate(self, request: RawRequest) -> Authentic | None:
        """Return the form when the signature holds, else None; BadRequestError for a form that cannot be read."""
        ...

    def read_call_event(self, authentic: Authentic) -> Event:
        """Return what the caller or the network did; BadRequestError when the form does not say which call."""
        ...

    def read_call_arrived(self, authentic: Authentic) -> CallArrived:
        """Return which call this is and who calls, from the same form; every voice webhook says so."""
        ...

    def read_call_status(self, authentic: Authentic) -> CallStatusReported | None:
        """Return where the call stands, or None when the status is not one we know."""
        ...

    def is_machine(self, authentic: Authentic) -> bool:
        """Return whether a machine has picked up, as far as the provider can tell."""
        ...

    def read_wait(self, authentic: Authentic) -> tuple[int, int]:
        """Return how many seconds somebody has waited in a queue, and at which place they are, from 1."""
        ...

    def read_recording(self, authentic: Authentic) -> RecordingReported | None:
        """Return the recording that is done, or None when the form tells of none that is over."""
        ...

    def read_transcript(self, authentic: Authentic) -> Transcribed | None:
        """Return the words of a recording, or None when the form tells of none."""
        ...

    def read_rehearsal(self, authentic: Authentic) -> tuple[str | None, str | None]:
        """Return the local time, as typed, that a rehearsing telephone asks the line to believe in, and the rest."""
        ...

    def render(self, directives: Sequence[Directive], ways: Ways) -> Document:
        """Return the document for these directives."""
        ...


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


MOST_RELEASES: Final = 50  # moves that are kept, and can be gone back to


class MoveKind(StrEnum):
    """How a version came to be live."""

    PUBLISHED = "published"
    DEPLOYED = "deployed"  # with the program, from its repository
    ROLLED_BACK = "rolled back"
    SAVED = "saved"  # in the folder of a line under development


@dataclass(frozen=True, slots=True)
class NewMove:
    """Somebody makes a version the live one, knowing that the move `follows` (0: none) was the last."""

    follows: int
    at: datetime
    kind: MoveKind
    author: str
    note: str


@dataclass(frozen=True, slots=True)
class Move:
    """Somebody made a version the live one; its number is how people call it. `steps`: how many the version has."""

    number: int
    version: MenuVersion
    at: datetime
    kind: MoveKind
    author: str
    note: str
    steps: int


class ReleaseShelf(Protocol):
    """Menus that went live. All raise DatabaseUnavailableError when they cannot be done."""

    def find_live(self) -> Move | None:
        """Return the newest move, which says what is live; None when nothing was ever published."""
        ...

    def list_moves(self, most: int) -> Sequence[Move]:
        """Return the newest moves, newest first."""
        ...

    def find_files(self, version: MenuVersion) -> Mapping[str, str] | None:
        """Return the menu files of a version by their path, or None when it is not kept."""
        ...

    def publish(self, menus: Menus, files: Mapping[str, str], move: NewMove) -> Move | None:
        """Keep a version and make it the live one; None when somebody else's move came before."""
        ...

    def go_back(self, version: MenuVersion, move: NewMove) -> Move | None:
        """Make a version that is kept the live one again; None when somebody else's move came before, or it is gone."""
        ...


class Announcements(Protocol):
    """Where every process hears of a move. Both raise StoreUnavailableError when they cannot be done in time."""

    def find(self) -> int | None:
        """Return the number of the last move that was announced, or None."""
        ...

    def announce(self, number: int) -> None:
        """Tell every process that this move was made."""
        ...


class MenuShelf(Protocol):
    """Where a line's menus are found, ready to run."""

    def current(self) -> Menus:
        """Return the version that new calls get; MenusNotReadyError when there is none."""
        ...

    def find(self, version: MenuVersion) -> Menus | None:
        """Return the version that a live call began with, or None when it is gone."""
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
