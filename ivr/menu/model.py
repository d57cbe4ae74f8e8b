"""What a line is once it has been read: plain, frozen data that a check, a call and a picture all share.

Templates stay text here (`templates/template.py` parses and remembers them), so a whole line can be stored as JSON.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from ivr.values import MenuVersion, Seconds

LINE_FILE: Final = "line.yaml"


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """Where in the menu files something stands: file, line and column, both from 1."""

    file: str
    line: int
    column: int

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}"


# --- where a call goes -------------------------------------------------------------------------------------------


class TargetWord(StrEnum):
    """Targets that are not steps."""

    HANGUP = "hangup"
    BACK = "back"
    REPEAT = "repeat"
    START = "start"
    RETURN = "return"
    SLOWER = "slower"


@dataclass(frozen=True, slots=True, order=True)
class ToStep:
    """A step, by the flow it stands in and its name."""

    flow: str
    step: str

    def __str__(self) -> str:
        return f"{self.flow}/{self.step}"


Target = ToStep | TargetWord


@dataclass(frozen=True, slots=True)
class ByChannel:
    """Where calls go, and where text conversations go."""

    calls: Target
    texts: Target | None = None


# --- what is said ------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class TextPiece:
    """Words to be spoken; `language` where the piece keeps its own whatever the caller's is."""

    template: str
    place: Place = field(compare=False)
    language: str | None = None


@dataclass(frozen=True, slots=True)
class AudioPiece:
    """A recording, and its words for those who read them."""

    file: str
    place: Place = field(compare=False)
    words: str | None = None
    language: str | None = None


@dataclass(frozen=True, slots=True)
class PausePiece:
    """A silence."""

    seconds: Seconds


Piece = TextPiece | AudioPiece | PausePiece


@dataclass(frozen=True, slots=True)
class Prompt:
    """What a caller hears (`phone`) and what a texter reads (`text`): pieces in order, by language code.

    `languages` that a prompt lacks were reported when it was read; the line's first language stands in.
    """

    phone: Mapping[str, tuple[Piece, ...]]
    text: Mapping[str, tuple[Piece, ...]]
    place: Place


# --- manners -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Manners:
    """How patient a menu or an ask is. `wait` is for the first key and between keys: providers have one timer."""

    wait: Seconds
    tries: int
    on_silence: Prompt | None
    on_wrong: Prompt | None
    give_up: ByChannel | None


# --- verbs -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Say:
    """Speaks and goes on."""

    prompt: Prompt
    next: Target
    must_hear: bool = False
    since: str | None = None
    until: str | None = None


@dataclass(frozen=True, slots=True)
class Key:
    """One choice by key: what must be pressed (`0-9 * #`, `X` for any digit, or `/pattern/`) and where it leads."""

    keys: str
    target: Target
    place: Place
    phrases: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def is_pattern(self) -> bool:
        """Whether more than one sequence of keys matches."""
        return self.keys.startswith("/") or "X" in self.keys


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
    """Connects the caller. `who` are numbers, SIP addresses, clients, contacts or templates."""

    who: tuple[str, ...]
    answered: Target
    in_order: bool = False
    ring: Seconds | None = None
    max: Seconds | None = None
    caller_id: str | None = None
    then_press: str | None = None
    record: bool = False
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


Verb = Say | Menu | Ask | Dial | Voicemail | CheckHours | Choose | SetNames | SetLanguage | Do | Go | HangUp | Reject


@dataclass(frozen=True, slots=True)
class Step:
    """A named place in a flow: one verb, and what every verb may say beside it."""

    name: ToStep
    verb: Verb
    place: Place
    at_most: int | None = None
    give_up: ByChannel | None = None
    by_text: Target | None = None


# --- the line ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Language:
    """One of the languages a line speaks."""

    code: str
    locale: str
    voice: str | None


@dataclass(frozen=True, slots=True)
class Span:
    """Open from `start` to `end`, minutes of the day; an `end` at or before `start` runs over midnight."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class DayException:
    """Other hours on some days. `first` and `last` are `YYYY-MM-DD`, or `MM-DD` for every year."""

    first: str
    last: str
    spans: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Schedule:
    """When a place is open, in its own zone."""

    name: str
    zone: str
    week: tuple[tuple[Span, ...], ...]  # Monday first
    exceptions: tuple[DayException, ...] = ()
    holidays: str | None = None  # a country, or country and part: `US`, `US-NY`
    closing: Seconds = Seconds(0)


@dataclass(frozen=True, slots=True)
class Contact:
    """People and places that a line may call or write to."""

    name: str
    dial: tuple[str, ...] = ()
    ring: Seconds | None = None
    in_order: bool = False
    text: str | None = None
    email: str | None = None


@dataclass(frozen=True, slots=True)
class Mailbox:
    """Where messages are kept, and who is told."""

    name: str
    notify: str | None = None
    email: str | None = None


@dataclass(frozen=True, slots=True)
class NumberRoute:
    """What is different for calls to one of the line's numbers."""

    calls: ToStep | None
    texts: ToStep | None
    language: str | None
    set: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Limits:
    """What no call may pass."""

    turns: int = 150
    minutes: int = 60
    dial: tuple[str, ...] = ()  # countries; none named: the line's own choice of numbers is trusted


@dataclass(frozen=True, slots=True)
class Line:
    """What is true for the whole line."""

    name: str
    calls: ToStep
    zone: str
    languages: tuple[Language, ...]
    manners: Manners
    texts: ToStep | None = None
    numbers: Mapping[str, NumberRoute] = field(default_factory=dict)
    anywhere: tuple[Key, ...] = ()
    hours: Mapping[str, Schedule] = field(default_factory=dict)
    contacts: Mapping[str, Contact] = field(default_factory=dict)
    mailboxes: Mapping[str, Mailbox] = field(default_factory=dict)
    lists: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    limits: Limits = field(default_factory=Limits)

    @property
    def first_language(self) -> Language:
        """The language a call begins in."""
        return self.languages[0]

    def find_language(self, code: str) -> Language | None:
        """Return the language of that code, or None when the line does not speak it."""
        return next((language for language in self.languages if language.code == code), None)


@dataclass(frozen=True, slots=True)
class Menus:
    """A whole line: its settings and every step of every flow, under the hash of its text."""

    version: MenuVersion
    line: Line
    steps: Mapping[ToStep, Step]
