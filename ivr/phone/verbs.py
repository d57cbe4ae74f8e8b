"""The TwiML verbs this telephone performs, one frozen class each, and the nouns of Dial.

URLs stay as the document spelled them; None means that the manual's default applies.
"""

from dataclasses import dataclass
from typing import Literal

Method = Literal["GET", "POST"]


@dataclass(frozen=True, slots=True)
class Say:
    """Words spoken by a voice; SSML is already reduced to its words."""

    text: str
    voice: str
    language: str
    loop: int


@dataclass(frozen=True, slots=True)
class Play:
    """A recording (`url`), or tones (`digits`)."""

    url: str | None
    digits: str | None
    loop: int


@dataclass(frozen=True, slots=True)
class Pause:
    """Silence."""

    length_s: int


Prompt = Say | Play | Pause


@dataclass(frozen=True, slots=True)
class Gather:
    """Listens for keys and words while its prompts are heard; without an action it asks the current document."""

    prompts: tuple[Prompt, ...]
    action: str | None
    method: Method
    dtmf: bool
    speech: bool
    timeout_s: int
    num_digits: int | None
    finish_on_key: str
    action_on_empty_result: bool
    language: str
    hints: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Record:
    """Records the caller; without an action it asks the current document, which is a trap."""

    action: str | None
    method: Method
    timeout_s: int
    finish_on_key: str
    max_length_s: int
    play_beep: bool
    status_callback: str | None
    status_callback_method: Method
    status_callback_events: frozenset[str]
    transcribe: bool
    transcribe_callback: str | None


@dataclass(frozen=True, slots=True)
class Callee:
    """One noun of Dial: whom to ring, and what the callee hears alone before the bridge (`url`)."""

    kind: Literal["Number", "Sip", "Client"]
    address: str
    url: str | None
    method: Method
    send_digits: str | None
    status_callback: str | None
    status_callback_method: Method
    status_callback_events: frozenset[str]


@dataclass(frozen=True, slots=True)
class Dial:
    """Connects the caller; all callees ring at once unless `sequential`."""

    callees: tuple[Callee, ...]
    action: str | None
    method: Method
    timeout_s: int
    time_limit_s: int
    caller_id: str | None
    hangup_on_star: bool
    answer_on_bridge: bool
    sequential: bool
    record: bool
    recording_callback: str | None
    recording_callback_method: Method
    recording_callback_events: frozenset[str]


@dataclass(frozen=True, slots=True)
class DialQueue:
    """Connects with the first of a queue: the Queue of a Dial. `url`: what who waited hears before that."""

    name: str
    action: str | None
    method: Method
    timeout_s: int
    url: str | None
    url_method: Method


@dataclass(frozen=True, slots=True)
class Conference:
    """Joins a room: the Conference of a Dial, with the Dial's own action."""

    room: str
    action: str | None
    method: Method
    muted: bool
    starts: bool
    ends: bool
    wait_url: str | None


@dataclass(frozen=True, slots=True)
class Connect:
    """Connects the caller with a machine."""

    kind: Literal["Stream", "ConversationRelay"]
    url: str
    parameters: tuple[tuple[str, str], ...]
    action: str | None
    method: Method


@dataclass(frozen=True, slots=True)
class Pay:
    """Takes a payment by card."""

    amount: str
    currency: str
    token_type: str | None
    action: str | None
    method: Method


@dataclass(frozen=True, slots=True)
class Redirect:
    """Goes on with another document."""

    url: str
    method: Method


@dataclass(frozen=True, slots=True)
class Hangup:
    """Ends the call."""


@dataclass(frozen=True, slots=True)
class Reject:
    """Declines a call before it is answered."""

    reason: Literal["rejected", "busy"]


@dataclass(frozen=True, slots=True)
class Enqueue:
    """Puts the caller into a queue. `wait_url` None is Twilio's music, the empty text is silence."""

    name: str
    action: str | None
    method: Method
    wait_url: str | None
    wait_url_method: Method


@dataclass(frozen=True, slots=True)
class Leave:
    """Takes the caller out of the queue; the document goes on after its Enqueue."""


Verb = (
    Say
    | Play
    | Pause
    | Gather
    | Record
    | Dial
    | DialQueue
    | Conference
    | Connect
    | Pay
    | Redirect
    | Hangup
    | Reject
    | Enqueue
    | Leave
)
