"""Every filter that a template may use. What is not in this table does not exist."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from ivr.menu.speaking import speaking
from ivr.menu.speaking.speech import Speech
from ivr.menu.templates import number_filters as numbers
from ivr.menu.templates import text_filters as texts
from ivr.menu.templates.value import Value


@dataclass(frozen=True, slots=True)
class Filter:
    """A filter: its function, how many settings it takes, and what it asks of them.

    `speaks`: the function is given the Speech first. `of_missing`: it is also computed of a missing value; the others
    leave that missing. `problem`: what is wrong with a setting that is written out, or None.
    """

    function: Callable[..., Value]
    fewest: int = 0
    most: int = 0
    speaks: bool = False
    of_missing: bool = False
    problem: Callable[[Value], str | None] | None = None

    def apply(self, value: Value, settings: tuple[Value, ...], speech: Speech) -> Value:
        """Return the value filtered; CannotComputeError when it cannot be."""
        if value is None and not self.of_missing:
            return None
        return self.function(speech, value, *settings) if self.speaks else self.function(value, *settings)


FILTERS: Final[Mapping[str, Filter]] = {
    "spell": Filter(speaking.spell, speaks=True),
    "phone": Filter(speaking.phone, speaks=True),
    "money": Filter(speaking.money, 0, 1, speaks=True, problem=speaking.currency_problem),
    "number": Filter(speaking.number, speaks=True),
    "ordinal": Filter(speaking.ordinal, speaks=True),
    "date": Filter(speaking.date, speaks=True),
    "time": Filter(speaking.time, speaks=True),
    "default": Filter(texts.or_default, 1, 1, of_missing=True),
    "upcase": Filter(texts.upcase),
    "downcase": Filter(texts.downcase),
    "capitalize": Filter(texts.capitalize),
    "strip": Filter(texts.strip),
    "size": Filter(texts.size, of_missing=True),
    "first": Filter(texts.first),
    "last": Filter(texts.last),
    "join": Filter(texts.join_with, 0, 1),
    "split": Filter(texts.split, 1, 1),
    "replace": Filter(texts.replace, 2, 2),
    "remove": Filter(texts.remove, 1, 1),
    "append": Filter(texts.append, 1, 1),
    "prepend": Filter(texts.prepend, 1, 1),
    "slice": Filter(texts.cut, 1, 2),
    "truncate": Filter(texts.truncate, 0, 2),
    "plus": Filter(numbers.plus, 1, 1, of_missing=True),
    "minus": Filter(numbers.minus, 1, 1, of_missing=True),
    "times": Filter(numbers.times, 1, 1),
    "divided_by": Filter(numbers.divided_by, 1, 1),
    "modulo": Filter(numbers.modulo, 1, 1),
    "abs": Filter(numbers.absolute),
    "round": Filter(numbers.rounded, 0, 1),
    "ceil": Filter(numbers.ceil),
    "floor": Filter(numbers.floor),
    "at_least": Filter(numbers.at_least, 1, 1),
    "at_most": Filter(numbers.at_most, 1, 1),
}
