"""What all of Telnyx's webhooks have in common: who signs them, and what they are made of."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from ivr.clock import Clock
from ivr.errors import BadRequestError
from ivr.ports.webhooks import Authentic, RawRequest
from ivr.providers.telnyx.signature import SIGNATURE_HEADER, TIME_HEADER, is_signed_by
from ivr.providers.twiml.forms import FORM_TYPE, JSON_TYPE, ON_THE_WAY, read_fields

NOT_THE_SECOND: Final = "choose version 2 of the API in the messaging profile"


@dataclass(frozen=True, slots=True)
class TelnyxWebhooks:
    """Signed by the account's key. Prints without the address, which may hold a password."""

    public_base_url: str = field(repr=False)
    key: Ed25519PublicKey = field(repr=False)
    clock: Clock = field(repr=False)
    development: bool = False

    @property
    def name(self) -> str:
        """Return the name that logs, metrics and rows use."""
        return "telnyx"

    @property
    def signature_header(self) -> str:
        """Return the header, in lower case, by which Telnyx's webhooks are known."""
        return SIGNATURE_HEADER

    def authenticate(self, request: RawRequest) -> Authentic | None:
        """Return the form or the event when the signature holds, else None; BadRequestError for what nobody can read.

        Only a body is signed, so a request without one is refused: its query may be anybody's.
        """
        signature = request.headers.get(SIGNATURE_HEADER, "")
        told_at = request.headers.get(TIME_HEADER, "")
        if not request.body or not is_signed_by(self.key, told_at, request.body, signature, self.clock().timestamp()):
            return None
        kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
        if kind == JSON_TYPE:
            return Authentic({}, rehearsal=self.development, event=_read_event(request.body))
        if kind == FORM_TYPE:
            return Authentic(dict(reversed(read_fields(request.body))), rehearsal=self.development)
        raise BadRequestError(f"A webhook came neither as a form nor as JSON; {ON_THE_WAY}.")


def _read_event(body: bytes) -> Mapping[str, Any]:
    """Return what an event is about: `data` of the second version of Telnyx's webhooks."""
    try:
        data = json.loads(body)["data"]
        if isinstance(data, dict):
            return data
    except (ValueError, KeyError, TypeError, RecursionError):
        pass
    raise BadRequestError(f"An authentic webhook is no event of Telnyx's API; {NOT_THE_SECOND}.")
