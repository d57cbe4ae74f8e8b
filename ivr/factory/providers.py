"""The telephone companies of a line: whoever has a key or a token here may send webhooks, and is told apart by them."""

from collections.abc import Mapping

from ivr.factory.companies import COMPANIES
from ivr.ports.texts import TextProvider
from ivr.ports.webhooks import VoiceProvider
from ivr.settings import Settings


def voice_providers(settings: Settings) -> Mapping[str, VoiceProvider]:
    """Return who calls come from, by the headers of their signatures. SettingsError for a key that is none."""
    found = [company.voice(settings) for company in COMPANIES]
    return {provider.signature_header: provider for provider in found if provider is not None}


def text_providers(settings: Settings) -> Mapping[str, TextProvider]:
    """Return who texts come from, by the headers of their signatures. SettingsError for a key that is none."""
    found = [company.texts(settings) for company in COMPANIES]
    return {provider.signature_header: provider for provider in found if provider is not None}
