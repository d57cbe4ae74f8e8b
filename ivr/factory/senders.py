"""Who sends texts for a worker: accounts at providers, a stand-in for one, or nobody but our own telephone."""

from collections.abc import Mapping

from ivr.host.keys import ensure_development_account
from ivr.log import get_logger
from ivr.ports.texts import TextSender
from ivr.providers.own_phone import OwnPhoneTexts
from ivr.providers.telnyx.text_client import TelnyxTextSender
from ivr.providers.twilio.text_client import TwilioTextSender
from ivr.settings import Settings

_log = get_logger(__name__)


def text_senders(settings: Settings) -> Mapping[str, TextSender]:
    """Return who sends texts, by the name of the provider; what is missing is said in the log."""
    senders = [sender for sender in (_twilio(settings), _telnyx(settings)) if sender is not None]
    return {sender.name: sender for sender in senders}


def _twilio(settings: Settings) -> TextSender | None:
    """Return Twilio's. Without a token only our own phone can have written, and it reads the replies by itself."""
    base_url, api = settings.public_base_url, settings.twilio_api_base_url
    account_sid, token = settings.twilio_account_sid, settings.twilio_auth_token
    if account_sid is not None and token is not None and base_url is not None:
        return TwilioTextSender(account_sid, token, base_url, api)
    if token is None and api is not None and base_url is not None:
        account = ensure_development_account(settings.var_dir)
        return TwilioTextSender(account.account_sid, account.auth_token, base_url, api)
    if token is None:
        return OwnPhoneTexts("twilio")
    _log.warning(
        "nobody_can_be_texted",
        why="replies that come too late for the answer to a webhook are sent by the provider; "
        "set TWILIO_ACCOUNT_SID beside TWILIO_AUTH_TOKEN and PUBLIC_BASE_URL",
    )
    return None


def _telnyx(settings: Settings) -> TextSender | None:
    base_url, key = settings.public_base_url, settings.telnyx_api_key
    if key is not None and base_url is not None:
        return TelnyxTextSender(key, base_url, settings.telnyx_api_base_url)
    if settings.telnyx_public_key is not None:
        _log.warning(
            "nobody_can_be_texted",
            why="Telnyx sends no reply that is not ordered; set TELNYX_API_KEY beside TELNYX_PUBLIC_KEY",
        )
    return None
