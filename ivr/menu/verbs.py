"""The verbs of the language: what a step does, one frozen class each."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from ivr.menu.parts import Key, Manners, Place, Prompt, Target, ToStep
from ivr.values import Seconds


@dataclass(frozen=True, slots=True)
class Say:
    """Speaks and goes on."""

    prompt: Prompt
    next: Target
    must_hear: bool = False
    since: str | None = None
    until: str | None = None


@dataclass(frozen=True, slots=True)
class Menu:
    """Asks for one of a few choices."""

    prompt: Prompt
    keys: tuple[Key, ...]
    manners: Manners
    again: Prompt | None = None
    silent: Target | None = None
    otherwise: Target | None = None


class AskKind(StrEnum):
    """What an answer must be."""

    DIGITS = "digits"
    NUMBER = "number"
    AMOUNT = "amount"
    DATE = "date"
    TIME = "time"
    PHONE = "phone"
    YES_NO = "yes_no"
    WORDS = "words"
    RECORDING = "recording"


@dataclass(frozen=True, slots=True)
class Ask:
    """Asks for something to be entered or said, and saves it."""

    prompt: Prompt
    save: str
    kind: AskKind
    manners: Manners
    next: Target
    shortest: int = 1
    longest: int | None = None
    finish: str = "#"
    check: str | None = None
    check_place: Place | None = field(default=None, compare=False)
    confirm: Prompt | None = None
    hints: tuple[str, ...] = ()
    keys: tuple[Key, ...] = ()
    written: str | None = None
    max: Seconds | None = None
    again: Prompt | None = None
    silent: Target | None = None
    otherwise: Target | None = None
    sensitive: bool = False


@dataclass(frozen=True, slots=True)
class Dial:
    """Connects the caller. `who` are numbers, SIP addresses, clients, contacts or templates.

    `whisper` is heard by the callee alone; `accept` is the key, or `any`, that they must press to be connected; `leave`
    is where the caller's star leads.
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


@dataclass(frozen=True, slots=True)
class Voicemail:
    """Takes a message."""

    prompt: Prompt
    next: Target
    mailbox: str | None = None
    max: Seconds = Seconds(120)
    finish: str = "#"
    transcribe: bool = False
    save: str | None = None
    notify: str | None = None
    silent: Target | None = None


@dataclass(frozen=True, slots=True)
class CheckHours:
    """Branches by a schedule."""

    name: str
    open: Target
    closed: Target
    holiday: Target
    closing: Target


@dataclass(frozen=True, slots=True)
class Case:
    """A condition and where it leads; `place` is the condition's."""

    when: str
    next: Target
    place: Place


@dataclass(frozen=True, slots=True)
class Choose:
    """Branches by conditions; the first that is true wins."""

    cases: tuple[Case, ...]
    otherwise: Target


@dataclass(frozen=True, slots=True)
class SetNames:
    """Saves values; `places` are where each of them stands."""

    values: Mapping[str, str]
    next: Target
    places: Mapping[str, Place] = field(default_factory=dict, compare=False)


@dataclass(frozen=True, slots=True)
class SetLanguage:
    """Changes the language of the rest of the call; `code` may be a template."""

    code: str
    next: Target


@dataclass(frozen=True, slots=True)
class Do:
    """Goes through a flow and comes back."""

    flow: ToStep
    next: Target


@dataclass(frozen=True, slots=True)
class Go:
    """Is nothing but a way to somewhere else."""

    target: Target


@dataclass(frozen=True, slots=True)
class HangUp:
    """Says goodbye, or nothing, and ends the call."""

    prompt: Prompt | None = None


@dataclass(frozen=True, slots=True)
class Reject:
    """Refuses the call without answering it."""

    reason: str


@dataclass(frozen=True, slots=True)
class Redirect:
    """Hands the call to another application, for good unless that one cannot be reached or sends it back."""

    url: str
    failed: Target | None = None


Asking = Menu | Ask
Reaching = Dial | Voicemail | Redirect
Passing = Say | CheckHours | Choose | SetNames | SetLanguage | Do | Go
Ending = HangUp | Reject
Verb = Asking | Reaching | Passing | Ending
