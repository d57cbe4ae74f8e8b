"""How the companies that this telephone can play deliver texts: what a webhook is made of, what its answer may say."""

import json
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Final, Protocol
from urllib.parse import urlencode, urlsplit

from ivr.handset.places import whereabouts_of
from ivr.phone.legs import new_sid
from ivr.phone.line import FORM_TYPE, Reply
from ivr.phone.problems import BadDocumentError, CallFailedError
from ivr.phone.signing import telnyx_headers, twilio_headers
from ivr.phone.text_documents import TextHeard, read_texts


@dataclass(frozen=True, slots=True)
class Ends:
    """Who texts whom, and the account of the line with what signs for it."""

    account_sid: str
    token: str = field(repr=False)
    sender: str = field(repr=False)
    line_number: str


@dataclass(frozen=True, slots=True)
class Texted:
    """A text under the company's name for it, with pictures by their addresses."""

    sid: str
    body: str = field(repr=False)
    media: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Webhook:
    """A request that is delivered as it stands."""

    body: bytes = field(repr=False)
    headers: Mapping[str, str] = field(repr=False)


class Texting(Protocol):
    """A company's way with texts."""

    @property
    def patience_s(self) -> float:
        """Return within how many seconds a webhook must be answered, or it comes again."""

    def new_sid(self, *, has_media: bool) -> str:
        """Return a name for a text as the company makes them."""

    def came(self, ends: Ends, url: str, texted: Texted, extra: Mapping[str, str]) -> Webhook:
        """Return the webhook that brings a text; `extra` is told beside it."""

    def told(self, ends: Ends, url: str, sid: str, status: str) -> Webhook:
        """Return the webhook that tells how one of the line's own texts fares."""

    def read(self, reply: Reply, url: str) -> tuple[TextHeard, ...]:
        """Return the texts that an answer asks to be sent.

        CallFailedError when the text would be delivered elsewhere or again, BadDocumentError when not each is sent.
        """


class TwilioTexting:
    """Posts forms, and sends what stands in the answer."""

    patience_s: Final = 15.0

    def new_sid(self, *, has_media: bool) -> str:
        """Return two capitals and 32 digits."""
        return new_sid("MM" if has_media else "SM")

    def came(self, ends: Ends, url: str, texted: Texted, extra: Mapping[str, str]) -> Webhook:
        """Return a form with where both numbers are at home."""
        where, there = whereabouts_of(ends.sender), whereabouts_of(ends.line_number)
        form = {
            "AccountSid": ends.account_sid,
            "ApiVersion": "2010-04-01",
            "MessageSid": texted.sid,
            "SmsSid": texted.sid,
            "SmsMessageSid": texted.sid,
            "SmsStatus": "received",
            "From": ends.sender,
            "To": ends.line_number,
            "NumSegments": "1",
            **{f"From{name.title()}": getattr(where, name) for name in ("city", "state", "zip", "country")},
            **{f"To{name.title()}": getattr(there, name) for name in ("city", "state", "zip", "country")},
            "Body": texted.body,
            "NumMedia": str(len(texted.media)),
        }
        for number, picture in enumerate(texted.media):
            form |= {f"MediaUrl{number}": picture, f"MediaContentType{number}": "image/jpeg"}
        return self._posted(ends, url, {**form, **extra})

    def told(self, ends: Ends, url: str, sid: str, status: str) -> Webhook:
        """Return a form with the status under both of its names."""
        form = {
            "AccountSid": ends.account_sid,
            "ApiVersion": "2010-04-01",
            "From": ends.line_number,
            "To": ends.sender,
            "MessageSid": sid,
            "SmsSid": sid,
            "MessageStatus": status,
            "SmsStatus": status,
        }
        return self._posted(ends, url, form)

    def read(self, reply: Reply, url: str) -> tuple[TextHeard, ...]:
        """Return the texts of a document."""
        path = urlsplit(url).path
        if reply.status != 200:
            raise CallFailedError(f"{path} answered {reply.status}", 11200)
        try:
            return read_texts(reply.body, reply.content_type, url)
        except BadDocumentError as problem:
            raise BadDocumentError(f"{path}: {problem}", problem.code) from problem

    def _posted(self, ends: Ends, url: str, form: Mapping[str, str]) -> Webhook:
        return Webhook(urlencode(form).encode(), {**twilio_headers(ends.token, url, form), "Content-Type": FORM_TYPE})


@dataclass(frozen=True, slots=True)
class TelnyxTexting:
    """Posts events in JSON, wants to be answered soon, and sends nothing of the answer on."""

    patience_s: float = 2.0

    def new_sid(self, *, has_media: bool) -> str:  # noqa: ARG002 - the port
        """Return a UUID."""
        return str(uuid.uuid4())

    def came(self, ends: Ends, url: str, texted: Texted, extra: Mapping[str, str]) -> Webhook:
        """Return a `message.received`."""
        payload = {
            "direction": "inbound",
            "type": "MMS" if texted.media else "SMS",
            "from": {"phone_number": ends.sender, "carrier": "", "line_type": "Wireless"},
            "to": [{"phone_number": ends.line_number, "status": "webhook_delivered"}],
            "text": texted.body,
            "media": [{"url": each, "content_type": "image/jpeg", "size": 1} for each in texted.media],
            "parts": 1,
            "messaging_profile_id": str(uuid.uuid5(uuid.NAMESPACE_URL, ends.account_sid)),
        }
        return _event(ends, url, "message.received", {"id": texted.sid, **payload}, extra)

    def told(self, ends: Ends, url: str, sid: str, status: str) -> Webhook:
        """Return a `message.finalized`, with the status of the one who is written to."""
        payload = {
            "direction": "outbound",
            "from": {"phone_number": ends.line_number},
            "to": [{"phone_number": ends.sender, "status": status}],
        }
        return _event(ends, url, "message.finalized", {"id": sid, **payload}, {})

    def read(self, reply: Reply, url: str) -> tuple[TextHeard, ...]:
        """Return nothing: replies are ordered by the API."""
        if not 200 <= reply.status < 300:
            raise CallFailedError(f"{urlsplit(url).path} answered {reply.status}, so Telnyx delivers it again", 0)
        return ()


def _event(ends: Ends, url: str, kind: str, payload: Mapping[str, Any], extra: Mapping[str, str]) -> Webhook:
    """Return an event, signed. The same text again, or the same status of one, is the same event."""
    told = (kind, payload["id"], payload["to"][0]["status"])
    data = {
        "record_type": "event",
        "id": str(uuid.uuid5(uuid.NAMESPACE_URL, " ".join(told))),
        "event_type": kind,
        "occurred_at": datetime.now(UTC).isoformat(timespec="milliseconds"),
        "payload": {"record_type": "message", "encoding": "UCS-2", "cc": [], "errors": [], **payload},
        **extra,
    }
    body = json.dumps({"data": data, "meta": {"attempt": 1, "delivered_to": url}}).encode()
    return Webhook(body, {**telnyx_headers(ends.token, body), "Content-Type": "application/json"})
