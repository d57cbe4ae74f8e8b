"""The companies that this telephone can play: how each signs its webhooks, names its calls and reads documents."""

from base64 import urlsafe_b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import ClassVar, Final, Protocol
from urllib.parse import urlencode
from xml.etree import ElementTree as ET

from ivr.phone.signing import telnyx_headers, twilio_headers
from ivr.phone.texml import translate
from ivr.phone.text_companies import TelnyxTexting, Texting, TwilioTexting

_PLACES: Final = ("City", "State", "Zip", "Country")
_TWILIO_ONLY: Final = frozenset(
    {"ApiVersion", *(f"{who}{what}" for who in ("From", "To", "Caller", "Called") for what in _PLACES)}
)
_IN_EVENTS: Final = TelnyxTexting()


class Company(Protocol):
    """A company whose calls and texts are played."""

    @property
    def name(self) -> str:
        """Return the name that one chooses it by."""

    @property
    def texting(self) -> Texting:
        """Return its way with texts."""

    def headers(self, token: str, url: str, form: Mapping[str, str] | None) -> Mapping[str, str]:
        """Return the headers of a webhook that posts this form, signed; None: of one that asks for a document only."""

    def call_sid(self, sid: str) -> str:
        """Return a name of a call as the company makes them, by one with two capitals and 32 digits."""

    def form(self, form: Mapping[str, str]) -> Mapping[str, str]:
        """Return the fields of a webhook as the company sends them."""

    def read(self, root: ET.Element) -> None:
        """Put a document into Twilio's words; BadDocumentError for one that is not wholly performed there."""


class Twilio:
    """Signs with Twilio's own library, and takes its documents as they are."""

    name: Final = "twilio"
    texting: Final = TwilioTexting()

    def headers(self, token: str, url: str, form: Mapping[str, str] | None) -> Mapping[str, str]:
        """Return the headers of a webhook, signed by address and form."""
        return twilio_headers(token, url, form or {})

    def call_sid(self, sid: str) -> str:
        """Return the name as it is."""
        return sid

    def form(self, form: Mapping[str, str]) -> Mapping[str, str]:
        """Return the fields as they are."""
        return form

    def read(self, root: ET.Element) -> None:
        """Leave a document as it is."""


@dataclass(frozen=True, slots=True)
class Telnyx:
    """Signs the time and the body, not the address; its calls have long names of another shape."""

    name: ClassVar[str] = "telnyx"
    texting: Texting = _IN_EVENTS

    def headers(self, token: str, url: str, form: Mapping[str, str] | None) -> Mapping[str, str]:  # noqa: ARG002
        """Return the headers of a webhook, signed with the key that a line under development makes of its token."""
        return telnyx_headers(token, urlencode(form or {}).encode())

    def call_sid(self, sid: str) -> str:
        """Return a name like `v3:…`, of letters, digits, `-` and `_`."""
        return "v3:" + urlsafe_b64encode(sha256(sid.encode()).digest()).rstrip(b"=").decode()

    def form(self, form: Mapping[str, str]) -> Mapping[str, str]:
        """Return the fields with the names of calls beside which Telnyx sends older ones, and without Twilio's own."""
        kept = {name: value for name, value in form.items() if name not in _TWILIO_ONLY}
        return {**kept, "CallSidLegacy": form["CallSid"], "ConnectionId": "1293384261075731499"}

    def read(self, root: ET.Element) -> None:
        """Put TeXML into Twilio's words."""
        translate(root)


TWILIO: Final[Company] = Twilio()
TELNYX: Final[Company] = Telnyx()
USUAL: Final = TWILIO
COMPANIES: Final[Mapping[str, Company]] = {company.name: company for company in (TWILIO, TELNYX)}
