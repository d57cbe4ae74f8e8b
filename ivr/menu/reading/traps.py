"""YAML's own traps, told in plain words with the line quoted ready to copy."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

import yaml

from ivr.menu.parts import Place
from ivr.menu.problems import Problem
from ivr.menu.reading.flow_traps import quoted, reads
from ivr.menu.reading.line_traps import BEGINS, ITEM, NAME, PAIR, mend_line, opens_only
from ivr.menu.reading.words import SPOKEN

_ASKEW: Final = frozenset({"did not find expected key", "mapping values are not allowed in this context"})
_SPOKEN_LINE: Final = re.compile(rf"^\s*(?:-\s+)*({SPOKEN}):\s+[^\s'\"|>{{\[&*!#][^#]*$")
_LOOKED_BACK: Final = 200  # lines, for a quote that was never closed


@dataclass(frozen=True, slots=True)
class Trap:
    """What stopped the reading; `mended` has the lines, by number from 0, as they should be, where we know how."""

    problem: Problem
    mended: Mapping[int, str] = field(default_factory=dict)


class MendError(Exception):
    """A trap that was met while reading: mend the lines and read again."""

    def __init__(self, trap: Trap) -> None:
        super().__init__(str(trap.problem))
        self.trap = trap


@dataclass(frozen=True, slots=True)
class _Where:
    """What the parser said and where: lines and columns from 0. `opened`: where what it was reading began."""

    said: str
    reading: str
    line: int
    column: int
    opened: tuple[int, int] | None


def find_trap(file: str, lines: list[str], error: Exception) -> Trap:
    """Return what a parser's error is about, in words, and the lines as they should be where that is plain."""
    if not isinstance(error, yaml.MarkedYAMLError) or (error.problem_mark or error.context_mark) is None:
        return Trap(Problem(Place(file, 1, 1), "E101", "This file cannot be read as YAML; is it a text file?"))
    where = _where(lines, error)
    looks: tuple[Callable[[str, list[str], _Where], Trap | None], ...] = (
        _tabs,
        _known,
        _unclosed_quote,
        _unclosed_bracket,
        _no_colon,
        _mixed,
        _askew,
    )
    for look in looks:
        trap = look(file, lines, where)
        if trap is not None:
            return trap
    shown = lines[where.line].strip()[:80]
    text = f"YAML cannot read this line: {shown} — look at the indentation, quotes and brackets here and just above."
    return Trap(_problem(file, where.line, where.column, text))


def _where(lines: list[str], error: yaml.MarkedYAMLError) -> _Where:
    mark = error.problem_mark or error.context_mark
    assert mark is not None
    line, column = mark.line, mark.column
    if line >= len(lines) or not lines[line].strip():  # behind the end: the last line with something in it
        line = next((number for number in range(min(line, len(lines) - 1), -1, -1) if lines[number].strip()), 0)
        column = len(lines[line])
    opened = error.context_mark
    return _Where(
        str(error.problem or ""),
        str(error.context or ""),
        line,
        column,
        (opened.line, opened.column) if opened is not None and opened.line < len(lines) else None,
    )


def _problem(file: str, line: int, column: int, text: str) -> Problem:
    return Problem(Place(file, line + 1, column + 1), "E101", text)


def _tabs(file: str, lines: list[str], where: _Where) -> Trap | None:
    """Tell of tabs once and mend them all."""
    mended = {
        number: line[: _indent(line)].replace("\t", "  ") + line.lstrip()
        for number, line in enumerate(lines)
        if "\t" in line[: _indent(line)]
    }
    if where.line not in mended and not (where.opened and where.opened[0] in mended):
        return None
    first = min(mended)
    these = f"this line and {len(mended) - 1} more" if len(mended) > 1 else "this line"
    text = f"A tab indents {these}, and YAML wants spaces; set your editor to use them."
    return Trap(_problem(file, first, lines[first].index("\t"), text), mended)


def _known(file: str, lines: list[str], where: _Where) -> Trap | None:
    candidates = [where.line, *([where.opened[0]] if where.opened else []), where.line - 1]
    for number in dict.fromkeys(candidates):
        found = mend_line(lines[number]) if 0 <= number < len(lines) else None
        if found is not None and found[1] != lines[number]:
            why, mended, column = found
            return Trap(_problem(file, number, column, f"{why}. Write: {mended.strip()}"), {number: mended})
    return None


def _unclosed_quote(file: str, lines: list[str], where: _Where) -> Trap | None:
    """Find, above, the text whose quote was closed by a quote that belongs to another."""
    for number in range(where.line, max(where.line - _LOOKED_BACK, -1), -1):
        pair = PAIR.match(lines[number]) or ITEM.match(lines[number])
        if pair is None or pair[2][0] not in "\"'" or not opens_only(pair[2]):
            continue
        following = next((line for line in lines[number + 1 : where.line + 1] if line.strip()), None)
        if following is None or NAME.match(following) or number == where.line:
            whole = pair[2][1:] if pair[2][0] == '"' else pair[2]
            mended = pair[1] + quoted(whole)
            why = BEGINS[pair[2][0]]
            return Trap(_problem(file, number, len(pair[1]), f"{why}. Write: {mended.strip()}"), {number: mended})
    return None


def _unclosed_bracket(file: str, lines: list[str], where: _Where) -> Trap | None:
    if "flow" not in where.reading or where.opened is None:
        return None
    number, column = where.opened
    opener = lines[number][column : column + 1]
    closer = {"{": "}", "[": "]"}.get(opener)
    if closer is None:
        return None
    above = next((n for n in range(where.line - 1, number - 1, -1) if lines[n].strip()), number)
    if above > number or lines[number].rstrip().endswith((",", opener)):
        is_continued = lines[above].rstrip().endswith((",", "{", "["))
        if where.line > number and not is_continued and lines[where.line].strip()[0] not in "}]":
            mended = f"{lines[above].rstrip()},"
            text = f"A comma is missing at the end of this line. Write: {mended.strip()}"
            return Trap(_problem(file, above, len(lines[above].rstrip()), text), {above: mended})
        return None
    mended = f"{lines[number].rstrip()}{closer}"
    if not reads(mended.strip()):
        return None
    text = f"`{opener}` is opened here and never closed. Write: {mended.strip()}"
    return Trap(_problem(file, number, column, text), {number: mended})


def _askew(file: str, lines: list[str], where: _Where) -> Trap | None:
    """Tell of a name, or an item, that does not stand straight below the one above it."""
    name, here = NAME.match(lines[where.line]), _indent(lines[where.line])
    is_item = lines[where.line].startswith("- ", here)
    if (name is None and not is_item) or "flow" in where.reading or (where.said not in _ASKEW and not is_item):
        return None
    above = [(column, shown) for column, shown in _open_above(lines, where.line, is_item) if column != here]
    for there, shown in sorted(above, key=lambda one: (abs(one[0] - here), -one[0])):
        mended = " " * there + lines[where.line].lstrip()
        if not _reads_so_far([*lines[: where.line], mended]):
            continue
        shown_here = name[2] if name is not None and not is_item else "- "
        text = (
            f"`{shown_here}` begins in column {here + 1}, but `{shown}` above it in column {there + 1}; "
            "begin both in the same column."
        )
        return Trap(_problem(file, where.line, here, text), {where.line: mended})
    return None


def _open_above(lines: list[str], number: int, is_item: bool) -> Iterator[tuple[int, str]]:
    """Yield the column and name (or `- `) of what encloses a line, or stands before it, from the inside out."""
    least = len(lines[number]) + _LOOKED_BACK
    for line in reversed(lines[max(number - _LOOKED_BACK, 0) : number]):
        column = _indent(line)
        if not line.strip() or line.lstrip().startswith("#") or column >= least:
            continue
        least = column
        if line.startswith("- ", column):
            if is_item:
                yield column, "- "
            inside = column + 2 + _indent(line[column + 2 :])
            if is_item or NAME.match(line[inside:]) is None or line[inside : inside + 1] == "-":
                continue
            column = inside
        name = NAME.match(line[column:])
        if name is not None and not is_item:
            yield column, name[2]


def _reads_so_far(lines: list[str]) -> bool:
    try:
        for _ in yaml.parse("\n".join(lines) + "\n", Loader=yaml.CSafeLoader):
            pass
    except yaml.YAMLError:
        return False
    return True


def _no_colon(file: str, lines: list[str], where: _Where) -> Trap | None:
    if lines[where.line].lstrip().startswith(": "):
        column = _indent(lines[where.line])
        return Trap(_problem(file, where.line, column, "A name is missing before this colon."), {where.line: ""})
    if where.said != "could not find expected ':'" or where.opened is None:
        return None
    number, column = where.opened
    continued = _continued(file, lines, number)
    if continued is not None:
        return continued
    below = next((line for line in lines[number + 1 :] if line.strip()), "")
    if _indent(below) > column and NAME.match(below):
        mended = f"{lines[number].rstrip()}:"
        text = f"A colon is missing at the end of this line. Write: {mended.strip()}"
        return Trap(_problem(file, number, len(mended) - 1, text), {number: mended})
    text = (
        f"This line has no colon: {lines[number].strip()[:80]} — write `name: value`, or indent it when it "
        "belongs to the text above."
    )
    return Trap(_problem(file, number, column, text), {number: ""})


def _continued(file: str, lines: list[str], number: int) -> Trap | None:
    """Tell of the second line of a text that stands no deeper than the name above it."""
    above = next((line for line in reversed(lines[:number]) if line.strip()), "")
    text = _SPOKEN_LINE.match(above)
    words = lines[number].strip()
    if text is None or " " not in words or ":" in words or words.startswith(("- ", "#")):
        return None
    column = _indent(above) + 2
    why = f"This line belongs to the text above; indent it deeper than `{text[1]}`"
    mended = " " * (column + 2) + words
    return Trap(_problem(file, number, _indent(lines[number]), f"{why}, to column {column + 1}."), {number: mended})


def _mixed(file: str, lines: list[str], where: _Where) -> Trap | None:
    if where.opened is None or where.column != where.opened[1]:
        return None
    if lines[where.line].startswith("- ", where.column) == lines[where.opened[0]].startswith("- ", where.opened[1]):
        return None
    text = (
        f"List items (`- `) and names with a colon cannot stand below each other in one column, as here and in line "
        f"{where.opened[0] + 1}; indent what belongs to the name above it."
    )
    return Trap(_problem(file, where.line, where.column, text))


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip())
