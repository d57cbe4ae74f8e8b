"""What text conversations need beside calls: who writes to whom, and where it is kept between two texts."""

from collections.abc import Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Protocol

from ivr.dialog.errands import Errand
from ivr.dialog.events import Caller
from ivr.dialog.facts import Fact
from ivr.dialog.talk import Talk
from ivr.errors import RingtreeError
from ivr.values import PhoneNumber


class ConversationBusyError(RingtreeError):
    """An earlier text of the same person is still being answered; this one is to be tried again in a moment."""


@dataclass(frozen=True, slots=True)
class Party:
    """Who writes to whom, through which provider: one conversation at a time."""

    provider: str
    line_number: PhoneNumber
    number: PhoneNumber


@dataclass(frozen=True, slots=True)
class IncomingText:
    """A text message as it came in; `message_id` is the provider's, `media` the addresses of its pictures."""

    provider: str
    message_id: str
    sender: Caller
    line_number: PhoneNumber
    text: str
    media: tuple[str, ...] = ()

    @property
    def party(self) -> Party:
        """Return who writes to whom."""
        return Party(self.provider, self.line_number, self.sender.number)


class Hold(Protocol):
    """A conversation that is held, so that the next text waits for this one."""

    def renew(self, seconds: float) -> None:
        """Go on holding it for so long. StoreUnavailableError like the shelf."""
        ...


class ConversationShelf(Protocol):
    """Where text conversations are kept. All raise StoreUnavailableError when they cannot be done in time."""

    def hold(self, party: Party, patience_s: float) -> AbstractContextManager[Hold]:
        """Hold a conversation; ConversationBusyError when somebody else still does after so long."""
        ...

    def find(self, party: Party) -> Talk | None:
        """Return the conversation, or None when there is none or it can no longer be read."""
        ...

    def save(
        self, party: Party, talk: Talk, lives_s: int, fact: Fact, replaces: Talk | None, errands: Sequence[Errand] = ()
    ) -> bool:
        """Store a conversation in place of another state of it, append its fact and errands, all or none.

        False when another state is stored.
        """
        ...


class PictureRefusedError(RingtreeError):
    """A picture that is not to be had, or not to be trusted; the text says why, without its address."""


@dataclass(frozen=True, slots=True)
class Picture:
    """What an address held: `suffix`, like `.jpg`, by what it said it is."""

    suffix: str
    content: bytes


class PictureSource(Protocol):
    """Where pictures are fetched from."""

    def fetch(self, url: str) -> Picture:
        """Return the picture; PictureRefusedError when it is not to be had."""
        ...
