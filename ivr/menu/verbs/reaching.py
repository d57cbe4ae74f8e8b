"""The verbs that reach somebody or something outside the menus."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from ivr.menu.parts import Key, Place, Prompt, Target
from ivr.values import Seconds


@dataclass(frozen=True, slots=True)
class Dial:
    """Connects the caller. `who` are numbers, SIP addresses, clients, contacts or templates.

    `whisper` is heard by the callee alone; `accept` is the key, or `any`, that they must press to be connected; `leave`
    is where the caller's star leads. `places` are where each of `who` stands.
    """

    who: tuple[str, ...]
    answered: Target
    in_order: bool = False
    ring: Seconds | None = None
    max: Seconds | None = None
    caller_id: str | None = None
    then_press: str | None = None
    record: bool = False
    whisper: Prompt | None = None
    accept: str | None = None
    leave: Target | None = None
    busy: Target | None = None
    no_answer: Target | None = None
    failed: Target | None = None
    otherwise: Target | None = None
    places: tuple[Place, ...] = field(default=(), compare=False)


@dataclass(frozen=True, slots=True)
class Voicemail:
    """Takes a message. `data` goes with it to whoever is told."""

    prompt: Prompt
    next: Target
    mailbox: str | None = None
    max: Seconds = Seconds(120)
    finish: str = "#"
    transcribe: bool = False
    save: str | None = None
    notify: str | None = None
    silent: Target | None = None
    data: Mapping[str, str] = field(default_factory=dict)
    places: Mapping[str, Place] = field(default_factory=dict, compare=False)


class Priority(StrEnum):
    """Who goes before whom in a queue."""

    HIGH = "high"
    NORMAL = "normal"
    LOW = "low"


@dataclass(frozen=True, slots=True)
class Queue:
    """Waits for a person. `announce` is heard between the music, at most as often as `every`.

    `leave` are the keys that lead out of the queue, `data` is what the person who answers is told.
    """

    name: str
    answered: Target
    announce: Prompt | None = None
    every: Seconds = Seconds(30)
    max_wait: Seconds | None = None
    leave: tuple[Key, ...] = ()
    priority: Priority = Priority.NORMAL
    data: Mapping[str, str] = field(default_factory=dict)
    places: Mapping[str, Place] = field(default_factory=dict, compare=False)
    record: bool = False
    full: Target | None = None
    failed: Target | None = None
    otherwise: Target | None = None


@dataclass(frozen=True, slots=True)
class Conference:
    """Joins a room. With a `moderator` it begins when they come and ends when they go; None: nobody moderates."""

    room: str
    next: Target
    moderator: bool | None = None
    muted: bool = False
    music: str | None = None
    record: bool = False


class StreamKind(StrEnum):
    """What is at the other end of a stream."""

    STREAM = "stream"  # the sound itself
    RELAY = "relay"  # words, heard and spoken by the provider


@dataclass(frozen=True, slots=True)
class Stream:
    """Talks to a machine that takes sound or words."""

    url: str
    next: Target
    failed: Target
    kind: StreamKind = StreamKind.STREAM
    data: Mapping[str, str] = field(default_factory=dict)
    places: Mapping[str, Place] = field(default_factory=dict, compare=False)


class Token(StrEnum):
    """What remains of a card after it was charged."""

    ONE_TIME = "one_time"
    REUSABLE = "reusable"


@dataclass(frozen=True, slots=True)
class Pay:
    """Takes a payment by card, by the provider alone. `purpose` is what it is for."""

    amount: str
    currency: str
    paid: Target
    failed: Target
    purpose: str | None = None
    cards: tuple[str, ...] = ()
    token: Token | None = None
    tries: int = 2
    save: str | None = None


@dataclass(frozen=True, slots=True)
class Redirect:
    """Hands the call to another application, for good unless that one cannot be reached or sends it back."""

    url: str
    failed: Target | None = None
