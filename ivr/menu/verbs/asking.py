"""The verbs that wait for an answer: menu, ask, callback."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from ivr.menu.parts import Key, Manners, Place, Prompt, Target
from ivr.values import Seconds


@dataclass(frozen=True, slots=True)
class Offers:
    """The choices of a menu that come from a list saved under `source`: nine at most, more are paged.

    `each` is heard for every one of them, `label` is its name by text; the one chosen is saved.
    """

    source: str
    source_place: Place = field(compare=False)
    each: Prompt
    save: str
    empty: Target
    next: Target
    label: str | None = None


@dataclass(frozen=True, slots=True)
class Menu:
    """Asks for one of a few choices: those of `keys`, and those of a list."""

    prompt: Prompt
    keys: tuple[Key, ...]
    manners: Manners
    again: Prompt | None = None
    silent: Target | None = None
    otherwise: Target | None = None
    offers: Offers | None = None


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
    hints: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    keys: tuple[Key, ...] = ()
    written: str | None = None
    max: Seconds | None = None
    again: Prompt | None = None
    silent: Target | None = None
    otherwise: Target | None = None
    sensitive: bool = False
    transcribe: bool = False

    @property
    def ends_by_itself(self) -> bool:
        """Whether an answer ends with its last key, or is said, so that no key has to finish it."""
        is_of_length = self.longest is not None and self.longest == self.shortest
        return is_of_length or self.kind in {AskKind.WORDS, AskKind.YES_NO, AskKind.DATE, AskKind.TIME}


@dataclass(frozen=True, slots=True)
class Callback:
    """Takes down that somebody is to be called back, keeping their place in the queue `into`.

    After the prompt, `number`, which may be a template, is read back; who wants another, or calls without one, is asked
    by `ask`. `at` is a template for the time of the call; None: when it is their turn.
    """

    prompt: Prompt
    ask: Ask
    into: str
    number: str
    number_place: Place = field(compare=False)
    next: Target
    at: str | None = None

    @property
    def manners(self) -> Manners:
        """How patient it is."""
        return self.ask.manners

    @property
    def keys(self) -> tuple[Key, ...]:
        """Return the keys of its own: none."""
        return self.ask.keys
