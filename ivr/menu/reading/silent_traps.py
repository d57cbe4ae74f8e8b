"""Traps that YAML walks into without a word: lines are looked at before they are parsed, and after."""

import re
from collections.abc import Iterator
from typing import Final

from ivr.menu.parts import Place
from ivr.menu.problems import Problem
from ivr.menu.reading.flow_traps import quoted
from ivr.menu.reading.words import SPOKEN, VOCABULARY

_LINE_END: Final = re.compile(r"\r\n|\r|\n")
# What a text file should not hold, and YAML refuses or takes for the end of a line.
_UNSEEN: Final = re.compile("[^\t\x20-\x7e\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]")
_BLANKS: Final = "\u00a0\u202f\u2007"
_HARD_BLANK: Final = re.compile(f"^[ ]*[{_BLANKS}]|^[ ]*(?:-[ ]+)*(?:[\\w-]+:|-)[{_BLANKS}]")
_BLOCK: Final = re.compile(r"(?:^|[:-]\s+)[|>][+-]?\d?[+-]?\s*(?:\s#.*)?$")
_LOST_KEY: Final = re.compile(r"^(\s*)#(\s*:\s+[\w/]+)\s*$", re.ASCII)
_LOST_VALUE: Final = re.compile(r"^(\s*(?:-\s+)*([\w-]+):\s+)(#(?![\s#!]).*|#\s*)$", re.ASCII)
_SECOND: Final = re.compile(r"(?:---|\.\.\.)(?:\s|$)")
_SWALLOWED: Final = re.compile(
    rf"^(\s*(?:(?:-\s+)*(?:{SPOKEN}):\s+|-\s+))([^\s'\"|>{{\[#&*!%@`-](?:[^#]|(?<!\s)#)*?)\s+#(\s*)(.*)$"
)
_KEY_WORD: Final = re.compile(
    r"(?:press|push|hit|dial|key|the|or|and|oprima|marque|pulse|presione|tecla|la|el|touche|appuyez sur|tapez|taste|"
    r"drücken sie(?: die)?|pressione|digite)$",
    re.IGNORECASE,
)


def lines_of(text: str) -> list[str]:
    """Return the lines as an editor counts them, without a byte-order mark."""
    return _LINE_END.split(text.removeprefix("\ufeff"))


def mend_lines(file: str, lines: list[str]) -> tuple[list[str], list[Problem]]:
    """Return the lines as they were surely meant, and a problem for each that had to be mended."""
    mended, problems = list(lines), []
    begun = False
    in_block = _inside_blocks(lines)
    for number, written in enumerate(lines):
        unseen = _UNSEEN.search(written)
        if unseen is not None:
            mended[number] = _UNSEEN.sub(" ", written)
            problems.append(_unseen(file, number, unseen))
        line = mended[number]
        if number in in_block:
            continue
        problem = None
        if _SECOND.match(line):
            if begun:
                problem, mended[number] = _second(file, number, line), ""
        elif (found := _HARD_BLANK.search(line)) is not None:
            problem, mended[number] = _hard_blank(file, number, line, found)
        elif (found := _LOST_KEY.match(line)) is not None:
            mended[number] = f'{found[1]}"#"{found[2]}'
            problem = _comment(file, number, len(found[1]), mended[number], "this key is not read")
        elif (found := _LOST_VALUE.match(line)) is not None and _takes_text(found[2]):
            mended[number] = f"{found[1]}{quoted(found[3].rstrip())}"
            problem = _comment(file, number, len(found[1]), mended[number], "this text is not read")
        begun = begun or bool(line.strip() and not line.lstrip().startswith(("#", "%")) and not _SECOND.match(line))
        if problem is not None:
            problems.append(problem)
    return mended, problems


def find_swallowed(file: str, lines: list[str]) -> Iterator[Problem]:
    """Yield prompts whose end, a key to press, YAML took for a comment."""
    in_block = _inside_blocks(lines)
    for number, line in enumerate(lines):
        found = _SWALLOWED.match(line) if "#" in line and number not in in_block else None
        if found is None:
            continue
        before, spoken, gap, rest = found.groups()
        if gap and not _KEY_WORD.search(spoken):
            continue
        whole = f"{before}{quoted(f'{spoken} #{gap}{rest}'.rstrip())}"
        yield Problem(
            Place(file, number + 1, len(before) + len(spoken) + 2),
            "W407",
            f"` #` began a comment: the prompt ends after '{spoken[-30:]}'. "
            f"If that is not meant, put quotes around it. Write: {whole.strip()}",
        )


def _takes_text(name: str) -> bool:
    return name.replace("-", "_") in VOCABULARY or len(name) == 2


def _inside_blocks(lines: list[str]) -> frozenset[int]:
    """Return the numbers of the lines inside texts that `|` or `>` began, where nothing is YAML."""
    inside = set()
    indent: int | None = None
    for number, line in enumerate(lines):
        here = len(line) - len(line.lstrip(" "))
        if indent is not None and (not line.strip() or here > indent):
            inside.add(number)
            continue
        indent = here if _BLOCK.search(line) else None
    return frozenset(inside)


def _unseen(file: str, number: int, found: re.Match[str]) -> Problem:
    text = f"A character that cannot be seen stands here (U+{ord(found.group()):04X}); remove it."
    return Problem(Place(file, number + 1, found.start() + 1), "E101", text)


def _second(file: str, number: int, line: str) -> Problem:
    text = f"`{line[:3]}` ends a YAML document here, and a menu file is one; remove this line, or make two files."
    return Problem(Place(file, number + 1, 1), "E101", text)


def _hard_blank(file: str, number: int, line: str, found: re.Match[str]) -> tuple[Problem, str]:
    until = found.end()
    while until < len(line) and line[until] in f" {_BLANKS}":
        until += 1
    mended = re.sub(f"[{_BLANKS}]", " ", line[:until]) + line[until:]
    text = "A no-break space stands here, often from a word processor; YAML wants a plain one. Type it anew."
    return Problem(Place(file, number + 1, found.end()), "E101", text), mended


def _comment(file: str, number: int, column: int, mended: str, lost: str) -> Problem:
    text = f"`#` began a comment, so {lost}. Write: {mended.strip()}"
    return Problem(Place(file, number + 1, column + 1), "E101", text)
