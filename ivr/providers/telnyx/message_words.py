"""What Telnyx says of a text: where it stands, and what went wrong. Both from its documentation, as of 2026.

https://developers.telnyx.com/docs/messaging/messages/receiving-webhooks and https://developers.telnyx.com/data/api-errors.json
"""

import re
from collections.abc import Mapping
from typing import Final

from ivr.messaging.status import MessageStatus
from ivr.messaging.trouble import Actor, Kind, Retry, Trouble, trouble, unknown_trouble

# Of each recipient: data.payload.to[].status.
MESSAGE_STATUSES: Final[Mapping[str, MessageStatus]] = {
    "scheduled": MessageStatus.SCHEDULED,
    "queued": MessageStatus.QUEUED,
    "sending": MessageStatus.SENDING,
    "sent": MessageStatus.SENT,
    "delivery_unconfirmed": MessageStatus.SENT,
    "cancelled": MessageStatus.CANCELED,
    "expired": MessageStatus.FAILED,
    "sending_failed": MessageStatus.FAILED,
    "delivery_failed": MessageStatus.UNDELIVERED,
    "delivered": MessageStatus.DELIVERED,
    "read": MessageStatus.READ,
}
OPTED_OUT: Final = "40300"

ERRORS: Final[Mapping[str, Trouble]] = {
    "10011": trouble(Kind.THROTTLED, "Telnyx was asked too much at once."),
    "40011": trouble(Kind.THROTTLED, "The sender's rate was passed; send slower."),
    "40318": trouble(Kind.THROTTLED, "The sender's queue at Telnyx is full; send slower."),
    "40002": trouble(Kind.THROTTLED, "The carrier takes the texts for spam for now; send slower.", actor=Actor.AUTHOR),
    "10007": trouble(Kind.SERVER, "Telnyx has trouble of its own."),
    "10008": trouble(Kind.SERVER, "Telnyx did not answer in time."),
    "40004": trouble(Kind.SERVER, "The carrier did not take the text now.", Retry.LATER),
    "40006": trouble(Kind.SERVER, "The recipient's carrier cannot be reached."),
    "40001": trouble(Kind.WRONG_NUMBER, "The number cannot be reached by texts: it may be a landline."),
    "40008": trouble(Kind.HANDSET, "The carrier could not deliver, and does not say why.", Retry.NEVER),
    "10002": trouble(Kind.WRONG_NUMBER, "The recipient's number is no telephone number."),
    "10016": trouble(Kind.WRONG_NUMBER, "The number must be written in full, like +14155550100.", actor=Actor.AUTHOR),
    OPTED_OUT: trouble(Kind.OPTED_OUT, "The recipient has texted STOP, and gets nothing until they text START."),
    "40003": trouble(Kind.CONTENT, "The carrier blocks the text as spam; look at its words and links."),
    "40009": trouble(Kind.CONTENT, "The text cannot be sent as it is written."),
    "10009": trouble(Kind.ACCOUNT, "Telnyx does not know the account's key."),
    "10010": trouble(Kind.ACCOUNT, "The account's key may not do this."),
}
_CODE: Final = re.compile(r"[0-9]{3,6}")


def find_message_status(word: str) -> MessageStatus | None:
    """Return what a status means; None for one that is not known here."""
    return MESSAGE_STATUSES.get(word.strip().lower())


def trouble_of(code: str) -> Trouble:
    """Return what an error code means; one that is not known here is harmless, and says where to look it up."""
    known = ERRORS.get(code)
    if known is not None:
        return known
    shown = code if _CODE.fullmatch(code) else ""
    return unknown_trouble("Telnyx", shown, "https://developers.telnyx.com/docs/overview/errors")
