"""What a language adds to babel so that its values are said as people say them: the shape of the tables.

Counts stay digits wherever synthesisers read them right; a table spells out those that they do not.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

# Returns a count below the language's first scale as words; None where its digits are read right.
Counts = Callable[[int], str | None]


def as_digits(count: int) -> str | None:
    """Return None: digits are read right."""
    del count
    return None


@dataclass(frozen=True, slots=True)
class Coins:
    """What a currency is called aloud: one and many of it, and of its hundredth.

    `told_apart`: others are called the same, so abroad it has a longer name: `abroad` (one, many), or babel's.
    """

    one: str
    many: str
    small_one: str = ""
    small_many: str = ""
    feminine: bool = False
    small_feminine: bool = False
    told_apart: bool = False
    abroad: tuple[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Scale:
    """A round number with a name: `un millón`, and `millones` after a count."""

    size: int
    one: str
    many: str


@dataclass(frozen=True, slots=True)
class Counting:
    """How a language counts.

    `grouping` is the only sign between thousands that its synthesisers read right; where a locale writes another one,
    none is said. `point` is what a decimal sign is called that they would take for it.
    `scales`, the largest first, and `of` stand before a thing: `un millón de dólares`, `un million d'euros`.
    `masculine` and `feminine` write the counts that their thing changes, such as `un dólar` and `doscientas libras`,
    `alone` those that stand without one. `last_joined` stands between a scale and a short or round rest.
    """

    minus: str
    point: str
    grouping: str = ""
    scales: tuple[Scale, ...] = ()
    of: str = ""
    of_before_vowel: str = ""
    zero_is_one: bool = False
    masculine: Counts = as_digits
    feminine: Counts = as_digits
    alone: Counts = as_digits
    last_joined: str = ""


@dataclass(frozen=True, slots=True)
class Clock:
    """How each of the 24 hours is said, on the hour and past it; babel says those that are not here.

    Patterns past the hour hold `{minute}`, a number, or `{minutes}`, the one of these 60 texts.
    """

    on_the_hour: Mapping[int, str]
    past_the_hour: Mapping[int, str] = field(default_factory=dict)
    minutes: tuple[str, ...] = ("",) * 60


@dataclass(frozen=True, slots=True)
class Ordinals:
    """How a place in a row is said: `words` for some, else digits and an ending by CLDR's ordinal form.

    `written` are the endings in writing where they differ.
    """

    endings: Mapping[str, str]
    written: Mapping[str, str] | None = None
    words: Mapping[int, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Plain:
    """What is said to a synthesiser that knows only words and counts, such as eSpeak, where others read signs right.

    `ordinals` are places in a row, `days` those of a month as they stand in a date. `times` are patterns and what is
    said in their place.
    """

    ordinals: Mapping[int, str] = field(default_factory=dict)
    days: Mapping[int, str] = field(default_factory=dict)
    times: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Words:
    """All that a language adds to spoken values.

    `first_day` is what the first day of a month is called, `lower_names` whether babel's names of currencies begin
    with a capital that running text would not have.
    """

    plus: str
    extension: str
    joined_by: str
    counting: Counting
    clock: Clock
    ordinals: Ordinals
    symbols: Mapping[str, str]
    coins: Mapping[str, Coins]
    first_day: str = ""
    lower_names: bool = False
    plain: Plain = field(default_factory=Plain)
