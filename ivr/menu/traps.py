"""YAML's own traps, told in plain words with the line quoted ready to copy."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import yaml

from ivr.menu.model import Place
from ivr.menu.problems import Problem

_LOST_KEY: Final = re.compile(r"^(\s*)#\s*:\s*(\S.*)$")
_BARE_KEY: Final = re.compile(r"(^\s*|[{,]\s*)([*#])(\s*:\s)")
_PAIR: Final = re.compile(r"^(\s*(?:-\s+)*(?:[^\s:#'\"{\[][^:#]*?|\"[^\"]*\"|'[^']*'):\s+)(\S.*?)\s*$")
_ITEM: Final = re.compile(r"^(\s*-\s+)(\S.*?)\s*$")
_SWALLOWED: Final = re.compile(
    r"^(\s*(?:-\s+)*(?:say|menu|ask|voicemail|hangup|again|confirm|on_silence|on_wrong|[a-z]{2}):\s+[^\s'\"|>{\[#][^#]*?)\s+#(?!\s)(.*)$"
)
_FIRST: Final = {
    "{": "`{` begins a YAML mapping",
    "[": "`[` begins a YAML list",
    "'": "a quote at the beginning of a text must be closed again at its end",
    '"': "a quote at the beginning of a text must be closed again at its end",
    "@": "`@` cannot begin a text in YAML",
    "`": "a backtick cannot begin a text in YAML",
    "%": "`%` cannot begin a text in YAML",
    "*": "`*` refers to an anchor in YAML",
    "&": "`&` begins an anchor in YAML",
    "!": "`!` begins a tag in YAML",
}


@dataclass(frozen=True, slots=True)
class Trap:
    """What stopped the reading; `mended` replaces line number `line` (from 0), where we know how."""

    problem: Problem
    line: int
    mended: str | None


def quoted(text: str) -> str:
    """Return the text as a double-quoted YAML scalar."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def find_trap(file: str, lines: list[str], error: Exception) -> Trap:
    """Return what a parser's error is about, in words, and the line as it should be where that is plain."""
    if not isinstance(error, yaml.MarkedYAMLError):
        text = f"This file cannot be read as YAML: {str(error).splitlines()[0]}."
        return Trap(Problem(Place(file, 1, 1), "E101", text), 0, None)
    marks = [mark for mark in (error.problem_mark, error.context_mark) if mark is not None]
    candidates = [mark.line for mark in marks] + [mark.line - 1 for mark in marks[:1]]
    for number in dict.fromkeys(candidates):
        if 0 <= number < len(lines):
            found = _known_trap(lines[number])
            if found is not None and found[1] != lines[number]:
                why, mended, column = found
                text = f"{why}. Write: {mended.strip()}"
                return Trap(Problem(Place(file, number + 1, column + 1), "E101", text), number, mended)
    line, column = (marks[0].line, marks[0].column) if marks else (0, 0)
    line = min(line, max(len(lines) - 1, 0))
    said = " ".join(part for part in (error.problem, error.context) if part)
    shown = lines[line].strip() if lines else ""
    text = (
        f"YAML cannot read this line ({said}): {shown[:80]} — look at indentation, quotes and brackets here and above."
    )
    return Trap(Problem(Place(file, line + 1, column + 1), "E101", text), line, None)


def _known_trap(line: str) -> tuple[str, str, int] | None:
    """Return (why, mended line, column) when the line holds a trap we know."""
    if "\t" in line[: len(line) - len(line.lstrip())]:
        indent = len(line) - len(line.lstrip())
        return "A tab indents this line; YAML wants spaces", line[:indent].replace("\t", "  ") + line[indent:], 0
    bare = _BARE_KEY.search(line)
    if bare is not None:
        mended = f'{line[: bare.start()]}{bare[1]}"{bare[2]}"{bare[3]}{line[bare.end() :]}'
        return f"`{bare[2]}` alone means something else to YAML; the key needs quotes", mended, bare.start(2)
    pair = _PAIR.match(line) or _ITEM.match(line)
    if pair is None:
        return None
    value = pair[2]
    if value[0] in _FIRST and not _closes(value):
        return f"{_FIRST[value[0]]}; put quotes around the whole text", pair[1] + quoted(value), pair.start(2)
    colon = re.search(r":(\s|$)", value)
    if colon is not None and value[0] not in "{[\"'":
        return (
            "A colon inside a text looks like another name to YAML; put quotes around the text",
            pair[1] + quoted(value),
            pair.start(2) + colon.start(),
        )
    return None


def _closes(value: str) -> bool:
    """Whether what begins a text here is closed by its last character, as real YAML would."""
    closer = {"{": "}", "[": "]", "'": "'", '"': '"'}.get(value[0])
    return closer is not None and len(value) > 1 and value.endswith(closer) and not value.startswith("{{")


def find_silent_traps(file: str, text: str) -> Iterator[Problem]:
    """Yield what YAML reads without a word but surely not as it was meant."""
    block_indent: int | None = None
    for number, line in enumerate(text.splitlines(), start=1):
        indent = len(line) - len(line.lstrip())
        if block_indent is not None and (not line.strip() or indent > block_indent):
            continue
        block_indent = indent if re.search(r":\s+[|>][+-]?\d*\s*$", line) else None
        lost = _LOST_KEY.match(line)
        if lost is not None:
            yield Problem(
                Place(file, number, len(lost[1]) + 1),
                "E101",
                f'`#` began a comment, so this key is not read. Write: "#": {lost[2]}',
            )
        swallowed = _SWALLOWED.match(line)
        if swallowed is not None:
            head, _, value = swallowed[1].partition(": ")
            whole = f"{value.strip()} #{swallowed[2]}"
            yield Problem(
                Place(file, number, len(swallowed[1]) + 2),
                "W407",
                f"` #` began a comment: the prompt ends after '{value.strip()[-30:]}'. "
                f"If that is not meant, write: {head.strip()}: {quoted(whole)}",
            )


def mend_spaces(file: str, lines: list[str]) -> tuple[list[str], list[Problem]]:
    """Return the lines with no-break spaces outside of words made plain, and a problem for each."""
    problems = []
    for number, line in enumerate(lines):
        found = re.search(r"^[ ]*[\u00a0\u202f\u2007]|:[\u00a0\u202f\u2007]", line)
        if found is not None:
            problems.append(
                Problem(
                    Place(file, number + 1, found.end()),
                    "E101",
                    "A no-break space stands here, often from a word processor; YAML wants a plain one. Type it anew.",
                )
            )
            lines[number] = re.sub(r"[\u00a0\u202f\u2007]", " ", line)
    return lines, problems


def comma_trap(begun: str, rest: str, place: Place) -> Problem:
    """Return the problem of a prompt inside `{ }` that its own comma cut in two."""
    return Problem(
        place,
        "E101",
        f"A comma ended this prompt after '{begun[-40:]}'. Put quotes around it: {quoted(f'{begun}, {rest}')}",
    )
