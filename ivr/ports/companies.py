"""A telephone company, as the factory joins it: what it can do, and who does it for a line of these settings."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from ivr.menu.checking.check_provider import Abilities
from ivr.messaging.keywords import ProviderWords
from ivr.messaging.trouble import Trouble
from ivr.ports.people import CallCarrier
from ivr.ports.records import CallCosts
from ivr.ports.texts import TextProvider, TextSender
from ivr.ports.webhooks import VoiceProvider
from ivr.values import PhoneNumber


@dataclass(frozen=True, slots=True)
class TextWords:
    """What a company says about texts, and hears in them.

    `errors`: what its codes mean; `trouble_of`: what any code means, also one that is not among them. `keywords_of`:
    the words that it takes for itself in texts to a number of ours, and answers. `prefix`: what stands before its names
    of texts where conversations are named by them, so that two companies never name the same one.
    """

    errors: Mapping[str, Trouble]
    trouble_of: Callable[[str], Trouble]
    keywords_of: Callable[[PhoneNumber], ProviderWords]
    prefix: str = ""


def no_company(_settings: Any) -> None:
    """Return nobody: the company does not do that."""


def no_words() -> None:
    """Return nothing: the company brings no texts."""


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
    costs: Callable[[Any], CallCosts | None] = no_company
    words: Callable[[], TextWords | None] = no_words
