"""Why a text was not sent or did not arrive: what kind of trouble it is, whether to try again, and who must act."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class Retry(StrEnum):
    """Whether the same text may be sent again."""

    NEVER = "never"
    SOON = "soon"  # with a growing pause; the sender slows down
    LATER = "later"  # once, hours later
    TOMORROW = "tomorrow"


class Actor(StrEnum):
    """Who can change it."""

    NOBODY = "nobody"  # it passes
    RECIPIENT = "recipient"
    AUTHOR = "author"  # of the text
    OPERATOR = "operator"  # of the account: its settings, registrations and money
    PROVIDER = "provider"


class Kind(StrEnum):
    """What sort of trouble it is."""

    THROTTLED = "throttled"
    DAILY_CAP = "daily_cap"
    SERVER = "server"
    HANDSET = "handset"
    WRONG_NUMBER = "wrong_number"
    OPTED_OUT = "opted_out"
    NOT_PERMITTED = "not_permitted"
    CONTENT = "content"
    REGISTRATION = "registration"
    SCHEDULE = "schedule"
    ACCOUNT = "account"
    NOT_FOUND = "not_found"
    UNKNOWN = "unknown"


_USUALLY: Final[Mapping[Kind, tuple[Retry, Actor]]] = {
    Kind.THROTTLED: (Retry.SOON, Actor.NOBODY),
    Kind.DAILY_CAP: (Retry.TOMORROW, Actor.OPERATOR),
    Kind.SERVER: (Retry.SOON, Actor.PROVIDER),
    Kind.HANDSET: (Retry.LATER, Actor.RECIPIENT),
    Kind.WRONG_NUMBER: (Retry.NEVER, Actor.RECIPIENT),
    Kind.OPTED_OUT: (Retry.NEVER, Actor.RECIPIENT),
    Kind.NOT_PERMITTED: (Retry.NEVER, Actor.OPERATOR),
    Kind.CONTENT: (Retry.NEVER, Actor.AUTHOR),
    Kind.REGISTRATION: (Retry.NEVER, Actor.OPERATOR),
    Kind.SCHEDULE: (Retry.NEVER, Actor.AUTHOR),
    Kind.ACCOUNT: (Retry.NEVER, Actor.OPERATOR),
    Kind.NOT_FOUND: (Retry.NEVER, Actor.OPERATOR),
    Kind.UNKNOWN: (Retry.NEVER, Actor.OPERATOR),
}


@dataclass(frozen=True, slots=True)
class Trouble:
    """One way in which a text can fail. `sentence` says it to a person, with the next step where there is one."""

    kind: Kind
    sentence: str
    retry: Retry
    actor: Actor

    @property
    def is_number_bad(self) -> bool:
        """Whether no text will ever reach this number."""
        return self.kind is Kind.WRONG_NUMBER and self.actor is Actor.RECIPIENT

    @property
    def is_final(self) -> bool:
        """Whether this very text will never be sent, whatever the account's owner mends."""
        return self.retry is Retry.NEVER and self.actor in {Actor.RECIPIENT, Actor.AUTHOR}

    @property
    def stops_all(self) -> bool:
        """Whether nothing can be sent to anybody until somebody has mended it."""
        return self.kind is Kind.ACCOUNT


def trouble(kind: Kind, sentence: str, retry: Retry | None = None, actor: Actor | None = None) -> Trouble:
    """Return a trouble; whether to try again and who must act are as usual for its kind, where nothing else is said."""
    usual_retry, usual_actor = _USUALLY[kind]
    return Trouble(kind, sentence, retry or usual_retry, actor or usual_actor)


def unknown_trouble(provider: str, code: str, where: str) -> Trouble:
    """Return the trouble of a code that is in no table; it is harmless, and says where to look it up."""
    return trouble(Kind.UNKNOWN, f"{provider} says {code or 'no code'}, which is not known here; see {where}.")
