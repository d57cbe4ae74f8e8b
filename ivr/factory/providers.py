"""The telephone companies of a line: whoever has a key or a token here may send webhooks, and is told apart by them."""

from collections.abc import Mapping
from typing import Final

from ivr.factory.companies import COMPANIES
from ivr.menu.checking.check_provider import Abilities
from ivr.ports.texts import TextProvider
from ivr.ports.webhooks import VoiceProvider
from ivr.settings import Settings

# What each company can do, by the names that `provider:` in line.yaml takes.
ABILITIES: Final[Mapping[str, Abilities]] = {company.name: company.abilities for company in COMPANIES}


def usual_provider(settings: Settings) -> str:
    """Return whom a line is at that does not say so: the first of which keys are set, else the first."""
    return next((company.name for company in COMPANIES if company.is_set(settings)), COMPANIES[0].name)


def voice_providers(settings: Settings) -> Mapping[str, VoiceProvider]:
    """Return who calls come from, by the headers of their signatures. SettingsError for a key that is none."""
    found = [company.voice(settings) for company in COMPANIES]
    return {provider.signature_header: provider for provider in found if provider is not None}


def text_providers(settings: Settings) -> Mapping[str, TextProvider]:
    """Return who texts come from, by the headers of their signatures. SettingsError for a key that is none."""
    found = [company.texts(settings) for company in COMPANIES]
    return {provider.signature_header: provider for provider in found if provider is not None}
