"""Traps inside `{ }` and `[ ]` on one line: the line as it was surely meant."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import yaml

from ivr.menu.reading.words import VOCABULARY

_ENTRY: Final = re.compile(r"([{,]\s*)((?:[\w*#/-]+|\"[^\"]*\"|'[^']*'))(\s*:\s+)")
_MISSING_COMMA: Final = re.compile(r"(:\s+[^\s,{}\[\]]+|[}\]\"'])\s+([\w*#]+|\"[^\"]*\"):\s")
_DEEPEST: Final = 20
_COMPARED: Final = re.compile(r"([\w.]+):\s+([\w.-]+)", re.ASCII)
_AMONG: Final = re.compile(r"([\w.]+)\s+in\s+\[([^\[\]]+)\]", re.ASCII)
_CANNOT_BEGIN: Final = "@`%*&!>|,]}-?#"


@dataclass(frozen=True, slots=True)
class FlowTrap:
    """Why a mapping or list in braces cannot be read, how it should be written, and in which column (from 0)."""

    why: str
    mended: str
    column: int


def quoted(text: str) -> str:
    """Return the text as a quoted YAML scalar."""
    if '"' in text and "'" not in text:
        return f"'{text}'"
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def mend_flow(value: str) -> FlowTrap | None:
    """Return the trap in what stands in braces or brackets; None when it is not one we know."""
    if not value.endswith(("}", "]")) or value.count("{") + value.count("[") > _DEEPEST:
        return None
    for trap in (*_bare_keys(value), *_too_many(value), *_missing_commas(value), *_bad_texts(value)):
        if reads(trap.mended):
            return trap
    return None


def _bare_keys(value: str) -> Iterator[FlowTrap]:
    """Yield the value with every lone `*` and `#` in quotes."""
    mended = re.sub(r"([{,\[]\s*)([*#])(?=\s*[:,\]])", r'\1"\2"', value)
    mended = re.sub(r"(:\s+)([*#])(?=\s*[,}])", r'\1"\2"', mended)
    if mended != value:
        at = next(number for number, (old, new) in enumerate(zip(value, mended, strict=False)) if old != new)
        yield FlowTrap(f"`{value[at]}` alone means something else to YAML; put it in quotes", mended, at)


def _too_many(value: str) -> Iterator[FlowTrap]:
    if "{{" not in value:
        yield FlowTrap(f"There is one `{value[-1]}` too many", value[:-1], len(value) - 1)
    if (at := value.find(",,")) >= 0:
        yield FlowTrap("There is one comma too many", value.replace(",,", ","), at + 1)


def _bad_texts(value: str) -> Iterator[FlowTrap]:
    """Yield the value with the texts that cannot be read in quotes."""
    entries = list(_ENTRY.finditer(value))
    mended, column, why, last = "", -1, "", 0
    for number, entry in enumerate(entries):
        until = entries[number + 1].start() if number + 1 < len(entries) else len(value) - 1
        text = value[entry.end() : until].rstrip()
        is_bracketed = text.startswith(("{", "[")) and not text.startswith(("{{", "{%"))
        is_bracketed = is_bracketed or (text.startswith(('"', "'")) and text.count(text[0]) % 2 == 1)
        if not text or is_bracketed or reads(f"{{a: {text}}}"):
            continue
        compared = _compared(text) if entry[2] in {"when", "check"} else None
        mended += value[last : entry.end()] + quoted(compared or text)
        last = entry.end() + len(text)
        if column < 0:
            colon = re.search(r":\s", text)
            column = entry.end() + (colon.start() if colon else 0)
            why = (
                "A condition compares with `==`"
                if compared
                else "A colon inside a text looks like another name to YAML"
                if colon
                else "`{{` begins a YAML mapping"
                if text[0] == "{"
                else "A quote that begins a text must be closed at its end"
                if text[0] in "\"'"
                else f"`{text[0]}` cannot begin a text in YAML"
                if text[0] in _CANNOT_BEGIN
                else "Brackets and quotes inside a text mean something to YAML"
            )
    if column >= 0:
        yield FlowTrap(f"{why}; put quotes around the text", mended + value[last:], column)


def _compared(text: str) -> str | None:
    """Return the condition that `name: value` or `name in [value, …]` was meant to be, or None."""
    one = _COMPARED.fullmatch(text)
    if one is not None:
        return f'{one[1]} == "{one[2]}"'
    several = _AMONG.fullmatch(text)
    values = [value.strip(" \"'") for value in several[2].split(",")] if several is not None else []
    return " or ".join(f'{several[1]} == "{value}"' for value in values) if several is not None else None


def _missing_commas(value: str) -> Iterator[FlowTrap]:
    for found in _MISSING_COMMA.finditer(value):
        name = found[2].strip('"')
        if name in VOCABULARY or re.fullmatch(r"[0-9*#]+|[a-z]{2}", name):
            at = found.end(1)
            why = f"A comma is missing before `{name}`"
            yield FlowTrap(why, f"{value[:at]},{value[at:]}", at)


def reads(text: str) -> bool:
    """Return whether YAML can read a line on its own. One with very many brackets is not tried."""
    if text.count("{") + text.count("[") > _DEEPEST:
        return True
    try:
        for _ in yaml.parse(text, Loader=yaml.CSafeLoader):
            pass
    except yaml.YAMLError:
        return False
    return True
