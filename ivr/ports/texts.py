"""Texts between us and the providers: what comes in, what is told of them, what goes out, and who signs and sends."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from ivr.dialog.events import Caller
from ivr.errors import RingtreeError
from ivr.menu.carrier_words import Wish
from ivr.messaging.status import MessageStatus
from ivr.ports.webhooks import Authentic, Document, RawRequest
from ivr.values import MessageId, OwnId, PhoneNumber

# --- what comes in -----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Media:
    """A picture, a sound or another file that came with a text: where it is, and of what type it is said to be."""

    url: str
    content_type: str


@dataclass(frozen=True, slots=True)
class MessageReceived:
    """A text came in. `service`: the provider's group of numbers that it came through, or "".

    `told`: what the provider took it for, and has answered by itself. Numbers are as the provider spells them: long
    ones, short codes, names. `at`: the local time, as typed, that a rehearsing telephone asks the line to believe in.
    `event_id`: the provider's name for the webhook, where it has one. Prints neither numbers nor words.
    """

    message_id: MessageId
    sender: Caller = field(repr=False)
    our_number: PhoneNumber
    body: str = field(repr=False)
    media: tuple[Media, ...] = field(default=(), repr=False)
    service: str = ""
    told: Wish | None = None
    segments: int = 1
    at: str = ""
    event_id: str = ""


@dataclass(frozen=True, slots=True)
class MessageReported:
    """A provider tells where a text stands: the status and the error's code in its own words, "" for no error.

    `stands`: what the status means; None: a word that is not known here. `own_id`: our name, when it was told too.
    `event_id`: the provider's name for the webhook that told it, where it has one.
    """

    message_id: MessageId
    status: str
    stands: MessageStatus | None
    error: str = ""
    own_id: OwnId | None = None
    event_id: str = ""


TextEvent = MessageReceived | MessageReported


@dataclass(frozen=True, slots=True)
class Reply:
    """One text of an answer, with pictures by their addresses.

    `is_owed`: the carriers' rules want it to be sent, also to who has opted out.
    """

    body: str = field(repr=False)
    media: tuple[str, ...] = field(default=(), repr=False)
    is_owed: bool = False


@dataclass(frozen=True, slots=True)
class Written:
    """A reply whose row is written: its number, our name for it, what it says."""

    number: int
    own_id: OwnId
    reply: Reply


class TextProvider(Protocol):
    """One telephone company's texts: who signs, what its forms mean, how it is answered at once."""

    @property
    def name(self) -> str:
        """Return the name that logs, metrics and rows use."""
        ...

    @property
    def signature_header(self) -> str:
        """Return the header, in lower case, by which its webhooks are known."""
        ...

    def authenticate(self, request: RawRequest) -> Authentic | None:
        """Return the form when the signature holds, else None; BadRequestError for a form that cannot be read."""
        ...

    def read_message(self, authentic: Authentic, query: str) -> TextEvent | None:
        """Return what came where texts come in; `query`: of the address. BadRequestError when it does not say which.

        None: nothing that matters here.
        """
        ...

    def read_message_status(self, authentic: Authentic, query: str) -> TextEvent | None:
        """Return what came where it is told how texts fare; BadRequestError when it does not say of which."""
        ...

    @property
    def sends_answers(self) -> bool:
        """Whether it sends on what stands in the answer to a webhook; else it only takes note."""
        ...

    def render_texts(self, replies: Sequence[Written]) -> Document:
        """Return the document that makes the provider send these, in order; none: that nothing is to be sent."""
        ...


# --- what goes out -----------------------------------------------------------------------------------------------


class NotSentError(RingtreeError):
    """A text was not sent, as far as is known; the text of the error holds no number and no word of it."""


class NotSentNowError(NotSentError):
    """It was surely not sent, this time. `code` is the provider's own, "" where it said nothing."""

    def __init__(self, sentence: str, code: str = "") -> None:
        super().__init__(sentence)
        self.code = code


class SendingStoppedError(NotSentError):
    """It was not sent, nor will any other be, until somebody has mended the account. `code` is the provider's own."""

    def __init__(self, sentence: str, code: str) -> None:
        super().__init__(sentence)
        self.code = code


class TextRefusedError(NotSentError):
    """It was not sent, and never will be: the provider refuses it. `code` is the provider's own."""

    def __init__(self, sentence: str, code: str) -> None:
        super().__init__(sentence)
        self.code = code


class TextUnknownError(NotSentError):
    """Nobody knows whether it was sent: the provider did not say."""


class BooksClosedError(RingtreeError):
    """The provider's own list of texts cannot be read now."""


@dataclass(frozen=True, slots=True)
class OutgoingText:
    """A text to be sent."""

    own_id: OwnId
    sender: PhoneNumber
    to: PhoneNumber
    reply: Reply
    service: str = ""


class TextSender(Protocol):
    """A provider that sends texts."""

    @property
    def name(self) -> str:
        """Return the name of the provider, as in rows."""
        ...

    def send(self, text: OutgoingText) -> MessageReported:
        """Return where it stands, else raise a NotSentError that says what is known. It is asked once."""
        ...

    def find_sent(self, text: OutgoingText, asked_at: datetime) -> Sequence[MessageReported]:
        """Return the texts that the provider has and that may be this one, which it was asked for at that moment.

        Oldest first; BooksClosedError when that cannot be learnt now.
        """
        ...
