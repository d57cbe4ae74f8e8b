"""Who knows what calls cost: the books of accounts at providers, as far as we may look into them."""

from collections.abc import Sequence

from ivr.ports.records import CallCosts
from ivr.providers.twilio.costs import TwilioCosts
from ivr.settings import Settings


def call_costs(settings: Settings) -> Sequence[CallCosts]:
    """Return whom to ask; nobody without an account."""
    account_sid, token = settings.twilio_account_sid, settings.twilio_auth_token
    if account_sid is None or token is None:
        return ()
    return (TwilioCosts(account_sid, token, settings.twilio_api_base_url),)
