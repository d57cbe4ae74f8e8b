"""Traps in a text that YAML did read, but not as it was meant: cut by a comma, in curly quotes, with a hidden blank."""

import re
from typing import Final

from ivr.menu.parts import Place
from ivr.menu.problems import Problem
from ivr.menu.reading.flow_traps import quoted
from ivr.menu.reading.line_traps import missing_blank
from ivr.menu.reading.nodes import Node, Scalar, Table
from ivr.menu.reading.traps import MendError, Trap
from ivr.menu.reading.words import SPOKEN, VOCABULARY

_IN_CURLY: Final = re.compile(r"[“„‟‘‚«]([^“”„‟‘’‚«»]*)[”“‟’‘»]")
_HIDDEN: Final = re.compile("[\u00a0\u202f\u2007\u200b\u200c\u200d\u2060\u00ad\ufeff]")
_WORD: Final = re.compile(r"[\w/*#+.-]+", re.ASCII)
_SPOKEN_BEFORE: Final = re.compile(rf"(?:^|[\s{{,-])(?:{SPOKEN}):\s+$|^\s*-\s+$")
_KEYPAD: Final = re.compile(r"[0-9*#X]+", re.ASCII)


def is_tail(key: Scalar, value: Node, before: Node) -> bool:
    """Return whether `key` is no name but the rest of a text that its own comma cut off."""
    if not (isinstance(value, Scalar) and value.plain and not value.text and key.plain):
        return False
    if not (isinstance(before, Scalar) and before.plain and before.text):
        return False
    return not _KEYPAD.fullmatch(key.text) and key.text.replace("-", "_") not in VOCABULARY


class ScalarTraps:
    """Tells of the traps in one file's scalars, and gives back what was meant."""

    def __init__(self, file: str, lines: list[str], problems: list[Problem]) -> None:
        self._file = file
        self._lines = lines
        self._problems = problems

    def raw(self, place: Place, end: tuple[int, int]) -> str | None:
        """Return what stands in the file from a place to an end, where both are in one line."""
        return self._lines[end[0]][place.column - 1 : end[1]] if end[0] == place.line - 1 else None

    def plain(self, text: str, place: Place, end: tuple[int, int]) -> Scalar:
        """Return an unquoted text, after a complaint of what it should not hold; MendError when a line is to change."""
        if end[0] > place.line - 1:
            self._check_continued(place, end)
        elif (mended := missing_blank(text)) is not None:
            raise MendError(self._blank_trap(place.line - 1, place.column - 1, text, mended))
        curly = _IN_CURLY.fullmatch(text)
        if curly is not None:
            self._tell(place, end, "E101", "Curly quotes are letters to YAML; type straight ones", curly[1])
            return Scalar(curly[1], place, plain=False)
        if _HIDDEN.search(text):
            seen = _HIDDEN.sub("", text).strip()
            if _WORD.fullmatch(seen):
                why = "A character that cannot be seen stands in this word, often from a word processor"
                line = self._replaced(place, end, seen)
                self._complain(place, "E101", f"{why}. Write: {line}" if line else f"{why}; type it anew.")
                return Scalar(seen, place)
        return Scalar(text, place, inset=0 if self.raw(place, end) == text else None)

    def strange(self, place: Place, end: tuple[int, int], why: str) -> None:
        """Complain of an alias, an anchor or a tag where a text was surely meant."""
        raw = self.raw(place, end) or ""
        self._tell(place, end, "E102", f"`{raw.split(' ')[0]}` {why}; put quotes around the text", raw)

    def lost_alias(self, name: str, place: Place, end: tuple[int, int]) -> Scalar:
        """Return what `*name` was meant to be, the name or a text that begins with a star, after a complaint."""
        before = _SPOKEN_BEFORE.search(self._lines[place.line - 1][: place.column - 1])
        why = f"`*{name}` refers to an anchor in YAML, and there is none of that name"
        if before is not None:
            self._tell(place, end, "E102", f"{why}; put quotes around the text", f"*{name}")
            return Scalar(f"*{name}", place)
        self._complain(place, "E102", self._with_line(f"{why}; leave out the star", place, end, name))
        return Scalar(name, place)

    def parted(self, node: Node) -> Node:
        """Return the text that its own colon made a name and a value of, after a complaint; else the node."""
        if not isinstance(node, Table) or len(node.entries) != 1 or node.dropped:
            return node
        key, value = node.entries[0]
        if not (isinstance(value, Scalar) and value.text and value.plain and key.plain):
            return node
        is_word = " " not in key.text and not (key.text[0].isupper() and not key.text.isupper() and " " in value.text)
        raw = self.raw(key.place, (value.place.line - 1, len(self._lines[value.place.line - 1])))
        if is_word or raw is None or raw.rstrip() != f"{key.text}: {value.text}":
            return node
        place = Place(self._file, key.place.line, key.place.column + len(key.text))
        until = (key.place.line - 1, key.place.column - 1 + len(raw))
        why = "A colon inside a text looks like another name to YAML; put quotes around the text"
        self._complain(place, "E101", self._with_line(why, key.place, until, quoted(raw.rstrip())))
        return Scalar(raw.rstrip(), key.place, plain=False)

    def braces(self, place: Place, end: tuple[int, int]) -> Scalar:
        """Return the text of `{{ … }}` that stands without quotes, after a complaint."""
        text = self.raw(place, end) or "{{ … }}"
        self._tell(place, end, "E101", "`{{` begins a YAML mapping; put quotes around the text", text)
        return Scalar(text, place, plain=False)

    def comma(self, cut: Node, end: tuple[int, int]) -> None:
        """Complain of a text inside `{ }` that its own commas cut."""
        assert isinstance(cut, Scalar)
        begun = cut.text.partition(",")[0]
        whole = self.raw(cut.place, end) or cut.text
        line, start = cut.place.line, cut.place.column + len(begun)
        place = Place(self._file, line, start) if whole.startswith(begun) else cut.place
        why = f"A comma ended this prompt after '{begun[-40:]}'; put quotes around the text"
        self._complain(place, "E101", self._with_line(why, cut.place, end, quoted(whole)))

    def _check_continued(self, place: Place, end: tuple[int, int]) -> None:
        """Refuse a text that took in lines which were meant to stand for themselves."""
        for number in range(place.line, min(end[0] + 1, len(self._lines))):
            line = self._lines[number]
            words = line.strip()
            column = len(line) - len(line.lstrip())
            if (mended := missing_blank(words)) is not None:
                raise MendError(self._blank_trap(number, column, words, mended))
            if words.startswith("- "):
                above = self._lines[place.line - 1]
                dash = above.find("- ")
                if dash >= 0 and not above[:dash].strip():
                    problem = Problem(
                        Place(self._file, number + 1, column + 1),
                        "E101",
                        f"This item is indented deeper than the one above, so it is read as a part of it; begin both "
                        f"`- ` in column {dash + 1}.",
                    )
                    raise MendError(Trap(problem, {number: " " * dash + words}))

    def _blank_trap(self, number: int, column: int, words: str, mended: str) -> Trap:
        line = self._lines[number]
        whole = line[:column] + mended + line[column + len(words) :]
        colon = column + words.index(":")
        text = f"A blank is missing after this colon. Write: {whole.strip()}"
        return Trap(Problem(Place(self._file, number + 1, colon + 1), "E101", text), {number: whole})

    def _tell(self, place: Place, end: tuple[int, int], code: str, why: str, meant: str) -> None:
        self._complain(place, code, self._with_line(why, place, end, quoted(meant)))

    def _with_line(self, why: str, place: Place, end: tuple[int, int], new: str) -> str:
        line = self._replaced(place, end, new)
        return f"{why}. Write: {line}" if line is not None else f"{why}."

    def _replaced(self, place: Place, end: tuple[int, int], new: str) -> str | None:
        if self.raw(place, end) is None:
            return None
        line = self._lines[end[0]]
        return f"{line[: place.column - 1]}{new}{line[end[1] :]}".strip()

    def _complain(self, place: Place, code: str, text: str) -> None:
        self._problems.append(Problem(place, code, text))
