"""What all of Twilio's webhooks have in common: who signs them, and a form."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import ClassVar

from ivr.ports.webhooks import Authentic, RawRequest
from ivr.providers.twilio.shared_keys import SETTINGS_HEADER, find_signers
from ivr.providers.twilio.signature import is_signed_by, signed_url
from ivr.providers.twiml.forms import read_content


@dataclass(frozen=True, slots=True)
class TwilioWebhooks:
    """Any of `tokens` may sign, so that one can be rotated; `development`: ours alone can.

    `shared_keys`: secrets by their names at Twilio, which sign where a webhook says so. Prints without any of them, and
    without the address, which may hold a password.
    """

    public_base_url: str = field(repr=False)
    tokens: tuple[str, ...] = field(repr=False)
    development: bool
    shared_keys: Mapping[str, str] = field(default_factory=dict, repr=False)

    bears_nul: ClassVar[bool] = False  # whether a form may hold NUL characters

    @property
    def name(self) -> str:
        """Return the name that logs and metrics use."""
        return "twilio"

    @property
    def signature_header(self) -> str:
        """Return the header, in lower case, by which Twilio's webhooks are known."""
        return "x-twilio-signature"

    def authenticate(self, request: RawRequest) -> Authentic | None:
        """Return the form when the signature holds, else None; BadRequestError for a form that cannot be read.

        A JSON body, which Twilio signs by its hash, makes an empty form.
        """
        signature = request.headers.get(self.signature_header)
        url = signed_url(self.public_base_url, request.target)
        if not signature or url is None:
            return None
        content = read_content(request.headers.get("content-type", ""), request.body, nul=self.bears_nul)
        signers = find_signers(request.headers.get(SETTINGS_HEADER), self.tokens, self.shared_keys)
        if not any(is_signed_by(each.secret, url, content, signature, each.algorithm) for each in signers):
            return None
        fields = () if isinstance(content, bytes) else content
        return Authentic(dict(reversed(fields)), rehearsal=self.development)
