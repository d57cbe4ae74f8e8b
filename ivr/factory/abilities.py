"""What the telephone companies of a line can do; apart, for a check needs no more of them."""

from collections.abc import Mapping
from typing import Final

from ivr.factory.companies import COMPANIES
from ivr.menu.checking.check_provider import Abilities
from ivr.settings import Settings

# What each company can do, by the names that `provider:` in line.yaml takes.
ABILITIES: Final[Mapping[str, Abilities]] = {company.name: company.abilities for company in COMPANIES}


def usual_provider(settings: Settings) -> str:
    """Return whom a line is at that does not say so: the first of which keys are set, else the first."""
    return next((company.name for company in COMPANIES if company.is_set(settings)), COMPANIES[0].name)
