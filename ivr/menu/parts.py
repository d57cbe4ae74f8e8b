"""What steps are made of: places in files, targets, what is said, manners, choices. Plain, frozen data.

Templates stay text here (`templates/template.py` parses and remembers them), so a whole line can be stored as JSON.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from msgspec import Struct

from ivr.values import Seconds

LINE_FILE: Final = "line.yaml"


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """Where in the menu files something stands: file, line and column, both from 1."""

    file: str
    line: int
    column: int

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}"


# --- where a call goes -------------------------------------------------------------------------------------------


class TargetWord(StrEnum):
    """Targets that are not steps."""

    HANGUP = "hangup"
    BACK = "back"
    REPEAT = "repeat"
    START = "start"
    RETURN = "return"
    SLOWER = "slower"


class ToStep(Struct, frozen=True, order=True):
    """A step, by the flow it stands in and its name."""

    flow: str
    step: str

    def __str__(self) -> str:
        return f"{self.flow}/{self.step}"


Target = ToStep | TargetWord


class Channel(StrEnum):
    """How somebody talks with a line."""

    CALL = "call"
    TEXT = "text"


@dataclass(frozen=True, slots=True)
class ByChannel:
    """Where calls go, and where text conversations go; None: where calls go."""

    calls: Target
    texts: Target | None = None

    def of(self, channel: Channel) -> Target:
        """Return where it goes on that channel."""
        return self.texts if channel is Channel.TEXT and self.texts is not None else self.calls


# --- what is said ------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class TextPiece:
    """Words to be spoken; `language` where the piece keeps its own whatever the caller's is."""

    template: str
    place: Place = field(compare=False)
    language: str | None = None


@dataclass(frozen=True, slots=True)
class AudioPiece:
    """A recording, and its words for those who read them."""

    file: str
    place: Place = field(compare=False)
    words: str | None = None
    language: str | None = None


@dataclass(frozen=True, slots=True)
class PausePiece:
    """A silence."""

    seconds: Seconds


@dataclass(frozen=True, slots=True)
class RecordingPiece:
    """What the caller recorded, saved under `name`, played back."""

    name: str
    place: Place = field(compare=False)


Piece = TextPiece | AudioPiece | PausePiece | RecordingPiece


@dataclass(frozen=True, slots=True)
class Prompt:
    """What a caller hears (`phone`) and what a texter reads (`text`): pieces in order, by language code.

    `languages` that a prompt lacks were reported when it was read; the line's first language stands in.
    """

    phone: Mapping[str, tuple[Piece, ...]]
    text: Mapping[str, tuple[Piece, ...]]
    place: Place


# --- manners -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Manners:
    """How patient a menu or an ask is. `wait` is for the first key and between keys: providers have one timer.

    `confidence`: how sure the recogniser must be of what was said to count, in percent.
    """

    wait: Seconds
    tries: int
    on_silence: Prompt | None
    on_wrong: Prompt | None
    give_up: ByChannel | None
    confidence: int = 30


# --- choices -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Key:
    """One choice by key: what must be pressed (`0-9 * #`, `X` for any digit, or `/pattern/`) and where it leads.

    `is_private`: its phrases come from a call, and not from the menu.
    """

    keys: str
    target: Target
    place: Place
    phrases: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    is_private: bool = False

    @property
    def is_pattern(self) -> bool:
        """Whether more than one sequence of keys matches."""
        return self.keys.startswith("/") or "X" in self.keys
