"""Text in boxes: how wide it is, and where a line of it ends."""

from collections.abc import Iterator
from typing import Final
from unicodedata import east_asian_width

_WIDE: Final = frozenset("WF")
# Widths of DejaVu Sans and Verdana, in parts of the letter size; a font that stands in for them is seldom wider.
_THIN_LETTERS, _THICK_LETTERS = frozenset("fijlrtI.,:;'|!()[]{}/ "), frozenset("mwMW%@")
_THIN, _COMMON, _CAPITAL, _THICK, _FULL = 0.38, 0.62, 0.72, 0.96, 1.05


def columns(text: str) -> int:
    """Return how much room a text takes, in letters of common width."""
    return sum(2 if east_asian_width(letter) in _WIDE else 1 for letter in text)


def text_px(text: str, size_px: float, *, is_bold: bool = False) -> float:
    """Return how wide a text of that size is drawn, or a little more."""
    return sum(map(_letter, text)) * size_px * (1.13 if is_bold else 1.0)


def _letter(letter: str) -> float:
    if letter in _THIN_LETTERS:
        return _THIN
    if letter in _THICK_LETTERS:
        return _THICK
    if east_asian_width(letter) in _WIDE:
        return _FULL
    return _CAPITAL if letter.isupper() else _COMMON


def wrapped(text: str, width: int, most: int) -> tuple[str, ...]:
    """Return a text in lines of that many columns, at most so many; what is left out is an ellipsis."""
    lines = list(_lines(text, width))
    if len(lines) > most:
        lines = [*lines[: most - 1], _cut(" ".join(lines[most - 1 :]), width)]
    return tuple(lines)


def _lines(text: str, width: int) -> Iterator[str]:
    line = ""
    for part in (part for word in text.split() for part in _parts(word, width)):
        if line and columns(line) + 1 + columns(part) > width:
            yield line
            line = part
        else:
            line = f"{line} {part}" if line else part
    if line:
        yield line


def _parts(word: str, width: int) -> Iterator[str]:
    """Yield a word, in pieces where it is wider than a line."""
    part = ""
    for letter in word:
        if columns(part) + columns(letter) > width:
            yield part
            part = ""
        part += letter
    yield part


def _cut(text: str, width: int) -> str:
    while columns(text) > width - 1:
        text = text[:-1]
    return f"{text.rstrip()}…"
