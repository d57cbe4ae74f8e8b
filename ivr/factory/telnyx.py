"""Telnyx, joined by the settings. Its clients are loaded where somebody is to be called or texted."""

from typing import Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from ivr.clock import Clock, utc_now
from ivr.errors import SettingsError
from ivr.factory.here import base_url_of, loaded_late
from ivr.host.keys import ensure_development_account
from ivr.log import get_logger
from ivr.ports.companies import Company
from ivr.ports.people import CallCarrier
from ivr.ports.texts import TextProvider, TextSender
from ivr.ports.webhooks import VoiceProvider
from ivr.providers.telnyx.abilities import TELNYX_ABILITIES
from ivr.providers.telnyx.provider import TelnyxVoice
from ivr.providers.telnyx.signature import development_key, read_public_key
from ivr.providers.telnyx.texts import TelnyxTexts
from ivr.settings import Settings

_log = get_logger(__name__)


def _signer(settings: Settings) -> tuple[str, Ed25519PublicKey, Clock, bool] | None:
    """Return the address, the key that signs, a clock, whether the key is our own phone's; None: nobody's calls come.

    Where no company's keys are set our own phone may ring as any of them.
    """
    if settings.telnyx_public_key is not None:
        return base_url_of(settings), _key(settings.telnyx_public_key), utc_now, False
    if settings.twilio_auth_token is not None:
        return None
    key = development_key(ensure_development_account(settings.var_dir).auth_token)
    return base_url_of(settings), key.public_key(), utc_now, True


def _key(text: str) -> Ed25519PublicKey:
    try:
        return read_public_key(text)
    except ValueError:
        raise SettingsError(
            "TELNYX_PUBLIC_KEY is no key; copy it from the portal, Account Settings, Keys & Credentials, Public Key: "
            "44 characters that end with an equals sign."
        ) from None


def _voice(settings: Settings) -> VoiceProvider | None:
    signer = _signer(settings)
    return None if signer is None else TelnyxVoice(*signer)


def _texts(settings: Settings) -> TextProvider | None:
    signer = _signer(settings)
    return None if signer is None else TelnyxTexts(*signer)


def _carrier(settings: Settings) -> CallCarrier | None:
    key, account, application = settings.telnyx_api_key, settings.telnyx_account_sid, settings.telnyx_texml_app_id
    base_url = settings.public_base_url
    if key is None or account is None or application is None or base_url is None:
        return None
    make = loaded_late("ivr.providers.telnyx.client", "TelnyxCalls")
    carrier: CallCarrier = make(key, account, application, base_url, settings.telnyx_api_base_url)
    return carrier


def _sender(settings: Settings) -> TextSender | None:
    base_url, key = settings.public_base_url, settings.telnyx_api_key
    if key is not None and base_url is not None:
        make = loaded_late("ivr.providers.telnyx.text_client", "TelnyxTextSender")
        sender: TextSender = make(key, base_url, settings.telnyx_api_base_url)
        return sender
    if settings.telnyx_public_key is not None:
        _log.warning(
            "nobody_can_be_texted",
            why="Telnyx sends no reply that is not ordered; set TELNYX_API_KEY beside TELNYX_PUBLIC_KEY",
        )
    return None


TELNYX: Final = Company(
    "telnyx",
    TELNYX_ABILITIES,
    is_set=lambda settings: bool(settings.telnyx_public_key or settings.telnyx_api_key),
    voice=_voice,
    texts=_texts,
    carrier=_carrier,
    sender=_sender,
)
