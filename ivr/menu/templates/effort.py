"""What may be computed in one turn of a call, so that no line can keep a process busy, or fill its memory.

Counted, not measured in time: the same turn always costs the same. A point is about a microsecond.
"""

from collections.abc import Mapping, Sequence
from typing import Final

from ivr.errors import RingtreeError
from ivr.menu.templates.value import Scope, Value

MOST_EFFORT: Final = 200_000
LARGEST_SAVED: Final = 256 * 1024  # bytes, about, that one call saves in all
OF_EXPRESSION: Final = 20  # a value or a condition: it may have to be read first
OF_FILTER: Final = 50  # dates, money and telephone numbers are looked up in tables
_OF_COLLECTION: Final = 50
_LETTERS: Final = 100  # that are looked through for one point


class TooMuchError(RingtreeError):
    """One turn computes, looks through or saves more than any line needs."""


class Effort:
    """What is left of a turn's effort."""

    __slots__ = ("left",)

    def __init__(self, left: int = MOST_EFFORT) -> None:
        self.left = left

    def spend(self, points: int) -> None:
        """Take so much; TooMuchError when there is no more."""
        self.left -= points
        if self.left < 0:
            raise TooMuchError("more is computed in one turn than any line needs; do less, or ask the caller between")


class Metered:
    """A scope whose templates and conditions are counted."""

    effort: Effort


def spend(scope: Scope, points: int) -> None:
    """Take effort from a scope that counts it; TooMuchError when there is no more."""
    if isinstance(scope, Metered):
        scope.effort.spend(points)


def spend_on(scope: Scope, value: Value) -> None:
    """Take what it costs to look through a value once."""
    if isinstance(scope, Metered):
        scope.effort.spend(_points(value))


def _points(value: Value) -> int:
    if isinstance(value, str):
        return 1 + len(value) // _LETTERS
    if isinstance(value, Sequence | Mapping):
        return _OF_COLLECTION + len(value)
    return 1


def weight_of(value: Value) -> int:
    """Return about how many bytes a value takes when it is stored."""
    if isinstance(value, str):
        return len(value) + 2 if value.isascii() else len(value.encode("utf-8", "surrogatepass")) + 2
    if isinstance(value, Mapping):
        return 2 + sum(len(name) + 4 + weight_of(part) for name, part in value.items())
    if isinstance(value, Sequence):
        return 2 + sum(1 + weight_of(part) for part in value)
    return 8
