"""What is true for a whole line: its languages, hours, people, numbers and limits."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from ivr.menu.carrier_words import Wish
from ivr.menu.parts import LINE_FILE, Key, Manners, Place, Prompt, ToStep
from ivr.values import Seconds

RESTART: Final = ("restart",)
_OURS: Final = re.compile(r"(?:IVR|TWILIO|TELNYX)_.*|REDIS_URL|DATABASE_URL", re.ASCII)


class Encoding(StrEnum):
    """How the samples of a rendered prompt are written: 16 bits each, or 8 as telephone networks carry them."""

    PCM = "pcm"
    ULAW = "ulaw"


@dataclass(frozen=True, slots=True)
class Language:
    """One of the languages a line speaks.

    `voice`: the provider's, or `pyttsx3:` and a voice of the line's own, whose prompts are spoken ahead. `live`: who
    speaks the prompts with values then. `rate`: words a minute of the own voice.
    """

    code: str
    locale: str
    voice: str | None
    live: str | None = None
    rate: int | None = None
    encoding: Encoding = Encoding.PCM


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
class QueueSettings:
    """Where callers wait for one of several people: who is rung for them, what they hear, how many may wait."""

    name: str
    agents: str | None = None
    music: str | None = None
    most: int | None = None
    place: Place | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Service:
    """A system that `fetch` may ask. `url` and `headers` are templates that may read the environment."""

    name: str
    url: str
    headers: Mapping[str, str] = field(default_factory=dict)
    timeout: Seconds = Seconds(4)


def is_secret(setting: str) -> bool:
    """Return whether only the line itself may know a setting of the environment; a service never needs it."""
    return _OURS.fullmatch(setting) is not None


@dataclass(frozen=True, slots=True)
class NumberRoute:
    """What is different for calls to one of the line's numbers. `provider`: the company that it is at."""

    calls: ToStep | None
    texts: ToStep | None
    language: str | None
    set: Mapping[str, str]
    provider: str | None = None


@dataclass(frozen=True, slots=True)
class Limits:
    """What no call may pass."""

    turns: int = 150
    minutes: int = 60
    dial: tuple[str, ...] = ()  # countries; none named: the line's own choice of numbers is trusted


@dataclass(frozen=True, slots=True)
class Compliance:
    """What a line adds to the carriers' rules for texts: further words, and its own answers in place of the usual."""

    stop_words: tuple[str, ...] = ()
    start_words: tuple[str, ...] = ()
    help_words: tuple[str, ...] = ()
    stopped: Prompt | None = None
    started: Prompt | None = None
    helped: Prompt | None = None

    def words_for(self, wish: Wish) -> tuple[str, ...]:
        """Return the line's own words for a wish."""
        return {Wish.STOP: self.stop_words, Wish.START: self.start_words, Wish.HELP: self.help_words}[wish]

    def answer_to(self, wish: Wish) -> Prompt | None:
        """Return the line's own answer to a wish, or None."""
        return {Wish.STOP: self.stopped, Wish.START: self.started, Wish.HELP: self.helped}[wish]


@dataclass(frozen=True, slots=True)
class Line:
    """What is true for the whole line.

    `hung_up` is gone through, without a caller, when somebody hangs up. `lost` is heard before a question that has to
    be asked again for no fault of the caller's, `broken` when something broke here. `keywords` are the steps that a
    first text may start at. `text_wait` is how long a text conversation waits for a reply, `restart` what a text says
    that begins it anew. `provider`: the company that its numbers are at, where a number does not say otherwise; None:
    the one that the settings name.
    `places`: where everything in line.yaml stands, by the names that lead to it with dots between them.
    """

    name: str
    calls: ToStep
    zone: str
    languages: tuple[Language, ...]
    manners: Manners
    texts: ToStep | None = None
    keywords: Mapping[str, ToStep] = field(default_factory=dict)
    numbers: Mapping[str, NumberRoute] = field(default_factory=dict)
    anywhere: tuple[Key, ...] = ()
    hours: Mapping[str, Schedule] = field(default_factory=dict)
    contacts: Mapping[str, Contact] = field(default_factory=dict)
    mailboxes: Mapping[str, Mailbox] = field(default_factory=dict)
    queues: Mapping[str, QueueSettings] = field(default_factory=dict)
    services: Mapping[str, Service] = field(default_factory=dict)
    lists: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    limits: Limits = field(default_factory=Limits)
    hung_up: ToStep | None = None
    lost: Prompt | None = None
    broken: Prompt | None = None
    compliance: Compliance = field(default_factory=Compliance)
    text_wait: Seconds = Seconds(86_400)
    restart: tuple[str, ...] = RESTART
    provider: str | None = None
    places: Mapping[str, Place] = field(default_factory=dict, compare=False)

    def place_of(self, *path: str) -> Place:
        """Return where a setting of line.yaml stands, by the names that lead to it, or the nearest one above it."""
        for length in range(len(path), 0, -1):
            place = self.places.get(".".join(path[:length]))
            if place is not None:
                return place
        return self.places.get("", Place(LINE_FILE, 1, 1))

    @property
    def first_language(self) -> Language:
        """The language a call begins in."""
        return self.languages[0]

    def provider_of(self, number: str) -> str | None:
        """Return the provider that a number of the line is at; None: the one that the settings name."""
        route = self.numbers.get(number)
        return route.provider if route is not None and route.provider is not None else self.provider

    def find_language(self, code: str) -> Language | None:
        """Return the language of that code, or None when the line does not speak it."""
        for language in self.languages:
            if language.code == code:
                return language
        return None
