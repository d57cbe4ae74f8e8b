"""What Twilio charges for a call, which it says minutes after the end.

https://www.twilio.com/docs/voice/api/call-resource
"""

import re
from decimal import Decimal, InvalidOperation
from typing import Final

from requests.exceptions import RequestException
from twilio.base.exceptions import TwilioException

from ivr.log import get_logger
from ivr.providers.twilio.rest import Account
from ivr.values import CallId

_SID: Final = re.compile(r"CA[0-9a-f]{32}", re.ASCII)
_CURRENCY: Final = re.compile(r"[A-Z]{3}", re.ASCII)
_log = get_logger(__name__)


class TwilioCosts:
    """Asks an account's books. Safe to share between threads. Prints without the token."""

    def __init__(self, account_sid: str, auth_token: str, api_base_url: str | None) -> None:
        self._account = Account(account_sid, auth_token, api_base_url)

    def __repr__(self) -> str:
        return "TwilioCosts()"

    def find_cost(self, call_id: CallId) -> str | None:
        """Return what the caller's own leg cost, like `0.0085 USD`; None when Twilio does not say, or not yet."""
        if not _SID.fullmatch(call_id.value):
            return None  # of another provider
        try:
            call = self._account.client.calls(call_id.value).fetch()
        except (RequestException, TwilioException) as error:
            _log.info("cost_not_learnt", call=call_id.value, why=type(error).__name__)
            return None
        return _cost(call.price, call.price_unit)


def _cost(price: object, unit: object) -> str | None:
    """Return what is charged; Twilio writes it as a loss, and leaves it out until it is known."""
    try:
        amount = -Decimal(str(price))
    except InvalidOperation:
        return None
    if not amount.is_finite() or not _CURRENCY.fullmatch(str(unit)):
        return None
    return f"{amount.normalize() + 0:f} {unit}"
