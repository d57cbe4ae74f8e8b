"""A telephone for texts: delivers them as a company does, and reads what comes back in the answer."""

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from ivr.phone.companies import TWILIO, Company
from ivr.phone.line import Courier, Reply
from ivr.phone.text_companies import Ends, Texted, Webhook
from ivr.phone.text_documents import TextHeard


@dataclass(frozen=True, slots=True)
class TextSent:
    """A text that was delivered, under the provider's name for it, and what came back at once."""

    sid: str
    heard: tuple[TextHeard, ...]


@dataclass(slots=True)
class TextPhone:
    """A number that texts a line. `warnings` are what the company would put into its debugger."""

    transport: Courier
    base_url: str
    account_sid: str
    auth_token: str = field(repr=False)
    from_number: str = field(repr=False)
    to_number: str
    extra_form: Mapping[str, str] = field(default_factory=dict)
    company: Company = TWILIO
    warnings: list[str] = field(default_factory=list)

    def text(self, body: str, media: Sequence[str] = (), sid: str | None = None) -> TextSent:
        """Return what a text brought at once; with a `sid` of an earlier one it is that one, delivered again.

        CallFailedError when the company would deliver it again or elsewhere, BadDocumentError when it would not send
        each text of the answer, NotReachableError when nobody listens.
        """
        texting, url = self.company.texting, f"{self.base_url.rstrip('/')}/sms"
        texted = Texted(sid or texting.new_sid(has_media=bool(media)), body, tuple(media))
        reply = self._deliver(url, texting.came(self._ends, url, texted, self.extra_form))
        return TextSent(texted.sid, texting.read(reply, url))

    def tell(self, callback: str, sid: str, status: str) -> None:
        """Tell the line how one of its texts fares."""
        reply = self._deliver(callback, self.company.texting.told(self._ends, callback, sid, status))
        if not 200 <= reply.status < 300:
            self.warnings.append(f"{urlsplit(callback).path} answered {reply.status} to a callback (Twilio 15003)")

    @property
    def _ends(self) -> Ends:
        return Ends(self.account_sid, self.auth_token, self.from_number, self.to_number)

    def _deliver(self, url: str, webhook: Webhook) -> Reply:
        began, patience_s = time.monotonic(), self.company.texting.patience_s
        reply = self.transport.deliver(url, webhook.body, webhook.headers)
        took_s = time.monotonic() - began
        if took_s > patience_s:
            path = urlsplit(url).path
            self.warnings.append(f"{path} took {took_s:.1f} s; after {patience_s:g} s it is delivered again")
        return reply
