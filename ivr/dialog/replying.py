"""Replies of a text conversation: what is written in one turn, joined, and cut where a message has an end."""

import re
from collections.abc import Iterable, Iterator
from typing import Final

from ivr.dialog.directives import Write

LONGEST_TEXT: Final = 1_600  # characters: more no provider takes as one message
MOST_REPLIES: Final = 10
_ENDS: Final = (re.compile(r"\n+"), re.compile(r"(?<=[.!?…。！？])\s+"), re.compile(r"\s+"))


def replies_of(written: Iterable[Write]) -> tuple[Write, ...]:
    """Return the messages: what stands together joined line by line, pictures with the words that they belong to.

    More than ten there may be; whoever sends them leaves the rest out.
    """
    return tuple(reply for joined in _joined(written) for reply in _cut(joined))


def _joined(written: Iterable[Write]) -> Iterator[Write]:
    lines: list[str] = []
    for write in written:
        if not write.media:
            lines.append(write.text)
            continue
        if lines:
            yield Write("\n".join(lines))
            lines = []
        yield write
    if lines:
        yield Write("\n".join(lines))


def _cut(write: Write) -> Iterator[Write]:
    rest, media = write.text, write.media
    while len(rest) > LONGEST_TEXT:
        end = _end_within(rest)
        yield Write(rest[:end].rstrip(), media)
        rest, media = rest[end:].lstrip(), ()
    if rest or media:
        yield Write(rest, media)


def _end_within(text: str) -> int:
    """Return where the first message ends: after a line, else a sentence, else a word, but not before its half."""
    head = text[: LONGEST_TEXT + 1]
    for gap in _ENDS:
        last = max((found.start() for found in gap.finditer(head)), default=0)
        if last >= LONGEST_TEXT // 2:
            return last
    return LONGEST_TEXT
