"""What is wrong with a line: a place, a code (`ivr.menu.rules` explains them) and what to do."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Final

from ivr.menu.parts import Place


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """Something wrong in a menu file: where, which kind, and what to do about it."""

    place: Place
    code: str
    text: str

    @property
    def is_error(self) -> bool:
        """Whether a line with this problem must not go live; else it is advice."""
        return self.code.startswith("E")

    @property
    def is_of_manners(self) -> bool:
        """Whether this is advice on how to treat callers, which there is time for when a line has no errors."""
        return self.code.startswith("W7")

    def __str__(self) -> str:
        """Return one line of printable characters, whatever stands in the menus that it quotes."""
        line = f"{self.place} {self.code} {self.text}"
        if line.isprintable():
            return line
        return "".join(each if each.isprintable() else each.encode("unicode_escape").decode() for each in line)


# A name that is wrong in several places is one slip: that of whoever wrote it where it is made, or left it out there.
_NAMING: Final = frozenset({"E201", "E404", "E405", "E504", "E506"})
_WRONG_NAME: Final = re.compile(r"[^`]*`([^`]*)`")
_PLACES_SHOWN: Final = 3


def in_order(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """Return the problems by file, line and column, each once; a wrong name once, with the other places it is in."""
    groups: dict[object, list[Problem]] = {}
    for problem in sorted(set(problems), key=_by_place):
        groups.setdefault(_slip(problem), []).append(problem)
    return tuple(sorted((_once(group) for group in groups.values()), key=_by_place))


def _by_place(problem: Problem) -> tuple[str, int, int, str, str]:
    place = problem.place
    return place.file, place.line, place.column, problem.code, problem.text


def _slip(problem: Problem) -> object:
    """Return what is the same for problems that come of one slip."""
    name = _WRONG_NAME.match(problem.text) if problem.code in _NAMING else None
    if name is None or " The same at " in problem.text:
        return problem
    # A missing step is the same, whether its flow stands before it or not.
    if problem.code == "E506" or " no contact " in problem.text:
        return "contact", name[1]  # where it stands decides on code and words
    return problem.code, name[1].rpartition("/")[2] if problem.code == "E201" else problem.text


def _once(group: list[Problem]) -> Problem:
    first, *others = group
    if not others:
        return first
    shown = [str(problem.place) for problem in others[:_PLACES_SHOWN]]
    if len(others) > _PLACES_SHOWN:
        shown.append(f"{len(others) - _PLACES_SHOWN} more")
    places = " and ".join([", ".join(shown[:-1]), shown[-1]] if len(shown) > 1 else shown)
    return replace(first, text=f"{first.text} The same at {places}.")


def has_errors(problems: Iterable[Problem]) -> bool:
    """Return whether any of them stops a line from going live."""
    return any(problem.is_error for problem in problems)
