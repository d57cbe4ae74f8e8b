"""Who sends texts for a worker: an account of Twilio's, a stand-in for it, or nobody but our own telephone."""

from collections.abc import Mapping

from ivr.host.keys import ensure_development_account
from ivr.log import get_logger
from ivr.ports_texts import TextSender
from ivr.providers.own_phone import OwnPhoneTexts
from ivr.providers.twilio.text_client import TwilioTextSender
from ivr.settings import Settings

_log = get_logger(__name__)


def text_senders(settings: Settings) -> Mapping[str, TextSender]:
    """Return who sends texts, by the name of the provider; what is missing is said in the log.

    Without a token of Twilio's only our own phone can have written, and it reads the replies by itself.
    """
    base_url, api = settings.public_base_url, settings.twilio_api_base_url
    account_sid, token = settings.twilio_account_sid, settings.twilio_auth_token
    if account_sid is not None and token is not None and base_url is not None:
        return {"twilio": TwilioTextSender(account_sid, token, base_url, api)}
    if token is None and api is not None and base_url is not None:
        account = ensure_development_account(settings.var_dir)
        return {"twilio": TwilioTextSender(account.account_sid, account.auth_token, base_url, api)}
    if token is None:
        return {"twilio": OwnPhoneTexts("twilio")}
    _log.warning(
        "nobody_can_be_texted",
        why="replies that come too late for the answer to a webhook are sent by the provider; "
        "set TWILIO_ACCOUNT_SID beside TWILIO_AUTH_TOKEN and PUBLIC_BASE_URL",
    )
    return {}
