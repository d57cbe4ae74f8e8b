"""What to do next, in no provider's words. A turn ends in exactly one directive that waits or ends; it stands last."""

from dataclasses import dataclass
from enum import StrEnum

from ivr.values import PhoneNumber, Seconds


@dataclass(frozen=True, slots=True)
class Speak:
    """Say this. `locale` is BCP-47; `voice` is the provider's name for one, or None for its own choice.

    `slow`: more slowly than usual, where the voice can.
    """

    text: str
    locale: str
    voice: str | None = None
    slow: bool = False


@dataclass(frozen=True, slots=True)
class PlayAudio:
    """Play a recording: the caller's language and the file, `/` between parts, as they stand below `/audio/`."""

    path: str


@dataclass(frozen=True, slots=True)
class PlayRecording:
    """Play what a caller recorded, by the address that the provider gave it."""

    url: str


@dataclass(frozen=True, slots=True)
class Pause:
    """Say nothing for a while."""

    seconds: Seconds


Sound = Speak | PlayAudio | PlayRecording | Pause


@dataclass(frozen=True, slots=True)
class Listening:
    """That speech counts too, and what it is likely to be."""

    locale: str
    hints: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Collect:
    """Wait for keys, and for speech where `listening`. Keys interrupt `sounds`.

    `max_digits` None: any number. `finish_on` "": no key finishes, every key counts as an answer.
    """

    sounds: tuple[Sound, ...]
    wait: Seconds
    max_digits: int | None = None
    finish_on: str = ""
    listening: Listening | None = None


@dataclass(frozen=True, slots=True)
class Record:
    """Record the caller after a tone, until silence, a key of `finish_on` or `longest`."""

    longest: Seconds
    silence: Seconds
    finish_on: str = "#"
    transcribe: bool = False


class AddressKind(StrEnum):
    """How somebody is reached."""

    PHONE = "phone"
    SIP = "sip"
    CLIENT = "client"


@dataclass(frozen=True, slots=True)
class Callee:
    """Somebody to ring. A phone's address is E.164; `then_press` are keys sent once they answer."""

    kind: AddressKind
    address: PhoneNumber
    then_press: str | None = None


@dataclass(frozen=True, slots=True)
class Whisper:
    """What the callee hears alone. `accept`: the key they must press to be connected, `any`, or None: they need not."""

    sounds: tuple[Sound, ...]
    accept: str | None
    wait: Seconds


@dataclass(frozen=True, slots=True)
class Dial:
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


@dataclass(frozen=True, slots=True)
class LeaveFor:
    """Hand the call to another application, by its whole address."""

    url: str


@dataclass(frozen=True, slots=True)
class AskCallee:
    """Ask the callee, alone, for one key; without any they are not connected."""

    sounds: tuple[Sound, ...]
    wait: Seconds


@dataclass(frozen=True, slots=True)
class Connect:
    """Connect the callee, who has heard the whisper, with the caller who waits."""


@dataclass(frozen=True, slots=True)
class HangUp:
    """End the call."""


@dataclass(frozen=True, slots=True)
class RejectCall:
    """Refuse the call before it is answered; it costs nobody anything. Only ever the first and last directive."""

    busy: bool


Waiting = Collect | Record | Dial | AskCallee
Ending = HangUp | RejectCall | LeaveFor | Connect
Directive = Sound | Waiting | Ending
