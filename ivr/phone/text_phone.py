"""A telephone for texts: signs and delivers them as Twilio does, and reads what comes back in the answer."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from ivr.handset.places import whereabouts_of
from ivr.phone.legs import new_sid
from ivr.phone.line import Reply, Transport
from ivr.phone.problems import BadDocumentError, CallFailedError
from ivr.phone.signing import SIGNATURE_HEADER, sign
from ivr.phone.text_documents import TextHeard, read_texts


@dataclass(frozen=True, slots=True)
class TextSent:
    """A text that was delivered, under the provider's name for it, and what came back at once."""

    sid: str
    heard: tuple[TextHeard, ...]


@dataclass(slots=True)
class TextPhone:
    """A number that texts a line. `warnings` are what Twilio would put into its debugger."""

    transport: Transport
    base_url: str
    account_sid: str
    auth_token: str = field(repr=False)
    from_number: str = field(repr=False)
    to_number: str
    extra_form: Mapping[str, str] = field(default_factory=dict)
    warnings: list[str] = field(default_factory=list)

    def text(self, body: str, media: Sequence[str] = (), sid: str | None = None) -> TextSent:
        """Return what a text brought at once; with a `sid` of an earlier one it is that one, delivered again.

        CallFailedError when Twilio would call its fallback address, BadDocumentError when it would not send each text
        of the answer, NotReachableError when nobody listens.
        """
        sid, url = sid or new_sid("MM" if media else "SM"), f"{self.base_url.rstrip('/')}/sms"
        reply = self._post(url, {**self._form(sid), "Body": body, **_media_fields(media), **self.extra_form})
        if reply.status != 200:
            raise CallFailedError(f"{urlsplit(url).path} answered {reply.status}", 11200)
        try:
            return TextSent(sid, read_texts(reply.body, reply.content_type, url))
        except BadDocumentError as problem:
            raise BadDocumentError(f"{urlsplit(url).path}: {problem}", problem.code) from problem

    def tell(self, callback: str, sid: str, status: str) -> None:
        """Tell the line how one of its texts fares."""
        form = {
            "AccountSid": self.account_sid,
            "ApiVersion": "2010-04-01",
            "From": self.to_number,
            "To": self.from_number,
            "MessageSid": sid,
            "SmsSid": sid,
            "MessageStatus": status,
            "SmsStatus": status,
        }
        reply = self._post(callback, form)
        if not 200 <= reply.status < 300:
            self.warnings.append(f"{urlsplit(callback).path} answered {reply.status} to a callback (Twilio 15003)")

    def _form(self, sid: str) -> dict[str, str]:
        where, there = whereabouts_of(self.from_number), whereabouts_of(self.to_number)
        return {
            "AccountSid": self.account_sid,
            "ApiVersion": "2010-04-01",
            "MessageSid": sid,
            "SmsSid": sid,
            "SmsMessageSid": sid,
            "SmsStatus": "received",
            "From": self.from_number,
            "To": self.to_number,
            "NumSegments": "1",
            **{f"From{name.title()}": getattr(where, name) for name in ("city", "state", "zip", "country")},
            **{f"To{name.title()}": getattr(there, name) for name in ("city", "state", "zip", "country")},
        }

    def _post(self, url: str, form: Mapping[str, str]) -> Reply:
        headers = {"User-Agent": "TwilioProxy/1.1", "Accept": "*/*", "I-Twilio-Idempotency-Token": str(uuid.uuid4())}
        return self.transport.post(url, form, {**headers, SIGNATURE_HEADER: sign(self.auth_token, url, form)})


def _media_fields(media: Sequence[str]) -> dict[str, str]:
    fields = {"NumMedia": str(len(media))}
    for number, url in enumerate(media):
        fields |= {f"MediaUrl{number}": url, f"MediaContentType{number}": "image/jpeg"}
    return fields
