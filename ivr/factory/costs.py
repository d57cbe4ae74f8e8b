"""Who knows what calls cost: the books of accounts at providers, as far as we may look into them."""

from collections.abc import Sequence

from ivr.factory.companies import COMPANIES
from ivr.ports.records import CallCosts
from ivr.settings import Settings


def call_costs(settings: Settings) -> Sequence[CallCosts]:
    """Return whom to ask; nobody without an account."""
    found = [company.costs(settings) for company in COMPANIES]
    return tuple(books for books in found if books is not None)
