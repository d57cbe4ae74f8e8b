"""What the telephone companies of a line can do; apart, for a check needs no more of them."""

from collections.abc import Mapping
from typing import Final

from ivr.menu.checking.check_provider import Abilities
from ivr.providers.telnyx.abilities import TELNYX_ABILITIES
from ivr.providers.twilio.abilities import TWILIO_ABILITIES
from ivr.settings import Settings

# What each company can do, by the names that `provider:` in line.yaml takes.
ABILITIES: Final[Mapping[str, Abilities]] = {"twilio": TWILIO_ABILITIES, "telnyx": TELNYX_ABILITIES}


def usual_provider(settings: Settings) -> str:
    """Return whom a line is at that does not say so: the only one whose keys are set, else Twilio."""
    is_telnyx = settings.twilio_auth_token is None and (settings.telnyx_public_key or settings.telnyx_api_key)
    return "telnyx" if is_telnyx else "twilio"
