"""What Twilio can do, as far as menus can ask for more: https://www.twilio.com/docs/voice/twiml, …/docs/api/errors."""

from typing import Final

from ivr.menu.checking.check_provider import Abilities
from ivr.providers.twiml.voices import POLLY
from ivr.values import Seconds

TWILIO_ABILITIES: Final = Abilities(
    provider="Twilio",
    longest_transcribed=Seconds(120),
    most_callees=10,
    most_hints=500,
    longest_hint=100,
    longest_queue_name=64,
    voices=POLLY,
)
