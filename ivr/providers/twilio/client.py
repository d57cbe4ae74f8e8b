"""Calls that Twilio makes for us: https://www.twilio.com/docs/voice/api/call-resource.

Nothing is ever sent twice from here: whether an order that got no answer was carried out, nobody knows, and a phone
that rings twice is worse than one that rings a little later.
"""

from typing import Final

from requests.exceptions import ConnectionError as RequestsConnectionError
from requests.exceptions import RequestException
from twilio.base.exceptions import TwilioException

from ivr.dialog.events import CallStatus
from ivr.log import get_logger
from ivr.ports.people import CallNotMadeError, CallRefusedError, CallUnknownError, NotMadeError, OutgoingCall
from ivr.providers.twilio.dialect import CALL_IDS
from ivr.providers.twilio.rest import Account
from ivr.providers.twiml.reading import CALL_STATUSES
from ivr.providers.unreached import was_never_connected
from ivr.values import CallId

_log = get_logger(__name__)
# The number that was to be rung is to blame; whatever else is refused may go well once somebody has mended the account.
_BAD_NUMBER: Final = frozenset({13223, 13224, 21211, 21214, 21216, 21217, 21401})


class TwilioCalls:
    """Makes calls from an account. Safe to share between threads. Prints without the token."""

    def __init__(self, account_sid: str, auth_token: str, public_base_url: str, api_base_url: str | None) -> None:
        self._here = public_base_url.rstrip("/")
        self._account = Account(account_sid, auth_token, api_base_url)

    def __repr__(self) -> str:
        return "TwilioCalls()"

    @property
    def name(self) -> str:
        """Return the name by which line.yaml says that a number is at Twilio."""
        return "twilio"

    def knows(self, leg: CallId) -> bool:
        """Return whether a call of that name is one of Twilio's."""
        return CALL_IDS.fullmatch(leg.value) is not None

    def make(self, call: OutgoingCall) -> CallId:
        """Return the call that now rings; see the port for what is raised. Takes 10 s at most."""
        detection = {"machine_detection": "Enable"} if call.detects_machines else {}
        try:
            made = self._account.client.calls.create(
                to=call.to.reveal(),
                from_=call.caller_id.reveal(),
                url=self._here + call.on_answer,
                method="POST",
                status_callback=self._here + call.on_status,
                status_callback_method="POST",
                timeout=max(5, call.ring),
                **detection,
            )
        except TwilioException as error:
            raise _explained(error) from None  # its text holds the number
        except RequestsConnectionError as error:
            if was_never_connected(error):
                raise NotMadeError("Twilio cannot be reached; is TWILIO_API_BASE_URL right?") from None
            raise CallUnknownError("Twilio broke off") from None
        except RequestException as error:
            raise CallUnknownError(f"Twilio did not answer ({type(error).__name__})") from None
        return CallId(str(made.sid))

    def hang_up(self, leg: CallId, *, ringing_only: bool = False) -> None:
        """End a call, as far as that can be done now; Twilio cancels only what nobody has answered."""
        try:
            self._account.client.calls(leg.value).update(status="canceled" if ringing_only else "completed")
        except (RequestException, TwilioException) as error:
            _log.info("not_hung_up", leg=leg.value, why=type(error).__name__)

    def find_status(self, leg: CallId) -> CallStatus | None:
        """Return where a call stands by Twilio's own books; None when that cannot be learnt now."""
        try:
            return CALL_STATUSES.get(str(self._account.client.calls(leg.value).fetch().status))
        except (RequestException, TwilioException):
            return None


def _explained(error: TwilioException) -> CallNotMadeError:
    """Return what a refusal means: that the number is to blame, or that it may go well another time."""
    status, code = getattr(error, "status", 0), getattr(error, "code", 0)
    if status >= 500:
        return CallUnknownError(f"Twilio failed with {status}")
    why = f"Twilio refuses with {status}; see https://www.twilio.com/docs/errors/{code}"
    return CallRefusedError(why) if code in _BAD_NUMBER else NotMadeError(why)
