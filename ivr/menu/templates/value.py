"""What menus compute with: JSON's own kinds, how they turn into numbers and text, and the bounds none of it passes."""

import math
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final, TypeAlias

Value: TypeAlias = "bool | int | float | str | Sequence[Value] | Mapping[str, Value] | None"
Scope: TypeAlias = Mapping[str, Value]
Complain: TypeAlias = Callable[[str], None]

LONGEST_TEXT: Final = 4_000
LONGEST_LIST: Final = 200
_MOST_DIGITS: Final = 40
_MOST_BITS: Final = 132  # of a number of 40 digits
# A leading + is left out on purpose: that is a phone number.
_NUMBER: Final = re.compile(rf"-?\d{{1,{_MOST_DIGITS}}}(?:\.\d{{1,{_MOST_DIGITS}}})?", re.ASCII)


class CannotComputeError(Exception):
    """Something in a template that cannot be computed: `why` names kinds, never values, for it is logged.

    `instead` is what stands in its place.
    """

    def __init__(self, why: str, instead: Value = None) -> None:
        super().__init__(why)
        self.why = why
        self.instead = instead


@dataclass(frozen=True, slots=True, eq=False)
class WithParts(Mapping[str, "Value"]):
    """A value that has parts as well: `today` is a date, `today.holiday` a name."""

    whole: Value
    parts: Mapping[str, Value]

    def __getitem__(self, name: str) -> Value:
        return self.parts[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self.parts)

    def __len__(self) -> int:
        return len(self.parts)


def kind_of(value: Value) -> str:
    """Return what a person calls this kind of value."""
    if value is None:
        return "nothing"
    if isinstance(value, bool):
        return "true or false"
    if isinstance(value, int | float):
        return "a number"
    if isinstance(value, str):
        return "text" if value.strip() else "blank text"
    return "a list" if isinstance(value, Sequence) else "an object"


def find_number(value: Value) -> Decimal | None:
    """Return the number that a value is or is written as, or None. True and false are none, nor is `+1415…`."""
    if isinstance(value, str):
        text = value.strip()
        return Decimal(text) if _NUMBER.fullmatch(text) else None
    if isinstance(value, bool):
        return None
    if isinstance(value, int):
        return Decimal(value) if value.bit_length() <= _MOST_BITS else None
    if isinstance(value, float):
        return Decimal(repr(value)) if math.isfinite(value) else None
    return None


def get_number(value: Value) -> Decimal:
    """Return the number that a value is or is written as; CannotComputeError for anything else."""
    number = find_number(value)
    if number is None:
        raise CannotComputeError(f"needs a number, not {_described(value)}")
    return number


def from_decimal(number: Decimal) -> int | float:
    """Return the number as menus keep it: 12, not 12.0."""
    return int(number) if number == number.to_integral_value() else float(number)


def text_of(value: Value) -> str:
    """Return what a value prints as: 12.0 as 12, nothing as nothing, a list with commas.

    CannotComputeError for an object, a list in a list, or what is too long to be said.
    """
    if isinstance(value, str):
        return value
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return _number_text(value)
    if isinstance(value, Sequence):
        return join(value, ", ")
    raise CannotComputeError("an object cannot be said; name one of its fields")


def short_text(value: Value) -> str:
    """Return the text of a value; CannotComputeError also when it is over 4,000 characters."""
    text = text_of(value)
    if len(text) > LONGEST_TEXT:
        raise CannotComputeError("the text is over 4,000 characters")
    return text


def join(items: Sequence[Value], between: str) -> str:
    """Return the items' texts with `between` between them; CannotComputeError before it grows too long."""
    if len(items) > LONGEST_LIST:
        raise CannotComputeError("the list has over 200 items")
    texts: list[str] = []
    for item in items:
        if not (item is None or isinstance(item, bool | int | float | str)):
            raise CannotComputeError(f"the list holds {kind_of(item)}, which cannot be said")
        texts.append(text_of(item))
    if sum(map(len, texts)) + len(between) * len(texts) > LONGEST_TEXT:
        raise CannotComputeError("the result would be over 4,000 characters")
    return between.join(texts)


def is_blank(value: Value) -> bool:
    """Return whether there is nothing in it: missing, null, blank text, an empty list or object."""
    if value is None:
        return True
    if isinstance(value, bool | int | float):
        return False
    return not value.strip() if isinstance(value, str) else len(value) == 0


def _number_text(value: float) -> str:
    number = find_number(value)
    if number is None:
        raise CannotComputeError(f"{_described(value)} cannot be said")
    text = f"{number:f}" if number else "0"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _described(value: Value) -> str:
    if isinstance(value, float) and not math.isfinite(value):
        return "a number without a value"
    if isinstance(value, int) and not isinstance(value, bool):
        return "a number of over 40 digits"
    return kind_of(value)
