"""Cutting what is said into pieces that are the same in every call and pieces that depend on one.

Where a cut is heard least: between sentences; inside a sentence with a value only after words that go before it, and
before the clause that comes after it. Where to cut never depends on what a value turns out to be.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from ivr.menu.templates.template import Run
from ivr.menu.voicing.own_voice import plain_text

# Each value is one character, out of those that no text has, while it is looked for places to cut.
_FIRST_MARK: Final = 0xE000
_MARK: Final = re.compile("[\ue000-\uf8ff]")
_SENTENCE_END: Final = re.compile(r"[.!?…]+[\"'”’»)]*\s+|[。！？]+\s*|\n\s*\n\s*")
_ABBREVIATED: Final = re.compile(r"(?:^|\s)[A-ZÀ-Þ][a-zà-ÿ]{0,2}\.\s+$")  # Dr. · Sra. · Nr. · A.
_CLAUSE_END: Final = re.compile(r"[,;:]\s+|\s[–—-]\s+")
_WORD: Final = re.compile(r"[^\W_]+(?:['’.-][^\W_]+)*")
_GOES_ON: Final = (",", ";", ":", "-", "–", "—")
_FEWEST_WORDS: Final = 2


@dataclass(frozen=True, slots=True)
class SpokenPiece:
    """What is spoken in one go. `is_fixed`: it is the same in every call, so it is spoken ahead."""

    text: str
    is_fixed: bool


def cut(runs: Sequence[Run]) -> tuple[SpokenPiece, ...]:
    """Return the pieces in which a text is spoken; none that holds nothing to say.

    A text without values is one piece. What stands before a value in its sentence ends in a comma if in nothing else,
    so that the voice stays up.
    """
    values = [run.text for run in runs if run.is_value]
    marks = iter(range(_FIRST_MARK, _FIRST_MARK + len(values)))
    marked = "".join(chr(next(marks)) if run.is_value else _MARK.sub(" ", run.text) for run in runs)
    pieces = []
    for piece in _joined(_pieces(marked)):
        said = plain_text(_MARK.sub(lambda found: values[ord(found[0]) - _FIRST_MARK], piece))
        if any(map(str.isalnum, said)):
            pieces.append(SpokenPiece(said, is_fixed=_MARK.search(piece) is None))
    return tuple(pieces)


def _joined(pieces: Iterator[str]) -> Iterator[str]:
    """Yield the pieces, those without values that follow each other as one."""
    kept = ""
    for piece in pieces:
        if _MARK.search(piece) is None:
            kept += piece
            continue
        if kept:
            yield _held_up(kept)
        kept = ""
        yield piece
    if kept:
        yield kept


def _pieces(marked: str) -> Iterator[str]:
    for sentence in _sentences(marked):
        found = list(_MARK.finditer(sentence))
        if not found:
            yield sentence
            continue
        begin, end = _lead_end(sentence[: found[0].start()]), found[-1].end() + _tail_start(sentence[found[-1].end() :])
        yield from (part for part in (sentence[:begin], sentence[begin:end], sentence[end:]) if part)


def _sentences(marked: str) -> Iterator[str]:
    start = 0
    for end in _SENTENCE_END.finditer(marked):
        if not _ABBREVIATED.search(marked, start, end.end()):
            yield marked[start : end.end()]
            start = end.end()
    if start < len(marked):
        yield marked[start:]


def _lead_end(before: str) -> int:
    """Return how much of what stands before a sentence's first value is spoken by itself: whole words, and enough."""
    end = len(before) - len(re.split(r"\s", before)[-1])
    title = _ABBREVIATED.search(before, 0, end)
    end = title.start() if title is not None else end
    lead = before[:end].rstrip()
    if not lead.endswith(_GOES_ON) and len(_WORD.findall(lead)) < _FEWEST_WORDS:
        return 0
    return end if any(map(str.isalnum, lead)) else 0


def _tail_start(after: str) -> int:
    """Return where, behind a sentence's last value, a clause begins that is spoken by itself."""
    for clause_end in _CLAUSE_END.finditer(after):
        if len(_WORD.findall(after, clause_end.end())) >= _FEWEST_WORDS:
            return clause_end.end()
        break
    return len(after)


def _held_up(lead: str) -> str:
    """Return words that a value follows; those that end in the middle of a sentence with a comma."""
    said = lead.rstrip()
    return f"{said}," if said and said[-1].isalnum() else lead
