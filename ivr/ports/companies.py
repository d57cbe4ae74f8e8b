"""A telephone company, as the factory joins it: what it can do, and who does it for a line of these settings."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from ivr.menu.checking.check_provider import Abilities
from ivr.ports.people import CallCarrier
from ivr.ports.texts import TextProvider, TextSender
from ivr.ports.webhooks import VoiceProvider


def no_company(_settings: Any) -> None:
    """Return nobody: the company does not do that."""


@dataclass(frozen=True, slots=True)
class Company:
    """One company, by the name that `provider:` in line.yaml takes. Each maker returns None where its keys are not set.

    `is_set`: whether these settings hold keys of it.
    """

    name: str
    abilities: Abilities
    is_set: Callable[[Any], bool]
    voice: Callable[[Any], VoiceProvider | None] = no_company
    texts: Callable[[Any], TextProvider | None] = no_company
    carrier: Callable[[Any], CallCarrier | None] = no_company
    sender: Callable[[Any], TextSender | None] = no_company
