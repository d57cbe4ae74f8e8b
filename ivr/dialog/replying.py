"""Replies of a text conversation: what is written in one turn, joined. Whoever sends them cuts what is too long."""

from collections.abc import Iterable, Iterator
from typing import Final

from ivr.dialog.directives import Write

MOST_REPLIES: Final = 10


def replies_of(written: Iterable[Write]) -> tuple[Write, ...]:
    """Return the replies: what stands together joined line by line, pictures with the words that they belong to."""
    return tuple(_joined(written))


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
