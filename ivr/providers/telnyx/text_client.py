"""Texts that Telnyx sends for us: https://developers.telnyx.com/api-reference/messages/send-a-message.

An order bears a key by which Telnyx knows it again, for a day: asked twice it sends once. So where an order got no
answer it is simply placed again, and no list of messages is asked whether it was carried out.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

import requests
from requests.exceptions import RequestException

from ivr.errors import BadRequestError
from ivr.messaging.our_addresses import media_address, status_path
from ivr.messaging.trouble import Retry
from ivr.ports.texts import (
    MessageReported,
    NotSentError,
    NotSentNowError,
    OutgoingText,
    SendingStoppedError,
    TextRefusedError,
    TextUnknownError,
)
from ivr.providers.telnyx.message_words import trouble_of
from ivr.providers.telnyx.rest import TelnyxRest, code_in
from ivr.providers.telnyx.texts import reported_of
from ivr.providers.unreached import was_never_connected

_AGAIN: Final = frozenset({403, 408, 409, 429})
_NO_KEY: Final = "10009"


class TelnyxTextSender:
    """Sends texts from an account. Safe to share between threads. Prints without the key."""

    def __init__(self, api_key: str, public_base_url: str, api_base_url: str | None) -> None:
        self._rest = TelnyxRest(api_key, api_base_url)
        self._here = public_base_url.rstrip("/")

    def __repr__(self) -> str:
        return "TelnyxTextSender()"

    @property
    def name(self) -> str:
        """Return the name of the provider, as in rows."""
        return "telnyx"

    def send(self, text: OutgoingText) -> MessageReported:
        """Return Telnyx's name for it, else raise what is known; see the port. Takes 13 s at most."""
        try:
            key = {"Idempotency-Key": text.own_id.value}
            answer = self._rest.ask("POST", "/v2/messages", self._order(text), **key)
        except RequestException as error:
            raise _unanswered(error) from None  # its text may hold the number
        if answer.status_code // 100 != 2:
            raise _refused(answer)
        try:
            return reported_of(answer.json()["data"])
        except (ValueError, KeyError, TypeError, AttributeError, BadRequestError):
            raise TextUnknownError("Telnyx answers an order in words that are not known here") from None

    def find_sent(self, text: OutgoingText, asked_at: datetime) -> Sequence[MessageReported]:  # noqa: ARG002 - the port
        """Return nothing: whether it was sent or not, the order may be placed again, under the same key."""
        return ()

    def _order(self, text: OutgoingText) -> dict[str, Any]:
        order: dict[str, Any] = {
            "from": text.sender.reveal(),
            "to": text.to.reveal(),
            "text": text.reply.body,
            "webhook_url": self._here + status_path(text.own_id),
            "use_profile_webhooks": False,
        }
        if text.service:
            order["messaging_profile_id"] = text.service
        if text.reply.media:
            order["media_urls"] = [media_address(self._here, url) for url in text.reply.media]
        return order


def _unanswered(error: RequestException) -> NotSentError:
    if was_never_connected(error):
        return NotSentNowError("Telnyx cannot be reached; is TELNYX_API_BASE_URL right?")
    return TextUnknownError(f"Telnyx did not answer ({type(error).__name__})")


def _refused(answer: requests.Response) -> NotSentError:
    """Return what a refusal means: that it will never go well, or that it may another time."""
    status = answer.status_code
    if status >= 500:
        return TextUnknownError(f"Telnyx failed with {status}")
    code = code_in(answer) or (_NO_KEY if status == 401 else "")
    found = trouble_of(code)
    why = f"Telnyx refuses with {status}, {code or 'no code'}: {found.sentence}"
    if found.stops_all:
        return SendingStoppedError(why, code)
    may_go_well = found.retry is Retry.SOON or (status in _AGAIN and not found.is_final)
    return NotSentNowError(why, code) if may_go_well else TextRefusedError(why, code)
