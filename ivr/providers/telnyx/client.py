"""Calls that Telnyx makes for us: https://developers.telnyx.com/api-reference/texml-rest-commands.

Nothing is ever sent twice from here: whether an order that got no answer was carried out, nobody knows, and a phone
that rings twice is worse than one that rings a little later.
"""

from typing import Any, Final
from urllib.parse import quote

import requests
from requests.exceptions import RequestException

from ivr.dialog.events import CallStatus
from ivr.log import get_logger
from ivr.ports.people import CallNotMadeError, CallRefusedError, CallUnknownError, NotMadeError, OutgoingCall
from ivr.providers.telnyx.dialect import PREFIX, TEXML
from ivr.providers.telnyx.rest import TelnyxRest, code_in
from ivr.providers.twiml.reading import CALL_STATUSES
from ivr.providers.unreached import was_never_connected
from ivr.values import CallId

# The number that was to be rung is to blame; whatever else is refused may go well once somebody has mended the account.
_BAD_NUMBER: Final = frozenset({"10002", "10016", "90001"})
_log = get_logger(__name__)


class TelnyxCalls:
    """Makes calls by a TeXML application of an account. Safe to share between threads. Prints without the key."""

    def __init__(
        self, api_key: str, account_sid: str, application: str, public_base_url: str, api_base_url: str | None
    ) -> None:
        self._rest = TelnyxRest(api_key, api_base_url)
        self._application = application
        self._here = public_base_url.rstrip("/")
        self._calls = f"/v2/texml/Accounts/{quote(account_sid, safe='')}/Calls"

    def __repr__(self) -> str:
        return "TelnyxCalls()"

    @property
    def name(self) -> str:
        """Return the name by which line.yaml says that a number is at Telnyx."""
        return "telnyx"

    def knows(self, leg: CallId) -> bool:
        """Return whether a call of that name is one of Telnyx's."""
        return leg.value.startswith(PREFIX)

    def make(self, call: OutgoingCall) -> CallId:
        """Return the call that now rings; see the port for what is raised. Takes 13 s at most."""
        try:
            answer = self._rest.ask("POST", self._calls, self._order(call))
        except RequestException as error:
            if was_never_connected(error):
                raise NotMadeError("Telnyx cannot be reached; is TELNYX_API_BASE_URL right?") from None
            raise CallUnknownError(f"Telnyx did not answer ({type(error).__name__})") from None
        if answer.status_code // 100 != 2:
            raise _refused(answer)
        made = _fields_of(answer)
        sid = made.get("sid") or made.get("call_sid")
        if not isinstance(sid, str) or not sid:
            raise CallUnknownError("Telnyx took the order without naming the call; its webhooks will")
        return CallId(PREFIX + sid)

    def hang_up(self, leg: CallId, *, ringing_only: bool = False) -> None:  # noqa: ARG002 - the port
        """End a call, as far as that can be done now."""
        try:
            answer = self._rest.ask("POST", self._address(leg), {"Status": "completed"})
            why = "" if answer.status_code // 100 == 2 else str(answer.status_code)
        except RequestException as error:
            why = type(error).__name__
        if why:
            _log.info("not_hung_up", leg=leg.value, why=why)

    def find_status(self, leg: CallId) -> CallStatus | None:
        """Return where a call stands by Telnyx's own books; None when that cannot be learnt now."""
        try:
            answer = self._rest.ask("GET", self._address(leg))
        except RequestException:
            return None
        return CALL_STATUSES.get(str(_fields_of(answer).get("status"))) if answer.status_code == 200 else None

    def _order(self, call: OutgoingCall) -> dict[str, Any]:
        detection = {"MachineDetection": "Enable"} if call.detects_machines else {}
        return {
            "ApplicationSid": self._application,
            "To": call.to.reveal(),
            "From": call.caller_id.reveal(),
            "Url": self._here + call.on_answer,
            "UrlMethod": "POST",
            "StatusCallback": self._here + call.on_status,
            "StatusCallbackMethod": "POST",
            "Timeout": min(max(5, int(call.ring)), TEXML.longest_ring),
            **detection,
        }

    def _address(self, leg: CallId) -> str:
        return f"{self._calls}/{quote(leg.value.removeprefix(PREFIX), safe='')}"


def _fields_of(answer: requests.Response) -> dict[str, Any]:
    """Return what an answer says, which may stand under `data`; nothing, when it is of no known form."""
    try:
        said = answer.json()
    except ValueError:
        return {}
    found = said.get("data", said) if isinstance(said, dict) else {}
    return found if isinstance(found, dict) else {}


def _refused(answer: requests.Response) -> CallNotMadeError:
    """Return what a refusal means: that the number is to blame, or that it may go well another time."""
    status, code = answer.status_code, code_in(answer)
    if status >= 500:
        return CallUnknownError(f"Telnyx failed with {status}")
    why = f"Telnyx refuses with {status}, {code or 'no code'}; see https://developers.telnyx.com/docs/overview/errors"
    return CallRefusedError(why) if code in _BAD_NUMBER else NotMadeError(why)
