"""Twilio, joined by the settings. What works with it is loaded where it is used: its client alone takes 30 MB."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from ivr.factory.later import loaded_later
from ivr.log import get_logger
from ivr.ports.companies import Company, TextWords
from ivr.providers.twilio.abilities import TWILIO_ABILITIES

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ivr.factory import here
    from ivr.host import keys
    from ivr.ports.people import CallCarrier
    from ivr.ports.records import CallCosts
    from ivr.ports.texts import TextSender
    from ivr.providers import own_phone
    from ivr.providers.twilio import client, costs, message_words, opt_out, provider, text_client, texts
    from ivr.settings import Settings
else:
    here = loaded_later("ivr.factory.here")
    keys = loaded_later("ivr.host.keys")
    own_phone = loaded_later("ivr.providers.own_phone")
    client = loaded_later("ivr.providers.twilio.client")
    costs = loaded_later("ivr.providers.twilio.costs")
    message_words = loaded_later("ivr.providers.twilio.message_words")
    opt_out = loaded_later("ivr.providers.twilio.opt_out")
    provider = loaded_later("ivr.providers.twilio.provider")
    text_client = loaded_later("ivr.providers.twilio.text_client")
    texts = loaded_later("ivr.providers.twilio.texts")

_log = get_logger(__name__)


def _signers(settings: Settings) -> tuple[str, tuple[str, ...], bool, Mapping[str, str]]:
    """Return the address that is signed, the tokens that may sign, whether they are our own phone's, shared keys."""
    if settings.twilio_auth_token is not None:
        tokens = (settings.twilio_auth_token, settings.twilio_auth_token_secondary)
        return here.base_url_of(settings), tuple(token for token in tokens if token), False, settings.twilio_shared_keys
    account = keys.ensure_development_account(settings.var_dir)
    return here.base_url_of(settings), (account.auth_token,), True, {}


def _account(settings: Settings) -> tuple[str, str, str, str | None] | None:
    """Return the account, its token, this line's address and the API's; without an account an API of our own can."""
    base_url, api = settings.public_base_url, settings.twilio_api_base_url
    account_sid, token = settings.twilio_account_sid, settings.twilio_auth_token
    if account_sid is not None and token is not None and base_url is not None:
        return account_sid, token, base_url, api
    if token is None and api is not None and base_url is not None:
        account = keys.ensure_development_account(settings.var_dir)
        return account.account_sid, account.auth_token, base_url, api
    return None


def _carrier(settings: Settings) -> CallCarrier | None:
    account = _account(settings)
    if account is None:
        return None
    return client.TwilioCalls(*account)


def _sender(settings: Settings) -> TextSender | None:
    """Return Twilio's. Without a token only our own phone can have written, and it reads the replies by itself."""
    account = _account(settings)
    if account is not None:
        return text_client.TwilioTextSender(*account)
    if settings.twilio_auth_token is None:
        return own_phone.OwnPhoneTexts("twilio")
    _log.warning(
        "nobody_can_be_texted",
        why="replies that come too late for the answer to a webhook are sent by the provider; "
        "set TWILIO_ACCOUNT_SID beside TWILIO_AUTH_TOKEN and PUBLIC_BASE_URL",
    )
    return None


def _costs(settings: Settings) -> CallCosts | None:
    account_sid, token = settings.twilio_account_sid, settings.twilio_auth_token
    if account_sid is None or token is None:
        return None
    return costs.TwilioCosts(account_sid, token, settings.twilio_api_base_url)


def _words() -> TextWords:
    return TextWords(message_words.ERRORS, message_words.trouble_of, opt_out.words_of)


TWILIO: Final = Company(
    "twilio",
    TWILIO_ABILITIES,
    is_set=lambda settings: settings.twilio_auth_token is not None,
    voice=lambda settings: provider.TwilioVoice(*_signers(settings)),
    texts=lambda settings: texts.TwilioTexts(*_signers(settings)),
    carrier=_carrier,
    sender=_sender,
    costs=_costs,
    words=_words,
)
