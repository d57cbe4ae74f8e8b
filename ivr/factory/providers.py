"""The telephone companies of a line: whoever has a key or a token here may send webhooks, and is told apart by them."""

from collections.abc import Mapping

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from ivr.clock import Clock, utc_now
from ivr.errors import SettingsError
from ivr.factory.joining import USUAL_PORT
from ivr.host.keys import ensure_development_account
from ivr.ports.texts import TextProvider
from ivr.ports.webhooks import VoiceProvider
from ivr.providers.telnyx.provider import TelnyxVoice
from ivr.providers.telnyx.signature import development_key, read_public_key
from ivr.providers.telnyx.texts import TelnyxTexts
from ivr.providers.twilio.provider import TwilioVoice
from ivr.providers.twilio.texts import TwilioTexts
from ivr.settings import Settings


def voice_providers(settings: Settings) -> Mapping[str, VoiceProvider]:
    """Return who calls come from, by the headers of their signatures."""
    providers: list[VoiceProvider] = [TwilioVoice(*_twilio_signers(settings))]
    telnyx = _telnyx_signer(settings)
    if telnyx is not None:
        providers.append(TelnyxVoice(*telnyx))
    return {provider.signature_header: provider for provider in providers}


def text_providers(settings: Settings) -> Mapping[str, TextProvider]:
    """Return who texts come from, by the headers of their signatures. SettingsError for a key that is none."""
    providers: list[TextProvider] = [TwilioTexts(*_twilio_signers(settings))]
    telnyx = _telnyx_signer(settings)
    if telnyx is not None:
        providers.append(TelnyxTexts(*telnyx))
    return {provider.signature_header: provider for provider in providers}


def base_url_of(settings: Settings) -> str:
    """Return where providers find the line: its public address, or the one on a desk."""
    return settings.public_base_url or f"http://127.0.0.1:{settings.port or USUAL_PORT}"


def _twilio_signers(settings: Settings) -> tuple[str, tuple[str, ...], bool, Mapping[str, str]]:
    """Return the address that is signed, the tokens that may sign, whether they are our own phone's, shared keys."""
    if settings.twilio_auth_token is not None:
        tokens = (settings.twilio_auth_token, settings.twilio_auth_token_secondary)
        return base_url_of(settings), tuple(token for token in tokens if token), False, settings.twilio_shared_keys
    account = ensure_development_account(settings.var_dir)
    return base_url_of(settings), (account.auth_token,), True, {}


def _telnyx_signer(settings: Settings) -> tuple[str, Ed25519PublicKey, Clock, bool] | None:
    """Return the address, the key that signs, a clock, whether the key is our own phone's; None: nobody's calls come.

    Where no company's keys are set our own phone may ring as any of them.
    """
    if settings.telnyx_public_key is not None:
        return base_url_of(settings), _telnyx_key(settings.telnyx_public_key), utc_now, False
    if settings.twilio_auth_token is not None:
        return None
    key = development_key(ensure_development_account(settings.var_dir).auth_token)
    return base_url_of(settings), key.public_key(), utc_now, True


def _telnyx_key(text: str) -> Ed25519PublicKey:
    try:
        return read_public_key(text)
    except ValueError:
        raise SettingsError(
            "TELNYX_PUBLIC_KEY is no key; copy it from the portal, Account Settings, Keys & Credentials, Public Key: "
            "44 characters that end with an equals sign."
        ) from None
