"""Who makes calls for a worker: accounts at providers, or an API of our own that stands in for one."""

from collections.abc import Mapping

from ivr.host.keys import ensure_development_account
from ivr.log import get_logger
from ivr.ports.people import CallCarrier
from ivr.providers.twilio.client import TwilioCalls
from ivr.settings import Settings

_log = get_logger(__name__)


def call_carriers(settings: Settings) -> Mapping[str, CallCarrier]:
    """Return who makes calls, by the name of the provider; that nobody can is said in the log."""
    carriers = [carrier for carrier in (_twilio(settings),) if carrier is not None]
    if not carriers:
        _log.info(
            "nobody_can_be_rung",
            why="agents of queues and customers who want to be called back are rung by the provider; "
            "set TWILIO_ACCOUNT_SID, TWILIO_AUTH_TOKEN and PUBLIC_BASE_URL",
        )
    return {carrier.name: carrier for carrier in carriers}


def _twilio(settings: Settings) -> CallCarrier | None:
    """Return Twilio's; without an account an API of our own can."""
    base_url, api = settings.public_base_url, settings.twilio_api_base_url
    if settings.twilio_account_sid is not None and settings.twilio_auth_token is not None and base_url is not None:
        return TwilioCalls(settings.twilio_account_sid, settings.twilio_auth_token, base_url, api)
    if api is not None and settings.twilio_auth_token is None and base_url is not None:
        account = ensure_development_account(settings.var_dir)
        return TwilioCalls(account.account_sid, account.auth_token, base_url, api)
    return None
