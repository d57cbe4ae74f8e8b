"""Telnyx, joined by the settings. What works with it is loaded where it is used."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from ivr.clock import utc_now
from ivr.errors import SettingsError
from ivr.factory.later import loaded_later
from ivr.log import get_logger
from ivr.ports.companies import Company, TextWords
from ivr.providers.telnyx.abilities import TELNYX_ABILITIES

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    from ivr.clock import Clock
    from ivr.factory import here
    from ivr.host import keys
    from ivr.ports.people import CallCarrier
    from ivr.ports.texts import TextProvider, TextSender
    from ivr.ports.webhooks import VoiceProvider
    from ivr.providers import own_phone
    from ivr.providers.telnyx import client, dialect, message_words, opt_out, provider, signature, text_client, texts
    from ivr.settings import Settings
else:
    here = loaded_later("ivr.factory.here")
    keys = loaded_later("ivr.host.keys")
    own_phone = loaded_later("ivr.providers.own_phone")
    client = loaded_later("ivr.providers.telnyx.client")
    dialect = loaded_later("ivr.providers.telnyx.dialect")
    message_words = loaded_later("ivr.providers.telnyx.message_words")
    opt_out = loaded_later("ivr.providers.telnyx.opt_out")
    provider = loaded_later("ivr.providers.telnyx.provider")
    signature = loaded_later("ivr.providers.telnyx.signature")
    text_client = loaded_later("ivr.providers.telnyx.text_client")
    texts = loaded_later("ivr.providers.telnyx.texts")

_log = get_logger(__name__)


def _signer(settings: Settings) -> tuple[str, Ed25519PublicKey, Clock, bool] | None:
    """Return the address, the key that signs, a clock, whether the key is our own phone's; None: nobody's calls come.

    Where no company's keys are set our own phone may ring as any of them.
    """
    if settings.telnyx_public_key is not None:
        return here.base_url_of(settings), _key(settings.telnyx_public_key), utc_now, False
    if settings.twilio_auth_token is not None:
        return None
    key = signature.development_key(keys.ensure_development_account(settings.var_dir).auth_token)
    return here.base_url_of(settings), key.public_key(), utc_now, True


def _key(text: str) -> Ed25519PublicKey:
    try:
        return signature.read_public_key(text)
    except ValueError:
        raise SettingsError(
            "TELNYX_PUBLIC_KEY is no key; copy it from the portal, Account Settings, Keys & Credentials, Public Key: "
            "44 characters that end with an equals sign."
        ) from None


def _voice(settings: Settings) -> VoiceProvider | None:
    signer = _signer(settings)
    return None if signer is None else provider.TelnyxVoice(*signer)


def _texts(settings: Settings) -> TextProvider | None:
    signer = _signer(settings)
    return None if signer is None else texts.TelnyxTexts(*signer)


def _carrier(settings: Settings) -> CallCarrier | None:
    key, account, application = settings.telnyx_api_key, settings.telnyx_account_sid, settings.telnyx_texml_app_id
    base_url = settings.public_base_url
    if key is None or account is None or application is None or base_url is None:
        return None
    return client.TelnyxCalls(key, account, application, base_url, settings.telnyx_api_base_url)


def _sender(settings: Settings) -> TextSender | None:
    """Return Telnyx's. Without keys of any company our own phone may have written as Telnyx, and reads the replies."""
    base_url, key = settings.public_base_url, settings.telnyx_api_key
    if key is not None and base_url is not None:
        return text_client.TelnyxTextSender(key, base_url, settings.telnyx_api_base_url)
    if not _is_set(settings):
        return None if _signer(settings) is None else own_phone.OwnPhoneTexts("telnyx")
    _log.warning(
        "nobody_can_be_texted",
        why="Telnyx sends only what is ordered; set TELNYX_API_KEY and PUBLIC_BASE_URL beside TELNYX_PUBLIC_KEY",
    )
    return None


def _is_set(settings: Settings) -> bool:
    return bool(settings.telnyx_public_key or settings.telnyx_api_key)


def _words() -> TextWords:
    return TextWords(message_words.ERRORS, message_words.trouble_of, lambda _number: opt_out.WORDS, dialect.PREFIX)


TELNYX: Final = Company(
    "telnyx",
    TELNYX_ABILITIES,
    is_set=_is_set,
    voice=_voice,
    texts=_texts,
    carrier=_carrier,
    sender=_sender,
    words=_words,
)
