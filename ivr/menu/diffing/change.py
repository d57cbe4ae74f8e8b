"""What `ivr diff` finds, before it is printed."""

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """What kind of change it is, for machines."""

    LEADS = "leads"
    PROMPT = "prompt"
    MISSING = "missing"
    VERB = "verb"
    ADDED = "added"
    REMOVED = "removed"
    RENAMED = "renamed"
    WORDS = "words"
    SETTING = "setting"
    HOURS = "hours"
    PEOPLE = "people"
    LINE = "line"


@dataclass(frozen=True, slots=True)
class Words:
    """A text that changed: the parts of either version, each with whether it is in that version only."""

    old: tuple[tuple[str, bool], ...]
    new: tuple[tuple[str, bool], ...]


@dataclass(frozen=True, slots=True)
class Change:
    """One change, as a sentence. `heard`: a caller may notice it. `by`: who hears it, "callers who …"."""

    kind: Kind
    text: str
    heard: bool = True
    by: str | None = None
    words: Words | None = None


@dataclass(frozen=True, slots=True)
class Group:
    """The changes of one step, or of one part of line.yaml."""

    title: str
    changes: tuple[Change, ...]


@dataclass(frozen=True, slots=True)
class Difference:
    """All changes, by step in the order of the files."""

    groups: tuple[Group, ...]

    @property
    def count(self) -> int:
        """How many changes there are."""
        return sum(len(group.changes) for group in self.groups)

    @property
    def is_heard(self) -> bool:
        """Whether anybody hears something else."""
        return any(change.heard for group in self.groups for change in group.changes)
