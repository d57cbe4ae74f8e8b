"""What the telephone companies say about texts, and which words of texts they take for themselves."""

from collections.abc import Callable, Mapping

from ivr.factory.companies import COMPANIES
from ivr.messaging.keywords import ProviderWords
from ivr.messaging.verdicts import Verdicts, verdicts_of
from ivr.ports.companies import TextWords
from ivr.values import PhoneNumber


def text_words() -> Mapping[str, TextWords]:
    """Return the words of each company that brings texts, by its name."""
    found = [(company.name, company.words()) for company in COMPANIES]
    return {name: words for name, words in found if words is not None}


def text_verdicts() -> Verdicts:
    """Return what follows from the error codes of all companies."""
    return verdicts_of({name: words.errors for name, words in text_words().items()})


def keywords_by_provider() -> Callable[[str, PhoneNumber], ProviderWords]:
    """Return what tells the words that a provider takes for itself; none of one that is not known."""
    found = text_words()

    def keywords_of(provider: str, our_number: PhoneNumber) -> ProviderWords:
        return found[provider].keywords_of(our_number) if provider in found else ProviderWords()

    return keywords_of
