"""A long reply as several messages, each ending where a reader would pause."""

from bisect import bisect_right
from itertools import accumulate
from typing import Final

from ivr.messaging.graphemes import split_graphemes
from ivr.messaging.segments import Encoding, encoding_of, measure

MOST_SEGMENTS: Final = 10  # of one message; Twilio takes 1,600 characters, and these are 1,530
MOST_MESSAGES: Final = 10  # of one reply
_PAUSES: Final = ("\n\n", "\n", ". ", "! ", "? ", "; ", ", ", " ")
_EARLIEST: Final = 0.5  # of a message; a pause before that would leave more of it empty than filled


def split_reply(text: str, most_segments: int = MOST_SEGMENTS, most_messages: int = MOST_MESSAGES) -> tuple[str, ...]:
    """Return the messages that a reply is sent as; none for an empty one.

    No message is longer than so many segments, and no character is torn apart. What is left over after the last
    message is cut off there, with dots that say so.
    """
    messages: list[str] = []
    rest = text.strip()
    while rest:
        head = _longest_head(rest, most_segments)
        if head < len(rest):
            if len(messages) == most_messages - 1:
                return (*messages, _cut(rest, most_segments))
            head = _pause_before(rest, head)
        messages.append(rest[:head].rstrip())
        rest = rest[head:].lstrip()
    return tuple(messages)


def _longest_head(text: str, most_segments: int, ending: str = "") -> int:
    """Return the length of the longest beginning that fits, the ending after it; never less than one character."""
    window = text[: most_segments * 160 + 1]
    ends = [0, *accumulate(map(len, split_graphemes(window)))]

    def segments(end: int) -> int:
        return measure(text[:end] + ending).segments

    return ends[max(bisect_right(ends, most_segments, lo=1, key=segments) - 1, 1)]


def _pause_before(text: str, head: int) -> int:
    """Return where the best pause before that place is; that place when there is none, or it is one."""
    if text[head].isspace():
        return head
    for pause in _PAUSES:
        found = text.rfind(pause, int(head * _EARLIEST), head)
        if found >= 0:
            return found + len(pause)
    return head


def _cut(text: str, most_segments: int) -> str:
    """Return the beginning with dots after it, in the encoding that it has anyway."""
    dots = "..." if encoding_of(text) is Encoding.GSM_7 else "…"
    return text[: _longest_head(text, most_segments, dots)].rstrip() + dots
