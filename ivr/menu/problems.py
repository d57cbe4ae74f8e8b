"""What can be wrong with a line, each kind with a code that stays the same for ever."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Final

from ivr.menu.parts import Place

# code: one line that says what it is about. Codes are never given to another meaning.
CODES: Final = {
    "E101": "the file is not readable YAML",
    "E102": "YAML anchors, aliases and tags are not part of the language",
    "E103": "the same name stands twice",
    "E104": "an unknown word",
    "E105": "a step has exactly one verb",
    "E106": "a word of the language that this version does not run yet",
    "E107": "another kind of value is needed here",
    "E108": "a value is not written as it should be",
    "E109": "something needed is missing",
    "E110": "this name cannot be used",
    "E111": "a line needs line.yaml and at least one flow",
    "E201": "a target that does not exist",
    "E202": "a step that no call can reach",
    "E203": "nothing comes next",
    "E204": "steps that lead to each other without ever asking the caller",
    "E205": "a call that only a limit ends",
    "E206": "a prompt that is exactly a target would be said aloud",
    "E207": "`return` outside a flow that `do` goes through",
    "W208": "a step that needs a caller where nobody is",
    "E301": "the same key leads to two places",
    "W302": "a key begins a longer one, so the line has to wait",
    "E303": "a menu without a choice",
    "W305": "a prompt offers a key that does not exist",
    "W306": "a phrase that holds a comma",
    "E401": "a prompt is missing in a language",
    "E402": "a recording that is not there",
    "E403": "a template or a condition cannot be read",
    "E404": "a name that nothing saves",
    "E405": "a name that is saved on some ways here only",
    "E406": "a sensitive answer where it could be heard or kept",
    "W407": "a comment may have swallowed the end of a prompt",
    "W408": "single braces around a name, which are said as they stand",
    "W409": "a name that is saved as a word, not as its value",
    "E410": "a name played as a recording that holds none",
    "E501": "an unknown time zone, locale or holiday calendar",
    "E502": "opening hours that cannot be read",
    "E504": "a name that line.yaml does not define",
    "E506": "not a number that can be dialled",
    "W601": "read and checked, but not acted upon by this version",
}


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

    def __str__(self) -> str:
        return f"{self.place} {self.code} {self.text}"


# A name that is wrong in several places is one slip: that of whoever wrote it where it is made, or left it out there.
_NAMING: Final = frozenset({"E201", "E404", "E405", "E504", "E506"})
_WRONG_NAME: Final = re.compile(r"[^`]*`([^`]*)`")
_PLACES_SHOWN: Final = 3


def in_order(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """Return the problems by file, line and column, each once; a wrong name once, with the other places it is in."""
    groups: dict[object, list[Problem]] = {}
    for problem in sorted(set(problems)):
        groups.setdefault(_slip(problem), []).append(problem)
    return tuple(sorted(_once(group) for group in groups.values()))


def _slip(problem: Problem) -> object:
    """Return what is the same for problems that come of one slip."""
    name = _WRONG_NAME.match(problem.text) if problem.code in _NAMING else None
    if name is None or " The same at " in problem.text:
        return problem
    # A missing step is the same, whether its flow stands before it or not.
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
