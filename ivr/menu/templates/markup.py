"""Where a template's braces stand, with a plain sentence for each way they go wrong."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from ivr.menu.templates.expression import TemplateError
from ivr.menu.templates.value import LONGEST_TEXT

_MOST_MARKS: Final = 200
_LONGEST_MARK: Final = 1_000
_BRACES: Final = re.compile(r"\{\{|\{%|\}\}|%\}")
_HALF_OPENED: Final = re.compile(r"(?<!\{)\{ {0,3}[A-Za-z_][\w.]{0,60} {0,3}(?:\|[^{}]{0,200})?\}\}", re.ASCII)
_CLOSING: Final = {"{{": "}}", "{%": "%}"}


@dataclass(frozen=True, slots=True)
class Words:
    """Text as it stands."""

    text: str


@dataclass(frozen=True, slots=True)
class Mark:
    """What stands between two braces, at `offset` of the template; `is_tag` between `{%` and `%}`."""

    is_tag: bool
    inside: str
    offset: int


def scan(source: str, errors: list[TemplateError]) -> Iterator[Words | Mark]:
    """Yield a template's words and marks; `errors` are told where braces are missing, empty or too many.

    After braces that are never closed nothing more is read. `{{-` and `-}}` take away the blanks before and after, as
    in any Liquid.
    """
    if len(source) > LONGEST_TEXT:
        errors.append(TemplateError("This is over 4,000 characters; say it in several pieces.", LONGEST_TEXT))
        return
    marks = position = 0
    strip = False
    while (opening := _find_opening(source, position)) is not None:
        words = source[position : opening.start()]
        _check_words(words, position, errors)
        closing = _find_closing(source, opening, errors)
        if closing is None:
            return
        marks += 1
        if marks > _MOST_MARKS:
            errors.append(TemplateError(f"Over {_MOST_MARKS} values and conditions in one text.", opening.start()))
            return
        mark, strips_before, strips_after = _read_mark(source, opening, closing)
        words = words.lstrip() if strip else words
        yield Words(words.rstrip() if strips_before else words)
        wrong = _wrong_inside(mark, opening, closing)
        if wrong is None:
            yield mark
        else:
            errors.append(wrong)
        strip, position = strips_after, closing.end()
    _check_words(source[position:], position, errors)
    yield Words(source[position:].lstrip() if strip else source[position:])


def _find_opening(source: str, position: int) -> re.Match[str] | None:
    # A `}}` without its beginning is text: it may close two objects of a JSON body.
    found = _BRACES.finditer(source, position)
    return next((brace for brace in found if brace.group() in _CLOSING), None)


def _find_closing(source: str, opening: re.Match[str], errors: list[TemplateError]) -> re.Match[str] | None:
    begun, needed = opening.group(), _CLOSING[opening.group()]
    closing = _BRACES.search(source, opening.end())
    if closing is None or closing.group() in _CLOSING:
        errors.append(TemplateError(f"`{begun}` is never closed by `{needed}`.", opening.start()))
        return None
    return closing


def _read_mark(source: str, opening: re.Match[str], closing: re.Match[str]) -> tuple[Mark, bool, bool]:
    start, end = opening.end(), closing.start()
    strips_before = source.startswith("-", start, end)
    start += strips_before
    strips_after = source.endswith("-", start, end)
    end -= strips_after
    inside = source[start:end]
    start += len(inside) - len(inside.lstrip())
    return Mark(opening.group() == "{%", inside.strip(), start), strips_before, strips_after


def _wrong_inside(mark: Mark, opening: re.Match[str], closing: re.Match[str]) -> TemplateError | None:
    begun, needed, ended = opening.group(), _CLOSING[opening.group()], closing.group()
    if ended != needed:
        return TemplateError(f"`{begun}` is closed by `{ended}` instead of `{needed}`.", closing.start())
    if not mark.inside:
        return TemplateError(f"There is nothing between `{begun}` and `{ended}`; write a name.", opening.start())
    if closing.start() - opening.end() > _LONGEST_MARK:
        return TemplateError("Over 1,000 characters between two braces.", opening.start())
    return None


def _check_words(words: str, offset: int, errors: list[TemplateError]) -> None:
    for found in _HALF_OPENED.finditer(words) if "}}" in words else ():
        text = f"`{found.group()}` begins with one brace; write `{{{found.group()}`."
        errors.append(TemplateError(text, offset + found.start()))
