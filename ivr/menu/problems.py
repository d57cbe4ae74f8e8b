"""What can be wrong with a line, each kind with a code that stays the same for ever."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from ivr.menu.model import Place

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
    "E206": "a prompt that is exactly a target would be said aloud",
    "E207": "`return` outside a flow that `do` goes through",
    "E301": "the same key leads to two places",
    "W302": "a key begins a longer one, so the line has to wait",
    "E303": "a menu without a choice",
    "W305": "a prompt offers a key that does not exist",
    "E401": "a prompt is missing in a language",
    "E402": "a recording that is not there",
    "E403": "a template or a condition cannot be read",
    "E404": "a name that nothing saves",
    "E405": "a name that is saved on some ways here only",
    "W407": "a comment may have swallowed the end of a prompt",
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


def in_order(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """Return the problems by file, line and column, each once."""
    return tuple(sorted(set(problems)))


def has_errors(problems: Iterable[Problem]) -> bool:
    """Return whether any of them stops a line from going live."""
    return any(problem.is_error for problem in problems)
