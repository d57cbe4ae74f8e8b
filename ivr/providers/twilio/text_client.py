"""Texts that Twilio sends for us: https://www.twilio.com/docs/messaging/api/message-resource.

Nothing is ever sent twice from here. Twilio has no key by which it would know an order again, so where one got no
answer, its own list of messages is asked later whether it was carried out.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, Final

from requests.exceptions import ConnectionError as RequestsConnectionError
from requests.exceptions import RequestException
from twilio.base.exceptions import TwilioException

from ivr.messaging.our_addresses import media_address, status_path
from ivr.messaging.trouble import Retry
from ivr.ports.texts import (
    BooksClosedError,
    MessageReported,
    NotSentError,
    NotSentNowError,
    OutgoingText,
    SendingStoppedError,
    TextRefusedError,
    TextUnknownError,
)
from ivr.providers.twilio.message_words import find_message_status, trouble_of
from ivr.providers.twilio.rest import Account
from ivr.providers.unreached import was_never_connected
from ivr.values import MessageId

_LOOKED_AT: Final = 100  # the newest texts to one number; older ones are not what was just sent
_CLOCKS_APART: Final = timedelta(seconds=15)  # ours and Twilio's
_LONGEST_ORDER: Final = timedelta(seconds=60)
_AGAIN: Final = frozenset({403, 429})  # the account, or the hurry, is to blame: it may go well another time
_NO_ACCOUNT: Final = 20003


class TwilioTextSender:
    """Sends texts from an account. Safe to share between threads. Prints without the token."""

    def __init__(self, account_sid: str, auth_token: str, public_base_url: str, api_base_url: str | None) -> None:
        self._account = Account(account_sid, auth_token, api_base_url)
        self._here = public_base_url.rstrip("/")

    def __repr__(self) -> str:
        return "TwilioTextSender()"

    @property
    def name(self) -> str:
        """Return the name of the provider, as in rows."""
        return "twilio"

    def send(self, text: OutgoingText) -> MessageReported:
        """Return Twilio's name for it, else raise what is known; see the port. Takes 13 s at most."""
        optional: dict[str, Any] = {"messaging_service_sid": text.service} if text.service else {}
        if text.reply.media:
            optional["media_url"] = [media_address(self._here, url) for url in text.reply.media]
        try:
            made = self._account.client.messages.create(
                to=text.to.reveal(),
                from_=text.sender.reveal(),
                body=text.reply.body,
                status_callback=self._here + status_path(text.own_id),
                **optional,
            )
        except TwilioException as error:
            raise _explained(error) from None  # its text holds the number
        except RequestsConnectionError as error:
            if was_never_connected(error):
                raise NotSentNowError("Twilio cannot be reached; is TWILIO_API_BASE_URL right?") from None
            raise TextUnknownError("Twilio broke off") from None
        except RequestException as error:
            raise TextUnknownError(f"Twilio did not answer ({type(error).__name__})") from None
        return _sent(made)

    def find_sent(self, text: OutgoingText, asked_at: datetime) -> Sequence[MessageReported]:
        """Return what Twilio has that may be this text, oldest first; BooksClosedError when it does not tell now."""
        try:
            listed = self._account.client.messages.list(
                to=text.to.reveal(), from_=text.sender.reveal(), limit=_LOOKED_AT
            )
        except (RequestException, TwilioException) as error:
            raise BooksClosedError(f"Twilio's list of messages cannot be read ({type(error).__name__})") from None
        found = [each for each in reversed(listed) if _may_be(each, text, asked_at)]  # newest first, by the second
        return [_sent(each) for each in sorted(found, key=lambda each: each.date_created)]


def _may_be(message: Any, text: OutgoingText, asked_at: datetime) -> bool:
    is_outbound = str(message.direction or "").startswith("outbound")
    created = message.date_created
    if not is_outbound or created is None or (message.body or "").strip() != text.reply.body.strip():
        return False
    return bool(asked_at - _CLOCKS_APART <= created <= asked_at + _CLOCKS_APART + _LONGEST_ORDER)


def _sent(message: Any) -> MessageReported:
    status, code = str(message.status or "queued"), message.error_code
    return MessageReported(MessageId(str(message.sid)), status, find_message_status(status), str(code) if code else "")


def _explained(error: TwilioException) -> NotSentError:
    """Return what a refusal means: that it will never go well, or that it may another time."""
    status, code = getattr(error, "status", 0), getattr(error, "code", 0) or 0
    if status >= 500 or status == 0:
        return TextUnknownError(f"Twilio failed with {status}")
    code = str(code or (_NO_ACCOUNT if status == 401 else status))
    found = trouble_of(code)
    why = f"Twilio refuses with {status}, {code}: {found.sentence}"
    if found.stops_all:
        return SendingStoppedError(why, code)
    may_go_well = found.retry is Retry.SOON or (status in _AGAIN and not found.is_final)
    return NotSentNowError(why, code) if may_go_well else TextRefusedError(why, code)
