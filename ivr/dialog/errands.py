"""What is to be done for a call after its turn, by somebody else: texts to send, people to call back."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from ivr.values import CallId, PhoneNumber


@dataclass(frozen=True, slots=True)
class TextWanted:
    """A text message is to be sent, from the line's number; `media` are addresses of pictures."""

    call_id: CallId
    turn: int
    number: int  # of the errand in its turn, so that it is done once
    to: PhoneNumber
    sender: PhoneNumber
    text: str
    media: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CallbackWanted:
    """Somebody is to be called back when their turn in the queue has come; they have waited since `since`.

    `at`: not before that second since 1970.
    """

    call_id: CallId
    turn: int
    number: int
    to: PhoneNumber
    sender: PhoneNumber
    queue: str
    since: int
    language: str
    at: int | None = None
    data: Mapping[str, str] = field(default_factory=dict)


Errand = TextWanted | CallbackWanted
