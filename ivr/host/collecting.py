"""The bytes of a request as they come, until a thread can serve it without waiting for more.

What is found here decides only when a request goes to gunicorn's parser, never what it means: that is the parser's.
"""

import re
from enum import Enum, auto
from typing import Final

LARGEST_HEAD: Final = 65_536
LARGEST_BODY: Final = 65_536  # the app reads no larger one
_AT_ONCE: Final = 16_384
_MOST_DIGITS: Final = 18
_END: Final = b"\r\n\r\n"
_BARE_LF: Final = re.compile(rb"(?<!\r)\n")
_FIELD: Final = re.compile(rb"\r\n(content-length|transfer-encoding|expect)[ \t]*:([^\r\n]*)", re.IGNORECASE)


class Stage(Enum):
    """How far a request has come."""

    HEAD = auto()
    BODY = auto()
    READY = auto()  # all of it is there, or the parser shall read the rest or refuse it
    TOO_LARGE = auto()


class Collected:
    """What has come of one request, and maybe of the next."""

    __slots__ = ("_data", "_whole_bytes", "stage", "wants_continue")

    def __init__(self) -> None:
        self._begin()

    def __len__(self) -> int:
        return len(self._data)

    def _begin(self) -> None:
        self._data = bytearray()
        self._whole_bytes = 0
        self.stage = Stage.HEAD
        self.wants_continue = False  # the client holds its body back until it is told to go on

    @property
    def missing_bytes(self) -> int:
        """How much to read next: what is known to be missing, so that little of another request is kept here."""
        return min(self._whole_bytes - len(self._data), _AT_ONCE) if self.stage is Stage.BODY else _AT_ONCE

    def add(self, piece: bytes) -> Stage:
        """Take the next bytes and return how far the request has come."""
        searched = max(len(self._data) - len(_END) + 1, 0)
        self._data += piece
        if self.stage is Stage.HEAD:
            self.stage = self._find_head(searched)
        if self.stage is Stage.BODY and len(self._data) >= self._whole_bytes:
            self.stage = Stage.READY
        return self.stage

    def take(self) -> bytes:
        """Return all that has come, and begin anew."""
        data = bytes(self._data)
        self._begin()
        return data

    def _find_head(self, searched: int) -> Stage:
        """Look for the end of the head, from where nobody has looked before."""
        end = self._data.find(_END, searched)
        if self._data.startswith(_END) or _BARE_LF.search(self._data, searched, end if end >= 0 else len(self._data)):
            return Stage.READY  # the parser refuses it without reading on
        if end < 0:
            return Stage.HEAD if len(self._data) <= LARGEST_HEAD else Stage.TOO_LARGE
        self._read_head(bytes(self._data[:end]), end + len(_END))
        return Stage.BODY

    def _read_head(self, head: bytes, head_bytes: int) -> None:
        fields = [(name.lower(), value.strip(b" \t").lower()) for name, value in _FIELD.findall(head)]
        body_bytes = _body_bytes(fields)
        self._whole_bytes = head_bytes + body_bytes
        request_line = head.lstrip(b"\r\n").partition(b"\r\n")[0]  # the parser forgives one empty line before it
        self.wants_continue = (
            (b"expect", b"100-continue") in fields
            and request_line.endswith(b" HTTP/1.1")
            and len(self._data) < self._whole_bytes
        )


def _body_bytes(fields: list[tuple[bytes, bytes]]) -> int:
    """Return how long a body to wait for; 0 when it is too large, chunked, or its length is none."""
    framing = [(name, value) for name, value in fields if name != b"expect"]
    if len(framing) != 1 or framing[0][0] != b"content-length":
        return 0
    digits = framing[0][1]
    if not digits.isdigit() or len(digits.lstrip(b"0")) > _MOST_DIGITS:
        return 0
    length = int(digits.lstrip(b"0") or b"0")
    return length if length <= LARGEST_BODY else 0
