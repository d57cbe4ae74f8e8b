"""What all of Telnyx's webhooks have in common: who signs them, and what they are made of."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import parse_qsl

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from ivr.clock import Clock
from ivr.errors import BadRequestError
from ivr.ports.webhooks import Authentic, RawRequest
from ivr.providers.telnyx.signature import SIGNATURE_HEADER, TIME_HEADER, is_signed_by

MOST_FIELDS: Final = 300
_HALF_ESCAPE: Final = re.compile(rb"%(?![0-9A-Fa-f]{2})")
_ON_THE_WAY: Final = "was it changed on its way, by a proxy or a rewriting firewall?"


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
        if kind == "application/json":
            return Authentic({}, rehearsal=self.development, event=_read_event(request.body))
        if kind == "application/x-www-form-urlencoded":
            return Authentic(_read_form(request.body), rehearsal=self.development)
        raise BadRequestError(f"A webhook came neither as a form nor as JSON; {_ON_THE_WAY}")


def _read_event(body: bytes) -> Mapping[str, Any]:
    """Return what an event is about: `data` of the second version of Telnyx's webhooks."""
    try:
        data = json.loads(body)["data"]
        if isinstance(data, dict):
            return data
    except (ValueError, KeyError, TypeError, RecursionError):
        pass
    raise BadRequestError(
        "An authentic webhook is no event of Telnyx's API version 2; choose version 2 in the messaging profile."
    )


def _read_form(body: bytes) -> Mapping[str, str]:
    """Return the first value of each field; BadRequestError for what Telnyx would never send."""
    if body.count(b"&") >= MOST_FIELDS:
        raise BadRequestError(f"A webhook's form has more than {MOST_FIELDS} fields; {_ON_THE_WAY}")
    if _HALF_ESCAPE.search(body) or b"\0" in body or b"%00" in body:
        raise BadRequestError(f"A webhook's form holds half an escape or a NUL character; {_ON_THE_WAY}")
    try:
        fields = parse_qsl(body.decode(), keep_blank_values=True, errors="strict")
    except UnicodeDecodeError:
        # Not `from` the codec's error: that one carries the form.
        raise BadRequestError(f"A webhook's form is not UTF-8; {_ON_THE_WAY}") from None
    return dict(reversed(fields))
