"""Who sends texts for a worker: accounts at providers, a stand-in for one, or nobody but our own telephone."""

from collections.abc import Mapping

from ivr.factory.companies import COMPANIES
from ivr.ports.texts import TextSender
from ivr.settings import Settings


def text_senders(settings: Settings) -> Mapping[str, TextSender]:
    """Return who sends texts, by the name of the provider; what is missing is said in the log."""
    found = [company.sender(settings) for company in COMPANIES]
    return {sender.name: sender for sender in found if sender is not None}
