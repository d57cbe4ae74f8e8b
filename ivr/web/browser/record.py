"""What is kept of a browser's telephone between two requests: how it was rung, what was done, what was answered."""

from collections.abc import Iterable

import msgspec
from msgspec import Struct

from ivr.handset.acts import Act
from ivr.phone.line import Reply
from ivr.phone.tape import Missing, Taped


class Began(Struct, frozen=True, array_like=True):
    """How a telephone was rung. `at` as it was asked for; `moment`: what the line was told."""

    from_number: str
    to_number: str
    at: str | None
    moment: str


class Answer(Struct, frozen=True, array_like=True):
    """An answer of the line, or why there is none: `missing`, with its code in place of the status."""

    status: int
    content_type: str
    body: bytes
    headers: dict[str, str]
    missing: str | None = None


class Entry(Struct, frozen=True, array_like=True):
    """One thing that was done, and what the line answered. `hides`: the line asks for something sensitive now."""

    act: Act
    answers: tuple[Answer, ...]
    hides: bool


_ENCODER = msgspec.msgpack.Encoder()
_BEGAN = msgspec.msgpack.Decoder(Began)
_ENTRY = msgspec.msgpack.Decoder(Entry)


def dump(part: Began | Entry) -> bytes:
    """Return a part of a record as bytes."""
    return _ENCODER.encode(part)


def load(parts: list[bytes]) -> tuple[Began, tuple[Entry, ...]]:
    """Return a record, whose first part is how it began; ValueError when another version of this program wrote it."""
    first, *rest = parts
    return _BEGAN.decode(first), tuple(_ENTRY.decode(part) for part in rest)


def answers_of(taped: Iterable[Taped]) -> tuple[Answer, ...]:
    """Return what is kept of a tape."""
    return tuple(_answer(each) for each in taped)


def taped_of(answers: Iterable[Answer]) -> list[Taped]:
    """Return the tape that was kept."""
    return [_taped(each) for each in answers]


def _answer(taped: Taped) -> Answer:
    match taped:
        case Reply():
            return Answer(taped.status, taped.content_type, taped.body, dict(taped.headers))
        case Missing():
            return Answer(taped.code, "", b"", {}, taped.text)


def _taped(answer: Answer) -> Taped:
    if answer.missing is not None:
        return Missing(answer.missing, answer.status)
    return Reply(answer.status, answer.content_type, answer.body, answer.headers)
