"""What to do next, in no provider's words. A turn ends in exactly one directive that waits or ends; it stands last."""

from collections.abc import Mapping
from enum import StrEnum

from msgspec import Struct, field

from ivr.menu.line import Service
from ivr.menu.templates.template import Run
from ivr.menu.templates.value import Value
from ivr.menu.verbs import Priority, StreamKind, Token
from ivr.values import PhoneNumber, Seconds


class Speak(Struct, frozen=True):
    """Say this. `locale` is BCP-47; `voice` is one of the provider's or of the line's own, None: the provider's choice.

    `slow`: more slowly than usual, where the voice can. `runs`: the text in its stretches, where somebody has to know
    which of it depends on the call, or is spelled; none: nothing does. `is_fixed`: it is the same in every call, so
    what is made of it may be remembered.
    """

    text: str
    locale: str
    voice: str | None = None
    slow: bool = False
    runs: tuple[Run, ...] = ()
    is_fixed: bool = False


class PlayAudio(Struct, frozen=True):
    """Play a recording: the caller's language and the file, `/` between parts, as they stand below `/audio/`.

    `words`: what is said instead where there is no such file.
    """

    path: str
    words: Speak | None = None


class PlayRecording(Struct, frozen=True):
    """Play what a caller recorded, by the address that the provider gave it."""

    url: str


class Pause(Struct, frozen=True):
    """Say nothing for a while."""

    seconds: Seconds


Sound = Speak | PlayAudio | PlayRecording | Pause


class Write(Struct, frozen=True):
    """Send this as one text message, with these pictures by their addresses. Only ever in a text conversation."""

    text: str
    media: tuple[str, ...] = ()


Said = Sound | Write


class Listening(Struct, frozen=True):
    """That speech counts too, and what it is likely to be; `is_private` when that comes from the call, not the menu."""

    locale: str
    hints: tuple[str, ...] = ()
    is_private: bool = False


class Collect(Struct, frozen=True):
    """Wait for keys, and for speech where `listening`. Keys interrupt `sounds`.

    `max_digits` None: any number. `finish_on` "": no key finishes, every key counts as an answer.
    """

    sounds: tuple[Sound, ...]
    wait: Seconds
    max_digits: int | None = None
    finish_on: str = ""
    listening: Listening | None = None


class Record(Struct, frozen=True):
    """Record the caller after a tone, until silence, a key of `finish_on` or `longest`."""

    longest: Seconds
    silence: Seconds
    finish_on: str = "#"
    transcribe: bool = False


# --- people ------------------------------------------------------------------------------------------------------


class AddressKind(StrEnum):
    """How somebody is reached."""

    PHONE = "phone"
    SIP = "sip"
    CLIENT = "client"


class Callee(Struct, frozen=True):
    """Somebody to ring. A phone's address is E.164; `then_press` are keys sent once they answer."""

    kind: AddressKind
    address: PhoneNumber
    then_press: str | None = None


class Whisper(Struct, frozen=True):
    """What the callee hears alone. `accept`: the key they must press to be connected, `any`, or None: they need not."""

    sounds: tuple[Sound, ...]
    accept: str | None
    wait: Seconds


class Dial(Struct, frozen=True):
    """Connect the caller with whoever answers first, or with the first of a row when `in_order`.

    `star_leaves`: the caller ends it by pressing the star.
    """

    callees: tuple[Callee, ...]
    ring: Seconds
    caller_id: PhoneNumber | None = None
    longest: Seconds | None = None
    in_order: bool = False
    record: bool = False
    whisper: Whisper | None = None
    star_leaves: bool = False


class Enqueue(Struct, frozen=True):
    """Wait in a queue, at the place of somebody who came at second `since` since 1970.

    `returned`: they were in it before, and keep their place. `data` is what the person who answers is told.
    """

    queue: str
    priority: Priority
    since: int
    record: bool = False
    returned: bool = False
    data: Mapping[str, str] = field(default_factory=dict)


class Music(Struct, frozen=True):
    """What is played to those who wait: a recording by its path below `/audio/`, or None: silence."""

    path: str | None


class WaitOn(Struct, frozen=True):
    """Go on waiting in the queue: hear this, then music for `longest`, and be heard when one of `keys` is pressed."""

    sounds: tuple[Sound, ...]
    music: Music
    longest: Seconds
    keys: str = ""


class LeaveQueue(Struct, frozen=True):
    """Leave the queue; `key` is why."""

    key: str


class TakeFromQueue(Struct, frozen=True):
    """Connect the agent with the first of those who wait in a queue with this priority, or who returned to it."""

    queue: str
    priority: Priority
    returned: bool = False
    record: bool = False


class JoinRoom(Struct, frozen=True):
    """Join a conference. With a moderator it lasts as long as they are there; None: nobody moderates."""

    room: str
    moderator: bool | None = None
    muted: bool = False
    music: str | None = None
    record: bool = False


# --- machines and systems ----------------------------------------------------------------------------------------


class ConnectStream(Struct, frozen=True):
    """Connect the caller with a machine; `data` is what it is told."""

    url: str
    kind: StreamKind
    locale: str
    voice: str | None
    data: Mapping[str, str] = field(default_factory=dict)


class TakePayment(Struct, frozen=True):
    """Take a payment by card. `amount` has two decimals."""

    amount: str
    currency: str
    purpose: str
    cards: tuple[str, ...]
    token: Token | None
    tries: int
    locale: str


class AskService(Struct, frozen=True):
    """Ask a service, in the middle of the turn. `path` is escaped; `form` is sent when it holds anything.

    `meanwhile` is heard by somebody who has to wait longer.
    """

    service: Service
    method: str
    path: str
    query: Mapping[str, Value]
    body: Value
    form: Mapping[str, Value]
    has_body: bool
    timeout: Seconds
    meanwhile: tuple[Said, ...] = ()


class AskFunction(Struct, frozen=True):
    """Run a function that a developer registered, in the middle of the turn."""

    name: str
    arguments: Mapping[str, Value]
    timeout: Seconds
    meanwhile: tuple[Said, ...] = ()


class AwaitText(Struct, frozen=True):
    """Wait for the next text message of the conversation."""


class AwaitSystem(Struct, frozen=True):
    """Come back in a moment: a system has not answered yet."""


# --- ends --------------------------------------------------------------------------------------------------------


class LeaveFor(Struct, frozen=True):
    """Hand the call to another application, by its whole address."""

    url: str


class AskCallee(Struct, frozen=True):
    """Ask the callee, alone, for one key; without any they are not connected."""

    sounds: tuple[Sound, ...]
    wait: Seconds


class Connect(Struct, frozen=True):
    """Connect the callee, who has heard the whisper, with the caller who waits."""


class HangUp(Struct, frozen=True):
    """End the call."""


class RejectCall(Struct, frozen=True):
    """Refuse the call before it is answered; it costs nobody anything. Only ever the first and last directive."""

    busy: bool


Asked = AskService | AskFunction  # answered in the same turn, never by a provider
Waiting = (
    Collect
    | Record
    | Dial
    | AskCallee
    | Enqueue
    | WaitOn
    | TakeFromQueue
    | JoinRoom
    | ConnectStream
    | TakePayment
    | AwaitSystem
    | AwaitText
)
Ending = HangUp | RejectCall | LeaveFor | LeaveQueue | Connect
Directive = Said | Waiting | Asked | Ending
