"""The telephone companies that this program knows: a folder each in `providers`, and a name here."""

from typing import Final

from ivr.factory.telnyx import TELNYX
from ivr.factory.twilio import TWILIO
from ivr.ports.companies import Company
from ivr.settings import Settings

# The first is whom a line is at that does not say so, where the keys of several are set, or of none.
COMPANIES: Final[tuple[Company, ...]] = (TWILIO, TELNYX)


def has_keys(settings: Settings) -> bool:
    """Return whether the keys of any company are set: then others than our own telephone may come."""
    return any(company.is_set(settings) for company in COMPANIES)
