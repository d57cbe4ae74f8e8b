"""What the telephone companies do for a line of these settings, each as far as there is a key or an account."""

from collections.abc import Mapping, Sequence

from ivr.factory.companies import COMPANIES
from ivr.log import get_logger
from ivr.ports.people import CallCarrier
from ivr.ports.records import CallCosts
from ivr.ports.texts import TextProvider, TextSender
from ivr.ports.webhooks import VoiceProvider
from ivr.settings import Settings

_log = get_logger(__name__)


def voice_providers(settings: Settings) -> Mapping[str, VoiceProvider]:
    """Return who calls come from, by the headers of their signatures. SettingsError for a key that is none."""
    found = [company.voice(settings) for company in COMPANIES]
    return {provider.signature_header: provider for provider in found if provider is not None}


def text_providers(settings: Settings) -> Mapping[str, TextProvider]:
    """Return who texts come from, by the headers of their signatures. SettingsError for a key that is none."""
    found = [company.texts(settings) for company in COMPANIES]
    return {provider.signature_header: provider for provider in found if provider is not None}


def call_carriers(settings: Settings) -> Mapping[str, CallCarrier]:
    """Return who makes calls, by the name of the provider; that nobody can is said in the log."""
    found = [company.carrier(settings) for company in COMPANIES]
    carriers = {carrier.name: carrier for carrier in found if carrier is not None}
    if not carriers:
        _log.info(
            "nobody_can_be_rung",
            why="agents of queues and customers who want to be called back are rung by the provider; "
            "set TWILIO_ACCOUNT_SID, TWILIO_AUTH_TOKEN and PUBLIC_BASE_URL, or for Telnyx TELNYX_API_KEY, "
            "TELNYX_ACCOUNT_SID, TELNYX_TEXML_APP_ID and PUBLIC_BASE_URL",
        )
    return carriers


def text_senders(settings: Settings) -> Mapping[str, TextSender]:
    """Return who sends texts, by the name of the provider; what is missing is said in the log."""
    found = [company.sender(settings) for company in COMPANIES]
    return {sender.name: sender for sender in found if sender is not None}


def call_costs(settings: Settings) -> Sequence[CallCosts]:
    """Return whom to ask what calls cost; nobody without an account."""
    found = [company.costs(settings) for company in COMPANIES]
    return tuple(books for books in found if books is not None)
