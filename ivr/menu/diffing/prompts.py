"""What is said, compared word by word."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Final

from ivr.menu.diffing.change import Change, Kind, Words
from ivr.menu.diffing.phrases import language_name
from ivr.menu.line import Line
from ivr.menu.parts import Piece, Prompt
from ivr.menu.shown import shown_pieces, text_of

ROLES: Final[Mapping[str, str]] = {
    "prompt": "What is said",
    "again": "What is said when it is asked again",
    "confirm": "What is read back",
    "on_silence": "What is said after silence",
    "on_wrong": "What is said after a wrong answer",
    "whisper": "What the person who is called hears",
    "announce": "What is said to those who wait",
    "meanwhile": "What is said meanwhile",
    "each": "What is said of each choice",
    "text": "The text message",
    "lost": "What is said before a question that has to be asked again",
    "broken": "What is said when something broke here",
    "stopped": "What is answered to STOP",
    "started": "What is answered to START",
    "helped": "What is answered to HELP",
}


@dataclass(frozen=True, slots=True)
class Said:
    """One prompt in both versions, and the part it plays; None where it is not there."""

    role: str
    old: Prompt | None
    new: Prompt | None


def compare_prompt(said: Said, old: Line, new: Line) -> Iterator[tuple[Change, str | None]]:
    """Yield what changed in a prompt, each with the code of the only language it is about, if it is only one."""
    role = ROLES[said.role]
    if said.old is None and said.new is None:
        return
    if said.new is None:
        yield Change(Kind.PROMPT, f"{role} is no longer a text of its own."), None
    elif said.old is None:
        words = _words("", text_of(said.new, new))
        yield Change(Kind.PROMPT, f"{role} is a text of its own now:", words=words), None
    else:
        yield from _by_language(role, said.old.phone, said.new.phone, old, new)
        if said.old.text != said.old.phone or said.new.text != said.new.phone:
            yield from _by_language(f"{role}, by text,", said.old.text, said.new.text, old, new)


def _by_language(
    role: str,
    old: Mapping[str, tuple[Piece, ...]],
    new: Mapping[str, tuple[Piece, ...]],
    old_line: Line,
    new_line: Line,
) -> Iterator[tuple[Change, str | None]]:
    several = len(new_line.languages) > 1
    for code in dict.fromkeys((*old, *new)):
        if new_line.find_language(code) is None or old_line.find_language(code) is None:
            continue  # that the whole line speaks it no longer, or only now, is told once
        name = language_name(code, new_line)
        was, now = (shown_pieces(each[code]) if code in each else None for each in (old, new))
        if now is None:
            yield Change(Kind.MISSING, f"{role} is missing in {name} now."), code
        elif was is None:
            yield Change(Kind.PROMPT, f"{role} is there in {name} now:", words=_words("", now)), code
        elif was != now:
            where = f" in {name}" if several else ""
            changed = Change(Kind.PROMPT, f"{role}{where} has changed:", words=_words(was, now))
            yield changed, code if several else None


def _words(old: str, new: str) -> Words:
    """Return both texts in parts, those that only one of them has marked."""
    was, now = old.split(), new.split()
    old_parts: list[tuple[str, bool]] = []
    new_parts: list[tuple[str, bool]] = []
    for tag, i1, i2, j1, j2 in SequenceMatcher(None, was, now, autojunk=False).get_opcodes():
        is_other = tag != "equal"
        if i2 > i1:
            old_parts.append((" ".join(was[i1:i2]), is_other))
        if j2 > j1:
            new_parts.append((" ".join(now[j1:j2]), is_other))
    return Words(tuple(old_parts), tuple(new_parts))
