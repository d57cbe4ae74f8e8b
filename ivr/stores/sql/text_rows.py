"""Rows of texts as the workflows know them, and back."""

from typing import Any, Final

import msgspec

from ivr.dialog.events import Caller
from ivr.menu.carrier_words import Wish
from ivr.messaging.segments import measure
from ivr.ports.text_work import Incoming, Lane, Outgoing
from ivr.ports.texts import Media, MessageReceived, OutgoingText, Reply
from ivr.values import MessageId, OwnId, PhoneNumber

OWED: Final = '{"owed":"yes"}'  # what is told beside a text that is sent also to who has opted out


def dump_media(message: MessageReceived | Reply) -> str:
    """Return a text's files as JSON: pairs of address and type; those of a reply have no type."""
    pairs = [(each, "") if isinstance(each, str) else (each.url, each.content_type) for each in message.media]
    return msgspec.json.encode(pairs).decode()


def dump_about(received: MessageReceived) -> str:
    """Return as JSON what the provider told beside the text."""
    sender = received.sender
    told = {"country": sender.country, "city": sender.city, "state": sender.state, "zip": sender.zip}
    if received.told is not None:
        told["told"] = received.told.value
    told["at"] = received.at
    return msgspec.json.encode({name: value for name, value in told.items() if value}).decode()


def outgoing_row(reply: Reply, provider: str, ours: str, theirs: str, service: str) -> dict[str, Any]:
    """Return what a row of a text to be sent says of it."""
    return {
        "provider": provider,
        "provider_id": None,
        "direction": Lane.OUTBOUND.value,
        "our_number": ours,
        "their_number": theirs,
        "service": service,
        "body": reply.body,
        "media": dump_media(reply),
        "about": OWED if reply.is_owed else "{}",
        "segments": measure(reply.body).segments,
    }


def read_incoming(row: Any) -> Incoming:
    """Return a row of a text that came in."""
    about = msgspec.json.decode(row.about, type=dict[str, str])
    told, at = about.pop("told", None), about.pop("at", "")
    received = MessageReceived(
        message_id=MessageId(row.provider_id),
        sender=Caller(PhoneNumber(row.their_number), **about),
        our_number=PhoneNumber(row.our_number),
        body=row.body,
        media=tuple(Media(url, kind) for url, kind in _pairs(row)),
        service=row.service,
        told=None if told is None else Wish(told),
        segments=row.segments,
        at=at,
    )
    return Incoming(row.id, row.provider, received, row.attempts)


def read_outgoing(row: Any) -> Outgoing:
    """Return a row of a text that is to be sent."""
    text = OutgoingText(
        own_id=OwnId(row.own_id),
        sender=PhoneNumber(row.our_number),
        to=PhoneNumber(row.their_number),
        reply=Reply(row.body, tuple(url for url, _ in _pairs(row))),
        service=row.service,
    )
    return Outgoing(row.id, row.provider, text, row.attempts, row.asked_at)


def _pairs(row: Any) -> list[tuple[str, str]]:
    return msgspec.json.decode(row.media, type=list[tuple[str, str]])
