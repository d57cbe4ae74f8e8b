"""A picture before it is laid out: boxes with text in them, and arrows with labels between them."""

from dataclasses import dataclass
from enum import StrEnum


class Look(StrEnum):
    """How a box looks, by what happens there."""

    SAY = "say"
    ASK = "ask"
    DECIDE = "decide"
    REACH = "reach"
    SYSTEM = "system"
    GO = "go"
    END = "end"
    WORD = "word"
    ENTRY = "entry"
    ELSEWHERE = "elsewhere"
    FLOW = "flow"


@dataclass(frozen=True, slots=True)
class Box:
    """A box; `key` is its name among the others, `about` is told to whoever rests on it: all that is said there."""

    key: str
    look: Look
    title: str
    tag: str = ""
    lines: tuple[str, ...] = ()
    about: str = ""


@dataclass(frozen=True, slots=True)
class Arrow:
    """A way from a box to another, with what leads along it."""

    source: str
    target: str
    label: tuple[str, ...] = ()
    whole_label: str = ""


@dataclass(frozen=True, slots=True)
class Picture:
    """Everything that is to be drawn; `notes` stand below."""

    title: str
    boxes: tuple[Box, ...]
    arrows: tuple[Arrow, ...]
    notes: tuple[str, ...] = ()
