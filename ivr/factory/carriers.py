"""Who makes calls for a worker: accounts at providers, or an API of our own that stands in for one."""

from collections.abc import Mapping

from ivr.factory.companies import COMPANIES
from ivr.log import get_logger
from ivr.ports.people import CallCarrier
from ivr.settings import Settings

_log = get_logger(__name__)


def call_carriers(settings: Settings) -> Mapping[str, CallCarrier]:
    """Return who makes calls, by the name of the provider; that nobody can is said in the log."""
    found = [company.carrier(settings) for company in COMPANIES]
    carriers = {carrier.name: carrier for carrier in found if carrier is not None}
    if not carriers:
        _log.info(
            "nobody_can_be_rung",
            why="agents of queues and customers who want to be called back are rung by the provider; "
            "set TWILIO_ACCOUNT_SID, TWILIO_AUTH_TOKEN and PUBLIC_BASE_URL, or for Telnyx TELNYX_API_KEY, "
            "TELNYX_ACCOUNT_SID, TELNYX_TEXML_APP_ID and PUBLIC_BASE_URL",
        )
    return carriers
