"""What Twilio says of a text: where it stands, and what went wrong. Both from its documentation, as of 2026.

https://www.twilio.com/docs/messaging/api/message-resource#message-status-values and https://www.twilio.com/docs/api/errors
"""

import re
from collections.abc import Mapping
from typing import Final

from ivr.messaging.status import MessageStatus
from ivr.messaging.trouble import Actor, Kind, Retry, Trouble, trouble, unknown_trouble

MESSAGE_STATUSES: Final[Mapping[str, MessageStatus]] = {
    "scheduled": MessageStatus.SCHEDULED,
    "accepted": MessageStatus.ACCEPTED,
    "queued": MessageStatus.QUEUED,
    "sending": MessageStatus.SENDING,
    "sent": MessageStatus.SENT,
    "delivery_unknown": MessageStatus.SENT,
    "canceled": MessageStatus.CANCELED,
    "failed": MessageStatus.FAILED,
    "undelivered": MessageStatus.UNDELIVERED,
    "partially_delivered": MessageStatus.UNDELIVERED,
    "delivered": MessageStatus.DELIVERED,
    "read": MessageStatus.READ,
}
OPTED_OUT: Final = "21610"

_THROTTLED, _SERVER, _HANDSET, _WRONG = Kind.THROTTLED, Kind.SERVER, Kind.HANDSET, Kind.WRONG_NUMBER
_PERMIT, _CONTENT, _REGISTERED, _ACCOUNT = Kind.NOT_PERMITTED, Kind.CONTENT, Kind.REGISTRATION, Kind.ACCOUNT
ERRORS: Final[Mapping[str, Trouble]] = {
    "429": trouble(_THROTTLED, "Twilio was asked too much at once."),
    "20429": trouble(_THROTTLED, "Twilio was asked too much at once."),
    "21611": trouble(_THROTTLED, "The sender's queue at Twilio is full; send slower."),
    "30001": trouble(_THROTTLED, "The text waited in Twilio's queue for longer than it may; send slower."),
    "30022": trouble(_THROTTLED, "The campaign's rate at the carrier was passed; send slower."),
    "63018": trouble(_THROTTLED, "The channel's rate was passed; send slower."),
    "14107": trouble(_THROTTLED, "The sender's rate was passed; send slower."),
    "30023": trouble(Kind.DAILY_CAP, "The brand has sent as many texts today as the carrier lets it."),
    "30027": trouble(Kind.DAILY_CAP, "The brand has sent as many texts today as T-Mobile lets it."),
    "30025": trouble(Kind.DAILY_CAP, "Half of what the carrier lets the brand send today is sent.", Retry.NEVER),
    "30026": trouble(Kind.DAILY_CAP, "70 % of what the carrier lets the brand send today are sent.", Retry.NEVER),
    "20500": trouble(_SERVER, "Twilio has trouble of its own."),
    "20503": trouble(_SERVER, "Twilio has trouble of its own."),
    "30500": trouble(_SERVER, "Twilio has trouble of its own."),
    "21730": trouble(_SERVER, "Twilio is under maintenance."),
    "30410": trouble(_SERVER, "The carrier did not answer Twilio in time."),
    "30017": trouble(_SERVER, "The carrier's network is congested."),
    "30020": trouble(_SERVER, "Twilio has trouble of its own."),
    "30021": trouble(_SERVER, "Twilio has trouble of its own."),
    "30003": trouble(_HANDSET, "The phone could not be reached: it is off, or out of range."),
    "30008": trouble(_HANDSET, "The carrier did not say why it could not deliver.", actor=Actor.NOBODY),
    "30009": trouble(_HANDSET, "A part of the text was lost on the way.", actor=Actor.NOBODY),
    "30004": trouble(_WRONG, "The carrier blocks texts to this number, or its owner does."),
    "30005": trouble(_WRONG, "The number is unknown to the carrier, or no longer used."),
    "30006": trouble(_WRONG, "The number is a landline, or its carrier cannot be reached."),
    "21211": trouble(_WRONG, "The recipient's number is no telephone number."),
    "21217": trouble(_WRONG, "The recipient's number cannot be right."),
    "21604": trouble(_WRONG, "There is no recipient; give the text a number.", actor=Actor.AUTHOR),
    "21612": trouble(_WRONG, "No way leads from this sender to that number.", actor=Actor.OPERATOR),
    "21614": trouble(_WRONG, "The recipient's number takes no texts."),
    OPTED_OUT: trouble(Kind.OPTED_OUT, "The recipient has texted STOP, and gets nothing until they text START."),
    "21408": trouble(_PERMIT, "The account may not text to that country; allow it under Messaging, Geo permissions."),
    "21215": trouble(_PERMIT, "The account may not reach that country; allow it under Geo permissions."),
    "21608": trouble(_PERMIT, "A trial account texts to verified numbers only; verify this one, or upgrade."),
    "21212": trouble(_PERMIT, "The sender is no number that Twilio can send from."),
    "21603": trouble(_PERMIT, "There is no sender; set TWILIO_PHONE_NUMBER or a messaging service."),
    "21606": trouble(_PERMIT, "The sender is not a number of this account, or takes no texts."),
    "21659": trouble(_PERMIT, "The sender is not a number of this account."),
    "21660": trouble(_PERMIT, "The sender belongs to another account."),
    "21602": trouble(_CONTENT, "The text is empty."),
    "21617": trouble(_CONTENT, "The text is longer than 1,600 characters."),
    "21618": trouble(_CONTENT, "The text is of no kind that can be sent."),
    "21620": trouble(_CONTENT, "The address of a picture cannot be used; it must be reachable for everybody."),
    "21623": trouble(_CONTENT, "A text takes ten pictures at most."),
    "30007": trouble(_CONTENT, "The carrier filtered the text out as unwanted; look at its words and links."),
    "30019": trouble(_CONTENT, "The pictures are too large for the carrier."),
    "11751": trouble(_CONTENT, "The pictures are larger than 5 MB together."),
    "63034": trouble(_CONTENT, "The pictures are too large for this channel."),
    "30018": trouble(_REGISTERED, "The destination wants the sender registered first."),
    "30024": trouble(_REGISTERED, "The sender is not set up with the carrier; ask Twilio's support."),
    "30032": trouble(_REGISTERED, "The toll-free number is not verified yet; verify it in Twilio's console."),
    "30034": trouble(_REGISTERED, "The number belongs to no registered campaign (10DLC); register it."),
    "30035": trouble(_REGISTERED, "The number's registration is not finished yet.", Retry.LATER, Actor.NOBODY),
    "35114": trouble(Kind.SCHEDULE, "The time to send at cannot be read."),
    "35115": trouble(Kind.SCHEDULE, "The time to send at is too soon: five minutes ahead is the least."),
    "35117": trouble(Kind.SCHEDULE, "The time to send at is too far away: 35 days are the most."),
    "35118": trouble(Kind.SCHEDULE, "Only a messaging service can send later; set one.", actor=Actor.OPERATOR),
    "35125": trouble(Kind.SCHEDULE, "The account has as many scheduled texts as it may.", Retry.TOMORROW),
    "30409": trouble(Kind.SCHEDULE, "The text cannot be canceled any more."),
    "30047": trouble(Kind.SCHEDULE, "The text could not be moved to a permitted hour.", Retry.LATER, Actor.PROVIDER),
    "20003": trouble(_ACCOUNT, "Twilio does not know the account or its token; see TWILIO_ACCOUNT_SID and the token."),
    "20005": trouble(_ACCOUNT, "The account is not active; look at Twilio's console."),
    "30002": trouble(_ACCOUNT, "The account is suspended; look at Twilio's console."),
    "20404": trouble(Kind.NOT_FOUND, "Twilio does not know what was asked for."),
    "21701": trouble(Kind.NOT_FOUND, "The messaging service does not exist."),
    "21703": trouble(Kind.NOT_FOUND, "The messaging service has no number to send from."),
    "21704": trouble(Kind.NOT_FOUND, "The messaging service has no number that can send this."),
    "21705": trouble(Kind.NOT_FOUND, "The messaging service's id cannot be right."),
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
    if re.fullmatch(r"5[0-9]{2}", code):
        return trouble(_SERVER, "Twilio has trouble of its own.")
    shown = code if _CODE.fullmatch(code) else ""
    return unknown_trouble("Twilio", shown, f"https://www.twilio.com/docs/api/errors/{shown}")
