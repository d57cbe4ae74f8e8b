"""Telnyx's text messages, as the workflows see them: events in, replies by its API, nothing in the answer.

https://developers.telnyx.com/docs/messaging/messages/receiving-webhooks. No message here repeats what an event says:
events hold phone numbers and what people write.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

from ivr.dialog.events import Caller
from ivr.errors import BadRequestError
from ivr.messaging.our_addresses import find_own_id
from ivr.ports.texts import Media, MessageReceived, MessageReported, Written
from ivr.ports.webhooks import Authentic, Document
from ivr.providers.telnyx.message_words import find_message_status
from ivr.providers.telnyx.webhooks import NOT_THE_SECOND, TelnyxWebhooks
from ivr.providers.twiml.inbound import readable_moment
from ivr.values import MessageId, PhoneNumber

MOST_BODY: Final = 10_000
_MOST_MEDIA: Final = 10
_MOST_URL: Final = 2_000
_MOST_ADDRESS: Final = 255
_MOST_ABOUT: Final = 100
_RECEIVED: Final = "message.received"
_ASKED_TIME: Final = "RingtreeAt"  # of our own telephone: the local time that the line is asked to believe in
_ID: Final = re.compile(r"[!-~]{1,200}")
_STATUS: Final = re.compile(r"[a-z0-9_-]{1,40}")
_ERROR: Final = re.compile(r"[1-9][0-9]{0,9}")
_HALF: Final = re.compile("[\ud800-\udfff]")  # of a pair; phones do cut emoji in two, and nothing can store half of one
# What tells where a text stands; Telnyx adds kinds without notice, and those may tell of something else.
_REPORTS: Final = frozenset({"message.sent", "message.finalized", "message.read"})


class TelnyxTexts(TelnyxWebhooks):
    """Telnyx's messaging. It wants an answer within two seconds and sends nothing of it on: replies go by the API."""

    __slots__ = ()

    @property
    def sends_answers(self) -> bool:
        """Whether it sends on what stands in the answer to a webhook: it does not."""
        return False

    def read_message(self, authentic: Authentic, query: str) -> MessageReceived | MessageReported | None:
        """Return the text that came in or what is told of one of ours; None for events of other kinds.

        BadRequestError when an event about a text does not say about which, or from whom.
        """
        if authentic.form:
            raise BadRequestError(f"An authentic event came as a form; {NOT_THE_SECOND}.")
        event = authentic.event
        kind, payload = event.get("event_type"), _mapping(event, "payload")
        if not isinstance(kind, str) or not kind.startswith("message."):
            return None
        event_id = _text_of(event, "id")[:_MOST_ADDRESS]
        if kind == _RECEIVED:
            at = _text_of(event, _ASKED_TIME).strip()[:_MOST_ABOUT] if authentic.rehearsal else ""
            return replace(_received(payload), event_id=event_id, at=readable_moment(at))
        try:
            return replace(reported_of(payload), own_id=find_own_id(query), event_id=event_id)
        except BadRequestError:
            if kind in _REPORTS:
                raise
            return None

    def read_message_status(self, authentic: Authentic, query: str) -> MessageReceived | MessageReported | None:
        """Return the same: which address an event comes to is set in Telnyx's portal, or by the order it is about."""
        return self.read_message(authentic, query)

    def render_texts(self, replies: Sequence[Written]) -> Document:  # noqa: ARG002 - the port
        """Return what says that the event has been taken; nothing in it would be sent on."""
        return Document("application/json", b"{}")


def reported_of(payload: Mapping[str, Any]) -> MessageReported:
    """Return where a text stands, by what Telnyx says of it: the status of the one who is written to.

    BadRequestError when it does not say of which text, or nothing of how it fares.
    """
    recipients = payload.get("to")
    first = recipients[0] if isinstance(recipients, list) and recipients else {}
    status = str(first.get("status", "") if isinstance(first, dict) else "").strip().lower()
    if not _STATUS.fullmatch(status):
        raise BadRequestError("A status callback has no status of a recipient, so it tells nothing.")
    errors = payload.get("errors")
    error = (
        str(errors[0].get("code", "")) if isinstance(errors, list) and errors and isinstance(errors[0], dict) else ""
    )
    return MessageReported(
        _read_id(payload), status, find_message_status(status), error if _ERROR.fullmatch(error) else ""
    )


def _received(payload: Mapping[str, Any]) -> MessageReceived:
    sender = _address(payload.get("from"))
    recipients = payload.get("to")
    our_number = _address(recipients[0]) if isinstance(recipients, list) and recipients else ""
    if not sender or not our_number:
        raise BadRequestError("An authentic event has no sender or no recipient, so nobody could be answered.")
    return MessageReceived(
        message_id=_read_id(payload),
        sender=Caller(number=PhoneNumber(sender)),
        our_number=PhoneNumber(our_number),
        body=_text_of(payload, "text")[:MOST_BODY],
        media=tuple(_read_media(payload.get("media"))),
        service=_text_of(payload, "messaging_profile_id")[:_MOST_ABOUT],
        segments=_read_count(payload.get("parts")),
    )


def _read_id(payload: Mapping[str, Any]) -> MessageId:
    name = _text_of(payload, "id")
    if not _ID.fullmatch(name):
        raise BadRequestError("An authentic event has no usable id of a message, so it belongs to no text.")
    return MessageId(name)


def _read_media(media: object) -> Sequence[Media]:
    listed = media[:_MOST_MEDIA] if isinstance(media, list) else []
    found = [(_text_of(each, "url"), _text_of(each, "content_type")) for each in listed if isinstance(each, dict)]
    return [Media(url[:_MOST_URL], kind[:_MOST_ABOUT]) for url, kind in found if url]


def _read_count(parts: object) -> int:
    return parts if isinstance(parts, int) and not isinstance(parts, bool) and 0 < parts < 1000 else 1


def _address(party: object) -> str:
    return _text_of(party, "phone_number")[:_MOST_ADDRESS] if isinstance(party, dict) else ""


def _text_of(payload: Mapping[str, Any], name: str) -> str:
    found = payload.get(name)
    return _HALF.sub("\N{REPLACEMENT CHARACTER}", found.replace("\0", "")) if isinstance(found, str) else ""


def _mapping(payload: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    found = payload.get(name)
    return found if isinstance(found, dict) else {}
