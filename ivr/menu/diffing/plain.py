"""Parts of menus as plain values: what counts for a caller, not where in a file it is written."""

from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass
from functools import lru_cache
from operator import itemgetter
from typing import Final

from ivr.menu.line import Line
from ivr.menu.model import Step
from ivr.menu.parts import Manners, Target, TargetWord, ToStep
from ivr.values import Seconds

# Where something is written, kept for messages.
_FOR_MESSAGES: Final = frozenset({"place", "places", "check_place", "path_place", "number_place"})
_ATOMS: Final = frozenset({str, int, bool, type(None), Seconds})
_NAME: Final = itemgetter(0)
_OF_LINE: Final = "the line's"
Renamed = Callable[[Target], Target]


def plain(part: object, renamed: Callable[[Target], object], manners: Manners | None = None) -> object:
    """Return a part of the menus as values to be compared; each target in it becomes what `renamed` makes of it.

    What a step has of `manners`, which are the line's, counts as that and not as what it says.
    """
    kind = type(part)
    if kind in _ATOMS:
        return part
    if isinstance(part, ToStep | TargetWord):
        return renamed(part)
    if isinstance(part, Mapping):
        entries = ((str(key), plain(inner, renamed, manners)) for key, inner in part.items())
        return tuple(sorted(entries, key=_NAME))
    if isinstance(part, tuple):
        return tuple([plain(inner, renamed, manners) for inner in part])
    if not is_dataclass(part):
        return part
    inherited = manners if isinstance(part, Manners) else None
    values: list[object] = [kind]
    for name in _names(kind):  # type: ignore[arg-type] # a class can be hashed
        value = getattr(part, name)
        is_of_line = inherited is not None and value == getattr(inherited, name)
        values.append(_OF_LINE if is_of_line else plain(value, renamed, manners))
    return tuple(values)


@lru_cache
def _names(kind: type) -> tuple[str, ...]:
    """Return the fields of a dataclass that count."""
    assert is_dataclass(kind)
    return tuple(each.name for each in fields(kind) if each.compare and each.name not in _FOR_MESSAGES)


def content(step: Step, line: Line, renamed: Callable[[Target], object]) -> object:
    """Return what a step is, but for its name."""
    give_up = None if step.give_up == line.manners.give_up else step.give_up
    return plain((step.verb, step.at_most, give_up, step.by_text, step.keep), renamed, line.manners)
