"""A text conversation as it is kept: its state, and what its last texts were answered with."""

from dataclasses import dataclass, replace
from typing import Final, Self

import msgspec

from ivr.dialog.directives import Write
from ivr.dialog.record import UnreadableRecordError, check_version, read_state, write_state
from ivr.dialog.state import CallState

VERSION: Final = 1
_MOST_ANSWERED: Final = 5  # a message is delivered again soon, or after a crash; hardly ever behind five others


@dataclass(frozen=True, slots=True)
class Answered:
    """A text that was answered, so that it is answered alike when it is delivered again."""

    message_id: str
    replies: tuple[Write, ...]


@dataclass(frozen=True, slots=True)
class Talk:
    """The conversation with one person; `answered` are the last texts, also of the conversation before it."""

    state: CallState
    answered: tuple[Answered, ...] = ()

    def find_replies(self, message_id: str) -> tuple[Write, ...] | None:
        """Return what a text was answered with; None when it was not, or is forgotten."""
        return next((each.replies for each in self.answered if each.message_id == message_id), None)

    def answering(self, message_id: str, replies: tuple[Write, ...]) -> Self:
        """Return it with one more text answered."""
        return replace(self, answered=(*self.answered, Answered(message_id, replies))[-_MOST_ANSWERED:])


def dump_talk(talk: Talk) -> bytes:
    """Return the stored form."""
    answered = [[each.message_id, [[reply.text, reply.media] for reply in each.replies]] for each in talk.answered]
    return msgspec.json.encode([VERSION, write_state(talk.state), answered])


def load_talk(stored: bytes) -> Talk:
    """Return what was stored; UnreadableRecordError for a newer version's record or anything else."""
    try:
        version, record, answered = msgspec.json.decode(stored)
        check_version(version, VERSION)
        texts = [
            Answered(message_id, tuple(Write(text, tuple(media)) for text, media in replies))
            for message_id, replies in answered
        ]
        return Talk(read_state(record), tuple(texts))
    except UnreadableRecordError:
        raise
    except (ValueError, KeyError, TypeError, AttributeError, IndexError) as error:
        raise UnreadableRecordError(type(error).__name__) from error
